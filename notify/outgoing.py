"""A mail on its way out, with its final bytes: rendered once, repeated byte for byte."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from samehand.desk.letters import Purpose


@dataclass(frozen=True)
class Outgoing:
    """A composed letter. `recipients` are bare addresses for the envelope, each once."""

    key: str
    purpose: Purpose
    mailbox: str
    conversation: int | None
    message_id: str
    envelope_from: str
    recipients: tuple[str, ...]
    content: bytes = field(repr=False)
    not_before: datetime
