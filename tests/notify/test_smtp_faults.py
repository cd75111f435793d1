"""What is said of a mail when the server refuses, breaks off or falls silent."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from samehand.config.secrets import PasswordSource
from samehand.config.settings import Security, Server
from samehand.notify.outbox import (
    Accepted,
    Parcel,
    Refusal,
    Rejected,
    Result,
    Unknown,
    Unreachable,
)
from samehand.notify.smtp import ChannelDown, Sender
from samehand.tests.notify.scripted_smtp import (
    HANG_UP,
    RESET,
    SILENCE,
    ScriptedServer,
    scripted,
)
from samehand.tests.notify.test_outbox_steps import CARLA, DAN, EVE, ROW

MAIL = b"From: support@acme.example\r\nSubject: x\r\n\r\nHello\r\n.\r\n..\r\nEnd\r\n"
ONE = Parcel(replace(ROW, id=1, recipients=(CARLA,)), MAIL)
TWO = Parcel(replace(ROW, id=2, recipients=(DAN,)), MAIL)
THREE = Parcel(replace(ROW, id=3, recipients=(CARLA, DAN, EVE)), MAIL)
PASSWORD = "correct horse battery"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "secret"
    file.touch(mode=0o600)
    file.write_text(PASSWORD)
    return file


class Books:
    """Who keeps the books: what was called, in which order, and what became of each mail."""

    def __init__(self, *, allow: bool = True) -> None:
        self.allow = allow
        self.calls: list[str] = []
        self.results: dict[int, Result] = {}

    def handing_over(self, parcel: Parcel) -> bool:
        self.calls.append(f"handing over {parcel.row.id}")
        return self.allow

    def done(self, parcel: Parcel, result: Result) -> None:
        assert parcel.row.id not in self.results
        self.calls.append(f"done {parcel.row.id}")
        self.results[parcel.row.id] = result


def sender(server: ScriptedServer | int, secret: Path, **changes: object) -> Sender:
    port = server if isinstance(server, int) else server.port
    account = Server(
        "127.0.0.1", port, "support", PasswordSource(file=secret), Security.NONE, None
    )
    account = replace(account, **changes)  # type: ignore[arg-type]
    return Sender(account, hostname="desk.acme.example", timeout=0.4, data_timeout=0.4)


def send(
    server: ScriptedServer, secret: Path, *parcels: Parcel, books: Books | None = None
) -> Books:
    books = books or Books()
    sender(server, secret).send(parcels, handing_over=books.handing_over, done=books.done)
    return books


def test_a_batch_goes_out_over_one_connection(secret: Path) -> None:
    with scripted() as server:
        books = send(server, secret, ONE, TWO, THREE)
    assert books.results == {1: Accepted(), 2: Accepted(), 3: Accepted()}
    assert server.connections == 1
    assert len(server.heard("AUTH")) == 1
    assert server.heard("EHLO") == ["EHLO desk.acme.example"]
    assert server.heard("MAIL")[0] == f"MAIL FROM:<support@acme.example> SIZE={len(MAIL)}"
    assert server.commands[-1] == "QUIT"


def test_lines_that_begin_with_a_dot_arrive_doubled_and_end_nothing(secret: Path) -> None:
    with scripted() as server:
        send(server, secret, ONE)
    assert server.mails == [MAIL.replace(b"\r\n.", b"\r\n..")]


def test_nothing_to_send_needs_no_connection(secret: Path) -> None:
    with scripted() as server:
        assert send(server, secret).calls == []
    assert server.connections == 0


def test_the_books_are_asked_after_the_recipients_and_before_data(secret: Path) -> None:
    with scripted() as server:
        seen: list[str] = []

        def handing_over(parcel: Parcel) -> bool:
            seen.append(server.commands[-1])
            return True

        books = Books()
        sender(server, secret).send([THREE], handing_over=handing_over, done=books.done)
    assert seen == [f"RCPT TO:<{EVE}>"]


def test_a_mail_that_the_books_hold_back_is_left_alone(secret: Path) -> None:
    with scripted() as server:
        books = send(server, secret, ONE, TWO, books=Books(allow=False))
    assert books.calls == ["handing over 1", "handing over 2"]
    assert (server.heard("DATA"), server.mails) == ([], [])
    assert server.heard("RSET") == ["RSET", "RSET"]


def test_an_error_of_the_books_goes_through_and_nothing_is_sent(secret: Path) -> None:
    def broken(parcel: Parcel) -> bool:
        raise OSError("disk full")

    books = Books()
    with scripted() as server, pytest.raises(OSError, match="disk full"):
        sender(server, secret).send([ONE, TWO], handing_over=broken, done=books.done)
    assert (server.mails, books.results) == ([], {})


LATER, NEVER = Refusal(451, "4.3.0 later"), Refusal(550, "5.7.1 never")


@pytest.mark.parametrize("refusal", [LATER, NEVER], ids=["4xx", "5xx"])
@pytest.mark.parametrize("verb", ["RCPT", "DATA", "DOT"])
def test_a_refused_mail_stops_no_other(verb: str, refusal: Refusal, secret: Path) -> None:
    fine = {"RCPT": "250 ok", "DATA": "354 go on", "DOT": "250 ok"}[verb]
    with scripted(**{verb: [str(refusal), fine]}) as server:
        books = send(server, secret, ONE, TWO)
    each = {CARLA: refusal} if verb == "RCPT" else {}
    assert books.results == {1: Rejected(refusal, each), 2: Accepted()}
    assert len(server.mails) == (2 if verb == "DOT" else 1)


def test_one_refused_recipient_of_three_keeps_the_mail_from_no_other(secret: Path) -> None:
    with scripted(RCPT=["250 ok", str(NEVER), "250 ok"]) as server:
        books = send(server, secret, THREE)
    assert books.results == {3: Accepted({DAN: NEVER})}
    assert len(server.mails) == 1


def test_a_mail_that_nobody_may_get_is_not_sent(secret: Path) -> None:
    with scripted(RCPT=[str(LATER), str(NEVER), str(NEVER)]) as server:
        books = send(server, secret, THREE)
    assert books.results == {3: Rejected(LATER, {CARLA: LATER, DAN: NEVER, EVE: NEVER})}
    assert (books.calls, server.heard("DATA")) == (["done 3"], [])


def test_a_sender_refused_for_now_is_tried_again(secret: Path) -> None:
    with scripted(MAIL=[str(LATER), "250 ok"]) as server:
        books = send(server, secret, ONE, TWO)
    assert books.results == {1: Rejected(LATER), 2: Accepted()}


def test_a_sender_refused_for_good_is_trouble_of_the_account(secret: Path) -> None:
    with scripted(MAIL="553 5.7.1 not owned by user") as server:
        books = send(server, secret, ONE, TWO)
    for result in books.results.values():
        assert isinstance(result, Unreachable)
        assert "does not let us send as support@acme.example" in result.text
    assert len(books.results) == 2
    assert len(server.heard("MAIL")) == 1


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "DOT"])
@pytest.mark.parametrize(
    "answer", ["421 4.7.0 too fast", "550 5.4.5 daily quota", "550 5.7.30 no basic auth"]
)
def test_an_answer_about_the_account_ends_the_batch_and_counts_for_no_mail(
    verb: str, answer: str, secret: Path
) -> None:
    with scripted(**{verb: answer}) as server:
        books = send(server, secret, ONE, TWO)
    assert set(books.results) == {1, 2}
    for result in books.results.values():
        assert isinstance(result, Unreachable)
        assert answer in result.text
    assert len(server.heard("MAIL")) == 1


@pytest.mark.parametrize("fault", [HANG_UP, SILENCE])
def test_after_the_final_dot_no_answer_means_nobody_knows(fault: str, secret: Path) -> None:
    with scripted(DOT=fault) as server:
        books = send(server, secret, ONE, TWO)
    unknown = books.results[1]
    assert isinstance(unknown, Unknown)
    assert unknown.text.startswith("handed over, but never confirmed")
    assert ("Timed out" in unknown.text) is (fault == SILENCE)
    assert isinstance(books.results[2], Unreachable)
    assert len(server.mails) == 1


@pytest.mark.parametrize("nonsense", ["perhaps", "999 what", "354 go on", "25"])
def test_after_the_final_dot_an_answer_without_sense_means_nobody_knows(
    nonsense: str, secret: Path
) -> None:
    with scripted(DOT=nonsense) as server:
        assert isinstance(send(server, secret, ONE).results[1], Unknown)


def test_a_doubt_tells_who_was_refused_for_sure(secret: Path) -> None:
    with scripted(RCPT=["250 ok", str(NEVER), "250 ok"], DOT=HANG_UP) as server:
        unknown = send(server, secret, THREE).results[3]
    assert isinstance(unknown, Unknown)
    assert f"{DAN}: {NEVER}" in unknown.text


@pytest.mark.parametrize("fault", [HANG_UP, SILENCE])
@pytest.mark.parametrize("verb", ["RCPT", "DATA"])
def test_before_the_final_dot_a_break_means_not_sent(
    verb: str, fault: str, secret: Path
) -> None:
    with scripted(**{verb: fault}) as server:
        books = send(server, secret, ONE, TWO)
    rejected = books.results[1]
    assert isinstance(rejected, Rejected)
    assert rejected.refusal.code == 451
    assert "broke before it was sent" in rejected.refusal.text
    assert isinstance(books.results[2], Unreachable)
    assert server.mails == []


@pytest.mark.parametrize("fault", [RESET, SILENCE])
def test_a_break_in_the_middle_of_a_big_mail_means_not_sent(fault: str, secret: Path) -> None:
    big = replace(ONE, content=MAIL + b"x\r\n" * 7_000_000)
    with scripted(CONTENT=fault) as server:
        rejected = send(server, secret, big).results[1]
    assert isinstance(rejected, Rejected)
    assert not rejected.refusal.is_final


@pytest.mark.parametrize("fault", [HANG_UP, SILENCE])
def test_a_break_before_a_mail_has_begun_is_not_the_mails_fault(
    fault: str, secret: Path
) -> None:
    with scripted(MAIL=["250 ok", fault]) as server:
        books = send(server, secret, ONE, TWO)
    assert books.results[1] == Accepted()
    assert isinstance(books.results[2], Unreachable)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"GREETING": "421 busy"}, "does not take mail now: 421 busy"),
        ({"GREETING": "554 go away"}, "does not take mail now: 554 go away"),
        ({"GREETING": HANG_UP}, "broke off (Unexpected EOF received); check host, port and"),
        (
            {"GREETING": SILENCE},
            'no answer within 0.4 s; if this port begins with TLS, write security = "tls"',
        ),
        ({"GREETING": "HTTP/1.1 400 Bad Request"}, "does not take mail now"),
        ({"EHLO": HANG_UP}, "the connection broke off"),
        ({"EHLO": "250 scripted.example"}, "offers no login with a password"),
        ({"EHLO": "250-x\r\n250 AUTH XOAUTH2"}, "offers no login with a password"),
        (
            {"AUTH": "535 5.7.8 bad credentials"},
            "did not accept the login of support (535 5.7.8 bad credentials); check user, and"
            " the password in ",
        ),
        ({"AUTH": HANG_UP}, "the connection broke off"),
    ],
)
def test_a_server_that_cannot_be_used_is_described_with_the_remedy(
    fault: dict[str, str], words: str, secret: Path
) -> None:
    with scripted(**fault) as server:
        books = send(server, secret, ONE, TWO)
        with pytest.raises(ChannelDown, match=re.escape(words)):
            sender(server, secret).probe()
    assert set(books.results) == {1, 2}
    for result in books.results.values():
        assert isinstance(result, Unreachable)
        assert result.text.startswith(f"the SMTP server 127.0.0.1:{server.port}")
        assert words in result.text
        assert PASSWORD not in repr(result)
    assert server.mails == []


def test_a_wrong_password_is_tried_once_and_then_left_alone(secret: Path) -> None:
    """Each try may count towards a lock, so no second method and no quick repetition."""
    offers = "250-x\r\n250 AUTH PLAIN LOGIN CRAM-MD5"
    with scripted(EHLO=offers, AUTH="535 5.7.8 no") as server:
        result = send(server, secret, ONE).results[1]
    assert isinstance(result, Unreachable)
    assert result.retry_after.total_seconds() >= 20 * 60
    assert len(server.heard("AUTH")) == 1


def test_a_server_that_is_not_there_is_described(secret: Path) -> None:
    with scripted() as server:
        port = server.port
    books = Books()
    sender(port, secret).send([ONE], handing_over=books.handing_over, done=books.done)
    result = books.results[1]
    assert isinstance(result, Unreachable)
    assert f"127.0.0.1:{port}: nobody listens on this port; check host, port" in result.text


def test_a_missing_password_is_described_before_anything_is_sent(tmp_path: Path) -> None:
    with scripted() as server:
        result = send(server, tmp_path / "none", ONE).results[1]
    assert isinstance(result, Unreachable)
    assert "write the password into it" in result.text
    assert server.connections == 0


def test_starttls_that_is_not_offered_sends_no_password(secret: Path) -> None:
    with (
        scripted() as server,
        pytest.raises(ChannelDown, match="does not offer STARTTLS, and nothing is sent in"),
    ):
        sender(server, secret, security=Security.STARTTLS).probe()
    assert server.heard("AUTH") == []


@pytest.mark.parametrize("host", ["mail.acme.example", "192.0.2.1", "localhost.evil.example"])
def test_another_machine_is_never_spoken_to_in_the_clear(host: str, secret: Path) -> None:
    with pytest.raises(ChannelDown, match="this machine only"):
        sender(25, secret, host=host).probe()


def test_an_address_in_other_letters_needs_a_server_that_takes_it(secret: Path) -> None:
    jurgen = replace(ONE, row=replace(ROW, id=1, recipients=("jürgen@customer.example",)))
    with scripted() as server:
        rejected = send(server, secret, jurgen, TWO).results
    assert isinstance(rejected[1], Rejected)
    assert "does not offer SMTPUTF8" in rejected[1].refusal.text
    assert rejected[2] == Accepted()
    with scripted(EHLO="250-x\r\n250-SMTPUTF8\r\n250 AUTH PLAIN") as server:
        assert send(server, secret, jurgen).results == {1: Accepted()}
    assert server.heard("MAIL") == ["MAIL FROM:<support@acme.example> SMTPUTF8"]
    assert server.heard("RCPT") == ["RCPT TO:<jürgen@customer.example>"]


@pytest.mark.parametrize("address", ["a b@customer.example", "a@b> SIZE=1", "a@b\r\nDATA"])
def test_an_address_that_would_be_a_command_is_refused_here(address: str, secret: Path) -> None:
    evil = replace(ONE, row=replace(ROW, id=1, recipients=(address, CARLA)))
    with scripted() as server:
        accepted = send(server, secret, evil).results[1]
    assert isinstance(accepted, Accepted)
    assert accepted.refused[address].is_final
    assert server.heard("RCPT") == [f"RCPT TO:<{CARLA}>"]
