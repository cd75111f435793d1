"""An agent on their first day, with nothing to go by but the mails in front of them.

What each mail says has to be true, and whatever it offers has to work.
"""

from __future__ import annotations

import pytest

from samehand.desk.conversation import State
from samehand.desk.letters import Purpose
from samehand.tests.attacks.desk_under_attack import BEN
from samehand.tests.orders.talk import Talk, flat, to_customers


def first_line(talk: Talk) -> str:
    return talk.last_word().text.splitlines()[0]


@pytest.mark.parametrize(
    "text",
    ["Close", "close.", "undo", "Assign Ben", "snooze 2 days", "Priority high", "help", "Take"],
)
def test_a_command_without_its_sign_is_not_sent(talk: Talk, text: str) -> None:
    said = talk.word(talk.asks(), text)
    assert said.startswith("NOT SENT")
    assert f"answer this mail with #{text.lower().rstrip('.')}." in said
    assert not talk.of(Purpose.ANSWER)


@pytest.mark.parametrize(
    "text",
    [
        "Call me back",
        "Note that it leaks",
        "Back in stock on Monday.",
        "Thanks!",
        "Yes",
        "Assign Mallory",
        "Close the lid, then wait for a minute.",
        "#1 reason is the gasket.",
    ],
)
def test_short_answers_are_answers(talk: Talk, text: str) -> None:
    assert to_customers(talk.says(talk.asks(), text))


def test_a_word_without_its_sign_goes_out_when_they_say_so(talk: Talk) -> None:
    talk.says(talk.asks(), "Close")
    (answer,) = to_customers(talk.says(talk.last_word(), "#send"))
    assert answer.text.startswith("Close")


@pytest.mark.parametrize("slip", ["#clsoe", "#assign bne", "Close", "/clsoe", "#priority"])
def test_a_slip_is_over_once_the_order_is_put_right(talk: Talk, slip: str) -> None:
    talk.says(talk.asks(), slip)
    talk.word(talk.last_word(), "#close")
    assert talk.conversation().state is State.CLOSED
    with talk.house.store.reading() as work:
        waiting = work.connection.exec_driver_sql(
            "SELECT count(*) FROM held WHERE settled_at IS NULL"
        )
        assert waiting.scalar() == 0


def test_an_order_says_that_a_text_is_held_still(talk: Talk) -> None:
    talk.says(talk.asks(), "Goodbye, Carla.\n\n#clsoe")
    said = talk.word(talk.last_word(), "#close")
    assert "Your mail that was held at 12:01 is held still, and nothing of it was sent." in said


def test_a_slip_of_an_order_offers_no_ways_to_send_it(talk: Talk) -> None:
    said = talk.word(talk.asks(), "#clsoe")
    assert "did you mean #close?" in said
    assert "#drop" not in said
    assert "Answer this mail with the command put right, or with a text" in said


@pytest.mark.parametrize(
    ("typed", "meant"), [("bne", "ben"), ("Okafro", "ben"), ("leah", "lea")]
)
def test_a_misspelled_colleague_is_guessed(talk: Talk, typed: str, meant: str) -> None:
    assert f"did you mean #assign {meant} (" in talk.word(talk.asks(), f"#assign {typed}")


@pytest.mark.parametrize("word", ["#send", "#drop"])
def test_words_about_held_mails_say_where_they_belong(talk: Talk, word: str) -> None:
    said = talk.word(talk.asks(), word)
    assert "in answer to the mail of ours that says NOT SENT" in said
    assert "did you mean" not in said


def test_after_a_hand_over_only_what_works_is_offered(talk: Talk) -> None:
    relay = talk.asks()
    talk.says(relay, "#assign ben")
    said = talk.word(relay, "I know the answer.")
    assert "#take to make the conversation yours and send it" in said
    assert "#send" not in said
    (answer,) = to_customers(talk.says(talk.last_word(), "#take"))
    assert answer.text.startswith("I know the answer.")


def test_who_owns_it_is_not_told_to_take_it(talk: Talk) -> None:
    relay = talk.asks()
    failed = "mx.acme.example; dmarc=fail header.from=acme.example"
    talk.post(talk.reply(relay, "Send it.", statements=failed))
    assert "#send to send it as it is" in flat(talk.last_word())
    assert "#take" not in flat(talk.last_word())


