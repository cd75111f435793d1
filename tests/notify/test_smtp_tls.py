"""Sending to a real SMTP server with TLS and logins, and refusing one that proves nothing."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from samehand.config.secrets import PasswordSource
from samehand.config.settings import Security, Server, Settings
from samehand.notify.compose import compose
from samehand.notify.outbox import Accepted, Parcel, Result, Unreachable
from samehand.notify.render import Render
from samehand.notify.smtp import ChannelDown, Sender
from samehand.tests.notify.samples_of_letters import LETTERS, NOW
from samehand.tests.notify.test_outbox_steps import ROW
from samehand.tests.servers.authority import Authority

PASSWORD = "correct horse battery"


class Inbox:
    """What the server has taken, and who may log in."""

    def __init__(self) -> None:
        self.mails: list[Envelope] = []
        self.logins: list[str] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        self.mails.append(envelope)
        return "250 queued"

    def log_in(
        self, _server: Any, _session: Any, _envelope: Any, method: str, data: LoginPassword
    ) -> AuthResult:
        self.logins.append(method)
        right = (data.login, data.password) == (b"support", PASSWORD.encode())
        return AuthResult(success=right, handled=right)


@contextmanager
def listening(inbox: Inbox, security: Security, context: ssl.SSLContext) -> Iterator[int]:
    """The port of a server with implicit TLS, or with STARTTLS that is required for a login."""
    options: dict[str, Any] = {"authenticator": inbox.log_in}
    if security is Security.TLS:
        options |= {"auth_require_tls": False}  # it does not know that it is behind TLS
    else:
        options |= {"auth_required": True, "tls_context": context, "require_starttls": True}
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def listen() -> asyncio.Server:
        wrapped = context if security is Security.TLS else None
        return await loop.create_server(
            lambda: SMTP(inbox, loop=loop, **options), "127.0.0.1", 0, ssl=wrapped
        )

    async def leave(server: asyncio.Server) -> None:
        server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    try:
        server = asyncio.run_coroutine_threadsafe(listen(), loop).result(10)
        yield server.sockets[0].getsockname()[1]
        asyncio.run_coroutine_threadsafe(leave(server), loop).result(10)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


Running = Callable[..., AbstractContextManager[tuple[Server, Inbox]]]


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "secret"
    file.touch(mode=0o600)
    file.write_text(PASSWORD)
    return file


@pytest.fixture
def running(authority: Authority, secret: Path) -> Running:
    """A server that runs inside `with`, and the account on it."""

    @contextmanager
    def start(
        security: Security = Security.TLS, host: str = "localhost", *, expired: bool = False
    ) -> Iterator[tuple[Server, Inbox]]:
        certificate = authority.issue(host, expired=expired, names="smtp")
        inbox = Inbox()
        with listening(inbox, security, certificate.context()) as port:
            password = PasswordSource(file=secret)
            account = Server("localhost", port, "support", password, security)
            yield replace(account, ca_file=authority.ca_file), inbox

    return start


def send(account: Server, *parcels: Parcel) -> dict[int, Result]:
    results: dict[int, Result] = {}

    def done(parcel: Parcel, result: Result) -> None:
        results[parcel.row.id] = result

    sender = Sender(account, hostname="desk.acme.example", timeout=5, data_timeout=5)
    sender.send(parcels, handing_over=lambda _: True, done=done)
    return results


def parcels(settings: Settings, texts: Render) -> list[Parcel]:
    mails = [compose(letter, settings, texts, now=NOW) for letter in LETTERS.values()]
    return [
        Parcel(replace(ROW, id=n, recipients=mail.recipients), mail.content)
        for n, mail in enumerate(mails)
    ]


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_every_mail_arrives_byte_for_byte(
    security: Security, running: Running, settings: Settings, texts: Render
) -> None:
    batch = parcels(settings, texts)
    with running(security) as (account, inbox):
        results = send(account, *batch)
    assert results == {parcel.row.id: Accepted() for parcel in batch}
    assert [mail.content for mail in inbox.mails] == [parcel.content for parcel in batch]
    assert [tuple(mail.rcpt_tos) for mail in inbox.mails] == [p.row.recipients for p in batch]
    assert len(inbox.logins) == 1


def test_a_mail_of_twenty_megabytes_arrives_whole(running: Running) -> None:
    content = b"Subject: big\r\n\r\n" + (b".dotted" + b"x" * 69 + b"\r\n") * 270_000
    with running() as (account, inbox):
        inbox_size = 33_554_432  # what aiosmtpd takes
        assert len(content) < inbox_size
        assert send(account, Parcel(ROW, content)) == {ROW.id: Accepted()}
    assert inbox.mails[0].content == content


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_a_certificate_of_an_unknown_authority_is_refused(
    security: Security, running: Running
) -> None:
    with running(security) as (account, inbox):
        results = send(replace(account, ca_file=None), Parcel(ROW, b"Subject: x\r\n\r\n"))
    result = results[ROW.id]
    assert isinstance(result, Unreachable)
    assert "the certificate does not verify" in result.text
    assert "or its authority in ca_file" in result.text
    assert (inbox.mails, inbox.logins) == ([], [])


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
@pytest.mark.parametrize(
    ("host", "expired"), [("imap.acme.example", False), ("localhost", True)]
)
def test_a_certificate_for_another_name_or_time_is_refused(
    security: Security, host: str, expired: bool, running: Running
) -> None:
    with (
        running(security, host, expired=expired) as (account, inbox),
        pytest.raises(ChannelDown, match="does not verify"),
    ):
        Sender(account, hostname="desk.acme.example").probe()
    assert inbox.logins == []


def test_a_wrong_password_is_described_without_it(running: Running, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.touch(mode=0o600)
    wrong.write_text("hunter2 hunter2")
    with running() as (account, inbox):
        account = replace(account, password=PasswordSource(file=wrong))
        with pytest.raises(ChannelDown, match="did not accept the login of support") as down:
            Sender(account, hostname="desk.acme.example").probe()
    assert str(wrong) in str(down.value)
    assert "hunter2" not in str(down.value)
    assert len(inbox.logins) == 1


def test_a_file_that_holds_no_certificates_is_named(running: Running, tmp_path: Path) -> None:
    nonsense = tmp_path / "ca.pem"
    nonsense.write_text("nonsense")
    with running() as (account, _), pytest.raises(ChannelDown, match="PEM"):
        Sender(replace(account, ca_file=nonsense), hostname="desk.acme.example").probe()


def test_speaking_tls_to_a_plain_port_is_described(running: Running) -> None:
    with running(Security.STARTTLS) as (account, _):
        account = replace(account, security=Security.TLS)
        with pytest.raises(ChannelDown, match=r'not begin with TLS; .* security = "starttls"'):
            Sender(account, hostname="desk.acme.example", timeout=5).probe()


def test_waiting_for_a_word_from_a_port_that_begins_with_tls_is_described(
    running: Running,
) -> None:
    with running(Security.TLS) as (account, _):
        account = replace(account, security=Security.STARTTLS)
        with pytest.raises(ChannelDown, match=r'no answer within 0.3 s; .* security = "tls"'):
            Sender(account, hostname="desk.acme.example", timeout=0.3).probe()


def test_a_host_that_does_not_exist_is_described(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_asked: object, **_how: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with running() as (account, _):
        monkeypatch.setattr("socket.getaddrinfo", unknown)
        with pytest.raises(ChannelDown, match="the host name is not known; check host"):
            Sender(account, hostname="desk.acme.example", timeout=5).probe()


def test_a_probe_tells_what_there_is_to_know(running: Running) -> None:
    with running(Security.STARTTLS) as (account, inbox):
        findings = Sender(account, hostname="desk.acme.example").probe()
    assert findings == (
        f"connected to localhost:{account.port}, TLSv1.3",
        "logged in as support",
        "takes mail of up to 34 MB",
        "takes ASCII addresses only",
    )
    assert inbox.mails == []


def test_a_batch_is_quick(running: Running) -> None:
    """A smoke test, far below what is measured: something has gone wrong if this fails."""
    batch = [Parcel(replace(ROW, id=n), b"Subject: x\r\n\r\nHello\r\n") for n in range(100)]
    with running() as (account, inbox):
        begun = time.perf_counter()
        send(account, *batch)
        took = time.perf_counter() - begun
    assert len(inbox.mails) == 100
    assert took < 10
