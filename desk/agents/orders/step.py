"""What carrying out a command consists of: a look at whether it can be done, and the doing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from samehand.desk.agents.commands.spoken import Spoken
from samehand.desk.agents.course import Course
from samehand.desk.agents.holds.hold import AgentMail

Act = Callable[[AgentMail, Spoken, Course], Course]
Look = Callable[[AgentMail, Spoken], str | None]


def _always(given: AgentMail, spoken: Spoken) -> None:
    """Nothing can be wrong with it."""


@dataclass(frozen=True)
class Step:
    """A command's deed. `problem` says in a sentence why it cannot be done, before anything
    of the mail is: nothing is ever half done."""

    act: Act
    problem: Look = _always
