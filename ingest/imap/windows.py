"""How a folder is walked: UIDs in windows, small mails many at a time, big ones by pieces.

Decides what to ask the server for and what counts as a whole mail. Whatever a server leaves out
is `missing` for now; it never stands for a mail and never holds up the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from samehand.ingest.imap.fetched import MAILS_A_BATCH, Batch, Fetched, Listed, stretches

# imaplib gives up a connection at a line of 1,000,000 bytes. A UID takes 11 of them at most, so
# one SEARCH may find 90,000; half of that leaves room for mails that arrive meanwhile.
WINDOW = 45_000

LOOK_BACK = 500  # UIDs

SMALL = 1_000_000  # bytes; mails above come by pieces
PIECE = 512 * 1024
HEADER = 256 * 1024  # as much of it as is read of a mail above the largest size

Answer = Mapping[bytes, object]


class Folder(Protocol):
    """An open folder on a server."""

    def search(self, uids: str) -> list[int]:
        """The UIDs in a set such as `5:*`, in order."""

    def fetch(self, uids: Sequence[int], *items: str) -> Mapping[int, Answer]:
        """What the server answers for each UID, and nothing for those it has no answer for."""


def walk(folder: Folder, after: int, *, exists: int, largest: int) -> Iterator[Batch]:
    """The mails with UIDs above `after` in a folder of `exists` mails."""
    for uids, end in _windows(folder, after, exists):
        yield from _read(folder, uids, largest)
        if end is not None:
            yield Batch((), end)


def again(folder: Folder, uids: Sequence[int], *, largest: int) -> Iterator[Batch]:
    """Mails that were `missing`, asked for once more; what the server lost is `gone`."""
    for start in range(0, len(uids), MAILS_A_BATCH):
        asked = sorted(uids[start : start + MAILS_A_BATCH])
        there = set(folder.search(",".join(map(str, asked))))
        yield from _read(folder, [uid for uid in asked if uid in there], largest)
        if gone := tuple(uid for uid in asked if uid not in there):
            yield Batch((), gone[-1], gone=gone)


def _windows(folder: Folder, after: int, exists: int) -> Iterator[tuple[list[int], int | None]]:
    """UIDs above `after`, and where their window ends if there may be more behind it."""
    if exists <= WINDOW:
        # "n:*" also answers the last mail, however low its UID is.
        yield [uid for uid in folder.search(f"{after + 1}:*") if uid > after], None
        return
    top = max(folder.search("*"), default=0)
    for start in range(after + 1, top + 1, WINDOW):
        end = min(start + WINDOW - 1, top)
        yield [uid for uid in folder.search(f"{start}:{end}") if start <= uid <= end], end


def _read(folder: Folder, uids: Sequence[int], largest: int) -> Iterator[Batch]:
    if not uids:
        return
    with TemporaryDirectory(prefix="samehand-") as name:
        spool = Path(name)
        for start in range(0, len(uids), MAILS_A_BATCH):
            listed = _list(folder, uids[start : start + MAILS_A_BATCH])
            for stretch in stretches(listed, largest):
                yield _batch(folder, stretch, largest, spool)
                for used in spool.iterdir():
                    used.unlink()


def before(folder: Folder, last: int, since: datetime) -> int:
    """The highest UID below all mails that came since an instant, looking back from `last`.

    Looking ends at the first stretch of mails that are all older. `last` itself when none is
    newer; 0 when no older ones are left.
    """
    reach, found = LOOK_BACK, last
    while last > 0:
        first = max(1, last - reach + 1)
        uids = folder.search(f"{first}:{last}")[-MAILS_A_BATCH:]
        listed = _list(folder, uids) if uids else []
        newer = [m.uid for m in listed if m.internal_date and m.internal_date >= since]
        if newer:
            found = min(newer) - 1
        elif listed:
            return found
        else:
            reach = min(reach * 2, WINDOW)
        last = (uids[0] if uids else first) - 1
    return found


def _list(folder: Folder, uids: Sequence[int]) -> list[Listed]:
    answers = folder.fetch(uids, "RFC822.SIZE", "INTERNALDATE")
    listed = []
    for uid in uids:
        answer = answers.get(uid, {})
        size, date = answer.get(b"RFC822.SIZE"), answer.get(b"INTERNALDATE")
        listed.append(Listed(uid, size if isinstance(size, int) else None, _utc(date)))
    return listed


def _batch(folder: Folder, stretch: Sequence[Listed], largest: int, spool: Path) -> Batch:
    small = [m.uid for m in stretch if m.size is not None and m.size <= min(SMALL, largest)]
    bodies = folder.fetch(small, "BODY.PEEK[]") if small else {}
    mails, missing = [], []
    for mail in stretch:
        if mail.size is None:
            got = None
        elif mail.size > largest:
            got = _header_only(folder, mail, mail.size)
        elif mail.size > SMALL:
            got = _by_pieces(folder, mail, mail.size, largest, spool / str(mail.uid))
        else:
            got = _whole(mail, bodies.get(mail.uid, {}))
        if got is None:
            missing.append(mail.uid)
        else:
            mails.append(got)
    return Batch(tuple(mails), stretch[-1].uid, tuple(missing))


def _whole(mail: Listed, answer: Answer) -> Fetched | None:
    """A small mail; no body, NIL, or no byte where some were announced is no mail."""
    body = answer.get(b"BODY[]")
    if not isinstance(body, bytes) or (mail.size and not body):
        return None
    return Fetched(mail.uid, len(body), mail.internal_date, body)


def _by_pieces(
    folder: Folder, mail: Listed, size: int, largest: int, path: Path
) -> Fetched | None:
    """A big mail into a file, up to where the server has no more bytes.

    That may be near its announced size; but no answer at all before that is a mail cut off.
    """
    total = 0
    with path.open("wb") as file:
        while total <= largest:
            piece = _piece(folder, mail.uid, "", total, PIECE)
            if piece is None and total < size:
                return None
            file.write(piece or b"")
            total += len(piece or b"")
            if not piece or (len(piece) < PIECE and total >= size):
                return Fetched(mail.uid, total, mail.internal_date, path) if total else None
    return _header_only(folder, mail, total)


def _header_only(folder: Folder, mail: Listed, size: int) -> Fetched | None:
    header = _piece(folder, mail.uid, "HEADER", 0, HEADER)
    if not header:
        return None
    return Fetched(mail.uid, size, mail.internal_date, header, is_header_only=True)


def _piece(folder: Folder, uid: int, section: str, offset: int, length: int) -> bytes | None:
    answers = folder.fetch([uid], f"BODY.PEEK[{section}]<{offset}.{length}>")
    piece = answers.get(uid, {}).get(f"BODY[{section}]<{offset}>".encode())
    return piece if isinstance(piece, bytes) and len(piece) <= length else None


def _utc(date: object) -> datetime | None:
    if not isinstance(date, datetime) or date.tzinfo is None:
        return None
    with suppress(OverflowError):
        return date.astimezone(UTC)
    return None
