"""What the elements of HTML mean for the text of a mail, on a walk through them.

Hidden words are counted and left out. Where a line ends is the browser's custom; quotations,
signatures and history are marked as in a plain mail.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from samehand.ingest.html import quoting
from samehand.ingest.html.cascade import Attributes, Cascade
from samehand.ingest.html.dialects import Piece, piece, squashed
from samehand.ingest.html.display import Display, display_of
from samehand.ingest.html.inline import is_filling, picture, target
from samehand.ingest.html.lines import Lines, Numbers, Place, as_text
from samehand.ingest.html.tables import Table
from samehand.ingest.html.visibility import PLAIN, is_gone, look_of

RULE = "_" * 20
DEEPEST_TABLES = 40  # one in the other

_OF_TABLES = {"table", "tr", "td", "th"}
_WORD = re.compile(r"\w+")
_INTEGER = re.compile(r"\s{0,3}(-?\d{1,6})")
_BULLET_OF_WORD = "mso-list:ignore"


@dataclass(frozen=True)
class _Open:
    """An element whose inside is being read, and where that began."""

    tag: str
    attributes: Attributes
    display: Display
    piece: Piece | None
    place: Place


class Walk:
    """One walk through a document: `enter` and `leave` for each element, `say` for words."""

    def __init__(
        self, cascade: Cascade, images: Mapping[str, str], *, shows_faint: bool = False
    ) -> None:
        """`shows_faint` lets words through that have the colour of what is behind them."""
        self.hidden_words = 0
        self.faint_words = 0  # those of them that have only the wrong colour
        self._cascade = cascade
        self._images = images
        self._shows_faint = shows_faint
        self._looks = [PLAIN]
        self._open: list[_Open] = []
        self._pieces: Counter[Piece] = Counter()  # those that are open
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
            self._lines.say(said, verbatim=look.keeps_lines)
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
        style = self._cascade.enter(tag, attributes)
        if "hidden" in attributes or is_gone(tag, style):
            self._cascade.leave()
            return False
        self._looks.append(look_of(tag, style, self._looks[-1]))
        display = display_of(tag, style, in_list=bool(self._lines.lists))
        self._move(display)
        found = self._piece(tag, attributes)
        self._open.append(_Open(tag, attributes, display, found, self._lines.here()))
        self._begin_piece(found)
        self._begin(tag, attributes)
        return True

    def leave(self) -> None:
        """End the element that was begun last."""
        self._cascade.leave()
        self._looks.pop()
        opened = self._open.pop()
        self._end(opened)
        self._end_piece(opened)
        self._move(opened.display)

    def _piece(self, tag: str, attributes: Attributes) -> Piece | None:
        """What an element is among the pieces of a mail; one in another of its kind is none."""
        found = piece(tag, attributes)
        if found is Piece.SET_OFF:
            return Piece.QUOTATION if quoting.is_below_lead_in(self._lines) else None
        if found in (Piece.HISTORY, Piece.SIGNATURE) and self._pieces[found]:
            return None
        return found

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
            case "img":
                lines.say(self._picture(attributes) if self._looks[-1].is_visible else "")
            case "q":
                lines.say("\u201c")
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
                lines.say(f"<{address}>")

    def _end(self, opened: _Open) -> None:
        lines = self._lines
        match opened.tag:
            case "q":
                lines.say("\u201d")
            case "a":
                self._links -= 1
                self._say_target(opened)
            case "span" if _BULLET_OF_WORD in squashed(opened.attributes.get("style", "")):
                self._take_bullet(opened.place)
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

    def _begin_piece(self, found: Piece | None) -> None:
        if found is not None:
            self._pieces[found] += 1
        if found is Piece.QUOTATION:
            self._lines.depth += 1
        elif found is Piece.INDENT:
            self._lines.inset += 1
        elif found is not None:
            self._lines.start_line()

    def _end_piece(self, opened: _Open) -> None:
        if opened.piece is None:
            return
        self._pieces[opened.piece] -= 1
        self._lines.start_line()
        match opened.piece:
            case Piece.QUOTATION:
                self._lines.depth -= 1
            case Piece.INDENT:
                self._lines.inset -= 1
            case Piece.HISTORY:
                quoting.mark_history(self._lines, opened.place)
            case Piece.SIGNATURE:
                quoting.mark_signature(self._lines, opened.place)

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

    def _take_bullet(self, place: Place) -> None:
        """Word writes the bullets of its lists as text, in letters of a font for signs."""
        said = self._lines.take_back(place).strip(" \xa0")
        is_number = said.endswith((".", ")")) and any(sign.isalnum() for sign in said)
        self._lines.start_item(f"{said} " if is_number else "- ")

    def _picture(self, attributes: Attributes) -> str:
        said = picture(attributes, self._images)
        return said or ("[image]" if self._links and not is_filling(attributes) else "")

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
