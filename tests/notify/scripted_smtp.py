"""An SMTP server on loopback that answers as it is told: it refuses, breaks, falls silent.

It speaks on plain sockets in a thread of its own, one connection at a time.
"""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

HANG_UP = "hang up"  # close the connection instead of an answer
SILENCE = "silence"  # keep it open and never answer
RESET = "reset"  # break the connection off, as a dying router does

# CONTENT may be RESET or SILENCE: what happens when a part of the mail has arrived.
DEFAULTS = {
    "GREETING": "220 scripted.example ESMTP",
    "EHLO": "250-scripted.example\r\n250-SIZE 10000000\r\n250 AUTH PLAIN",
    "AUTH": "235 2.7.0 accepted",
    "MAIL": "250 2.1.0 ok",
    "RCPT": "250 2.1.5 ok",
    "DATA": "354 go on",
    "DOT": "250 2.0.0 queued",
    "RSET": "250 2.0.0 ok",
    "QUIT": "221 2.0.0 bye",
}


@dataclass
class ScriptedServer:
    """`answers` holds, for a verb, one answer for ever or a list of which the last stays."""

    answers: Mapping[str, str | list[str]] = field(default_factory=dict)
    port: int = 0
    connections: int = 0
    commands: list[str] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)

    def heard(self, verb: str) -> list[str]:
        return [command for command in self.commands if command.upper().startswith(verb)]

    def answer(self, verb: str, told: dict[str, int]) -> str:
        answers = self.answers.get(verb, DEFAULTS.get(verb, "500 unknown"))
        if isinstance(answers, str):
            return answers
        told[verb] = told.get(verb, 0) + 1
        return answers[min(told[verb], len(answers)) - 1]

    def serve(self, listening: socket.socket, stop: threading.Event) -> None:
        told: dict[str, int] = {}
        while not stop.is_set():
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            self.connections += 1
            with connection, connection.makefile("rb") as lines:
                self.talk(connection, lines, told, stop)

    def talk(
        self,
        connection: socket.socket,
        lines: Iterator[bytes],
        told: dict[str, int],
        stop: threading.Event,
    ) -> None:
        def say(verb: str) -> str:
            reply = self.answer(verb, told)
            if reply == SILENCE:
                stop.wait(10)
            elif reply not in {HANG_UP, RESET}:
                connection.sendall(reply.encode() + b"\r\n")
            return reply

        gone = {HANG_UP, SILENCE}
        if say("GREETING") in gone:
            return
        for line in lines:
            command = line.decode().strip()
            self.commands.append(command)
            verb = command[:4].upper()
            reply = say(verb)
            if reply in gone or verb == "QUIT" or reply.startswith("421"):
                return
            if verb == "DATA" and reply.startswith("354"):
                if "CONTENT" in self.answers:
                    connection.recv(200_000)
                    stop.wait(10 if self.answers["CONTENT"] == SILENCE else 0)
                    # Without lingering, closing sends a reset.
                    linger = struct.pack("ii", 1, 0)
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                    return
                content = b""
                for piece in lines:
                    if piece == b".\r\n":
                        break
                    content += piece
                self.mails.append(content)
                if say("DOT") in gone:
                    return


@contextmanager
def scripted(**answers: str | list[str]) -> Iterator[ScriptedServer]:
    """A running server; the verbs are GREETING, EHLO, AUTH, MAIL, RCPT, DATA, DOT and so on."""
    server, stop = ScriptedServer(answers), threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server.port = listening.getsockname()[1]
        thread = threading.Thread(target=server.serve, args=(listening, stop))
        thread.start()
        try:
            yield server
        finally:
            stop.set()
            listening.shutdown(socket.SHUT_RDWR)
            thread.join(10)
