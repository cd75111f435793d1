"""How an element of HTML stands among others: in a line, on lines of its own, or set apart.

The `display` of CSS, as far as text is concerned: a browser's custom for each element, unless
its style says otherwise.
"""

from __future__ import annotations

from enum import Enum, auto

from samehand.ingest.html.css import Style, pixels

_BLOCKS = {
    *("address", "article", "aside", "caption", "center", "dd", "details", "div", "dt", "hr"),
    *("fieldset", "figcaption", "figure", "footer", "form", "header", "li", "main", "nav"),
    *("section", "summary", "table", "tr", "body"),
}
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_PARAGRAPHS = {"p", "ul", "ol", "dl", "blockquote", "pre", *_HEADINGS}
_BLOCK_DISPLAYS = {"block", "flex", "grid", "table", "list-item", "flow-root"}


class Display(Enum):
    """How an element stands among others."""

    INLINE = auto()
    BOX = auto()
    LINE = auto()
    PARAGRAPH = auto()


def display_of(tag: str, style: Style, *, in_list: bool) -> Display:
    """How an element stands, from its style and whether it is part of a list."""
    said = style.get("display", "")
    if tag in _PARAGRAPHS or tag in _BLOCKS:
        if said == "inline":
            return Display.INLINE
        if said in {"inline-block", "table-cell"}:
            return Display.BOX
        is_apart = tag in _PARAGRAPHS and not (in_list and tag in {"ul", "ol"})
        return (
            Display.PARAGRAPH if is_apart and not _has_no_margin(tag, style) else Display.LINE
        )
    return Display.LINE if said in _BLOCK_DISPLAYS else Display.INLINE


def _has_no_margin(tag: str, style: Style) -> bool:
    """Outlook's paragraphs are lines: what stands between them is a paragraph of its own."""
    if tag != "p" and tag not in _HEADINGS:
        return False
    margins = [pixels(style.get(side, "auto")) for side in ("margin-top", "margin-bottom")]
    return all(margin is not None and margin < 4 for margin in margins)
