"""What mails know of each other, and what a mail may contain."""

from __future__ import annotations

from threading import Thread

import pytest

from samehand.ingest.message import Address
from samehand.store import messages
from samehand.store.store import Store
from samehand.tests.store.cast import (
    CARLA,
    MINUTE,
    NOON,
    conversation,
    decision,
    message,
    save,
)
from samehand.threading.match import Relative, Role

PEOPLE = frozenset({CARLA.address})


def related(store: Store, *ids: str) -> list[Relative]:
    with store.reading() as work:
        return work.relatives(ids)


def test_a_mail_is_found_by_its_own_id_and_by_those_it_refers_to(store: Store) -> None:
    reply = message("q2@customer.example", knows=("q1@customer.example", "q0@customer.example"))
    save(store, decision(conversation(), message=reply))
    own = Relative("q2@customer.example", Role.SELF, 1001, CARLA.address, PEOPLE)
    refers = Relative("q1@customer.example", Role.REFERS, 1001, CARLA.address, PEOPLE)
    assert related(store, "q2@customer.example") == [own]
    assert related(store, "q1@customer.example", "x@customer.example") == [refers]
    assert related(store, "Q1@customer.example") == []
    assert related(store) == []


def test_of_a_mail_that_the_desk_sent_only_the_readers_count(store: Store) -> None:
    answer = message("a1@acme.example", inbound=False, writer=Address("ana@acme.example"))
    save(store, decision(conversation(), sent=(answer,)))
    expected = Relative("a1@acme.example", Role.SELF, 1001, "", PEOPLE)
    assert related(store, "a1@acme.example") == [expected]


def test_a_mail_that_refers_to_itself_or_twice_to_another_does_no_harm(store: Store) -> None:
    odd = message("q1@customer.example", knows=("q1@customer.example", "x@y", "x@y"))
    save(store, decision(conversation(), message=odd))
    assert [relative.role for relative in related(store, "q1@customer.example", "x@y")] == [
        Role.SELF,
        Role.REFERS,
    ]


def test_a_flood_of_references_does_not_stop_the_line(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(store, decision(conversation(), message=message()))
    flood = [message(f"m{i}@evil.example", knows=("q1@customer.example",)) for i in range(8)]
    save(store, decision(sent=tuple(flood)))
    assert messages.MOST_RELATIVES == 1000
    limited = messages._REFERRING.limit(5)
    monkeypatch.setattr(messages, "_RELATIVES", ((Role.REFERS, limited),))
    assert len(related(store, "q1@customer.example")) == 5


def test_the_latest_mail_from_outside_is_the_one_to_answer(store: Store) -> None:
    first = message()
    later = message("q2@customer.example", received_at=NOON + MINUTE)
    ours = message("a1@acme.example", inbound=False, received_at=NOON + 2 * MINUTE)
    agents = message("r1@acme.example", author="ana", received_at=NOON + 3 * MINUTE)
    save(store, decision(conversation(), message=later, sent=(first, ours, agents)))
    with store.reading() as work:
        found = work.last_inbound(1001)
        assert found is not None
        assert found.message_id == "q2@customer.example"
        assert [m.received_at for m in work.messages(1001)] == [
            NOON + i * MINUTE for i in range(4)
        ]
        assert work.last_inbound(1002) is None
        assert work.message("q1@customer.example", 1002) is None


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Zażółć gęślą jaźń 🔥", "Zażółć gęślą jaźń 🔥"),
        ("a\0b", "a\ufffdb"),
        ("é\0", "é\ufffd"),
        ("half \ud83d of a pair", "half ? of a pair"),
    ],
)
def test_text_that_no_database_takes_is_made_storable(
    store: Store, written: str, kept: str
) -> None:
    hostile = message(
        text=written,
        subject=written,
        writer=Address(written, written),
        attachments=((written, "text/plain", 1),),
        people=frozenset({written}),
    )
    new = conversation(subject=written, customer=Address(written, written))
    save(store, decision(new, message=hostile, reason=written))
    with store.reading() as work:
        (stored,) = work.messages(1001)
        assert work.conversation(1001).subject == kept
        assert work.previous_owner(written) == "ana"
    assert (stored.text, stored.subject, stored.writer) == (kept, kept, Address(kept, kept))


def test_two_workers_with_mails_of_one_thread_see_each_other(postgres_url: str) -> None:
    """Else each would begin a conversation of its own."""
    found: list[Relative] = []
    with Store.open(postgres_url) as store:
        store.upgrade()
        second = Thread(target=lambda: found.extend(related(store, "q2@x", "q1@x")))
        with store.transaction() as work:
            assert work.relatives(["q1@x"]) == []
            second.start()
            while second.is_alive() and not _somebody_waits(store):
                second.join(0.01)
            work.save(
                decision(conversation(), message=message("q1@x")), [], entry=None, now=NOON
            )
        second.join()
    assert [relative.known_id for relative in found] == ["q1@x"]


def _somebody_waits(store: Store) -> bool:
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    with store.reading() as work:
        return bool(work.connection.exec_driver_sql(waiting).scalar_one())


def test_a_very_long_id_is_found_by_itself(store: Store) -> None:
    """An index entry of PostgreSQL ends at 2,704 bytes, and a header can be longer."""
    endless, other = "é" * 60_000 + "@evil.example", "é" * 60_001 + "@evil.example"
    mail = message(endless, knows=(other,), soft_key=endless)
    save(store, decision(conversation(customer=Address(endless)), message=mail))
    assert [(r.known_id, r.role) for r in related(store, endless, other)] == [
        (endless, Role.SELF),
        (other, Role.REFERS),
    ]
    with store.reading() as work:
        assert work.same_message(endless, endless) == 1001
        assert work.previous_owner(endless) == "ana"
