"""People with mail clients: they read their own mailboxes over IMAP and send over SMTP.

They use the world's own doors, so that an outage at the desk is not an outage of everybody.
"""

from __future__ import annotations

import re
import smtplib
import socket
from collections.abc import Iterable
from datetime import datetime
from types import TracebackType
from typing import Self

from imapclient import IMAPClient

from samehand.sandbox.server import HOST, Door, MailServer
from samehand.sandbox.story import Person, Story, Writes
from samehand.sandbox.writing import Opened, compose, message_id

TIMEOUT = 20.0


class NothingToAnswer(Exception):
    """No mail has reached the writer that the turn could answer."""


class Client:
    """Somebody's mail client. It holds one IMAP connection until it is closed."""

    def __init__(self, person: Person, password: str, server: MailServer) -> None:
        self.person = person
        self._password = password
        self._server = server
        self._imap: IMAPClient | None = None
        self._mails: dict[int, Opened] = {}

    def inbox(self) -> tuple[Opened, ...]:
        """Every mail that has arrived, in order of arrival."""
        imap = self._connected()
        imap.noop()
        new = [uid for uid in imap.search() if uid not in self._mails]
        if new:
            for uid, found in imap.fetch(new, ["BODY.PEEK[]", "INTERNALDATE"]).items():
                self._mails[uid] = Opened(uid, found[b"INTERNALDATE"], found[b"BODY[]"])
        return tuple(mail for _, mail in sorted(self._mails.items()))

    def send(
        self, content: bytes, recipients: Iterable[str], *, logged_in: bool = True
    ) -> None:
        """Hand a mail to the provider."""
        port = self._server.ports[Door.WORLD_SMTP]
        with smtplib.SMTP(HOST, port, local_hostname="client.example", timeout=TIMEOUT) as smtp:
            if logged_in:
                smtp.login(self.person.address, self._password)
            smtp.sendmail(self.person.address, list(recipients), content)

    def close(self) -> None:
        """Log out."""
        if self._imap is not None:
            self._imap.logout()
            self._imap = None

    def _connected(self) -> IMAPClient:
        if self._imap is None:
            port = self._server.ports[Door.WORLD_IMAP]
            self._imap = IMAPClient(HOST, port, ssl=False, timeout=TIMEOUT)
            self._imap.normalise_times = False
            self._imap.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._imap.login(self.person.address, self._password)
            self._imap.select_folder("INBOX", readonly=True)
        return self._imap


class Cast:
    """All people of a story, and what they remember of who answered what."""

    def __init__(self, story: Story, passwords: dict[str, str], server: MailServer) -> None:
        self._story = story
        self.clients = {
            person.id: Client(person, passwords[person.address], server)
            for person in story.people
        }
        self._threads: dict[str, set[str]] = {}  # by turn, every Message-ID of its thread
        self.message_ids: dict[str, str] = {}  # by turn

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        for client in self.clients.values():
            client.close()

    def write(self, turn: Writes, now: datetime) -> tuple[str, ...]:
        """Send a turn's mail and return to whom. Raises NothingToAnswer."""
        client = self.clients[turn.writer]
        opened = self._open(turn, client) if turn.answers is not None else None
        shown = self._story.person(turn.pretends) if turn.pretends else client.person
        content, recipients = compose(turn, shown, now, opened=opened)
        own = message_id(turn, shown)
        if turn.raw is not None:
            content = turn.raw
            own = Opened(0, now, content).message_id
        self._remember(turn, own, opened)
        client.send(content, recipients, logged_in=turn.pretends is None)
        return recipients

    def _remember(self, turn: Writes, own: str, opened: Opened | None) -> None:
        thread = self._threads.get(turn.answers or "", set())
        thread.add(own)
        if opened is not None:
            thread |= opened.names
        self._threads[turn.id] = thread
        self.message_ids[turn.id] = own

    def _open(self, turn: Writes, client: Client) -> Opened:
        answered = self._story.turn(turn.answers or "")
        thread = self._threads.get(answered.id, set())
        subject, words = self._subject(answered.id).casefold(), _words(answered)
        found = [
            mail
            for mail in client.inbox()
            if mail.arrived_at >= answered.at
            and (mail.names & thread or (subject and subject in mail.subject.casefold()))
        ]
        if not found:
            raise NothingToAnswer(
                f"turn {turn.id!r}: nothing that answers turn {answered.id!r}"
                f" has reached {client.person.address}"
            )
        carrying = [mail for mail in found if words and words in " ".join(mail.text.split())]
        return (carrying or found)[-1]

    def _subject(self, turn_id: str) -> str:
        """The subject under which a thread of turns began."""
        turn = self._story.turn(turn_id)
        if not isinstance(turn, Writes):
            return ""
        if turn.subject or turn.answers is None:
            return turn.subject
        return self._subject(turn.answers)


def _words(turn: object) -> str:
    """The first line of a turn's text, by which people know its mail again."""
    if not isinstance(turn, Writes):
        return ""
    readable = turn.text or re.sub(r"<[^<>]*>", "\n", turn.html)
    lines = (" ".join(line.split()) for line in readable.splitlines())
    return next((line for line in lines if len(line) > 8), "")
