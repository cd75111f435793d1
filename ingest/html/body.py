"""HTML to what a reader saw, as text and as HTML: the only file that knows BeautifulSoup.

What the tags mean is decided in `elements.py`. One linear scan comes first: of markup that
would keep a tree busy, the tags are taken as they come. Nothing fails: where there are too many
of them, the words beyond them stay.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from html import unescape

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag
from lxml import etree

from samehand.ingest.html.cascade import Attributes, Cascade
from samehand.ingest.html.elements import Walk
from samehand.ingest.html.stylesheet import names_of
from samehand.ingest.html.twin import html_of
from samehand.ingest.html.wall import walled
from samehand.ingest.reply.outline import Outline, Role
from samehand.ingest.reply.signature import words_of

LARGEST = 4_000_000  # characters
MOST_TAGS = 50_000
LARGEST_TREE = 40_000  # tags
DEEPEST_TREE = 200

_NEVER_SHOWN = {
    *("script", "style", "head", "title", "template", "noscript", "object", "svg", "select"),
    *("iframe", "audio", "video", "canvas", "datalist"),
}
_UNNESTED = {
    *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"),
    *("p", "li", "td", "tr", "th"),  # that the next one ends
}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,30})")
_SCREENS = re.compile(r"(?:$|.{0,60}\b(?:all|screen)\b)", re.IGNORECASE)
_PICTURE = re.compile(r"(data:[a-z/+.-]{1,40};base64,)[A-Za-z0-9+/=%]+", re.IGNORECASE)


@dataclass(frozen=True)
class Page:
    """What an HTML mail shows, as text and as HTML, and how many words it hides."""

    text: str
    hidden_words: int = 0
    html: str = ""


def text_from_html(html: str, images: Mapping[str, str] | None = None) -> str:
    """What a reader of this HTML saw, as plain text."""
    return read_html(html, images).text


def read_html(
    html: str, images: Mapping[str, str] | None = None, *, with_tree: bool = True
) -> Page:
    """Read HTML as its reader did.

    Without a tree, it is read as it comes, in half the time. `images` names the pictures that
    came with the mail, by Content-ID (without angle brackets) or Content-Location.
    """
    html = html.replace("\0", "")
    if "<" not in html:
        text = _encodable(unescape(html.strip()))
        return Page(text, html=walled(html_of(text)))
    html = _encodable(_without_pictures(html)[:LARGEST])
    markup = _Markup(html, with_tree=with_tree and not _is_too_much_for_a_tree(html))
    styles = _Styles()
    if markup.has_styles:
        markup.tell(styles)
    seen = _walk(markup, styles, images or {})
    if seen.faint_words and not _has_own_words(seen.text()):
        seen = _walk(markup, styles, images or {}, shows_faint=True)
    return Page(seen.text(), seen.hidden_words, walled(seen.twin.html()))


def _encodable(text: str) -> str:
    """Without halves of characters, which no parser takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


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
    markup: _Markup, styles: _Styles, images: Mapping[str, str], *, shows_faint: bool = False
) -> Walk:
    cascade = Cascade("\n".join(styles.css), styles.names)
    steps = _Steps(Walk(cascade, images, shows_faint=shows_faint))
    markup.tell(steps)
    return steps.walk


class _Markup:
    """HTML that can be told of, tag by tag and text by text."""

    def __init__(self, html: str, *, with_tree: bool) -> None:
        self.has_styles = "<style" in html.lower()
        self._html = html
        self._tree = _tree(html) if with_tree else None

    def tell(self, target: _Styles | _Steps) -> None:
        """Tell in order of everything; in the end, every tag is closed."""
        if self._tree is None:
            parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
            parser.feed(self._html.encode("utf-8", "replace"))
            parser.close()
            return
        pending: list[PageElement | str] = list(reversed(self._tree.contents))
        while pending:
            element = pending.pop()
            if isinstance(element, Tag):
                attributes = {name: str(value) for name, value in element.attrs.items()}
                target.start(element.name, attributes)
                pending.append(element.name)
                pending.extend(reversed(element.contents))
            elif not isinstance(element, PageElement):
                target.end(element)
            elif _is_text(element):
                target.data(str(element))


def _is_text(element: PageElement) -> bool:
    """Whether it is neither a comment nor a declaration."""
    return isinstance(element, NavigableString) and not isinstance(element, PreformattedString)


def _tree(html: str) -> BeautifulSoup:
    if html.lstrip().startswith("<?xml"):
        html = html.partition("?>")[2]
    return BeautifulSoup(html, "lxml", multi_valued_attributes=None)


def _is_too_much_for_a_tree(html: str) -> bool:
    """One pass over the tags: are there too many, or do they go too deep?"""
    if html.count("<") > LARGEST_TREE:
        return True
    depth = 0
    for closing, name in _TAG.findall(html):
        if closing:
            depth -= depth > 0
        elif name.lower() not in _UNNESTED:
            depth += 1
            if depth > DEEPEST_TREE:
                return True
    return False


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
        self._open.append(self._enter(tag, attributes, around))

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
