"""The parts of a mail: which of them are its text, and which are attachments.

Every part that is not read is attached with its bytes as they came. An attached mail is passed
on whole; what it holds is not listed again. A winmail.dat is opened, and attached itself only
where something in it could not be.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from mimetypes import guess_extension
from urllib.parse import unquote

from samehand.ingest import headers
from samehand.ingest.html.twin import html_of
from samehand.ingest.message import Attachment, Protection
from samehand.ingest.mime import charset
from samehand.ingest.mime.file_names import file_name, name_of
from samehand.ingest.mime.invitation import Invitation, read_invitation
from samehand.ingest.mime.protected import protection, told
from samehand.ingest.mime.readable import (
    HTML,
    LONGEST_TEXT,
    Reading,
    Shown,
    is_text,
    joined,
    tidy,
)
from samehand.ingest.mime.structure import Part
from samehand.ingest.mime.tnef import Wrapped, read_tnef

# What HTML shows at a place of its own, by its Content-ID or by its Content-Location.
_SHOWN_IMAGE = re.compile(
    rb"\b(?:src|background)\s{0,9}=\s{0,9}[\"']?(?!cid:)([^\s\"'<>]{1,300})"
    rb"|\bcid:([^\s\"'<>)]{1,300})",
    re.IGNORECASE,
)
_CALENDARS = ("text/calendar", "application/ics")  # the second is a copy of the first
_MOST_CALENDARS = 5
_WRAPPINGS = {"application/ms-tnef", "application/vnd.ms-tnef"}
_MACHINE_READABLE = {
    *("message/delivery-status", "message/disposition-notification", "message/feedback-report")
}


@dataclass(frozen=True)
class Status:
    """The fields of a machine's report about one recipient, by lower-case name."""

    fields: dict[str, str]


@dataclass(frozen=True)
class Parts:
    """What a mail holds. `types` are the content types of all parts.

    `returned` is the header of the first attached mail. `hidden_words` counts what the HTML
    that was read hid from its reader. `html` says the same as `text`; where it should and does
    not, the mail `disagrees` with itself, and `html` is empty.
    """

    text: str = field(default="", repr=False)
    html: str = field(default="", repr=False)
    disagrees: bool = False
    attachments: tuple[Attachment, ...] = ()
    types: frozenset[str] = frozenset()
    report_type: str = ""
    statuses: tuple[Status, ...] = ()
    returned: Message | None = None
    protection: Protection | None = None
    hidden_words: int = 0


def read_parts(mail: Part, *, with_html: bool = True) -> Parts:
    """Sort the parts of a mail; `with_html` keeps the form of its words, which takes time."""
    sorting = _Sorting(mail)
    sorting.take(mail)
    reading = Reading(mail, sorting.images, with_html=with_html)
    shown = reading.shown()
    text = shown.text or joined(
        tidy(one.text(sorting.images))[:LONGEST_TEXT] for one in sorting.wrapped
    )
    for part in reading.cut:
        sorting.attach(part)
    how = protection(mail, text)
    whole = told(how, _with_invitations(text, sorting.calendars))
    return Parts(
        text=whole,
        html=_with_added(shown, whole),
        disagrees=reading.disagrees,
        attachments=tuple(sorting.attachments),
        types=frozenset(sorting.types),
        report_type=mail.content_type["report-type"].lower(),
        statuses=tuple(sorting.statuses),
        returned=sorting.returned,
        protection=how,
        hidden_words=reading.hidden_words,
    )


def _with_added(shown: Shown, text: str) -> str:
    """The HTML, below what was put above its text."""
    if not shown.html or not text.endswith(shown.text):
        return ""
    added = text.removesuffix(shown.text).strip("\n")
    return f"<div>{html_of(added)}</div>{shown.html}" if added else shown.html


def _with_invitations(text: str, calendars: Mapping[str, list[Part]]) -> str:
    """The text below the invitations that it does not tell of."""
    parts = next((calendars[kind] for kind in _CALENDARS if kind in calendars), [])
    found = [one for part in parts[:_MOST_CALENDARS] if (one := _invitation(part))]
    words = dict.fromkeys(one.words for one in found if not one.is_told_in(text))
    if not text.strip():
        text = joined(dict.fromkeys(one.description for one in found))
    return joined((*words, text))


