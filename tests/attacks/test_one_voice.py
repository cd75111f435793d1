"""One voice: whatever two agents do at once, the customer hears one person at a time, and each
agent hears what became of their words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from samehand.config.settings import Settings
from samehand.desk.agents.holds.held import Cause
from samehand.desk.clocks.clock import Verdict, assess
from samehand.desk.conversation import Conversation, State, Target
from samehand.desk.letters import Purpose
from samehand.tests.attacks.conftest import TUESDAY
from samehand.tests.attacks.desk_under_attack import ANA, BEN, CARLA, SUPPORT, Desk, Sent
from samehand.tests.attacks.test_held_mails import answers, held, last_notice, says
from samehand.tests.pipeline.office import opened

MINUTE = timedelta(minutes=1)
DORA = "dora@customer.example"
FIRST = "<first@customer.example>"
OF_CARLA = {
    "authentication_results": "mx.acme.example; dmarc=pass header.from=customer.example"
}


def conversation(desk: Desk, number: int = 1001) -> Conversation:
    with desk.house.store.reading() as work:
        return work.conversation(number)


def asked(desk: Desk) -> Sent:
    return desk.relayed(message_id=FIRST, **OF_CARLA)


def handed_to_ben(desk: Desk) -> tuple[Sent, Sent]:
    """The relay that Ana got, and the one that Ben got when she handed it over."""
    first = asked(desk)
    desk.post(desk.reply(first, "#assign ben"))
    desk.now += MINUTE
    return first, desk.of(Purpose.RELAY)[-1]


def last_receipt(desk: Desk, address: str = ANA) -> Sent:
    return [r for r in desk.of(Purpose.RECEIPT) if r.recipients == (address,)][-1]


class TestAnOwnerAfterAHandOver:
    def test_their_answer_waits_and_names_the_new_owner(self, desk: Desk) -> None:
        first, _ = handed_to_ben(desk)
        desk.post(desk.reply(first, "One thing more."))
        assert answers(desk) == []
        assert [mail.cause for mail in held(desk)] == [Cause.OWNER]
        assert "belongs to Ben Okafor since 12:00" in says(last_notice(desk))

    def test_taking_it_back_sends_it(self, desk: Desk) -> None:
        first, _ = handed_to_ben(desk)
        desk.post(desk.reply(first, "One thing more."))
        desk.post(desk.reply(last_notice(desk), "#take"))
        assert answers(desk) == ["One thing more."]
        assert conversation(desk).owner == "ana"

    def test_sending_it_without_taking_does_not(self, desk: Desk) -> None:
        first, _ = handed_to_ben(desk)
        desk.post(desk.reply(first, "One thing more."))
        desk.now += MINUTE
        desk.post(desk.reply(last_notice(desk), "#send"))
        assert answers(desk) == []
        assert [mail.cause for mail in held(desk)] == [Cause.OWNER]
        assert "It cannot be sent as it stands: conversation #1001 belongs to ben" in says(
            last_notice(desk)
        )

    def test_take_in_the_same_mail_sends_it(self, desk: Desk) -> None:
        handed_to_ben(desk)
        desk.post(desk.reply(last_receipt(desk), "#take\nOne thing more."))
        assert answers(desk) == ["One thing more."]


class TestTwoAtOnce:
    def both(self, desk: Desk) -> tuple[bytes, bytes]:
        """Ana takes and answers while Ben, whose it is, answers too."""
        _, bens = handed_to_ben(desk)
        anas = desk.reply(last_receipt(desk), "#take\nIt is on its way.")
        return anas, desk.reply(bens, "We have none left.", sender=BEN)

    @pytest.mark.parametrize("first", [0, 1])
    def test_the_second_waits_whichever_it_is(self, desk: Desk, first: int) -> None:
        mails = self.both(desk)
        desk.post(mails[first], mails[1 - first])
        said = ["It is on its way.", "We have none left."]
        if first == 0:
            assert answers(desk) == said[:1]
            assert "belongs to Ana Ruiz" in says(last_notice(desk))
        else:
            assert answers(desk) == said[::-1], "taken in the same mail"
            notes = says(last_receipt(desk))
            assert "The latest answer is by Ben Okafor" in notes
            assert "\u201cWe have none left.\u201d" in notes

    def test_the_answer_of_the_other_is_shown(self, desk: Desk) -> None:
        anas, bens = self.both(desk)
        desk.post(anas)
        desk.pass_time(MINUTE)
        desk.post(bens)
        notice = last_notice(desk)
        assert notice.recipients == (BEN,)
        assert "\u201cIt is on its way.\u201d" in says(notice)
        desk.post(desk.reply(notice, "#take", sender=BEN))
        assert answers(desk) == ["It is on its way.", "We have none left."]

    def test_an_owner_who_has_not_seen_a_colleagues_answer_is_shown_it(
        self, desk: Desk
    ) -> None:
        """Ben answers Carla from his own mail program, with the desk in copy."""
        relay = asked(desk)
        desk.now += MINUTE
        desk.post(
            desk.write(
                BEN,
                CARLA,
                "I have sent you a new one.",
                subject="Re: The kettle leaks",
                answers=FIRST,
                cc=SUPPORT,
                authentication_results="mx.acme.example; dmarc=pass header.from=acme.example",
            )
        )
        desk.now += MINUTE
        desk.post(desk.reply(relay, "Please try another socket."))
        assert answers(desk) == []
        assert [mail.cause for mail in held(desk)] == [Cause.SECOND]
        assert "\u201cI have sent you a new one.\u201d" in says(last_notice(desk))
        desk.post(desk.reply(last_notice(desk), "#send"))
        assert answers(desk) == ["Please try another socket."]

    def test_a_second_answer_of_the_same_hand_is_no_second_voice(self, desk: Desk) -> None:
        relay = asked(desk)
        desk.post(desk.reply(relay, "It is on its way."))
        desk.now += MINUTE
        desk.post(desk.reply(relay, "And a voucher with it."))
        assert answers(desk) == ["It is on its way.", "And a voucher with it."]

    def test_what_was_taken_back_was_not_said(self, desk: Desk) -> None:
        _, bens = handed_to_ben(desk)
        desk.post(desk.reply(last_receipt(desk), "#take\nIt is on its way."))
        desk.post(desk.reply(last_receipt(desk), "#undo"))
        desk.now += MINUTE
        assert conversation(desk).owner in {"ana", "ben"}
        desk.post(desk.reply(bens, "#take\nWe have none left.", sender=BEN))
        if not answers(desk)[1:]:
            desk.post(desk.reply(last_notice(desk), "#take", sender=BEN))
        assert "It is on its way" not in says(last_receipt(desk, BEN)).partition("goes out")[0]


class TestWhatHasClosed:
    def test_the_owners_answer_goes_out_and_it_stays_closed(self, desk: Desk) -> None:
        relay = asked(desk)
        desk.post(desk.reply(relay, "It is on its way.\n#close"))
        desk.now += MINUTE
        desk.post(desk.reply(relay, "By the way: the lid comes with it."))
        assert answers(desk)[-1] == "By the way: the lid comes with it."
        assert conversation(desk).state is State.CLOSED
        assert "closed by you at 12:00 and stays closed" in says(last_receipt(desk))

    def test_who_closed_it_is_named(self, desk: Desk) -> None:
        first, bens = handed_to_ben(desk)
        desk.post(desk.reply(bens, "#close", sender=BEN))
        desk.post(desk.reply(first, "One thing more."))
        assert answers(desk) == []
        assert "closed by Ben Okafor" in says(last_notice(desk))


class TestWhatHasMerged:
    def test_an_answer_goes_to_what_it_was_merged_into_and_says_so(self, desk: Desk) -> None:
        desk.relayed(subject="The lid", message_id="<lid@customer.example>", **OF_CARLA)
        second = desk.relayed(
            subject="The kettle again", message_id="<kettle@customer.example>", **OF_CARLA
        )
        desk.post(desk.reply(second, "#merge 1001"))
        assert conversation(desk, 1002).number == 1001
        desk.now += MINUTE
        desk.post(desk.reply(second, "It is on its way."))
        assert answers(desk) == ["It is on its way."]
        notes = says(last_receipt(desk))
        assert "#1002" in notes
        assert "now it belongs to #1001" in notes
        (sent,) = desk.of(Purpose.ANSWER)
        assert sent.mail["In-Reply-To"] == "<kettle@customer.example>"

    def test_an_answer_follows_the_mail_that_was_split_off(self, desk: Desk) -> None:
        """Else it would go to another customer's mail, in another conversation."""
        asked(desk)
        second = desk.relayed(text="And the lid?", answers=FIRST, **OF_CARLA)
        desk.post(desk.reply(second, "#split"))
        desk.now += MINUTE
        desk.post(desk.reply(second, "The lid is on its way."))
        with desk.house.store.reading() as work:
            sent = [m.reply for m in work.messages(1002) if not m.inbound]
        assert sent == ["The lid is on its way."]


