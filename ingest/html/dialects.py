"""How mail programs mark quotations, history and signatures in the HTML that they make.

By the names that they give to elements, and by shapes that many of them share. What a piece
means for the text is decided in `elements.py`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum, auto


class Piece(Enum):
    """What an element holds."""

    QUOTATION = auto()
    SET_OFF = auto()  # a quotation, if it stands below a lead-in
    INDENT = auto()  # moved to the right by the writer's own hand
    HISTORY = auto()  # the header of an older mail, and perhaps all of it
    SIGNATURE = auto()


# Names in lower case. Programs whose quotations are <blockquote> elements need no mention.
_NAMED = {
    Piece.QUOTATION: r"(?:ydp[0-9a-f]{1,16})?yahoo_quoted|name=quote|__quoted_text__",
    Piece.HISTORY: r"divrplyfwdmsg|olk_src_body_section|ms-outlook-mobile-reference-message"
    r"|mail-editor-reference-message-container|__headers__",
    Piece.SIGNATURE: r".{0,60}signature(?:[-_]?(?:block|section|container))?"
    r"|__sig_p(?:re|ost)__|_rc_sig",
}
_PATTERNS = [(found, re.compile(names)) for found, names in _NAMED.items()]
_MOST_NAMES = 16
_CONTAINERS = {"div", "span", "table", "p", "pre", "section"}
_REPEATED = re.compile(r"(?:x_)+")  # what web mail puts before the names in older mails
# Word draws one line, at the left of what it quotes and above the header of an older mail.
_QUOTED_BY_WORD = re.compile(r"border:none;border-left:solid[^;]{1,40};padding:0.{2,12}4\.0pt")
_HEADED_BY_WORD = re.compile(r"border:none;border-top:solid[^;]{1,40};padding:3\.0pt0")
_BORDER = re.compile(r"(?:^|;)border(-left)?(?:-style|-width)?:([^;]{1,60})")
_INDENTED = re.compile(r"(?:^|;)margin(?:-left)?:(?:0(?:px)?){0,3}40px")
_NO_BORDER = re.compile(r"(?:none|0(?:px|pt)?)(?:$|[^.\d])")


def piece(tag: str, attributes: Mapping[str, str]) -> Piece | None:
    """What an element is to the mail program that made it."""
    if tag == "blockquote":
        return _of_blockquote(attributes)
    if tag not in _CONTAINERS or not attributes:
        return None
    for name in _names(attributes):
        for found, pattern in _PATTERNS:
            if pattern.fullmatch(name):
                return found
    style = attributes.get("style", "")
    return _by_shape(squashed(style)) if tag == "div" and "border" in style else None


def squashed(style: str) -> str:
    """The beginning of a style, in lower case and without white space."""
    return "".join(style[:400].lower().split())


def _names(attributes: Mapping[str, str]) -> list[str]:
    """Class names, ids, and what some programs use in their place."""
    names = " ".join(attributes.get(one, "") for one in ("class", "id", "data-marker"))
    if "name" in attributes:
        names += f" name={attributes['name']}"
    return [_REPEATED.sub("", name, count=1) for name in names.lower().split()[:_MOST_NAMES]]


def _of_blockquote(attributes: Mapping[str, str]) -> Piece:
    """Writers indent by blockquotes too: without a border, or by as much as browsers do."""
    style = squashed(attributes.get("style", ""))
    borders = _borders(style)
    is_cited = "cite" in attributes or attributes.get("type", "").lower() == "cite"
    is_named = any("quot" in name or "cite" in name for name in _names(attributes))
    is_indent = borders.get("") is False or bool(_INDENTED.search(style))
    is_quoted = is_cited or is_named or "-left" in borders
    return Piece.INDENT if is_indent and not is_quoted else Piece.QUOTATION


def _by_shape(style: str) -> Piece | None:
    if _QUOTED_BY_WORD.match(style):
        return Piece.QUOTATION
    if _HEADED_BY_WORD.match(style):
        return Piece.HISTORY
    return Piece.SET_OFF if _borders(style).get("-left") else None


def _borders(style: str) -> dict[str, bool]:
    """Whether there is a line: around, and at the left."""
    return {side: _NO_BORDER.match(said) is None for side, said in _BORDER.findall(style)}
