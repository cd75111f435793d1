"""How mail programs mark quotations, history and signatures in the HTML that they make.

By the names that they give to elements, and by shapes that many of them share. What a piece
means for the text is decided in `body.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum, auto


class Piece(Enum):
    """What an element holds."""

    QUOTATION = auto()
    SET_OFF = auto()  # a quotation, if it stands below a lead-in
    INDENT = auto()  # moved to the right by the writer's own hand
    HISTORY = auto()  # the header of an older mail, and perhaps all of it
    SIGNATURE = auto()


# In lower case. Programs whose quotations are <blockquote> elements need no mention.
_NAMES = {
    **dict.fromkeys(("yahoo_quoted", "quote", "__quoted_text__"), Piece.QUOTATION),
    **dict.fromkeys(
        (
            *("divrplyfwdmsg", "olk_src_body_section", "ms-outlook-mobile-reference-message"),
            *("mail-editor-reference-message-container", "__headers__"),
        ),
        Piece.HISTORY,
    ),
    **dict.fromkeys(("__sig_post__", "__sig_pre__", "_rc_sig"), Piece.SIGNATURE),
}
_CONTAINERS = {"div", "span", "table", "p", "pre", "section"}
_REPEATED = re.compile(r"(?:x_)+")  # what web mail puts before the names in older mails
_SIGNATURE = re.compile(r"signature(?:[-_]?(?:block|section|container))?$")
_BORDER = re.compile(r"(?:^|;)border(-left|-top)?(?:-style|-width)?:([^;]{1,60})")
_NO_BORDER = re.compile(r"(?:none|0(?:px|pt)?)(?:$|[^.\d])")


def piece(tag: str, names: Iterable[str], style: str, *, is_cited: bool) -> Piece | None:
    """What an element is to the mail program that made it.

    `names` are its class names and ids, `style` its own style without white space; `is_cited`
    says whether it names where it is quoted from.
    """
    called = [_REPEATED.sub("", name.lower(), count=1) for name in names]
    if tag == "blockquote":
        by_hand = not is_cited and not any("quot" in name or "cite" in name for name in called)
        is_plain = by_hand and _borders(style).get("") is False
        return Piece.INDENT if is_plain and "-left" not in _borders(style) else Piece.QUOTATION
    if tag not in _CONTAINERS:
        return None
    for name in called:
        if known := _NAMES.get(name):
            return known
        if _SIGNATURE.search(name):
            return Piece.SIGNATURE
    return _by_shape(style) if tag == "div" and "border" in style else None


def _by_shape(style: str) -> Piece | None:
    """Word draws one line at one side of what it quotes, and says that there is none else."""
    borders = _borders(style)
    is_words = borders.get("") is False and "mso-element:para-border" not in style
    if borders.get("-left") and not borders.get("-top"):
        return Piece.QUOTATION if is_words and "padding:" in style else Piece.SET_OFF
    if borders.get("-top") and is_words and "padding:3.0pt0" in style:
        return Piece.HISTORY
    return None


def _borders(style: str) -> dict[str, bool]:
    """Whether there is a line: around, at the left, at the top."""
    return {side: _NO_BORDER.match(said) is None for side, said in _BORDER.findall(style)}
