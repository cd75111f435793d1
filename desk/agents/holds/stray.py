"""A mail in an agent's name that answers nothing of ours: held, since nobody can tell for whom
it is."""

from __future__ import annotations

from datetime import datetime

from samehand.config.settings import Agent, Settings
from samehand.desk.agents.holds.held import Cause, Hold, is_told
from samehand.desk.agents.trust import evidence
from samehand.desk.arrival import Arrived, Seen
from samehand.desk.conversation import Event
from samehand.desk.decision import Decision, Mint, Outcome
from samehand.desk.letters import Notice, Thread
from samehand.ingest.message import Address, Kind


def stray(
    arrived: Arrived, agent: Agent, seen: Seen, settings: Settings, now: datetime, mint: Mint
) -> Decision:
    """Hold it, and say how a customer is answered."""
    if arrived.mail.kind is not Kind.PERSON:
        return Decision(Outcome.AUTOMATIC, "agent", f"automatic mail of {agent.id}")
    proved = evidence.of_sender(arrived, agent).is_proved
    told = is_told(Cause.STRAY, seen.told, now, by_anybody=not proved, again=True)
    notice = Notice(
        key=f"stray:{arrived.entry}",
        mailbox=arrived.mailbox.name,
        message_id=mint.message_id(arrived.mailbox.domain),
        to=(Address(agent.address, agent.name),),
        not_before=now,
        conversation=None,
        subject=arrived.mail.subject,
        headline="NOT SENT",
        lines=(
            f"A mail in your name reached {arrived.mailbox.address}, but it answers none of the"
            " mails that this desk has sent you, so nothing was done with it.",
            "To answer a customer, press Reply on the mail that was relayed to you.",
        ),
        text="",
        thread=Thread(),
    )
    why = "a mail without a reply token"
    return Decision(
        Outcome.HELD,
        "no token",
        f"in the name of {agent.id}, without a reply token",
        letters=(notice,) if told else (),
        events=(Event(None, "held", agent.id, why),),
        holds=Hold(Cause.STRAY, agent.id, None, why, is_told=told, again=True),
    )
