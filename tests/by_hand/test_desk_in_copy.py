"""An agent writes to a customer from their own mail program, with the desk in copy."""

from __future__ import annotations

from datetime import timedelta

import pytest

from samehand.desk.conversation import State, Target
from samehand.desk.decision import Outcome
from samehand.desk.letters import Purpose
from samehand.store import lookup
from samehand.tests.attacks.desk_under_attack import ANA, BEN, CARLA, FAILED, SUPPORT
from samehand.tests.by_hand.shared_desk import (
    DAVE,
    SUPPLIER,
    SharedDesk,
    bounce,
    headline,
    id_of,
)

HOUR = timedelta(hours=1)


def test_it_is_the_answer_and_is_not_sent_again(desk: SharedDesk) -> None:
    question = desk.asks()
    desk.outgoing()
    desk.now += HOUR
    (entry,) = desk.post(desk.by_agent(answers=question))
    (word,) = desk.outgoing()
    assert (entry.outcome, desk.conversation_of(entry)) == (Outcome.MESSAGE, 1001)
    assert (word.recipients, headline(word)) == ((ANA,), "RECORDED")
    assert desk.conversation().state is State.WAITING
    answered = desk.clock(Target.FIRST_RESPONSE)
    assert answered is not None
    assert answered.met_at == desk.now, "measured by when the mail arrived"
    desk.pass_time(timedelta(days=3))
    assert desk.outgoing() == [], "nobody is late"


def test_it_counts_among_the_answers_of_the_day(desk: SharedDesk) -> None:
    desk.post(desk.by_agent(answers=desk.asks()))
    with desk.house.store.reading() as work:
        (answer,) = lookup.answered(work, "ana", desk.now - HOUR, desk.now + HOUR)
    assert (answer.conversation, answer.recipients) == (1001, (CARLA,))


def test_an_alert_that_still_waits_is_withdrawn(desk: SharedDesk) -> None:
    question = desk.asks()
    desk.pass_time(timedelta(hours=3, minutes=30))
    assert desk.of(Purpose.ALERT)
    desk.post(desk.by_agent(answers=question))
    with desk.house.store.reading() as work:
        states = {m.state.value for m in work.mailed(1001) if m.purpose is Purpose.ALERT}
    assert states == {"withdrawn"}


@pytest.mark.parametrize(
    "tie",
    [
        {"in_reply_to": "{id}"},
        {"references": "<unheard@of.example> {id}"},
        {"thread_index": "AQHYwEeFjYfSb0ySbEyjYfSb0yaWaqbqvQCAAAGSAA=="},
        {"subject": "The lid [#1001]"},
        {"subject": "RE: the kettle leaks"},
        {"subject": "The kettle leaks"},
    ],
    ids=lambda tie: next(iter(tie)) + " " + next(iter(tie.values()))[:8],
)
def test_it_is_filed_by_whatever_ties_it(desk: SharedDesk, tie: dict[str, str]) -> None:
    question = desk.asks(thread_index="AQHYwEeFjYfSb0ySbEyjYfSb0yaWaqbqvQ==")
    desk.asks("Another thing.", sender=DAVE, subject="Something else")
    tie = {name: value.replace("{id}", question) for name, value in tie.items()}
    (entry,) = desk.post(desk.by_agent(**{"subject": "About your question", **tie}))
    assert desk.conversation_of(entry) == 1001
    assert not desk.is_awaited()


def test_under_a_subject_alone_two_open_matters_are_no_tie(desk: SharedDesk) -> None:
    desk.asks(subject="Kettle")
    desk.now += timedelta(days=40)
    desk.asks(subject="Kettle", text="The other one.")
    assert desk.count() == 2
    desk.now += timedelta(days=40)
    (entry,) = desk.post(desk.by_agent(subject="Kettle"))
    assert desk.conversation_of(entry) == 1003, "so a new one, rather than a guess"


def test_what_customers_answer_to_it_is_filed_with_it(desk: SharedDesk) -> None:
    direct = desk.by_agent(answers=desk.asks())
    desk.post(direct)
    desk.now += HOUR
    (entry,) = desk.post(
        desk.write(to=f"{ANA}, {SUPPORT}", text="No.", subject="No", answers=id_of(direct))
    )
    assert desk.conversation_of(entry) == 1001
    assert desk.is_awaited()


