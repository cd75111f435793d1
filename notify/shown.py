"""Others' HTML as it is shown in a mail of ours: made safe once more, with pictures of its own.

Nothing is shown that did not come with the mail, and no file that could hold more than a
picture: a word stands in its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from html import escape, unescape

import nh3

from samehand.ingest.html.wall import ATTRIBUTES, LINKS, PICTURES, TAGS
from samehand.ingest.message import Attachment

# As nh3 writes it: a quotation mark within a value is never bare.
_PICTURE = re.compile(r'<img((?: [a-z]{1,20}="[^"]*")*)>')
_ATTRIBUTE = re.compile(r' ([a-z]{1,20})="([^"]*)"')
_SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_FITTING = "max-width:100%;height:auto"

_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags={"script", "style"},
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    attribute_filter=lambda tag, name, value: _kept(name, value),
    filter_style_properties={"color"},
    set_tag_attribute_values={
        "table": {"cellpadding": "3"},
        "td": {"valign": "top"},
        "th": {"valign": "top"},
    },
    url_schemes={"http", "https", "mailto", "tel", "cid"},
)


@dataclass(frozen=True)
class Shown:
    """HTML with its pictures, each with its new id, and the attachments that are none."""

    html: str
    pictures: tuple[tuple[str, Attachment], ...] = ()
    beside: tuple[Attachment, ...] = ()


def shown(html: str, attachments: Sequence[Attachment], message_id: str) -> Shown:
    """The HTML as it may leave. The ids of its pictures depend on the mail's alone."""
    known = {a.content_id: a for a in attachments if a.content_id and a.type in _SHOWN}
    made_from = sha256(message_id.encode()).hexdigest()[:24]
    domain = message_id.rpartition("@")[2]
    ids: dict[str, str] = {}

    def put(match: re.Match[str]) -> str:
        said = {name: unescape(value) for name, value in _ATTRIBUTE.findall(match[1])}
        alt, width = said.get("alt", "").strip(), said.get("width", "")
        content_id = said.get("src", "").removeprefix("cid:")
        if content_id not in known:
            return escape(f"[picture: {alt}]" if alt else "[picture]")
        own = ids.setdefault(content_id, f"{len(ids) + 1}.{made_from}@{domain}")
        size = f' width="{width}"' if width.isascii() and width.isdigit() else ""
        return f'<img src="cid:{own}" alt="{escape(alt)}"{size} style="{_FITTING}">'

    whole = html.encode("utf-8", "replace").decode()  # half a surrogate pair is no sign
    html = _PICTURE.sub(put, _CLEANER.clean(whole))
    return Shown(
        html,
        tuple((own, known[content_id]) for content_id, own in ids.items()),
        tuple(a for a in attachments if not (a.content_id in ids and a is known[a.content_id])),
    )


def is_shown(attachment: Attachment, html: str) -> bool:
    """Whether an attachment is a picture that stands in HTML."""
    return bool(attachment.content_id) and f"cid:{attachment.content_id}" in html


def _kept(name: str, value: str) -> str | None:
    """Only what came with a mail is shown; what is elsewhere is linked to and not loaded."""
    wanted = {"src": (PICTURES,), "href": LINKS}.get(name, ("",))
    return value if value.lower().startswith(wanted) else None
