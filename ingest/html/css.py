"""A block of CSS declarations: what bears on whether text is seen, and on where lines end.

A browser passes over what it does not understand, so that what was said before holds; so do we.
How much is read of one block is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from samehand.ingest.html.colour import colour

LONGEST_BLOCK = 4_000  # characters

Style = Mapping[str, str]


@dataclass(frozen=True)
class Declarations:
    """What one block says; what is marked `!important` stands apart."""

    plain: Style = field(default_factory=dict)
    important: Style = field(default_factory=dict)

    def followed_by(self, later: Declarations) -> Declarations:
        return Declarations(
            {**self.plain, **later.plain}, {**self.important, **later.important}
        )

    @property
    def together(self) -> Style:
        return {**self.plain, **self.important}


_LENGTHS = {
    *("width", "max-width", "height", "max-height", "font-size", "opacity", "text-indent"),
    *("left", "right", "top", "bottom", "margin-left", "margin-top", "margin-bottom"),
}
_WORDS = {
    "display": {
        *("none", "block", "inline", "inline-block", "flex", "inline-flex", "grid", "contents"),
        *("inline-grid", "table", "inline-table", "table-row", "table-cell", "table-caption"),
        *("list-item", "flow-root", "inherit"),
    },
    "visibility": {"visible", "hidden", "collapse", "inherit"},
    "content-visibility": {"visible", "hidden", "auto"},
    "mso-hide": {"all", "none", "screen"},
    "overflow": {"visible", "hidden", "clip", "scroll", "auto"},
    "position": {"static", "relative", "absolute", "fixed", "sticky"},
    "font-weight": {"normal", "bold", "bolder", "400", "500", "600", "700", "800", "900"},
    "font-style": {"normal", "italic"},
    "text-decoration": {"none", "underline", "line-through"},
    "white-space": {"normal", "nowrap", "pre", "pre-wrap", "pre-line", "break-spaces"},
}
_COLOURS = {"color", "background-color"}
_ANYTHING = {"background-image", "clip", "clip-path", "transform", "filter"}
_KNOWN = {*_LENGTHS, *_WORDS, *_COLOURS, *_ANYTHING}
_SAME = {
    "-webkit-text-fill-color": "color",
    "text-decoration-line": "text-decoration",
    "overflow-x": "overflow",
    "overflow-y": "overflow",
    "margin-block-start": "margin-top",
    "margin-block-end": "margin-bottom",
}
_SIZE_IN_FONT = re.compile(r"(?:^|\s)(0|[\d.]{1,9}(?:px|pt|r?em|ex|%))(?=[\s/]|$)")
_IMAGE = re.compile(r"(?:url|gradient|image|set)\(")
_ESCAPE = re.compile(r"\\([0-9a-f]{1,4})\s?|\\")
_LENGTH = re.compile(r"([+-]?(?:\d{1,9}\.?\d{0,9}|\.\d{1,9}))(px|pt|pc|r?em|ex|ch|in|cm|mm)?$")
_PIXELS = {
    **{"px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78},
    **{"em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0},
}


def declarations(css: str) -> Declarations:
    """Read "color: red; display: none"."""
    return _declarations(css[:LONGEST_BLOCK])


@lru_cache(maxsize=512)  # programs write the same ones over and over
def _declarations(css: str) -> Declarations:
    plain: dict[str, str] = {}
    important: dict[str, str] = {}
    for declaration in plain_css(css).split(";"):
        name, colon, value = declaration.partition(":")
        value, bang, _ = value[:200].partition("!")
        if colon:
            block = important if bang else plain
            block.update(_longhands(name.strip(), " ".join(value.split())))
    return Declarations(plain, important)


def pixels(length: str) -> float | None:
    """A length in pixels, at the usual size of letters; None where it depends on more."""
    found = _LENGTH.match("0" if length == "0%" else length)
    return float(found[1]) * _PIXELS[found[2] or "px"] if found else None


def plain_css(css: str) -> str:
    """CSS in lower case, without comments and escapes."""
    css = _without_comments(css.lower())
    if "\\" not in css:
        return css
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else "", css)


def _without_comments(css: str) -> str:
    kept, position = [], 0
    while (start := css.find("/*", position)) >= 0:
        kept.append(css[position:start])
        end = css.find("*/", start + 2)
        position = end + 2 if end >= 0 else len(css)
    return "".join([*kept, css[position:]])


def _longhands(name: str, value: str) -> Iterator[tuple[str, str]]:
    name = _SAME.get(name, name)
    if name == "font" and (size := _SIZE_IN_FONT.search(value)):
        yield "font-size", size[1]
    elif name == "background":
        yield "background-color", value
        yield "background-image", value if _IMAGE.search(value) else "none"
    elif name == "margin" and 0 < len(sides := value.split()) <= 4:
        yield "margin-top", sides[0]
        yield "margin-bottom", sides[2] if len(sides) > 2 else sides[0]
        yield "margin-left", sides[{1: 0, 4: 3}.get(len(sides), 1)]
    elif name in _KNOWN and _is_valid(name, value):
        yield name, value


def _is_valid(name: str, value: str) -> bool:
    if name in _WORDS:
        return value in _WORDS[name]
    if name in _COLOURS:
        return (
            not value.isalpha() or value in {"inherit", "initial"} or colour(value) is not None
        )
    return name in _ANYTHING or value[:1] in set("0123456789.+-")
