"""What is one matter becomes one conversation, and what is not becomes two."""

from __future__ import annotations

import pytest

from samehand.desk.clocks.turns import promised
from samehand.desk.conversation import Priority, State
from samehand.desk.letters import Purpose
from samehand.desk.parting import part
from samehand.house import save_alone
from samehand.store import lookup
from samehand.tests.attacks.desk_under_attack import ANA, BEN, CARLA
from samehand.tests.orders.talk import DORA, Talk, flat, to_customers


def test_the_younger_goes_into_the_older_whichever_is_answered(talk_on_both: Talk) -> None:
    talk = talk_on_both
    first = talk.asks("It drips.", subject="Kettle")
    talk.asks("It drips still.", subject="My order")
    word = talk.word(first, "#merge 1002")
    assert "#1002 is part of #1001 now" in word
    younger = talk.conversation(1002)
    assert (younger.state, younger.merged_into) == (State.MERGED, 1001)
    assert len(talk.conversation(1001).live_clocks) == 2
    assert {clock.is_live for clock in younger.clocks} == {False}
    talk.asks("Hello?", answers=f"<{talk.first_id(1001)}>")
    assert talk.conversation(1001).state is State.OPEN


@pytest.mark.parametrize(
    "said", ["#merge 1001", "#merge #1001", "#merge into 1001", "/merge #1001."]
)
def test_the_number_is_understood_and_the_answer_goes_out(talk: Talk, said: str) -> None:
    talk.asks("It drips.", subject="Kettle")
    second = talk.asks("It drips still.", subject="My order")
    sent = talk.says(second, f"We look into both.\n\n{said}")
    (answer,) = to_customers(sent)
    assert answer.recipients == (CARLA,)
    assert talk.conversation(1002).merged_into == 1001
    assert talk.conversation(1001).state is State.WAITING
    receipt = talk.last_word()
    assert "#1001" in str(receipt.mail["Subject"])
    talk.says(receipt, "#close")
    assert talk.conversation(1001).state is State.CLOSED


def test_the_higher_priority_and_the_open_question_live_on(talk: Talk) -> None:
    first = talk.asks("It drips.", subject="Kettle")
    talk.says(first, "It is on its way.\n#priority low")
    second = talk.asks("It drips still.", subject="My order")
    talk.says(second, "#priority urgent\n#merge 1001")
    survivor = talk.conversation(1001)
    assert (survivor.state, survivor.priority) == (State.OPEN, Priority.URGENT)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("#merge 1038", "there is no conversation #1038"),
        ("#merge kettle", "is not the number of one conversation"),
        ("#merge 1001 1002", "is not the number of one conversation"),
        ("#merge 1001", "one already"),
        ("#merge 99999999999999999999", "is not the number of one conversation"),
        ("#merge 999999999999", "there is no conversation"),
    ],
)
def test_what_cannot_be_merged_changes_nothing(talk: Talk, said: str, why: str) -> None:
    word = talk.word(talk.asks(), said)
    assert word.startswith("NOT SENT")
    assert why.lower() in word.lower()


def test_customers_who_share_nothing_become_one_by_a_second_word_only(talk: Talk) -> None:
    talk.asks("It drips.", subject="Kettle")
    of_dora = talk.asks("Mine, too.", sender=DORA, subject="My kettle")
    word = talk.word(of_dora, "#merge 1001")
    assert word.startswith("NOT SENT")
    assert f"#1001 is of {CARLA}" in word
    assert "#merge 1001 yes" in word
    assert talk.conversation(1002).state is State.OPEN
    talk.says(of_dora, "#merge 1001 yes")
    assert talk.conversation(1002).merged_into == 1001
    (answer,) = to_customers(talk.says(of_dora, "Yours is mended, Dora."))
    assert answer.recipients == (DORA,), "each hears what is for them"


def test_two_owners_customers_are_never_made_one(talk: Talk) -> None:
    relay = talk.asks("It drips.", subject="Kettle")
    talk.says(relay, "#assign okafor")
    of_dora = talk.asks("Mine, too.", sender=DORA, subject="My kettle")
    word = talk.word(of_dora, "#merge 1001 yes")
    assert "belongs to Ben Okafor" in word
    assert talk.conversation(1002).state is State.OPEN


def test_somebody_copied_in_one_ties_it_to_their_own(talk: Talk) -> None:
    talk.asks("It drips.", subject="Kettle", cc=DORA)
    of_dora = talk.asks("It is Carla's kettle.", sender=DORA, subject="A kettle")
    talk.says(of_dora, "#merge 1001")
    assert talk.conversation(1002).merged_into == 1001


def test_the_other_owner_hears_of_it_and_nobody_twice(talk: Talk) -> None:
    first = talk.asks("It drips.", subject="Kettle")
    second = talk.asks("It drips still.", subject="My order")
    talk.says(first, "#assign okafor")
    sent = talk.says(second, "#merge 1001")
    assert talk.conversation(1001).owner == "ben"
    (told,) = (mail for mail in sent if mail.recipients == (BEN,))
    assert "Ana Ruiz says that #1002 is the same matter" in flat(told)
    assert "It drips still." in told.text


def test_what_was_attached_to_the_other_matter_comes_along(talk: Talk) -> None:
    first = talk.asks("It drips.", subject="Kettle")
    part = "Content-Disposition: attachment; filename=lid.txt\n\nIt is flat."
    second = talk.asks(
        f"--x\n\nAs you see.\n--x\n{part}\n--x--\n",
        subject="My order",
        content_type="multipart/mixed; boundary=x",
    )
    talk.says(second, "#assign okafor")
    sent = talk.says(first, "#merge 1002")
    (relay,) = (mail for mail in sent if mail.purpose is Purpose.RELAY)
    assert relay.recipients == (ANA,)
    assert [part.get_filename() for part in relay.mail.iter_attachments()] == ["lid.txt"]


