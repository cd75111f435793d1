"""What is remembered of people outside, by address."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, select

from samehand.desk.customers.correspondent import Correspondent, Failing
from samehand.store import tables
from samehand.store.columns import identifier
from samehand.store.upserts import insert_or_replace

_rows = tables.correspondent
_c = _rows.c
_ADDRESSES: BindParameter[str] = bindparam("addresses", expanding=True)
_FIND = select(
    _c.address,
    _c.failing_since,
    _c.failing_for_good,
    _c.failing_reason,
    _c.failing_in,
    _c.muted_until,
    _c.burst,
    _c.burst_at,
    _c.echo,
    _c.echoes,
).where(_c.address.in_(_ADDRESSES))


def find(connection: Connection, addresses: Collection[str]) -> dict[str, Correspondent]:
    """Those of whom something is remembered."""
    asked = {identifier(address): address for address in addresses if address}
    if not asked:
        return {}
    rows = connection.execute(_FIND, {"addresses": list(asked)})
    return {asked[row.address]: _correspondent(asked[row.address], row) for row in rows}


def save(connection: Connection, known: Iterable[Correspondent]) -> None:
    """Remember them as they are now. Of two workers at once, the later one is believed."""
    rows = [_values(one) for one in known if one.address]
    if rows:
        connection.execute(insert_or_replace(connection, _rows), rows)


def _correspondent(address: str, row: Any) -> Correspondent:
    failing = None
    if row.failing_since is not None:
        failing = Failing(
            row.failing_since, row.failing_for_good, row.failing_reason, row.failing_in
        )
    return Correspondent(
        address, failing, row.muted_until, row.burst, row.burst_at, row.echo, row.echoes
    )


def _values(one: Correspondent) -> dict[str, Any]:
    failing = one.failing
    return {
        "address": one.address,
        "failing_since": failing.since if failing else None,
        "failing_for_good": failing.for_good if failing else None,
        "failing_reason": failing.reason if failing else None,
        "failing_in": failing.conversation if failing else None,
        "muted_until": one.muted_until,
        "burst": one.burst,
        "burst_at": one.burst_at,
        "echo": one.echo,
        "echoes": one.echoes,
    }
