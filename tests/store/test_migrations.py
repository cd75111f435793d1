"""The tables that the migrations make are those that the code speaks of."""

from __future__ import annotations

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Inspector, inspect

from samehand.desk.conversation import State
from samehand.store.errors import Permanent
from samehand.store.store import Store
from samehand.store.tables import metadata
from samehand.tests.store.cast import conversation, decision, save


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