def test_with_take_the_whole_becomes_the_agents(talk: Talk) -> None:
    first = talk.asks("It drips.", subject="Kettle")
    second = talk.asks("It drips still.", subject="My order")
    talk.says(first, "#assign okafor")
    sent = talk.says(second, "We look into both.\n#merge 1001\n#take")
    assert talk.conversation(1001).owner == "ana"
    (told,) = (mail for mail in sent if mail.recipients == (BEN,))
    assert "Ana Ruiz owns conversation #1001 now" in flat(told)
    assert to_customers(sent)


def test_an_answer_into_somebody_elses_conversation_waits_for_take(talk: Talk) -> None:
    first = talk.asks("It drips.", subject="Kettle")
    second = talk.asks("It drips still.", subject="My order")
    talk.says(first, "#assign okafor")
    word = talk.word(second, "We look into both.\n#merge 1001")
    assert "write #take too" in word
    assert to_customers(talk.of(Purpose.ANSWER)) == []


def test_the_mail_that_is_another_matter_leaves_with_its_owner_and_its_clock(
    talk_on_both: Talk,
) -> None:
    talk = talk_on_both
    first = talk.asks("It drips.", subject="Kettle")
    talk.says(first, "It is on its way.")
    talk.leave()
    second = talk.asks("And my invoice?", answers=f"<{talk.first_id()}>")
    assert second.recipients == (ANA,)
    word = talk.word(second, "#split")
    assert "the mail that you answer is #1002 now, apart from #1001" in word
    whole, parted = talk.conversation(1001), talk.conversation(1002)
    assert (whole.state, parted.state) == (State.WAITING, State.OPEN)
    assert (parted.owner, parted.customer.address) == ("ana", CARLA)
    assert [c.target.value for c in parted.live_clocks] == ["resolution", "next_response"]
    assert [c.target.value for c in whole.live_clocks] == ["resolution"]
    relay = next(m for m in reversed(talk.of(Purpose.RELAY)) if "#1002" in m.text)
    assert "This was taken out of #1001." in flat(relay)
    assert "And my invoice?" in relay.text


def test_an_answer_in_the_same_mail_is_about_what_left(talk: Talk) -> None:
    first = talk.asks("It drips.", subject="Kettle")
    talk.says(first, "It is on its way.")
    second = talk.asks("And my invoice?", answers=f"<{talk.first_id()}>")
    talk.says(second, "Here it is.\n\n#split\n#close")
    assert talk.conversation(1001).state is State.WAITING
    assert talk.conversation(1002).state is State.CLOSED
    talk.outgoing()
    answer_id = str(talk.of(Purpose.ANSWER)[-1].mail["Message-ID"])
    talk.asks("Thanks, but where?", answers=answer_id)
    assert talk.conversation(1002).state is State.OPEN, "a reply to it comes to the new one"
    assert talk.conversation(1001).state is State.WAITING


def test_where_another_question_waits_both_are_open_and_nobody_gets_more_time(
    talk: Talk,
) -> None:
    talk.asks("It drips.", subject="Kettle")
    second = talk.asks("And my invoice?", answers=f"<{talk.first_id()}>")
    talk.says(second, "#split")
    whole, parted = talk.conversation(1001), talk.conversation(1002)
    assert (whole.state, parted.state) == (State.OPEN, State.OPEN)
    assert [c.due_at for c in whole.live_clocks] == [c.due_at for c in parted.live_clocks]


def test_the_two_stay_apart_until_somebody_merges_them(talk: Talk) -> None:
    first = talk.asks("It drips.", subject="Kettle")
    talk.says(first, "It is on its way.")
    second = talk.asks("And my invoice?", answers=f"<{talk.first_id()}>")
    talk.says(second, "#split")
    talk.says(talk.last_word(), "#merge 1001")
    assert talk.conversation(1002).merged_into == 1001


def test_the_only_mail_is_not_parted_from_anything(talk: Talk) -> None:
    word = talk.word(talk.asks(), "#split")
    assert "It is the only mail of #1001" in word
    assert talk.conversation().state is State.OPEN


def test_what_an_agent_has_merged_can_be_taken_apart_again(talk_on_both: Talk) -> None:
    talk = talk_on_both
    first = talk.asks("It drips.", subject="Kettle")
    talk.asks("Where is my invoice?", subject="My order")
    talk.says(first, "#merge 1002")
    talk.says(first, "The kettle is mended.")
    with talk.house.store.transaction() as work:
        found = lookup.parting(work, 1002)
        assert found is not None
        decision = part(*found, talk.settings, talk.now, talk.house.mint)
        save_alone(talk.house, work, decision, talk.now)
    assert talk.conversation(1001).state is State.WAITING
    assert talk.conversation(1002).state is State.OPEN
    assert talk.conversation(1002).live_clocks


def test_what_was_promised_in_either_is_still_promised(talk: Talk) -> None:
    talk.asks("It drips.", subject="Kettle")
    second = talk.asks("It drips still.", subject="My order")
    talk.says(second, "#promise fri 17:00")
    talk.says(second, "#merge 1001")
    promise = promised(talk.conversation(1001).clocks)
    assert promise is not None
    talk.says(talk.last_word(), "Here it is.")
    assert promised(talk.conversation(1001).clocks) is None
