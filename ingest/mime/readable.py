"""What a person reads of a mail: the text in its parts, in their order.

Plain text is taken where it is there; HTML is turned into text only where it is all there is,
because that is slow. An attached mail is read where its sender wanted it shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from samehand.ingest import headers
from samehand.ingest.html.body import read_html
from samehand.ingest.mime import charset
from samehand.ingest.mime.enriched import text_from_enriched
from samehand.ingest.mime.flowed import unwrapped
from samehand.ingest.mime.structure import Part

HTML = {"text/html", "text/x-amp-html"}
LONGEST_TEXT = 1_000_000  # characters: what nobody would read is not searched either
MOST_SHOWN_MAILS = 100
DIVIDER = "---------- Forwarded message ----------"

_MOST_BYTES = 4 * LONGEST_TEXT
_ATTACHED_TEXTS = {"text/calendar", "text/rfc822-headers", "text/vcard", "text/x-vcard"}
_ENRICHED = {"text/enriched", "text/richtext"}
_REPORTS = {"multipart/report"}
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_POINTS_TO_HTML = re.compile(
    r"\b(?:browser|view|display|format|support|unterstütz|ansehen|anzeigen|afficher|ver\b|visualiz)",
    re.IGNORECASE,
)
_SHOWN_FIELDS = (("From", "from"), ("Date", "date"), ("Subject", "subject"))


def is_text(part: Part, root: Part) -> bool:
    """Whether a part is to be read; one with a name is passed on, unless it is all there is."""
    if part.type.startswith("multipart/"):
        return not part.children  # its boundary is missing, or never comes
    if not part.type.startswith("text/") or part.type in _ATTACHED_TEXTS:
        return False
    if part.disposition.value == "attachment":
        return False
    is_named = part.disposition["filename"] or part.content_type["name"]
    return part is root or part.type in HTML or not is_named


class Reading:
    """One walk over a mail's parts.

    `cut` holds those that were too long to be read whole; `hidden_words` counts what HTML hid.
    """

    def __init__(self, root: Part, images: Mapping[str, str]) -> None:
        self._root = root
        self._images = images
        self._mails_left = MOST_SHOWN_MAILS
        self.cut: list[Part] = []
        self.hidden_words = 0

    def text(self) -> str:
        """The mail's own words, and those of the mails that it shows."""
        return self._text_of(self._root) or self._attached_mails()

    def _text_of(self, part: Part) -> str:
        if part.type == "multipart/alternative" and part.children:
            return self._best_of(part.children)
        if part.type.startswith("multipart/") and part.children:
            is_digest, is_report = part.type == "multipart/digest", part.type in _REPORTS
            return joined(
                self._shown_mail(child)
                if _is_mail(child) and not is_report and (is_digest or _is_shown(child))
                else self._text_of(child)
                for child in part.children
            )
        return self._written(part) if is_text(part, self._root) else ""

    def _best_of(self, children: Sequence[Part]) -> str:
        """One text in several forms: the plain one, unless it only points to the others.

        That is a guess. So that it loses no word, such a plain form stands below the other.
        """
        plain = [child for child in children if child.type == "text/plain"]
        text = joined(map(self._text_of, plain))
        if text.strip() and not _may_point_to_html(text):
            return text
        # RFC 2046 section 5.1.4: the last form is the best.
        others = [child for child in reversed(children) if child.type != "text/plain"]
        rich = map(self._text_of, others)
        other = next((one for one in rich if one.strip()), "")
        if len(other.split()) < len(text.split()):
            return text
        return joined((other, text))

    def _attached_mails(self) -> str:
        """Somebody passed mails on without a word: they are all there is to read."""
        if self._root.type in _REPORTS:
            return ""
        return joined(self._shown_mail(part) for part in self._root.walk() if _is_mail(part))

    def _shown_mail(self, part: Part) -> str:
        if self._mails_left <= 0:
            return ""
        self._mails_left -= 1
        mail = part.children[0]
        fields = ((label, headers.text(mail.value(name))) for label, name in _SHOWN_FIELDS)
        head = [f"{label}: {said}" for label, said in fields if said]
        inner = Reading(mail, self._images)
        inner._mails_left = self._mails_left
        text = inner.text()
        self._mails_left = inner._mails_left
        self.hidden_words += inner.hidden_words
        return "\n".join((DIVIDER, *head, "", text))

    def _written(self, part: Part) -> str:
        """A part's text; what is too long to be read is cut."""
        content = part.content()
        beginning = _beginning(content)
        text = charset.decode(beginning, part.content_type["charset"] or None)
        text = self._shown(part, charset.undoubled(text))
        if len(beginning) < len(content) or len(text) > LONGEST_TEXT:
            self.cut.append(part)
        return text[:LONGEST_TEXT]

    def _shown(self, part: Part, text: str) -> str:
        if part.type in HTML:
            page = read_html(text, self._images)
            self.hidden_words += page.hidden_words
            return tidy(page.text)
        text = tidy(text)
        if part.type in _ENRICHED:
            return text_from_enriched(text)
        if part.type == "text/plain" and part.content_type["format"].lower() == "flowed":
            delete_space = part.content_type["delsp"].lower() == "yes"
            return unwrapped(text, delete_space=delete_space)
        return text


def _is_mail(part: Part) -> bool:
    return part.type in {"message/rfc822", "message/global"} and bool(part.children)


def _is_shown(part: Part) -> bool:
    return part.disposition.value == "inline"


def _may_point_to_html(text: str) -> bool:
    """Whether a plain alternative may say only where the real mail is to be read."""
    words = text.split()
    if len(words) > 60 or len(text) > 500:
        return False
    return "html" in text.lower() and bool(_POINTS_TO_HTML.search(text))


def _beginning(content: bytes) -> bytes:
    """As many bytes as may be read, up to the end of a line."""
    if len(content) <= _MOST_BYTES:
        return content
    end = content.rfind(b"\n", 0, _MOST_BYTES)
    return content[: end if end > 0 else _MOST_BYTES]


def joined(texts: Iterable[str]) -> str:
    """Texts one below the other, without the empty ones."""
    return "\n\n".join(text for text in texts if text.strip())


def tidy(text: str) -> str:
    """Lines end in LF; what no text should hold (NUL and its like) is taken out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNPRINTABLE.sub("", text)
