"""Sending from the outbox: who does it, and what became of it.

Every claim raises the row's epoch, and every later change names the epoch that it was claimed
with: a sender that was held up and comes back late changes nothing. `at` is always the lease
clock's now.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, func, or_, select, update

from samehand.notify.outbox import OutboxState, Step, Waiting
from samehand.store import tables
from samehand.store.columns import Instant
from samehand.store.tables import holds

_rows = tables.outbox
_c = _rows.c
_IN_HAND = (OutboxState.QUEUED, OutboxState.HANDING_OVER)

_is_queued = holds(_c.state, OutboxState.QUEUED)
_is_handing_over = holds(_c.state, OutboxState.HANDING_OVER)
_is_free = or_(_c.leased_until.is_(None), _c.leased_until <= bindparam("b_at", type_=Instant))
_queued = (
    select(_c.id)
    .where(
        _is_queued,
        _c.mailbox == bindparam("b_mailbox"),
        _c.next_attempt_at <= bindparam("b_now"),
        _is_free,
    )
    .order_by(_c.next_attempt_at, _c.id)
    .limit(bindparam("b_limit"))
    .with_for_update(skip_locked=True)
)
_left_over = (
    select(_c.id)
    .where(_is_handing_over, _c.mailbox == bindparam("b_mailbox"), _is_free)
    .order_by(_c.id)
    .limit(bindparam("b_limit"))
    .with_for_update(skip_locked=True)
)
_WAITING = (
    _c.id,
    _c.key,
    _c.purpose,
    _c.mailbox,
    _c.conversation,
    _c.message_id,
    _c.envelope_from,
    _c.recipients,
    _c.digest,
    _c.state,
    _c.attempts,
    _c.created_at,
    _c.epoch,
    _c.doubts,
)
_CLAIMS = tuple(
    update(_rows)
    .where(_c.id.in_(select(chosen.cte("chosen").c.id)))
    .values(leased_until=bindparam("b_until"), holder=bindparam("b_holder"), epoch=_c.epoch + 1)
    .returning(*_WAITING)
    for chosen in (_left_over, _queued)
)
_mine = and_(_c.id == bindparam("b_id"), _c.epoch == bindparam("b_epoch"))
_HAND_OVER = (
    update(_rows)
    .where(_mine, _c.state == OutboxState.QUEUED, _c.leased_until > bindparam("b_at"))
    .values(state=OutboxState.HANDING_OVER, leased_until=bindparam("b_until"))
)
_SETTLE = (
    update(_rows)
    .where(_mine, _c.state.in_(_IN_HAND))
    .values(
        state=bindparam("b_state"),
        recipients=bindparam("b_recipients"),
        attempts=bindparam("b_attempts"),
        doubts=bindparam("b_doubts"),
        next_attempt_at=func.coalesce(
            bindparam("b_next_attempt_at", type_=Instant), _c.next_attempt_at
        ),
        settled_at=bindparam("b_settled_at"),
        reason=bindparam("b_reason"),
        leased_until=None,
        holder=None,
    )
)
_END_LEASES = update(_rows).where(_c.state.in_(_IN_HAND)).values(leased_until=None, holder=None)


def claim(
    connection: Connection,
    mailbox: str,
    *,
    now: datetime,
    at: datetime,
    limit: int,
    lease: timedelta,
    holder: str,
) -> list[Waiting]:
    """Take what is due, the left-over first.

    Left over is what somebody was handing over when their lease ended: it comes back in state
    HANDING_OVER, and may or may not have gone out.
    """
    claimed: list[Waiting] = []
    for statement in _CLAIMS:
        values = {
            "b_mailbox": mailbox,
            "b_now": now,
            "b_at": at,
            "b_limit": limit - len(claimed),
            "b_until": at + lease,
            "b_holder": holder,
        }
        found = [Waiting(*row) for row in connection.execute(statement, values)]
        claimed += sorted(found, key=lambda row: row.id)
    return claimed


def hand_over(connection: Connection, row: Waiting, *, at: datetime, lease: timedelta) -> bool:
    """Say that DATA follows; False when it was withdrawn or is no longer ours."""
    values = {"b_id": row.id, "b_epoch": row.epoch, "b_at": at, "b_until": at + lease}
    return connection.execute(_HAND_OVER, values).rowcount == 1


def settle(connection: Connection, row: Waiting, step: Step, now: datetime) -> bool:
    """Write down how a try ended; False when the row is no longer ours."""
    values = {
        "b_id": row.id,
        "b_epoch": row.epoch,
        "b_state": step.state,
        "b_recipients": step.recipients,
        "b_attempts": step.attempts,
        "b_doubts": step.doubts,
        "b_next_attempt_at": step.next_attempt_at,
        "b_settled_at": None if step.state is OutboxState.QUEUED else now,
        "b_reason": step.reason,
    }
    return connection.execute(_SETTLE, values).rowcount == 1


def end_leases(connection: Connection) -> None:
    """Free all rows at once; only for one who knows that nobody else is at work."""
    connection.execute(_END_LEASES)
