"""How values lie in columns, on SQLite and PostgreSQL alike.

An instant is UTC and never naive. Text from mails is made storable here: PostgreSQL takes no
NUL, neither database takes half a surrogate pair, and no index takes a very long key.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    Enum,
    Integer,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy.types import TypeEngine

from samehand.ingest.message import Address

LONGEST_KEY = 500  # characters; an index entry of PostgreSQL has at most 2,704 bytes

BigKey = BigInteger().with_variant(Integer(), "sqlite")  # SQLite numbers only INTEGER keys


class Instant(TypeDecorator[datetime]):
    """A moment: `timestamptz` on PostgreSQL, text of fixed width (it sorts right) on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(32))  # type: ignore[arg-type]
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | str | None:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"{value!r} has no time zone; the store keeps only aware instants")
        moment = value.astimezone(UTC)
        if dialect.name == "sqlite":
            return moment.isoformat(timespec="microseconds")
        return moment

    def process_result_value(
        self, value: datetime | str | None, dialect: Dialect
    ) -> datetime | None:
        if value is None:
            return None
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        return value.astimezone(UTC)


class Length(TypeDecorator[timedelta]):
    """A length of time, in microseconds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:
        return None if value is None else value // timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> timedelta | None:
        return None if value is None else timedelta(microseconds=value)


class Words(TypeDecorator[str]):
    """Text that people wrote, without what a database refuses."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


class Identifier(TypeDecorator[str]):
    """A Message-ID, address or key that is looked up; a very long one goes by its digest."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else identifier(value)


class Strings(TypeDecorator[tuple[str, ...]]):
    """Several strings, in their order."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value)

    def process_result_value(
        self, value: str | None, dialect: Dialect
    ) -> tuple[str, ...] | None:
        return None if value is None else tuple(json.loads(value))


class Numbers(TypeDecorator[tuple[int, ...]]):
    """Several whole numbers, in their order."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[int, ...] | None, dialect: Dialect) -> str | None:
        return None if value is None else json.dumps(value)

    def process_result_value(
        self, value: str | None, dialect: Dialect
    ) -> tuple[int, ...] | None:
        return None if value is None else tuple(json.loads(value))


class Prints(TypeDecorator[frozenset[int]]):
    """A set of numbers of 64 bits, packed; none where a row is older than the column."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(
        self, value: frozenset[int] | None, dialect: Dialect
    ) -> bytes | None:
        return array("q", sorted(value)).tobytes() if value else None

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> frozenset[int]:
        return frozenset(array("q", value or b""))


class Addresses(TypeDecorator[tuple[Address, ...]]):
    """Several addresses with their names, in their order."""

    impl = Text
    cache_ok = True

    def process_bind_param(
        self, value: tuple[Address, ...] | None, dialect: Dialect
    ) -> str | None:
        return None if value is None else json.dumps([(a.address, a.name) for a in value])

    def process_result_value(
        self, value: str | None, dialect: Dialect
    ) -> tuple[Address, ...] | None:
        return None if value is None else tuple(Address(*pair) for pair in json.loads(value))


class Parts(TypeDecorator[tuple[tuple[str, str, int], ...]]):
    """Attachments by name, type and size; their bytes are in the raw mail."""

    impl = Text
    cache_ok = True

    def process_bind_param(
        self, value: tuple[tuple[str, str, int], ...] | None, dialect: Dialect
    ) -> str | None:
        return None if value is None else json.dumps(value)

    def process_result_value(
        self, value: str | None, dialect: Dialect
    ) -> tuple[tuple[str, str, int], ...] | None:
        if value is None:
            return None
        return tuple((name, kind, size) for name, kind, size in json.loads(value))


def choice(values: type[StrEnum], name: str) -> Enum:
    """One of a closed set, held by a CHECK constraint."""
    return Enum(
        values,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=20,
        values_callable=lambda members: [member.value for member in members],
    )


def storable(text: str) -> str:
    """The same text; what no database takes becomes the replacement character."""
    if text.isascii():
        return text.replace("\0", "\ufffd") if "\0" in text else text
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def identifier(text: str) -> str:
    """The form in which an identifier is stored and looked up."""
    if len(text) <= LONGEST_KEY:
        return storable(text)
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
