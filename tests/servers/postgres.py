"""A real PostgreSQL on loopback, and a database of its own for every test that asks.

PostgreSQL refuses to run as root, so root starts it as the user of Debian's package.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

from samehand.tests.servers.process import free_port, missing, running

VERSIONS = Path("/usr/lib/postgresql")
ADMIN = "samehand"

INITDB = ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "50",
    "shared_buffers": "32MB",
    "timezone": "UTC",
    "fsync": "off",  # nobody pulls this server's plug
}


@dataclass(frozen=True)
class PostgresServer:
    """The server of a whole session of tests."""

    folder: Path
    port: int
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def url(self, database: str) -> str:
        """As `store` of the settings names it; the server trusts every local user."""
        return f"postgresql://{ADMIN}@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def database(self, like: str = "template1") -> Iterator[str]:
        """The URL of a new database that ends with the block: empty, or like another."""
        name = f"test_{next(self._numbers)}"
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE {}"), name, like)
        try:
            yield self.url(name)
        finally:
            self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)"), name)

    def _run(self, statement: sql.SQL, *databases: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.format(*map(sql.Identifier, databases)))

    def answers(self) -> bool:
        """Whether it takes connections; while it starts up it refuses them."""
        try:
            psycopg.connect(self.url("postgres")).close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def started(folder: Path) -> Iterator[PostgresServer]:
    """A PostgreSQL that is up until the block ends."""
    programs = _newest()
    user = "postgres" if os.geteuid() == 0 else None
    if user is not None:
        shutil.chown(folder, user, user)
    data = folder / "data"
    subprocess.run(
        [str(programs / "initdb"), f"--pgdata={data}", f"--username={ADMIN}", *INITDB],
        user=user,
        group=user,
        extra_groups=[] if user else None,
        cwd=folder,
        check=True,
        capture_output=True,
    )
    server = PostgresServer(folder, free_port())
    options = {**OPTIONS, "port": str(server.port), "unix_socket_directories": str(folder)}
    words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    with running(
        [programs / "postgres", "-D", data, *words],
        log=folder / "postgres.log",
        ready=server.answers,
        user=user,
    ):
        yield server


def _newest() -> Path:
    """The programs of the newest version that Debian's package has put on this machine."""
    found = [p for p in VERSIONS.glob("*/bin") if (p / "initdb").exists()]
    if not found:
        missing("PostgreSQL is not installed: apt-get install postgresql")
    return max(found, key=lambda path: float(path.parent.name))
