"""What agents bring about and is remembered: orders that last, held mails, absences."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True).with_variant(sa.String(32), "sqlite")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Each part by those who need it; nothing of it is there yet."""
    _add_standing()
    _let_clocks_promise()
    _create_standing()
    _remember_absences()
    _look_into_sent()
    _hold_mails()
    _find_bytes()


def _add_standing() -> None:
    """How much a conversation matters, until when it is put aside, who else gets answers."""
    # SQLite can add a column with its rule, but no rule to a table.
    op.execute(
        "ALTER TABLE conversation ADD COLUMN priority VARCHAR(20) NOT NULL DEFAULT 'normal'"
        " CONSTRAINT ck_conversation_priority"
        " CHECK (priority IN ('low', 'normal', 'high', 'urgent'))"
    )
    op.add_column("conversation", sa.Column("snoozed_until", INSTANT))
    op.add_column(
        "conversation", sa.Column("copied", sa.Text(), nullable=False, server_default="[]")
    )
    partly = sa.text("snoozed_until IS NOT NULL")
    op.create_index(
        "ix_conversation_snoozed_until",
        "conversation",
        ["snoozed_until"],
        sqlite_where=partly,
        postgresql_where=partly,
    )


def _look_into_sent() -> None:
    """Which folders hold what was sent, and other ids of our mails that are found there."""
    op.add_column(
        "folder",
        sa.Column("is_sent", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_index("ix_outbox_mailbox_created_at", "outbox", ["mailbox", "created_at"])
    op.create_table(
        "alias",
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("ours", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name="pk_alias"),
    )


def _remember_absences() -> None:
    """Who is away and was, and for whom a conversation's owner stands in."""
    op.create_table(
        "absence",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("until", INSTANT),
        sa.Column(
            "source",
            sa.Enum(
                *("automatic reply", "mail", "command line"),
                name="source",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("is_presumed", sa.Boolean(), nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.Column("ended_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_absence"),
    )
    lasts = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_absence_lasting",
        "absence",
        ["agent"],
        unique=True,
        sqlite_where=lasts,
        postgresql_where=lasts,
    )
    op.create_index("ix_absence_agent_since", "absence", ["agent", "since"])
    op.add_column("conversation", sa.Column("stands_in_for", sa.Text()))
    partly = sa.text("stands_in_for IS NOT NULL")
    op.create_index(
        "ix_conversation_stands_in_for",
        "conversation",
        ["stands_in_for"],
        sqlite_where=partly,
        postgresql_where=partly,
    )


def _create_standing() -> None:
    """How a conversation stood before an answer that can still be taken back."""
    op.create_table(
        "standing",
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "state", _one_of("state", ("open", "waiting", "closed", "merged")), nullable=False
        ),
        sa.Column(
            "priority",
            _one_of("priority", ("low", "normal", "high", "urgent")),
            nullable=False,
        ),
        sa.Column("snoozed_until", INSTANT),
        sa.Column("participants", sa.Text(), nullable=False),
        sa.Column("copied", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("answer", name="pk_standing"),
    )


def _let_clocks_promise() -> None:
    """One target more. SQLite copies the table, since it can change no rule of one."""
    targets = ("first_response", "next_response", "resolution", "promise")
    with op.batch_alter_table("clock") as clock:
        clock.drop_constraint("target", type_="check")
        clock.create_check_constraint("target", sa.column("target").in_(targets))


def _hold_mails() -> None:
    """Why an agent's mail waits, who was told and what became of it; since when a token is."""
    op.add_column("token", sa.Column("minted_at", INSTANT))
    op.add_column("token", sa.Column("code_until", INSTANT))
    op.create_table(
        "held",
        sa.Column("entry", KEY, autoincrement=False, nullable=False),
        sa.Column("conversation", KEY),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("cause", _one_of("cause", _CAUSES), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("held_at", INSTANT, nullable=False),
        sa.Column("told_at", INSTANT),
        sa.Column("lead_told_at", INSTANT),
        sa.Column("way", _one_of("way", _WAYS)),
        sa.Column("settled_at", INSTANT),
        sa.Column("settled_by", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("is_proved", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(way IS NULL) = (settled_at IS NULL)", name="settled"),
        sa.ForeignKeyConstraint(["entry"], ["ledger.id"], name="fk_held_entry"),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversation.number"], name="fk_held_conversation"
        ),
        sa.PrimaryKeyConstraint("entry", name="pk_held"),
    )
    waits = sa.text("settled_at IS NULL")
    op.create_index("ix_held_agent_told_at", "held", ["agent", "told_at"])
    for name, column in (
        ("ix_held_conversation", "conversation"),
        ("ix_held_waiting", "held_at"),
    ):
        op.create_index(name, "held", [column], sqlite_where=waits, postgresql_where=waits)


def _find_bytes() -> None:
    """Where the bytes of a mail are, which is passed on once more."""
    partly = sa.text("message IS NOT NULL")
    op.create_index(
        "ix_ledger_message",
        "ledger",
        ["message"],
        sqlite_where=partly,
        postgresql_where=partly,
    )


_CAUSES = (
    *("denied", "unproved", "colleague", "dead", "stray", "robot"),
    *("forwarded", "repeated"),
    *("owner", "second", "signless", "mixed", "leak", "slip", "word"),
)
_WAYS = ("send", "take", "note", "drop", "replaced")


def _one_of(name: str, values: tuple[str, ...]) -> sa.Enum:
    """Text with a CHECK constraint."""
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=20)
