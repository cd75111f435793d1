"""The tables that the migrations make are those that the code speaks of."""

from __future__ import annotations

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Inspector, inspect

from samehand.config.settings import Threading
from samehand.desk.conversation import Priority, State, Target
from samehand.store import upgrade
from samehand.store.errors import Permanent
from samehand.store.store import Store
from samehand.store.tables import metadata
from samehand.tests.store.cast import conversation, decision, save, traits

OLD_ROWS = (
    "INSERT INTO conversation (number, mailbox, subject, customer, customer_name, owner,"
    " policy, opened_at, state, participants, version, assigned_at) VALUES (1001, 'support',"
    " 'Hello', 'carla@x', '', 'ana', '', '2026-11-02T12:00:00+00:00', 'open', '[]', 0,"
    " '2026-11-02T12:00:00+00:00')",
    "INSERT INTO message (conversation, inbound, message_id, soft_key, writer, writer_name,"
    " people, subject, text, reply, attachments, kind, received_at, thread_references,"
    " recipients) VALUES (1001, true, 'q1@x', 'k', 'carla@x', '', '[\"carla@x\"]', 'Hello',"
    " 'It drips.', 'It drips.', '[]', 'person', '2026-11-02T12:00:00+00:00', '[]', '[]')",
)


def test_the_sum_of_the_migrations_equals_the_tables(store: Store) -> None:
    with store.reading() as work:
        context = MigrationContext.configure(work.connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_rules_and_the_conditions_of_indexes_are_equal_too(store: Store) -> None:
    """What Alembic's comparison leaves out."""
    with store.transaction() as work:
        migrated = _described(work.connection)
        metadata.drop_all(work.connection)
        metadata.create_all(work.connection)
        assert _described(work.connection) == migrated
    assert ("check", "conversation", "ck_conversation_owned") in {d[:3] for d in migrated}


def test_what_is_pending_is_told_and_then_no_more(url: str) -> None:
    with Store.open(url) as store:
        first, *later = store.pending_migrations()
        assert first == "0001: The first tables."
        assert later == sorted(later), "each after those that it builds on"
        store.upgrade()
        assert store.pending_migrations() == []
        store.upgrade()


def test_mails_of_the_first_tables_are_found_where_they_are(url: str) -> None:
    with Store.open(url) as store:
        with store.transaction() as work:
            upgrade.upgrade(work.connection, "0001")
            for statement in OLD_ROWS:
                work.connection.exec_driver_sql(statement)
        store.upgrade()
        with store.reading() as work:
            (relative,) = work.relatives(traits("q2@x", parents=("q1@x",)), Threading())
            (mail,) = work.mails(1001)
    assert (relative.conversation, relative.traits.message_id) == (1001, "q1@x")
    assert (mail.filed_in, mail.traits.said) == (1001, frozenset())


def test_clocks_from_before_keep_running_and_new_ones_may_promise(url: str) -> None:
    old_clock = (
        "INSERT INTO clock (conversation, target, policy, calendar, length, started_at, used,"
        " due_at, stage) VALUES (1001, '{}', 'standard', 'office', 60000000,"
        " '2026-11-02T12:00:00+00:00', 0, '2026-11-02T12:01:00+00:00', 1)"
    )
    with Store.open(url) as store:
        with store.transaction() as work:
            upgrade.upgrade(work.connection, "0003")
            work.connection.exec_driver_sql(OLD_ROWS[0])
            work.connection.exec_driver_sql(old_clock.format("resolution"))
        store.upgrade()
        with store.transaction() as work:
            work.connection.exec_driver_sql(old_clock.format("promise"))
        with store.reading() as work:
            found = work.conversation(1001)
        with pytest.raises(Permanent), store.transaction() as work:
            work.connection.exec_driver_sql(old_clock.format("wish"))
    assert [clock.target for clock in found.clocks] == [Target.RESOLUTION, Target.PROMISE]
    assert (found.priority, found.snoozed_until, found.copied) == (Priority.NORMAL, None, ())


def test_without_its_tables_a_store_names_the_command(url: str) -> None:
    with (
        Store.open(url) as store,
        pytest.raises(Permanent, match="samehand db upgrade"),
    ):
        store.folder("support", "INBOX")


@pytest.mark.parametrize(
    "changes",
    [{"owner": ""}, {"owner": None}, {"state": State.MERGED}, {"merged_into": 1001}],
    ids=str,
)
def test_the_database_itself_holds_the_rules(store: Store, changes: dict[str, Any]) -> None:
    with pytest.raises(Permanent):
        save(store, decision(conversation(**changes)))


def _described(connection: Connection) -> set[tuple[str, str, str, str]]:
    """Every rule and index: its kind, table, name and words."""
    found: Inspector = inspect(connection)
    described = set()
    for table in metadata.tables:
        for check in found.get_check_constraints(table):
            described.add(("check", table, str(check["name"]), check["sqltext"]))
        for index in found.get_indexes(table):
            options = {k: str(v) for k, v in index.get("dialect_options", {}).items()}
            words = f"{index['column_names']} {index['unique']} {options}"
            described.add(("index", table, str(index["name"]), words))
        for unique in found.get_unique_constraints(table):
            described.add(("unique", table, str(unique["name"]), repr(unique["column_names"])))
    return described
