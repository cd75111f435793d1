"""What follows from a machine's mail: a bounce, an absence note, a receipt.

It is kept where it belongs and changes no state and no clock. It never opens a conversation.
"""

from __future__ import annotations

from datetime import datetime

from samehand.config.settings import Settings
from samehand.desk import record, relay
from samehand.desk.arrival import Arrived, Seen
from samehand.desk.conversation import Event
from samehand.desk.decision import Decision, Mint, Outcome
from samehand.desk.letters import AnyLetter
from samehand.ingest.message import Kind


def file(
    arrived: Arrived, seen: Seen, settings: Settings, now: datetime, mint: Mint
) -> Decision:
    """Put it into the conversation it is about; without one, it is only recorded."""
    kind = arrived.mail.kind
    what = f"{kind.value}: {'; '.join(arrived.mail.reasons) or 'by its marks'}"
    if not seen.conversations:
        event = Event(
            None, "automatic", "samehand", f"from {arrived.mail.sender.address}, {what}"
        )
        return Decision(Outcome.AUTOMATIC, "automatic", what, events=(event,))
    conversation = seen.conversations[0]
    letters: tuple[AnyLetter, ...] = ()
    if kind is Kind.BOUNCE:
        letters = (relay.undelivered(arrived, conversation, settings, now, mint),)
    return Decision(
        Outcome.AUTOMATIC,
        seen.match.rule,
        f"filed in {conversation.number}; {what}",
        message=record.from_outside(arrived, conversation.number),
        letters=letters,
        events=(Event(conversation.number, kind.value, "samehand", what),),
    )
