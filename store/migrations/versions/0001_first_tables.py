"""The first tables.

Migrations stay as they are once released, so this one says everything itself and imports
nothing of the code that goes on changing.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import CreateSequence, Sequence

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LENGTH = sa.BigInteger()


def upgrade() -> None:
    """Create them, each after those that it refers to."""
    if op.get_context().dialect.name == "postgresql":
        op.execute(CreateSequence(Sequence("conversation_number", start=1001)))
    _create_folder()
    _create_channel()
    _create_lease()
    _create_conversation()
    _create_clock()
    _create_message()
    _create_knows()
    _create_ledger()
    _create_token()
    _create_event()
    _create_outbox()


def _choice(name: str, *values: str) -> sa.Enum:
    """Text with a CHECK constraint."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)


def _only(where: str) -> dict[str, Any]:
    """The options of an index over a part of the rows."""
    return {"sqlite_where": sa.text(where), "postgresql_where": sa.text(where)}


def _create_folder() -> None:
    op.create_table(
        "folder",
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("uidvalidity", KEY, nullable=False),
        sa.Column("last_uid", KEY, nullable=False),
        sa.Column("first_seen_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("mailbox", "folder", name="pk_folder"),
    )


def _create_channel() -> None:
    op.create_table(
        "channel",
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("kind", _choice("kind", "imap", "smtp"), nullable=False),
        sa.Column("failing_since", INSTANT),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("retry_at", INSTANT),
        sa.Column("last_ok_at", INSTANT),
        sa.Column("last_error", sa.Text()),
        sa.Column("alerted_at", INSTANT),
        sa.PrimaryKeyConstraint("mailbox", "kind", name="pk_channel"),
    )


def _create_lease() -> None:
    op.create_table(
        "lease",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("leased_until", INSTANT, nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_lease"),
    )


def _create_conversation() -> None:
    op.create_table(
        "conversation",
        sa.Column("number", KEY, autoincrement=False, nullable=False),
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("customer", sa.Text(), nullable=False),
        sa.Column("customer_name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column(
            "state", _choice("state", "open", "waiting", "closed", "merged"), nullable=False
        ),
        sa.Column("participants", sa.Text(), nullable=False),
        sa.Column("merged_into", KEY),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("assigned_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into IS NOT NULL)",
            name=op.f("ck_conversation_merged"),
        ),
        sa.CheckConstraint("owner <> ''", name=op.f("ck_conversation_owned")),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["conversation.number"], name="fk_conversation_merged_into"
        ),
        sa.PrimaryKeyConstraint("number", name="pk_conversation"),
    )
    op.create_index("ix_conversation_customer_number", "conversation", ["customer", "number"])
    op.create_index(
        "ix_conversation_merged_into",
        "conversation",
        ["merged_into"],
        **_only("merged_into IS NOT NULL"),
    )
    op.create_index(
        "ix_conversation_open", "conversation", ["owner", "state"], **_only("state = 'open'")
    )
    op.create_index(
        "ix_conversation_owner_assigned_at", "conversation", ["owner", "assigned_at"]
    )


def _create_clock() -> None:
    op.create_table(
        "clock",
        sa.Column("id", KEY, nullable=False),
        sa.Column("conversation", KEY, nullable=False),
        sa.Column(
            "target",
            _choice("target", "first_response", "next_response", "resolution"),
            nullable=False,
        ),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("calendar", sa.Text(), nullable=False),
        sa.Column("length", LENGTH, nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("used", LENGTH, nullable=False),
        sa.Column("running_since", INSTANT),
        sa.Column("due_at", INSTANT),
        sa.Column("alert_at", INSTANT),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("met_at", INSTANT),
        sa.Column("dropped_at", INSTANT),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversation.number"], name="fk_clock_conversation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_clock"),
    )
    op.create_index(
        "ix_clock_alert",
        "clock",
        ["alert_at"],
        **_only("met_at IS NULL AND dropped_at IS NULL AND alert_at IS NOT NULL"),
    )
    op.create_index("ix_clock_conversation", "clock", ["conversation"])


def _create_message() -> None:
    op.create_table(
        "message",
        sa.Column("id", KEY, nullable=False),
        sa.Column("conversation", KEY, nullable=False),
        sa.Column("inbound", sa.Boolean(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("soft_key", sa.Text(), nullable=False),
        sa.Column("writer", sa.Text(), nullable=False),
        sa.Column("writer_name", sa.Text(), nullable=False),
        sa.Column("people", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("attachments", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("author", sa.Text()),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("thread_references", sa.Text(), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversation.number"], name="fk_message_conversation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sa.UniqueConstraint("message_id", "soft_key", name="uq_message_message_id_soft_key"),
    )
    op.create_index("ix_message_conversation", "message", ["conversation"])
    op.create_index(
        "ix_message_author",
        "message",
        ["author", "received_at"],
        **_only("author IS NOT NULL"),
    )


def _create_knows() -> None:
    op.create_table(
        "knows",
        sa.Column("known_id", sa.Text(), nullable=False),
        sa.Column("message", KEY, nullable=False),
        sa.ForeignKeyConstraint(["message"], ["message.id"], name="fk_knows_message"),
        sa.PrimaryKeyConstraint("known_id", "message", name="pk_knows"),
        sqlite_with_rowid=False,
    )


def _create_ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("id", KEY, nullable=False),
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("uidvalidity", KEY, nullable=False),
        sa.Column("uid", KEY, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("size", KEY, nullable=False),
        sa.Column("internal_date", INSTANT),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.Column(
            "outcome",
            _choice(
                "outcome",
                "stored",
                "message",
                "duplicate",
                "automatic",
                "ignored",
                "held",
                "quarantine",
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", INSTANT, nullable=False),
        sa.Column("message", KEY),
        sa.ForeignKeyConstraint(["message"], ["message.id"], name="fk_ledger_message"),
        sa.PrimaryKeyConstraint("id", name="pk_ledger"),
        sa.UniqueConstraint(
            "mailbox",
            "folder",
            "uidvalidity",
            "uid",
            name="uq_ledger_mailbox_folder_uidvalidity_uid",
        ),
    )
    op.create_index("ix_ledger_mailbox_digest", "ledger", ["mailbox", "digest"])
    op.create_index(
        "ix_ledger_pending",
        "ledger",
        ["mailbox", "next_attempt_at"],
        **_only("outcome = 'stored'"),
    )
    op.create_index("ix_ledger_quarantine", "ledger", ["id"], **_only("outcome = 'quarantine'"))


def _create_token() -> None:
    op.create_table(
        "token",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("use", _choice("use", "reply", "confirm"), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("conversation", KEY, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("answers", sa.Text()),
        sa.Column("held", KEY),
        sa.Column("revoked_at", INSTANT),
        sa.Column("used_at", INSTANT),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversation.number"], name="fk_token_conversation"
        ),
        sa.ForeignKeyConstraint(["held"], ["ledger.id"], name="fk_token_held"),
        sa.PrimaryKeyConstraint("hash", name="pk_token"),
    )
    op.create_index("ix_token_conversation_agent", "token", ["conversation", "agent"])
    op.create_index("ix_token_held", "token", ["held"], **_only("held IS NOT NULL"))


def _create_event() -> None:
    op.create_table(
        "event",
        sa.Column("id", KEY, nullable=False),
        sa.Column("conversation", KEY),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversation.number"], name="fk_event_conversation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
    )
    op.create_index("ix_event_conversation", "event", ["conversation"])


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", KEY, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column(
            "purpose",
            _choice(
                "purpose",
                "acknowledgement",
                "answer",
                "relay",
                "receipt",
                "notice",
                "alert",
                "digest",
            ),
            nullable=False,
        ),
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("conversation", KEY),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("envelope_from", sa.Text(), nullable=False),
        sa.Column("recipients", sa.Text(), nullable=False),
        sa.Column("acknowledged", sa.Text()),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column(
            "state",
            _choice(
                "state", "queued", "handing_over", "sent", "failed", "unknown", "withdrawn"
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("doubts", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("next_attempt_at", INSTANT, nullable=False),
        sa.Column("settled_at", INSTANT),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("leased_until", INSTANT),
        sa.Column("holder", sa.Text()),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversation.number"], name="fk_outbox_conversation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("key", name="uq_outbox_key"),
    )
    op.create_index(
        "ix_outbox_acknowledged",
        "outbox",
        ["acknowledged", "created_at"],
        **_only("acknowledged IS NOT NULL"),
    )
    op.create_index("ix_outbox_conversation", "outbox", ["conversation"])
    op.create_index(
        "ix_outbox_handing_over", "outbox", ["mailbox"], **_only("state = 'handing_over'")
    )
    op.create_index("ix_outbox_message_id", "outbox", ["message_id"])
    op.create_index(
        "ix_outbox_queued",
        "outbox",
        ["mailbox", "next_attempt_at"],
        **_only("state = 'queued'"),
    )
