"""What follows from a machine's mail: a bounce, an absence note, a receipt.

It is kept in the conversation it is about and changes no state and no clock. It opens none, but
for what is a machine's by its words alone and about no mail of ours: a person may have written
that, so it goes a person's way, unacknowledged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from samehand.config.settings import Settings
from samehand.desk import record
from samehand.desk.arrival import Arrived, Ours, Seen
from samehand.desk.conversation import Conversation, Event
from samehand.desk.customers import hints
from samehand.desk.customers.correspondent import Correspondent, Failing
from samehand.desk.decision import Decision, Mint, Outcome
from samehand.desk.failing import lost_inside
from samehand.desk.letters import AnyLetter, Purpose
from samehand.ingest.message import MACHINES, Bounce, InboundMessage, Kind
from samehand.threading.traits import Traits

_QUIET = {Kind.RECEIPT, Kind.OWN}  # nobody needs to hear of these


def may_be_one(mail: InboundMessage) -> bool:
    """Whether it matters which mail of ours this is about."""
    return mail.kind in MACHINES or mail.kind is Kind.CALENDAR


def is_one(mail: InboundMessage, about: Ours | None) -> bool:
    """Whether to treat it as a machine's.

    A person can write the words of a machine; filed unread, their mail would be lost. An answer
    to an invitation that nobody here has sent is news, like a person's mail.
    """
    if mail.kind in {Kind.BOUNCE, Kind.CALENDAR} and about is not None and about.is_sure:
        return True
    return mail.kind in MACHINES and mail.certain


def failed(bounce: Bounce | None, about: Ours | None) -> tuple[str, ...]:
    """Which of those whom we wrote to were not reached.

    A server may name the address to which one of them has their mail forwarded. Whom the mail
    was not for is not marked: anybody can write a report.
    """
    if bounce is None or about is None:
        return ()
    named = tuple(address for address in bounce.recipients if address in about.people)
    return named or (tuple(about.people) if len(about.people) == 1 else ())


def file(
    arrived: Arrived, seen: Seen, settings: Settings, now: datetime, mint: Mint
) -> Decision:
    """Put it into the conversation it is about; without one, it is only recorded."""
    mail, kind = arrived.mail, arrived.mail.kind
    what = f"{kind.value}: {'; '.join(mail.reasons) or 'by its marks'}"
    if not seen.conversations:
        made = Decision(
            Outcome.AUTOMATIC,
            "automatic",
            what,
            events=(
                Event(None, "automatic", "samehand", f"from {mail.sender.address}, {what}"),
            ),
        )
        return _lost_inside(made, arrived, seen, settings, now, mint)
    conversation = seen.conversations[0]
    # Nothing is tied to it: who knows where a report was filed could join by answering it.
    message = replace(
        record.from_outside(arrived, conversation.number), traits=Traits(arrived.message_id)
    )
    return Decision(
        Outcome.AUTOMATIC,
        seen.match.rule,
        f"filed in {conversation.number}; {what}",
        message=message,
        letters=tuple(_told(arrived, seen, conversation, settings, now, mint)),
        events=(Event(conversation.number, kind.value, "samehand", what),),
        correspondents=tuple(_marked(mail, seen, conversation, now)),
    )


def _told(
    arrived: Arrived,
    seen: Seen,
    conversation: Conversation,
    settings: Settings,
    now: datetime,
    mint: Mint,
) -> Iterator[AnyLetter]:
    """The owner's mail about it: of each bounce, and of other machines once a day."""
    mail, number = arrived.mail, conversation.number
    if mail.kind in _QUIET:
        return
    if mail.kind is Kind.BOUNCE:
        hour, who = f"{now:%Y%m%d%H}", ",".join(failed(mail.bounce, seen.about))
        headline = "DELAYED" if _is_delayed(mail.bounce) else "NOT DELIVERED"
        key = f"bounce:{number}:{who}:{headline}:{hour}"
        lines = tuple(_not_reached(mail.bounce, seen))
    else:
        key = f"machine:{mail.sender.address}:{now:%Y%m%d}"
        headline = "AUTOMATIC REPLY" if mail.kind is Kind.AUTO_REPLY else mail.kind.upper()
        lines = (
            f"This came from {mail.sender.address} by itself. It changes nothing here, and what"
            " else comes from there in this way today is kept without a word.",
        )
    yield hints.to_owner(
        conversation, key, headline, lines, settings, now, mint, text=mail.text
    )


def _not_reached(bounce: Bounce | None, seen: Seen) -> Iterator[str]:
    named = bounce.recipients if bounce else ()
    who = ", ".join(failed(bounce, seen.about) or named) or "the recipient"
    what = "has not been delivered yet" if _is_delayed(bounce) else "could not be delivered"
    why = f": {bounce.reason}" if bounce and bounce.reason else ""
    yield f"A mail server reports that mail to {who} {what}{why}."
    yield "Its report is below."
    if seen.about is not None and not seen.about.is_sure:
        yield "It does not name the mail. This is the one matter in which they got any of late."


def _is_delayed(bounce: Bounce | None) -> bool:
    return bounce is not None and bounce.delayed


def _marked(
    mail: InboundMessage, seen: Seen, conversation: Conversation, now: datetime
) -> Iterator[Correspondent]:
    """Whom mail does not reach. While a server still tries, that is not said yet."""
    bounce = mail.bounce
    if bounce is None or bounce.delayed:
        return
    before = {known.address: known for known in seen.others}
    for address in failed(bounce, seen.about):
        known = before.get(address, Correspondent(address))
        since = known.failing.since if known.failing else now
        failing = Failing(since, bounce.permanent is True, bounce.reason, conversation.number)
        yield replace(known, failing=failing)


def _lost_inside(
    made: Decision,
    arrived: Arrived,
    seen: Seen,
    settings: Settings,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Ops hear of it when a mail to one of us came back, once a day."""
    about, bounce = seen.about, arrived.mail.bounce
    if bounce is None or about is None or about.purpose not in _CONCERN_OPS:
        return made
    who = ", ".join(bounce.recipients) or "one of us"
    told = lost_inside(
        f"{who}:{now:%Y%m%d}",
        f"{about.purpose.value} to {who}",
        "it came back from a mail server",
        settings,
        now,
        mint,
    )
    return replace(made, letters=told.letters, events=(*made.events, *told.events))


_CONCERN_OPS = {Purpose.RELAY, Purpose.RECEIPT, Purpose.ALERT}
