"""How the desk stands, in numbers, for the person who looks after it. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, and_, func, select
from sqlalchemy.sql.elements import ColumnElement

from samehand.desk.conversation import State
from samehand.desk.decision import Outcome
from samehand.notify.outbox import OutboxState
from samehand.store import channels, ledger, owners, tables
from samehand.store.channels import Channel
from samehand.store.ledger import Entry
from samehand.store.tables import is_live


@dataclass(frozen=True)
class FolderStatus:
    """How far a folder has been read, and when that was last said."""

    mailbox: str
    folder: str
    uidvalidity: int
    last_uid: int
    updated_at: datetime


@dataclass(frozen=True)
class Status:
    """`owners` counts open conversations; a clock runs, is paused, or runs past its due."""

    conversations: dict[State, int]
    owners: dict[str, int]
    running_clocks: int
    paused_clocks: int
    overdue_clocks: int
    outbox: dict[OutboxState, int]
    ledger: dict[Outcome, int]
    quarantine: tuple[Entry, ...]
    channels: tuple[Channel, ...]
    folders: tuple[FolderStatus, ...]


def status(connection: Connection, now: datetime) -> Status:
    """Everything at one look. Counts whole tables, so it is not for the hot path."""
    clock = tables.clock.c
    runs = clock.running_since.is_not(None)
    return Status(
        conversations=_counts(connection, tables.conversation.c.state),
        owners=owners.open_counts(connection),
        running_clocks=_count(connection, and_(is_live, runs, clock.due_at > now)),
        paused_clocks=_count(connection, and_(is_live, ~runs)),
        overdue_clocks=_count(connection, and_(is_live, runs, clock.due_at <= now)),
        outbox=_counts(connection, tables.outbox.c.state),
        ledger=_counts(connection, tables.ledger.c.outcome),
        quarantine=tuple(ledger.quarantined(connection)),
        channels=channels.every(connection),
        folders=_folders(connection),
    )


def _counts(connection: Connection, column: Column[Any]) -> dict[Any, int]:
    found = connection.execute(select(column, func.count()).group_by(column))
    return dict(found.all())


def _count(connection: Connection, clocks: ColumnElement[bool]) -> int:
    counted = select(func.count()).select_from(tables.clock).where(clocks)
    return int(connection.execute(counted).scalar_one())


def _folders(connection: Connection) -> tuple[FolderStatus, ...]:
    c = tables.folder.c
    columns = (c.mailbox, c.folder, c.uidvalidity, c.last_uid, c.updated_at)
    is_named = c.folder != ""  # that of what was sent is expected before it is found
    every = select(*columns).where(is_named).order_by(c.mailbox, c.folder)
    return tuple(FolderStatus(*row) for row in connection.execute(every))
