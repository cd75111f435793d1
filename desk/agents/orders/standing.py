"""#close and #wait: how a conversation stands."""

from __future__ import annotations

from dataclasses import replace

from samehand.desk import clock
from samehand.desk.agents.commands import Spoken
from samehand.desk.agents.course import Course, turned
from samehand.desk.agents.hold import AgentMail
from samehand.desk.conversation import State


def close(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """#close: the matter is settled."""
    closed = replace(
        course.conversation,
        state=State.CLOSED,
        clocks=turned(given, course.conversation, clock.closed),
    )
    return replace(course, conversation=closed).event(
        "closed", given.agent.id, "#close", "the conversation is closed"
    )


def wait(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """#wait: we wait for the customer, although nobody has answered."""
    waiting = replace(
        course.conversation,
        state=State.WAITING,
        clocks=turned(given, course.conversation, clock.waiting),
    )
    return replace(course, conversation=waiting).event(
        "waiting", given.agent.id, "#wait", "the clocks stand still until the customer writes"
    )
