"""How an element of HTML stands among others: in a line, on lines of its own, or set apart.

A browser's custom for each element, unless its style says otherwise.
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


class Flow(Enum):
    """How an element stands among others."""

    INLINE = auto()
    BOX = auto()
    LINE = auto()
    PARAGRAPH = auto()


def flow_of(tag: str, style: Style, *, in_list: bool) -> Flow:
    """How an element stands, from its style and whether it is part of a list."""
    display = style.get("display", "")
    if tag in _PARAGRAPHS or tag in _BLOCKS:
        if display == "inline":
            return Flow.INLINE
        if display in {"inline-block", "table-cell"}:
            return Flow.BOX
        is_apart = tag in _PARAGRAPHS and not (in_list and tag in {"ul", "ol"})
        return Flow.PARAGRAPH if is_apart and not _has_no_margin(tag, style) else Flow.LINE
    return Flow.LINE if display in _BLOCK_DISPLAYS else Flow.INLINE


def _has_no_margin(tag: str, style: Style) -> bool:
    """Outlook's paragraphs are lines: what stands between them is a paragraph of its own."""
    if tag != "p" and tag not in _HEADINGS:
        return False
    margins = [pixels(style.get(side, "auto")) for side in ("margin-top", "margin-bottom")]
    return all(margin is not None and margin < 4 for margin in margins)
