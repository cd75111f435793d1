"""What sets one kind of letter apart from the others, before it becomes a mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from samehand.ingest.message import Address, Attachment
from samehand.notify.headers import Field
from samehand.notify.shown import Shown

NO_ECHO: tuple[Field, ...] = (("X-Auto-Response-Suppress", "OOF, AutoReply, DR, RN, NRN"),)
REPLIED: tuple[Field, ...] = (("Auto-Submitted", "auto-replied"), *NO_ECHO)
GENERATED: tuple[Field, ...] = (("Auto-Submitted", "auto-generated"), *NO_ECHO)


@dataclass(frozen=True)
class Draft:
    """One mail as it will be.

    `sender` is the display name before the support address. `shown` are the words of others
    within it as HTML, None for a mail that is text alone. With a `token` it can be answered, as
    a mail about the conversation `number`. `to` is set where it is not the letter's.
    """

    sender: str
    template: str
    values: Mapping[str, Any]
    allowed: frozenset[str]
    marks: tuple[Field, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    shown: Shown | None = None
    number: int | None = None
    token: str | None = None
