"""What the store knows around a mail that somebody of the desk has sent by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Queued:
    """An answer of anybody's that has not left yet, by its key in the outbox."""

    key: str
    agent: str
    answered_at: datetime


@dataclass(frozen=True)
class Around:
    """What bears on a mail that somebody of the desk has sent by hand.

    `newer_at` is when a customer's mail came that it does not answer, and `queued` answers of
    its conversation wait to leave. `own_id` is set where it is a mail of ours under another id,
    and `for_outsiders` where a copy of it was taken for a mail from outside. `has_sent` says
    that the mailbox's Sent folder is looked into.
    """

    newer_at: datetime | None = None
    queued: tuple[Queued, ...] = ()
    own_id: str | None = None
    for_outsiders: bool = False
    has_sent: bool = False
