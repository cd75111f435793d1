"""The connection to an IMAP account, one folder at a time: the only file that knows imapclient.

Only reads: a folder is opened with EXAMINE and mails are fetched with PEEK, so nothing on the
server ever changes. No password before the server has proved who it is. Whatever goes wrong
becomes one of the errors in `refusals.py`.
"""

from __future__ import annotations

import base64
import imaplib
import socket
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from samehand.config.secrets import SecretError
from samehand.config.settings import Security, Server
from samehand.ingest.imap import refusals, security
from samehand.ingest.imap.fetched import Batch, Fetched
from samehand.ingest.imap.ledger import FolderState
from samehand.ingest.imap.refusals import (
    CertificateRefused,
    FolderMissing,
    LoginRefused,
    MailboxError,
    Unavailable,
    refused,
)
from samehand.ingest.imap.sent import Folder, sent_folder
from samehand.ingest.imap.windows import Answer, again, before, walk

__all__ = [
    "Batch",
    "CertificateRefused",
    "Connection",
    "Fetched",
    "FolderMissing",
    "LoginRefused",
    "MailboxError",
    "Probe",
    "Unavailable",
]

LITERAL = 16_000_000  # bytes; nothing that we ask for at once is longer

# What imapclient's parser lets out when a server's answer makes no sense.
_GARBLED = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Probe:
    """What a first look at an account found; `tls` is the protocol's version, None without.

    `sent` is the folder of what was sent from it, None where none can be told.
    """

    state: FolderState
    tls: str | None
    capabilities: frozenset[str]
    folders: tuple[str, ...]
    sent: str | None = None


