"""`samehand check --probe`: tries a server by mails from the mailbox to itself.

Each is in the outbox before it leaves, so that the desk knows it when it comes in. Waiting is
bounded; what it waits for is said before.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from samehand.app import RandomMint
from samehand.commands import probe_facts, probe_mails
from samehand.commands.check_mailbox import MailboxDoor, newest_mails
from samehand.commands.findings import Finding, counted, wrong
from samehand.commands.probe_advice import Advice, advise
from samehand.commands.probe_facts import Facts
from samehand.config.providers import provider_at
from samehand.config.settings import Agent, Mailbox, Settings
from samehand.desk.agents.probe import outbox_of
from samehand.desk.decision import Decision, Mint, Outcome
from samehand.ingest.imap.mailbox import MailboxError
from samehand.ingest.message import InboundMessage
from samehand.ingest.parse import read_header
from samehand.notify.outbox import OutboxState, Parcel, Result, after
from samehand.notify.outgoing import Outgoing
from samehand.notify.smtp import Done, HandingOver
from samehand.store.raw import RawStore, digest_of
from samehand.store.store import OutgoingRow, Store

PATIENCE = timedelta(minutes=2)
PAUSE = timedelta(seconds=3)
_LEASE = timedelta(minutes=15)
_HEADER = "BODY.PEEK[HEADER]"
_MOST_NAMES = 5  # are forged at a time


class SendingDoor(Protocol):
    """What a probe asks of an SMTP account."""

    def send(self, parcels: Sequence[Parcel], *, handing_over: HandingOver, done: Done) -> None:
        """Send mails."""


class OutboxDoor(Protocol):
    """Where a probe writes down what it sends, before it does."""

    def send(
        self, mailbox: Mailbox, mails: Sequence[Outgoing], sender: SendingDoor, now: datetime
    ) -> str:
        """Write the mails down and send them; why that failed, or nothing."""


@dataclass(frozen=True)
class Means:
    """What a probe works with, besides the mailbox's two accounts."""

    outbox: OutboxDoor
    now: Callable[[], datetime]
    pause: Callable[[timedelta], None]
    patience: timedelta = PATIENCE
    mint: Mint = RandomMint()  # noqa: RUF009 - it has no state


class Outbox:
    """The desk's own outbox, in which the probes of a mailbox are apart from its mails."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(
        self, mailbox: Mailbox, mails: Sequence[Outgoing], sender: SendingDoor, now: datetime
    ) -> str:
        """Write the mails down and send them; why that failed, or nothing."""
        desk = self._settings.desk
        raw = RawStore.open(desk.raw)
        raw.keep_many([mail.content for mail in mails])
        with Store.open(desk.store, lock=False) as store:
            if store.pending_migrations():
                store.upgrade()
            _write_down(store, mails, now)
            problems = _send(store, mailbox, mails, sender, now)
            _take_back(store, mails, now)
        return "; ".join(problems)


def _write_down(store: Store, mails: Sequence[Outgoing], now: datetime) -> None:
    decision = Decision(Outcome.MESSAGE, "probe", "a check tries the server")
    rows = [OutgoingRow(mail, digest_of(mail.content)) for mail in mails]
    with store.transaction() as work:
        work.save(decision, rows, entry=None, now=now)


def _send(
    store: Store,
    mailbox: Mailbox,
    mails: Sequence[Outgoing],
    sender: SendingDoor,
    now: datetime,
) -> list[str]:
    """Send what was written down. What went wrong, for each that did not leave."""
    contents = {mail.key: mail.content for mail in mails}
    rows = store.claim_outbox(
        outbox_of(mailbox.name), now=now, limit=10, lease=_LEASE, holder="samehand check"
    )
    problems: list[str] = []

    def done(parcel: Parcel, result: Result) -> None:
        step = after(parcel.row, result, now=now, spread=0.0)
        with store.transaction() as work:
            work.settle(parcel.row, step, now=now)
        if step.state is not OutboxState.SENT:
            problems.append(step.reason)

    parcels = [Parcel(row, contents[row.key]) for row in rows if row.key in contents]
    sender.send(
        parcels, handing_over=lambda parcel: store.handing_over(parcel.row, now=now), done=done
    )
    return list(dict.fromkeys(problems))


def _take_back(store: Store, mails: Sequence[Outgoing], now: datetime) -> None:
    """What did not leave shall not do so later, when nobody waits for it."""
    keys = tuple(mail.key for mail in mails)
    with store.transaction() as work:
        taken = Decision(Outcome.MESSAGE, "probe", "the check is over", withdraw=keys)
        work.save(taken, (), entry=None, now=now)


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
