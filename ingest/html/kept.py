"""What is kept of an element when a page is passed on: a tag from a list, and what it may say.

Form is kept where it carries meaning: paragraphs, lists, tables, quotations, weight, and
colours that can be read. Nothing is kept that could load, run, move or hide anything.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from samehand.ingest.html.cascade import Attributes
from samehand.ingest.html.colour import LINK, on_white
from samehand.ingest.html.css import Style
from samehand.ingest.html.dialects import Piece
from samehand.ingest.html.display import Display
from samehand.ingest.html.inline import link
from samehand.ingest.html.visibility import Look


class Kept(NamedTuple):
    """A tag to be written, and its attributes as they are written, with a blank in front."""

    tag: str
    attributes: str = ""


_AS_IT_IS = {
    *("ul", "ol", "li", "table", "tr", "td", "th", "hr", "pre", "dl", "dt", "dd"),
    *("b", "strong", "i", "em", "u", "s", "sub", "sup", "code", "br"),
}
_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6"}
_SAME = {
    **{"strike": "s", "del": "s", "ins": "u", "cite": "i", "dfn": "i", "var": "i"},
    **dict.fromkeys(("tt", "kbd", "samp"), "code"),
}
_STYLES = {
    **{("font-weight", bold): "b" for bold in ("bold", "bolder", "600", "700", "800", "900")},
    ("font-style", "italic"): "i",
    ("text-decoration", "underline"): "u",
    ("text-decoration", "line-through"): "s",
}
_TRANSPARENT = {"html", "body", "tbody", "thead", "tfoot", "colgroup", "col", "form", "img"}
_OF_BOLD = {"b", "strong"}
_ALIGNED = {"left", "right", "center", "justify"}
_DIRECTIONS = {"ltr", "rtl", "auto"}
_NUMBERS = {
    **{"ol": ("start",), "li": ("value",)},
    **dict.fromkeys(("td", "th"), ("colspan", "rowspan")),
}
_NUMBER = re.compile(r"\s{0,3}(\d{1,3})(?!\d)")
_KINDS = {"1", "a", "A", "i", "I"}


def kept(
    tag: str,
    attributes: Attributes,
    style: Style,
    display: Display,
    piece: Piece | None,
    look: Look,
    around: Look,
) -> tuple[Kept, ...]:
    """The tags that stand for an element, from the outside to the inside.

    It has a colour of its own where its `look` is not that of what is `around`.
    """
    names = _names(tag, attributes, style, display, piece)
    said = _attributes(names[-1] if names else "", attributes)
    if tag == "center":
        said = ' align="center"'
    if look.text != around.text and look.text not in (None, LINK):
        shade = on_white(look.text)
        said += f' style="color:{shade}"' if shade else ""
    if not names:
        return (Kept("span", said),) if said else ()
    if not said:
        return tuple(map(Kept, names))
    return (*map(Kept, names[:-1]), Kept(names[-1], said))


def _names(
    tag: str, attributes: Attributes, style: Style, display: Display, piece: Piece | None
) -> tuple[str, ...]:
    if piece is Piece.QUOTATION:
        return ("blockquote",)
    if piece is Piece.INDENT:
        return ("dl", "dd")
    if tag == "a":
        return ("a",) if link(attributes.get("href", "")) else ()
    if tag in _PARAGRAPHS:
        return ("div",) if display is Display.LINE else (tag,)
    if tag in _AS_IT_IS:
        is_light = tag in _OF_BOLD and style.get("font-weight") in {"normal", "400"}
        return () if is_light else (tag,)
    if tag in _TRANSPARENT:
        return ()
    block = ("div",) if display in (Display.LINE, Display.PARAGRAPH) else ()
    same = (_SAME[tag],) if tag in _SAME else ()
    return (*block, *same, *_styled(style))


def _styled(style: Style) -> tuple[str, ...]:
    """The tags that say what a style says."""
    if not style:
        return ()
    return tuple(name for said, name in _STYLES.items() if style.get(said[0]) == said[1])


def _attributes(tag: str, given: Attributes) -> str:
    if not given:
        return ""
    said = ""
    if tag == "a":
        said = f' href="{link(given.get("href", ""))}"'
    if (way := given.get("dir", "").lower()) in _DIRECTIONS:
        said += f' dir="{way}"'
    if (side := given.get("align", "").lower()) in _ALIGNED:
        said += f' align="{side}"'
    for name in _NUMBERS.get(tag, ()):
        if name in given and (number := _NUMBER.match(given[name])):
            said += f' {name}="{number[1]}"'
    if tag == "ol" and given.get("type") in _KINDS:
        said += f' type="{given["type"]}"'
    return said
