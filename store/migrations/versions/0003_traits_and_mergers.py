"""What ties mails beyond their ids, and what it takes to undo a merger."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Mails from before have no traits but their ids; they were filed where they are."""
    op.add_column("conversation", sa.Column("continues", KEY))
    _add_traits()
    _create_print()
    _create_matter()
    _create_merger()
    _create_apart()


def _add_traits() -> None:
    for column in (
        sa.Column("filed_in", KEY, nullable=False, server_default="0"),
        sa.Column("base_subject", sa.Text(), nullable=False, server_default=""),
        sa.Column("is_reply", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("written_at", INSTANT),
        sa.Column("root", sa.Text(), nullable=False, server_default=""),
        sa.Column("said", sa.LargeBinary()),
        sa.Column("quoted", sa.LargeBinary()),
    ):
        op.add_column("message", column)
    op.execute("UPDATE message SET filed_in = conversation")
    partly = sa.text("root != ''")
    op.create_index(
        "ix_message_root",
        "message",
        ["root"],
        sqlite_where=partly,
        postgresql_where=partly,
    )


def _create_print() -> None:
    op.create_table(
        "print",
        sa.Column("print", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message", KEY, nullable=False),
        sa.ForeignKeyConstraint(["message"], ["message.id"], name="fk_print_message"),
        sa.PrimaryKeyConstraint("print", "message", name="pk_print"),
        sqlite_with_rowid=False,
    )


def _create_matter() -> None:
    op.create_table(
        "matter",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("message", KEY, nullable=False),
        sa.ForeignKeyConstraint(["message"], ["message.id"], name="fk_matter_message"),
        sa.PrimaryKeyConstraint("subject", "person", "written_at", "message", name="pk_matter"),
        sqlite_with_rowid=False,
    )


def _create_merger() -> None:
    op.create_table(
        "merger",
        sa.Column("merged", KEY, autoincrement=False, nullable=False),
        sa.Column("survivor", KEY, nullable=False),
        sa.Column("last_message", KEY, nullable=False),
        sa.Column("state", _state("state"), nullable=False),
        sa.Column("clocks", sa.Text(), nullable=False),
        sa.Column("survivor_state", _state("survivor_state"), nullable=False),
        sa.ForeignKeyConstraint(["merged"], ["conversation.number"], name="fk_merger_merged"),
        sa.ForeignKeyConstraint(
            ["survivor"], ["conversation.number"], name="fk_merger_survivor"
        ),
        sa.PrimaryKeyConstraint("merged", name="pk_merger"),
    )
    op.create_index("ix_merger_survivor", "merger", ["survivor"])


def _create_apart() -> None:
    op.create_table(
        "apart",
        sa.Column("older", KEY, autoincrement=False, nullable=False),
        sa.Column("younger", KEY, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["older"], ["conversation.number"], name="fk_apart_older"),
        sa.ForeignKeyConstraint(["younger"], ["conversation.number"], name="fk_apart_younger"),
        sa.PrimaryKeyConstraint("older", "younger", name="pk_apart"),
    )
    op.create_index("ix_apart_younger", "apart", ["younger"])


def _state(name: str) -> sa.Enum:
    """Text with a CHECK constraint."""
    values = ("open", "waiting", "closed", "merged")
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)
