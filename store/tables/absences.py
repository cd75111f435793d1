"""When agents were away, and are: of each, at most one absence has not ended yet."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Table, Text

from samehand.desk.away.absence import Source
from samehand.store.columns import BigKey, Instant, Words, choice
from samehand.store.tables.schema import metadata

absence = Table(
    "absence",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("agent", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("until", Instant),
    Column("source", choice(Source, "source"), nullable=False),
    Column("reason", Words, nullable=False),
    Column("is_presumed", Boolean, nullable=False),
    Column("ended_at", Instant),
    Column("ended_by", Text, nullable=False),
)
_lasts = absence.c.ended_at.is_(None)
Index(
    "ix_absence_lasting",
    absence.c.agent,
    unique=True,
    sqlite_where=_lasts,
    postgresql_where=_lasts,
)
Index(None, absence.c.agent, absence.c.since)
