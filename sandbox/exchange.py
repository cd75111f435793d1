"""The SMTP side of the sandbox: takes mail for its own people and refuses everybody else.

Mail is delivered by its envelope, as a mail exchange does; headers are never asked.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword, Session
from aiosmtpd.smtp import Envelope as Transaction

from samehand.sandbox.mailstore import Mailstore
from samehand.sandbox.post import Envelope, domain_of, mailbox_of, stamped

LARGEST_MAIL = 200_000_000


@dataclass(frozen=True)
class Accepted:
    """A mail that was taken."""

    at: datetime
    envelope: Envelope
    content: bytes = field(repr=False)


class Exchange:
    """Decides about recipients, checks logins and puts what it took into the inboxes."""

    def __init__(
        self, store: Mailstore, accounts: Mapping[str, str], now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._accounts = accounts
        self._domains = frozenset(domain_of(address) for address in accounts)
        self._now = now
        self.accepted: list[Accepted] = []

    def authenticate(
        self,
        server: SMTP,
        session: Session,
        transaction: Transaction,
        mechanism: str,
        given: LoginPassword,
    ) -> AuthResult:
        login = given.login.decode("utf-8", "replace").lower()
        expected = self._accounts.get(login, "")
        is_right = bool(expected) and secrets.compare_digest(expected.encode(), given.password)
        return AuthResult(success=is_right, handled=False, auth_data=login)

    async def handle_RCPT(
        self,
        server: SMTP,
        session: Session,
        transaction: Transaction,
        address: str,
        options: list[str],
    ) -> str:
        if not self._store.has(mailbox_of(address)):
            return f"550 5.1.1 <{address}>: nobody of this name lives here"
        transaction.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(
        self, server: SMTP, session: Session, transaction: Transaction
    ) -> str:
        now = self._now()
        content = transaction.original_content or b""
        envelope = Envelope(
            sender=transaction.mail_from or "",
            recipients=tuple(transaction.rcpt_tos),
            login=session.auth_data if session.authenticated else None,
        )
        for recipient in envelope.recipients:
            copy = stamped(content, envelope, recipient, now=now, protected=self._domains)
            await self._store.append(mailbox_of(recipient), copy, now)
        self.accepted.append(Accepted(now, envelope, content))
        return "250 2.0.0 OK: delivered"

    async def handle_exception(self, error: Exception) -> str:
        return f"554 5.3.0 the sandbox could not take this: {type(error).__name__}"


class Line(SMTP):
    """One SMTP connection. Lines may be far too long: that is just what a story may send."""

    line_length_limit = 1_000_000

    def __init__(
        self,
        exchange: Exchange,
        came: Callable[[asyncio.WriteTransport], object],
        went: Callable[[asyncio.WriteTransport], object],
    ) -> None:
        self._came, self._went = came, went
        super().__init__(
            exchange,
            authenticator=exchange.authenticate,
            auth_require_tls=False,
            enable_SMTPUTF8=True,
            data_size_limit=LARGEST_MAIL,
            hostname="sandbox",
            ident="sandbox",
            loop=asyncio.get_running_loop(),
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.WriteTransport):
            self._came(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if isinstance(self.transport, asyncio.WriteTransport):
            self._went(self.transport)
        super().connection_lost(error)
