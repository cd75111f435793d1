"""Sending by SMTP, a batch over one verified connection. No other file knows aiosmtplib.

Up to the final dot of a mail nothing of it has been sent; after it, only the server's answer
tells. So whoever keeps the books is called once the recipients are accepted, before DATA.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import timedelta

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from samehand.config.secrets import SecretError
from samehand.config.settings import Security, Server
from samehand.ingest.address import usable
from samehand.ingest.imap.refusals import MailboxError, unreached
from samehand.ingest.imap.security import refuse_plain_text, trust
from samehand.notify.outbox import (
    Accepted,
    Parcel,
    Refusal,
    Rejected,
    Result,
    Unknown,
    Unreachable,
    account_trouble,
    rejection,
    sender_rejection,
)

_PIECE = 64 * 1024
_METHODS = ("plain", "login", "cram-md5")  # inside TLS the simplest is as good as any
_NO_UTF8 = Refusal(553, "an address is not ASCII, and the server does not offer SMTPUTF8")
_NO_ADDRESS = Refusal(553, "this is not an address that mail can be sent to")

HandingOver = Callable[[Parcel], bool]
Done = Callable[[Parcel, Result], None]


class ChannelDown(Exception):
    """The server cannot be used now; the text says where, why and what to do about it."""

    def __init__(self, text: str, retry_after: timedelta | None = None) -> None:
        super().__init__(text)
        self.retry_after = retry_after or timedelta(minutes=5)


class Sender:
    """A mailbox's way out. `timeout` and `data_timeout` are in seconds.

    RFC 5321 section 4.5.3.2.6 asks for ten minutes of patience after the final dot: hanging up
    earlier is how mail gets sent twice.
    """

    def __init__(
        self, server: Server, *, hostname: str, timeout: float = 60, data_timeout: float = 600
    ) -> None:
        self._server = server
        self._hostname = hostname
        self._timeout = timeout
        self._data_timeout = data_timeout

    def send(self, parcels: Sequence[Parcel], *, handing_over: HandingOver, done: Done) -> None:
        """Send the parcels in their order, and tell `done` about each.

        `handing_over` is called when the recipients are accepted and DATA comes next; if it
        says False the parcel is left alone, and `done` does not hear of it. What these two
        raise goes through.
        """
        if parcels:
            asyncio.run(self._send(parcels, handing_over, done))

    def probe(self) -> tuple[str, ...]:
        """Connect, log in and leave: what there is to know. Raises ChannelDown."""
        return asyncio.run(self._probe())

    async def _probe(self) -> tuple[str, ...]:
        connection = await self._connect()
        try:
            return tuple(connection.findings(self._server))
        finally:
            await connection.leave()

    async def _send(
        self, parcels: Sequence[Parcel], handing_over: HandingOver, done: Done
    ) -> None:
        try:
            connection = await self._connect()
        except ChannelDown as down:
            for parcel in parcels:
                done(parcel, Unreachable(str(down), down.retry_after))
            return
        result: Result | None = None
        try:
            for parcel in parcels:
                if not isinstance(result, Unreachable):  # else it is down for all that remain
                    result = await connection.hand_over(parcel, handing_over)
                if result is not None:
                    done(parcel, result)
        finally:
            await connection.leave()

    async def _connect(self) -> _Connection:
        """A connection that is protected and logged in."""
        server = self._server
        try:
            refuse_plain_text(server)
            context = trust(server)
            password = server.password.read() if server.user else ""
        except (MailboxError, SecretError) as error:
            raise ChannelDown(str(error)) from error
        client = SMTP(
            hostname=server.host,
            port=server.port,
            local_hostname=self._hostname,
            timeout=self._timeout,
            use_tls=server.security is Security.TLS,
            start_tls=server.security is Security.STARTTLS,
            tls_context=context,
        )
        try:
            await client.connect()
            connection = _Connection(client, self._timeout, self._data_timeout)
            try:
                await connection.log_in(server.user, password)
            except BaseException:
                await connection.leave()
                raise
        except (SMTPException, OSError, ValueError) as error:
            raise self._down(error) from error
        return connection

    def _down(self, error: Exception) -> ChannelDown:
        """What went wrong on the way in, in plain words with its remedy."""
        server, where = self._server, self._where
        match error:
            case SMTPAuthenticationError(code=code, message=text):
                source = server.password.env or server.password.file
                return ChannelDown(
                    f"{where} did not accept the login of {server.user} ({code} {_line(text)});"
                    f" check user, and the password in {source}",
                    account_trouble(535, ""),
                )
            case SMTPResponseException(code=code, message=text):
                return ChannelDown(
                    f"{where} does not take mail now: {code} {_line(text)}",
                    account_trouble(code, text),
                )
            case SMTPException() if "STARTTLS extension not supported" in str(error):
                return ChannelDown(
                    f"{where} does not offer STARTTLS, and nothing is sent in the clear;"
                    ' check port, or set security = "tls"'
                )
        if (broken := _broken_line(error)) is not None:
            why = unreached(broken, timeout=self._timeout, security=server.security)
            return ChannelDown(f"{where}: {why}")
        why = _line(str(error)) or type(error).__name__
        return ChannelDown(f"{where} cannot be used ({why}); check host, port and security")

    @property
    def _where(self) -> str:
        return f"the SMTP server {self._server.host}:{self._server.port}"


class _Connection:
    """An open connection, over which mails go one after the other."""

    def __init__(self, client: SMTP, timeout: float, data_timeout: float) -> None:
        if client.protocol is None or not isinstance(client.transport, asyncio.WriteTransport):
            raise ValueError("the connection is not open")
        self._client = client
        self._protocol = client.protocol
        self._transport = client.transport
        self._timeout = timeout
        self._data_timeout = data_timeout

    async def log_in(self, user: str, password: str) -> None:
        """One try with one method, since each wrong one may count towards a lock."""
        await self._client.ehlo()
        if not user:
            return
        match next((m for m in _METHODS if m in self._client.server_auth_methods), None):
            case "plain":
                await self._client.auth_plain(user, password)
            case "login":
                await self._client.auth_login(user, password)
            case "cram-md5":
                await self._client.auth_crammd5(user, password)
            case _:
                raise SMTPException("it offers no login with a password")

    async def leave(self) -> None:
        """Say goodbye, and see the socket closed before the event loop ends."""
        with suppress(SMTPException, OSError):
            await self._client.quit(timeout=5)
        self._hang_up()
        await asyncio.sleep(0)

    def _hang_up(self) -> None:
        self._client.close()
        self._transport.abort()  # else it waits for what is unsent, and for TLS's own goodbye

    def findings(self, server: Server) -> Iterator[str]:
        """What there is to know about the server."""
        client = self._client
        cipher = client.get_transport_info("cipher")
        how = cipher[1] if cipher else "in the clear"
        yield f"connected to {server.host}:{server.port}, {how}"
        yield f"logged in as {server.user}" if server.user else "no login"
        largest = client.esmtp_extensions.get("size", "")
        if largest.isdigit() and int(largest):
            yield f"takes mail of up to {int(largest) / 1_000_000:.0f} MB"
        if not client.supports_extension("smtputf8"):
            yield "takes ASCII addresses only"

    async def hand_over(self, parcel: Parcel, handing_over: HandingOver) -> Result | None:
        """What became of the mail; None when `handing_over` said no."""
        envelope = await self._envelope(parcel)
        if not isinstance(envelope, Accepted):
            return envelope
        if not handing_over(parcel):
            await self._reset()
            return None
        return await self._content(parcel.content, envelope)

    async def _envelope(self, parcel: Parcel) -> Accepted | Rejected | Unreachable:
        """Name sender and recipients; Accepted when somebody of them may get it."""
        options = _options(self._client, parcel)
        if options is None:
            return Rejected(_NO_UTF8)
        try:
            sender = parcel.row.envelope_from
            await self._client.mail(sender, options=options, encoding="utf-8")
        except SMTPSenderRefused as no:
            await self._reset()
            return sender_rejection(no.code, _line(no.message), sender)
        except (SMTPException, OSError) as error:
            self._hang_up()
            return Unreachable(f"the connection to the server broke ({_line(str(error))})")
        try:
            answer = await self._recipients(parcel.row.recipients)
        except (SMTPException, OSError) as error:
            return self._broken_before_the_dot(error)
        if not isinstance(answer, Accepted):
            await self._reset()
        return answer

    async def _recipients(self, recipients: Sequence[str]) -> Accepted | Rejected | Unreachable:
        refused: dict[str, Refusal] = {}
        for recipient in recipients:
            if usable(recipient) != recipient:  # aiosmtplib would send to what it makes of it
                refused[recipient] = _NO_ADDRESS
                continue
            try:
                await self._client.rcpt(recipient, encoding="utf-8")
            except SMTPRecipientRefused as no:
                refused[recipient] = Refusal(no.code, _line(no.message))
                if (wait := account_trouble(no.code, no.message)) is not None:
                    return Unreachable(str(refused[recipient]), wait)
        if len(refused) < len(recipients):
            return Accepted(refused)
        return Rejected(next(iter(refused.values())), refused)

    async def _content(self, content: bytes, envelope: Accepted) -> Result:
        """Send the mail itself. Only once the final dot is written can its fate be unknown."""
        try:
            start = await self._client.execute_command(b"DATA")
            if start.code != 354:
                await self._reset()
                return rejection(start.code, _line(start.message))
            for piece in _pieces(content):
                self._protocol.write(piece)
                await self._flow()
            self._protocol.write(b".\r\n")
        except (SMTPException, OSError) as error:
            return self._broken_before_the_dot(error)
        try:
            end = await self._protocol.read_response(self._data_timeout)
        except (SMTPException, OSError) as error:
            return self._never_confirmed(str(error), envelope)
        match end.code // 100:
            case 2:
                return envelope
            case 4 | 5:
                return rejection(end.code, _line(end.message))
            case _:
                return self._never_confirmed(f"{end.code} {end.message}", envelope)

    def _never_confirmed(self, why: str, envelope: Accepted) -> Unknown:
        self._hang_up()
        also = [f"{address}: {refusal}" for address, refusal in envelope.refused.items()]
        said = f"handed over, but never confirmed ({_line(why)})"
        return Unknown("; ".join((said, *also)))

    def _broken_before_the_dot(self, error: Exception) -> Rejected:
        """It counts as a try, since it may be this mail that breaks the connection."""
        self._hang_up()
        return Rejected(
            Refusal(451, f"the connection broke before it was sent ({_line(str(error))})")
        )

    async def _flow(self) -> None:
        """Let a big mail leave piece by piece, so that a break in its middle shows there."""
        async with asyncio.timeout(self._timeout):
            while self._transport.get_write_buffer_size() > _PIECE:
                await asyncio.sleep(0.01)

    async def _reset(self) -> None:
        """Have the server forget the envelope, or leave it."""
        if self._client.is_connected:
            try:
                await self._client.rset()
            except (SMTPException, OSError):
                self._hang_up()


def _options(client: SMTP, parcel: Parcel) -> list[str] | None:
    """What MAIL has to announce; None where the server cannot take such addresses."""
    options = []
    if client.supports_extension("size"):
        options.append(f"SIZE={len(parcel.content)}")
    header = parcel.content[: parcel.content.find(b"\r\n\r\n")]
    envelope = (parcel.row.envelope_from, *parcel.row.recipients)
    if header.isascii() and all(address.isascii() for address in envelope):
        return options
    return [*options, "SMTPUTF8"] if client.supports_extension("smtputf8") else None


def _pieces(content: bytes) -> Iterator[bytes]:
    """The mail with its dots doubled at line beginnings (RFC 5321 section 4.5.2)."""
    stuffed = content.replace(b"\r\n.", b"\r\n..")
    for start in range(0, len(stuffed), _PIECE):
        yield stuffed[start : start + _PIECE]


def _broken_line(error: BaseException | None) -> OSError | None:
    """What happened to the connection: the innermost of the errors in which it is wrapped."""
    found = None
    while error is not None:
        found = error if isinstance(error, OSError) else found
        error = error.__cause__
    return found


def _line(text: str) -> str:
    """A server's words in one line of reasonable length."""
    return " ".join(text.encode("utf-8", "replace").decode().split())[:300]
