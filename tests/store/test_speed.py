"""Nothing on the way of a mail slows down with what is stored: every lookup has its index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from samehand.config.settings import Strangers, Threading
from samehand.notify.outbox import OutboxState, Step
from samehand.store.store import Store
from samehand.tests.store.cast import (
    CARLA,
    MINUTE,
    NOON,
    conversation,
    decision,
    entered,
    message,
    outgoing,
    save,
    token,
    traits,
)

Statement = tuple[str, Any]
EVERYTHING = traits(
    parents=("q0@customer.example",),
    subject="printer on fire",
    at=NOON,
    root="q0",
    tags=(1001,),
    said=frozenset({1, 2}),
    quoted=frozenset({3, 4}),
)


@contextmanager
def noted(engine: Engine) -> Iterator[list[Statement]]:
    """The statements that are executed in the block."""
    statements: list[Statement] = []

    def note(_c: object, _cursor: object, sql: str, values: Any, *_rest: object) -> None:
        statements.append((sql, values[0] if isinstance(values, list) else values))

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def the_way_of_a_mail(store: Store) -> None:
    (entry,) = entered(store, 3)
    store.sent_folders("support")
    store.known_digests("support", [entry.digest])
    with store.transaction() as work:
        work.has_sent("q1@customer.example")
        work.same_message("q1@customer.example", "soft")
        for strangers in Strangers:
            work.relatives(EVERYTHING, Threading(strangers))
        work.ours(["q1@customer.example"])
        work.written_to([CARLA.address], NOON)
        work.correspondents([CARLA.address])
        number = work.next_number()
        work.conversations_of(CARLA.address, 5)
        work.open_counts()
        work.last_assigned()
        work.acknowledged(CARLA.address, NOON, limit=10)
        work.acknowledgements("customer.example", NOON)
        work.relayed(1001, NOON)
        work.gathered_due(NOON, limit=10)
        work.gathered(1001, 1, limit=10)
        work.token("0" * 64)
        work.word(entry.id)
        work.held(entry.id)
        work.told("ana", NOON)
        work.given(1001, 10)
        work.last_event(1001, "closed")
        work.forgotten(NOON, limit=10)
        new, mail = conversation(number), message(traits=EVERYTHING)
        made = decision(new, message=mail, tokens=(token(),), revoke=((number, "ana"),))
        work.save(made, [outgoing()], entry=entry.id, now=NOON)
        work.conversation(number)
        work.apart([number, number + 1])
        work.merger(number)
        work.message("q1@customer.example", number)
        work.last_inbound(number)
        work.undoable(number, "ana")
        work.queued_answers(number)
        work.answered_at("q1@customer.example", number)
        work.written_at("support", NOON)
        work.due_clocks(NOON, 10)
    (row,) = store.claim_outbox("support", now=NOON, limit=9, lease=MINUTE)
    store.handing_over(row, now=NOON)
    with store.transaction() as work:
        work.settle(row, Step(OutboxState.SENT, (), None, 1, "accepted"), now=NOON)
    store.next_due_at(["support"])


def test_no_table_is_read_from_end_to_end(sqlite_url: str) -> None:
    with Store.open(sqlite_url) as store:
        store.upgrade()
        with store.reading() as work:
            engine = work.connection.engine
        with noted(engine) as statements:
            the_way_of_a_mail(store)
        queries = [(s, v) for s, v in statements if s.startswith(("SELECT", "UPDATE", "WITH"))]
        assert len(queries) > 20
        with store.reading() as work:
            for sql, values in queries:
                plan = work.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
                steps = [str(step[3]) for step in plan]
                whole = [s for s in steps if s.startswith("SCAN") and _is_table(s)]
                assert whole == [], sql


def test_a_mail_takes_a_bounded_number_of_statements(store: Store) -> None:
    save(store, decision(conversation(1001)))
    with store.transaction() as work, noted(work.connection.engine) as statements:
        made = decision(conversation(1002), message=message(), tokens=(token(),))
        work.save(made, [outgoing()], entry=None, now=NOON)
    assert len(statements) <= 6


def _is_table(step: str) -> bool:
    """Reading all of a small partial index is fine, and so is reading what was just found."""
    is_small = "ix_conversation_open" in step or "ix_clock_alert" in step
    name = step.split()[1]
    was_found = name in {"owners", "chosen", "asked"} or name.startswith("anon_")
    return not is_small and not was_found
