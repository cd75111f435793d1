"""Attempts to make the desk write much, to people who have not asked for it, or for ever."""

from __future__ import annotations

from datetime import timedelta

from samehand.desk.letters import Purpose
from samehand.tests.attacks.desk_under_attack import ANA, CARLA, FAILED, SUPPORT, Desk, Sent

OLGA = "olga@acme.example"
VICTIM = "victim@bystander.example"


def acknowledgements(desk: Desk, domain: str) -> list[Sent]:
    found = desk.of(Purpose.ACKNOWLEDGEMENT)
    return [sent for sent in found if sent.recipients[0].endswith(domain)]


def test_one_address_is_seldom_written_to(desk: Desk) -> None:
    for _ in range(30):
        desk.post(desk.write(VICTIM))
    assert len(acknowledgements(desk, "bystander.example")) == 3
    for _ in range(48):
        desk.now += timedelta(minutes=30)
        desk.post(desk.write(VICTIM))
    assert len(acknowledgements(desk, "bystander.example")) <= 13


def test_nobody_is_written_to_whom_the_server_denies(desk: Desk) -> None:
    desk.post(desk.write(VICTIM, authentication_results=FAILED))
    assert not acknowledgements(desk, "bystander.example")


def test_nothing_of_a_strangers_words_is_sent_to_a_bystander(desk: Desk) -> None:
    desk.post(desk.write(f"BUY NOW <{VICTIM}>", subject="BUY NOW", text="BUY NOW"))
    (sent,) = acknowledgements(desk, "bystander.example")
    assert b"BUY NOW" not in sent.raw


def test_reply_to_sends_nothing_to_a_bystander(desk: Desk) -> None:
    desk.post(desk.write(reply_to=VICTIM))
    desk.post(desk.write(reply_to=f"{CARLA}, {VICTIM}"))
    assert not acknowledgements(desk, "bystander.example")


def test_the_desk_never_writes_to_itself(desk: Desk) -> None:
    for sender in (SUPPORT, "support+anything@acme.example", "SUPPORT@ACME.EXAMPLE"):
        desk.post(desk.write(sender))
    assert not desk.of(Purpose.ACKNOWLEDGEMENT)


def test_an_agent_is_told_of_forged_mail_once_in_ten_minutes(desk: Desk) -> None:
    for _ in range(50):
        desk.post(desk.write(ANA))
    assert len(desk.of(Purpose.NOTICE)) == 1


def test_a_leaked_token_is_no_way_to_flood_its_agent(desk: Desk) -> None:
    relay = desk.relayed()
    for _ in range(50):
        desk.post(desk.reply(relay, "Pay Mallory.", statements=FAILED))
    assert len(desk.of(Purpose.NOTICE)) == 1


def test_two_desks_that_write_to_each_other_fall_silent(desk: Desk) -> None:
    """What ours says comes back as another's desk would answer it: by an acknowledgement."""
    desk.post(desk.write("support@other.example"))
    for _ in range(20):
        for sent in desk.outgoing():
            if sent.recipients == ("support@other.example",):
                ours = sent.raw.replace(b"support@acme", b"support@x-acme")
                ours = ours.replace(b"To: support@other.example", b"To: support@acme.example")
                ours = ours.replace(b"support@x-acme.example", b"support@other.example")
                desk.post(ours.replace(b"Message-ID: <", b"Message-ID: <other-"))
    assert len(desk.of(Purpose.ACKNOWLEDGEMENT)) == 1


def test_a_holiday_note_that_says_nothing_of_itself_ends_soon(desk: Desk) -> None:
    """No header, no known words, and a new mail each time: only the limits end this one."""
    desk.post(desk.write(VICTIM))
    for _ in range(100):
        got = [sent for sent in desk.outgoing() if sent.recipients == (VICTIM,)]
        for _ in got:
            desk.post(desk.write(VICTIM, subject="Hej", text="Jag fiskar."))
        desk.now += timedelta(minutes=10)
    assert len(acknowledgements(desk, "bystander.example")) <= 10


def test_who_hears_of_alerts_and_is_away_starts_no_chain(desk: Desk) -> None:
    desk.post(desk.write())
    for _ in range(40):
        desk.pass_time(timedelta(hours=1))
        for sent in desk.outgoing():
            if OLGA in sent.recipients:
                alert = str(sent.mail["Message-ID"])
                desk.post(desk.write(OLGA, text="Jag fiskar.", answers=alert))
    assert len(desk.of(Purpose.ALERT)) == 2
    assert len(desk.of(Purpose.NOTICE)) <= 3, "one word a day that nobody reads it"
