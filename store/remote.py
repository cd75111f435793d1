"""Mails in a bucket or on another machine, by way of fsspec.

Such places put a whole file at once, or at least show its true size: that is how one that was
broken off is known and written again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any
from urllib.parse import urlsplit

import fsspec

from samehand.store.errors import Permanent, Temporary


class Remote:
    """Files below a URL."""

    def __init__(self, url: str) -> None:
        self._name = _without_login(url)
        with self._told():
            self._system, self._root = fsspec.core.url_to_fs(url)

    def __str__(self) -> str:
        return self._name

    def put(self, files: Sequence[tuple[str, IO[bytes]]]) -> None:
        """Keep these; one that is there in its full size already stays as it is."""
        with self._told():
            for name, content in files:
                self._put(f"{self._root}/{name}", content.read())

    def get(self, name: str) -> IO[bytes]:
        """Open one to read. Raises FileNotFoundError."""
        with self._told():
            file: IO[bytes] = self._system.open(f"{self._root}/{name}", "rb")
            return file

    def _put(self, path: str, content: bytes) -> None:
        if self._size(path) != len(content):
            self._system.makedirs(path.rpartition("/")[0], exist_ok=True)
            self._system.pipe_file(path, content)

    def _size(self, path: str) -> Any:
        try:
            return self._system.info(path)["size"]
        except FileNotFoundError:
            return None

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Each kind of place has errors of its own, so all but a missing file mean: later."""
        try:
            yield
        except FileNotFoundError:
            raise
        except (ImportError, ValueError) as error:
            words = f"{self._name}: this kind of place needs a package of its own ({error})"
            raise Permanent(words) from None
        except Exception as error:  # noqa: BLE001 - raised again, by its meaning
            kind = type(error).__name__
            raise Temporary(f"{self._name}: {kind}: check the place and its login") from None


def _without_login(url: str) -> str:
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return f"{parts.scheme}://{host}{parts.path}"
