"""A mail whose one line would be an order if it began with #: `Close`, `assign ben`, `undo`.

It is hardly meant for the customer, and is held until the agent says that it is.
"""

from __future__ import annotations

from samehand.desk.agents.answer import is_answer
from samehand.desk.agents.commands.spoken import listen
from samehand.desk.agents.commands.vocabulary import Takes
from samehand.desk.agents.holds.held import Cause
from samehand.desk.agents.holds.hold import AgentMail, hold
from samehand.desk.agents.orders.steps import ALL
from samehand.desk.decision import Decision

MOST_WORDS = 4


def without_sign(given: AgentMail) -> Decision | None:
    """The hold for such a mail; None for all others, and once its agent has let it out."""
    spoken, words = given.spoken, given.spoken.text.split()
    if given.arrived.word or spoken.orders or not is_answer(given, spoken):
        return None
    line = " ".join(words).rstrip(".!")
    if len(words) > MOST_WORDS or not _is_order(given, line):
        return None
    return hold(
        given,
        f'"{line}" is a command without its sign',
        f'All that it says is "{line}", which is a command when it begins with #.',
        f"To have it done, answer this mail with #{line.lower()}.",
        cause=Cause.SIGNLESS,
    )


def _is_order(given: AgentMail, line: str) -> bool:
    """Whether this would be carried out with the sign before it."""
    spoken = listen(f"#{line}")
    if spoken.problem or len(spoken.orders) != 1:
        return False
    (order,) = spoken.orders
    if order.argument and order.command.takes is Takes.WORDS:
        return False  # "Call me back", "Note that it leaks"
    if not order.argument:
        return True
    return ALL[order.command].problem(given, spoken) is None
