"""Mails on their way in and out: folders, ledger, outbox, and who takes part from outside.

Whatever is claimed has `leased_until` and a fencing `epoch`.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from samehand.desk.decision import Outcome, TokenUse
from samehand.desk.letters import Purpose
from samehand.notify.outbox import OutboxState
from samehand.store.columns import BigKey, Identifier, Instant, Strings, Words, choice
from samehand.store.tables.schema import conversation_key, index_over, metadata


class ChannelKind(StrEnum):
    """A way in or out of a mailbox."""

    IMAP = "imap"
    SMTP = "smtp"


folder = Table(
    "folder",
    metadata,
    Column("mailbox", Text, primary_key=True),
    Column("folder", Text, primary_key=True),
    Column("uidvalidity", BigKey, nullable=False),
    Column("last_uid", BigKey, nullable=False),
    Column("first_seen_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("is_sent", Boolean, nullable=False, server_default=false()),
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
index_over(
    "ix_ledger_pending",
    ledger.c.mailbox,
    ledger.c.next_attempt_at,
    where=ledger.c.outcome == Outcome.STORED,
)
index_over(None, ledger.c.message, where=ledger.c.message.is_not(None))
index_over("ix_ledger_quarantine", ledger.c.id, where=ledger.c.outcome == Outcome.QUARANTINE)

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
    Column("minted_at", Instant),
    Column("code_until", Instant),
    Column("revoked_at", Instant),
    Column("used_at", Instant),
)
Index(None, token.c.conversation, token.c.agent)
index_over(None, token.c.held, where=token.c.held.is_not(None))

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
Index(None, outbox.c.mailbox, outbox.c.created_at)
index_over(
    "ix_outbox_queued",
    outbox.c.mailbox,
    outbox.c.next_attempt_at,
    where=outbox.c.state == OutboxState.QUEUED,
)
index_over(
    "ix_outbox_handing_over", outbox.c.mailbox, where=outbox.c.state == OutboxState.HANDING_OVER
)
index_over(
    "ix_outbox_acknowledged",
    outbox.c.acknowledged,
    outbox.c.created_at,
    where=outbox.c.acknowledged.is_not(None),
)
index_over(
    "ix_outbox_acknowledgements",
    outbox.c.created_at,
    where=outbox.c.acknowledged.is_not(None),
)

# Another Message-ID under which a provider keeps a mail of ours, and others answer it.
alias = Table(
    "alias",
    metadata,
    Column("message_id", Identifier, primary_key=True),
    Column("ours", Identifier, nullable=False),
)

# A conversation whose mails, from `first_message` on, are passed on together.
gathered = Table(
    "gathered",
    metadata,
    conversation_key("conversation"),
    Column("first_message", BigKey, ForeignKey("message.id"), nullable=False),
    Column("due_at", Instant, nullable=False, index=True),
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