def test_who_is_not_the_owner_changes_nothing_about_whose_it_is(desk: SharedDesk) -> None:
    question = desk.asks()
    desk.outgoing()
    desk.post(desk.by_agent(sender=BEN, answers=question))
    words = {word.recipients[0]: word for word in desk.outgoing()}
    assert desk.conversation().owner == "ana"
    assert not desk.is_awaited()
    assert headline(words[ANA]) == "ANSWERED"
    assert "Ben Okafor has answered carla@customer.example" in words[ANA].text
    assert "Turn the lid." in words[ANA].text
    assert "belongs to Ana Ruiz, who has been told" in words[BEN].text


def test_without_a_matter_it_begins_one_in_which_nobody_waits_for_us(desk: SharedDesk) -> None:
    raw = desk.by_agent(sender=BEN, subject="Your order", to=f"{CARLA}, {DAVE}")
    (entry,) = desk.post(raw)
    begun = desk.conversation()
    assert (entry.outcome, begun.owner, begun.state) == (
        Outcome.MESSAGE,
        "ben",
        State.WAITING,
    )
    assert begun.customer.address == CARLA
    assert {p.address for p in begun.participants} == {CARLA, DAVE}
    assert [(c.target, c.running_since) for c in begun.clocks] == [(Target.RESOLUTION, None)]
    (word,) = desk.outgoing()
    assert "began conversation #1001, which is yours" in " ".join(word.text.split())
    desk.pass_time(timedelta(days=9))
    assert desk.outgoing() == []
    (reply,) = desk.post(desk.write(text="Yes?", answers=id_of(raw)))
    assert desk.conversation_of(reply) == 1001
    (relay,) = desk.outgoing()
    assert relay.recipients == (BEN,)
    assert desk.is_awaited()


def test_a_hidden_copy_will_do(desk: SharedDesk) -> None:
    question = desk.asks()
    desk.post(desk.by_agent(cc=DAVE, delivered_to=SUPPORT, answers=question))
    assert not desk.is_awaited()
    assert DAVE in {p.address for p in desk.conversation().participants}


def test_what_is_asked_of_somebody_else_is_another_matter(desk: SharedDesk) -> None:
    question = desk.asks()
    raw = desk.by_agent(to=SUPPLIER, subject="Fwd: The kettle leaks", answers=question)
    (entry,) = desk.post(raw)
    assert desk.conversation_of(entry) == 1002
    assert desk.is_awaited(), "the customer still waits"
    (reply,) = desk.post(desk.write(SUPPLIER, text="Scrap it.", answers=id_of(raw)))
    assert desk.conversation_of(reply) == 1002


@pytest.mark.parametrize("statements", ["", "mx.acme.example; spf=pass"])
def test_unproved_it_is_a_note_and_stops_no_clock(desk: SharedDesk, statements: str) -> None:
    question = desk.asks()
    desk.outgoing()
    raw = desk.by_agent(sender=BEN, answers=question, authentication_results=statements)
    (entry,) = desk.post(raw)
    (word,) = desk.outgoing()
    assert (entry.outcome, desk.conversation_of(entry)) == (Outcome.MESSAGE, 1001)
    assert (word.recipients, headline(word)) == ((ANA,), "NOT PROVED")
    assert desk.is_awaited()
    desk.post(desk.reply(word, "#wait"))
    assert not desk.is_awaited(), "and the owner can say that it was genuine"


def test_unproved_and_tied_to_nothing_it_waits_for_nobody(desk: SharedDesk) -> None:
    raw = desk.by_agent(authentication_results="", subject="Hello", to=f"{CARLA}, {DAVE}")
    desk.post(raw)
    begun = desk.conversation()
    assert (begun.owner, begun.state, begun.clocks) == ("ana", State.WAITING, ())
    assert [p.address for p in begun.participants] == [CARLA], "nobody vouches for others"
    (word,) = desk.outgoing()
    assert (word.recipients, headline(word)) == ((ANA,), "NOT PROVED")
    (reply,) = desk.post(desk.write(text="What?", subject="Re: Hello", answers=id_of(raw)))
    assert desk.conversation_of(reply) == 1001


def test_a_bounce_about_one_that_nobody_proved_is_filed(desk: SharedDesk) -> None:
    raw = desk.by_agent(authentication_results="", subject="Hello")
    desk.post(raw)
    (entry,) = desk.post(bounce(desk, id_of(raw)))
    assert desk.conversation_of(entry) == 1001


def test_a_flood_of_them_is_told_once(desk: SharedDesk) -> None:
    for number in range(5):
        desk.post(desk.by_agent(f"No {number}", authentication_results="", subject=f"{number}"))
    assert len(desk.outgoing()) == 1


