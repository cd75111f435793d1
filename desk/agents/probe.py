"""Mails by which `samehand check --probe` finds out what a server says about senders.

The desk knows them by ids that it has given away itself, and by nothing that others can write:
they open no conversation, and an agent's answer to one is neither passed on nor complained of.
"""

from __future__ import annotations

from samehand.config.settings import Agent
from samehand.desk.decision import Decision, Outcome

KEY = "probe:"  # with which their keys in the outbox begin


def outbox_of(mailbox: str) -> str:
    """Under which name a mailbox's probes wait: only the check that made them sends them."""
    return f"{KEY}{mailbox}"


def answered(agent: Agent) -> Decision:
    """What follows from the answer of an agent who was asked to press Reply: nothing."""
    return Decision(Outcome.IGNORED, "probe", f"{agent.id} answered `samehand check`")
