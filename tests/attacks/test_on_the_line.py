"""Somebody sits between the desk and its servers: they get no password and put in no words."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from samehand.config.secrets import PasswordSource
from samehand.config.settings import Security, Server
from samehand.ingest.imap.mailbox import Connection, MailboxError
from samehand.notify.smtp import ChannelDown, Sender
from samehand.tests.servers.authority import Authority

INJECTED = {"imap": b"* BYE injected\r\n", "smtp": b"250-injected\r\n250 AUTH PLAIN\r\n"}


@dataclass
class Middle:
    """A server of theirs, and what it has heard inside TLS.

    Its yes to STARTTLS brings words with it that nobody has asked for.
    """

    protocol: str
    context: ssl.SSLContext
    security: Security
    port: int = 0
    heard: list[str] = field(default_factory=list)

    def serve(self, listening: socket.socket) -> None:
        with suppress(OSError):
            line, _ = listening.accept()
            with line:
                if self.security is Security.TLS:
                    with self.context.wrap_socket(line, server_side=True) as wrapped:
                        self.talk(wrapped)
                else:
                    self.talk(line)

    def talk(self, line: socket.socket) -> None:
        line.sendall(b"* OK hi\r\n" if self.protocol == "imap" else b"220 hi\r\n")
        while (command := _read(line)) and "STARTTLS" not in command:
            if isinstance(line, ssl.SSLSocket):
                self.heard.append(command)
            line.sendall(self.answer(command))
        if command:
            line.sendall(self.answer(command) + INJECTED[self.protocol])
            with self.context.wrap_socket(line, server_side=True) as wrapped:
                while command := _read(wrapped):
                    self.heard.append(command)
                    wrapped.sendall(self.answer(command))

    def answer(self, command: str) -> bytes:
        if self.protocol == "smtp":
            return b"220 go\r\n" if command == "STARTTLS" else b"250-x\r\n250 STARTTLS\r\n"
        tag, _, words = command.partition(" ")
        offered = b"* CAPABILITY IMAP4rev1 STARTTLS\r\n" if words == "CAPABILITY" else b""
        verdict = b"NO" if words.startswith("LOGIN") else b"OK"
        return offered + tag.encode() + b" " + verdict + b" done\r\n"


def _read(line: socket.socket) -> str:
    read = b""
    while not read.endswith(b"\n"):
        piece = line.recv(1)
        if not piece:
            return ""
        read += piece
    return read.decode().strip()


@contextmanager
def serving(server: Middle) -> Iterator[Middle]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server.port = listening.getsockname()[1]
        thread = threading.Thread(target=server.serve, args=(listening,))
        thread.start()
        try:
            yield server
        finally:
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            thread.join(10)


def account(server: Middle, authority: Authority, folder: Path) -> Server:
    secret = folder / "secret"
    secret.touch(mode=0o600)
    secret.write_text("open sesame")
    source = PasswordSource(file=secret)
    return Server(
        "127.0.0.1", server.port, "support", source, server.security, authority.ca_file
    )


def speak(protocol: str, there: Server) -> str:
    """Try to log in; what is said about how that ended."""
    if protocol == "imap":
        connection = Connection(there, "INBOX", timeout=5)
        with pytest.raises(MailboxError) as error:
            connection.state()
        connection.close()
        return str(error.value)
    with pytest.raises(ChannelDown) as down:
        Sender(there, hostname="desk.example", timeout=5).probe()
    return str(down.value)


@pytest.mark.parametrize("protocol", ["imap", "smtp"])
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_old_tls_is_refused(
    protocol: str,
    version: ssl.TLSVersion,
    security: Security,
    authority: Authority,
    tmp_path: Path,
) -> None:
    context = authority.issue("127.0.0.1", names="old").context()
    context.set_ciphers("DEFAULT:@SECLEVEL=0")  # else the server itself would not
    context.minimum_version = context.maximum_version = version
    with serving(Middle(protocol, context, security)) as server:
        speak(protocol, account(server, authority, tmp_path))
    assert server.heard == []


@pytest.mark.parametrize("protocol", ["imap", "smtp"])
def test_what_was_said_before_tls_is_forgotten(
    protocol: str, authority: Authority, tmp_path: Path
) -> None:
    """Else who cannot break TLS could still put words into the server's mouth."""
    context = authority.issue("127.0.0.1", names="injected").context()
    with serving(Middle(protocol, context, Security.STARTTLS)) as server:
        ended = speak(protocol, account(server, authority, tmp_path))
    assert "injected" not in ended
    assert not any("AUTH" in word for word in server.heard), "that was offered by nobody"
    assert protocol == "smtp" or any("LOGIN" in word for word in server.heard)