def test_denied_by_the_server_it_is_held_and_nothing_else(desk: SharedDesk) -> None:
    question = desk.asks()
    desk.outgoing()
    raw = desk.by_agent(answers=question, authentication_results=FAILED)
    (entry,) = desk.post(raw)
    (word,) = desk.outgoing()
    assert (entry.outcome, desk.conversation_of(entry)) == (Outcome.HELD, None)
    assert (word.recipients, headline(word)) == ((ANA,), "NOT RECORDED")
    assert desk.is_awaited()


def test_commands_in_it_are_carried_out_by_nobody(desk: SharedDesk) -> None:
    question = desk.asks()
    desk.outgoing()
    desk.post(desk.by_agent("Turn the lid.\n\n#close", answers=question))
    (word,) = desk.outgoing()
    assert desk.conversation().state is State.WAITING
    assert headline(word) == "NOT DONE"
    assert "They have read it" in " ".join(word.text.split())
    desk.post(desk.reply(word, "#close"))
    assert desk.conversation().state is State.CLOSED


def test_the_same_mail_twice_counts_once(desk: SharedDesk) -> None:
    raw = desk.by_agent(answers=desk.asks())
    first, second = desk.post(raw, raw)
    assert (first.outcome, second.outcome) == (Outcome.MESSAGE, Outcome.DUPLICATE)


def test_a_copy_under_another_id_stops_no_clock_again(desk: SharedDesk) -> None:
    """Whoever got it can send it once more, with the signature of Ana's server."""
    raw = desk.by_agent(answers=desk.asks())
    desk.post(raw)
    desk.now += HOUR
    desk.asks("Still dripping.", subject="Re: The kettle leaks", answers=id_of(raw))
    replayed = raw.replace(id_of(raw).encode(), b"<other@evil.example>")
    (entry,) = desk.post(replayed)
    assert entry.outcome is Outcome.DUPLICATE
    assert desk.is_awaited()


def test_a_newer_mail_of_the_customer_is_not_answered_by_it(desk: SharedDesk) -> None:
    question = desk.asks()
    direct = desk.by_agent(answers=question)
    written_at = desk.now + HOUR
    desk.now += 2 * HOUR
    desk.asks("Still dripping.", subject="Re: The kettle leaks", answers=question)
    desk.outgoing()
    now, desk.now = desk.now, written_at
    desk.post(direct)  # it was there before, and is only seen now
    desk.now = now
    assert desk.conversation().state is State.OPEN
    first, following = (desk.clock(t) for t in (Target.FIRST_RESPONSE, Target.NEXT_RESPONSE))
    assert first is not None
    assert first.met_at == written_at
    assert following is not None
    assert (following.started_at, following.is_live) == (now, True)
    (word,) = desk.outgoing()
    assert "A newer mail of theirs still waits" in word.text


def test_a_mail_that_the_agent_had_not_seen_still_waits(desk: SharedDesk) -> None:
    question = desk.asks()
    desk.now += HOUR
    desk.asks("And the lid is gone.", subject="Re: The kettle leaks", answers=question)
    desk.now += HOUR
    desk.post(desk.by_agent(answers=question))
    assert desk.conversation().state is State.OPEN
    following = desk.clock(Target.NEXT_RESPONSE)
    assert following is not None
    assert following.started_at == desk.now - HOUR


def test_what_is_closed_stays_closed(desk: SharedDesk) -> None:
    question = desk.asks()
    desk.post(desk.reply(desk.of(Purpose.RELAY)[-1], "#close"))
    clocks = desk.conversation().clocks
    (entry,) = desk.post(desk.by_agent("One more thing.", answers=question))
    assert desk.conversation_of(entry) == 1001
    assert desk.conversation().state is State.CLOSED
    assert desk.conversation().clocks == clocks


def test_a_customers_mail_that_comes_after_its_answer_is_answered(desk: SharedDesk) -> None:
    question = desk.write()
    desk.now += HOUR
    direct = desk.by_agent(answers=id_of(question))
    desk.post(direct)
    desk.outgoing()
    (entry,) = desk.post(question)
    (relay,) = desk.outgoing()
    assert desk.conversation_of(entry) == 1001
    assert (desk.conversation().state, desk.is_awaited()) == (State.WAITING, False)
    assert (relay.purpose, relay.recipients) == (Purpose.RELAY, (ANA,))
    assert "answered it already" in " ".join(relay.text.split())


def test_an_absence_note_to_a_customer_answers_nobody(desk: SharedDesk) -> None:
    question = desk.asks()
    raw = desk.by_agent("Back on Monday.", answers=question, auto_submitted="auto-replied")
    (entry,) = desk.post(raw)
    assert entry.outcome is Outcome.AUTOMATIC
    assert desk.is_awaited()
