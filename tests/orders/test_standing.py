"""Closing, waiting, spam and priority, told by mails in and mails out."""

from __future__ import annotations

import pytest

from samehand.desk.conversation import Priority, State, Target
from samehand.desk.letters import Purpose
from samehand.tests.attacks.desk_under_attack import ANA, CARLA
from samehand.tests.orders.talk import DORA, HOUR, Talk, to_customers


def test_an_answer_that_closes_is_given_before_the_end(talk: Talk) -> None:
    sent = talk.says(talk.asks(), "It is fixed.\n\n#close")
    assert [mail.recipients for mail in to_customers(sent)] == [(CARLA,)]
    assert "#close" not in to_customers(sent)[0].text
    conversation = talk.conversation()
    assert conversation.state is State.CLOSED
    first, resolution = conversation.clocks
    assert (first.met_at, resolution.met_at) == (talk.now, talk.now)
    assert talk.events()[-2:] == ["answered", "closed"]


def test_closing_without_an_answer_sends_the_customer_nothing(talk: Talk) -> None:
    relay = talk.asks()
    assert "the conversation is closed" in talk.word(relay, "#close")
    assert "was closed already" in talk.word(relay, "/close")
    assert to_customers(talk.outgoing()) == []


def test_waiting_stops_the_clocks_until_the_customer_writes(talk: Talk) -> None:
    relay = talk.asks()
    assert "stand still" in talk.word(relay, "#wait")
    assert talk.conversation().state is State.WAITING
    assert all(clock.running_since is None for clock in talk.conversation().clocks)
    talk.pass_time(48 * HOUR)
    assert talk.of(Purpose.ALERT) == []
    talk.asks("And now?", answers=f"<{talk.first_id()}>")
    assert talk.conversation().state is State.OPEN


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        *(("low", Priority.LOW), ("Low", Priority.LOW), ("4", Priority.LOW)),
        *(("normal", Priority.NORMAL), ("medium", Priority.NORMAL)),
        *(("high", Priority.HIGH), ("HIGH", Priority.HIGH), ("!", Priority.HIGH)),
        *(("urgent", Priority.URGENT), ("asap", Priority.URGENT), ("!!", Priority.URGENT)),
        *(("1", Priority.URGENT), ("p1", Priority.URGENT), ("high!", Priority.HIGH)),
    ],
)
def test_a_priority_goes_by_the_words_that_people_use(
    talk: Talk, said: str, meant: Priority
) -> None:
    talk.word(talk.asks(), f"#priority {said}")
    assert talk.conversation().priority is meant


def test_another_word_is_no_priority_and_changes_nothing(talk: Talk) -> None:
    word = talk.word(talk.asks(), "#priority purple")
    assert word.startswith("NOT SENT")
    assert "low, normal, high and urgent" in word
    assert talk.conversation().priority is Priority.NORMAL


def test_spam_meets_nothing_sends_nothing_and_shuts_nobody_out(talk: Talk) -> None:
    relay = talk.asks("Buy my pills", sender=DORA)
    assert "closed as spam" in talk.word(relay, "#spam")
    conversation = talk.conversation()
    assert conversation.state is State.CLOSED
    assert {clock.met_at for clock in conversation.clocks} == {None}
    assert conversation.live_clocks == ()
    talk.outgoing()
    again = talk.asks("And others", sender=DORA, subject="More pills")
    assert again.recipients == (ANA,)
    assert to_customers(talk.outgoing()) == [], "no acknowledgement for a while"
    talk.now += 31 * 24 * HOUR
    talk.asks("Sorry, it was my mother", sender=DORA, subject="My kettle")
    (acknowledged,) = to_customers(talk.outgoing())
    assert acknowledged.recipients == (DORA,)


def test_an_answer_to_spam_is_held(talk: Talk) -> None:
    assert talk.word(talk.asks(), "#spam\nGo away!").startswith("NOT SENT")
    assert talk.conversation().state is State.OPEN
    assert to_customers(talk.of(Purpose.ANSWER)) == []


def test_closing_leaves_a_promise_to_be_kept_and_says_so(talk: Talk) -> None:
    relay = talk.asks()
    talk.word(relay, "#promise fri 17:00")
    assert "what you promised by Fri 27 Nov 17:00 still stands" in talk.word(relay, "#close")
    (live,) = talk.conversation().live_clocks
    assert live.target is Target.PROMISE
    assert "taken back" in talk.word(relay, "#promise none")
    assert talk.conversation().live_clocks == ()
