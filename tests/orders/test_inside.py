"""What stays inside the team, what an agent asks the desk, and what does not go together."""

from __future__ import annotations

from itertools import combinations, permutations

import pytest

from samehand.desk.agents.commands.spoken import Command, Order, Spoken
from samehand.desk.agents.orders.conflicts import conflict
from samehand.desk.agents.orders.steps import ALL
from samehand.desk.conversation import Priority, State
from samehand.desk.letters import Purpose
from samehand.tests.attacks.desk_under_attack import ANA, CARLA
from samehand.tests.orders.talk import DORA, HOUR, Talk, flat, to_customers


@pytest.mark.parametrize(
    "said", ["#note", "#note She is upset.", "#note\nShe is upset.", "She is upset.\n\n#note"]
)
def test_a_note_reaches_no_customer_and_stops_no_clock(talk: Talk, said: str) -> None:
    relay = talk.asks()
    before = talk.conversation().clocks
    assert to_customers(talk.says(relay, said)) == []
    assert talk.conversation().clocks == before
    assert talk.conversation().state is State.OPEN


def test_a_call_is_an_answer_whose_words_stay_inside(talk: Talk) -> None:
    relay = talk.asks()
    sent = talk.says(relay, "#call She will send a picture.\n\nShe was nice about it.")
    assert to_customers(sent) == []
    conversation = talk.conversation()
    assert conversation.state is State.WAITING
    assert conversation.clocks[0].met_at == talk.now
    with talk.house.store.reading() as work:
        kept = work.messages(1001)[-1]
    assert kept.text == "She will send a picture.\nShe was nice about it."
    talk.outgoing()
    talk.pass_time(24 * HOUR)
    assert talk.of(Purpose.ALERT) == []


def test_a_call_can_promise_and_keeps_what_was_promised_before(talk: Talk) -> None:
    relay = talk.asks()
    talk.says(relay, "#promise thu 12:00")
    talk.says(relay, "#call\n#promise fri 17:00\nShe wants a new one.")
    promises = [c for c in talk.conversation().clocks if c.target.value == "promise"]
    assert [bool(c.met_at) for c in promises] == [True, False]


def test_amends_are_remembered_and_the_answer_goes_out(talk: Talk) -> None:
    relay = talk.asks()
    sent = talk.says(relay, "We are sorry.\n\n#amends a voucher of 20 euros")
    (answer,) = to_customers(sent)
    assert "voucher" not in answer.text
    assert "amends" in talk.events()
    assert "#amends a voucher" in talk.word(relay, "#amends")


def test_status_tells_all_of_it_to_the_registered_address_only(talk: Talk) -> None:
    relay = talk.asks("It drips.")
    talk.says(relay, "Wipe it.\n#priority high\n#promise fri 17:00")
    (told,) = talk.says(relay, "#status")
    assert told.recipients == (ANA,)
    words = flat(told)
    for part in (
        f"#1001 of {CARLA} belongs to Ana Ruiz and is waiting for the customer",
        "Its priority is high",
        "The clock of the promise is running, due Fri 27 Nov 17:00",
        f"An answer to {CARLA} waits to leave at Tue 24 Nov 12:02",
        "Ana Ruiz wrote: ",
        "Wipe it.",
    ):
        assert part in words
    talk.says(told, "#close")
    assert talk.conversation().state is State.CLOSED, "it can be answered like any other"


def test_status_beside_other_orders_tells_how_it_is_after_them(talk: Talk) -> None:
    sent = talk.says(talk.asks(), "It is fixed.\n#close\n#status")
    (status,) = (mail for mail in sent if "STATUS" in str(mail.mail["Subject"]))
    assert "is closed" in flat(status)
    assert "Your answer to" in flat(status)


def test_help_answers_with_the_card_and_changes_nothing(talk: Talk) -> None:
    relay = talk.asks()
    before = talk.conversation()
    (card,) = talk.says(relay, "#help")
    assert all(f"#{command}" in card.text for command in Command)
    assert talk.conversation().clocks == before.clocks
    (line,) = talk.says(relay, "#help #snooze")
    assert "put it aside" in line.text
    assert "the matter is settled" not in line.text


def test_a_question_beside_help_goes_to_nobody_and_comes_back_with_the_card(talk: Talk) -> None:
    word = talk.word(talk.asks(), "How do I close this?\n#help")
    assert word.startswith("NOT SENT")
    assert "the matter is settled" in word
    assert talk.of(Purpose.ANSWER) == []


