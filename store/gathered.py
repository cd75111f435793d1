"""Conversations whose mails wait to be passed on together, and those mails."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, select

from samehand.desk.customers.gathered import Listed
from samehand.store import tables
from samehand.store.upserts import insert_new

_rows = tables.gathered
_c = _rows.c
_message = tables.message.c

_DUE = (
    select(_c.conversation, _c.first_message)
    .where(_c.due_at <= bindparam("now"))
    .order_by(_c.due_at)
    .limit(bindparam("limit"))
)
_END = delete(_rows).where(_c.conversation == bindparam("conversation"))
_waiting = (
    _message.conversation == bindparam("conversation"),
    _message.id >= bindparam("first"),
    _message.inbound,
    _message.author.is_(None),
)
_COUNT = select(func.count()).where(*_waiting)
_OLDEST = (
    select(
        _message.received_at,
        _message.writer,
        _message.subject,
        _message.attachments,
        _message.reply,
    )
    .where(*_waiting)
    .order_by(_message.id)
    .limit(bindparam("limit"))
)


def begin(
    connection: Connection, conversation: int, first_message: int, due_at: datetime
) -> None:
    """From this message on they wait; where some wait already, it is one more of them."""
    row = {"conversation": conversation, "first_message": first_message, "due_at": due_at}
    connection.execute(insert_new(connection, _rows), row)


def end(connection: Connection, conversation: int) -> None:
    """They have been passed on."""
    connection.execute(_END, {"conversation": conversation})


def due(connection: Connection, now: datetime, limit: int) -> list[tuple[int, int]]:
    """Conversations whose time has come, each with the first message that waits."""
    found = connection.execute(_DUE, {"now": now, "limit": limit})
    return [(row.conversation, row.first_message) for row in found]


def waiting(
    connection: Connection, conversation: int, first: int, limit: int
) -> tuple[int, list[Listed]]:
    """How many mails from outside wait in a conversation, and the oldest of them."""
    values = {"conversation": conversation, "first": first}
    total = connection.execute(_COUNT, values).scalar_one()
    found = connection.execute(_OLDEST, {**values, "limit": limit})
    listed = [
        Listed(row.received_at, row.writer, row.subject, len(row.attachments), row.reply)
        for row in found
    ]
    return int(total), listed
