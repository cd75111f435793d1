"""Leases: whoever holds one works alone, and it ends by itself when they die.

Several machines never agree on the time, so on PostgreSQL the database's own clock rules. On
SQLite there is one process, and its `now` is as good.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.sql.dml import ReturningInsert

from samehand.store import tables
from samehand.store.columns import Instant
from samehand.store.upserts import insert_into

_c = tables.lease.c
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class LeaseClock:
    """Which clock decides whether a lease has ended."""

    of_database: bool

    def at(self, connection: Connection, now: datetime) -> datetime:
        """The instant that counts as now for leases."""
        if not self.of_database:
            return now
        return connection.execute(_CLOCK).scalar_one()


_CLOCK = select(func.clock_timestamp(type_=Instant()))

_RENEW = (
    update(tables.lease)
    .where(
        _c.name == bindparam("b_name"),
        _c.epoch == bindparam("b_epoch"),
        _c.leased_until > bindparam("b_now"),
    )
    .values(leased_until=bindparam("b_until"))
)
_END_ALL = update(tables.lease).values(leased_until=_BEGINNING)


def acquire(
    connection: Connection, name: str, holder: str, *, at: datetime, length: timedelta
) -> int | None:
    """Take the lease if nobody has it; its epoch, which grows each time, or None."""
    values = {"name": name, "holder": holder, "leased_until": at + length, "epoch": 1}
    statement = _take(connection.dialect.name)
    return connection.execute(statement, {**values, "b_now": at}).scalars().first()


def renew(
    connection: Connection, name: str, epoch: int, *, at: datetime, length: timedelta
) -> bool:
    """Keep the lease for longer; False when it has ended."""
    values = {"b_name": name, "b_epoch": epoch, "b_now": at, "b_until": at + length}
    return connection.execute(_RENEW, values).rowcount == 1


def release(connection: Connection, name: str, epoch: int, *, at: datetime) -> bool:
    """End the lease now, so that another need not wait; False when it had ended."""
    return renew(connection, name, epoch, at=at, length=timedelta())


def end_all(connection: Connection) -> None:
    """End every lease; only for one who knows that nobody else is at work."""
    connection.execute(_END_ALL)


@cache
def _take(dialect: str) -> ReturningInsert[int]:
    """Insert the lease, or take over one that has ended."""
    statement = insert_into(dialect, tables.lease)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=[_c.name],
        set_={"holder": new.holder, "leased_until": new.leased_until, "epoch": _c.epoch + 1},
        where=_c.leased_until <= bindparam("b_now", type_=Instant),
    ).returning(_c.epoch)
