"""What a person reads of a mail: the text in its parts, in their order, and its HTML.

Plain text is taken where it is there; of HTML that says the same, the form is kept. An attached
mail is read where its sender wanted it shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from samehand.ingest import headers
from samehand.ingest.html.body import read_html
from samehand.ingest.html.twin import LARGEST, html_of
from samehand.ingest.mime import charset
from samehand.ingest.mime.enriched import text_from_enriched
from samehand.ingest.mime.flowed import unwrapped
from samehand.ingest.mime.structure import Part, parts_of

HTML = {"text/html", "text/x-amp-html"}
LONGEST_TEXT = 1_000_000  # characters: what nobody would read is not searched either
MOST_SHOWN_MAILS = 100
DIVIDER = "---------- Forwarded message ----------"

_FEW_WORDS = 12  # in one form alone: a button, a footer
_MOST_OTHERS = 0.25  # of the words
_LINKS = re.compile(r"<?\b(?:https?|mailto):[^\s<>]*>?", re.IGNORECASE)
_WORDS = re.compile(r"[^\W_]{2,}")
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


class Shown(NamedTuple):
    """What a part shows: as text, and as safe HTML where it has any."""

    text: str
    html: str = ""


_NOTHING = Shown("")


class Reading:
    """One walk over a mail's parts.

    `cut` holds those that were too long to be read whole; `hidden_words` counts what HTML hid.
    `disagrees` says that somewhere HTML and text that should be one are not.
    """

    def __init__(
        self, root: Part, images: Mapping[str, str], *, with_html: bool = True
    ) -> None:
        self._root = root
        self._images = images
        self._with_html = with_html
        self._mails_left = MOST_SHOWN_MAILS
        self.cut: list[Part] = []
        self.hidden_words = 0
        self.disagrees = False
        self._is_for_form = False  # since the words are known already

    def shown(self) -> Shown:
        """The mail's own words, and those of the mails that it shows."""
        own = self._shown_by(self._root)
        return own if own.text else self._attached_mails()

    def _shown_by(self, part: Part) -> Shown:
        if part.type == "multipart/alternative" and part.children:
            return self._best_of(part.children)
        if part.type.startswith("multipart/") and part.children:
            is_digest, is_report = part.type == "multipart/digest", part.type in _REPORTS
            return _together(
                self._shown_mail(child)
                if _is_mail(child) and not is_report and (is_digest or _is_shown(child))
                else self._shown_by(child)
                for child in part.children
            )
        return self.written(part) if is_text(part, self._root) else _NOTHING

    def _best_of(self, children: Sequence[Part]) -> Shown:
        """One text in several forms: the plain one, unless it only points to the others.

        That is a guess. So that it loses no word, such a plain form stands below the other.
        """
        plain = [child for child in children if child.type == "text/plain"]
        # RFC 2046 section 5.1.4: the last form is the best.
        others = [child for child in reversed(children) if child.type != "text/plain"]
        shown = _together(map(self._shown_by, plain))
        if shown.text.strip() and not _may_point_to_html(shown.text):
            return Shown(shown.text, self._html_that_says(shown.text, others))
        rich = map(self._shown_by, others)
        other = next((one for one in rich if one.text.strip()), _NOTHING)
        if len(other.text.split()) < len(shown.text.split()):
            return shown
        return _together((other, shown))

    def _html_that_says(self, text: str, others: Iterable[Part]) -> str:
        """The HTML among other forms of a text, if it says the same."""
        if not self._with_html:
            return ""
        aside = Reading(self._root, self._images)
        aside._is_for_form = True
        found = (aside._shown_by(part) for part in others)
        other = next((one for one in found if one.html), _NOTHING)
        self.disagrees |= bool(other.text) and not same_words(text, other.text)
        return "" if self.disagrees else other.html

    def _attached_mails(self) -> Shown:
        """Somebody passed mails on without a word: they are all there is to read."""
        if self._root.type in _REPORTS:
            return _NOTHING
        return _together(self._shown_mail(part) for part in self._root.walk() if _is_mail(part))

    def _shown_mail(self, part: Part) -> Shown:
        if self._mails_left <= 0:
            return _NOTHING
        self._mails_left -= 1
        mail = part.children[0]
        fields = ((label, headers.text(mail.value(name))) for label, name in _SHOWN_FIELDS)
        head = "\n".join((DIVIDER, *(f"{label}: {said}" for label, said in fields if said), ""))
        inner = Reading(mail, self._images)
        inner._mails_left = self._mails_left
        shown = inner.shown()
        self._mails_left = inner._mails_left
        self.hidden_words += inner.hidden_words
        html = f"<div>{html_of(head)}</div>{shown.html}" if shown.html else ""
        return Shown(f"{head}\n{shown.text}", html)

    def written(self, part: Part) -> Shown:
        """A part's text; what is too long to be read is cut."""
        content = part.content()
        beginning = _beginning(content)
        text = charset.decode(beginning, part.content_type["charset"] or None)
        shown = self._read(part, charset.undoubled(text))
        if len(beginning) < len(content) or len(shown.text) > LONGEST_TEXT:
            self.cut.append(part)
        return shown._replace(text=shown.text[:LONGEST_TEXT])

    def _read(self, part: Part, text: str) -> Shown:
        if part.type in HTML:
            page = read_html(text, self._images, with_tree=not self._is_for_form)
            self.hidden_words += page.hidden_words
            return Shown(tidy(page.text), page.html)
        text = tidy(text)
        if part.type in _ENRICHED:
            return Shown(text_from_enriched(text))
        if part.type == "text/plain" and part.content_type["format"].lower() == "flowed":
            delete_space = part.content_type["delsp"].lower() == "yes"
            return Shown(unwrapped(text, delete_space=delete_space))
        return Shown(text)


def _together(shown: Iterable[Shown]) -> Shown:
    """One below the other; where one has HTML, all have."""
    found = [one for one in shown if one.text.strip()]
    text = joined(one.text for one in found)
    if not any(one.html for one in found):
        return Shown(text)
    html = "".join(one.html or f"<div>{html_of(one.text)}</div>" for one in found)
    return Shown(text, html if len(html) <= LARGEST else "")


def every_form(mail: bytes) -> str:
    """What a mail of ours says in each of its forms, one below the other."""
    root = parts_of(mail)
    reading = Reading(root, {})
    return joined(reading.written(part).text for part in _texts(root, root))


def _texts(part: Part, root: Part) -> Iterator[Part]:
    if part.type.startswith("multipart/"):
        for child in part.children:
            yield from _texts(child, root)
    elif is_text(part, root):
        yield part


def same_words(text: str, other: str) -> bool:
    """Whether two forms of a text say the same, but for what programs add to one of them."""
    if _are_alike(set(text.split()), set(other.split())):
        return True
    said, said_there = (set(_WORDS.findall(_LINKS.sub("", one))) for one in (text, other))
    return _are_alike(said, said_there)


def _are_alike(said: set[str], said_there: set[str]) -> bool:
    only_one = max(len(said - said_there), len(said_there - said))
    return only_one <= max(_FEW_WORDS, max(len(said), len(said_there)) * _MOST_OTHERS)


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
    if text.replace("\n", "").isprintable():  # which is soon known, and nearly always so
        return text
    return _UNPRINTABLE.sub("", text)
