"""An IMAP server on loopback that follows a script: to each command the bytes of a test.

TAG in an answer becomes the command's tag; at HANG_UP the server closes the connection.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress

DONE = b"TAG OK done\r\n"
HANG_UP = b"<hang up>"
SIZES = b'* {n} FETCH (UID {n} RFC822.SIZE 5 INTERNALDATE "24-Jul-2026 09:30:00 +0200")\r\n'


def sizes(**by_uid: int) -> bytes:
    return DONE.join(
        [
            b"".join(
                SIZES.replace(b"{n}", u[1:].encode()).replace(b"SIZE 5", b"SIZE %d" % s)
                for u, s in by_uid.items()
            ),
            b"",
        ]
    )


def body(uid: int, content: bytes, section: str = "BODY[]") -> bytes:
    item = f"* {uid} FETCH (UID {uid} {section} {{{len(content)}}}\r\n".encode()
    return item + content + b")\r\n"


# By the beginning of a command; what a test gives comes first.
ORDINARY: Mapping[str, bytes] = {
    "CAPABILITY": b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n" + DONE,
    "LOGIN": DONE,
    "LIST": b'* LIST () "/" INBOX\r\n' + DONE,
    "EXAMINE": b"* 2 EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n* OK [UIDNEXT 3] .\r\n" + DONE,
    "UID SEARCH": b"* SEARCH 1 2\r\n" + DONE,
    "UID FETCH 1,2 (RFC822.SIZE INTERNALDATE)": sizes(_1=5, _2=5),
    "UID FETCH 1,2 (BODY.PEEK[])": body(1, b"one\r\n") + body(2, b"two\r\n") + DONE,
    "NOOP": DONE,
    "LOGOUT": b"* BYE\r\n" + DONE,
}


class ScriptedServer:
    """An IMAP server that says what it was told to say, and remembers what it heard."""

    def __init__(
        self, script: Mapping[str, bytes], greeting: bytes, tls: ssl.SSLContext | None
    ) -> None:
        self.script = {**script, **{k: v for k, v in ORDINARY.items() if k not in script}}
        self.greeting = greeting
        self.heard: list[str] = []
        self._tls = tls
        self._door = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    @property
    def port(self) -> int:
        port: int = self._door.getsockname()[1]
        return port

    def stop(self) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._thread.join()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self._door.accept()
                line.settimeout(5)
                with suppress(OSError), line:
                    self._talk(self._tls.wrap_socket(line, True) if self._tls else line)

    def _talk(self, line: socket.socket) -> None:
        with line, line.makefile("rb") as incoming:
            line.sendall(self.greeting)
            tag = ""
            for command in incoming:
                words = command.decode().rstrip("\r\n")
                if " " in words:  # else it goes on with the command before
                    tag, _, words = words.partition(" ")
                self.heard.append(words)
                answers = (v for k, v in self.script.items() if words.startswith(k))
                said = next(answers, b"TAG BAD what?\r\n")
                line.sendall(said.partition(HANG_UP)[0].replace(b"TAG", tag.encode()))
                if HANG_UP in said:
                    return
