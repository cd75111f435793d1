"""The store as a whole: opened once by a process, used by all its threads.

Each method is one transaction, committed when it returns; `transaction` is for what is decided
from what is read, and is tried again as a whole when it raises Temporary.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import TracebackType
from typing import Self

from sqlalchemy import text

from samehand.desk.decision import Outcome
from samehand.ingest.imap.ledger import Cursor
from samehand.notify.outbox import Waiting
from samehand.store import (
    agenda,
    channels,
    leases,
    ledger,
    outcomes,
    sending,
    upgrade,
)
from samehand.store.channels import Channel
from samehand.store.database import Database
from samehand.store.leases import LeaseClock
from samehand.store.ledger import Entry, Fetched
from samehand.store.outbox import OutgoingRow
from samehand.store.status import Status, status
from samehand.store.tables import ChannelKind
from samehand.store.work import Work

__all__ = ["Channel", "ChannelKind", "Entry", "Fetched", "OutgoingRow", "Store", "Work"]

_ONE_FILES = text("SELECT pg_advisory_xact_lock(7264337)")
HANDOVER = timedelta(minutes=15)  # DATA may take 10 minutes to be answered (RFC 5321 4.5.3.2.6)


class Store:
    """All that is remembered."""

    def __init__(self, database: Database, lease_clock: LeaseClock) -> None:
        self._database = database
        self._lease_clock = lease_clock

    @classmethod
    def open(cls, url: str, *, lock: bool = True, database_clock: bool = True) -> Self:
        """Open the database, to work on it (`lock`) or to look at it beside who does.

        Leases on PostgreSQL go by the database's clock; without `database_clock`, as on
        SQLite, by the `now` of each call.
        """
        database = Database(url, lock=lock)
        return cls(database, LeaseClock(database_clock and not database.is_sqlite))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Store({self._database!r})"

    def close(self) -> None:
        """Close all connections and let go of the file."""
        self._database.close()

    def upgrade(self) -> None:
        """Bring the tables to this version; several processes may try at once."""
        with self._database.write() as connection:
            upgrade.upgrade(connection)

    def pending_migrations(self) -> list[str]:
        """The migrations that `upgrade` would run, in their order."""
        with self._database.read() as connection:
            return upgrade.pending(connection)

    @contextmanager
    def transaction(self) -> Iterator[Work]:
        """To decide and save: committed with the block, or nothing is kept."""
        with self._database.write() as connection:
            yield Work(connection, self._database.url)

    @contextmanager
    def filing(self) -> Iterator[Work]:
        """To decide where mails belong: one at a time, however many workers there are.

        Else two, each with a mail of the same thread, would not see each other's, and begin
        two conversations. The database tells who is next, before anything is read.
        """
        with self.transaction() as work:
            if not self._database.is_sqlite:
                work.connection.execute(_ONE_FILES)
            yield work

    @contextmanager
    def reading(self) -> Iterator[Work]:
        """To look at one state of the store, in nobody's way."""
        with self._database.read() as connection:
            yield Work(connection, self._database.url)

    # What comes in

    def folder(self, mailbox: str, folder: str) -> Cursor | None:
        """How far a folder has been read; None before it was seen."""
        with self._database.read() as connection:
            return ledger.cursor(connection, mailbox, folder)

    def expect(
        self, mailbox: str, folder: str, now: datetime, *, is_sent: bool = False
    ) -> None:
        """Say that the folder is ours from now on, also if it cannot be looked at yet."""
        with self._database.write() as connection:
            ledger.expect(connection, mailbox, folder, now, is_sent=is_sent)

    def sent_folders(self, mailbox: str) -> frozenset[str]:
        """The folders of what was sent from this mailbox."""
        with self._database.read() as connection:
            return ledger.sent_folders(connection, mailbox)

    def first_sight(self, mailbox: str, folder: str) -> datetime | None:
        """Since when the folder is ours."""
        with self._database.read() as connection:
            return ledger.first_sight(connection, mailbox, folder)

    def enter(
        self,
        mailbox: str,
        folder: str,
        uidvalidity: int,
        mails: Sequence[Fetched],
        *,
        last_uid: int,
        now: datetime,
    ) -> None:
        """Write down mails and how far the folder is read; a known UID stays as it is."""
        with self._database.write() as connection:
            ledger.enter(
                connection, mailbox, folder, uidvalidity, mails, last_uid=last_uid, now=now
            )

    def known_digests(
        self, mailbox: str, digests: Collection[str], *, folder: str | None = None
    ) -> set[str]:
        """Those of the mails that came to this mailbox before, be it in this folder only."""
        with self._database.read() as connection:
            return ledger.known_digests(connection, mailbox, digests, folder)

    def claim_pending(self, mailbox: str, *, now: datetime, limit: int) -> list[Entry]:
        """Stored mails that are due. The try is counted and committed before it begins."""
        with self._database.write() as connection:
            return outcomes.claim(connection, mailbox, now, limit)

    def give_back(self, entries: Sequence[int]) -> None:
        """Take back a try that came to nothing for a reason that lay elsewhere."""
        with self._database.write() as connection:
            outcomes.give_back(connection, entries)

    def claim_missing(
        self, mailbox: str, folder: str, *, now: datetime, limit: int
    ) -> list[Entry]:
        """Mails in the ledger whose bytes the server has not given yet, to ask again."""
        with self._database.write() as connection:
            return outcomes.claim_missing(connection, mailbox, folder, now, limit)

    def fill(self, entry_id: int, mail: Fetched, *, now: datetime) -> None:
        """The bytes of such a mail have come, and are in the raw store."""
        with self._database.write() as connection:
            outcomes.fill(connection, entry_id, mail, now)

    def fail(self, entry_id: int, *, outcome: Outcome, reason: str, now: datetime) -> None:
        """Give a mail its outcome outside a decision; STORED lets it be tried again."""
        with self._database.write() as connection:
            outcomes.settle(connection, entry_id, outcome, reason)

    def quarantined(self) -> list[Entry]:
        """The mails that wait for a person, oldest first."""
        with self._database.read() as connection:
            return ledger.quarantined(connection)

    def quarantine_entry(self, entry_id: int) -> Entry | None:
        """One row of the ledger, whatever became of it."""
        with self._database.read() as connection:
            return ledger.entry(connection, entry_id)

    def retry(self, entry_id: int, now: datetime) -> bool:
        """Let a mail out of quarantine, to be read anew; False when it is not in there."""
        with self._database.write() as connection:
            return outcomes.retry(connection, entry_id, now)

    # What goes out

    def claim_outbox(
        self, mailbox: str, *, now: datetime, limit: int, lease: timedelta, holder: str = ""
    ) -> list[Waiting]:
        """Mails to send now, and first what somebody left half handed over (HANDING_OVER).

        `holder` is for people who wonder who holds a row; it decides nothing.
        """
        with self._database.write() as connection:
            at = self._lease_clock.at(connection, now)
            return sending.claim(
                connection, mailbox, now=now, at=at, limit=limit, lease=lease, holder=holder
            )

    def handing_over(self, row: Waiting, *, now: datetime, lease: timedelta = HANDOVER) -> bool:
        """Before DATA: whether it is ours to send. The lease then outlasts DATA's time-out."""
        with self._database.write() as connection:
            at = self._lease_clock.at(connection, now)
            return sending.hand_over(connection, row, at=at, lease=lease)

    def end_leases(self) -> None:
        """Free what a dead process held. On SQLite only: nobody else can be at work there."""
        if self._database.is_sqlite:
            with self._database.write() as connection:
                sending.end_leases(connection)
                leases.end_all(connection)

    # What everything hangs on

    def channel(self, mailbox: str, kind: ChannelKind) -> Channel:
        """The state of a connection to a mail server."""
        with self._database.read() as connection:
            return channels.find(connection, mailbox, kind)

    def set_channel(self, channel: Channel) -> None:
        """Remember the state of a connection to a mail server."""
        with self._database.write() as connection:
            channels.save(connection, channel)

    def acquire(self, name: str, holder: str, for_: timedelta, *, now: datetime) -> int | None:
        """Take a lease; its epoch, or None while another holds it."""
        with self._database.write() as connection:
            at = self._lease_clock.at(connection, now)
            return leases.acquire(connection, name, holder, at=at, length=for_)

    def renew(self, name: str, epoch: int, for_: timedelta, *, now: datetime) -> bool:
        """Keep a lease; False when it has ended."""
        with self._database.write() as connection:
            at = self._lease_clock.at(connection, now)
            return leases.renew(connection, name, epoch, at=at, length=for_)

    def release(self, name: str, epoch: int, *, now: datetime) -> bool:
        """Give a lease back; False when it had ended."""
        with self._database.write() as connection:
            at = self._lease_clock.at(connection, now)
            return leases.release(connection, name, epoch, at=at)

    def next_due_at(self, mailboxes: Collection[str]) -> datetime | None:
        """When something is to be sent, read again or alerted next."""
        with self._database.read() as connection:
            return agenda.next_due_at(connection, mailboxes)

    def status(self, now: datetime) -> Status:
        """How the desk stands, for people."""
        with self._database.read() as connection:
            return status(connection, now)
