"""What is put aside comes back, and what is promised is watched, whatever else happens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from samehand.desk.clocks.clock import Verdict, assess
from samehand.desk.clocks.snooze import woken
from samehand.desk.clocks.turns import promised
from samehand.desk.conversation import State
from samehand.desk.letters import Purpose
from samehand.tests.attacks.desk_under_attack import ANA, BEN, CARLA, SUPPORT, VOUCHED, Sent
from samehand.tests.orders.talk import HOUR, LEA, MINUTE, OLGA, Talk, flat

SATURDAY = datetime(2026, 11, 28, 10, 0, tzinfo=UTC)


def alerts(talk: Talk) -> list[Sent]:
    return [mail for mail in talk.outgoing() if mail.purpose is Purpose.ALERT]


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("#snooze", "Wed 25 Nov 09:00"),
        ("#snooze tomorrow", "Wed 25 Nov 09:00"),
        ("#snooze 2d", "Thu 26 Nov 12:01"),
        ("#snooze 2 days", "Thu 26 Nov 12:01"),
        ("#snooze 4h", "Tue 24 Nov 16:01"),
        ("#Snooze until Monday, 9:00", "Mon 30 Nov 09:00"),
        ("#snooze until monday", "Mon 30 Nov 09:00"),
        ("#snooze fri 17:00", "Fri 27 Nov 17:00"),
        ("#snooze 2026-12-24 9:00", "Thu 24 Dec 09:00"),
    ],
)
def test_something_is_put_aside_until_the_time_that_is_meant(
    talk: Talk, said: str, until: str
) -> None:
    assert f"put aside until {until}" in talk.word(talk.asks(), said)


@pytest.mark.parametrize("said", ["#snooze purple", "#snooze until", "#snooze yesterday"])
def test_where_no_time_is_meant_the_agent_is_asked(talk: Talk, said: str) -> None:
    word = talk.word(talk.asks(), said)
    assert word.startswith("NOT SENT")
    assert "#snooze until monday 9:00" in word
    assert talk.conversation().snoozed_until is None


def test_it_comes_back_to_its_owner_at_its_time_and_once(talk: Talk) -> None:
    talk.word(talk.asks("It drips."), "#snooze 2d")
    talk.outgoing()
    talk.pass_time(47 * HOUR)
    assert [m for m in talk.outgoing() if m.purpose is Purpose.RELAY] == []
    talk.pass_time(2 * HOUR)
    talk.pass_time(MINUTE)
    (back,) = (mail for mail in talk.outgoing() if mail.purpose is Purpose.RELAY)
    assert back.recipients == (ANA,)
    assert "You had put this aside until now" in flat(back)
    assert "It drips." in back.text
    assert talk.conversation().snoozed_until is None
    assert talk.says(back, "It is mended."), "the reminder can be answered"
    assert talk.conversation().state is State.WAITING


def test_one_that_was_put_aside_again_meanwhile_stays_there(talk: Talk) -> None:
    talk.says(talk.asks(), "#snooze 2d")
    conversation = talk.conversation()
    until = conversation.snoozed_until
    assert until is not None
    early = until - timedelta.resolution
    decided = woken(conversation, None, talk.settings, early, talk.house.mint)
    assert (decided.conversations, decided.letters) == ((), ())
    assert woken(conversation, None, talk.settings, until, talk.house.mint).letters


def test_it_comes_back_at_once_when_the_customer_writes(talk: Talk) -> None:
    talk.word(talk.asks(), "#snooze 2d")
    talk.asks("It floods!", answers=f"<{talk.first_id()}>")
    assert talk.conversation().snoozed_until is None
    assert "woken" in talk.events()


def test_the_clocks_run_on_and_the_agent_hears_which_is_due_before(talk: Talk) -> None:
    word = talk.word(talk.asks(), "#snooze 2d")
    assert "first response is due before that, on Tue 24 Nov 16:00" in word
    talk.outgoing()
    talk.pass_time(4 * HOUR)
    (breach,) = alerts(talk)
    assert "It is put aside until Thursday, 26 November, 12:01" in flat(breach)


@pytest.mark.parametrize(
    "later", ["It is mended.", "#close", "#assign ben", "#snooze none", "#call"]
)
def test_an_answer_an_end_and_a_hand_over_end_it(talk: Talk, later: str) -> None:
    relay = talk.asks()
    talk.word(relay, "#snooze 2d")
    talk.says(relay, later)
    assert talk.conversation().snoozed_until is None


def test_an_answer_can_be_put_aside_to_look_after_it(talk: Talk) -> None:
    talk.says(talk.asks(), "Does it still drip?\n#snooze 2d")
    assert talk.conversation().state is State.WAITING
    assert talk.conversation().snoozed_until is not None


@pytest.mark.parametrize(
    ("said", "by"),
    [
        ("#promise by friday 5pm", "Fri 27 Nov 17:00"),
        ("#promise fri 17:00", "Fri 27 Nov 17:00"),
        ("#promise by friday", "Fri 27 Nov 18:00"),
        ("#promise tomorrow", "Wed 25 Nov 18:00"),
        ("#promise by saturday 11:00", "Sat 28 Nov 11:00"),
        ("#promise 2h", "Tue 24 Nov 14:01"),
    ],
)
def test_a_promise_is_due_when_it_says(talk: Talk, said: str, by: str) -> None:
    assert f"promised by {by}" in talk.word(talk.asks(), said)


def test_a_promise_is_warned_of_and_told_when_broken_also_while_we_wait(talk: Talk) -> None:
    talk.says(talk.asks(), "You hear from us on Friday.\n\n#promise fri 17:00")
    assert talk.conversation().state is State.WAITING
    talk.outgoing()
    talk.now = datetime(2026, 11, 27, 15, 59, tzinfo=UTC)
    talk.pass_time(0 * MINUTE)
    (warning,) = alerts(talk)
    assert set(warning.recipients) == {ANA, OLGA}
    assert "promise" in flat(warning)
    talk.pass_time(MINUTE)
    (breach,) = alerts(talk)
    assert "promised on Tue 24 Nov 12:01 for Fri 27 Nov 17:00" in flat(breach)
    talk.pass_time(31 * MINUTE)
    assert len(alerts(talk)) == 1, "the first rung of the ladder"
    talk.pass_time(31 * MINUTE)
    assert alerts(talk) == []


def test_the_next_answer_keeps_it_and_the_one_that_makes_it_does_not(talk: Talk) -> None:
    relay = talk.asks()
    talk.says(relay, "You hear from us on Friday.\n\n#promise fri 17:00")
    assert promised(talk.conversation().clocks) is not None
    talk.now += HOUR
    talk.says(relay, "Here it is.")
    (clock,) = (c for c in talk.conversation().clocks if c.target.value == "promise")
    assert assess(clock, SATURDAY) is Verdict.MET
    talk.outgoing()
    talk.pass_time(96 * HOUR)
    assert alerts(talk) == []


def test_a_second_promise_takes_the_place_of_the_first(talk: Talk) -> None:
    relay = talk.asks()
    talk.word(relay, "#promise thursday 12:00")
    assert "in place of Thu 26 Nov 12:00" in talk.word(relay, "#promise fri 17:00")
    (kept,) = (c for c in talk.conversation().live_clocks if c.target.value == "promise")
    assert kept.due_at == datetime(2026, 11, 27, 16, 0, tzinfo=UTC)


def test_outside_the_hours_of_the_desk_a_promise_goes_by_the_wall(talk: Talk) -> None:
    talk.now = datetime(2026, 11, 27, 19, 0, tzinfo=UTC)  # Friday evening in Madrid
    talk.word(talk.asks(), "#promise saturday 12:01", sender=LEA)  # who gets it at night
    clock = promised(talk.conversation().clocks)
    assert clock is not None
    assert clock.alert_at == clock.started_at + 0.75 * 16 * HOUR


def test_a_promise_that_nobody_can_read_is_not_made(talk: Talk) -> None:
    word = talk.word(talk.asks(), "You hear from us.\n#promise soon")
    assert word.startswith("NOT SENT")
    assert promised(talk.conversation().clocks) is None
    assert talk.of(Purpose.ANSWER) == []


def test_a_hand_over_takes_the_promise_along(talk: Talk) -> None:
    talk.says(talk.asks(), "#promise fri 17:00\n#assign okafor")
    assert talk.conversation().owner == "ben"
    talk.outgoing()
    talk.now = datetime(2026, 11, 27, 15, 59, tzinfo=UTC)
    talk.pass_time(0 * MINUTE)
    assert BEN in {who for mail in alerts(talk) for who in mail.recipients}


def test_a_promise_of_a_closed_conversation_is_kept_by_an_answer_too(talk: Talk) -> None:
    relay = talk.asks()
    talk.says(relay, "#close\n#promise fri 17:00")
    talk.says(relay, "Here it is.")
    assert promised(talk.conversation().clocks) is None
    assert talk.conversation().state is State.CLOSED


def test_an_answer_from_elsewhere_keeps_it_and_ends_what_is_put_aside(talk: Talk) -> None:
    relay = talk.asks()
    talk.says(relay, "#snooze 2d\n#promise fri 17:00")
    mail = talk.write(
        ANA,
        CARLA,
        "Here it is.",
        subject="Re: The kettle leaks",
        answers=f"<{talk.first_id()}>",
        cc=SUPPORT,
        authentication_results=VOUCHED,
    )
    talk.post(mail)
    assert promised(talk.conversation().clocks) is None
    assert talk.conversation().snoozed_until is None
