"""What all tables share: how their rules are named, and indexes over a part of the rows."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, MetaData, literal
from sqlalchemy.sql.elements import ColumnElement

from samehand.store.columns import BigKey

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def holds(column: Column[Any], value: StrEnum) -> ColumnElement[bool]:
    """`column = 'value'` with the value in the text of the SQL.

    Only then is it sure to see that an index over a part of the rows will do: a statement that
    PostgreSQL has prepared once is planned without its values.
    """
    return column == literal(value, column.type, literal_execute=True)


def index_over(name: str | None, *columns: Column[Any], where: ColumnElement[bool]) -> None:
    """An index over a part of the rows."""
    Index(name, *columns, sqlite_where=where, postgresql_where=where)


def conversation_key(name: str, *, index: bool = False) -> Column[int]:
    """A key that is the number of a conversation."""
    return Column(
        name,
        BigKey,
        ForeignKey("conversation.number"),
        primary_key=True,
        autoincrement=False,
        index=index,
    )
