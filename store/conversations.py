"""Conversations: loaded as one value, and saved only on the version they were loaded with."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, case, func, insert, select, update

from samehand.desk.conversation import Conversation, State
from samehand.ingest.message import Address
from samehand.store import clocks, tables
from samehand.store.columns import Instant
from samehand.store.errors import Conflict
from samehand.store.tables import FIRST_NUMBER

_rows = tables.conversation
_c = _rows.c
_INSERT = insert(_rows)

_LOAD = select(
    _c.number,
    _c.mailbox,
    _c.subject,
    _c.customer,
    _c.customer_name,
    _c.owner,
    _c.policy,
    _c.opened_at,
    _c.state,
    _c.participants,
    _c.merged_into,
    _c.continues,
    _c.version,
    _c.priority,
    _c.snoozed_until,
    _c.copied,
    _c.stands_in_for,
).where(_c.number == bindparam("b_number"))
_SURVIVORS = select(func.coalesce(_c.merged_into, _c.number)).where(
    _c.number.in_(bindparam("b_numbers", expanding=True))
)
_SNOOZED = (
    select(_c.number)
    .where(_c.snoozed_until <= bindparam("b_now", type_=Instant))
    .order_by(_c.snoozed_until, _c.number)
    .limit(bindparam("b_limit"))
)
_MERGED_CUSTOMERS = select(_c.customer).where(_c.merged_into == bindparam("b_number"))
_UPDATE = (
    update(_rows)
    .where(_c.number == bindparam("b_number"), _c.version == bindparam("b_version"))
    .values(
        subject=bindparam("b_subject"),
        customer=bindparam("b_customer"),
        customer_name=bindparam("b_customer_name"),
        owner=bindparam("b_owner"),
        policy=bindparam("b_policy"),
        state=bindparam("b_state"),
        participants=bindparam("b_participants"),
        priority=bindparam("b_priority"),
        snoozed_until=bindparam("b_snoozed_until", type_=Instant),
        copied=bindparam("b_copied"),
        stands_in_for=bindparam("b_stands_in_for"),
        merged_into=bindparam("b_merged_into"),
        version=_c.version + 1,
        assigned_at=case(
            (_c.owner == bindparam("b_owner"), _c.assigned_at),
            else_=bindparam("b_assigned_at", type_=Instant),
        ),
    )
)
_MOVES = tuple(
    update(table).where(column == bindparam("b_number")).values({column: bindparam("b_into")})
    for table, column in (
        (tables.message, tables.message.c.conversation),
        (tables.token, tables.token.c.conversation),
        (_rows, _c.merged_into),  # those that were merged into it before
    )
)


def next_number(connection: Connection) -> int:
    """A number that no conversation has. On SQLite only one transaction at a time asks."""
    if connection.dialect.name == "sqlite":
        highest = connection.execute(_HIGHEST).scalar()
        return FIRST_NUMBER if highest is None else int(highest) + 1
    return int(connection.execute(_NEXT).scalar_one())


_HIGHEST = select(func.max(_c.number))
_NEXT = select(tables.numbers.next_value())


def survivors(connection: Connection, numbers: Collection[int]) -> tuple[int, ...]:
    """What became of these conversations: they themselves, or what they were merged into."""
    found = connection.execute(_SURVIVORS, {"b_numbers": list(numbers)}).scalars()
    return tuple(sorted(set(found)))


def snoozed_due(connection: Connection, now: datetime, limit: int) -> list[int]:
    """The conversations that were put aside until now, the longest awaited first."""
    found = connection.execute(_SNOOZED, {"b_now": now, "b_limit": limit}).scalars()
    return list(found)


def load(connection: Connection, number: int) -> Conversation:
    """The conversation, or the one it was merged into, with all its clocks.

    Raises KeyError when there is none.
    """
    found = itself(connection, number)
    return found if found.merged_into is None else itself(connection, found.merged_into)


def itself(connection: Connection, number: int) -> Conversation:
    """The conversation of this number, also if it was merged. Raises KeyError."""
    row = connection.execute(_LOAD, {"b_number": number}).first()
    if row is None:
        raise KeyError(number)
    return Conversation(
        number=row[0],
        mailbox=row[1],
        subject=row[2],
        customer=Address(row[3], row[4]),
        owner=row[5],
        policy=row[6],
        opened_at=row[7],
        state=row[8],
        participants=row[9],
        merged_customers=frozenset(
            connection.execute(_MERGED_CUSTOMERS, {"b_number": number}).scalars()
        ),
        clocks=clocks.every(connection, row[0]),
        merged_into=row[10],
        continues=row[11],
        version=row[12],
        priority=row[13],
        snoozed_until=row[14],
        copied=row[15],
        stands_in_for=row[16],
    )


def save(connection: Connection, conversation: Conversation, now: datetime) -> None:
    """Insert or update it with its clocks. Raises Conflict when it has changed meanwhile."""
    if conversation.is_new:
        row = _values(conversation, now)
        connection.execute(_INSERT, row)
    else:
        row = {f"b_{name}": value for name, value in _values(conversation, now).items()}
        if connection.execute(_UPDATE, row).rowcount != 1:
            raise Conflict(f"conversation {conversation.number} has changed meanwhile")
    if conversation.clocks:
        clocks.save(connection, conversation.number, conversation.clocks)


def merge(connection: Connection, merged: Conversation, into: int, now: datetime) -> None:
    """End a conversation in favour of another: mails and tokens move, its clocks stop."""
    save(connection, replace(merged, state=State.MERGED, merged_into=into), now)
    clocks.drop(connection, merged.number, now)
    for move in _MOVES:
        connection.execute(move, {"b_number": merged.number, "b_into": into})


def _values(conversation: Conversation, now: datetime) -> dict[str, Any]:
    return {
        "number": conversation.number,
        "mailbox": conversation.mailbox,
        "subject": conversation.subject,
        "customer": conversation.customer.address,
        "customer_name": conversation.customer.name,
        "owner": conversation.owner,
        "policy": conversation.policy,
        "opened_at": conversation.opened_at,
        "state": conversation.state,
        "participants": conversation.participants,
        "priority": conversation.priority,
        "snoozed_until": conversation.snoozed_until,
        "copied": conversation.copied,
        "stands_in_for": conversation.stands_in_for,
        "merged_into": conversation.merged_into,
        "continues": conversation.continues,
        "version": conversation.version,
        "assigned_at": now,
    }
