"""Mergers, and what it takes to undo them.

A merger remembers how both conversations were before it; each mail remembers where it would be
without any merger. What somebody has taken apart stays apart.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    BindParameter,
    Connection,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from samehand.desk.arrival import Answerable
from samehand.desk.decision import Parting
from samehand.desk.parting import Mail, Merger
from samehand.ingest.message import MACHINES, Address
from samehand.store import conversations, relatives, tables
from samehand.store.upserts import insert_new

_rows = tables.merger
_c = _rows.c
_conversation = tables.conversation.c
_message = tables.message.c
_token = tables.token.c
_NUMBERS: BindParameter[int] = bindparam("numbers", expanding=True)

_NEWEST = select(func.coalesce(func.max(_message.id), 0)).where(
    _message.conversation.in_(_NUMBERS)
)
_OF = select(
    _c.merged,
    _c.survivor,
    _c.last_message,
    _c.state,
    _c.clocks,
    _c.survivor_state,
).where(_c.merged == bindparam("number"))
_LAST_INTO = (
    select(_c.merged)
    .join(tables.conversation, _conversation.number == _c.merged)
    .where(_conversation.merged_into == bindparam("number"))
    .order_by(_c.last_message.desc(), _c.merged.desc())
    .limit(1)
)
_MAILS = (
    select(
        _message.id,
        _message.filed_in,
        _message.inbound,
        _message.author,
        _message.kind,
        _message.received_at,
        _message.message_id,
        _message.thread_references,
        _message.writer,
        _message.writer_name,
        _message.recipients,
        _message.subject,
        _message.text,
        *relatives.TRAITS,
    )
    .where(_message.conversation == bindparam("conversation"))
    .order_by(_message.id)
)
_MERGED_INTO = select(_c.merged).where(_c.survivor.in_(_NUMBERS))
_MOVE_MAILS = (
    update(tables.message)
    .where(_message.id.in_(bindparam("b_ids", expanding=True)))
    .values(conversation=bindparam("b_number"))
)
_REFILE = (
    update(tables.message)
    .where(
        _message.conversation == bindparam("b_number"),
        _message.filed_in.not_in(bindparam("b_part", expanding=True)),
    )
    .values(filed_in=bindparam("b_number"))
)
_MOVE_TOKENS = (
    update(tables.token)
    .where(
        _token.conversation == bindparam("b_from"),
        _token.answers.in_(
            select(_message.message_id).where(_message.conversation == bindparam("b_number"))
        ),
    )
    .values(conversation=bindparam("b_number"))
)
_TAKE_ALONG = (
    update(tables.conversation)
    .where(
        _conversation.number.in_(bindparam("b_part", expanding=True)),
        _conversation.number != bindparam("b_number"),
    )
    .values(merged_into=bindparam("b_number"))
)
_FORGET = delete(_rows).where(_c.merged == bindparam("b_number"))
_BOTH = select(_conversation.number, _conversation.merged_into).where(
    _conversation.number.in_(_NUMBERS) | _conversation.merged_into.in_(_NUMBERS)
)
_APART = select(tables.apart.c.older, tables.apart.c.younger).where(
    tables.apart.c.older.in_(_NUMBERS), tables.apart.c.younger.in_(_NUMBERS)
)


def remember(connection: Connection, merged: int, into: int) -> None:
    """Before two conversations become one: how they are now."""
    other = conversations.itself(connection, merged)
    survivor = conversations.itself(connection, into)
    newest = connection.execute(_NEWEST, {"numbers": [merged, into]}).scalar_one()
    row = {
        "merged": merged,
        "survivor": into,
        "last_message": newest,
        "state": other.state,
        "clocks": tuple(c.id for c in (*other.live_clocks, *survivor.live_clocks)),
        "survivor_state": survivor.state,
    }
    connection.execute(insert(_rows), row)


def find(connection: Connection, number: int) -> Merger | None:
    """The merger in which a conversation ended, or the last one into it."""
    row: Any = connection.execute(_OF, {"number": number}).first()
    if row is None:
        last = connection.execute(_LAST_INTO, {"number": number}).scalar()
        row = connection.execute(_OF, {"number": last}).first() if last else None
    if row is None:
        return None
    return Merger(
        merged=row.merged,
        part=frozenset(_part(connection, row.merged)),
        survivor=row.survivor,
        last_message=row.last_message,
        state=row.state,
        clocks=frozenset(row.clocks),
        survivor_state=row.survivor_state,
    )


def mails(connection: Connection, conversation: int) -> list[Mail]:
    """The mails of a conversation, by which it can be told where each belongs."""
    return [_mail(row) for row in connection.execute(_MAILS, {"conversation": conversation})]


def undo(connection: Connection, parting: Parting) -> None:
    """Move what belongs to the one that leaves, and keep the two apart from now on."""
    number, part = parting.number, sorted(_part(connection, parting.number))
    if parting.messages:
        moved = {"b_ids": parting.messages, "b_number": number}
        connection.execute(_MOVE_MAILS, moved)
    connection.execute(_REFILE, {"b_number": number, "b_part": part})
    connection.execute(_MOVE_TOKENS, {"b_number": number, "b_from": parting.taken_from})
    connection.execute(_TAKE_ALONG, {"b_number": number, "b_part": part})
    connection.execute(_FORGET, {"b_number": number})
    older, younger = sorted((number, parting.taken_from))
    row = {"older": older, "younger": younger}
    connection.execute(insert_new(connection, tables.apart), row)


def apart(connection: Connection, numbers: Collection[int]) -> frozenset[tuple[int, int]]:
    """Those pairs of these conversations that somebody has taken apart, the older first.

    What was merged into one of them counts as that one.
    """
    now = {
        number: into or number
        for number, into in connection.execute(_BOTH, {"numbers": list(numbers)})
    }
    if not now:
        return frozenset()
    pairs = connection.execute(_APART, {"numbers": list(now)})
    found = (tuple(sorted((now[one], now[other]))) for one, other in pairs)
    return frozenset((older, younger) for older, younger in found if older != younger)


def _mail(row: Any) -> Mail:
    is_outside = row.inbound and row.author is None
    parents = row.thread_references[::-1] if row.inbound else ()
    return Mail(
        id=row.id,
        filed_in=row.filed_in,
        asks=is_outside and row.kind not in MACHINES,
        answers=not row.inbound and row.author is not None,
        at=row.received_at,
        traits=relatives.traits(row, row.message_id, parents),
        content=Answerable(
            row.message_id,
            row.thread_references,
            Address(row.writer, row.writer_name),
            row.recipients,
            row.subject,
            row.text,
        ),
    )


def _part(connection: Connection, number: int) -> set[int]:
    """A conversation with all that was merged into it, directly or not."""
    part, new = {number}, {number}
    while new:
        found = connection.execute(_MERGED_INTO, {"numbers": sorted(new)}).scalars()
        new = set(found) - part
        part |= new
    return part
