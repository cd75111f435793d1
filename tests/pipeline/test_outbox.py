"""Mail that does not get out at once: it waits, fails in the open, or stays in doubt."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

from samehand.config.settings import Security
from samehand.desk.conversation import State
from samehand.desk.letters import Purpose
from samehand.notify.outbox import OutboxState
from samehand.store.outbox import Mailed
from samehand.tests.notify.scripted_smtp import HANG_UP, ScriptedServer, scripted
from samehand.tests.pipeline.office import Office, parsed, text_of, written
from samehand.tests.servers.process import free_port

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def through(office: Office, port: int, security: Security = Security.NONE) -> None:
    """Have the desk send through another server from now on."""
    smtp = replace(office.mailbox.smtp, port=port, security=security)
    office.mailbox = replace(office.mailbox, smtp=smtp)


def back(office: Office) -> None:
    """Have the desk send through Postfix again."""
    office.mailbox = office.house.settings.mailboxes[0]


def ask(office: Office, customer: str = "carla@acme.example") -> None:
    mail = written(customer, "support@acme.example", "The kettle leaks", "It drips.")
    office.support.deliver(bytes(mail))


def answer(office: Office) -> None:
    """Ana answers what was relayed to her; it still waits for second thoughts."""
    relay = parsed(office.ana.wait_for(1)[0])
    to = relay["Reply-To"].addresses[0].addr_spec
    mail = written("ana@acme.example", to, f"Re: {relay['Subject']}", "Send a photo.", relay)
    office.support.deliver(bytes(mail))
    office.work()


def mailed(office: Office, purpose: Purpose) -> Mailed:
    with office.house.store.reading() as work:
        (one,) = (m for m in work.mailed(1001) if m.purpose is purpose)
    return one


def state(office: Office) -> State:
    with office.house.store.reading() as work:
        return work.conversation(1001).state


def with_subject(mails: list[bytes], beginning: str) -> list[EmailMessage]:
    found = map(parsed, mails)
    return [mail for mail in found if mail["Subject"].startswith(beginning)]


def test_mail_waits_while_the_server_is_away_and_then_goes_out_once(office: Office) -> None:
    through(office, port := free_port(), Security.STARTTLS)
    ask(office)
    for _ in range(5):
        office.pass_time(timedelta(minutes=7))
    waiting = mailed(office, Purpose.RELAY)
    assert waiting.state is OutboxState.QUEUED
    assert waiting.attempts == 0, "an outage is not the mail's fault"
    assert f"localhost:{port}" in waiting.reason
    back(office)
    for _ in range(3):
        office.pass_time(timedelta(minutes=7))
    office.quiet()
    assert len(office.ana.mails()) == len(office.carla.mails()) == 1


def test_an_answer_that_is_refused_is_told_to_the_owner_and_the_clock_runs_again(
    office: Office,
) -> None:
    ask(office, "refused-carla@acme.example")
    office.work()
    answer(office)
    assert state(office) is State.WAITING
    office.pass_time(MINUTE)
    assert mailed(office, Purpose.ANSWER).state is OutboxState.FAILED
    office.quiet()
    told = with_subject(office.ana.mails(), "NOT DELIVERED")
    assert len(told) == 2, "the acknowledgement, and the answer"
    assert all("550 5.1.1" in mail.get_content() for mail in told)
    assert state(office) is State.OPEN
    office.pass_time(3 * HOUR + MINUTE)
    office.pass_time(HOUR)
    office.quiet()
    assert len(with_subject(office.olga.mails(), "BREACHED: first response")) == 1


def test_a_mail_that_is_put_off_is_tried_again_and_nobody_is_bothered(office: Office) -> None:
    ask(office, "later-carla@acme.example")
    office.work()
    office.pass_time(MINUTE)
    office.pass_time(5 * MINUTE)
    put_off = mailed(office, Purpose.ACKNOWLEDGEMENT)
    assert (put_off.state, put_off.attempts) == (OutboxState.QUEUED, 3)
    office.quiet()
    assert len(office.ana.mails()) == 1


def test_an_answer_that_breaks_off_after_its_last_dot_is_told_and_not_repeated(
    office: Office,
) -> None:
    ask(office)
    office.work()
    answer(office)
    with scripted(DOT=[HANG_UP, "250 ok"]) as server:
        through(office, server.port)
        office.pass_time(MINUTE)
        doubtful, told = map(parsed, server.mails)
    assert text_of(doubtful).startswith("Send a photo.\n")
    assert told["Subject"].startswith("MAY NOT HAVE BEEN DELIVERED")
    assert told["To"].endswith("<ana@acme.example>")
    assert "it was not sent again" in " ".join(told.get_content().split())
    back(office)
    for _ in range(3):
        office.pass_time(HOUR)
    office.quiet()
    assert mailed(office, Purpose.ANSWER).state is OutboxState.UNKNOWN
    assert len(office.carla.mails()) == 1, "the acknowledgement alone"


def test_a_relay_that_breaks_off_after_its_last_dot_is_repeated_once_byte_for_byte(
    office: Office,
) -> None:
    ask(office)
    with scripted(DOT=["250 ok", HANG_UP]) as server:
        through(office, server.port)
        office.work()
        doubtful = content_of(server, 1)
    back(office)
    for _ in range(3):
        office.pass_time(timedelta(minutes=2))
    office.quiet()
    (again,) = office.ana.mails()
    assert again.endswith(doubtful)
    assert parsed(again)["Message-ID"] == parsed(doubtful)["Message-ID"]
    assert mailed(office, Purpose.RELAY).state is OutboxState.SENT


def test_a_relay_in_doubt_for_the_second_time_is_told_to_ops(office: Office) -> None:
    ask(office)
    with scripted(DOT=["250 ok", HANG_UP, HANG_UP, "250 ok"]) as server:
        through(office, server.port)
        for _ in range(3):
            office.pass_time(timedelta(minutes=2))
        assert content_of(server, 1) == content_of(server, 2)
        told = parsed(server.mails[3])
        assert len(server.mails) == 4
    assert mailed(office, Purpose.RELAY).state is OutboxState.UNKNOWN
    assert told["To"] == "olga@acme.example"
    assert told["Subject"] == "NOT DELIVERED: relay to ana@acme.example"


def content_of(server: ScriptedServer, number: int) -> bytes:
    """A mail as it was handed over, with its doubled dots undone."""
    return server.mails[number].replace(b"\r\n..", b"\r\n.")
