"""What agents have said of a conversation, and how it stood before they said it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from samehand.desk.conversation import Priority, Standing, State
from samehand.ingest.message import Address
from samehand.store.errors import Permanent
from samehand.store.store import Store
from samehand.tests.store.cast import CARLA, MINUTE, NOON, conversation, decision, save

DORA = Address("dora@other.example", "Dora")
STOOD = Standing(
    answer="answer:7",
    version=3,
    state=State.OPEN,
    priority=Priority.LOW,
    snoozed_until=NOON,
    participants=(CARLA, DORA),
    copied=(DORA.address,),
)


def test_what_was_said_of_it_comes_back(store: Store) -> None:
    said: dict[str, Any] = {
        "priority": Priority.URGENT,
        "snoozed_until": NOON + timedelta(days=2),
        "copied": (DORA.address,),
    }
    save(store, decision(conversation()))
    with store.reading() as work:
        before = work.conversation(1001)
    save(store, decision(replace(before, **said)))
    with store.reading() as work:
        found = work.conversation(1001)
    assert {name: getattr(found, name) for name in said} == said


def test_what_is_put_aside_is_due_at_its_instant_the_longest_awaited_first(
    store: Store,
) -> None:
    later = conversation(1001, snoozed_until=NOON + MINUTE)
    sooner = conversation(1002, snoozed_until=NOON)
    save(store, decision(later, sooner, conversation(1003)))
    with store.reading() as work:
        assert work.snoozed_due(NOON - MINUTE, limit=9) == []
        assert work.snoozed_due(NOON, limit=9) == [1002]
        assert work.snoozed_due(NOON + MINUTE, limit=9) == [1002, 1001]
        assert work.snoozed_due(NOON + MINUTE, limit=1) == [1002]


def test_how_it_stood_is_found_by_the_answer(store: Store) -> None:
    save(store, replace(decision(conversation()), stood=STOOD))
    with store.reading() as work:
        assert work.stood_before(["answer:7", "answer:8"]) == {"answer:7": STOOD}
        assert work.stood_before([]) == {}


def test_the_database_knows_no_other_priority(store: Store) -> None:
    save(store, decision(conversation()))
    with pytest.raises(Permanent), store.transaction() as work:
        work.connection.exec_driver_sql("UPDATE conversation SET priority = 'purple'")
