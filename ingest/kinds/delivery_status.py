"""What a report for machines says of each recipient (RFC 3464)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from samehand.ingest.kinds.unreached import ADDRESS
from samehand.ingest.mime.parts import Status

DELAYED = "delayed"
_ARRIVED = {"delivered", "relayed", "expanded"}
_ABOUT_SOMEBODY = {"final-recipient", "original-recipient", "action", "status"}

Recipient = Mapping[str, str]


def recipients(statuses: Sequence[Status]) -> list[Recipient]:
    """The blocks that are about somebody, without the one about the report itself."""
    return [one.fields for one in statuses if one.fields.keys() & _ABOUT_SOMEBODY]


def action(recipient: Recipient) -> str:
    """What became of the mail. Seen in the wild: a comment behind it, or none at all."""
    return recipient.get("action", "failed").partition(" ")[0].strip().lower()


def has_arrived(recipient: Recipient) -> bool:
    return action(recipient) in _ARRIVED


def address(recipient: Recipient) -> str | None:
    """As the sender wrote it, where the report says so; else as the last server knew it."""
    for name in ("original-recipient", "final-recipient"):
        value = recipient.get(name, "")
        named = ADDRESS.search(value.partition(";")[2] or value)
        if named:
            return named[0].lower()
    return None
