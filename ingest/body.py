"""HTML to the text that a reader saw: the only file that knows BeautifulSoup.

What was hidden stays hidden (scripts, styles, elements without display or size), links keep
their targets, lists and tables stay readable, and a quotation becomes lines with "> ". One
linear scan comes first: markup that would keep a parser busy is only stripped of its tags.
"""

from __future__ import annotations

import re
from html import unescape

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

LARGEST = 2_000_000  # characters
MOST_TAGS = 40_000
DEEPEST = 200

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]{0,30})")
_ANY_TAG = re.compile(r"<[^<>]{0,2000}>")
_UNREAD = {
    "script",
    "style",
    "head",
    "title",
    "template",
    "noscript",
    "object",
    "svg",
    "select",
}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "wbr"}
_LINES = {
    *("address", "article", "aside", "center", "dd", "div", "dl", "dt", "fieldset", "figure"),
    *("footer", "form", "header", "li", "main", "nav", "section", "table", "tr", "caption"),
}
_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "blockquote", "pre", "hr"}
_HIDING = re.compile(
    r"(?:^|;)(?:display:none|visibility:hidden|mso-hide:all|opacity:0(?:\.0+)?(?:;|!|$))"
)
_NO_ROOM = re.compile(r"(?:^|;)(?:max-)?(?:height|width):0(?:\.0+)?(?:px|pt|em|%)?(?:;|!|$)")
_FONT_SIZE = re.compile(r"(?:^|;)font(?:-size)?:([^;]{1,60})")
_NO_SIZE = re.compile(r"0(?:\.0+)?(?:px|pt|em|rem|%)?(?:!|/|$)")
_SIGNATURES = ("gmail_signature", "AppleMailSignature", "ms-outlook-mobile-signature")


def text_from_html(html: str) -> str:
    """What a reader of this HTML saw, as plain text."""
    html = html.replace("\0", "").lstrip()
    if "<" not in html:
        return unescape(html)
    if _is_over_the_guard(html):
        return _stripped(html[:LARGEST])
    if html.startswith("<?xml"):
        html = html.partition("?>")[2]
    return _Reading().read(BeautifulSoup(html, "lxml"))


def _is_over_the_guard(html: str) -> bool:
    """One pass over the tags: would this be slow, or too deep, for a tree?"""
    if len(html) > LARGEST or html.count("<") > MOST_TAGS:
        return True
    depth = 0
    for closing, name in _TAG.findall(html):
        if closing:
            depth -= depth > 0
        elif name.lower() not in _VOID and name.lower() not in {"p", "li", "td", "tr", "th"}:
            depth += 1
            if depth > DEEPEST:
                return True
    return False


def _stripped(html: str) -> str:
    return unescape(_ANY_TAG.sub(" ", html)).strip()


