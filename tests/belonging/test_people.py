"""Who gets into a conversation by a mail, and who hears of those who do not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from samehand.desk.letters import Purpose
from samehand.ingest.message import Address
from samehand.tests.belonging.mailroom import (
    CARLA,
    DORA,
    ERIK,
    MALLORY,
    NOW,
    SALES,
    Mailroom,
    written,
)

ANA, BEN = "ana@acme.example", "ben@acme.example"
QUESTION = written(
    CARLA,
    "The secret of our kettle is that it leaks since Monday.",
    message_id="q1@customer.example",
    cc=DORA,
    subject="The kettle leaks",
)


def answer(sender: str, number: int = 1, **fields: Any) -> bytes:
    """Somebody's answer to Carla's question."""
    return written(
        sender,
        f"This is answer {number}.",
        message_id=f"r{number}@{sender.split('@')[1]}",
        subject="Re: The kettle leaks",
        parents=["q1@customer.example"],
        **fields,
    )


def test_a_copied_colleague_who_answers_takes_part_and_the_customer_stays(
    mailroom: Mailroom,
) -> None:
    question, reply = mailroom.post(QUESTION, answer(DORA))
    assert mailroom.places([question, reply]) == [1001, 1001]
    conversation = mailroom.conversation(1001)
    assert conversation.customer == Address(CARLA)
    assert {p.address for p in conversation.participants} == {CARLA, DORA}


def test_whom_a_participant_copies_takes_part_from_then_on(mailroom: Mailroom) -> None:
    uids = mailroom.post(QUESTION, answer(DORA, cc=ERIK))
    uids += mailroom.post(answer(ERIK, 2, In_Reply_To="<r1@customer.example>"))
    assert mailroom.places(uids) == [1001, 1001, 1001]
    assert mailroom.conversation(1001).customer == Address(CARLA)


def test_a_stranger_begins_a_conversation_and_the_other_owner_hears_of_it(
    mailroom: Mailroom,
) -> None:
    question, intruder = mailroom.post(QUESTION, answer(MALLORY))
    assert mailroom.places([question, intruder]) == [1001, 1002]
    assert [mailroom.conversation(n).owner for n in (1001, 1002)] == ["ana", "ben"]
    (hint,) = mailroom.sent(Purpose.NOTICE, ANA)
    assert "#1002" in hint
    assert MALLORY in hint
    (relay,) = mailroom.sent(Purpose.RELAY, BEN)
    assert "It refers to #1001, but the sender takes no part there." in relay
    assert "stranger" in mailroom.story(1001)


def test_nothing_of_the_conversation_is_shown_to_a_stranger(mailroom: Mailroom) -> None:
    mailroom.post(QUESTION, answer(MALLORY))
    shown = [text for kind in Purpose for text in mailroom.sent(kind, MALLORY)]
    assert len(shown) == 1, "the acknowledgement of her own mail"
    for inside in ("secret", "1001", CARLA, DORA, "Ana"):
        assert inside not in shown[0]


def test_an_owner_hears_of_strangers_once_a_day(mailroom: Mailroom) -> None:
    strangers = [answer(f"mallory@evil{n}.example", n) for n in range(4)]
    uids = mailroom.post(QUESTION, *strangers[:3])
    assert mailroom.places(uids) == [1001, 1002, 1003, 1004]
    assert len(mailroom.sent(Purpose.NOTICE, ANA)) == 1
    mailroom.now += timedelta(days=1)
    mailroom.post(strangers[3])
    assert len(mailroom.sent(Purpose.NOTICE, ANA)) == 2


def test_one_mail_that_refers_to_many_conversations_wakes_few_owners(
    mailroom: Mailroom,
) -> None:
    questions = [
        written(CARLA, f"Question {n}.", message_id=f"q{n}@customer.example", subject=f"Q {n}")
        for n in range(20)
    ]
    flood = written(
        MALLORY,
        "Hello all.",
        message_id="flood@evil.example",
        parents=[f"q{n}@customer.example" for n in range(20)],
    )
    mailroom.post(*questions, flood)
    assert len(mailroom.sent(Purpose.NOTICE, ANA)) <= 3
    assert len(mailroom.sent(Purpose.RELAY, BEN)) <= 21


@pytest.mark.parametrize(
    "hop", ["by mx.acme.example", "by relay.acme.example (by way of sales)"]
)
def test_the_same_mail_in_two_mailboxes_is_one(mailroom: Mailroom, hop: str) -> None:
    def copy(received: str, **fields: Any) -> bytes:
        return written(
            CARLA,
            "Both of you should know.",
            message_id="both@customer.example",
            to=f"support@acme.example, {SALES}",
            received=received,
            **fields,
        )

    first = mailroom.post(copy("by mx.acme.example"))
    second = mailroom.post(copy(hop, X_Spam_Score="1.5", Delivered_To=SALES), mailbox=SALES)
    assert mailroom.places([*first, *second]) == [1001, None]
    assert len(mailroom.sent(Purpose.ACKNOWLEDGEMENT, CARLA)) == 1
    assert len(mailroom.sent(Purpose.RELAY, ANA)) == 1


def test_the_same_message_id_with_other_words_is_another_mail(mailroom: Mailroom) -> None:
    uids = mailroom.post(
        written(CARLA, "The kettle leaks.", message_id="one@form.example", subject="Kettle"),
        written(ERIK, "Where is my parcel?", message_id="one@form.example", subject="Parcel"),
        written(CARLA, "And my invoice?", message_id="one@form.example", subject="Invoice"),
    )
    assert mailroom.places(uids) == [1001, 1002, 1003]


def test_empty_ids_tie_nothing(mailroom: Mailroom) -> None:
    uids = mailroom.post(
        *(
            written(CARLA, f"Question {n}.", message_id="", parents=[""], subject=f"Case {n}")
            for n in range(2)
        )
    )
    assert mailroom.places(uids) == [1001, 1002]


def test_another_subject_after_a_long_silence_is_a_new_matter_in_the_same_hand(
    mailroom: Mailroom,
) -> None:
    """Dora was copied then; meanwhile she has had to do with Ben."""
    uids = mailroom.post(
        written(
            CARLA,
            "It leaks.",
            message_id="q1@customer.example",
            cc=DORA,
            subject="The kettle leaks",
            date=NOW - timedelta(days=200),
        ),
        written(DORA, "Where is it?", message_id="q2@customer.example", subject="Parcel"),
        written(
            DORA,
            "I have another question.",
            message_id="q3@customer.example",
            subject="Your new coffee machine",
            parents=["q1@customer.example"],
        ),
    )
    assert mailroom.places(uids) == [1001, 1002, 1003]
    assert [mailroom.conversation(n).owner for n in (1001, 1002, 1003)] == ["ana", "ben", "ana"]
    assert mailroom.conversation(1003).continues == 1001
    assert "It continues #1001" in mailroom.sent(Purpose.RELAY, ANA)[-1]
    assert "continued" in mailroom.story(1001)
    assert mailroom.sent(Purpose.NOTICE, ANA) == []


def test_after_a_long_silence_the_same_subject_is_the_same_matter(mailroom: Mailroom) -> None:
    old = written(
        CARLA,
        "It leaks.",
        message_id="q1@customer.example",
        subject="The kettle leaks",
        date=NOW - timedelta(days=200),
    )
    uids = mailroom.post(old, answer(CARLA))
    assert mailroom.places(uids) == [1001, 1001]
    assert mailroom.conversation(1001).continues is None