class TestANewerMail:
    def test_it_waits_on_and_the_receipt_says_so(self, desk: Desk) -> None:
        first = asked(desk)
        desk.now += timedelta(hours=1)
        second = desk.relayed(text="And it smells.", answers=FIRST, **OF_CARLA)
        desk.now += MINUTE
        desk.post(desk.reply(first, "Which kettle is it?"))
        assert answers(desk) == ["Which kettle is it?"]
        assert "A newer mail of carla@customer.example" in says(last_receipt(desk))
        after = conversation(desk)
        assert after.state is State.OPEN
        (clock,) = after.live_clocks
        assert clock.target is Target.NEXT_RESPONSE
        assert clock.started_at == TUESDAY + timedelta(hours=1), "since it came"
        assert assess(clock, desk.now) is Verdict.RUNNING
        desk.now += MINUTE
        desk.post(desk.reply(second, "Unplug it, please."))
        assert conversation(desk).state is State.WAITING
        assert not conversation(desk).live_clocks

    def test_taking_that_answer_back_leaves_one_clock(self, desk: Desk) -> None:
        first = asked(desk)
        desk.now += timedelta(hours=1)
        desk.relayed(text="And it smells.", answers=FIRST, **OF_CARLA)
        desk.post(desk.reply(first, "Which kettle is it?"))
        desk.now += timedelta(seconds=30)
        desk.post(desk.reply(last_receipt(desk), "#undo"))
        (clock,) = conversation(desk).live_clocks
        assert clock.target is Target.FIRST_RESPONSE
        assert clock.started_at == TUESDAY

    def test_an_older_mail_answered_last_leaves_nothing_waiting(self, desk: Desk) -> None:
        first = asked(desk)
        desk.now += MINUTE
        second = desk.relayed(text="And it smells.", answers=FIRST, **OF_CARLA)
        desk.post(desk.reply(second, "Unplug it, please."))
        desk.now += MINUTE
        desk.post(desk.reply(first, "Which kettle is it?"))
        assert "newer mail" not in says(last_receipt(desk))
        assert conversation(desk).state is State.WAITING