class _Reading:
    """One walk through a document, without recursion: lines, and the quote depth of each."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._sizes = [True]  # whether text has a size here, for each open element
        self._quoted = 0
        self._verbatim = 0
        self._lists: list[int | None] = []  # the next number, or None for bullets

    def read(self, document: Tag) -> str:
        pending: list[tuple[PageElement, bool]] = [(document, False)]
        while pending:
            element, is_left = pending.pop()
            if not isinstance(element, Tag):
                self._say(element)
            elif is_left:
                self._leave(element)
            elif not _is_hidden(element, style := _style(element)):
                self._sizes.append(_has_size(style, inherited=self._sizes[-1]))
                self._enter(element)
                pending.append((element, True))
                pending.extend((child, False) for child in reversed(element.contents))
        self._end_line()
        while self._lines and not self._lines[-1].strip("> "):
            self._lines.pop()
        return "\n".join(self._lines).lstrip("\n")

    def _say(self, element: PageElement) -> None:
        if not isinstance(element, NavigableString) or isinstance(element, PreformattedString):
            return  # a comment, a declaration
        if not self._sizes[-1]:
            return
        if self._verbatim:
            first, *others = element.split("\n")
            self._line.append(first)
            for other in others:
                self._end_line()
                self._line.append(other)
            return
        said = " ".join(element.split())
        before, after = element[:1].isspace(), element[-1:].isspace()
        if said or before:
            self._line.append(f"{' ' * before}{said}{' ' * (after and bool(said))}")

    def _enter(self, tag: Tag) -> None:
        name = tag.name
        if name in _PARAGRAPHS:
            self._blank_line()
        elif name in _LINES:
            self._end_line(only_if_begun=True)
        match name:
            case "br":
                self._end_line()
            case "blockquote":
                self._quoted += 1
            case "pre":
                self._verbatim += 1
            case "ul":
                self._lists.append(None)
            case "ol":
                self._lists.append(1)
            case "li":
                self._line.append(self._bullet())
            case "td" | "th":
                if any(part.strip() for part in self._line):
                    self._line.append(" | ")
            case "img":
                said = " ".join(_attribute(tag, "alt").split())
                self._line.append(f"[{said}]" if said else "")
        if _is_signature(tag):
            self._mark_signature()

    def _leave(self, tag: Tag) -> None:
        self._sizes.pop()
        name = tag.name
        if name == "a":
            self._line.append(_target(tag))
        if name in _PARAGRAPHS or name in _LINES:
            self._end_line(only_if_begun=True)
        match name:
            case "blockquote":
                self._quoted -= 1
            case "pre":
                self._verbatim -= 1
            case "ul" | "ol":
                self._lists.pop()
        if name in _PARAGRAPHS:
            self._blank_line()

    def _bullet(self) -> str:
        indent = "  " * max(len(self._lists) - 1, 0)
        number = self._lists[-1] if self._lists else None
        if number is None:
            return f"{indent}- "
        self._lists[-1] = number + 1
        return f"{indent}{number}. "

    def _mark_signature(self) -> None:
        self._end_line(only_if_begun=True)
        said = next((line for line in reversed(self._lines) if line.strip("> ")), "")
        if said.strip("> ").rstrip() != "--":
            self._line.append("-- ")
            self._end_line()

    def _blank_line(self) -> None:
        self._end_line(only_if_begun=True)
        if self._lines and self._lines[-1].strip("> "):
            self._lines.append(self._prefix().rstrip())

    def _end_line(self, *, only_if_begun: bool = False) -> None:
        said = "".join(self._line)
        if not self._verbatim:
            indent = said[: len(said) - len(said.lstrip())] if said.lstrip()[:2] == "- " else ""
            said = indent + " ".join(said.split()) + (" " if said.strip() == "--" else "")
        if said.strip() or not only_if_begun:
            self._lines.append((self._prefix() + said) if said else self._prefix().rstrip())
        self._line.clear()

    def _prefix(self) -> str:
        return "> " * self._quoted


def _style(tag: Tag) -> str:
    return "".join(_attribute(tag, "style").lower().split())


def _is_hidden(tag: Tag, style: str) -> bool:
    if tag.name in _UNREAD or tag.has_attr("hidden"):
        return True
    if not style:
        return False
    clipped = "overflow:hidden" in style and _NO_ROOM.search(style) is not None
    return clipped or _HIDING.search(style) is not None


def _has_size(style: str, *, inherited: bool) -> bool:
    """Seen in the wild: columns in a cell of font size 0, each with a size of its own."""
    size = _FONT_SIZE.search(style)
    return inherited if size is None else _NO_SIZE.match(size[1]) is None


def _is_signature(tag: Tag) -> bool:
    if tag.name not in {"div", "span", "table"} or not tag.attrs:
        return False
    named = f"{_attribute(tag, 'class')} {_attribute(tag, 'id')}".split()
    return any(name in _SIGNATURES for name in named)


def _target(tag: Tag) -> str:
    """Where a link leads, unless its text says so already."""
    href = "".join(_attribute(tag, "href").split())
    if not href.lower().startswith(("http://", "https://", "mailto:", "tel:")):
        return ""
    shown = "".join(tag.get_text().split()).rstrip("/").lower()
    plain = re.sub(r"^(?:https?://|mailto:|tel:)", "", href, flags=re.IGNORECASE).rstrip("/")
    if not shown or shown.removeprefix("http://").removeprefix("https://") == plain.lower():
        return ""
    return f" <{href}>"


def _attribute(tag: Tag, name: str) -> str:
    value = tag.get(name)
    return " ".join(value) if isinstance(value, list) else value or ""
