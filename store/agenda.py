"""When there is something to do next: a mail to send or to read again, an alert to decide."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from samehand.desk.decision import Outcome
from samehand.notify.outbox import OutboxState
from samehand.store import tables
from samehand.store.tables import holds, is_live

_outbox = tables.outbox.c
_ledger = tables.ledger.c

_NEXT_MAIL_OUT = select(func.min(_outbox.next_attempt_at)).where(
    holds(_outbox.state, OutboxState.QUEUED), _outbox.mailbox == bindparam("mailbox")
)
_NEXT_MAIL_IN = select(func.min(_ledger.next_attempt_at)).where(
    holds(_ledger.outcome, Outcome.STORED), _ledger.mailbox == bindparam("mailbox")
)
_NEXT_ALERT = select(func.min(tables.clock.c.alert_at)).where(is_live)
_NEXT_GATHERED = select(func.min(tables.gathered.c.due_at))
_NEXT_RETURN = select(func.min(tables.absence.c.until)).where(
    tables.absence.c.ended_at.is_(None)
)


def next_due_at(connection: Connection, mailboxes: Iterable[str]) -> datetime | None:
    """The earliest of all that waits; None when nothing does."""
    instants = [
        connection.execute(statement).scalar()
        for statement in (_NEXT_ALERT, _NEXT_GATHERED, _NEXT_RETURN)
    ]
    for mailbox in mailboxes:
        for statement in (_NEXT_MAIL_OUT, _NEXT_MAIL_IN):
            instants.append(connection.execute(statement, {"mailbox": mailbox}).scalar())
    return min((at for at in instants if at is not None), default=None)
