"""The commands in the order in which they are carried out, whatever the order of the lines.

An answer is given before the conversation closes, and by whoever has taken it by then.
"""

from __future__ import annotations

from samehand.desk.agents.commands import Command
from samehand.desk.agents.orders.inside import note
from samehand.desk.agents.orders.ownership import assign, no_such_agent, take
from samehand.desk.agents.orders.standing import close, wait
from samehand.desk.agents.orders.step import Step
from samehand.desk.agents.orders.undo import nothing_to_undo, undo

BEFORE_THE_ANSWER: dict[Command, Step] = {
    Command.UNDO: Step(undo, nothing_to_undo),
    Command.NOTE: Step(note),
    Command.TAKE: Step(take),
}
AFTER_THE_ANSWER: dict[Command, Step] = {
    Command.CLOSE: Step(close),
    Command.WAIT: Step(wait),
    Command.ASSIGN: Step(assign, no_such_agent),
}
