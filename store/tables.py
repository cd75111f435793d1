"""The tables, their rules and the index behind every lookup of the hot path.

Whatever is claimed has `leased_until` and a fencing `epoch`. What is due is a column with an
index over the rows that still wait, so that nothing slows down with what is long done.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Sequence,
    Table,
    Text,
    UniqueConstraint,
    and_,
    literal,
)
from sqlalchemy.sql.elements import ColumnElement

from samehand.desk.conversation import State, Target
from samehand.desk.decision import Outcome, TokenUse
from samehand.desk.letters import Purpose
from samehand.notify.outbox import OutboxState
from samehand.store.columns import (
    Addresses,
    BigKey,
    Identifier,
    Instant,
    Length,
    Numbers,
    Parts,
    Prints,
    Strings,
    Words,
    choice,
)


class ChannelKind(StrEnum):
    """A way in or out of a mailbox."""

    IMAP = "imap"
    SMTP = "smtp"


FIRST_NUMBER = 1001

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

numbers = Sequence("conversation_number", start=FIRST_NUMBER, metadata=metadata)


def holds(column: Column[Any], value: StrEnum) -> ColumnElement[bool]:
    """`column = 'value'` with the value in the text of the SQL.

    Only then is it sure to see that an index over a part of the rows will do: a statement that
    PostgreSQL has prepared once is planned without its values.
    """
    return column == literal(value, column.type, literal_execute=True)


def _index(name: str | None, *columns: Column[Any], where: ColumnElement[bool]) -> None:
    """An index over a part of the rows."""
    Index(name, *columns, sqlite_where=where, postgresql_where=where)


folder = Table(
    "folder",
    metadata,
    Column("mailbox", Text, primary_key=True),
    Column("folder", Text, primary_key=True),
    Column("uidvalidity", BigKey, nullable=False),
    Column("last_uid", BigKey, nullable=False),
    Column("first_seen_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
)

conversation = Table(
    "conversation",
    metadata,
    Column("number", BigKey, primary_key=True, autoincrement=False),
    Column("mailbox", Text, nullable=False),
    Column("subject", Words, nullable=False),
    Column("customer", Identifier, nullable=False),
    Column("customer_name", Words, nullable=False),
    Column("owner", Text, nullable=False),
    Column("policy", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("state", choice(State, "state"), nullable=False),
    Column("participants", Addresses, nullable=False),
    Column("merged_into", BigKey, ForeignKey("conversation.number")),
    Column("continues", BigKey),  # the conversation that it takes up again
    Column("version", Integer, nullable=False),
    Column("assigned_at", Instant, nullable=False),
    CheckConstraint("owner <> ''", name="owned"),
    CheckConstraint("(state = 'merged') = (merged_into IS NOT NULL)", name="merged"),
)
Index(None, conversation.c.customer, conversation.c.number)
Index(None, conversation.c.owner, conversation.c.assigned_at)
_index(  # with the state in it, counting needs no look at the rows
    "ix_conversation_open",
    conversation.c.owner,
    conversation.c.state,
    where=conversation.c.state == State.OPEN,
)
_index(None, conversation.c.merged_into, where=conversation.c.merged_into.is_not(None))

clock = Table(
    "clock",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column(
        "conversation", BigKey, ForeignKey("conversation.number"), nullable=False, index=True
    ),
    Column("target", choice(Target, "target"), nullable=False),
    Column("policy", Text, nullable=False),
    Column("calendar", Text, nullable=False),
    Column("length", Length, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("used", Length, nullable=False),
    Column("running_since", Instant),
    Column("due_at", Instant),
    Column("alert_at", Instant),
    Column("stage", Integer, nullable=False),
    Column("met_at", Instant),
    Column("dropped_at", Instant),
)
is_live = and_(clock.c.met_at.is_(None), clock.c.dropped_at.is_(None))
_index("ix_clock_alert", clock.c.alert_at, where=and_(is_live, clock.c.alert_at.is_not(None)))

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
_index("ix_message_root", message.c.root, where=message.c.root != "")
_index(
    "ix_message_author",
    message.c.author,
    message.c.received_at,
    where=message.c.author.is_not(None),
)

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

# What a merger has to remember, to be undone: how both conversations were before it.
merger = Table(
    "merger",
    metadata,
    Column(
        "merged",
        BigKey,
        ForeignKey("conversation.number"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("survivor", BigKey, ForeignKey("conversation.number"), nullable=False, index=True),
    Column("last_message", BigKey, nullable=False),  # the newest by then
    Column("state", choice(State, "state"), nullable=False),
    Column("clocks", Numbers, nullable=False),  # that ran on either
    Column("survivor_state", choice(State, "survivor_state"), nullable=False),
)

# Conversations that somebody has taken apart; no mail joins them again.
apart = Table(
    "apart",
    metadata,
    Column(
        "older",
        BigKey,
        ForeignKey("conversation.number"),
        primary_key=True,
        autoincrement=False,
    ),
    Column(
        "younger",
        BigKey,
        ForeignKey("conversation.number"),
        primary_key=True,
        autoincrement=False,
        index=True,
    ),
)

ledger = Table(
    "ledger",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("mailbox", Text, nullable=False),
    Column("folder", Text, nullable=False),
    Column("uidvalidity", BigKey, nullable=False),
    Column("uid", BigKey, nullable=False),
    Column("digest", Text, nullable=False),
    Column("size", BigKey, nullable=False),
    Column("internal_date", Instant),
    Column("entered_at", Instant, nullable=False),
    Column("outcome", choice(Outcome, "outcome"), nullable=False),
    Column("reason", Words, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_attempt_at", Instant, nullable=False),
    Column("message", BigKey, ForeignKey("message.id")),
    UniqueConstraint("mailbox", "folder", "uidvalidity", "uid"),
)
Index(None, ledger.c.mailbox, ledger.c.digest)
_index(
    "ix_ledger_pending",
    ledger.c.mailbox,
    ledger.c.next_attempt_at,
    where=ledger.c.outcome == Outcome.STORED,
)
_index("ix_ledger_quarantine", ledger.c.id, where=ledger.c.outcome == Outcome.QUARANTINE)

token = Table(
    "token",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("use", choice(TokenUse, "use"), nullable=False),
    Column("agent", Text, nullable=False),
    Column("conversation", BigKey, ForeignKey("conversation.number"), nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("answers", Identifier),
    Column("held", BigKey, ForeignKey("ledger.id")),
    Column("revoked_at", Instant),
    Column("used_at", Instant),
)
Index(None, token.c.conversation, token.c.agent)
_index(None, token.c.held, where=token.c.held.is_not(None))

event = Table(
    "event",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("conversation", BigKey, ForeignKey("conversation.number"), index=True),
    Column("kind", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("reason", Words, nullable=False),
    Column("at", Instant, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("key", Identifier, nullable=False, unique=True),
    Column("purpose", choice(Purpose, "purpose"), nullable=False),
    Column("mailbox", Text, nullable=False),
    Column("conversation", BigKey, ForeignKey("conversation.number"), index=True),
    Column("message_id", Identifier, nullable=False, index=True),
    Column("envelope_from", Text, nullable=False),
    Column("recipients", Strings, nullable=False),
    Column("acknowledged", Identifier),  # to whom, where it is an acknowledgement
    Column("digest", Text, nullable=False),
    Column("state", choice(OutboxState, "state"), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("doubts", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("next_attempt_at", Instant, nullable=False),
    Column("settled_at", Instant),
    Column("reason", Words, nullable=False),
    Column("leased_until", Instant),
    Column("holder", Text),
    Column("epoch", Integer, nullable=False),
)
_index(
    "ix_outbox_queued",
    outbox.c.mailbox,
    outbox.c.next_attempt_at,
    where=outbox.c.state == OutboxState.QUEUED,
)
_index(
    "ix_outbox_handing_over", outbox.c.mailbox, where=outbox.c.state == OutboxState.HANDING_OVER
)
_index(
    "ix_outbox_acknowledged",
    outbox.c.acknowledged,
    outbox.c.created_at,
    where=outbox.c.acknowledged.is_not(None),
)

_index(
    "ix_outbox_acknowledgements",
    outbox.c.created_at,
    where=outbox.c.acknowledged.is_not(None),
)

# Somebody outside of whom more is to be remembered than their conversations.
correspondent = Table(
    "correspondent",
    metadata,
    Column("address", Identifier, primary_key=True),
    Column("failing_since", Instant),
    Column("failing_for_good", Boolean),
    Column("failing_reason", Words),
    Column("failing_in", BigKey, ForeignKey("conversation.number")),
    Column("muted_until", Instant),
    Column("burst", BigKey, ForeignKey("conversation.number")),
    Column("burst_at", Instant),
    Column("echo", Words, nullable=False),
    Column("echoes", Integer, nullable=False),
)

# A conversation whose mails, from `first_message` on, are passed on together.
gathered = Table(
    "gathered",
    metadata,
    Column(
        "conversation",
        BigKey,
        ForeignKey("conversation.number"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("first_message", BigKey, ForeignKey("message.id"), nullable=False),
    Column("due_at", Instant, nullable=False, index=True),
)

channel = Table(
    "channel",
    metadata,
    Column("mailbox", Text, primary_key=True),
    Column("kind", choice(ChannelKind, "kind"), primary_key=True),
    Column("failing_since", Instant),
    Column("failures", Integer, nullable=False),
    Column("retry_at", Instant),
    Column("last_ok_at", Instant),
    Column("last_error", Words),
    Column("alerted_at", Instant),
)

lease = Table(
    "lease",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("leased_until", Instant, nullable=False),
    Column("epoch", Integer, nullable=False),
)
