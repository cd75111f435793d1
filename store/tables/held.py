"""Mails of agents that wait for a word, and what became of those that did."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Table, Text

from samehand.desk.agents.holds.held import Cause, Way
from samehand.store.columns import BigKey, Instant, Words, choice
from samehand.store.tables.schema import index_over, metadata

held = Table(
    "held",
    metadata,
    Column("entry", BigKey, ForeignKey("ledger.id"), primary_key=True, autoincrement=False),
    Column("conversation", BigKey, ForeignKey("conversation.number")),
    Column("agent", Text, nullable=False),
    Column("cause", choice(Cause, "cause"), nullable=False),
    Column("why", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("again", Boolean, nullable=False),
    Column("held_at", Instant, nullable=False),
    Column("told_at", Instant),  # when the agent was told, alone or with others
    Column("lead_told_at", Instant),
    Column("way", choice(Way, "way")),
    Column("settled_at", Instant),
    Column("settled_by", Text, nullable=False),
    Column("evidence", Words, nullable=False),
    Column("is_proved", Boolean, nullable=False),
    CheckConstraint("(way IS NULL) = (settled_at IS NULL)", name="settled"),
)
Index(None, held.c.agent, held.c.told_at)
index_over(None, held.c.conversation, where=held.c.settled_at.is_(None))
index_over("ix_held_waiting", held.c.held_at, where=held.c.settled_at.is_(None))