class TestWhoGetsTheAnswer:
    def test_what_a_participant_wrote_without_the_customer_is_answered_without_them(
        self, desk: Desk
    ) -> None:
        asked_with_dora = desk.write(cc=DORA, message_id=FIRST, **OF_CARLA)
        desk.post(asked_with_dora)
        desk.post(desk.write(DORA, text="Between us: she is moving out.", answers=FIRST))
        relay = desk.of(Purpose.RELAY)[-1]
        desk.post(desk.reply(relay, "Thank you for telling us."))
        assert [sent.recipients for sent in desk.of(Purpose.ANSWER)] == [(DORA,)]
        assert f"goes to {DORA} alone, who left the customer out" in says(relay)

    def test_what_she_wrote_to_all_is_answered_to_all(self, desk: Desk) -> None:
        desk.post(desk.write(cc=DORA, message_id=FIRST, **OF_CARLA))
        desk.post(desk.write(DORA, text="It drips here, too.", answers=FIRST, cc=CARLA))
        desk.post(desk.reply(desk.of(Purpose.RELAY)[-1], "We send two."))
        (sent,) = desk.of(Purpose.ANSWER)
        assert set(sent.recipients) == {CARLA, DORA}

    def test_a_form_is_answered_to_who_filled_it_in(self, desk: Desk) -> None:
        for text in ("It drips.", "It drips still."):
            desk.post(
                desk.write(
                    "form@webhost.example", text=text, reply_to=CARLA, answers=FIRST, **OF_CARLA
                )
            )
            desk.post(desk.reply(desk.of(Purpose.RELAY)[-1], f"About: {text}"))
            desk.now += MINUTE
        assert {sent.recipients[0] for sent in desk.of(Purpose.ANSWER)} == {CARLA}


@pytest.fixture
def postgres_desk(settings: Settings, postgres_store_url: str) -> Iterator[Desk]:
    desk = replace(settings.desk, store=postgres_store_url)
    with opened(replace(settings, desk=desk)) as house:
        yield Desk(house, TUESDAY)


def test_two_answers_at_once_on_the_shared_database(postgres_desk: Desk) -> None:
    """By two workers, each with its own connection; the second sees what the first has done."""
    desk = postgres_desk
    anas, bens = TestTwoAtOnce().both(desk)
    with opened(desk.settings) as other:
        beside = Desk(other, desk.now, first_uid=100)
        desk.post(anas)
        beside.post(bens)
    assert answers(desk) == ["It is on its way."]
    assert len(held(desk)) == 1


def test_a_held_mail_is_settled_once_on_the_shared_database(postgres_desk: Desk) -> None:
    desk = postgres_desk
    desk.post(desk.reply(asked(desk), "It is on its way.", statements=""))
    question = last_notice(desk)
    yes = desk.reply(question, "yes", statements="")
    desk.now += timedelta(seconds=1)
    no = desk.reply(question, "no", statements="")
    desk.post(yes, no)
    assert answers(desk) == ["It is on its way."]
    assert held(desk) == []
