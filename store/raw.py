"""The bytes of all mails, in and out, each under the digest of its content.

What has been kept is on the disk before its digest is returned, is never changed, and is
checked whenever it is read. A place may be a folder, or whatever fsspec reaches by a URL.
"""

from __future__ import annotations

import hashlib
import io
import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import unquote, urlsplit

import zstandard

from samehand.store.disk import Disk
from samehand.store.errors import Permanent

PIECE = 64 * 1024  # bytes of a big mail that are in memory at a time

_DIGEST = re.compile("[0-9a-f]{64}")


class Place(Protocol):
    """Where compressed mails lie, by name. Its `str` is for people and holds no password."""

    def put(self, files: Sequence[tuple[str, IO[bytes]]]) -> None:
        """Keep these durably; one that is there already stays as it is."""

    def get(self, name: str) -> IO[bytes]:
        """Open one to read. Raises FileNotFoundError."""


def digest_of(content: bytes) -> str:
    """The name that a mail has in the raw store, also before it is kept."""
    return hashlib.sha256(content).hexdigest()


class RawStore:
    """Mails by the SHA-256 of their bytes, in hexadecimal."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def __repr__(self) -> str:
        return f"RawStore({self._place})"

    @classmethod
    def open(cls, where: str) -> RawStore:
        """The mails in a folder (a path or a file: URL), or at another URL of fsspec."""
        scheme = urlsplit(where).scheme if "://" in where else ""
        if scheme == "":
            return cls(Disk(Path(where)))
        if scheme == "file":
            return cls(Disk(Path(unquote(urlsplit(where).path))))
        from samehand.store.remote import Remote  # slow to import, and rarely needed

        return cls(Remote(where))

    def keep(self, content: bytes) -> str:
        """Keep one mail; its digest."""
        return self.keep_many([content])[0]

    def keep_many(self, contents: Sequence[bytes]) -> list[str]:
        """Keep mails, all of them durably before it returns; their digests in this order."""
        squeeze = zstandard.ZstdCompressor()
        digests = [digest_of(content) for content in contents]
        self._place.put(
            [
                (_name(digest), io.BytesIO(squeeze.compress(content)))
                for digest, content in zip(digests, contents, strict=True)
            ]
        )
        return digests

    def keep_file(self, source: IO[bytes]) -> str:
        """Keep a big mail from a file, a piece at a time; its digest."""
        digest = hashlib.sha256()
        with tempfile.TemporaryFile() as squeezed:
            with zstandard.ZstdCompressor().stream_writer(squeezed, closefd=False) as writer:
                while piece := source.read(PIECE):
                    digest.update(piece)
                    writer.write(piece)
            squeezed.seek(0)
            self._place.put([(_name(digest.hexdigest()), squeezed)])
        return digest.hexdigest()

    def read(self, digest: str) -> bytes:
        """The mail. Raises Permanent when it is missing or damaged."""
        return b"".join(self._pieces(digest))

    def _pieces(self, digest: str) -> Iterator[bytes]:
        actual = hashlib.sha256()
        try:
            with self._place.get(_name(digest)) as file:
                reader = zstandard.ZstdDecompressor().stream_reader(file)
                while piece := reader.read(PIECE):
                    actual.update(piece)
                    yield piece
        except FileNotFoundError:
            raise Permanent(self._trouble(digest, "is missing from")) from None
        except zstandard.ZstdError:
            raise Permanent(self._trouble(digest, "is damaged in")) from None
        if actual.hexdigest() != digest:
            raise Permanent(self._trouble(digest, "is damaged in"))

    def _trouble(self, digest: str, what: str) -> str:
        return f"mail {digest[:12]} {what} {self._place}: restore it from a backup"


def _name(digest: str) -> str:
    if not _DIGEST.fullmatch(digest):
        raise ValueError(f"{digest!r} is not the digest of a mail")
    return f"{digest[:2]}/{digest[2:]}.eml.zst"
