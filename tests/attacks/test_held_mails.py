"""Mails that wait: how their agents settle them by answering, and how nobody else does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from samehand.desk.agents.holds.held import Cause, Held, Way
from samehand.desk.conversation import State
from samehand.desk.decision import Outcome
from samehand.desk.letters import Purpose
from samehand.tests.attacks.desk_under_attack import ANA, BEN, CARLA, FAILED, Desk, Sent

MINUTE = timedelta(minutes=1)


def held(desk: Desk) -> list[Held]:
    with desk.house.store.reading() as work:
        return work.held_mails()


def answers(desk: Desk) -> list[str]:
    """What customers got, without the signature."""
    return [
        sent.text.replace("\r\n", "\n").partition("\n-- ")[0].strip()
        for sent in desk.of(Purpose.ANSWER)
    ]


def last_notice(desk: Desk) -> Sent:
    return desk.of(Purpose.NOTICE)[-1]


def says(sent: Sent) -> str:
    return " ".join(sent.text.split())


def slipped(desk: Desk) -> Sent:
    """The word about an answer with a mistyped command."""
    desk.post(desk.reply(desk.relayed(), "It is on its way.\n#clsoe"))
    return last_notice(desk)


def of_ben(desk: Desk, text: str = "I know this one.") -> Sent:
    """The word about an answer that Ben gives after he has handed it over to Ana."""
    first = desk.relayed()
    desk.post(desk.reply(first, "#assign ben"))
    desk.post(desk.reply(desk.of(Purpose.RELAY)[-1], "#assign ana", sender=BEN))
    receipt = next(r for r in desk.of(Purpose.RECEIPT) if r.recipients == (BEN,))
    desk.now += MINUTE
    desk.post(desk.reply(receipt, text, sender=BEN))
    return last_notice(desk)


class TestASlip:
    def test_the_word_about_it_names_what_to_do(self, desk: Desk) -> None:
        notice = slipped(desk)
        assert str(notice.mail["Subject"]).startswith("NOT SENT")
        assert "did you mean #close?" in says(notice)
        assert "the text that is to go out instead" in says(notice)
        assert "#drop" in says(notice)
        assert "#send" not in says(notice), "it would show the command to the customer"

    def test_another_text_takes_its_place(self, desk: Desk) -> None:
        notice = slipped(desk)
        desk.post(desk.reply(notice, "It is on its way, truly.\n#close"))
        assert answers(desk) == ["It is on its way, truly."]
        assert held(desk) == []
        with desk.house.store.reading() as work:
            (story,) = work.held_mails(1001)
            assert (story.settled, story.settled_by) == (Way.REPLACED, "ana")
            assert work.conversation(1001).state is State.CLOSED

    def test_it_cannot_be_sent_as_it_is(self, desk: Desk) -> None:
        notice = slipped(desk)
        desk.post(desk.reply(notice, "#send"))
        assert answers(desk) == []
        assert len(held(desk)) == 1
        assert "cannot be sent as it stands" in says(last_notice(desk))

    def test_it_can_be_kept_as_a_note_or_given_up(self, desk: Desk) -> None:
        desk.post(desk.reply(slipped(desk), "#note"))
        assert held(desk) == []
        desk.now += MINUTE
        desk.post(desk.reply(desk.of(Purpose.RELAY)[-1], "Again.\n#clsoe"))
        desk.post(desk.reply(last_notice(desk), "#drop"))
        assert held(desk) == []
        assert answers(desk) == []
        assert "stays in the desk's books" in says(last_notice(desk))

    def test_a_second_slip_in_its_place_is_held_too_and_the_first_waits_on(
        self, desk: Desk
    ) -> None:
        desk.post(desk.reply(slipped(desk), "It is on its way.\n#colse"))
        assert [mail.cause for mail in held(desk)] == [Cause.SLIP, Cause.SLIP]
        desk.post(desk.reply(last_notice(desk), "It is on its way."))
        assert answers(desk) == ["It is on its way."]

    def test_a_better_answer_to_the_customers_mail_takes_its_place_too(
        self, desk: Desk
    ) -> None:
        slipped(desk)
        desk.now += MINUTE
        desk.post(desk.reply(desk.of(Purpose.RELAY)[-1], "It is on its way.\n#close"))
        assert answers(desk) == ["It is on its way."]
        assert held(desk) == []
        assert "place of your mail that was held at 12:00" in says(desk.of(Purpose.RECEIPT)[-1])

    def test_given_up_with_a_remark_it_is_given_up(self, desk: Desk) -> None:
        desk.post(desk.reply(slipped(desk), "This was for somebody else.\n\n#drop"))
        assert answers(desk) == []
        assert held(desk) == []

    def test_files_beside_a_word_are_not_lost_in_silence(self, desk: Desk) -> None:
        notice = slipped(desk)
        parts = ("--x", "Content-Type: text/plain", "", "#note", "--x")
        file = ('Content-Disposition: attachment; filename="lid.txt"', "", "A lid.", "--x--")
        desk.post(
            desk.reply(
                notice,
                "\n".join((*parts, *file)),
                content_type='multipart/mixed; boundary="x"',
                mime_version="1.0",
            )
        )
        assert len(held(desk)) == 1
        assert "files are attached" in says(last_notice(desk))

    def test_orders_alone_leave_it_waiting(self, desk: Desk) -> None:
        desk.post(desk.reply(slipped(desk), "#wait"))
        assert len(held(desk)) == 1


class TestALeak:
    def test_only_a_changed_text_goes_out(self, desk: Desk) -> None:
        relay = desk.relayed()
        desk.post(desk.reply(relay, f"Write to me directly: {ANA}"))
        notice = last_notice(desk)
        assert [mail.cause for mail in held(desk)] == [Cause.LEAK]
        desk.post(desk.reply(notice, "#send"))
        desk.post(desk.reply(notice, f"Or to {BEN}"))
        assert answers(desk) == []
        desk.post(desk.reply(notice, "Write to us."))
        assert answers(desk) == ["Write to us."]

    def test_a_word_that_lets_out_a_mail_is_no_pass_for_the_inside(self, desk: Desk) -> None:
        """What was held for another reason is looked over when it is let out."""
        desk.post(desk.reply(desk.relayed(), f"Write to {ANA}", statements=""))
        assert [mail.cause for mail in held(desk)] == [Cause.UNPROVED]
        desk.post(desk.reply(last_notice(desk), "yes", statements=""))
        assert answers(desk) == []
        assert [mail.cause for mail in held(desk)] == [Cause.LEAK]


class TestTheOwnersVoice:
    def test_who_is_not_the_owner_hears_who_is_and_what_was_said(self, desk: Desk) -> None:
        notice = of_ben(desk)
        assert notice.recipients == (BEN,)
        assert "belongs to Ana Ruiz" in says(notice)
        assert "Nobody has answered yet" in says(notice)
        desk.post(desk.reply(desk.of(Purpose.RELAY)[-1], "We look into it."))
        desk.now += MINUTE
        receipt = next(r for r in desk.of(Purpose.RECEIPT) if r.recipients == (BEN,))
        desk.post(desk.reply(receipt, "So do I.", sender=BEN))
        assert "\u201cWe look into it.\u201d" in says(last_notice(desk))
        assert "by Ana Ruiz" in says(last_notice(desk))

    def test_taking_it_sends_it_and_tells_the_former_owner(self, desk: Desk) -> None:
        desk.post(desk.reply(of_ben(desk), "#take", sender=BEN))
        assert answers(desk) == ["I know this one."]
        with desk.house.store.reading() as work:
            assert work.conversation(1001).owner == "ben"
        assert any(
            n.recipients == (ANA,) and "Ben Okafor owns" in says(n)
            for n in desk.of(Purpose.NOTICE)
        )

    def test_sending_alone_is_not_taking(self, desk: Desk) -> None:
        desk.post(desk.reply(of_ben(desk), "#send", sender=BEN))
        assert answers(desk) == []
        assert len(held(desk)) == 1

    def test_as_a_note_it_stays_inside(self, desk: Desk) -> None:
        desk.post(desk.reply(of_ben(desk), "#note", sender=BEN))
        assert answers(desk) == []
        assert held(desk) == []
        with desk.house.store.reading() as work:
            notes = [m.reply for m in work.messages(1001) if m.kind == "note"]
            assert notes == ["I know this one."]
            assert work.conversation(1001).owner == "ana"


class TestTheQuestionWhetherItIsTheirs:
    def asked(self, desk: Desk, text: str = "We send a new one.") -> Sent:
        desk.post(desk.reply(desk.relayed(), text, statements=""))
        return last_notice(desk)

    @pytest.mark.parametrize("word", ["yes", "Yes, that was me.", "#send", "/send"])
    def test_a_yes_in_time_sends_it(self, desk: Desk, word: str) -> None:
        desk.post(desk.reply(self.asked(desk), word, statements=""))
        assert answers(desk) == ["We send a new one."]

    def test_a_late_yes_is_asked_about_once_more(self, desk: Desk) -> None:
        question = self.asked(desk)
        desk.now += timedelta(minutes=15)
        desk.post(desk.reply(question, "yes", statements=""))
        assert answers(desk) == []
        again = last_notice(desk)
        assert again.reply_to != question.reply_to
        desk.post(desk.reply(again, "yes", statements=""))
        assert answers(desk) == ["We send a new one."]

    def test_the_code_of_the_older_question_ends_with_the_newer(self, desk: Desk) -> None:
        question = self.asked(desk)
        desk.post(desk.reply(question, "What is this?", statements=""))
        desk.now += MINUTE
        desk.post(desk.reply(question, "Yes!", statements=""))
        assert answers(desk) == []
        desk.post(desk.reply(last_notice(desk), "Yes!", statements=""))
        assert answers(desk) == ["We send a new one."]

    def test_a_late_yes_that_the_server_vouches_for_needs_no_code(self, desk: Desk) -> None:
        question = self.asked(desk)
        desk.now += timedelta(days=2)
        desk.post(desk.reply(question, "yes"))
        assert answers(desk) == ["We send a new one."]

    def test_the_customers_wait_ends_when_it_is_let_out(self, desk: Desk) -> None:
        question = self.asked(desk)
        desk.now += timedelta(hours=5)  # past the first response
        desk.post(desk.reply(question, "yes"))
        with desk.house.store.reading() as work:
            (clock,) = work.clocks(1001)
            assert clock.met_at == desk.now, "and not when the held mail came"

    def test_a_no_gives_it_up(self, desk: Desk) -> None:
        desk.post(desk.reply(self.asked(desk), "No, I have not written that!", statements=""))
        assert answers(desk) == []
        assert held(desk) == []

    @pytest.mark.parametrize("statements", ["", None])
    def test_words_to_us_go_to_nobody(self, desk: Desk, statements: str | None) -> None:
        question = self.asked(desk)
        proof = {} if statements is None else {"statements": statements}
        desk.post(desk.reply(question, "What is this?", **proof))
        assert answers(desk) == []
        assert len(held(desk)) == 1


class TestWhatTheServerDenies:
    def denied(self, desk: Desk) -> Sent:
        desk.post(desk.reply(desk.relayed(), "We send a new one.", statements=FAILED))
        return last_notice(desk)

    def test_a_word_that_the_server_vouches_for_lets_it_out(self, desk: Desk) -> None:
        desk.post(desk.reply(self.denied(desk), "#send"))
        assert answers(desk) == ["We send a new one."]

    def test_a_code_alone_does_not(self, desk: Desk) -> None:
        desk.post(desk.reply(self.denied(desk), "#send", statements=""))
        assert answers(desk) == []
        assert "samehand held release" in says(last_notice(desk))

    def test_a_question_back_is_not_sent_to_the_customer(self, desk: Desk) -> None:
        notice = self.denied(desk)
        desk.post(desk.reply(notice, "That was not me!"))
        assert answers(desk) == []
        desk.now += MINUTE
        desk.post(desk.reply(last_notice(desk), "We send another one.\n\n#send"))
        assert answers(desk) == ["We send another one."]
        assert held(desk) == []


class TestWhoElseAnswers:
    def test_a_colleague_settles_nothing(self, desk: Desk) -> None:
        notice = slipped(desk)
        for word in ("#drop", "#note", "Pay Mallory."):
            desk.post(desk.reply(notice, word, sender=BEN))
        assert answers(desk) == []
        assert Cause.SLIP in {mail.cause for mail in held(desk)}

    def test_somebody_outside_settles_nothing_and_the_word_is_revoked(self, desk: Desk) -> None:
        notice = slipped(desk)
        desk.post(desk.reply(notice, "#drop", sender=CARLA))
        assert len(held(desk)) == 1
        revoked = last_notice(desk)
        assert revoked.recipients == (ANA,)
        assert str(revoked.mail["Subject"]).startswith("REVOKED")
        desk.post(desk.reply(notice, "It is on its way."))
        assert answers(desk) == []
        desk.post(desk.reply(last_notice(desk), "#send"))
        assert answers(desk) == ["It is on its way."], "after one more word of hers"

    def test_each_word_counts_once(self, desk: Desk) -> None:
        notice = slipped(desk)
        desk.post(desk.reply(notice, "It is on its way."))
        desk.now += MINUTE
        desk.post(desk.reply(notice, "#drop"))
        assert answers(desk) == ["It is on its way."]
        assert "no longer held: replaced by another text by you" in says(last_notice(desk))
        desk.post(desk.reply(notice, "One thing more."))
        assert answers(desk) == ["It is on its way."]
        desk.post(desk.reply(last_notice(desk), "#send"))
        assert answers(desk) == ["It is on its way.", "One thing more."]


class TestAColleaguesMail:
    def test_it_goes_out_once_the_conversation_is_theirs(self, desk: Desk) -> None:
        relay = desk.relayed()
        desk.post(desk.reply(relay, "I can help here.", sender=BEN))
        notice = last_notice(desk)
        assert "#assign ben" in says(notice)
        desk.now += MINUTE
        desk.post(desk.reply(notice, "#send", sender=BEN))
        assert answers(desk) == []
        desk.post(desk.reply(relay, "#assign ben"))
        desk.now += MINUTE
        desk.post(desk.reply(last_notice(desk), "#send", sender=BEN))
        assert answers(desk) == ["I can help here."]


def test_a_held_mail_can_be_held_again_for_another_reason(desk: Desk) -> None:
    """Confirmed, it is still nobody's but the owner's to say."""
    desk.relayed()
    notice = of_ben(desk)
    with desk.house.store.reading() as work:
        assert [mail.cause for mail in work.held_mails()] == [Cause.OWNER]
    desk.post(desk.reply(notice, "#take", sender=BEN, statements=""))
    assert len(answers(desk)) == 1, "the code has come back in time"


def test_a_flood_in_an_agents_name_costs_them_a_few_words_and_is_counted(desk: Desk) -> None:
    relay = desk.relayed()
    for number in range(40):
        desk.post(desk.reply(relay, f"Pay {number}.", statements=FAILED))
        desk.now += MINUTE
    told = [n for n in desk.of(Purpose.NOTICE) if n.recipients == (ANA,)]
    assert len(told) == 4, "one in ten minutes"
    assert "9 more mails in your name were held" in says(told[-1])
    desk.now += timedelta(minutes=10)
    for _ in range(60):
        desk.post(desk.reply(relay, "Pay.", statements=FAILED))
        desk.now += timedelta(minutes=15)
    told = [n for n in desk.of(Purpose.NOTICE) if n.recipients == (ANA,)]
    assert len(told) <= 12, "and a few a day"
    assert answers(desk) == []
    assert len(held(desk)) == 100, "nothing is lost"


def test_a_robot_that_answers_each_word_draws_a_few_a_day(desk: Desk) -> None:
    desk.post(desk.reply(desk.relayed(), "I am away.", statements=""))
    seen = 0
    for number in range(60):
        notices = desk.of(Purpose.NOTICE)
        for notice in notices[seen:]:
            desk.post(desk.reply(notice, f"I am away, says {number}.", statements=""))
        seen = len(notices)
        desk.now += timedelta(minutes=11)
    assert len(desk.of(Purpose.NOTICE)) <= 14
    assert answers(desk) == []


def test_what_nobody_settles_is_told_to_the_lead_once_and_waits_on(desk: Desk) -> None:
    slipped(desk)
    desk.pass_time(timedelta(days=14) - MINUTE)
    assert not any("HELD" in str(n.mail["Subject"]) for n in desk.of(Purpose.NOTICE))
    for _ in range(3):
        desk.pass_time(MINUTE)
    (word,) = [n for n in desk.of(Purpose.NOTICE) if "HELD" in str(n.mail["Subject"])]
    assert word.recipients == (ANA,), "the fallback owner, where no lead is named"
    assert "samehand held release" in says(word)
    assert len(held(desk)) == 1
    assert answers(desk) == []
    desk.post(desk.reply(next(n for n in desk.of(Purpose.NOTICE)), "It is on its way."))
    assert answers(desk) == [], "its word has expired"


def test_the_breach_alert_says_that_a_held_reply_is_waiting(desk: Desk) -> None:
    slipped(desk)
    desk.pass_time(timedelta(hours=4))
    alert = desk.of(Purpose.ALERT)[-1]
    assert "BREACHED" in str(alert.mail["Subject"])
    assert "A held reply is waiting: Ana Ruiz wrote it" in says(alert)


def test_a_mail_that_looks_like_a_robots_is_let_out_by_a_word(desk: Desk) -> None:
    raw = desk.reply(desk.relayed(), "We send a new one.", precedence="bulk")
    desk.post(raw)
    assert [mail.cause for mail in held(desk)] == [Cause.ROBOT]
    desk.post(desk.reply(last_notice(desk), "#send"))
    assert answers(desk) == ["We send a new one."]


def test_two_words_in_one_batch_settle_it_once(desk: Desk) -> None:
    notice = slipped(desk)
    first = desk.reply(notice, "It is on its way.")
    desk.now += timedelta(seconds=1)
    second = desk.reply(notice, "It is on the way to you.")
    rows = desk.post(first, second)
    assert [row.outcome for row in rows] == [Outcome.MESSAGE, Outcome.HELD]
    assert answers(desk) == ["It is on its way."]


def test_a_flood_of_questions_ends_while_a_persons_mails_are_all_asked_about(
    desk: Desk,
) -> None:
    """Where the server says nothing, whoever has a token could fill an agent's mailbox."""
    relay = desk.relayed()
    for number in range(60):
        desk.post(desk.reply(relay, f"Pay {number}.", statements=""))
        desk.now += timedelta(seconds=5)
    assert len(desk.of(Purpose.NOTICE)) == 20
    assert len(held(desk)) == 60
    for number in range(6):
        desk.now += timedelta(minutes=5)
        before = len(desk.of(Purpose.NOTICE))
        desk.post(desk.reply(relay, f"A true answer, {number}.", statements=""))
        if number > 1:
            assert len(desk.of(Purpose.NOTICE)) == before + 1


def test_who_mends_a_slip_twice_hears_of_each_also_where_the_server_says_nothing(
    desk: Desk,
) -> None:
    desk.post(desk.reply(desk.relayed(), "It is on its way.\n#clsoe", statements=""))
    for text in ("It is on its way.\n#colse", "It is on its way."):
        desk.now += MINUTE
        desk.post(desk.reply(last_notice(desk), "yes", statements=""))
        assert "did you mean #close?" in says(last_notice(desk))
        desk.now += MINUTE
        desk.post(desk.reply(last_notice(desk), text, statements=""))
        assert "the word yes" in says(last_notice(desk))
    desk.now += MINUTE
    desk.post(desk.reply(last_notice(desk), "yes", statements=""))
    assert answers(desk) == ["It is on its way."]
