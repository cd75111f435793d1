"""HTML of our own making, taken apart: its tags, its words, and the lines in which they stand.

Only for what `body` has made safe: there, no tag and no attribute holds an angle bracket.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import NamedTuple

from samehand.ingest.words import words

_TOKEN = re.compile(r"<(/?)([a-z][a-z0-9]{0,15})([^<>]*)>|([^<]+)")
_VOID = {"br", "hr", "img"}
_IN_LINES = {"a", "b", "strong", "i", "em", "u", "s", "sub", "sup", "code", "span", "img"}
_PICTURE_IN_WORDS = re.compile(r"\[image(?:: [^\[\]<>]{0,300})?\]")


class Token(NamedTuple):
    """A tag or some words. Only words, pictures and breaks stand in a line; others in none."""

    tag: str  # "" for words
    written: str
    is_end: bool
    line: int | None


@dataclass
class Line:
    """A line as a browser shows it.

    `words` are its letters and digits, and `own` are those without the words for pictures that
    are elsewhere.
    """

    is_quoted: bool
    said: str = ""
    has_picture: bool = False
    words: str = ""
    own: str = ""

    def read(self) -> None:
        """Know its words, now that it is whole."""
        self.is_quoted |= self.said[:10].lstrip().startswith(">")
        self.words = words(self.said)
        self.own = words(_PICTURE_IN_WORDS.sub("", self.said))


def without_pictures(said: str) -> str:
    """Words without those for pictures."""
    return _PICTURE_IN_WORDS.sub("", said)


def taken_apart(html: str) -> tuple[list[Token], list[Line]]:
    """The tags and words of a page, and its lines, to which the words refer."""
    tokens: list[Token] = []
    lines = [Line(is_quoted=False)]
    quotations = verbatim = 0
    for found in _TOKEN.finditer(html):
        slash, tag, _, said = found.groups()
        if said is not None:
            for piece in said.splitlines(keepends=True) if verbatim else (said,):
                lines[-1].said += unescape(piece)
                tokens.append(Token("", piece, is_end=False, line=len(lines) - 1))
                if piece.endswith("\n") and verbatim:
                    lines.append(Line(quotations > 0))
            continue
        step = -1 if slash else 1
        quotations += step * (tag == "blockquote")
        verbatim += step * (tag == "pre")
        at = len(lines) - 1 if tag in _VOID else None
        if tag == "img":
            lines[-1].has_picture = True
        if tag not in _IN_LINES:
            lines.append(Line(quotations > 0))
            at = len(lines) - 1 if tag == "hr" else at
        tokens.append(Token(tag, found[0], is_end=bool(slash), line=at))
    for line in lines:
        line.read()
    return tokens, lines


def said_in(html: str) -> str:
    """Every word that a page shows."""
    return "".join(line.said for line in taken_apart(html)[1])


def attributes_in(html: str) -> Iterator[str]:
    """What the tags of a page say, entities resolved."""
    for found in _TOKEN.finditer(html):
        if found[3]:
            yield unescape(found[3])
