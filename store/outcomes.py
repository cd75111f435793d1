"""What becomes of the mails in the ledger.

A row is claimed before its mail is read, and the claim is counted and committed first: a mail
that kills the process is known by its count when the process comes back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, Update, bindparam, case, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from samehand.desk.decision import Outcome
from samehand.store import tables
from samehand.store.columns import Instant
from samehand.store.errors import Conflict
from samehand.store.ledger import ENTRY, Entry, Fetched

# A mail that was claimed and came to nothing is tried again after 1, 5, then every 15 minutes.
_WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))

_rows = tables.ledger
_c = _rows.c

_is_stored = tables.holds(_c.outcome, Outcome.STORED)
_due = (
    select(_c.id)
    .where(
        _is_stored,
        _c.mailbox == bindparam("b_mailbox"),
        _c.next_attempt_at <= bindparam("b_now"),
    )
    .order_by(_c.next_attempt_at, _c.id)
    .limit(bindparam("b_limit"))
    .with_for_update(skip_locked=True)
)


def _claim(chosen: Select[int]) -> ReturningUpdate[*tuple[Any, ...]]:
    """Count a try and put the next one off, for all that are chosen."""
    return (
        update(_rows)
        .where(_c.id.in_(select(chosen.cte("chosen").c.id)))
        .values(
            attempts=_c.attempts + 1,
            next_attempt_at=case(
                (_c.attempts == 0, bindparam("b_first", type_=Instant)),
                (_c.attempts == 1, bindparam("b_second", type_=Instant)),
                else_=bindparam("b_later", type_=Instant),
            ),
        )
        .returning(*ENTRY)
    )


_CLAIM_NEW = _claim(_due.where(_c.digest != "", _c.attempts == 0))
_CLAIM_TRIED = _claim(_due.where(_c.digest != "", _c.attempts > 0))
_CLAIM_MISSING = _claim(_due.where(_c.digest == "", _c.folder == bindparam("b_folder")))
_GIVE_BACK = (
    update(_rows)
    .where(_c.id.in_(bindparam("ids", expanding=True)), _is_stored, _c.attempts > 0)
    .values(attempts=_c.attempts - 1)
)
_FILL = (
    update(_rows)
    .where(_c.id == bindparam("b_id"), _is_stored)
    .values(
        digest=bindparam("b_digest"),
        size=bindparam("b_size"),
        internal_date=bindparam("b_internal_date"),
        outcome=bindparam("b_outcome"),
        reason=bindparam("b_reason"),
        attempts=0,
        next_attempt_at=bindparam("b_now"),
    )
)
_SETTLE = (
    update(_rows)
    .where(_c.id == bindparam("b_id"), _is_stored)
    .values(
        outcome=bindparam("b_outcome"),
        reason=bindparam("b_reason"),
        message=bindparam("b_message"),
    )
)
_RELEASE = (
    update(_rows)
    .where(_c.id == bindparam("b_id"), _c.outcome == bindparam("b_from"))
    .values(
        outcome=bindparam("b_outcome"),
        reason=bindparam("b_reason"),
        attempts=0,
        next_attempt_at=bindparam("b_now"),
    )
)


def claim(connection: Connection, mailbox: str, now: datetime, limit: int) -> list[Entry]:
    """The stored mails whose time has come, oldest first, counted and put off already.

    What was tried before comes alone: should it end the process again, no other pays for it.
    """
    new = _claimed(connection, _CLAIM_NEW, now, limit, mailbox=mailbox)
    return new or _claimed(connection, _CLAIM_TRIED, now, 1, mailbox=mailbox)


def give_back(connection: Connection, entries: Sequence[int]) -> None:
    """Take back a try that came to nothing for a reason that lay elsewhere."""
    connection.execute(_GIVE_BACK, {"ids": list(entries)})


def claim_missing(
    connection: Connection, mailbox: str, folder: str, now: datetime, limit: int
) -> list[Entry]:
    """The same of a folder's mails whose bytes are still to be had from the server."""
    return _claimed(connection, _CLAIM_MISSING, now, limit, mailbox=mailbox, folder=folder)


def fill(connection: Connection, entry: int, mail: Fetched, now: datetime) -> None:
    """The bytes have come after all. Raises Conflict when the row was settled meanwhile."""
    values = {
        "b_id": entry,
        "b_digest": mail.digest,
        "b_size": mail.size,
        "b_internal_date": mail.internal_date,
        "b_outcome": mail.outcome,
        "b_reason": mail.reason,
        "b_now": now,
    }
    _change(connection, _FILL, values)


def settle(
    connection: Connection,
    entry: int,
    outcome: Outcome,
    reason: str,
    message: int | None = None,
) -> None:
    """Write down what became of a mail. Raises Conflict when it was settled already."""
    values = {"b_id": entry, "b_outcome": outcome, "b_reason": reason, "b_message": message}
    _change(connection, _SETTLE, values)


def release(
    connection: Connection, entry: int, outcome: Outcome, reason: str, now: datetime
) -> None:
    """Settle a held mail; STORED lets it be read anew. Raises Conflict when it is not held."""
    if outcome is Outcome.STORED:
        reason = ""  # on a stored mail, it would say that only the header is to be read
    if not _release(connection, entry, (Outcome.HELD, outcome), reason, now):
        raise Conflict(f"ledger entry {entry} is no longer held")


def retry(connection: Connection, entry: int, now: datetime) -> bool:
    """Let a mail out of quarantine, to be read anew; False when it is not in there."""
    return _release(connection, entry, (Outcome.QUARANTINE, Outcome.STORED), "", now)


def _claimed(
    connection: Connection,
    statement: ReturningUpdate[*tuple[Any, ...]],
    now: datetime,
    limit: int,
    **place: str,
) -> list[Entry]:
    first, second, later = (now + wait for wait in _WAITS)
    values = {
        **{f"b_{name}": value for name, value in place.items()},
        "b_now": now,
        "b_limit": limit,
        "b_first": first,
        "b_second": second,
        "b_later": later,
    }
    found = [Entry(*row) for row in connection.execute(statement, values)]
    return sorted(found, key=lambda entry: entry.id)


def _change(connection: Connection, statement: Update, values: dict[str, Any]) -> None:
    if connection.execute(statement, values).rowcount != 1:
        raise Conflict(f"ledger entry {values['b_id']} has been settled meanwhile")


def _release(
    connection: Connection,
    entry: int,
    change: tuple[Outcome, Outcome],
    reason: str,
    now: datetime,
) -> bool:
    before, after = change
    values = {
        "b_id": entry,
        "b_from": before,
        "b_outcome": after,
        "b_reason": reason,
        "b_now": now,
    }
    return connection.execute(_RELEASE, values).rowcount == 1