@pytest.mark.parametrize(
    "said",
    [
        "#close\n#snooze 2d",
        "#close\n#wait",
        "#take\n#assign ben",
        "#snooze 2d\n#assign ben",
        f"#note\n#cc {DORA}",
        "#spam\n#close",
        "#spam\n#assign ben",
        "#merge 1002\n#split",
        "#away until monday\n#back",
        "#assign ben\n#assign lea",
        "#priority high\n#priority low",
        "#promise fri 17:00\n#promise none",
    ],
)
def test_what_does_not_go_together_is_told_and_nothing_of_it_is_done(
    talk: Talk, said: str
) -> None:
    relay = talk.asks()
    before = talk.conversation()
    for orders in (said, "\n".join(reversed(said.split("\n")))):
        talk.now += HOUR / 60
        word = talk.word(relay, f"It is fixed.\n\n{orders}")
        assert word.startswith("NOT SENT")
        assert "do not go together" in word or "there are two" in word.lower()
    assert talk.conversation() == before
    assert talk.of(Purpose.ANSWER) == []


@pytest.mark.parametrize(
    "wrong", ["#assign nobody", "#snooze purple", "#promise soon", "#cc nonsense", "#merge 7"]
)
def test_where_one_order_is_wrong_no_other_is_carried_out(talk: Talk, wrong: str) -> None:
    relay = talk.asks()
    before = talk.conversation()
    word = talk.word(relay, f"#priority urgent\n{wrong}\n\nIt is fixed.\n\n#amends a kettle")
    assert word.startswith("NOT SENT")
    assert talk.conversation() == before
    assert talk.of(Purpose.ANSWER) == []


@pytest.mark.parametrize(
    "orders", list(permutations(("#close", "#priority low", "#promise fri 17:00")))
)
def test_the_order_of_the_lines_changes_nothing(talk: Talk, orders: tuple[str, ...]) -> None:
    talk.says(talk.asks(), f"{orders[0]}\n\nIt is fixed.\n\n{orders[1]}\n{orders[2]}")
    conversation = talk.conversation()
    assert (conversation.state, conversation.priority) == (State.CLOSED, Priority.LOW)
    assert [c.target.value for c in conversation.live_clocks] == ["promise"]
    assert talk.events()[-4:] == ["answered", "closed", "promised", "priority"]


def test_every_command_has_a_step() -> None:
    assert set(ALL) == set(Command)


def test_two_orders_conflict_whichever_comes_first() -> None:
    for one, other in combinations(Command, 2):
        orders = (Order(one, "x"), Order(other, "y"))
        there = conflict(Spoken(orders, ""))
        back = conflict(Spoken(orders[::-1], ""))
        assert (there is None) == (back is None), (one, other)


@pytest.mark.parametrize(
    "written",
    [
        "It is fixed.\n\n#close\n\nOn Tue, Acme Support wrote:\n{quoted}",
        "#close\n\nIt is fixed.\n\nOn Tue, Acme Support wrote:\n{quoted}",
        "It is fixed.\n\n#close\n-- \nAna\n\nOn Tue, Acme Support wrote:\n{quoted}",
        "It is fixed.\n-- \nAna\n#close\n\nOn Tue, Acme Support wrote:\n{quoted}",
        "It is fixed.\n\n#close\n\n-----Original Message-----\n{whole}",
        "On Tue, Acme Support wrote:\n{quoted}\n\nIt is fixed.\n\n#close",
    ],
)
def test_a_command_is_found_around_what_is_quoted(talk: Talk, written: str) -> None:
    relay = talk.asks()
    quoted = "\n".join(f"> {line}" for line in relay.text.splitlines())
    text = written.format(quoted=quoted, whole=relay.text)
    (answer,) = to_customers(talk.says(relay, text))
    assert "It is fixed." in answer.text
    assert "#" not in answer.text
    assert talk.conversation().state is State.CLOSED


@pytest.mark.parametrize(
    "theirs", ["#close", "-- \n#close", "#spam\n#close", "#assign mallory", "/close"]
)
def test_what_the_customer_wrote_is_no_order(talk: Talk, theirs: str) -> None:
    relay = talk.asks(theirs)
    quoted = "\n".join(f"> {line}" for line in relay.text.splitlines())
    talk.says(relay, f"It is fixed.\n\nOn Tue, Acme Support wrote:\n{quoted}")
    assert talk.conversation().state in {State.WAITING, State.OPEN}
    assert talk.conversation().owner == "ana"
