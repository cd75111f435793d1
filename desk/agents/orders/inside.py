"""#note, #call and #amends: what the team is to know, and the customer is not told by it."""

from __future__ import annotations

from dataclasses import replace

from samehand.desk.agents.commands.spoken import Command, Spoken
from samehand.desk.agents.course import Course, turned
from samehand.desk.agents.holds.hold import AgentMail
from samehand.desk.clocks import turns
from samehand.desk.clocks.alerting import alerts_of
from samehand.desk.conversation import State

_TOLD = 200  # characters of a sentence in the story of a conversation


def note(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """#note: the whole mail is kept inside."""
    done = "kept as a note; the customer sees nothing of it"
    return course.event("note", given.agent.id, "#note", done)


def nothing_noted(given: AgentMail, spoken: Spoken) -> str | None:
    """Whether #note is all that there is."""
    if spoken.note or given.arrived.mail.attachments or len(spoken.orders) > 1:
        return None
    return "#note keeps inside what you write beside it, and nothing is written"


def call(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """#call: somebody of the desk has spoken with the customer, which is an answer."""
    before = course.conversation
    called = replace(
        before,
        state=State.WAITING,
        snoozed_until=None,
        clocks=turned(given, before, turns.answered),
    )
    said = " ".join(spoken.note.split())[:_TOLD]
    return replace(
        course, conversation=called, withdraw=(*course.withdraw, *alerts_of(before))
    ).event(
        "called",
        given.agent.id,
        f"#call{': ' if said else ''}{said}",
        "your call counts as an answer; what you wrote stays inside",
    )


def amends(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """#amends: what was given to make good."""
    what = " ".join(spoken.argument(Command.AMENDS).split())
    return course.event("amends", given.agent.id, what, f"given to make good: {what}")


def nothing_given(given: AgentMail, spoken: Spoken) -> str | None:
    """Whether nobody says what."""
    if spoken.argument(Command.AMENDS):
        return None
    return "#amends needs to know what was given: #amends a voucher of 20 euros"
