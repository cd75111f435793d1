"""A mail in an agent's name that answers none of those that the desk has sent them: what they
did instead of pressing Reply. Says whose matter it is, and decides nothing itself."""

from __future__ import annotations

from datetime import datetime

from samehand.config.settings import Agent, Settings
from samehand.desk.agents.holds.stray import stray
from samehand.desk.agents.unbidden import elsewhere
from samehand.desk.arrival import Arrived, Seen
from samehand.desk.decision import Decision, Mint


def decide(
    arrived: Arrived, agent: Agent, seen: Seen, settings: Settings, now: datetime, mint: Mint
) -> Decision:
    """Decide about a mail in an agent's name that carries no token of ours."""
    if elsewhere.is_one(arrived.mail, settings):
        return elsewhere.decide(arrived, agent, seen, settings, now, mint)
    return stray(arrived, agent, seen, settings, now, mint)
