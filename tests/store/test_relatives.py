"""Which stored mails have something in common with one that has arrived."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread
from typing import Any

import pytest

from samehand.config.settings import Strangers, Threading
from samehand.ingest.message import Address
from samehand.store import relatives
from samehand.store.store import Store
from samehand.tests.store.cast import (
    CARLA,
    NOON,
    conversation,
    decision,
    message,
    save,
    traits,
)
from samehand.threading.match import Relative

DAY = timedelta(days=1)
RULES = Threading()
DORA = "dora@customer.example"


def stored(store: Store, message_id: str = "known@customer.example", **known: Any) -> None:
    """A mail of Carla's in conversation 1001, with these traits."""
    mail = message(message_id, traits=traits(message_id, **known))
    opened = () if _is_there(store) else (conversation(),)
    save(store, decision(*opened, sent=(mail,)))


def _is_there(store: Store) -> bool:
    return bool(store.status(NOON).conversations)


def found(store: Store, rules: Threading = RULES, **arrival: Any) -> list[Relative]:
    with store.reading() as work:
        return work.relatives(traits("new@customer.example", **arrival), rules)


@pytest.mark.parametrize(
    ("known", "arrival"),
    [
        ({}, {"parents": ("lost@x", "known@customer.example")}),
        ({"parents": ("new@customer.example",)}, {}),
        ({"parents": ("lost@x", "other@x")}, {"parents": ("other@x",)}),
        ({"root": "r1"}, {"root": "r1"}),
        ({}, {"tags": (1001,)}),
        ({"said": frozenset({-7, 8})}, {"quoted": frozenset({-7, 8, 9})}),
        ({"quoted": frozenset({-7, 8})}, {"said": frozenset({-7, 8, 9})}),
        ({"quoted": frozenset({1, 2})}, {"quoted": frozenset({1, 2})}),
        ({"said": frozenset({1}), "quoted": frozenset({2})}, {"quoted": frozenset({1, 2})}),
        ({"subject": "fire", "at": NOON - 13 * DAY}, {"subject": "fire", "at": NOON}),
        ({"subject": "fire", "at": NOON + 13 * DAY}, {"subject": "fire", "at": NOON}),
    ],
    ids=str,
)
def test_whatever_can_tie_two_mails_finds_the_stored_one(
    store: Store, known: dict[str, Any], arrival: dict[str, Any]
) -> None:
    stored(store, **known)
    (relative,) = found(store, **arrival)
    assert relative.conversation == 1001
    assert relative.traits.message_id == "known@customer.example"


@pytest.mark.parametrize(
    ("known", "arrival"),
    [
        ({}, {}),
        ({"parents": ("a@x",)}, {"parents": ("b@x",)}),
        ({"root": ""}, {"root": ""}),
        ({}, {"tags": (1002,)}),
        ({"said": frozenset({1})}, {"quoted": frozenset({2})}),
        ({"subject": "", "at": NOON}, {"subject": "", "at": NOON}),
        ({"subject": "fire", "at": NOON - 15 * DAY}, {"subject": "fire", "at": NOON}),
        ({"subject": "fire", "at": NOON}, {"subject": "fire"}),
        ({"subject": "fire", "at": NOON}, {"subject": "fire", "at": NOON, "writer": DORA}),
    ],
    ids=str,
)
def test_what_ties_nothing_finds_nothing(
    store: Store, known: dict[str, Any], arrival: dict[str, Any]
) -> None:
    stored(store, **known)
    assert found(store, **arrival) == []


def test_the_subject_finds_whoever_knows_the_writer_or_anybody_where_all_may_join(
    store: Store,
) -> None:
    stored(store, subject="fire", at=NOON, people=frozenset({CARLA.address, DORA}))
    (relative,) = found(store, subject="fire", at=NOON, writer=DORA)
    assert relative.traits.people == {CARLA.address, DORA}
    mallory: dict[str, Any] = {"subject": "fire", "at": NOON, "writer": "mallory@evil.example"}
    assert found(store, **mallory) == []
    assert len(found(store, Threading(Strangers.JOIN), **mallory)) == 1


