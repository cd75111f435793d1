"""`samehand check --probe`: tries a server by mails from the mailbox to itself.

Each is in the outbox before it leaves, so that the desk knows it when it comes in. Waiting is
bounded; what it waits for is said before.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from samehand.app import RandomMint
from samehand.commands import probe_facts, probe_mails
from samehand.commands.check_mailbox import MailboxDoor, newest_mails
from samehand.commands.findings import Finding, counted, wrong
from samehand.commands.probe_advice import Advice, advise
from samehand.commands.probe_facts import Facts
from samehand.commands.probe_outbox import OutboxDoor, SendingDoor
from samehand.config.providers import provider_at
from samehand.config.settings import Agent, Mailbox, Settings
from samehand.desk.decision import Mint
from samehand.ingest.imap.mailbox import MailboxError
from samehand.ingest.message import InboundMessage
from samehand.ingest.parse import read_header
from samehand.notify.outgoing import Outgoing

PATIENCE = timedelta(minutes=2)
PAUSE = timedelta(seconds=3)
_HEADER = "BODY.PEEK[HEADER]"
_MOST_NAMES = 5  # are forged at a time


@dataclass(frozen=True)
class Means:
    """What a probe works with, besides the mailbox's two accounts."""

    outbox: OutboxDoor
    now: Callable[[], datetime]
    pause: Callable[[timedelta], None]
    patience: timedelta = PATIENCE
    mint: Mint = RandomMint()  # noqa: RUF009 - it has no state


def probe(
    mailbox: Mailbox, reader: MailboxDoor, sender: SendingDoor, means: Means
) -> Generator[Finding, None, Advice | None]:
    """Try the server, and say what it does; the advice that follows, if it could be tried."""
    try:
        return (yield from _tried(mailbox, reader, sender, means))
    except MailboxError as error:
        yield wrong(_what(mailbox), error)
        return None
    finally:
        reader.close()


def _tried(
    mailbox: Mailbox, reader: MailboxDoor, sender: SendingDoor, means: Means
) -> Generator[Finding, None, Advice | None]:
    plain = probe_mails.plain(mailbox, means.now(), means.mint)
    plus = probe_mails.plus(mailbox, means.now(), means.mint)
    newest = newest_mails(reader, reader.probe().state)
    facts = replace(
        probe_facts.of_others(newest, mailbox.address), provider=provider_at(mailbox.imap.host)
    )
    found = yield from _there_and_back(mailbox, [plain, plus], reader, sender, means)
    if found is None:
        return None
    if plain.message_id in found:
        facts = probe_facts.with_ours(facts, plain, found[plain.message_id])
        names = _names(mailbox, facts)
        forged = probe_mails.forged(mailbox, names, means.now(), means.mint)
        if names:
            found |= (
                yield from _there_and_back(mailbox, [forged], reader, sender, means)
            ) or {}
        if forged.message_id in found:
            facts = probe_facts.with_forged(facts, names, found[forged.message_id])
        facts = replace(facts, plus=plus.message_id in found)
    return advise(facts, mailbox.trust)


def _names(mailbox: Mailbox, facts: Facts) -> list[str]:
    """In whose name a sender would forge statements here."""
    own = mailbox.trust.authserv_id or ""
    names = (own.replace("*", "mx"), *(facts.login or ())[1:], *reversed(facts.claimed))
    return list(dict.fromkeys(name.lower() for name in names if name))[:_MOST_NAMES]


def _there_and_back(
    mailbox: Mailbox,
    mails: Sequence[Outgoing],
    reader: MailboxDoor,
    sender: SendingDoor,
    means: Means,
) -> Generator[Finding, None, dict[str, InboundMessage] | None]:
    """Send mails to ourselves and wait: those that came, by the id they were sent with."""
    what, after_uid = _what(mailbox), (reader.state().uidnext or 1) - 1
    problem = means.outbox.send(mailbox, mails, sender, means.now())
    if problem:
        yield wrong(what, f"the mail to itself was not sent ({problem}); look at SMTP above")
        return None
    minutes = f"{means.patience.total_seconds() / 60:g} minutes"
    waiting = (
        f"{counted(len(mails), 'mail')} to {mailbox.address} sent; waiting up to {minutes}"
    )
    yield Finding(True, what, waiting)
    found = _await(mails, reader, after_uid, means)
    missing = [mail for mail in mails if mail.message_id not in found]
    if missing == list(mails):
        yield Finding(
            False,
            what,
            f"{'it has' if len(mails) == 1 else 'they have'} not come to {mailbox.folder}",
            "look whether they lie in the folder for spam, and try again with a longer --wait",
        )
    return found


def _await(
    mails: Sequence[Outgoing], reader: MailboxDoor, after_uid: int, means: Means
) -> dict[str, InboundMessage]:
    wanted = {mail.message_id for mail in mails}
    found: dict[str, InboundMessage] = {}
    left = means.patience
    while True:
        reader.state()
        found |= {
            message_id: mail
            for mail in _newer(reader, after_uid)
            for message_id in wanted.intersection(mail.references)
        }
        if len(found) == len(wanted) or left <= timedelta():
            return found
        means.pause(PAUSE)
        left -= PAUSE


def _newer(reader: MailboxDoor, after_uid: int) -> Iterator[InboundMessage]:
    uids = [uid for uid in reader.search(f"{after_uid + 1}:*") if uid > after_uid]
    answers = reader.fetch(uids, _HEADER) if uids else {}
    for answer in answers.values():
        for key, value in answer.items():
            if key.startswith(b"BODY[") and isinstance(value, bytes):
                yield read_header(value)


def ask_agent(
    mailbox: Mailbox, agent: Agent, settings: Settings, sender: SendingDoor, means: Means
) -> Finding:
    """Ask an agent by mail to press Reply; what comes of it, a later check says."""
    mail = probe_mails.to_agent(mailbox, agent, settings.desk, means.now(), means.mint)
    problem = means.outbox.send(mailbox, [mail], sender, means.now())
    what = f"agent {agent.id}"
    if problem:
        return wrong(what, f"the mail to {agent.address} was not sent ({problem})")
    return Finding(
        None,
        what,
        f"{agent.address} is asked to press Reply",
        "when they have done so, `samehand check` says what the server made of it",
    )


def _what(mailbox: Mailbox) -> str:
    return f"mailbox {mailbox.name}, probe"
