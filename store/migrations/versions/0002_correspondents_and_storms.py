"""What is remembered of people outside, and of mails that wait to be passed on together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Nothing is known of anybody yet."""
    op.create_table(
        "correspondent",
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("failing_since", INSTANT),
        sa.Column("failing_for_good", sa.Boolean()),
        sa.Column("failing_reason", sa.Text()),
        sa.Column("failing_in", KEY),
        sa.Column("muted_until", INSTANT),
        sa.Column("burst", KEY),
        sa.Column("burst_at", INSTANT),
        sa.Column("echo", sa.Text(), nullable=False),
        sa.Column("echoes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["failing_in"], ["conversation.number"], name="fk_correspondent_failing_in"
        ),
        sa.ForeignKeyConstraint(
            ["burst"], ["conversation.number"], name="fk_correspondent_burst"
        ),
        sa.PrimaryKeyConstraint("address", name="pk_correspondent"),
    )
    op.create_table(
        "gathered",
        sa.Column("conversation", KEY, autoincrement=False, nullable=False),
        sa.Column("first_message", KEY, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversation.number"], name="fk_gathered_conversation"
        ),
        sa.ForeignKeyConstraint(
            ["first_message"], ["message.id"], name="fk_gathered_first_message"
        ),
        sa.PrimaryKeyConstraint("conversation", name="pk_gathered"),
    )
    op.create_index("ix_gathered_due_at", "gathered", ["due_at"])
    partly = sa.text("acknowledged IS NOT NULL")
    op.create_index(
        "ix_outbox_acknowledgements",
        "outbox",
        ["created_at"],
        sqlite_where=partly,
        postgresql_where=partly,
    )
