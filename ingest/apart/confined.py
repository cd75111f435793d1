"""Reading a mail without risk: what is doubtful is read in a process that cannot do harm.

That process has little time, little memory, no secrets and no network. When it dies, hangs or
talks nonsense, the mail is read by its header only and says why in `error`. Who may speak as
an agent is decided by what this process itself has read of the header, never by that one.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from dataclasses import replace
from signal import SIGXCPU, strsignal
from threading import Timer
from typing import IO

from samehand.ingest import limits
from samehand.ingest.apart import cell
from samehand.ingest.apart.transcript import message_in
from samehand.ingest.message import InboundMessage
from samehand.ingest.parse import read_header, read_within

# Isolated: neither the environment nor a folder decides which code runs.
COMMAND: tuple[str, ...] = (sys.executable, "-I", "-B", "-m", "samehand.ingest.apart.cell")
SECONDS = 20  # that an answer may take; computing is limited there, too
LONGEST_ANSWER = 3 * limits.LARGEST_MAIL
PIECE = 256 * 1024


class _NotRead(Exception):
    """Why a mail could not be read; its words are for the operator."""


def read_safely(
    content: bytes, *, is_suspect: bool = False, with_html: bool = True
) -> InboundMessage:
    """Read a mail; what cannot be read is said in `error`.

    Whoever passes nothing on can do without the HTML beside a text, and is faster. A suspect
    may have ended a process before, and is doubtful whatever its bytes. Raises OSError when no
    process can be started, which says nothing about the mail.
    """
    if not is_suspect and not limits.is_doubtful(content):
        return read_within(content, with_html=with_html)  # far within every limit
    reason = limits.broken_limit(content)
    if reason is not None:
        return read_header(content, error=reason)
    try:
        told = _read_apart(content)
    except _NotRead as why:
        return read_header(content, error=str(why))
    own = read_header(content)
    return replace(
        told,
        identity=own.identity,
        statements=own.statements,
        hops=own.hops,
        hops_above=own.hops_above,
    )


def _read_apart(content: bytes) -> InboundMessage:
    """Have another process read it. That has ended when this returns or raises."""
    with tempfile.TemporaryFile() as mail:
        mail.write(content)
        mail.seek(0)
        process = subprocess.Popen(  # noqa: S603 - the command is ours
            COMMAND,
            stdin=mail,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={},  # and with it no password
            start_new_session=True,  # Ctrl-C is for us
        )
    patience = Timer(SECONDS, process.kill)
    patience.start()
    try:
        with process:
            answer = _all_of(process.stdout) if process.stdout else b""
            if len(answer) > LONGEST_ANSWER:
                process.kill()
        is_late = patience.finished.is_set()
    finally:
        patience.cancel()
    if process.returncode != 0:
        raise _NotRead(_why(process.returncode, is_late=is_late))
    try:
        return message_in(answer)
    except ValueError as nonsense:
        raise _NotRead("what came of reading it makes no sense") from nonsense


def _all_of(answer: IO[bytes]) -> bytes:
    """Up to its end, or until it is longer than it may be."""
    pieces, size = [], 0
    while size <= LONGEST_ANSWER and (piece := answer.read(PIECE)):
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


def _why(status: int, *, is_late: bool) -> str:
    if is_late:
        return f"reading it took more than {SECONDS} s"
    if status == -SIGXCPU:
        return f"reading it took more than {cell.SECONDS} s of computing"
    if status == cell.OUT_OF_MEMORY:
        return f"reading it took more memory than {cell.MEMORY_MB} MB"
    if status < 0:
        return f"reading it ended with a crash ({strsignal(-status) or -status})"
    return "reading it failed"
