"""A mail that lies in its conversation, as an answer or a relay needs it."""

from __future__ import annotations

from samehand.desk.arrival import Answerable
from samehand.store.messages import StoredMessage


def answerable(message: StoredMessage | None) -> Answerable | None:
    """As much of it as is asked for; None where there is none."""
    if message is None:
        return None
    return Answerable(
        message_id=message.message_id,
        references=message.thread_references,
        writer=message.writer,
        recipients=message.recipients,
        subject=message.subject,
        text=message.text,
        received_at=message.received_at,
        row=message.id,
    )
