"""The process in which a doubtful mail is read: `python -I -m samehand.ingest.apart.cell`.

The mail comes by standard input, its transcript goes to standard output. Before the mail is
looked at, the process gives up what reading does not need: memory and time beyond a measure,
files, the network, other programs, and a life that is longer than its parent's.
"""

from __future__ import annotations

import fcntl
import os
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from samehand.ingest.apart.transcript import transcript
from samehand.ingest.message import InboundMessage
from samehand.ingest.parse import read

MEMORY_MB = 512  # beyond what the process has before it reads
SECONDS = 10  # of the processor
OUT_OF_MEMORY = 3  # exit status

_FORBIDDEN = ("socket.", "subprocess.", "ctypes.", "os.")
_HARMLESS = ("os.listdir", "os.scandir")  # by which Python finds its modules
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def main(reader: Callable[[bytes], InboundMessage] = read) -> None:
    """Read one mail and end."""
    content = sys.stdin.buffer.read()
    confine()
    try:
        pieces = list(transcript(reader(content)))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    _end_with_the_parent(armed=False)
    for piece in pieces:
        sys.stdout.buffer.write(piece)


def confine() -> None:
    """Give up for good what reading a mail does not need."""
    _end_with_the_parent(armed=True)
    _limit(resource.RLIMIT_CPU, SECONDS, SECONDS + 1)  # a signal first, that tells why
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    if in_use := _memory_in_use():
        _limit(resource.RLIMIT_AS, in_use + MEMORY_MB * 1024 * 1024)
    sys.dont_write_bytecode = True
    sys.addaudithook(_refuse)


def _limit(kind: int, most: int, hard: int | None = None) -> None:
    """Lower a limit; one that is lower already stays."""
    _, allowed = resource.getrlimit(kind)
    hard = most if hard is None else hard
    if allowed != resource.RLIM_INFINITY:
        hard = min(hard, allowed)
    resource.setrlimit(kind, (min(most, hard), hard))


def _memory_in_use() -> int | None:
    """Bytes of address space; None where that is not told, and cannot be limited (macOS)."""
    with suppress(OSError):
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
        return int(pages) * resource.getpagesize()
    return None


def _end_with_the_parent(*, armed: bool) -> None:
    """Have the kernel end this process when nobody is left to read its answer.

    Linux sends SIGIO then, which ends who does not expect it. Elsewhere its time runs out.
    """
    with suppress(OSError):
        flags = fcntl.fcntl(sys.stdout, fcntl.F_GETFL)
        fcntl.fcntl(sys.stdout, fcntl.F_SETOWN, os.getpid())
        wanted = flags | os.O_ASYNC if armed else flags & ~os.O_ASYNC
        fcntl.fcntl(sys.stdout, fcntl.F_SETFL, wanted)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    """No network, no program, no writing, whatever the mail has talked our code into."""
    is_forbidden = event.startswith(_FORBIDDEN) and event not in _HARMLESS
    if event == "open":
        flags = arguments[2]
        is_forbidden = isinstance(flags, int) and bool(flags & _WRITING)
    if is_forbidden:
        raise PermissionError(f"{event} has no place in reading a mail")


if __name__ == "__main__":
    main()
