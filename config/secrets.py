"""Where passwords come from.

They are read when a connection is made, and never kept in the settings.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path


class SecretError(Exception):
    """A password cannot be had; the text names the variable or file and the remedy."""


@dataclass(frozen=True)
class PasswordSource:
    """The name of an environment variable or the path of a file, never the password itself."""

    env: str | None = None
    file: Path | None = None

    def read(self) -> str:
        """The password. Raises SecretError when it is missing, empty or open to others."""
        if self.env is not None:
            password = os.environ.get(self.env, "")
            if not password:
                raise SecretError(f"the environment variable {self.env} is not set; export it")
            return password
        if self.file is None:
            raise SecretError("no password is named; give password_env or password_file")
        return _read_file(self.file)


def _read_file(path: Path) -> str:
    try:
        mode = path.stat().st_mode
        password = path.read_text(encoding="utf-8").strip("\r\n")
    except OSError as error:
        raise SecretError(f"{path}: {error.strerror}; write the password into it") from None
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SecretError(f"{path} is open to others; run: chmod 600 {path}")
    if not password:
        raise SecretError(f"{path} is empty; write the password into it")
    return password
