"""The servers of the tests are what they say: real, verified, and fresh for each test."""

from __future__ import annotations

import imaplib
import smtplib
import socket
import ssl
from dataclasses import replace

import psycopg
import pytest

from samehand.config.settings import Security
from samehand.tests.servers.authority import Authority
from samehand.tests.servers.dovecot import DovecotServer
from samehand.tests.servers.postfix import PostfixServer

BODY = b"\r\n\r\nIt is on fire.\r\n"
MAIL = b"From: Carla <carla@customer.example>\r\nSubject: Printer" + BODY


def test_a_delivered_mail_is_kept_byte_for_byte_and_unseen(dovecot: DovecotServer) -> None:
    support = dovecot.user("support")
    support.deliver(MAIL, MAIL + b"Still.\r\n")
    assert support.mails() == [MAIL, MAIL + b"Still.\r\n"]
    assert not any("Seen" in flags for flags in support.flags())


@pytest.mark.parametrize("_time", ["first", "second"])
def test_an_account_is_empty_in_every_test(dovecot: DovecotServer, _time: str) -> None:
    support = dovecot.user("support")
    assert support.mails() == []
    support.deliver(MAIL)


def test_a_folder_can_be_renumbered(dovecot: DovecotServer) -> None:
    support = dovecot.user("support")
    support.deliver(MAIL)
    support.renumber()
    with support.login() as client:
        client.select("INBOX")
        assert client.untagged_responses["UIDVALIDITY"] == [b"7"]
    assert support.mails() == [MAIL]


def test_a_login_is_possible_after_starttls(dovecot: DovecotServer) -> None:
    support = dovecot.user("support")
    settings = support.imap_starttls
    with imaplib.IMAP4(settings.host, settings.port) as client:
        client.starttls(dovecot.authority.trusted())
        client.login(settings.user, settings.password.read())


def test_a_client_without_the_authority_trusts_nobody(dovecot: DovecotServer) -> None:
    settings = dovecot.user("support").imap
    with pytest.raises(ssl.SSLCertVerificationError):
        imaplib.IMAP4_SSL(
            settings.host, settings.port, ssl_context=ssl.create_default_context()
        )


@pytest.mark.parametrize(
    ("host", "expired", "complaint"),
    [("elsewhere.example", False, "mismatch"), ("localhost", True, "expired")],
)
def test_the_authority_can_make_what_must_not_be_trusted(
    authority: Authority, host: str, expired: bool, complaint: str
) -> None:
    bad = authority.issue(host, expired=expired, names=f"bad-{complaint}")
    near, far = socket.socketpair()
    trusting = authority.trusted()
    client, server = ssl.MemoryBIO(), ssl.MemoryBIO()
    near.close()
    far.close()
    here = trusting.wrap_bio(client, server, server_hostname="localhost")
    there = bad.context().wrap_bio(server, client, server_side=True)
    with pytest.raises(ssl.SSLCertVerificationError, match=complaint):
        for side in (here, there, here, there):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue


def test_a_mail_from_outside_reaches_the_mailbox_with_its_tag(
    postfix: PostfixServer, dovecot: DovecotServer
) -> None:
    support = dovecot.user("support")
    postfix.receive(MAIL, sender="carla@customer.example", to="support+r.abc@acme.example")
    [mail] = support.wait_for(1)
    assert mail.endswith(BODY)
    assert b"Delivered-To: support+r.abc@acme.example" in mail


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_mail_is_submitted_with_a_login_over_tls(
    postfix: PostfixServer, dovecot: DovecotServer, security: Security
) -> None:
    ana, carla = dovecot.user("ana"), dovecot.user("carla@customer.example")
    trusted = dovecot.authority.trusted()
    if security is Security.TLS:
        way = postfix.submissions(ana)
        client: smtplib.SMTP = smtplib.SMTP_SSL(way.host, way.port, context=trusted)
    else:
        way = postfix.submission(ana)
        client = smtplib.SMTP(way.host, way.port)
        client.starttls(context=trusted)
    with client:
        client.login(way.user, way.password.read())
        client.sendmail(ana.address, [carla.address], MAIL)
    assert carla.wait_for(1)[0].endswith(BODY)


def test_a_wrong_password_is_refused_at_once(dovecot: DovecotServer) -> None:
    ana = dovecot.user("ana")
    with (
        pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"),
        replace(ana, password="guess").login(),
    ):
        pass


def test_nobody_submits_without_a_login(postfix: PostfixServer, dovecot: DovecotServer) -> None:
    way = postfix.submission(dovecot.user("ana"))
    with smtplib.SMTP(way.host, way.port) as client:
        client.starttls(context=dovecot.authority.trusted())
        with pytest.raises(smtplib.SMTPException):
            client.sendmail("mallory@evil.example", ["carla@customer.example"], MAIL)


@pytest.mark.parametrize(
    ("address", "code"), [("refused@x.example", 550), ("later@x.example", 451)]
)
def test_some_recipients_are_refused(postfix: PostfixServer, address: str, code: int) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        postfix.receive(MAIL, sender="carla@customer.example", to=address)
    assert refused.value.recipients[address][0] == code


@pytest.mark.parametrize("_time", ["first", "second"])
def test_a_database_is_empty_in_every_test(postgres_url: str, _time: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        connection.execute("CREATE TABLE mails (subject text)")
        assert connection.execute("SELECT count(*) FROM mails").fetchone() == (0,)