def test_a_relative_comes_with_its_traits_and_the_parents_that_they_share(store: Store) -> None:
    known = traits(
        "known@customer.example",
        parents=("a@x", "b@x"),
        subject="fire",
        is_reply=True,
        at=NOON,
        root="r1",
        said=frozenset({1, 2, 3}),
        quoted=frozenset({3, 4, 5}),
    )
    save(store, decision(conversation(), message=message(known.message_id, traits=known)))
    (relative,) = found(store, parents=("b@x",), quoted=frozenset({2, 3, 4, 99}))
    assert relative.traits == traits(
        "known@customer.example",
        parents=("b@x",),
        subject="fire",
        is_reply=True,
        at=NOON,
        root="r1",
        said=frozenset({1, 2, 3}),
        quoted=frozenset({3, 4, 5}),
    )


def test_a_mail_of_ours_counts_by_who_was_meant_to_read_it(store: Store) -> None:
    ours = message("a1@acme.example", inbound=False, writer=Address("ana@acme.example"))
    save(store, decision(conversation(), sent=(ours,)))
    (relative,) = found(store, parents=("a1@acme.example",))
    assert relative.traits.writer == ""
    assert relative.traits.people == {CARLA.address}


def test_a_mail_that_refers_to_itself_or_twice_to_another_does_no_harm(store: Store) -> None:
    stored(store, "q1@x", parents=("q1@x", "x@y", "x@y"))
    (relative,) = found(store, parents=("q1@x", "x@y"))
    assert set(relative.traits.parents) == {"q1@x", "x@y"}


def test_a_very_long_id_is_found_by_itself(store: Store) -> None:
    """An index entry of PostgreSQL ends at 2,704 bytes, and a header can be longer."""
    endless, other = "é" * 60_000 + "@evil.example", "é" * 60_001 + "@evil.example"
    mail = message(endless, traits=traits(endless, parents=(other,)), soft_key=endless)
    save(store, decision(conversation(customer=Address(endless)), message=mail))
    (relative,) = found(store, parents=(endless, other))
    assert relative.traits.message_id == endless
    assert relative.traits.parents == (other,)
    with store.reading() as work:
        assert work.same_message(endless, endless) == 1001
        assert work.conversations_of(endless, 1) == [("ana", NOON)]


def test_a_flood_of_references_does_not_stop_the_line(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert relatives.MOST_NAMED == 1000
    monkeypatch.setattr(relatives, "_BY_ID", relatives._by_id(most=5))
    for i in range(8):
        stored(store, f"m{i}@evil.example", parents=("q1@customer.example",))
    assert len(found(store, parents=("q1@customer.example",))) == 5


def test_of_many_with_the_same_words_the_newest_count(store: Store) -> None:
    """What thousands of mails share is a disclaimer."""
    most = relatives.MOST_SHARING
    for i in range(most + 5):
        stored(store, f"m{i}@x", said=frozenset({1, 2}))
    near = {relative.traits.message_id for relative in found(store, quoted=frozenset({1, 2}))}
    assert near == {f"m{i}@x" for i in range(5, most + 5)}


def test_of_many_under_one_subject_the_nearest_in_time_count(store: Store) -> None:
    most = relatives.MOST_SHARING
    for i in range(2 * most):
        stored(store, f"m{i}@x", subject="fire", at=NOON + timedelta(hours=i))
    noon = NOON + timedelta(hours=most + 1)
    near = {relative.traits.message_id for relative in found(store, subject="fire", at=noon)}
    assert near == {f"m{i}@x" for i in range(2, 2 * most)}


def test_only_one_worker_decides_at_a_time_where_mails_belong(postgres_url: str) -> None:
    """Else each of two would begin a conversation for the same thread."""
    seen: list[Relative] = []

    def second_worker() -> None:
        with store.filing() as work:
            seen.extend(work.relatives(traits("q2@x", parents=("q1@x",)), RULES))

    with Store.open(postgres_url) as store:
        store.upgrade()
        second = Thread(target=second_worker)
        with store.filing() as work:
            second.start()
            while second.is_alive() and not _somebody_waits(store):
                second.join(0.01)
            made = decision(conversation(), message=message("q1@x"))
            work.save(made, [], entry=None, now=NOON)
        second.join()
    assert [relative.traits.message_id for relative in seen] == ["q1@x"]


def _somebody_waits(store: Store) -> bool:
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    with store.reading() as work:
        return bool(work.connection.exec_driver_sql(waiting).scalar_one())
