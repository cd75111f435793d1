"""The ledger: each UID of a watched folder, once, and how far the folder has been read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from samehand.desk.decision import Outcome
from samehand.ingest.imap.ledger import Cursor
from samehand.store import tables
from samehand.store.upserts import insert_new, insert_or_replace


@dataclass(frozen=True)
class Fetched:
    """A mail whose bytes are in the raw store, or of which nothing more will be made.

    `digest` is empty where the server has listed the mail and not given its bytes.
    """

    uid: int
    digest: str
    size: int
    internal_date: datetime | None
    outcome: Outcome = Outcome.STORED
    reason: str = ""


@dataclass(frozen=True)
class Entry:
    """A row of the ledger. `attempts` counts the one that it was claimed for, too."""

    id: int
    mailbox: str
    folder: str
    uidvalidity: int
    uid: int
    digest: str
    size: int
    internal_date: datetime | None
    attempts: int
    outcome: Outcome
    reason: str


UNSEEN = 0  # no folder's UIDVALIDITY, since what has none gets a number below 0 from us

_rows = tables.ledger
_c = _rows.c
ENTRY = (  # in the order of Entry's fields
    _c.id,
    _c.mailbox,
    _c.folder,
    _c.uidvalidity,
    _c.uid,
    _c.digest,
    _c.size,
    _c.internal_date,
    _c.attempts,
    _c.outcome,
    _c.reason,
)

_CURSOR = select(
    tables.folder.c.mailbox,
    tables.folder.c.folder,
    tables.folder.c.uidvalidity,
    tables.folder.c.last_uid,
).where(
    tables.folder.c.mailbox == bindparam("mailbox"),
    tables.folder.c.folder == bindparam("folder"),
)
_FIRST_SIGHT = select(tables.folder.c.first_seen_at).where(
    tables.folder.c.mailbox == bindparam("mailbox"),
    tables.folder.c.folder == bindparam("folder"),
)
_SENT_FOLDERS = select(tables.folder.c.folder).where(
    tables.folder.c.mailbox == bindparam("mailbox"), tables.folder.c.is_sent
)
_KNOWN_DIGESTS = select(_c.digest, _c.folder).where(
    _c.mailbox == bindparam("mailbox"), _c.digest.in_(bindparam("digests", expanding=True))
)
_is_quarantined = tables.holds(_c.outcome, Outcome.QUARANTINE)
_QUARANTINED = select(*ENTRY).where(_is_quarantined).order_by(_c.id)


def cursor(connection: Connection, mailbox: str, folder: str) -> Cursor | None:
    """How far the folder has been read, None before it was seen."""
    row = connection.execute(_CURSOR, {"mailbox": mailbox, "folder": folder}).first()
    return Cursor(*row) if row and row.uidvalidity != UNSEEN else None


def expect(
    connection: Connection, mailbox: str, folder: str, now: datetime, *, is_sent: bool = False
) -> None:
    """Say that the folder is ours from now on, also if it cannot be looked at yet."""
    row = {
        "mailbox": mailbox,
        "folder": folder,
        "uidvalidity": UNSEEN,
        "last_uid": 0,
        "first_seen_at": now,
        "updated_at": now,
        "is_sent": is_sent,
    }
    connection.execute(insert_new(connection, tables.folder), row)


def first_sight(connection: Connection, mailbox: str, folder: str) -> datetime | None:
    """Since when the folder is ours."""
    return connection.execute(_FIRST_SIGHT, {"mailbox": mailbox, "folder": folder}).scalar()


def enter(
    connection: Connection,
    mailbox: str,
    folder: str,
    uidvalidity: int,
    mails: Sequence[Fetched],
    *,
    last_uid: int,
    now: datetime,
) -> None:
    """Write down the mails and how far the folder is read; a known UID stays as it is."""
    place = {"mailbox": mailbox, "folder": folder, "uidvalidity": uidvalidity}
    if mails:
        rows = [
            {
                **place,
                "uid": mail.uid,
                "digest": mail.digest,
                "size": mail.size,
                "internal_date": mail.internal_date,
                "entered_at": now,
                "outcome": mail.outcome,
                "reason": mail.reason,
                "attempts": 0,
                "next_attempt_at": now,
            }
            for mail in mails
        ]
        connection.execute(insert_new(connection, _rows), rows)
    here = {**place, "last_uid": last_uid, "first_seen_at": now, "updated_at": now}
    statement = insert_or_replace(connection, tables.folder, "first_seen_at", "is_sent")
    connection.execute(statement, here)


def known_digests(
    connection: Connection, mailbox: str, digests: Collection[str], folder: str | None
) -> set[str]:
    """Those of the mails that have come to this mailbox before, under whatever UID."""
    values = {"mailbox": mailbox, "digests": list(digests), "folder": folder}
    found = connection.execute(_KNOWN_DIGESTS, values)
    return {row.digest for row in found if folder in {None, row.folder}}


def sent_folders(connection: Connection, mailbox: str) -> frozenset[str]:
    """The folders of what was sent from this mailbox."""
    return frozenset(connection.execute(_SENT_FOLDERS, {"mailbox": mailbox}).scalars())


def quarantined(connection: Connection) -> list[Entry]:
    """The mails that wait for a person, oldest first."""
    return [Entry(*row) for row in connection.execute(_QUARANTINED)]


def entry(connection: Connection, number: int) -> Entry | None:
    """One row of the ledger."""
    row = connection.execute(select(*ENTRY).where(_c.id == number)).first()
    return Entry(*row) if row else None
