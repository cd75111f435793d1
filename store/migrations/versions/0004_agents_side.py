"""What agents bring about and is remembered: orders that last, held mails, absences."""

from __future__ import annotations

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing of it is there yet."""
