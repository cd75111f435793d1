"""A folder on a real server is read whole, in order, and without leaving a trace."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from samehand.config.secrets import PasswordSource
from samehand.config.settings import Security
from samehand.ingest.imap.mailbox import (
    Batch,
    CertificateRefused,
    Connection,
    FolderMissing,
    LoginRefused,
    Unavailable,
)
from samehand.tests.servers.dovecot import Account, DovecotServer
from samehand.tests.servers.process import wait_until

LARGEST = 50_000_000


def mail(number: int, size: int = 0) -> bytes:
    head = f"From: carla@customer.example\r\nSubject: Printer {number}\r\n\r\n".encode()
    lines, rest = divmod(max(size - len(head), 2), 76)
    return head + b"on fire".ljust(74, b".").join([b"", b"\r\n"]) * lines + b"x" * rest


@pytest.fixture
def support(dovecot: DovecotServer) -> Account:
    return dovecot.user("support")


@pytest.fixture
def connection(support: Account) -> Iterator[Connection]:
    opened = Connection(support.imap, "INBOX", timeout=10)
    yield opened
    opened.close()


def contents(batches: Iterator[Batch]) -> dict[int, bytes]:
    return {got.uid: got.read() for batch in batches for got in batch.mails}


def test_every_mail_comes_byte_for_byte_and_in_order(
    support: Account, connection: Connection
) -> None:
    mails = [mail(n, size=n * 100) for n in range(1, 8)]
    support.deliver(*mails)
    state = connection.state()
    got = contents(connection.batches(0, largest=LARGEST))
    assert (state.uidnext, state.exists) == (8, 7)
    assert list(got.items()) == list(enumerate(mails, start=1))


def test_nothing_on_the_server_changes(support: Account, connection: Connection) -> None:
    support.deliver(mail(1), mail(2, size=1_500_000), mail(3, size=3_000_000))
    before = support.flags()
    connection.state()
    contents(connection.batches(0, largest=2_000_000))
    assert support.flags() == before
    assert not any("Seen" in flags for flags in before)
    assert any("Recent" in flags for flags in before)


def test_a_mail_arrives_in_utc(support: Account, connection: Connection) -> None:
    with support.login() as client:
        client.append("INBOX", "", '"24-Jul-2026 09:30:00 +0200"', mail(1))
    connection.state()
    [batch] = connection.batches(0, largest=LARGEST)
    assert batch.mails[0].internal_date == datetime(2026, 7, 24, 7, 30, tzinfo=UTC)
    assert batch.mails[0].internal_date.utcoffset() == timedelta()


def test_only_what_is_above_the_cursor_is_read(
    support: Account, connection: Connection
) -> None:
    support.deliver(mail(1), mail(2), mail(3))
    connection.state()
    assert list(contents(connection.batches(2, largest=LARGEST))) == [3]
    assert list(connection.batches(3, largest=LARGEST)) == []  # "4:*" answers UID 3


def test_an_empty_folder_has_nothing_to_read(connection: Connection) -> None:
    assert connection.state().exists == 0
    assert list(connection.batches(0, largest=LARGEST)) == []


def test_mail_that_arrives_later_is_seen_over_the_same_connection(
    support: Account, connection: Connection
) -> None:
    assert connection.state().exists == 0
    support.deliver(mail(1))
    assert connection.state().uidnext == 2
    assert contents(connection.batches(0, largest=LARGEST)) == {1: mail(1)}


def test_thousands_come_in_small_batches(support: Account, connection: Connection) -> None:
    support.deliver(*(mail(n) for n in range(3_000)))
    connection.state()
    cursor, batches = 0, 0
    for batch in connection.batches(0, largest=LARGEST):
        assert batch.mails[0].uid == cursor + 1
        assert len(batch.mails) <= 50
        cursor, batches = batch.last_uid, batches + 1
    assert (cursor, batches) == (3_000, 60)


def test_a_big_mail_is_a_file_until_the_next_batch(
    support: Account, connection: Connection
) -> None:
    big = mail(1, size=1_700_000)
    support.deliver(big, mail(2, size=15_000_000), mail(3))
    connection.state()
    batches = connection.batches(0, largest=LARGEST)
    [got] = next(batches).mails
    assert isinstance(got.content, Path)
    assert (got.size, got.read()) == (len(big), big)
    next(batches)
    assert not got.content.exists()


def test_a_big_mail_is_never_whole_in_memory(support: Account, connection: Connection) -> None:
    support.deliver(mail(1, size=20_000_000))
    connection.state()
    tracemalloc.start()
    try:
        [batch] = connection.batches(0, largest=LARGEST)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert batch.mails[0].size == 20_000_000
    assert peak < 4_000_000


def test_files_are_gone_when_nobody_asks_for_the_next_batch(
    support: Account, connection: Connection
) -> None:
    support.deliver(mail(1, size=1_700_000), mail(2))
    connection.state()
    batches = connection.batches(0, largest=LARGEST)
    assert isinstance(batches, Iterator)
    file = next(batches).mails[0].content
    assert isinstance(file, Path)
    del batches
    assert not file.parent.exists()
    assert connection.state().exists == 2


def test_of_a_mail_above_the_largest_size_only_the_header_comes(
    support: Account, connection: Connection
) -> None:
    support.deliver(mail(1, size=2_000_000), mail(2))
    connection.state()
    [batch] = connection.batches(0, largest=1_000_000)
    announced, small = batch.mails
    assert announced.is_header_only
    assert announced.size == 2_000_000
    assert announced.read() == mail(1)[: len(announced.read())]
    assert announced.read().endswith(b"\r\n\r\n")
    assert small.read() == mail(2)


def test_a_mail_that_a_person_deletes_meanwhile_holds_up_nothing(
    support: Account, connection: Connection
) -> None:
    support.deliver(*(mail(n) for n in range(1, 61)))
    connection.state()
    batches = connection.batches(0, largest=LARGEST)
    next(batches)
    expunge(support, 55)
    [last] = batches
    assert [got.uid for got in last.mails] == [n for n in range(51, 61) if n != 55]
    assert (last.missing, last.last_uid) == ((55,), 60)
    connection.state()
    [retried] = connection.again([55], largest=LARGEST)
    assert retried.gone == (55,)


def test_a_missing_mail_can_be_asked_for_again(
    support: Account, connection: Connection
) -> None:
    support.deliver(mail(1), mail(2))
    connection.state()
    assert contents(connection.again([2], largest=LARGEST)) == {2: mail(2)}


def expunge(account: Account, uid: int) -> None:
    with account.login() as client:
        client.select("INBOX")
        client.uid("STORE", str(uid), "+FLAGS", r"(\Deleted)")
        client.expunge()


def test_renumbering_is_told(support: Account, connection: Connection) -> None:
    support.deliver(mail(1))
    before = connection.state().uidvalidity
    support.renumber()
    assert connection.state().uidvalidity == 7 != before


def test_a_connection_that_died_is_made_anew(
    dovecot: DovecotServer, support: Account, connection: Connection
) -> None:
    support.deliver(mail(1))
    connection.state()
    dovecot.doveadm("kick", support.address)
    # A server that is still throwing people out may refuse a new one as well.
    wait_until(lambda: support.address not in dovecot.doveadm("who"), "nobody is left")
    assert connection.state().exists == 1
    assert contents(connection.batches(0, largest=LARGEST)) == {1: mail(1)}


def test_a_connection_that_dies_while_reading_says_so_and_recovers(
    dovecot: DovecotServer, support: Account, connection: Connection
) -> None:
    support.deliver(*(mail(n) for n in range(1, 61)))
    connection.state()
    batches = connection.batches(0, largest=LARGEST)
    read = next(batches).last_uid
    dovecot.doveadm("kick", support.address)
    with pytest.raises(Unavailable, match="broke off"):
        next(batches)
    connection.state()
    assert list(contents(connection.batches(read, largest=LARGEST))) == list(range(51, 61))


def test_starttls_protects_as_well(support: Account) -> None:
    connection = Connection(support.imap_starttls, "INBOX", timeout=10)
    found = connection.probe()
    connection.close()
    assert found.tls in {"TLSv1.2", "TLSv1.3"}


def test_a_probe_tells_what_is_there(connection: Connection) -> None:
    found = connection.probe()
    assert found.tls is not None
    assert "IMAP4REV1" in found.capabilities
    assert set(found.folders) == {"INBOX", "Sent"}


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_certificate_of_an_unknown_authority_is_refused(
    support: Account, security: str
) -> None:
    server = support.imap if security == "tls" else support.imap_starttls
    connection = Connection(replace(server, ca_file=None), "INBOX", timeout=10)
    with pytest.raises(CertificateRefused, match="ca_file"):
        connection.state()


def test_a_ca_file_that_is_none_is_named(support: Account, tmp_path: Path) -> None:
    broken = tmp_path / "ca.pem"
    broken.write_text("no certificate")
    connection = Connection(replace(support.imap, ca_file=broken), "INBOX", timeout=10)
    with pytest.raises(CertificateRefused, match=str(broken)):
        connection.state()


def test_a_wrong_password_is_refused_and_never_shown(support: Account, tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.touch(mode=0o600)
    secret.write_text("sesame street")
    server = replace(support.imap, password=PasswordSource(file=secret))
    with pytest.raises(LoginRefused, match=support.address) as refusal:
        Connection(server, "INBOX", timeout=10).state()
    assert "sesame" not in str(refusal.value)


def test_a_missing_password_is_named(support: Account) -> None:
    server = replace(support.imap, password=PasswordSource(env="SAMEHAND_TEST_NO_SUCH"))
    with pytest.raises(Unavailable, match="SAMEHAND_TEST_NO_SUCH"):
        Connection(server, "INBOX", timeout=10).state()


def test_a_missing_folder_is_named_with_those_there_are(support: Account) -> None:
    connection = Connection(support.imap, "Suport", timeout=10)
    with pytest.raises(FolderMissing, match=r"'Suport'.*INBOX, Sent"):
        connection.state()
    connection.close()


def test_a_folder_may_have_any_letters(support: Account) -> None:
    name = "Anfragen & Überweisungen"
    with support.login() as client:
        client.create('"Anfragen &- &ANw-berweisungen"')
    connection = Connection(support.imap, name, timeout=10)
    assert connection.state().exists == 0
    assert name in connection.folders()
    connection.close()


@pytest.mark.parametrize("control", ["\r\n", "\n", "\0"])
def test_a_line_break_never_reaches_the_server(support: Account, control: str) -> None:
    folder = f'INBOX"{control}x DELETE "Sent'
    with pytest.raises(Unavailable, match="cannot be printed"):
        Connection(support.imap, folder, timeout=10).state()


def test_nothing_leaves_this_machine_without_tls(support: Account) -> None:
    server = replace(support.imap, host="mail.acme.example", security=Security.NONE)
    with pytest.raises(Unavailable, match="without TLS"):
        Connection(server, "INBOX").state()


def test_a_port_where_nobody_listens_is_named(support: Account) -> None:
    connection = Connection(replace(support.imap, port=1), "INBOX", timeout=5)
    with pytest.raises(Unavailable, match=r"localhost:1\b.*nobody listens"):
        connection.state()


def test_plain_text_is_no_tls(support: Account) -> None:
    server = replace(support.imap, port=support.imap_starttls.port)
    with pytest.raises(Unavailable, match=r'not begin with TLS; .* security = "starttls"'):
        Connection(server, "INBOX", timeout=5).state()
