"""What is remembered of people outside, and what waits to be passed on, in a real database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from samehand.desk.arrival import Ours
from samehand.desk.customers.correspondent import Correspondent, Failing
from samehand.desk.customers.gathered import Listed
from samehand.desk.letters import Purpose
from samehand.desk.marks import relay_message_id
from samehand.ingest.message import Address
from samehand.store.store import Store
from samehand.tests.store.cast import (
    CARLA,
    MINUTE,
    NOON,
    conversation,
    decision,
    message,
    outgoing,
    save,
)

DAN = Address("dan@customer.example", "Dan")
FAILING = Failing(NOON, True, "mailbox full", 1001)


@pytest.mark.parametrize(
    "known",
    [
        Correspondent(CARLA.address),
        Correspondent(CARLA.address, failing=FAILING),
        Correspondent(CARLA.address, muted_until=NOON + timedelta(days=1)),
        Correspondent(CARLA.address, burst=1001, burst_at=NOON),
        Correspondent(CARLA.address, echo="Away.\0 \ud83d", echoes=2),
        Correspondent("é" * 600 + "@evil.example", failing=FAILING),
    ],
    ids=["nothing", "failing", "muted", "burst", "echo", "a very long address"],
)
def test_somebody_is_remembered_as_they_were_last(store: Store, known: Correspondent) -> None:
    save(store, decision(conversation(), correspondents=(replace(known, echoes=9),)))
    save(store, decision(correspondents=(known,)))
    with store.reading() as work:
        found = work.correspondents([known.address, DAN.address, ""])
        assert work.correspondents([]) == {}
    echo = known.echo and "Away.\ufffd ?"
    assert found == {known.address: replace(known, echo=echo)}


def test_nobody_is_not_remembered(store: Store) -> None:
    save(store, decision(correspondents=(Correspondent("", echoes=1),)))
    with store.reading() as work:
        assert work.correspondents([""]) == {}


def test_mails_are_gathered_from_the_first_on_until_they_are_passed_on(store: Store) -> None:
    quiet = conversation(clocks=())
    save(store, decision(quiet, message=message("before@x")))
    opened = replace(quiet, is_new=False)
    for count in range(4):
        due = NOON + (10 + count) * MINUTE
        mail = message(f"{count}@x", reply=f"Word {count}", received_at=NOON + count * MINUTE)
        gathered = decision(replace(opened, version=count), message=mail, gather_until=due)
        save(store, gathered)
    ours = message("ours@acme.example", inbound=False)
    agents = message("note@acme.example", author="ana")
    save(store, decision(sent=(ours, agents)))
    with store.reading() as work:
        assert work.gathered_due(NOON + 9 * MINUTE, limit=10) == []
        ((number, first),) = work.gathered_due(NOON + 10 * MINUTE, limit=10)
        total, listed = work.gathered(number, first, limit=3)
    assert (number, total) == (1001, 4)
    assert listed == [
        Listed(NOON + n * MINUTE, CARLA.address, "Printer on fire", 1, f"Word {n}")
        for n in range(3)
    ]
    assert store.next_due_at([]) == NOON + 10 * MINUTE

    save(store, decision(passed_on=1001))
    with store.reading() as work:
        assert work.gathered_due(NOON + timedelta(days=1), limit=10) == []


def test_a_mail_of_ours_is_known_by_its_id(store: Store) -> None:
    relay_id = relay_message_id("a" * 26, "acme.example")
    answer = message("a1@acme.example", inbound=False, kind="answer")
    made = decision(conversation(), sent=(answer,), message=message("q1@x"))
    save(
        store,
        made,
        outgoing("answer:1", purpose=Purpose.ANSWER, message_id="a1@acme.example"),
        outgoing("relay:1", message_id=relay_id),
    )
    with store.reading() as work:
        assert work.ours([]) is None
        assert work.ours(["q1@x"]) is None, "a customer's"
        expected = Ours(Purpose.ANSWER, 1001, frozenset({CARLA.address}))
        assert work.ours(["q1@x", "a1@acme.example", relay_id]) == expected
        assert work.ours([relay_id]) == Ours(Purpose.RELAY, 1001, frozenset())


def test_whom_something_went_to_in_one_conversation_only(store: Store) -> None:
    def sent(number: int, **changes: object) -> None:
        mail = message(f"a{number}@acme.example", conversation=number, inbound=False)
        mail = replace(mail, kind="answer", soft_key=f"answer:{number}", **changes)  # type: ignore[arg-type]
        save(store, decision(conversation(number), sent=(mail,)))

    sent(1001)
    with store.reading() as work:
        found = work.written_to([CARLA.address, DAN.address], NOON - MINUTE)
        assert found == Ours(Purpose.ANSWER, 1001, frozenset({CARLA.address}), is_sure=False)
        assert work.written_to([CARLA.address], NOON) is None, "too long ago"
        assert work.written_to([DAN.address], NOON - MINUTE) is None
        assert work.written_to([], NOON - MINUTE) is None
    sent(1002)
    with store.reading() as work:
        assert work.written_to([CARLA.address], NOON - MINUTE) is None, "which of the two?"


def test_relays_of_a_conversation_are_counted(store: Store) -> None:
    ack = outgoing("ack:1", purpose=Purpose.ACKNOWLEDGEMENT)
    save(store, decision(conversation()), outgoing("relay:1"), outgoing("relay:2"), ack)
    with store.reading() as work:
        assert work.relayed(1001, NOON - MINUTE) == 2
        assert work.relayed(1001, NOON) == 0
        assert work.relayed(1002, NOON - MINUTE) == 0
