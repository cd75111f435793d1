"""The clocks of conversations: what runs, what ran, and what somebody has to hear of next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from samehand.desk.conversation import Clock
from samehand.store import tables
from samehand.store.tables import is_live

_rows = tables.clock
_c = _rows.c
_INSERT = insert(_rows)
_COLUMNS = (
    _c.target,
    _c.policy,
    _c.calendar,
    _c.length,
    _c.started_at,
    _c.used,
    _c.running_since,
    _c.due_at,
    _c.alert_at,
    _c.stage,
    _c.met_at,
    _c.dropped_at,
)

_ALL = (
    select(*_COLUMNS, _c.id)
    .where(_c.conversation == bindparam("b_conversation"))
    .order_by(_c.id)
)
_UPDATE = (
    update(_rows)
    .where(_c.id == bindparam("b_id"))
    .values({column: bindparam(f"b_{column.name}") for column in _COLUMNS})
)
_DROP = (
    update(_rows)
    .where(_c.conversation == bindparam("b_conversation"), is_live)
    .values(dropped_at=bindparam("b_now"), alert_at=None)
)
_DUE = (
    select(_c.conversation)
    .where(is_live, _c.alert_at <= bindparam("b_now"))
    .order_by(_c.alert_at, _c.id)
    .limit(bindparam("b_limit"))
)


def every(connection: Connection, conversation: int) -> tuple[Clock, ...]:
    """All clocks of the conversation, those that have ended too; the oldest first."""
    found = connection.execute(_ALL, {"b_conversation": conversation})
    return tuple(Clock(*row) for row in found)


def due(connection: Connection, now: datetime, limit: int) -> list[int]:
    """The conversations with a clock somebody has to hear of by now, the most urgent first."""
    found = connection.execute(_DUE, {"b_now": now, "b_limit": limit}).scalars()
    return list(dict.fromkeys(found))


def save(connection: Connection, conversation: int, clocks: Iterable[Clock]) -> None:
    """Update the clocks that have an id, and insert the others."""
    known = [_values(clock, "b_") | {"b_id": clock.id} for clock in clocks if clock.id]
    new = [
        _values(clock, "") | {"conversation": conversation} for clock in clocks if not clock.id
    ]
    if known:
        connection.execute(_UPDATE, known)
    if new:
        connection.execute(_INSERT, new)


def drop(connection: Connection, conversation: int, now: datetime) -> None:
    """Stop whatever still runs."""
    connection.execute(_DROP, {"b_conversation": conversation, "b_now": now})


def _values(clock: Clock, prefix: str) -> dict[str, Any]:
    return {prefix + column.name: getattr(clock, column.name) for column in _COLUMNS}
