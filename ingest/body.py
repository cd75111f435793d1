"""HTML to the text that a reader saw: the only file that knows the parser.

Tags are taken as they come, without a tree, so that no markup takes long or goes too deep; what
they mean is decided in `elements.py`. Nothing fails: where there are too many tags, the words
beyond them stay.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from html import unescape

from lxml import etree

from samehand.ingest.cascade import Attributes, Cascade
from samehand.ingest.elements import Walk
from samehand.ingest.outline import Outline, Role
from samehand.ingest.signature import words_of
from samehand.ingest.stylesheet import names_of

LARGEST = 4_000_000  # characters
MOST_TAGS = 50_000

_NEVER_SHOWN = {
    *("script", "style", "head", "title", "template", "noscript", "object", "svg", "select"),
    *("iframe", "audio", "video", "canvas", "datalist"),
}
_SCREENS = re.compile(r"(?:$|.{0,60}\b(?:all|screen)\b)", re.IGNORECASE)
_STYLE = re.compile("<style", re.IGNORECASE)
_PICTURE = re.compile(r"(data:[a-z/+.-]{1,40};base64,)[A-Za-z0-9+/=%]+", re.IGNORECASE)


@dataclass(frozen=True)
class Page:
    """What an HTML mail shows, and how many words it hides from its reader."""

    text: str
    hidden_words: int = 0


def text_from_html(html: str, images: Mapping[str, str] | None = None) -> str:
    """What a reader of this HTML saw, as plain text."""
    return read_html(html, images).text


def read_html(html: str, images: Mapping[str, str] | None = None) -> Page:
    """Read HTML as its reader did.

    `images` names the pictures that came with the mail, by Content-ID (without angle brackets)
    or Content-Location.
    """
    if "<" not in html:
        return Page(unescape(html.replace("\0", "").strip()))
    html = _without_pictures(html.replace("\0", ""))[:LARGEST]
    styles = _Styles()
    if _STYLE.search(html):
        _parse(html, styles)
    seen = _walk(html, styles, images or {})
    if seen.faint_words and not _has_own_words(seen.text()):
        seen = _walk(html, styles, images or {}, shows_faint=True)
    return Page(seen.text(), seen.hidden_words)


def _has_own_words(text: str) -> bool:
    """Whether somebody wrote anything here but what a mail program adds.

    If not, what is faint is no trick: its writer's screen was dark.
    """
    runs = Outline(text.split("\n"), is_answer=True).runs()
    return any(role is Role.OWN and words_of(lines) for role, lines in runs)


def _without_pictures(html: str) -> str:
    """Without the data of pictures that are written into the markup."""
    return _PICTURE.sub(r"\1", html) if "base64," in html else html


def _walk(
    html: str, styles: _Styles, images: Mapping[str, str], *, shows_faint: bool = False
) -> Walk:
    cascade = Cascade("\n".join(styles.css), styles.names)
    steps = _Steps(Walk(cascade, images, shows_faint=shows_faint))
    _parse(html, steps)
    return steps.walk


def _parse(html: str, target: _Styles | _Steps) -> None:
    """Tell a target of each tag and each text, in order; in the end, every tag is closed."""
    parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
    parser.feed(html.encode("utf-8", "replace"))
    parser.close()


class _Inside(Enum):
    """What an element is to the words in it."""

    SHOWN = auto()
    PASSED = auto()  # there were too many before it
    HIDDEN = auto()
    SILENT = auto()  # no words at all


class _Styles:
    """What the parser is to tell of stylesheets, and of the names that they could mean."""

    def __init__(self) -> None:
        self.css: list[str] = []
        self.names: set[str] = set()
        self._is_css = False

    def start(self, tag: str, attributes: Attributes) -> None:
        self.names |= names_of(tag, attributes)
        self._is_css = tag == "style" and bool(_SCREENS.match(attributes.get("media", "")))

    def end(self, tag: str) -> None:
        self._is_css = False

    def data(self, text: str) -> None:
        if self._is_css:
            self.css.append(text)

    def close(self) -> None:
        """Nothing is left to tell."""


class _Steps:
    """What the parser is to tell of the words in a mail, and of what is around them."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self._tags = 0
        self._open: list[_Inside] = []

    def start(self, tag: str, attributes: Attributes) -> None:
        around = self._open[-1] if self._open else _Inside.SHOWN
        self._tags += 1
        self._open.append(self._enter(tag, dict(attributes), around))

    def _enter(self, tag: str, attributes: Attributes, around: _Inside) -> _Inside:
        if around is _Inside.SILENT or tag in _NEVER_SHOWN:
            return _Inside.SILENT
        if around is _Inside.HIDDEN:
            return _Inside.HIDDEN
        if self._tags > MOST_TAGS:
            return _Inside.PASSED
        return _Inside.SHOWN if self.walk.enter(tag, attributes) else _Inside.HIDDEN

    def end(self, tag: str) -> None:
        if self._open.pop() is _Inside.SHOWN:
            self.walk.leave()

    def data(self, text: str) -> None:
        inside = self._open[-1] if self._open else _Inside.SHOWN
        if inside is _Inside.HIDDEN:
            self.walk.pass_over(text)
        elif inside is not _Inside.SILENT:
            self.walk.say(text)

    def close(self) -> None:
        """Nothing is left to tell."""
