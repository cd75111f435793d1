"""#undo: an answer that has not left yet is taken back."""

from __future__ import annotations

from dataclasses import replace

from samehand.desk import clock
from samehand.desk.agents.commands import Spoken
from samehand.desk.agents.course import Course, turned
from samehand.desk.agents.hold import AgentMail
from samehand.desk.conversation import State


def undo(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """Take back what has not left. An earlier answer that has left still counts."""
    undone = course.conversation
    if clock.last_answered_at(undone.clocks) in {a.answered_at for a in given.seen.undoable}:
        undone = replace(
            undone, state=State.OPEN, clocks=turned(given, undone, clock.unanswered)
        )
    keys = tuple(answer.key for answer in given.seen.undoable)
    return replace(course, conversation=undone, withdraw=keys).event(
        "withdrawn", given.agent.id, "#undo", "your answer was taken back, it will not be sent"
    )


def nothing_to_undo(given: AgentMail, spoken: Spoken) -> str | None:
    """Whether an answer still waits."""
    if given.seen.undoable:
        return None
    return "there is nothing to take back: no answer here is still waiting to leave"
