"""A folder of files that are either complete and safe from a power cut, or not there at all."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TypeVar

from samehand.store.errors import Permanent, Temporary

_Thing = TypeVar("_Thing")
_SIDE_BY_SIDE = 8
_FULL = {errno.ENOSPC, errno.EDQUOT}
_REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST}


class Disk:
    """Files in subfolders of a folder, for the eyes of its owner only."""

    def __init__(self, path: Path) -> None:
        self._path = path
        # Side by side, since a disk takes many requests to sync as one.
        self._pool = ThreadPoolExecutor(_SIDE_BY_SIDE, thread_name_prefix="disk")
        with _told(path):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)

    def __str__(self) -> str:
        return str(self._path)

    def put(self, files: Sequence[tuple[str, IO[bytes]]]) -> None:
        """Keep these durably; one that is there already stays as it is."""
        with _told(self._path):
            targets = [self._path / name for name, _ in files]
            folders = {target.parent for target in targets}
            self._prepare(folders)
            new = [
                (target, content)
                for target, (_, content) in zip(targets, files, strict=True)
                if not target.exists()
            ]
            self._each(lambda file: _write(*file), new)
            # Of what was there before, too: it may be a moment old.
            self._each(_sync, list(folders))

    def get(self, name: str) -> IO[bytes]:
        """Open one to read. Raises FileNotFoundError."""
        with _told(self._path):
            return (self._path / name).open("rb")

    def _each(self, work: Callable[[_Thing], None], things: Sequence[_Thing]) -> None:
        """Share the work among all threads; each has one task, since a task costs time, too."""

        def see_to(share: Sequence[_Thing]) -> None:
            for thing in share:
                work(thing)

        shares = (things[start::_SIDE_BY_SIDE] for start in range(_SIDE_BY_SIDE))
        list(self._pool.map(see_to, filter(None, shares)))

    def _prepare(self, folders: set[Path]) -> None:
        new = [folder for folder in folders if not folder.exists()]
        for folder in new:
            folder.mkdir(mode=0o700, exist_ok=True)
        if new:
            _sync(self._path)


def _write(target: Path, content: IO[bytes]) -> None:
    """Under another name first: a file with its own name is complete."""
    descriptor, unfinished = tempfile.mkstemp(prefix=".", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            shutil.copyfileobj(content, file)
            file.flush()
            os.fsync(descriptor)
        Path(unfinished).replace(target)
    except BaseException:
        Path(unfinished).unlink(missing_ok=True)
        raise


def _sync(folder: Path) -> None:
    """Make the names in it as safe as the files are."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say what an error of the file system means; a missing file is the caller's matter."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        if error.errno in _FULL:
            raise Temporary(
                f"{path}: the disk is full: make room, it is tried again"
            ) from error
        if error.errno in _REFUSED:
            words = f"{path}: {error.strerror}: check the owner and mode of the folder"
            raise Permanent(words) from error
        raise Temporary(f"{path}: {error.strerror}: check the disk") from error
