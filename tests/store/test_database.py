"""What goes wrong with a database is said in words, and costs nothing that was saved."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from zoneinfo import ZoneInfo

import pytest

from samehand.desk.decision import Outcome
from samehand.store import database
from samehand.store.errors import InUse, Permanent, StoreError, Temporary
from samehand.store.store import Store
from samehand.tests.store.cast import (
    NOON,
    conversation,
    decision,
    entered,
    fetched,
    message,
    save,
)


@pytest.fixture
def file(sqlite_url: str) -> Path:
    return Path(sqlite_url.removeprefix("sqlite:///"))


def pragma(store: Store, words: str) -> object:
    with store.reading() as work:
        return work.connection.exec_driver_sql(f"PRAGMA {words}").scalar()


def test_sqlite_is_set_to_lose_nothing(sqlite_url: str) -> None:
    with Store.open(sqlite_url) as store:
        assert pragma(store, "journal_mode") == "wal"
        assert pragma(store, "synchronous") == 2  # FULL
        assert pragma(store, "foreign_keys") == 1
        assert pragma(store, "busy_timeout") == database.PATIENCE * 1000


def test_nobody_else_may_read_the_files(sqlite_url: str, file: Path) -> None:
    before = os.umask(0)
    try:
        with Store.open(sqlite_url) as store:
            store.upgrade()
            modes = {path.name: path.stat().st_mode & 0o777 for path in file.parent.iterdir()}
            assert file.parent.stat().st_mode & 0o777 == 0o700
    finally:
        os.umask(before)
    names = {"samehand.db", "samehand.db-wal", "samehand.db-shm", "samehand.db.lock"}
    assert modes == dict.fromkeys(names, 0o600)


HOLD = """
import sys
from samehand.store.store import Store
store = Store.open(sys.argv[1])
print("open", flush=True)
sys.stdin.read()
"""


def test_a_second_process_is_refused_until_the_first_is_dead(sqlite_url: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, sqlite_url], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"open\n"
        with pytest.raises(InUse, match=rf"pid {holder.pid}\) works on .*samehand\.db"):
            Store.open(sqlite_url)
        Store.open(sqlite_url, lock=False).close()
        holder.kill()
        holder.wait()
    Store.open(sqlite_url).close()


def test_a_full_disk_loses_only_the_transaction_it_hit(sqlite_url: str) -> None:
    with Store.open(sqlite_url) as store:
        store.upgrade()
        (entry,) = entered(store, 3)
        pages = pragma(store, "page_count")
        assert isinstance(pages, int)
        pragma(store, f"max_page_count = {pages + 3}")
        big = decision(conversation(), message=message(text="x" * 100_000))
        with pytest.raises(Temporary, match=r"samehand\.db: the disk is full"):
            save(store, big, entry=entry.id)
        pragma(store, "max_page_count = 1000000")
        assert pragma(store, "integrity_check") == "ok"
        assert store.status(NOON).ledger == {Outcome.STORED: 1}
        assert store.status(NOON).conversations == {}
        save(store, big, entry=entry.id)


def test_a_part_that_ended_the_transaction_ends_the_batch(store: Store) -> None:
    """SQLite may roll all of it back, on an I/O error: nothing may be added to the rest."""
    with pytest.raises(Temporary, match="as a whole"), store.transaction() as work:
        with work.savepoint():
            work.save(decision(conversation()), [], entry=None, now=NOON)
        with pytest.raises(ZeroDivisionError), work.savepoint():
            work.connection.exec_driver_sql("ROLLBACK")
            _ = 1 / 0
        with work.savepoint():
            work.save(decision(conversation(1002)), [], entry=None, now=NOON)
    assert store.status(NOON).conversations == {}


def test_a_locked_database_is_worth_another_try(
    sqlite_url: str, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0)
    with Store.open(sqlite_url) as store:
        store.upgrade()
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Temporary, match=r"samehand\.db: it is locked by another program"):
            store.enter("support", "INBOX", 7, [fetched(3)], last_uid=3, now=NOON)
        assert store.folder("support", "INBOX") is None  # reading goes on
        other.close()
        store.enter("support", "INBOX", 7, [fetched(3)], last_uid=3, now=NOON)


def test_a_write_waits_for_its_turn_before_it_reads(sqlite_url: str, file: Path) -> None:
    """Else it would read, decide, and then be refused without waiting."""
    with Store.open(sqlite_url) as store:
        store.upgrade()
        other = sqlite3.connect(file, isolation_level=None, timeout=0)
        with store.transaction() as work:
            work.open_counts()
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")
        other.close()


def test_threads_write_in_turn(sqlite_url: str) -> None:
    with Store.open(sqlite_url) as store:
        store.upgrade()

        def enter(mailbox: str) -> None:
            for uid in range(1, 21):
                store.enter(mailbox, "INBOX", 7, [fetched(uid)], last_uid=uid, now=NOON)

        threads = [Thread(target=enter, args=(name,)) for name in ("support", "sales", "jobs")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert store.status(NOON).ledger == {Outcome.STORED: 60}


def test_a_naive_instant_is_refused(store: Store) -> None:
    naive = datetime(2026, 11, 2, 12, 0)  # noqa: DTZ001 - this is what must not get in
    with pytest.raises(ValueError, match="has no time zone"):
        store.enter("support", "INBOX", 7, [], last_uid=3, now=naive)
    assert store.folder("support", "INBOX") is None


def test_instants_come_back_in_utc_to_the_microsecond(store: Store) -> None:
    madrid = datetime(2026, 7, 1, 14, 30, 0, 1, tzinfo=ZoneInfo("Europe/Madrid"))
    save(store, decision(conversation(opened_at=madrid)))
    with store.reading() as work:
        found = work.conversation(1001).opened_at
    assert found == madrid
    assert found.tzinfo is UTC


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://u:hunter2@db/desk", "not understood"),
        ("no url at all", "not understood"),
        ("postgresql+psycopg2://u:hunter2@db/desk", "not understood"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:////proc/nothing/here/desk.db", "/proc/nothing"),
    ],
)
def test_a_url_that_cannot_be_is_refused_with_a_word(url: str, words: str) -> None:
    with pytest.raises(Permanent, match=words) as refused:
        Store.open(url)
    assert "hunter2" not in _all_of(refused.value)


def test_a_file_that_is_no_database_is_named(sqlite_url: str, file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"Dear diary, " * 1000)
    with (
        Store.open(sqlite_url) as store,
        pytest.raises(Permanent, match=r"samehand\.db: the file is not an SQLite database"),
    ):
        store.upgrade()


def test_an_unreachable_postgresql_is_named_without_its_password() -> None:
    url = "postgresql://desk:hunter2@127.0.0.1:1/desk"
    with Store.open(url) as store:
        assert "hunter2" not in repr(store)
        with pytest.raises(Temporary, match=r"desk at 127\.0\.0\.1:1: it cannot be") as error:
            store.folder("support", "INBOX")
    assert "hunter2" not in _all_of(error.value)


def test_a_missing_database_is_permanent(postgres_url: str) -> None:
    url = postgres_url.rpartition("/")[0] + "/nowhere"
    with (
        Store.open(url) as store,
        pytest.raises(Permanent, match="there is no such database"),
    ):
        store.upgrade()


def test_a_server_that_goes_away_is_worth_another_try(postgres_url: str) -> None:
    with Store.open(postgres_url) as store:
        store.upgrade()
        with pytest.raises(Temporary), store.transaction() as work:
            work.connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
        assert store.folder("support", "INBOX") is None


def _all_of(error: StoreError) -> str:
    return "".join(traceback.format_exception(error)) + repr(error)
