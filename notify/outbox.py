"""What happens to a mail in the outbox after each try. Decisions only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from samehand.desk.letters import Purpose


class OutboxState(StrEnum):
    """Where a mail stands on its way out."""

    QUEUED = "queued"  # waits for `next_attempt_at`
    HANDING_OVER = "handing_over"  # recipients accepted, DATA may have been sent
    SENT = "sent"  # the server has accepted it
    FAILED = "failed"  # the server has refused it for good, or we gave up
    UNKNOWN = "unknown"  # may or may not have gone out; nobody will repeat it unasked
    WITHDRAWN = "withdrawn"  # taken back before it was sent


@dataclass(frozen=True)
class Waiting:
    """An outbox row as claimed for sending. `recipients` are those who have not got it yet.

    `digest` names the bytes in the raw store. `attempts` counts the tries before this one.
    """

    id: int
    key: str
    purpose: Purpose
    mailbox: str
    conversation: int | None
    message_id: str
    envelope_from: str
    recipients: tuple[str, ...]
    digest: str
    state: OutboxState
    attempts: int
    created_at: datetime
    epoch: int
