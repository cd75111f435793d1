"""Mails that come without a trace of what they answer in In-Reply-To and References."""

from __future__ import annotations

from datetime import timedelta

from samehand.tests.belonging.mailroom import CARLA, DORA, MALLORY, NOW, Mailroom, written

INDEX = "AdBaAQIDAAECAwQFBgcICQoLDA0ODw=="  # the root of a thread, as Exchange writes it
MONTH_AGO = NOW - timedelta(days=40)
KETTLE = written(
    CARLA, "It leaks.", message_id="q1@c.example", subject="The kettle leaks", date=MONTH_AGO
)


def test_our_tag_leads_home_whoever_takes_part_and_nobody_else(mailroom: Mailroom) -> None:
    tagged = [
        written(who, "The lamp is broken too.", message_id=f"t@{who}", subject="Lamp [#1001]")
        for who in (CARLA, MALLORY)
    ]
    assert mailroom.places(mailroom.post(KETTLE, *tagged)) == [1001, 1001, 1002]


def test_our_tag_leads_to_what_a_conversation_was_merged_into(mailroom: Mailroom) -> None:
    lamp = written(
        CARLA, "It is dark.", message_id="q2@c.example", subject="The lamp", date=MONTH_AGO
    )
    both = written(
        CARLA,
        "See both.",
        message_id="q3@c.example",
        parents=["q1@c.example", "q2@c.example"],
        subject="The lamp",
        date=MONTH_AGO,
    )
    tagged = written(CARLA, "And now?", message_id="q4@c.example", subject="News [#1002]")
    uids = mailroom.post(KETTLE, lamp, both)
    assert mailroom.places([*uids, *mailroom.post(tagged)]) == [1001] * 4


def test_a_number_that_nothing_has_is_no_tag(mailroom: Mailroom) -> None:
    invented = written(
        CARLA, "Hello?", message_id="q5@c.example", subject="News [#999999999999]"
    )
    assert mailroom.places(mailroom.post(KETTLE, invented)) == [1001, 1002]


def test_the_thread_index_leads_home(mailroom: Mailroom) -> None:
    first, answer, stranger = (
        written(
            who,
            f"Words of {who}.",
            message_id=f"x{n}@c.example",
            cc=DORA if who == CARLA else CARLA,
            subject=subject,
            Thread_Index=INDEX,
        )
        for n, (who, subject) in enumerate(
            [(CARLA, "The kettle leaks"), (DORA, "It leaks still"), (MALLORY, "It leaks")]
        )
    )
    assert mailroom.places(mailroom.post(first, answer, stranger)) == [1001, 1001, 1002]
