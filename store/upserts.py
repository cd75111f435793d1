"""Inserts that meet a row which is there already: leave it alone, or bring it up to date.

Both databases have the words for it, but SQLAlchemy has them once for each.
"""

from __future__ import annotations

from functools import cache

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

AnyInsert = sqlite.Insert | postgresql.Insert


def insert_into(dialect: str, table: Table) -> AnyInsert:
    """An insert that can go on with ON CONFLICT."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def insert_new(connection: Connection, table: Table) -> AnyInsert:
    """Insert what is not there; a row that meets a unique key is left alone."""
    return _insert_new(connection.dialect.name, table)


def insert_or_replace(connection: Connection, table: Table, *kept: str) -> AnyInsert:
    """Insert a row, or give the one with its primary key the new values, but for `kept`."""
    return _insert_or_replace(connection.dialect.name, table, kept)


@cache
def _insert_new(dialect: str, table: Table) -> AnyInsert:
    return insert_into(dialect, table).on_conflict_do_nothing()


@cache
def _insert_or_replace(dialect: str, table: Table, kept: tuple[str, ...]) -> AnyInsert:
    statement = insert_into(dialect, table)
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key),
        set_={
            c.name: statement.excluded[c.name]
            for c in table.c
            if not c.primary_key and c.name not in kept
        },
    )
