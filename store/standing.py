"""How conversations stood before answers that can still be taken back."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, select

from samehand.desk.conversation import Standing
from samehand.store import tables
from samehand.store.upserts import insert_new

_rows = tables.standing
_c = _rows.c
_BEFORE = select(
    _c.answer,
    _c.version,
    _c.state,
    _c.priority,
    _c.snoozed_until,
    _c.participants,
    _c.copied,
).where(_c.answer.in_(bindparam("answers", expanding=True)))


def remember(connection: Connection, stood: Standing) -> None:
    """Together with the answer that changes it."""
    row = {column.name: getattr(stood, column.name) for column in _c}
    connection.execute(insert_new(connection, _rows), row)


def before(connection: Connection, answers: Collection[str]) -> dict[str, Standing]:
    """How it stood before each of these answers, by its key in the outbox."""
    if not answers:
        return {}
    found = connection.execute(_BEFORE, {"answers": list(answers)})
    return {row.answer: Standing(*row) for row in found}
