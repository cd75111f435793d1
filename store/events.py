"""What was decided, when, by whom and why: written once, never changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, or_, select

from samehand.desk.conversation import Event
from samehand.store import tables


@dataclass(frozen=True)
class Recorded:
    """An event with its place in the order of things."""

    id: int
    at: datetime
    event: Event


_c = tables.event.c
_INSERT = insert(tables.event)
_COLUMNS = (_c.id, _c.at, _c.conversation, _c.kind, _c.actor, _c.reason)
_merged = select(tables.conversation.c.number).where(
    tables.conversation.c.merged_into == bindparam("conversation")
)
_OF = (
    select(*_COLUMNS)
    .where(or_(_c.conversation == bindparam("conversation"), _c.conversation.in_(_merged)))
    .order_by(_c.id)
)
_LAST = (
    select(*_COLUMNS)
    .where(_c.conversation == bindparam("conversation"), _c.kind == bindparam("kind"))
    .order_by(_c.id.desc())
    .limit(1)
)
_AFTER = (
    select(*_COLUMNS)
    .where(_c.id > bindparam("after"))
    .order_by(_c.id)
    .limit(bindparam("limit"))
)


def record(connection: Connection, events: Iterable[Event], now: datetime) -> None:
    """Add to the story."""
    rows = [
        {
            "conversation": event.conversation,
            "kind": event.kind,
            "actor": event.actor,
            "reason": event.reason,
            "at": now,
        }
        for event in events
    ]
    if rows:
        connection.execute(_INSERT, rows)


def of(connection: Connection, conversation: int) -> list[Recorded]:
    """The story of a conversation and of those that were merged into it."""
    found = connection.execute(_OF, {"conversation": conversation})
    return [Recorded(row[0], row[1], Event(*row[2:])) for row in found]


def last(connection: Connection, conversation: int, kind: str) -> Recorded | None:
    """The latest event of a kind in a conversation."""
    row = connection.execute(_LAST, {"conversation": conversation, "kind": kind}).first()
    return Recorded(row[0], row[1], Event(*row[2:])) if row else None


def after(connection: Connection, event: int, limit: int) -> list[Recorded]:
    """What came after the event with this id, of all conversations; 0 begins at the start."""
    found = connection.execute(_AFTER, {"after": event, "limit": limit})
    return [Recorded(row[0], row[1], Event(*row[2:])) for row in found]