def _invitation(part: Part) -> Invitation | None:
    declared = part.content_type["charset"] or "utf-8"
    return read_invitation(tidy(charset.decode(part.content(), declared)))


class _Sorting:
    def __init__(self, mail: Part) -> None:
        self._mail = mail
        self._shown = _shown_images(mail)
        self.attachments: list[Attachment] = []
        self.types: set[str] = set()
        self.statuses: list[Status] = []
        self.returned: Message | None = None
        self.calendars: dict[str, list[Part]] = {}
        self.wrapped: list[Wrapped] = []
        self.images: dict[str, str] = {}  # the names of the pictures, by their places in HTML

    def take(self, part: Part) -> None:
        """Find a place for a part and everything below it; the depth is limited."""
        self.types.add(part.type)
        if part.type.startswith("message/") and part.children:
            self._take_mail(part)
        elif part.children:
            for child in part.children:
                self.take(child)
        elif not is_text(part, self._mail) and not self._is_opened(part):
            self.attach(part)
            if part.type in _CALENDARS:
                self.calendars.setdefault(part.type, []).append(part)

    def attach(self, part: Part) -> None:
        """Pass a part on as a file."""
        named = name_of(part)
        name = named or self._made_up_name(part.type)
        content_id = next(iter(headers.message_ids(part.value("content-id"))), None)
        location = headers.text(part.value("content-location"))
        places = {place for place in (content_id, location) if place}
        self.images |= dict.fromkeys(places, name)
        is_picture = part.type.startswith("image/") and part.disposition.value != "attachment"
        self.attachments.append(
            Attachment(
                name=name,
                type=part.type,
                content=part.content(),
                # A picture that has its place in the text is, whatever else is said of it.
                inline=not places.isdisjoint(self._shown) or (bool(content_id) and is_picture),
                content_id=content_id,
                named=bool(named),
            )
        )

    def _made_up_name(self, kind: str) -> str:
        return f"attachment-{len(self.attachments) + 1}{guess_extension(kind) or '.bin'}"

    def _is_opened(self, part: Part) -> bool:
        """Take the files out of a winmail.dat; whether nothing is left in it then."""
        if part.type not in _WRAPPINGS and name_of(part).lower() != "winmail.dat":
            return False
        wrapped = read_tnef(part.content())
        if wrapped is None:
            return False
        self.wrapped.append(wrapped)
        for file in wrapped.files:
            named = file_name(file.name)
            name = named or self._made_up_name(file.type)
            if file.content_id:
                self.images[file.content_id] = name
            self.attachments.append(
                Attachment(
                    name=name,
                    type=file.type,
                    content=file.content,
                    inline=file.content_id is not None and file.type.startswith("image/"),
                    content_id=file.content_id,
                    named=bool(named),
                )
            )
        return wrapped.is_whole

    def _take_mail(self, part: Part) -> None:
        mail = part.children[0]
        if part.type == "message/delivery-status":
            self.statuses.extend(Status(_fields(child)) for child in part.children)
        elif self.returned is None:
            self.returned = mail.header
        name = name_of(part)
        subject = file_name(headers.text(mail.value("subject")))
        extension = ".txt" if part.type in _MACHINE_READABLE else ".eml"
        self.attachments.append(
            Attachment(
                name=name or f"{subject or 'message'}{extension}",
                type=part.type,
                content=part.content(),
                named=bool(name),
            )
        )


def _shown_images(mail: Part) -> frozenset[str]:
    """The ids of the pictures that the mail's HTML shows."""
    pages = (part for part in mail.walk() if part.type in HTML)
    found = (names for page in pages for names in _SHOWN_IMAGE.findall(page.content()))
    return frozenset(
        location.decode("utf-8", "replace") or unquote(content_id)
        for location, content_id in found
    )


def _fields(block: Part) -> dict[str, str]:
    fields = block.header.raw_items()
    return {name.lower(): headers.text(str(value)) for name, value in fields}
