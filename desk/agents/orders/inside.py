"""#note: words that stay inside the team."""

from __future__ import annotations

from samehand.desk.agents.commands import Spoken
from samehand.desk.agents.course import Course
from samehand.desk.agents.hold import AgentMail


def note(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """#note: the whole mail is kept inside."""
    done = "kept as a note; the customer sees nothing of it"
    return course.event("note", given.agent.id, "#note", done)
