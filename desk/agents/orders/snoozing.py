"""#snooze: put aside for a time. The clocks run on, and the agent hears if one is due before.

It comes back to its owner at that time, or at once when the customer writes. An answer, a
hand-over and the end of the matter end it too.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from samehand.desk.agents.commands.spoken import Command, Spoken
from samehand.desk.agents.course import Course
from samehand.desk.agents.holds.hold import AgentMail
from samehand.desk.agents.orders.times import NONE, calendar_of, meant, shown
from samehand.desk.relay import first_due


def snooze(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """#snooze 2d, #snooze tomorrow, #snooze until monday 9:00, or #snooze none."""
    until = _until(given, spoken)
    if not isinstance(until, datetime):
        if course.conversation.snoozed_until is None:
            return replace(course, done=(*course.done, "it was not put aside"))
        awake = replace(course, conversation=replace(course.conversation, snoozed_until=None))
        return awake.event("woken", given.agent.id, "#snooze none", "it is no longer put aside")
    aside = replace(course, conversation=replace(course.conversation, snoozed_until=until))
    done = f"put aside until {shown(until, given)}; it comes back then, or when they write"
    due = first_due(aside.conversation.live_clocks)
    if due is not None and due.due_at is not None and due.due_at < until:
        done += (
            f". Its clocks run on: the {due.target.words} is due before that,"
            f" on {shown(due.due_at, given)}"
        )
    return aside.event(
        "snoozed", given.agent.id, f"until {until:%Y-%m-%d %H:%M} UTC (#snooze)", done
    )


def not_a_time(given: AgentMail, spoken: Spoken) -> str | None:
    """Whether nobody can tell until when."""
    until = _until(given, spoken)
    if not isinstance(until, str):
        return None
    return f"{until}; write #snooze 2d, #snooze tomorrow or #snooze until monday 9:00"


def _until(given: AgentMail, spoken: Spoken) -> datetime | str | None:
    words = spoken.argument(Command.SNOOZE) or "tomorrow"
    return None if words.lower() in NONE else meant(words, given, calendar_of(given))
