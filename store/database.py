"""The connection to SQLite or PostgreSQL, and the two ways to use it: to read and to write.

On SQLite a write begins with BEGIN IMMEDIATE: a transaction that starts to write later would
fail at once, without waiting, when another came first. A commit is on the disk when it returns.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from samehand.store.errors import Permanent, Temporary
from samehand.store.faults import told, where
from samehand.store.filelock import FileLock

PATIENCE = 10  # seconds to wait for somebody else's transaction


class Database:
    """An open database. `path` is the file of SQLite, None for PostgreSQL."""

    def __init__(self, url: str, *, lock: bool = True) -> None:
        """Open it, and create the file of SQLite. Raises InUse when another process has it."""
        self.url = _parse(url)
        self.path = _path(self.url)
        if self.path is None:
            self._lock: FileLock | None = None
            self._turn: threading.Lock | None = None
            engine = _postgresql(self.url)
        else:
            _create(self.path)
            self._lock = FileLock(self.path) if lock else None
            self._turn = threading.Lock()
            engine = _sqlite(self.url)
        self._engine: Engine = engine

    def __repr__(self) -> str:
        return f"Database({where(self.url)})"

    @property
    def is_sqlite(self) -> bool:
        return self.path is not None

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is committed with the block, or leaves nothing.

        On SQLite the threads of this process write in turn, each as soon as it can: waiting
        for the file's own lock would mean sleeping between looks at it.
        """
        with told(self.url), self._my_turn(), self._engine.begin() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database and never blocks a writer."""
        with told(self.url), self._engine.begin() as connection:
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN")
            yield connection

    def close(self) -> None:
        """Close all connections and release the lock."""
        self._engine.dispose()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    @contextmanager
    def _my_turn(self) -> Iterator[None]:
        turn = self._turn
        if turn is None:
            yield
            return
        if not turn.acquire(timeout=PATIENCE):
            raise Temporary(f"{where(self.url)}: another task writes too long: tried again")
        try:
            yield
        finally:
            turn.release()


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    names = ("sqlite", "postgresql")
    if parsed is None or parsed.drivername not in (*names, "postgresql+psycopg"):
        raise Permanent(
            "the store's URL is not understood; write sqlite:///samehand.db, or"
            " postgresql://user:password@host/database"
        )
    return parsed


def _path(url: URL) -> Path | None:
    if url.get_backend_name() != "sqlite":
        return None
    if not url.database or url.database == ":memory:":
        raise Permanent("the store's URL names no file; write sqlite:///samehand.db")
    return Path(url.database)


def _create(path: Path) -> None:
    """An empty file that only its owner may read; SQLite's side files take its mode."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise Permanent(f"{path}: {error.strerror}: check the folder and its rights") from None


def _sqlite(url: URL) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_reset_on_return=None,  # every transaction of ours ends by itself
        connect_args={"isolation_level": None, "timeout": PATIENCE},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")

    return engine


def _postgresql(url: URL) -> Engine:
    engine = create_engine(
        url, hide_parameters=True, connect_args={"connect_timeout": PATIENCE}
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET TIME ZONE 'UTC'")
            cursor.execute(f"SET lock_timeout = '{PATIENCE}s'")
            cursor.execute("SET synchronous_commit = on")
        connection.commit()

    return engine
