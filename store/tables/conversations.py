"""Conversations, their clocks and stories, and which of them were merged or taken apart."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Sequence,
    Table,
    Text,
    and_,
)

from samehand.desk.conversation import Priority, State, Target
from samehand.store.columns import (
    Addresses,
    BigKey,
    Identifier,
    Instant,
    Length,
    Numbers,
    Strings,
    Words,
    choice,
)
from samehand.store.tables.schema import conversation_key, index_over, metadata

FIRST_NUMBER = 1001

numbers = Sequence("conversation_number", start=FIRST_NUMBER, metadata=metadata)

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
    Column("priority", choice(Priority, "priority"), nullable=False),
    Column("snoozed_until", Instant),
    Column("copied", Strings, nullable=False),
    Column("merged_into", BigKey, ForeignKey("conversation.number")),
    Column("continues", BigKey),  # the conversation that it takes up again
    Column("stands_in_for", Text),  # the absent agent who is to have it back
    Column("version", Integer, nullable=False),
    Column("assigned_at", Instant, nullable=False),
    CheckConstraint("owner <> ''", name="owned"),
    CheckConstraint("(state = 'merged') = (merged_into IS NOT NULL)", name="merged"),
)
Index(None, conversation.c.customer, conversation.c.number)
Index(None, conversation.c.owner, conversation.c.assigned_at)
index_over(  # with the state in it, counting needs no look at the rows
    "ix_conversation_open",
    conversation.c.owner,
    conversation.c.state,
    where=conversation.c.state == State.OPEN,
)
index_over(None, conversation.c.snoozed_until, where=conversation.c.snoozed_until.is_not(None))
index_over(None, conversation.c.stands_in_for, where=conversation.c.stands_in_for.is_not(None))
index_over(None, conversation.c.merged_into, where=conversation.c.merged_into.is_not(None))

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
index_over(
    "ix_clock_alert", clock.c.alert_at, where=and_(is_live, clock.c.alert_at.is_not(None))
)

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

# How a conversation stood before an answer that can still be taken back, by its outbox key.
standing = Table(
    "standing",
    metadata,
    Column("answer", Identifier, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("state", choice(State, "state"), nullable=False),
    Column("priority", choice(Priority, "priority"), nullable=False),
    Column("snoozed_until", Instant),
    Column("participants", Addresses, nullable=False),
    Column("copied", Strings, nullable=False),
)

# What a merger has to remember, to be undone: how both conversations were before it.
merger = Table(
    "merger",
    metadata,
    conversation_key("merged"),
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
    conversation_key("older"),
    conversation_key("younger", index=True),
)