@pytest.mark.parametrize(
    ("order", "done"),
    [
        ("#close", "the conversation is closed"),
        ("#assign ben", "it belongs to Ben Okafor now"),
        ("#note She has called.", "kept as a note"),
        ("#snooze 2d", "put aside until Thu 26 Nov 12:01"),
        ("#priority high", "its priority is high now"),
    ],
)
def test_the_first_line_of_a_receipt_says_what_was_done(
    talk: Talk, order: str, done: str
) -> None:
    talk.says(talk.asks(), order)
    assert first_line(talk) == f"--- #1001 | {done} | nothing goes to the customer ---"


def test_who_undoes_an_answer_reads_that_first(talk: Talk) -> None:
    talk.says(talk.asks(), "Send it.")
    talk.now -= talk.settings.outbox.undo / 2
    talk.post(talk.reply(talk.last_word(), "#undo"))
    assert first_line(talk).startswith("--- #1001 | your answer was taken back and will not be")


def test_a_receipt_speaks_of_evidence_where_it_was_unusual(talk: Talk) -> None:
    assert "Accepted" not in talk.word(talk.asks(), "#note Usual.")


def test_a_closed_conversation_can_be_opened(talk: Talk) -> None:
    talk.says(talk.asks(), "#close")
    said = talk.word(talk.last_word(), "#undo")
    assert "#wait opens it" in said
    talk.word(talk.last_word(), "#wait")
    assert talk.conversation().state is State.WAITING


def test_who_loses_a_conversation_need_do_nothing(talk: Talk) -> None:
    relay = talk.asks()
    talk.says(relay, "#assign ben")
    talk.says(relay, "I know the answer.")
    (told,) = [m for m in talk.says(talk.last_word(), "#take") if m.recipients == (BEN,)]
    assert "There is nothing left for you to do in it." in flat(told)


def test_words_right_under_a_hand_over_are_asked_about(talk: Talk) -> None:
    said = talk.word(talk.asks(), "#assign ben\nHe knows kettles.")
    assert "is for your colleague or for the customer" in said
    assert not talk.of(Purpose.ANSWER)


@pytest.mark.parametrize(
    "text", ["#note\n#assign ben\nHe knows kettles.", "#assign ben\n\n#note\nHe knows kettles."]
)
def test_with_a_note_they_are_for_the_colleague(talk: Talk, text: str) -> None:
    mails = talk.says(talk.asks(), text)
    assert not to_customers(mails)
    (handed,) = [mail for mail in mails if mail.recipients == (BEN,)]
    assert "Ana Ruiz says: He knows kettles." in flat(handed)


def test_the_colleague_sees_what_was_answered_with_the_hand_over(talk: Talk) -> None:
    mails = talk.says(talk.asks(), "Ben will call you.\n\n#assign ben")
    (handed,) = [mail for mail in mails if mail.recipients == (BEN,)]
    assert "Our last answer, by Ana Ruiz, today 12:01: > Ben will call you." in flat(handed)


def test_an_old_mail_says_what_a_colleague_has_answered_since(talk: Talk) -> None:
    relay = talk.asks()
    mails = talk.says(relay, "#assign ben")
    (handed,) = [mail for mail in mails if mail.recipients == (BEN,)]
    talk.says(handed, "Turn it round.", BEN)
    talk.leave()
    talk.says(handed, "#assign ana", BEN)
    said = talk.word(relay, "Throw it away.")
    assert "from before this was last handed over" in said
    assert "The latest answer is by Ben Okafor" in said
    assert "Turn it round." in said


def test_a_note_without_words_is_none(talk: Talk) -> None:
    assert "nothing is written" in talk.word(talk.asks(), "#note")


@pytest.mark.parametrize("tag", ["#metoo", "#teamkettle"])
def test_a_tag_that_is_no_command_may_stand_after_a_word(talk: Talk, tag: str) -> None:
    relay = talk.asks()
    said = talk.word(relay, f"Thanks for the photo.\n{tag}")
    assert "If it is for the customer, put a word before it." in said
    assert to_customers(talk.says(talk.last_word(), f"Thanks for the photo.\nOurs: {tag}"))


def test_a_plain_slip_gets_no_such_hint(talk: Talk) -> None:
    assert "put a word before it" not in talk.word(talk.asks(), "#clsoe")
