"""An agent forwards a mail of ours, where Reply would have answered it.

What they write above it is for whoever they send it to: a colleague, a supplier, or a customer
after all. So it goes to no customer until they say so.
"""

from __future__ import annotations

from samehand.desk.agents.answer import is_answer
from samehand.desk.agents.holds.held import Cause
from samehand.desk.agents.holds.hold import AgentMail, hold
from samehand.desk.agents.unbidden.passed_on import repeats_ours
from samehand.desk.decision import Decision


def misdirected(given: AgentMail) -> Decision | None:
    """The hold for a forward of our mail, None where the agent answers it."""
    if given.arrived.word or not is_answer(given, given.spoken):
        return None
    if not repeats_ours(given.arrived.mail, given.settings):
        return None
    return hold(
        given,
        "a mail of this desk was forwarded, not answered",
        "You forwarded a mail of this desk. Words for the customer go out when you press Reply"
        " on it; a colleague gets it when you reply with #assign and their name.",
        cause=Cause.FORWARDED,
    )
