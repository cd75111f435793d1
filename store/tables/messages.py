"""Mails, and everything by which a later one can find them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Table, Text, UniqueConstraint

from samehand.store.columns import (
    Addresses,
    BigKey,
    Identifier,
    Instant,
    Parts,
    Prints,
    Strings,
    Words,
)
from samehand.store.tables.schema import index_over, metadata

message = Table(
    "message",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column(
        "conversation", BigKey, ForeignKey("conversation.number"), nullable=False, index=True
    ),
    Column("inbound", Boolean, nullable=False),
    Column("message_id", Identifier, nullable=False),
    Column("soft_key", Identifier, nullable=False),
    Column("writer", Identifier, nullable=False),
    Column("writer_name", Words, nullable=False),
    Column("people", Strings, nullable=False),
    Column("subject", Words, nullable=False),
    Column("text", Words, nullable=False),
    Column("reply", Words, nullable=False),
    Column("attachments", Parts, nullable=False),
    Column("kind", Text, nullable=False),
    Column("author", Text),
    Column("received_at", Instant, nullable=False),
    Column("thread_references", Strings, nullable=False),
    Column("recipients", Addresses, nullable=False),
    Column("filed_in", BigKey, nullable=False),  # where it would be without any merger
    Column("base_subject", Identifier, nullable=False),
    Column("is_reply", Boolean, nullable=False),
    Column("written_at", Instant),
    Column("root", Identifier, nullable=False),
    Column("said", Prints),
    Column("quoted", Prints),
    UniqueConstraint("message_id", "soft_key"),
)
index_over("ix_message_root", message.c.root, where=message.c.root != "")
index_over(
    "ix_message_author",
    message.c.author,
    message.c.received_at,
    where=message.c.author.is_not(None),
)

# Which mails name an id as one that they answer.
knows = Table(
    "knows",
    metadata,
    Column("known_id", Identifier, primary_key=True),
    Column("message", BigKey, ForeignKey("message.id"), primary_key=True),
    sqlite_with_rowid=False,
)

# The marks by which the words of a mail are found: the first few of its own and of others'.
word_print = Table(
    "print",
    metadata,
    Column("print", BigInteger, primary_key=True, autoincrement=False),
    Column("message", BigKey, ForeignKey("message.id"), primary_key=True),
    sqlite_with_rowid=False,
)

# Who wrote or got a mail under which subject, and when; for every mail also an empty person.
matter = Table(
    "matter",
    metadata,
    Column("subject", Identifier, primary_key=True),
    Column("person", Identifier, primary_key=True),
    Column("written_at", Instant, primary_key=True),
    Column("message", BigKey, ForeignKey("message.id"), primary_key=True),
    sqlite_with_rowid=False,
)
