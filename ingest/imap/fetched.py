"""Mails as they come from a folder: raw bytes, big ones on disk, and how many go together.

A batch is bounded in number and bytes, so that no folder is ever whole in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

MAILS_A_BATCH = 50
BYTES_A_BATCH = 16_000_000


@dataclass(frozen=True)
class Listed:
    """A mail as the server announces it.

    Its size is a hint (Exchange's may be inexact), None where the server did not tell.
    """

    uid: int
    size: int | None
    internal_date: datetime | None


@dataclass(frozen=True)
class Fetched:
    """A mail as the server gave it.

    `content` is the path of a file for a big mail; the file is gone once the next batch is
    asked for. With `is_header_only` the mail was above the largest size, stayed on the server,
    and `size` is the one announced. `internal_date` is UTC, None where the server has no
    readable one.
    """

    uid: int
    size: int
    internal_date: datetime | None
    content: bytes | Path = field(repr=False)
    is_header_only: bool = False

    def read(self) -> bytes:
        """All bytes, whole in memory."""
        return self.content.read_bytes() if isinstance(self.content, Path) else self.content


@dataclass(frozen=True)
class Batch:
    """A stretch of a folder, in order of UID.

    Up to and with `last_uid` every UID is in `mails`, in `missing` or no mail of the folder.
    `missing` are listed by the server, but it did not give them: to be asked for `again` later.
    `gone` are UIDs asked for again that the server no longer lists.
    """

    mails: tuple[Fetched, ...]
    last_uid: int
    missing: tuple[int, ...] = ()
    gone: tuple[int, ...] = ()


def stretches(listed: Sequence[Listed], largest: int) -> Iterator[list[Listed]]:
    """The mails in order, cut so that each stretch's bytes stay below the bound of a batch.

    A mail above the bound comes alone; one above `largest` stays where it is.
    """
    stretch: list[Listed] = []
    total = 0
    for mail in listed:
        size = mail.size if mail.size is not None and mail.size <= largest else 0
        if stretch and total + size > BYTES_A_BATCH:
            yield stretch
            stretch, total = [], 0
        stretch.append(mail)
        total += size
    if stretch:
        yield stretch
