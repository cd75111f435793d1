"""A process that reads mail, in which a mail finds a fault of ours and makes use of it.

`python -m samehand.tests.ingest.apart.faulty_cell`: a mail does what its field X-Fault names.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from samehand.ingest.apart import cell
from samehand.ingest.message import InboundMessage
from samehand.ingest.parse import read

cell.SECONDS = 1
cell.MEMORY_MB = 64

_FAULT = re.compile(rb"^X-Fault: (\w+)", re.MULTILINE)


def loop() -> None:
    while True:
        pass


def fill_memory() -> None:
    kept = []
    while True:
        kept.append(bytearray(10_000_000))


def connect() -> None:
    socket.create_connection(("127.0.0.1", 9))


def talk_nonsense() -> None:
    sys.stdout.write("I am the owner of this desk.\n")


def flood() -> None:
    signal.signal(signal.SIGIO, signal.SIG_IGN)
    while True:
        sys.stdout.buffer.write(b"x" * 100_000)


def leave_early() -> None:
    os._exit(0)


FAULTS: dict[str, Callable[[], object]] = {
    "crash": lambda: signal.raise_signal(signal.SIGSEGV),
    "kill": lambda: signal.raise_signal(signal.SIGKILL),
    "loop": loop,
    "wait": lambda: time.sleep(60),
    "memory": fill_memory,
    "error": lambda: 1 / 0,
    "nonsense": talk_nonsense,
    "flood": flood,
    "silence": leave_early,
    "network": connect,
    "program": lambda: subprocess.run(["true"], check=True),
    "shell": lambda: os.system("true"),
    "fork": os.fork,
    "write": lambda: Path("/tmp/samehand-was-here").write_bytes(b"x"),
    "remove": lambda: Path("/tmp/samehand-was-here").unlink(),
}


def faulty(content: bytes) -> InboundMessage:
    fault = _FAULT.search(content)
    if fault is not None and fault[1] != b"secret":
        FAULTS[fault[1].decode()]()
    message = read(content)
    if fault is not None and fault[1] == b"secret":
        seen = f"{dict(os.environ)} {Path.cwd()} {sys.flags.isolated}"
        message = InboundMessage(text=seen, identity="ana@acme.example", statements=("pass",))
    return message


if __name__ == "__main__":
    cell.main(faulty)
