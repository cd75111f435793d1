"""An answer that waits is taken back, with all that its mail did; what has left is not."""

from __future__ import annotations

import pytest

from samehand.desk.clocks.clock import Verdict, assess
from samehand.desk.clocks.turns import promised
from samehand.desk.conversation import Priority, State
from samehand.desk.letters import Purpose
from samehand.tests.attacks.desk_under_attack import BEN, CARLA
from samehand.tests.orders.talk import DORA, HOUR, MINUTE, Talk


def outbox(talk: Talk) -> dict[str, int]:
    with talk.house.store.reading() as work:
        mails = [m for m in work.mailed(1001) if m.purpose is Purpose.ANSWER]
    states = [mail.state.value for mail in mails]
    return {state: states.count(state) for state in states}


def verdicts(talk: Talk) -> list[Verdict]:
    return [assess(clock, talk.now) for clock in talk.conversation().clocks]


@pytest.mark.parametrize(
    "besides",
    [
        "",
        "#close",
        "#wait",
        "#snooze 2d",
        "#promise fri 17:00",
        "#priority urgent",
        f"#cc {DORA}",
        f"#close\n#priority low\n#cc {DORA}\n#promise fri 17:00",
    ],
)
def test_everything_is_as_before_the_answer(talk_on_both: Talk, besides: str) -> None:
    talk = talk_on_both
    relay = talk.asks()
    before = talk.conversation()
    talk.says(relay, f"It is fixed.\n\n{besides}")
    assert talk.conversation() != before
    word = talk.word(relay, "#undo")
    assert "taken back and will not be sent; the conversation is open again" in word
    after = talk.conversation()
    assert outbox(talk) == {"withdrawn": 1}
    assert after.state is State.OPEN
    assert (after.priority, after.snoozed_until) == (before.priority, before.snoozed_until)
    assert (after.participants, after.copied) == (before.participants, before.copied)
    assert promised(after.clocks) is None
    assert [c.due_at for c in after.live_clocks] == [c.due_at for c in before.clocks]
    assert verdicts(talk)[:2] == [Verdict.RUNNING, Verdict.RUNNING]


def test_a_promise_that_the_answer_kept_is_to_be_kept_again(talk: Talk) -> None:
    relay = talk.asks()
    talk.word(relay, "#promise fri 17:00")
    talk.says(relay, "Here it is.")
    talk.says(relay, "#undo")
    kept = promised(talk.conversation().clocks)
    assert kept is not None
    assert kept.alert_at is not None


def test_of_two_answers_both_are_taken_back(talk: Talk) -> None:
    relay = talk.asks()
    talk.says(relay, "It is fixed.\n#priority high")
    talk.says(relay, "Really.\n#close")
    assert "your 2 answers were taken back" in talk.word(relay, "#undo")
    assert outbox(talk) == {"withdrawn": 2}
    conversation = talk.conversation()
    assert (conversation.state, conversation.priority) == (State.OPEN, Priority.NORMAL)


def test_what_a_follow_up_did_is_taken_back_and_the_answer_before_it_stands(talk: Talk) -> None:
    relay = talk.asks()
    talk.says(relay, "It is fixed.")
    talk.leave()
    talk.now += HOUR
    talk.says(relay, "I had forgotten the bill.\n#close")
    assert "waits for the customer as before" in talk.word(relay, "#undo")
    assert talk.conversation().state is State.WAITING
    assert verdicts(talk) == [Verdict.MET, Verdict.PAUSED]


def test_what_happened_since_stays(talk: Talk) -> None:
    relay = talk.asks()
    talk.says(relay, "It is fixed.\n#close\n#priority high")
    talk.asks("No, it is not!", answers=f"<{talk.first_id()}>")
    assert "open again" in talk.word(relay, "#undo")
    conversation = talk.conversation()
    assert (conversation.state, conversation.priority) == (State.OPEN, Priority.HIGH)
    responses = [c for c in conversation.live_clocks if c.target.value.endswith("response")]
    assert [c.started_at for c in responses] == [conversation.opened_at]


def test_whose_it_is_stays_since_others_have_heard_of_it(talk: Talk) -> None:
    relay = talk.asks()
    receipt = talk.says(relay, "Ben goes on with this.\n#assign okafor")[-1]
    word = talk.word(receipt, "#undo")
    assert "still belongs to Ben Okafor; #take makes it yours" in word
    assert talk.conversation().owner == "ben"
    assert outbox(talk) == {"withdrawn": 1}
    talk.says(talk.last_word(), "#take")
    assert talk.conversation().owner == "ana"


def test_what_a_taker_takes_back_is_still_theirs(talk: Talk) -> None:
    relay = talk.asks()
    talk.says(relay, "#assign okafor")
    receipt = talk.last_word()
    talk.says(receipt, "#take\nI had one thing more.")
    assert "open again" in talk.word(receipt, "#undo")
    assert talk.conversation().owner == "ana"


def test_too_late_says_when_it_left_and_for_whom(talk: Talk) -> None:
    relay = talk.asks()
    talk.says(relay, "It is fixed.\n#close")
    talk.leave()
    talk.now += 5 * MINUTE
    word = talk.word(relay, "#undo")
    assert word.startswith("NOT SENT")
    assert f"too late: the answer left on Tue 24 Nov 12:03 for {CARLA}" in word
    assert outbox(talk) == {"sent": 1}
    assert talk.conversation().state is State.CLOSED


def test_without_any_answer_there_is_nothing_to_take_back(talk: Talk) -> None:
    assert "nothing to take back" in talk.word(talk.asks(), "#undo")


def test_what_is_written_beside_it_is_not_sent_and_the_agent_hears_so(talk: Talk) -> None:
    relay = talk.asks()
    talk.says(relay, "It is fixed.")
    word = talk.word(relay, "#undo\nSorry, that was for somebody else.")
    assert "The text of this mail was not sent either" in word
    assert outbox(talk) == {"withdrawn": 1}


def test_nobody_takes_back_what_a_colleague_wrote(talk: Talk) -> None:
    relay = talk.asks()
    talk.says(relay, "It is fixed.\n#assign okafor")
    of_ben = next(m for m in talk.of(Purpose.RELAY) if m.recipients == (BEN,))
    assert "NOT SENT" in talk.word(of_ben, "#undo", sender=BEN)
    assert outbox(talk) == {"queued": 1}


def test_an_answer_to_an_older_mail_leaves_one_clock_when_it_is_taken_back(talk: Talk) -> None:
    relay = talk.asks()
    talk.now += HOUR
    talk.asks("And my invoice?", answers=f"<{talk.first_id()}>")
    before = talk.conversation()
    talk.says(relay, "It is fixed.")
    talk.says(relay, "#undo")
    after = talk.conversation()
    assert [c.target for c in after.live_clocks] == [c.target for c in before.live_clocks]
    assert [c.due_at for c in after.live_clocks] == [c.due_at for c in before.live_clocks]
    assert after.state is State.OPEN


def test_what_was_split_off_stays_so_when_its_answer_is_taken_back(talk: Talk) -> None:
    first = talk.asks()
    talk.says(first, "It is fixed.")
    talk.leave()
    second = talk.asks("And my invoice?", answers=f"<{talk.first_id()}>")
    talk.says(second, "Here it is.\n#split\n#close")
    assert "open again" in talk.word(talk.last_word(), "#undo")
    parted = talk.conversation(1002)
    assert parted.state is State.OPEN
    assert {c.target.value for c in parted.live_clocks} == {"next_response", "resolution"}
