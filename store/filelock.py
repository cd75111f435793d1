"""One process per SQLite file: a lock that ends with the process, however it ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from samehand.store.errors import InUse


class FileLock:
    """A lock on `<database>.lock`; the file says which process holds it."""

    def __init__(self, database: Path) -> None:
        """Take the lock. Raises InUse when another holds it."""
        path = database.with_name(database.name + ".lock")
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(self._file, 20).decode("ascii", "replace").strip() or "unknown"
            os.close(self._file)
            raise InUse(
                f"another process (pid {holder}) works on {database};"
                " stop it first, or use PostgreSQL for several processes"
            ) from None
        os.truncate(self._file, 0)
        os.pwrite(self._file, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Give the lock back. The file stays: removing it would let two processes lock."""
        os.close(self._file)
