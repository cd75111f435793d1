"""What the elements of HTML mean for the text of a mail, on a walk through them.

Hidden words are counted and left out. Where a line ends is the browser's custom; quotations,
signatures and history are marked as in a plain mail.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from samehand.ingest.html.cascade import Attributes, Cascade
from samehand.ingest.html.dialects import Piece, squashed
from samehand.ingest.html.display import Display
from samehand.ingest.html.inline import is_filling, own_picture, picture, target
from samehand.ingest.html.kept import Kept
from samehand.ingest.html.kinds import Kinds
from samehand.ingest.html.lines import Lines, Numbers, Place, as_text, spaced
from samehand.ingest.html.pieces import Pieces
from samehand.ingest.html.tables import Table
from samehand.ingest.html.twin import Twin
from samehand.ingest.html.visibility import PLAIN

RULE = "_" * 20
DEEPEST_TABLES = 40  # one in the other

_OF_TABLES = {"table", "tr", "td", "th"}
_PLAIN = {"p", "div", "span", "b", "i", "font", "o:p", "strong", "em"}  # that add nothing
_WORD = re.compile(r"\w+")
_INTEGER = re.compile(r"\s{0,3}(-?\d{1,6})")
_QUOTATION = (Kept("blockquote"),)
_BULLET_OF_WORD = "mso-list:ignore"


class _Open(NamedTuple):
    """An element whose inside is being read, and where that began."""

    tag: str
    attributes: Attributes
    display: Display
    piece: Piece | None
    place: Place
    written: int


class Walk:
    """One walk through a document: `enter` and `leave` for each element, `say` for words."""

    def __init__(
        self, cascade: Cascade, images: Mapping[str, str], *, shows_faint: bool = False
    ) -> None:
        """`shows_faint` lets words through that have the colour of what is behind them."""
        self.hidden_words = 0
        self.twin = Twin()
        self.faint_words = 0  # those of them that have only the wrong colour
        self._kinds = Kinds(cascade)
        self._images = images
        self._shows_faint = shows_faint
        self._looks = [PLAIN]
        self._open: list[_Open] = []
        self._pieces = Pieces()
        self._links = 0
        self._lines = Lines()
        self._around: list[Lines] = []  # the lines that the cell we are in interrupts
        self._tables: list[Table] = []

    def text(self) -> str:
        """All that was seen so far."""
        self._lines.start_line()
        return as_text(self._lines.done)

    def say(self, said: str) -> None:
        look = self._looks[-1]
        if look.is_seen or (look.is_only_faint and self._shows_faint):
            if len(self._around) < len(self._tables) and said.strip():
                self._lines.take(self._tables[-1].rows())  # a table that was never closed
            if not look.keeps_lines:
                said = spaced(said)
            self._lines.say(said, verbatim=look.keeps_lines)
            self.twin.say(said, verbatim=look.keeps_lines)
        else:
            words = _count(said)
            self.hidden_words += words
            self.faint_words += words if look.is_only_faint else 0

    def pass_over(self, hidden: str) -> None:
        """Take note of words in an element that was not begun."""
        self.hidden_words += _count(hidden)

    def enter(self, tag: str, attributes: Attributes) -> bool:
        """Begin an element; False where nothing in it can be seen, and it is not begun."""
        if tag in _OF_TABLES and not self._is_table(tag):
            tag = "div"
        kind = self._kinds.enter(tag, attributes)
        if kind.is_gone:
            self._kinds.leave()
            return False
        form = kind.form(self._looks[-1], in_list=bool(self._lines.lists))
        self._looks.append(form.look)
        if form.display is not Display.INLINE:
            self._move(form.display)
        found = self._pieces.meant(kind.piece, self._lines)
        self.twin.begin(_QUOTATION if kind.piece is Piece.SET_OFF and found else form.kept)
        places = self._lines.here(), self.twin.here()
        self._open.append(_Open(tag, attributes, form.display, found, *places))
        if found is not None:
            self._pieces.begin(found, self._lines)
        if tag not in _PLAIN:
            self._begin(tag, attributes)
        return True

    def leave(self) -> None:
        """End the element that was begun last."""
        self._kinds.leave()
        self._looks.pop()
        opened = self._open.pop()
        if opened.tag not in _PLAIN or opened.attributes:
            self._end(opened)
        self.twin.end()
        if opened.piece is not None:
            self._pieces.end(opened.piece, self._lines, opened.place)
        if opened.display is not Display.INLINE:
            self._move(opened.display)

    def _is_table(self, tag: str) -> bool:
        """Whether a table may be opened here, or one is open that this is a part of."""
        return len(self._tables) < DEEPEST_TABLES and bool(tag == "table" or self._tables)

    def _move(self, display: Display) -> None:
        if display is Display.LINE:
            self._lines.start_line()
        elif display is Display.PARAGRAPH:
            self._lines.start_paragraph()
        elif display is Display.BOX:
            self._lines.say(" ")

    def _begin(self, tag: str, attributes: Attributes) -> None:
        lines = self._lines
        match tag:
            case "br":
                lines.end_line()
            case "hr":
                lines.say(RULE)
            case "img" if self._looks[-1].is_visible:
                self._show(attributes)
            case "q":
                self._add("\u201c")
            case "a":
                self._links += 1
            case "dd":
                lines.inset += 1
            case "ul":
                lines.lists.append(Numbers())
            case "ol":
                first = _integer(attributes.get("start", ""))
                lines.lists.append(Numbers(first or 1, attributes.get("type", "")))
            case "li":
                numbers = lines.lists[-1] if lines.lists else Numbers()
                lines.start_item(numbers.marker(_integer(attributes.get("value", ""))))
            case "table":
                self._begin_table(attributes)
            case "tr":
                self._tables[-1].start_row()
            case "td" | "th":
                self._begin_cell(tag)
            case address if "@" in address:  # seen in the wild: one that nobody escaped
                self._add(f"<{address}>")

    def _end(self, opened: _Open) -> None:
        lines = self._lines
        match opened.tag:
            case "q":
                self._add("\u201d")
            case "a":
                self._links -= 1
                self._say_target(opened)
            case "span" if _BULLET_OF_WORD in squashed(opened.attributes.get("style", "")):
                self._take_bullet(opened)
            case "dd":
                lines.start_line()
                lines.inset -= 1
            case "ul" | "ol":
                lines.start_line()
                lines.lists.pop()
            case "li":
                lines.end_item()
            case "table":
                lines.take(self._tables.pop().rows())
            case "td" | "th":
                self._end_cell()

    def _begin_table(self, attributes: Attributes) -> None:
        if self._tables:
            self._tables[-1].is_layout = True
        is_layout = attributes.get("role", "") in {"presentation", "none"}
        self._tables.append(Table(is_layout=is_layout))

    def _begin_cell(self, tag: str) -> None:
        self._around.append(self._lines)
        self._lines = Lines(self._lines.depth)
        self._tables[-1].has_headings |= tag == "th"

    def _end_cell(self) -> None:
        self._lines.start_line()
        cell, self._lines = self._lines.done, self._around.pop()
        self._tables[-1].add(cell)

    def _take_bullet(self, opened: _Open) -> None:
        """Word writes the bullets of its lists as text, in letters of a font for signs."""
        said = self._lines.take_back(opened.place).strip(" \xa0")
        is_number = said.endswith((".", ")")) and any(sign.isalnum() for sign in said)
        self._lines.start_item(f"{said} " if is_number else "- ")
        self.twin.take_back(opened.written)
        self.twin.say(f"{said} " if is_number else "\u2022 ")

    def _show(self, attributes: Attributes) -> None:
        """A picture: itself where it came with the mail, and words for it elsewhere."""
        said = picture(attributes, self._images)
        if not said and self._links and not is_filling(attributes):
            said = "[image]"
        self._lines.say(said)
        own = own_picture(attributes, self._images)
        if own is not None:
            self.twin.show(own)
        else:
            self.twin.say(said)

    def _add(self, said: str) -> None:
        """Signs that a browser adds to the words."""
        self._lines.say(said)
        self.twin.say(said)

    def _say_target(self, opened: _Open) -> None:
        shown = self._lines.since(opened.place)
        leads_to = target(opened.attributes.get("href", ""), shown)
        if leads_to and shown.strip():
            after = " " if shown[-1:].isspace() else ""
            self._lines.say_target(f" <{leads_to}>{after}", opened.place)


def _count(said: str) -> int:
    return len(_WORD.findall(said))


def _integer(written: str) -> int | None:
    found = _INTEGER.match(written)
    return int(found[1]) if found else None
