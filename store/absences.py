"""Who is away and who was, and the conversations in which somebody stands in for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from samehand.desk.away.absence import Absence
from samehand.desk.conversation import State
from samehand.notify.outbox import OutboxState
from samehand.store import tables
from samehand.store.columns import Instant
from samehand.store.errors import Conflict
from samehand.store.tables import holds, is_live

_rows = tables.absence
_c = _rows.c
_conversation = tables.conversation.c
_clock = tables.clock.c
_message = tables.message.c

_EVERY = select(
    _c.agent,
    _c.since,
    _c.until,
    _c.source,
    _c.reason,
    _c.is_presumed,
    _c.ended_at,
    _c.ended_by,
    _c.id,
)
_LASTING = _EVERY.where(_c.ended_at.is_(None)).order_by(_c.agent)
_LATEST = (
    _EVERY.where(_c.agent == bindparam("agent"))
    .order_by(_c.since.desc(), _c.id.desc())
    .limit(1)
)
_UPDATE = (
    update(_rows)
    .where(_c.id == bindparam("b_id"), _c.ended_at.is_(None))
    .values(
        until=bindparam("b_until", type_=Instant),
        reason=bindparam("b_reason"),
        source=bindparam("b_source"),
        is_presumed=bindparam("b_is_presumed"),
        ended_at=bindparam("b_ended_at", type_=Instant),
        ended_by=bindparam("b_ended_by"),
    )
)
_STOOD_IN_FOR = select(_conversation.stands_in_for, _conversation.number).where(
    _conversation.stands_in_for.is_not(None)
)
_OPEN = (
    select(_conversation.number)
    .where(holds(_conversation.state, State.OPEN), _conversation.owner == bindparam("agent"))
    .order_by(_conversation.number)
)
_due = select(_clock.conversation).where(is_live, _clock.due_at.is_not(None))
_DUE = _OPEN.where(_conversation.number.in_(_due))
_DUE_BY = _OPEN.where(
    _conversation.number.in_(_due.where(_clock.due_at <= bindparam("by", type_=Instant)))
)
_WITHDRAWN = (
    select(tables.outbox.c.id)
    .where(
        tables.outbox.c.message_id == _message.message_id,
        tables.outbox.c.state == OutboxState.WITHDRAWN,
    )
    .exists()
)
_ANSWERED = (
    select(_message.author)
    .where(
        _message.conversation == bindparam("number"),
        _message.inbound.is_(False),
        _message.author.is_not(None),
        _message.author != bindparam("agent"),
        _message.received_at >= bindparam("since", type_=Instant),
        ~_WITHDRAWN,
    )
    .order_by(_message.received_at.desc(), _message.id.desc())
    .limit(1)
)


def lasting(connection: Connection) -> list[Absence]:
    """Those that have not ended, also where their time is over and nobody has seen to it."""
    return [Absence(*row) for row in connection.execute(_LASTING)]


def latest(connection: Connection, agent: str) -> Absence | None:
    """An agent's latest absence, whether it lasts or has ended."""
    row = connection.execute(_LATEST, {"agent": agent}).first()
    return Absence(*row) if row else None


def save(connection: Connection, absences: Iterable[Absence]) -> None:
    """Remember them as they are now. Raises Conflict where one has begun or ended meanwhile."""
    for absence in absences:
        if absence.id is None:
            try:
                connection.execute(insert(_rows), _values(absence, ""))
            except IntegrityError as error:
                raise Conflict(f"{absence.agent} has gone away meanwhile") from error
        elif (
            connection.execute(_UPDATE, _values(absence, "b_") | {"b_id": absence.id}).rowcount
            != 1
        ):
            raise Conflict(f"{absence.agent} has come back meanwhile")


def waiting_for(connection: Connection, agent: str, by: datetime | None) -> list[int]:
    """An agent's open conversations with a clock that is due by then; None is for ever."""
    if by is None:
        return list(connection.execute(_DUE, {"agent": agent}).scalars())
    return list(connection.execute(_DUE_BY, {"agent": agent, "by": by}).scalars())


def open_of(connection: Connection, agent: str) -> list[int]:
    """All open conversations of an agent."""
    return list(connection.execute(_OPEN, {"agent": agent}).scalars())


def stood_in_for(connection: Connection) -> dict[str, list[int]]:
    """The conversations in which somebody stands in, by the agent who is to have them back."""
    found: dict[str, list[int]] = {}
    for agent, number in connection.execute(_STOOD_IN_FOR.order_by(_conversation.number)):
        found.setdefault(agent, []).append(number)
    return found


def answered(connection: Connection, number: int, agent: str, since: datetime) -> str | None:
    """Who else than this agent has answered last in a conversation since then, if anybody."""
    values = {"number": number, "agent": agent, "since": since}
    return connection.execute(_ANSWERED, values).scalar()


def _values(absence: Absence, prefix: str) -> dict[str, Any]:
    return {
        prefix + column.name: getattr(absence, column.name)
        for column in _rows.c
        if column.name != "id"
    }
