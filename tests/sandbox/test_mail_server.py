"""The embedded mail server, seen through real clients."""

from __future__ import annotations

import contextlib
import smtplib
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message

import pytest
from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from samehand.sandbox.server import HOST, Door, MailServer

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
WORDS = {
    "carla@flowers.example": "c",
    "ana@acme.example": "a",
    "support@acme.example": "s",
}
MAIL = b"From: Carla <carla@flowers.example>\r\nSubject: Hello\r\n\r\nAre you there?\r\n"


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer(WORDS, lambda: NOON) as running:
        yield running
    assert running.trouble() == ()


def smtp(server: MailServer, login: str | None = None) -> smtplib.SMTP:
    client = smtplib.SMTP(HOST, server.ports[Door.SMTP], timeout=5)
    if login is not None:
        client.login(login, WORDS[login])
    return client


def inbox(server: MailServer, address: str) -> list[tuple[datetime, Message]]:
    with IMAPClient(HOST, server.ports[Door.IMAP], ssl=False, timeout=5) as client:
        client.normalise_times = False
        client.login(address, WORDS[address])
        client.select_folder("INBOX", readonly=True)
        found = client.fetch(client.search(), ["BODY.PEEK[]", "INTERNALDATE"])
    return [
        (mail[b"INTERNALDATE"], message_from_bytes(mail[b"BODY[]"]))
        for _, mail in sorted(found.items())
    ]


def test_a_mail_arrives_at_the_time_of_the_story(server: MailServer) -> None:
    with smtp(server, "carla@flowers.example") as client:
        client.sendmail("carla@flowers.example", ["support@acme.example"], MAIL)
    [(arrived_at, mail)] = inbox(server, "support@acme.example")
    assert arrived_at == NOON
    assert mail["Return-Path"] == "<carla@flowers.example>"
    assert mail["Received"].endswith("Mon, 02 Mar 2026 12:00:00 +0000")
    assert mail.get_payload() == "Are you there?\r\n"


def test_mail_goes_by_the_envelope_and_never_by_its_header(server: MailServer) -> None:
    with smtp(server) as client:
        client.sendmail(
            "x@y.example", ["Ana+anything@ACME.example"], b"To: support@acme.example\r\n\r\n"
        )
    assert inbox(server, "support@acme.example") == []
    [(_, mail)] = inbox(server, "ana@acme.example")
    assert mail["Delivered-To"] == "ana@acme.example"
    assert mail["X-Original-To"] == "Ana+anything@ACME.example"


def test_unknown_people_are_refused_and_the_others_get_their_mail(server: MailServer) -> None:
    with smtp(server) as client:
        refused = client.sendmail(
            "x@y.example", ["nobody@acme.example", "ana@acme.example"], MAIL
        )
    assert refused["nobody@acme.example"][0] == 550
    assert len(inbox(server, "ana@acme.example")) == 1


def test_a_mail_without_a_return_path_is_taken(server: MailServer) -> None:
    with smtp(server) as client:
        client.sendmail("", ["ana@acme.example"], MAIL)
    [(_, mail)] = inbox(server, "ana@acme.example")
    assert mail["Return-Path"] == "<>"


def test_wrong_passwords_are_refused(server: MailServer) -> None:
    with smtp(server) as client, pytest.raises(smtplib.SMTPAuthenticationError):
        client.login("ana@acme.example", "wrong")
    imap = IMAPClient(HOST, server.ports[Door.IMAP], ssl=False, timeout=5)
    with imap, pytest.raises(LoginError):
        imap.login("ana@acme.example", "wrong")


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_both_ways_of_logging_in_work(server: MailServer, mechanism: str) -> None:
    with smtp(server) as client:
        client.ehlo()
        client.user, client.password = "ana@acme.example", "a"
        code, _ = client.auth(mechanism, getattr(client, f"auth_{mechanism.lower()}"))
    assert code == 235


def test_two_hundred_mails_arrive_in_order(server: MailServer) -> None:
    with smtp(server, "carla@flowers.example") as client:
        for number in range(200):
            client.sendmail(
                "carla@flowers.example",
                ["ana@acme.example"],
                f"Subject: {number}\r\n\r\n".encode() + b"x" * 2_000,
            )
    arrived = [mail["Subject"] for _, mail in inbox(server, "ana@acme.example")]
    assert arrived == [str(number) for number in range(200)]
    assert len(server.accepted) == 200


def test_what_was_accepted_is_on_record(server: MailServer) -> None:
    with smtp(server, "carla@flowers.example") as client:
        client.sendmail("carla@flowers.example", ["ana@acme.example"], MAIL)
    [accepted] = server.accepted
    assert accepted.at == NOON
    assert accepted.envelope.login == "carla@flowers.example"
    assert accepted.envelope.recipients == ("ana@acme.example",)


@pytest.mark.parametrize("door", list(Door))
def test_a_shut_door_refuses_and_opens_again_on_the_same_port(
    server: MailServer, door: Door
) -> None:
    with socket.create_connection((HOST, server.ports[door]), timeout=5) as inside:
        assert inside.recv(1000)
        server.shut(door)
        server.shut(door)
        with contextlib.suppress(ConnectionResetError):
            assert inside.recv(1000) == b""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((HOST, server.ports[door]), timeout=5)
    server.open(door)
    with socket.create_connection((HOST, server.ports[door]), timeout=5) as again:
        assert again.recv(1000)


def test_an_outage_loses_no_mail(server: MailServer) -> None:
    with smtp(server) as client:
        client.sendmail("x@y.example", ["ana@acme.example"], MAIL)
    server.shut(Door.IMAP)
    server.open(Door.IMAP)
    assert len(inbox(server, "ana@acme.example")) == 1


def test_bytes_can_be_put_into_an_inbox_as_they_are(server: MailServer) -> None:
    server.deliver("ana@acme.example", MAIL)
    [(_, mail)] = inbox(server, "ana@acme.example")
    assert "Return-Path" not in mail


def test_stopping_leaves_no_thread_and_no_port(capfd: pytest.CaptureFixture[str]) -> None:
    server = MailServer(WORDS, lambda: NOON).start()
    client = smtp(server, "ana@acme.example")
    idle = IMAPClient(HOST, server.ports[Door.IMAP], ssl=False, timeout=5)
    server.stop()
    server.stop()
    client.close()
    idle.shutdown()
    assert "sandbox-mail" not in {thread.name for thread in threading.enumerate()}
    for port in server.ports.values():
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((HOST, port), timeout=5)
    assert server.trouble() == ()
    assert capfd.readouterr() == ("", "")
