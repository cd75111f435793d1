"""A server as a child process of the tests: found, started, waited for, stopped by its pid.

A server that is not installed skips its tests by name; with CI=true that skip is a failure.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

PATIENCE = 30.0  # seconds until a server that does not come up is given up


def missing(reason: str) -> NoReturn:
    """Skip the tests that need this server, or fail them where everything has to be there."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI has to run every test, but {reason}", pytrace=False)
    pytest.skip(reason)


def program(
    name: str, *, package: str, among: Sequence[str] = ("/usr/sbin", "/usr/bin")
) -> Path:
    """The server's program; without it the tests that ask are skipped."""
    found = shutil.which(name, path=os.pathsep.join(among))
    if found is None:
        missing(f"{name} is not installed: apt-get install {package}")
    return Path(found)


def free_port() -> int:
    """A loopback port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def folder(name: str) -> Iterator[Path]:
    """A new folder that a server's own user can reach too; pytest's is closed to all but us.

    Its path is short, since a Unix socket's may have 107 bytes at most.
    """
    path = Path(tempfile.mkdtemp(prefix=f"samehand-{name}-", dir="/tmp"))
    path.chmod(0o755)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


@contextmanager
def running(
    command: Sequence[str | Path],
    *,
    log: Path,
    ready: Callable[[], bool],
    user: str | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """A server from its first answer until the block ends; its words are in `log`."""
    with log.open("ab") as words:
        server = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
            start_new_session=True,  # a Ctrl-C at the tests is not one at the server
            user=user,
            group=user,
            extra_groups=[] if user else None,
        )
    try:
        wait_until(
            lambda: server.poll() is not None or ready(),
            f"{command[0]} did not come up: {log.read_text(errors='replace')}",
        )
        if server.poll() is not None:
            raise AssertionError(f"{command[0]} ended: {log.read_text(errors='replace')}")
        yield server
    finally:
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def answers(port: int) -> bool:
    """Whether somebody listens on this loopback port."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def wait_until(true: Callable[[], bool], otherwise: str, *, seconds: float = PATIENCE) -> None:
    """Look again and again, briefly, until something that another process does is done."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise AssertionError(otherwise)
        time.sleep(0.01)
