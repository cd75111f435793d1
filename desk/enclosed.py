"""What of a mail's attachments is passed on to the owner, and a word about the rest."""

from __future__ import annotations

from collections.abc import Sequence

from samehand.config.settings import Mailbox
from samehand.ingest.message import Attachment, InboundMessage


def enclosed(
    mail: InboundMessage, mailbox: Mailbox, limit: int, *, raw: bytes = b""
) -> tuple[tuple[Attachment, ...], tuple[str, ...]]:
    """The attachments that fit into `limit` bytes, in their order, and a note about others.

    Of a mail that could not be read, the `raw` mail is one of them.
    """
    found = mail.attachments
    if mail.error is not None and raw:
        # As plain bytes: a broken message/rfc822 part would be unreadable for the owner too.
        found = (*found, Attachment("original.eml", "application/octet-stream", raw))
    fitting = _fitting(found, mail.html, limit)
    too_big = [a for number, a in enumerate(found) if number not in fitting]
    notes = (_elsewhere(too_big, mailbox),) if too_big else ()
    return tuple(a for number, a in enumerate(found) if number in fitting), notes


def _fitting(found: Sequence[Attachment], html: str, limit: int) -> frozenset[int]:
    """Which of them fit: first the pictures of the text, then as many of the others as can."""

    def weight(number: int) -> tuple[bool, int]:
        one = found[number]
        is_in_text = bool(one.content_id and f"cid:{one.content_id}" in html)
        return not is_in_text, one.size

    taken: set[int] = set()
    for number in sorted(range(len(found)), key=weight):
        if found[number].size <= limit:
            limit -= found[number].size
            taken.add(number)
    return frozenset(taken)


def _elsewhere(too_big: Sequence[Attachment], mailbox: Mailbox) -> str:
    named = ", ".join(f"{a.name} ({a.size / 1e6:.1f} MB)" for a in too_big)
    return (
        f"Too big to pass on: {named}. You find the whole mail in the folder"
        f" {mailbox.folder} of {mailbox.address}."
    )
