"""A mail server for one small world: IMAP and SMTP on loopback, in a thread of its own.

It has two pairs of doors. The desk's own pair can be shut and opened again, on the same port,
to play an outage; the other pair is the rest of the world's, whose providers never sleep.
Nothing listens beyond 127.0.0.1, and nothing is left when it stops.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime
from enum import StrEnum
from types import TracebackType
from typing import Any, Self, TypeVar

from proxyprotocol.sock import SocketInfoLocal

from samehand.sandbox.exchange import Accepted, Exchange, Line
from samehand.sandbox.mailstore import Mailstore

HOST = "127.0.0.1"
PATIENCE = 10.0  # seconds for anything that is asked of the server's thread
LONGEST_COMMAND = 1 << 20

Value = TypeVar("Value")


class Door(StrEnum):
    """Where clients come in."""

    IMAP = "imap"
    SMTP = "smtp"
    WORLD_IMAP = "world imap"
    WORLD_SMTP = "world smtp"

    @property
    def speaks_imap(self) -> bool:
        return self in {Door.IMAP, Door.WORLD_IMAP}


class SandboxError(Exception):
    """The sandbox itself is in trouble."""


class MailServer:
    """Mailboxes for `accounts` (address to password).

    `now` gives every mail its time of arrival.
    """

    def __init__(self, accounts: Mapping[str, str], now: Callable[[], datetime]) -> None:
        self._accounts = {address.lower(): word for address, word in accounts.items()}
        self._now = now
        self._thread = threading.Thread(target=self._live, name="sandbox-mail", daemon=True)
        self._is_ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop
        self._end: asyncio.Event
        self._store: Mailstore
        self._exchange: Exchange
        self._listening: dict[Door, asyncio.Server] = {}
        self._connections: dict[asyncio.WriteTransport, Door] = {}
        self._sessions: set[asyncio.Task[None]] = set()
        self._trouble: list[str] = []
        self.ports: dict[Door, int] = {}

    def start(self) -> Self:
        """Open all doors, each on a free port; returns when they can be used."""
        for library in ("mail.log", "pymap"):
            logging.getLogger(library).addHandler(logging.NullHandler())
            logging.getLogger(library).propagate = False
        self._thread.start()
        if not self._is_ready.wait(PATIENCE) or self._trouble:
            raise SandboxError(f"the mail server did not start: {self._trouble}")
        return self

    def stop(self) -> None:
        """Shut all doors, drop every connection and end the thread. May be called twice."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._end.set)
            self._thread.join(PATIENCE)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self.stop()

    def shut(self, door: Door) -> None:
        """Stop listening at this door and drop who is inside, as a crashed server does."""
        self._ask(self._shut(door))

    def open(self, door: Door) -> None:
        """Listen again, on the same port as before."""
        self._ask(self._open(door))

    def deliver(self, address: str, content: bytes) -> None:
        """Put bytes into an inbox exactly as they are, past SMTP."""
        self._ask(self._store.append(address, content, self._now()))

    @property
    def accepted(self) -> tuple[Accepted, ...]:
        """Every mail that SMTP has taken, in order."""
        return tuple(self._exchange.accepted)

    def trouble(self) -> tuple[str, ...]:
        """What went wrong inside the server; empty when all is well."""
        return tuple(self._trouble)

    def _ask(self, work: Coroutine[Any, Any, Value]) -> Value:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    def _live(self) -> None:
        try:
            asyncio.run(self._main())
        except OSError as error:
            self._trouble.append(str(error))
        finally:
            self._is_ready.set()

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(self._note_failure)
        self._end = asyncio.Event()
        self._store = await Mailstore.create(self._accounts)
        self._exchange = Exchange(self._store, self._accounts, self._now)
        for door in Door:
            await self._open(door)
        self._is_ready.set()
        await self._end.wait()
        for door in Door:
            await self._shut(door)

    async def _open(self, door: Door) -> None:
        if door in self._listening:
            return
        port = self.ports.get(door, 0)
        if door.speaks_imap:
            listening = await asyncio.start_server(
                lambda reader, writer: self._meet(door, reader, writer),
                HOST,
                port,
                limit=LONGEST_COMMAND,
            )
        else:
            listening = await self._loop.create_server(lambda: self._line(door), HOST, port)
        self._listening[door] = listening
        self.ports[door] = listening.sockets[0].getsockname()[1]

    async def _shut(self, door: Door) -> None:
        listening = self._listening.pop(door, None)
        if listening is None:
            return
        listening.close()
        for connection in [c for c, at in self._connections.items() if at is door]:
            connection.abort()
        await listening.wait_closed()

    def _line(self, door: Door) -> Line:
        return Line(
            self._exchange,
            came=lambda connection: self._connections.update({connection: door}),
            went=lambda connection: self._connections.pop(connection, None),
        )

    def _meet(
        self, door: Door, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """asyncio forgets a session that nobody holds, so the task is kept until it ends."""
        self._connections[writer.transport] = door
        session = self._loop.create_task(self._serve(reader, writer))
        self._sessions.add(session)
        session.add_done_callback(self._ended)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._store.serve(reader, writer, SocketInfoLocal(writer))
        finally:
            self._connections.pop(writer.transport, None)
            writer.close()

    def _ended(self, session: asyncio.Task[None]) -> None:
        self._sessions.discard(session)
        if not session.cancelled() and (error := session.exception()) is not None:
            self._trouble.append(f"IMAP: {error!r}")

    def _note_failure(self, loop: asyncio.AbstractEventLoop, found: dict[str, Any]) -> None:
        """A client that vanishes is the client's affair; anything else is ours."""
        error = found.get("exception")
        if not isinstance(error, ConnectionError):
            self._trouble.append(f"{found['message']}: {error!r}")
