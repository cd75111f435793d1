"""Whatever a server does wrong, no half mail is taken for one, and the words say what to do."""

from __future__ import annotations

import base64
import re
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from samehand.config.secrets import PasswordSource
from samehand.config.settings import Security, Server
from samehand.ingest.imap.ledger import FolderState
from samehand.ingest.imap.mailbox import (
    Batch,
    CertificateRefused,
    Connection,
    FolderMissing,
    LoginRefused,
    MailboxError,
    Unavailable,
)
from samehand.ingest.imap.refusals import unreached
from samehand.tests.ingest.imap.scripted_imap import (
    DONE,
    HANG_UP,
    ScriptedServer,
    body,
    sizes,
)
from samehand.tests.servers.authority import Authority

LARGEST = 50_000_000
PASSWORD = 'open "sesame"'

THROTTLED = (
    b"TAG BAD Request is throttled. Suggested Backoff Time: 299961 milliseconds\r\n"
    b"* BYE Connection closed. 14\r\n" + HANG_UP
)

Start = Callable[..., tuple[ScriptedServer, Connection]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a scripted server and a connection to it."""
    up: list[tuple[ScriptedServer, Connection]] = []
    secret = tmp_path / "password"

    def started(
        script: Mapping[str, bytes] | None = None,
        *,
        greeting: bytes = b"* OK hello\r\n",
        user: str = "support",
        password: str = PASSWORD,
        security: Security = Security.NONE,
        tls: ssl.SSLContext | None = None,
        ca_file: Path | None = None,
        timeout: float = 5,
    ) -> tuple[ScriptedServer, Connection]:
        secret.touch(mode=0o600)
        secret.write_text(password)
        server = ScriptedServer(script or {}, greeting, tls)
        source = PasswordSource(file=secret)
        account = Server("127.0.0.1", server.port, user, source, security, ca_file)
        up.append((server, Connection(account, "INBOX", timeout=timeout)))
        return up[-1]

    yield started
    for server, connection in up:
        connection.close()
        server.stop()


def read(connection: Connection, largest: int = LARGEST) -> list[Batch]:
    connection.state()
    return list(connection.batches(0, largest=largest))


def test_the_scripted_server_is_an_ordinary_one(start: Start) -> None:
    server, connection = start()
    assert connection.state() == FolderState(7, 3, 2)
    [batch] = connection.batches(0, largest=LARGEST)
    assert [(got.uid, got.content) for got in batch.mails] == [(1, b"one\r\n"), (2, b"two\r\n")]
    assert not any(re.search("SELECT|STORE|BODY\\[", command) for command in server.heard)


@pytest.mark.parametrize(
    "answer",
    [
        b"* 1 FETCH (UID 1 BODY[] NIL)\r\n",
        b"* 1 FETCH (UID 1)\r\n",
        b"* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n",
        b'* 1 FETCH (UID 1 BODY[] "")\r\n',
        b"* 1 FETCH (UID 1 BODY[] {0}\r\n)\r\n",
        b"* 1 FETCH (UID 1 BODY[TEXT] {3}\r\none)\r\n",
        b"",
        body(9, b"nine"),
        body(9, b"nine") + body(3, b"three"),
    ],
)
def test_an_answer_without_the_mail_is_not_now(start: Start, answer: bytes) -> None:
    _, connection = start({"UID FETCH 1,2 (BODY.PEEK[])": answer + body(2, b"two\r\n") + DONE})
    [batch] = read(connection)
    assert [(got.uid, got.content) for got in batch.mails] == [(2, b"two\r\n")]
    assert (batch.missing, batch.last_uid) == ((1,), 2)


@pytest.mark.parametrize(
    "refusal",
    [
        b"TAG NO [UNAVAILABLE] UID FETCH Server error - Please try again later\r\n",
        b"TAG BAD no such message\r\n",
        b"* 1 FETCH (UID 1 BODY[] nonsense\r\n" + DONE,
        b"* 1 FETCH (UID x BODY[] NIL)\r\n" + DONE,
    ],
)
def test_one_mail_that_the_server_cannot_give_costs_no_others(
    start: Start, refusal: bytes
) -> None:
    _, connection = start(
        {
            "UID FETCH 1,2 (BODY.PEEK[])": refusal,
            "UID FETCH 1 (BODY.PEEK[])": refusal,
            "UID FETCH 2 (BODY.PEEK[])": body(2, b"two\r\n") + DONE,
        }
    )
    [batch] = read(connection)
    assert [got.uid for got in batch.mails] == [2]
    assert batch.missing == (1,)


def test_a_mail_whose_size_the_server_does_not_tell_is_not_now(start: Start) -> None:
    _, connection = start(
        {
            "UID FETCH 1,2 (RFC822.SIZE INTERNALDATE)": sizes(_2=5),
            "UID FETCH 2 (BODY.PEEK[])": body(2, b"two\r\n") + DONE,
        }
    )
    [batch] = read(connection)
    assert ([got.uid for got in batch.mails], batch.missing) == ([2], (1,))


@pytest.mark.parametrize(
    "date", [b"NIL", b'"yesterday"', b'"31-Dec-9999 23:59:59 -1200"', b'"32-Foo-2026 a b"']
)
def test_a_mail_with_no_readable_date_of_arrival_comes_without(
    start: Start, date: bytes
) -> None:
    listed = sizes(_1=5, _2=5).replace(b'"24-Jul-2026 09:30:00 +0200"', date)
    _, connection = start({"UID FETCH 1,2 (RFC822.SIZE INTERNALDATE)": listed})
    [batch] = read(connection)
    assert [got.internal_date for got in batch.mails] == [None, None]


@pytest.mark.parametrize(
    "answer",
    [
        b"* 1 FETCH (UID 1 BODY[] {5}\r\non" + HANG_UP,
        b"* 1 FETCH (UID 1 BODY[] {5}\r\none\r\n" + HANG_UP,
        b"* 1 FETCH (UID 1 BODY[] {5}\r\none\r\n)\r\n" + HANG_UP,
        b"* 1 FETCH (UID 1 BO" + HANG_UP,
        b"* 1 FETCH (UID 1 BODY[] {5}\r\no)\r\n" + DONE + HANG_UP,
        b"* BYE shutting down\r\n" + HANG_UP,
        HANG_UP,
        b"* OK " + b"x" * 1_100_000 + b"\r\n",
        b"no IMAP at all\r\n",
    ],
)
def test_a_connection_that_breaks_in_a_mail_yields_no_part_of_it(
    start: Start, answer: bytes
) -> None:
    _, connection = start({"UID FETCH 1,2 (BODY.PEEK[])": answer})
    connection.state()
    batches = connection.batches(0, largest=LARGEST)
    with pytest.raises(Unavailable, match=r"broke off|makes no sense|refuses"):
        next(batches)
    assert connection.state().exists == 2


def test_a_piece_that_nobody_asked_for_is_not_read_into_memory(start: Start) -> None:
    giant = b"* 1 FETCH (UID 1 BODY[] {2000000000}\r\n"
    _, connection = start({"UID FETCH 1,2 (BODY.PEEK[])": giant})
    with pytest.raises(Unavailable, match="2000000000 bytes announced"):
        read(connection)


def test_a_server_that_refuses_all_is_not_in_trouble_with_a_mail(start: Start) -> None:
    refusal = b"TAG NO internal error\r\n"
    _, connection = start({"UID FETCH": refusal, "NOOP": refusal})
    with pytest.raises(Unavailable, match="internal error"):
        read(connection)


def test_a_server_that_asks_for_a_pause_is_left_alone_at_once(start: Start) -> None:
    server, connection = start()
    connection.state()
    server.script["EXAMINE"] = THROTTLED
    with pytest.raises(Unavailable):
        connection.state()
    assert sum(command.startswith("LOGIN") for command in server.heard) == 1


@pytest.mark.parametrize("command", ["LOGIN", "EXAMINE", "UID SEARCH", "UID FETCH"])
def test_the_pause_that_a_server_asks_for_is_told(start: Start, command: str) -> None:
    _, connection = start({command: THROTTLED})
    with pytest.raises(Unavailable, match="throttl") as refusal:
        read(connection)
    assert refusal.value.retry_after == timedelta(milliseconds=299_961)


@pytest.mark.parametrize(
    ("script", "greeting", "error", "words"),
    [
        ({}, b"* BYE Too busy\r\n", Unavailable, "Too busy"),
        ({}, b"", Unavailable, "no answer within 0.3 s"),
        ({}, b"220 smtp.example ESMTP\r\n", Unavailable, "broke off"),
        ({}, b"* PREAUTH welcome back\r\n", Unavailable, "PREAUTH"),
        (
            {"LOGIN": b"TAG NO [AUTHENTICATIONFAILED] Wrong\r\n"},
            b"* OK\r\n",
            LoginRefused,
            "app password",
        ),
        (
            {"LOGIN": b"TAG NO [UNAVAILABLE] Temporary authentication failure.\r\n"},
            b"* OK\r\n",
            Unavailable,
            "no login for now",
        ),
        (
            {"LOGIN": b"TAG NO [LIMIT] Maximum number of connections from user+IP\r\n"},
            b"* OK\r\n",
            Unavailable,
            "close other mail clients",
        ),
        ({"LOGIN": HANG_UP}, b"* OK\r\n", Unavailable, "no login for now"),
        (
            {"LOGIN": b"TAG BAD User is authenticated but not connected.\r\n"},
            b"* OK\r\n",
            Unavailable,
            "too many connections",
        ),
        (
            {"EXAMINE": b"TAG BAD User is authenticated but not connected.\r\n"},
            b"* OK\r\n",
            Unavailable,
            "too many connections",
        ),
        (
            {"EXAMINE": b"TAG NO [OVERQUOTA] Account exceeded bandwidth limits.\r\n"},
            b"* OK\r\n",
            Unavailable,
            "daily limit",
        ),
        (
            {"EXAMINE": b"TAG NO not now\r\n"},
            b"* OK\r\n",
            Unavailable,
            "not now",
        ),
        (
            {
                "EXAMINE": b"TAG NO no such mailbox\r\n",
                "LIST": b'* LIST (\\Noselect) "/" INBOX\r\n* LIST () "/" Post\r\n' + DONE,
            },
            b"* OK\r\n",
            FolderMissing,
            "there are Post",
        ),
        (
            {"EXAMINE": b"* 2 EXISTS\r\n* OK [UIDVALIDITY x] .\r\n" + DONE},
            b"* OK\r\n",
            Unavailable,
            "makes no sense",
        ),
        ({"CAPABILITY": b"TAG NO\r\n"}, b"* OK\r\n", Unavailable, "127.0.0.1"),
    ],
)
def test_a_refusal_is_told_in_plain_words(
    start: Start,
    script: Mapping[str, bytes],
    greeting: bytes,
    error: type[MailboxError],
    words: str,
) -> None:
    _, connection = start(script, greeting=greeting, timeout=0.3)
    with pytest.raises(error, match=re.escape(words)) as refusal:
        connection.state()
    assert type(refusal.value) is error
    assert "support at 127.0.0.1:" in str(refusal.value)


@pytest.mark.parametrize("answer", ["NO", "BAD"])
def test_a_server_that_repeats_the_password_does_not_give_it_away(
    start: Start, answer: str
) -> None:
    complaint = f'TAG {answer} LOGIN "support" "open \\"sesame\\""\r\n'
    _, connection = start({"LOGIN": complaint.encode()})
    with pytest.raises(LoginRefused, match="repeat the password") as refusal:
        connection.state()
    assert "sesame" not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_user_and_password_are_quoted(start: Start) -> None:
    server, connection = start(user='sup" LOGOUT \\', password='a"b\\c')
    connection.state()
    assert 'LOGIN "sup\\" LOGOUT \\\\" "a\\"b\\\\c"' in server.heard


def test_a_password_of_any_letters_logs_in(start: Start) -> None:
    token = base64.b64encode("\0support\0¡Sésamo!".encode()).decode()
    _, connection = start({"AUTHENTICATE PLAIN": b"+ \r\n", token: DONE}, password="¡Sésamo!")
    assert connection.state().exists == 2


def test_no_password_is_sent_where_starttls_is_not_offered(start: Start) -> None:
    server, connection = start(security=Security.STARTTLS)
    with pytest.raises(Unavailable, match="no STARTTLS here"):
        connection.state()
    assert not any("LOGIN" in command for command in server.heard)


def test_no_password_is_sent_when_the_server_skips_the_login(start: Start) -> None:
    server, connection = start(greeting=b"* PREAUTH hi\r\n", security=Security.STARTTLS)
    with pytest.raises(Unavailable, match="PREAUTH"):
        connection.state()
    assert not any("LOGIN" in command for command in server.heard)


@pytest.mark.parametrize(
    ("host", "expired", "words"),
    [("elsewhere.example", False, "mismatch"), ("127.0.0.1", True, "expired")],
)
def test_a_certificate_that_does_not_fit_is_refused(
    start: Start, authority: Authority, host: str, expired: bool, words: str
) -> None:
    made = authority.issue(host, expired=expired, names=f"imap-{words}")
    _, connection = start(security=Security.TLS, tls=made.context(), ca_file=authority.ca_file)
    with pytest.raises(CertificateRefused, match=words):
        connection.state()


def test_a_port_that_waits_for_tls_in_silence_is_described(
    start: Start, authority: Authority
) -> None:
    made = authority.issue("127.0.0.1", names="imap-silent")
    _, connection = start(security=Security.STARTTLS, tls=made.context(), timeout=0.3)
    with pytest.raises(Unavailable, match=r'no answer within 0.3 s; .* security = "tls"'):
        connection.state()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (socket.gaierror(-2, "Name or service not known"), "the host name is not known"),
        (ConnectionRefusedError(111, "Connection refused"), "nobody listens on this port"),
        (
            OSError("Multiple exceptions: [Errno 111] Connect call failed ('::1', 9, 0, 0),"),
            "nobody listens on this port",
        ),
        (TimeoutError("timed out"), "no answer within 10 s; look at network and firewall"),
        (ConnectionResetError(104, "reset by peer"), "the connection broke off"),
    ],
)
def test_what_keeps_a_connection_from_standing_is_said_in_plain_words(
    error: OSError, words: str
) -> None:
    assert unreached(error, timeout=10).startswith(words)


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (b"* 2 EXISTS\r\n", FolderState(0, 3, 2)),
        (b"* 2 EXISTS\r\n* OK [UIDVALIDITY 0] .\r\n", FolderState(0, 3, 2)),
        (b"* 2 EXISTS\r\n* OK [UIDVALIDITY 4294967301] .\r\n", FolderState(2**32 + 5, 3, 2)),
    ],
)
def test_numbers_that_a_server_leaves_out_are_found_or_zero(
    start: Start, answer: bytes, state: FolderState
) -> None:
    _, connection = start({"EXAMINE": answer + DONE})
    assert connection.state() == state


def test_a_session_that_the_server_ended_meanwhile_is_no_outage(start: Start) -> None:
    server, connection = start(
        {"UID SEARCH": b"* SEARCH 1 2\r\n" + DONE + b"* BYE Session expired\r\n" + HANG_UP}
    )
    connection.state()
    connection.search("1:*")
    assert connection.state().exists == 2
    assert sum(command.startswith("LOGIN") for command in server.heard) == 2


def test_a_mail_of_60_mb_stays_on_the_server(start: Start) -> None:
    header = b"Subject: Film\r\n\r\n"
    server, connection = start(
        {
            "UID FETCH 1,2 (RFC822.SIZE INTERNALDATE)": sizes(_1=60_000_000, _2=5),
            "UID FETCH 1 (BODY.PEEK[HEADER]": body(1, header, "BODY[HEADER]<0>") + DONE,
            "UID FETCH 2 (BODY.PEEK[])": body(2, b"two\r\n") + DONE,
        }
    )
    [batch] = read(connection)
    film, two = batch.mails
    assert (film.is_header_only, film.size, film.content) == (True, 60_000_000, header)
    assert two.content == b"two\r\n"
    assert not any(command.startswith("UID FETCH 1 (BODY.PEEK[]") for command in server.heard)


def pieces(*answers: tuple[int, bytes | None]) -> dict[str, bytes]:
    """A script for mail 1 by pieces: what comes from each offset on."""
    return {
        f"UID FETCH 1 (BODY.PEEK[]<{offset}.": (
            b"* 1 FETCH (UID 1 BODY[] NIL)\r\n"
            if piece is None
            else body(1, piece, f"BODY[]<{offset}>")
        )
        + DONE
        for offset, piece in answers
    }


A, B = b"a" * 524_288, b"b" * 500_000
TWO_PIECES = {
    "UID SEARCH": b"* SEARCH 1\r\n" + DONE,
    "UID FETCH 1 (RFC822.SIZE INTERNALDATE)": sizes(_1=1_024_288),
}


@pytest.mark.parametrize(
    ("script", "content"),
    [
        (pieces((0, A), (524_288, B)), A + B),
        (pieces((0, A), (524_288, B[:-9]), (1_024_279, b"")), A + B[:-9]),
        (pieces((0, A), (524_288, A), (1_048_576, None)), A + A),
        (pieces((0, A), (524_288, A), (1_048_576, b"c")), A + A + b"c"),
    ],
    ids=["as announced", "a little less", "more, then nothing", "more"],
)
def test_a_big_mail_ends_where_the_server_has_no_more(
    start: Start, script: dict[str, bytes], content: bytes
) -> None:
    _, connection = start({**TWO_PIECES, **script})
    connection.state()
    got = [mail.read() for b in connection.batches(0, largest=LARGEST) for mail in b.mails]
    assert got == [content]


@pytest.mark.parametrize(
    "script",
    [
        pieces((0, None)),
        pieces((0, b"")),
        pieces((0, A), (524_288, None)),
        pieces((0, A), (524_288, B[:-9]), (1_024_279, None)),
        pieces((0, A + A)),
    ],
    ids=["nothing", "no byte", "cut off", "cut off near the end", "more than asked"],
)
def test_a_big_mail_that_is_cut_off_is_not_now(start: Start, script: dict[str, bytes]) -> None:
    _, connection = start({**TWO_PIECES, **script})
    [batch] = read(connection)
    assert (batch.mails, batch.missing) == ((), (1,))


def test_a_mail_that_is_bigger_than_announced_stays_on_the_server_after_all(
    start: Start,
) -> None:
    header = {"UID FETCH 1 (BODY.PEEK[HEADER]": body(1, b"h\r\n", "BODY[HEADER]<0>") + DONE}
    script = pieces((0, A), (524_288, A), (1_048_576, A))
    _, connection = start({**TWO_PIECES, **script, **header})
    [batch] = read(connection, largest=1_100_000)
    assert batch.mails[0].is_header_only