class Connection:
    """Kept between polls, and made anew when it died. Belongs to one thread.

    `folder` is the one that it opens when it is not told another.
    """

    def __init__(self, server: Server, folder: str, *, timeout: float = 60.0) -> None:
        self._server = server
        self._home = self._folder = folder
        self._timeout = timeout
        self._client: IMAPClient | None = None
        self._exists = 0
        self._sent: str | None = None  # while this session lasts

    def state(self, folder: str | None = None) -> FolderState:
        """Open a folder, anew if it is open, so that mails which came meanwhile are seen."""
        self._folder = folder or self._home
        if not self._folder.isprintable():
            raise Unavailable(
                f"{self._where}: the folder has characters that cannot be printed"
            )
        if self._client is not None:
            try:
                return self._examine()
            except Unavailable as error:
                # Servers end quiet sessions ("BYE Session expired"); that is no outage.
                if error.retry_after is not None:
                    raise
        self._connect()
        return self._examine()

    def batches(self, after: int, *, largest: int) -> Iterator[Batch]:
        """The mails with UIDs above `after`, in the session that `state()` opened.

        Mails above `largest` bytes stay on the server, all but their header.
        """
        return walk(self, after, exists=self._exists, largest=largest)

    def before(self, last: int, since: datetime) -> int:
        """The highest UID below all mails that came since then; see windows.before."""
        return before(self, last, since)

    def again(self, uids: Sequence[int], *, largest: int) -> Iterator[Batch]:
        """Ask once more for mails that were `missing`; what the server lost is `gone`."""
        return again(self, uids, largest=largest)

    def search(self, uids: str) -> list[int]:
        """The UIDs in a set such as `5:*`, in order; it is for the caller to keep them few."""
        with self._speaking() as client:
            return sorted(set(client.search(["UID", uids])))

    def fetch(self, uids: Sequence[int], *items: str) -> Mapping[int, Answer]:
        """What the server answers for these UIDs; one that it refuses costs no others.

        Seen in the wild: Yahoo's "NO [UNAVAILABLE]" for ever, for a single UID.
        """
        with self._speaking() as client:
            try:
                answers: Mapping[int, Answer] = client.fetch(uids, items)
                return answers
            except imaplib.IMAP4.abort:
                raise
            except (imaplib.IMAP4.error, *_GARBLED) as error:
                if refusals.pause(str(error)) is not None:
                    raise
                if len(uids) == 1:
                    client.noop()  # if this is refused too, it is not for the mail
                    return {}
        return {uid: found for one in uids for uid, found in self.fetch([one], *items).items()}

    def folders(self) -> list[str]:
        """The names of all folders that can be opened."""
        if self._client is None:
            self._connect()
        with self._speaking() as client:
            return _folders(client)

    def sent(self, named: str | None = None) -> str:
        """The folder of what was sent from this account: the named one, else what is found.

        Raises FolderMissing, and leaves the connection as it is.
        """
        if self._client is None:
            self._connect()
        if self._sent is None:
            with self._speaking() as client:
                self._sent = _sent(client, named)
        if self._sent is None:
            which = f"no folder {named!r}" if named else "no folder that is known to be it"
            raise FolderMissing(
                f"the Sent folder of {self._server.user} at {self._server.host}: there is"
                f' {which}; write its name into `sent` of the mailbox, or "" for none'
            )
        return self._sent

    def capabilities(self) -> frozenset[str]:
        """What the server says that it can do, after the login."""
        if self._client is None:
            self._connect()
        with self._speaking() as client:
            return frozenset(c.decode("ascii", "replace") for c in client.capabilities())

    def probe(self) -> Probe:
        """Log in and open the folder, as `check` does before anything is relied on."""
        state = self.state()
        with self._speaking() as client:
            line = client.socket()
            tls = line.version() if isinstance(line, ssl.SSLSocket) else None
            found = _sent(client, None)
        return Probe(state, tls, self.capabilities(), tuple(self.folders()), found)

    def close(self) -> None:
        """Log out, if the server still listens."""
        if self._client is not None:
            with suppress(imaplib.IMAP4.error, OSError):
                self._client.logout()
            self._hang_up()

    # Opening

    def _connect(self) -> None:
        self._hang_up()
        try:
            security.refuse_what_cannot_be_said(self._server, self._folder)
            self._client = self._dial()
            self._secure(self._client)
            self._log_in(self._client)
        except MailboxError:
            self._hang_up()
            raise
        except SecretError as error:
            self._hang_up()
            raise Unavailable(f"{self._where}: {error}") from None
        except (imaplib.IMAP4.error, OSError, *_GARBLED) as error:
            self._hang_up()
            raise refused(
                error,
                where=self._where,
                timeout=self._timeout,
                security=self._server.security,
            ) from error

    def _dial(self) -> IMAPClient:
        server = self._server
        security.refuse_plain_text(server)
        with_tls = server.security is Security.TLS
        client = IMAPClient(
            server.host,
            server.port,
            ssl=with_tls,
            ssl_context=security.trust(server) if with_tls else None,
            timeout=self._timeout,
        )
        client.normalise_times = False
        # imapclient sends a command in pieces; waiting to join them costs 40 ms a command.
        client.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        _refuse_giants(client)
        return client

    def _secure(self, client: IMAPClient) -> None:
        """Before any word of ours that matters: no plain text, and no login but our own."""
        if client.welcome.startswith(b"* PREAUTH"):
            # A connection that is logged in cannot start TLS any more, and whose mail is it?
            raise Unavailable(
                f"{self._where}: the server skips the login (PREAUTH);"
                " use a port of it that asks for one"
            )
        if self._server.security is Security.STARTTLS:
            if not client.has_capability("STARTTLS"):
                raise Unavailable(
                    f"{self._where}: the server offers no STARTTLS here, or somebody between"
                    " hides it; set security to tls and the port for it, often 993"
                )
            client.starttls(security.trust(self._server))

    def _log_in(self, client: IMAPClient) -> None:
        user, password = self._server.user, self._server.password.read()
        try:
            if user.isascii() and password.isascii():
                # imaplib puts quotation marks around the password only.
                client.login(f'"{_escaped(user)}"', password)
            else:
                client.plain_login(user, password)
        except LoginError as error:
            cause = (
                error.__context__ or error
            )  # LoginError keeps neither its type nor its bytes
            token = base64.b64encode(f"\0{user}\0{password}".encode()).decode()
            words = refusals.words(cause, secrets=(password, token))
            if isinstance(cause, imaplib.IMAP4.abort) or refusals.is_temporary(words):
                text = f"{self._where}: no login for now ({words})"
                raise refusals.unavailable(text, words) from None
            raise LoginRefused(
                f"{self._where}: the login was refused ({words}); check user and password."
                " Gmail, Yahoo and iCloud want an app password"
            ) from None

    def _examine(self) -> FolderState:
        with self._speaking() as client:
            try:
                answer = client.select_folder(self._folder, readonly=True)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as error:
                names = [] if refusals.is_temporary(str(error)) else _folders(client)
                if not names or self._folder in names:
                    raise
                raise FolderMissing(
                    f"{self._where}: there is no such folder; there are"
                    f" {', '.join(names[:20])}. Change `folder` of the mailbox, or create it"
                ) from error
            self._exists = answer[b"EXISTS"]
            uidnext = answer.get(b"UIDNEXT")
            if uidnext is None:
                uidnext = max(client.search(["UID", "*"]), default=0) + 1
            return FolderState(answer.get(b"UIDVALIDITY", 0), uidnext, self._exists)

    # Trouble

    @contextmanager
    def _speaking(self) -> Iterator[IMAPClient]:
        """The open connection; after any error in the block it is closed and the error ours."""
        if self._client is None:
            raise Unavailable(f"{self._where}: the connection is gone; state() opens a new one")
        try:
            yield self._client
        except (imaplib.IMAP4.error, OSError, *_GARBLED) as error:
            self._hang_up()
            raise refused(error, where=self._where, timeout=self._timeout) from error

    def _hang_up(self) -> None:
        if self._client is not None:
            with suppress(imaplib.IMAP4.error, OSError):
                self._client.shutdown()
            self._client = None
            self._sent = None

    @property
    def _where(self) -> str:
        server = self._server
        return f"{self._folder!r} of {server.user} at {server.host}:{server.port}"


def _listed(client: IMAPClient) -> list[Folder]:
    return [
        Folder(
            str(name),
            (delimiter or b"").decode("ascii", "replace"),
            frozenset(bytes(flag).decode("ascii", "replace").lower() for flag in flags),
        )
        for flags, delimiter, name in client.list_folders()
    ]


def _sent(client: IMAPClient, named: str | None) -> str | None:
    listed = _listed(client)
    if named is None:
        return sent_folder(listed)
    return named if any(one.name == named for one in listed) else None


def _folders(client: IMAPClient) -> list[str]:
    return sorted(one.name for one in _listed(client) if "\\noselect" not in one.flags)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _refuse_giants(client: IMAPClient) -> None:
    """imaplib reads a literal of any length that is announced, at once and into memory."""
    read = client._imap.read

    def bounded(size: int) -> bytes:
        if size > LITERAL:
            raise imaplib.IMAP4.abort(f"{size} bytes announced where at most {LITERAL} can be")
        piece: bytes = read(size)
        return piece

    client._imap.read = bounded
