"""Who sends what: claims end by themselves, and one that comes back late changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest

from samehand.desk.letters import Purpose
from samehand.notify.outbox import OutboxState, Step, Waiting
from samehand.store.store import Store
from samehand.tests.store.cast import (
    MINUTE,
    NOON,
    conversation,
    decision,
    message,
    outgoing,
    save,
)

LEASE = 5 * MINUTE
SENT = Step(OutboxState.SENT, (), None, 1, "accepted")
AGAIN = Step(OutboxState.QUEUED, ("ana@acme.example",), NOON + MINUTE, 1, "450 not now")


@pytest.fixture
def queued(store: Store) -> Store:
    save(store, decision(conversation()), outgoing())
    return store


def claim(store: Store, now: datetime = NOON, limit: int = 10) -> list[Waiting]:
    return store.claim_outbox("support", now=now, limit=limit, lease=LEASE, holder="one")


def settle(store: Store, row: Waiting, step: Step, now: datetime = NOON) -> bool:
    with store.transaction() as work:
        return work.settle(row, step, now=now)


def state(store: Store) -> OutboxState:
    with store.reading() as work:
        (mail,) = work.mailed(1001)
        return mail.state


def test_a_claimed_row_is_complete(queued: Store) -> None:
    (row,) = claim(queued)
    mail = outgoing().outgoing
    assert row == Waiting(
        id=row.id,
        key=mail.key,
        purpose=mail.purpose,
        mailbox="support",
        conversation=1001,
        message_id=mail.message_id,
        envelope_from=mail.envelope_from,
        recipients=mail.recipients,
        digest="0" * 64,
        state=OutboxState.QUEUED,
        attempts=0,
        created_at=NOON,
        epoch=1,
    )


def test_a_row_has_one_holder_until_the_lease_ends(queued: Store) -> None:
    (first,) = claim(queued)
    assert claim(queued, NOON + LEASE - timedelta.resolution) == []
    (second,) = claim(queued, NOON + LEASE)
    assert second == replace(first, epoch=2)


def test_nothing_leaves_before_its_time_or_from_another_mailbox(store: Store) -> None:
    save(store, decision(conversation()), outgoing(not_before=NOON + MINUTE))
    assert claim(store, NOON + MINUTE - timedelta.resolution) == []
    assert store.claim_outbox("sales", now=NOON + MINUTE, limit=9, lease=LEASE) == []
    assert store.next_due_at(["support", "sales"]) == NOON + MINUTE
    assert store.next_due_at(["sales"]) == NOON + timedelta(hours=3)  # the clock's alert
    assert len(claim(store, NOON + MINUTE)) == 1


def test_claims_are_bounded_and_the_longest_due_come_first(store: Store) -> None:
    rows = [outgoing(f"relay:{i}", not_before=NOON - i * MINUTE) for i in range(4)]
    save(store, decision(conversation()), *rows)
    first = {row.key for row in claim(store, limit=2)}
    assert first == {"relay:3", "relay:2"}
    assert {row.key for row in claim(store, limit=9)} == {"relay:1", "relay:0"}


def test_what_was_sent_is_done(queued: Store) -> None:
    (row,) = claim(queued)
    assert queued.handing_over(row, now=NOON)
    assert settle(queued, row, SENT)
    assert claim(queued, NOON + timedelta(days=9)) == []
    assert state(queued) is OutboxState.SENT


def test_what_is_tried_again_waits_for_its_time(queued: Store) -> None:
    (row,) = claim(queued)
    step = replace(AGAIN, recipients=("ben@acme.example",), doubts=1)
    assert settle(queued, row, step)
    assert claim(queued, NOON + MINUTE - timedelta.resolution) == []
    (again,) = claim(queued, NOON + MINUTE)
    assert (again.attempts, again.doubts) == (1, 1)
    assert again.recipients == ("ben@acme.example",)


def test_a_handover_that_was_broken_off_comes_back_as_what_it_is(queued: Store) -> None:
    (row,) = claim(queued)
    assert queued.handing_over(row, now=NOON, lease=LEASE)
    assert claim(queued, NOON + LEASE - timedelta.resolution) == []
    (left,) = claim(queued, NOON + LEASE)
    assert left == replace(row, state=OutboxState.HANDING_OVER, epoch=2)


def test_a_sender_that_lost_its_lease_may_not_hand_over(queued: Store) -> None:
    (late,) = claim(queued)
    assert not queued.handing_over(late, now=NOON + LEASE)
    (row,) = claim(queued, NOON + LEASE)
    assert not queued.handing_over(late, now=NOON + LEASE)
    assert queued.handing_over(row, now=NOON + LEASE)
    assert not queued.handing_over(row, now=NOON + LEASE)


def test_a_sender_that_lost_its_claim_settles_nothing(queued: Store) -> None:
    (late,) = claim(queued)
    (row,) = claim(queued, NOON + LEASE)
    assert not settle(queued, late, SENT)
    assert state(queued) is OutboxState.QUEUED
    assert settle(queued, row, SENT)
    assert not settle(queued, row, AGAIN)
    assert state(queued) is OutboxState.SENT


def test_what_is_taken_back_in_time_is_not_sent(queued: Store) -> None:
    (row,) = claim(queued)
    save(queued, decision(withdraw=("relay:1", "unknown:1")))
    assert not queued.handing_over(row, now=NOON)
    assert not settle(queued, row, AGAIN)
    assert state(queued) is OutboxState.WITHDRAWN


def test_what_is_on_its_way_cannot_be_taken_back(queued: Store) -> None:
    (row,) = claim(queued)
    queued.handing_over(row, now=NOON)
    save(queued, decision(withdraw=("relay:1",)))
    assert settle(queued, row, SENT)
    assert state(queued) is OutboxState.SENT


def test_an_agent_can_take_back_their_own_answers_that_have_not_left(store: Store) -> None:
    def answer(key: str, agent: str, at: datetime) -> None:
        row = outgoing(key, purpose=Purpose.ANSWER)
        sent = message(
            row.outgoing.message_id, inbound=False, author=agent, received_at=at, soft_key=key
        )
        save(store, decision(sent=(sent,)), row)

    save(store, decision(conversation()), outgoing("relay:1"))
    answer("answer:1", "ana", NOON)
    answer("answer:2", "ana", NOON + MINUTE)
    answer("answer:3", "ben", NOON)
    for row in claim(store):
        if row.key == "answer:1":
            store.handing_over(row, now=NOON)
    with store.transaction() as work:
        (found,) = work.undoable(1001, "ana")
        assert (found.key, found.answered_at) == ("answer:2", NOON + MINUTE)


def test_acknowledgements_to_an_address_are_counted_from_an_instant(store: Store) -> None:
    def acknowledge(number: int) -> None:
        row = outgoing(
            f"ack:{number}",
            purpose=Purpose.ACKNOWLEDGEMENT,
            recipients=("carla@customer.example",),
        )
        save(store, decision(), row)

    save(store, decision(conversation()), outgoing(recipients=("carla@customer.example",)))
    acknowledge(1)
    acknowledge(2)
    carla, before = "carla@customer.example", NOON - MINUTE
    with store.reading() as work:
        assert work.acknowledged(carla, before, limit=10) == (NOON, NOON)
        assert work.acknowledged(carla, before, limit=1) == (NOON,)
        assert work.acknowledged(carla, NOON, limit=10) == ()
        assert work.acknowledged("mallory@evil.example", before, limit=10) == ()
        assert work.acknowledgements("customer.example", before) == (2, 2)
        assert work.acknowledgements("mer.example", before) == (2, 0)
        assert work.acknowledgements("customer.example", NOON) == (0, 0)


def test_a_new_process_on_sqlite_need_not_wait_for_the_dead_one(sqlite_url: str) -> None:
    with Store.open(sqlite_url) as store:
        store.upgrade()
        save(store, decision(conversation()), outgoing())
        (row,) = claim(store)
        assert store.acquire("poll:support", "dead", LEASE, now=NOON) == 1
    with Store.open(sqlite_url) as store:
        store.end_leases()
        assert claim(store) == [replace(row, epoch=2)]
        assert store.acquire("poll:support", "new", LEASE, now=NOON) == 2


def test_two_workers_never_claim_the_same_row(store: Store) -> None:
    rows = [outgoing(f"relay:{i}") for i in range(60)]
    save(store, decision(conversation()), *rows)
    claimed: list[str] = []
    start = Barrier(4)

    def work() -> None:
        start.wait()
        while found := claim(store, limit=3):
            claimed.extend(row.key for row in found)

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(claimed) == len(set(claimed))
    left = {row.key for row in claim(store, limit=100)}
    assert set(claimed) | left == {row.outgoing.key for row in rows}
