"""Text as it runs into lines: white space as in a browser, quotations, lists and indents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

MOST_BLANKS = 2  # lines, one after the other
MOST_PIECES = 1_000  # of one line: what runs on without an end is broken
DEEPEST_INDENT = 40
DEEPEST_QUOTATION = 40

_SPACES = re.compile(" {2,}")
_BREAK = re.compile(r"\r\n|\r|\n")
_GAP = re.compile(r"\n{4,}")  # more than is ever shown
_BLANK_SIGNS = re.compile("[\xa0\u2800\u3164]")
_UNSEEN_SIGNS = re.compile("[\xad\u034f\u061c\u180e\u200b\u2060\ufeff]+")
# Joiners make letters and emoji; beside a space they are filling.
_JOINERS = re.compile("[\u200c\u200d]{2,}")
_LOOSE_JOINER = re.compile("(?<!\\S)[\u200c\u200d]|[\u200c\u200d](?!\\S)")


class Line(NamedTuple):
    """One line, and how many quotations it stands in."""

    depth: int
    text: str


class Place(NamedTuple):
    """A point in what was said so far."""

    line: int
    part: int


@dataclass
class Numbers:
    """The numbers of a list, or its bullets where there is no next one."""

    upcoming: int | None = None
    kind: str = "1"

    def marker(self, given: int | None) -> str:
        """What stands in front of the next item, which may be given a number of its own."""
        if self.upcoming is None:
            return "- "
        number = self.upcoming if given is None else given
        self.upcoming = number + 1
        return f"{_numeral(number, self.kind)}. "


class Lines:
    """Lines that are being filled: those of a mail, or of one cell in a table."""

    def __init__(self, depth: int = 0) -> None:
        self.done: list[Line] = []
        self.depth = depth
        self.inset = 0
        self.lists: list[Numbers] = []
        self._parts: list[str] = []
        self._is_verbatim = False
        self._marker = ""
        self._is_after_target = False

    def say(self, text: str, *, verbatim: bool = False) -> None:
        """Words, with white space as it is shown."""
        if self._is_after_target and text:
            self._parts.append(" " * text[0].isalnum())
            self._is_after_target = False
        if len(self._parts) >= MOST_PIECES:
            self.end_line()
        if not verbatim:
            self._parts.append(text)
            return
        first, *others = _GAP.sub("\n\n\n", _BREAK.sub("\n", text)).split("\n")
        self._say_verbatim(first)
        for other in others:
            self.end_line()
            self._say_verbatim(other)

    def _say_verbatim(self, text: str) -> None:
        self._parts.append(text)
        self._is_verbatim = True

    def end_line(self) -> None:
        """What is in this line stands, even if it is nothing."""
        said = _tidy("".join(self._parts), verbatim=self._is_verbatim)
        indent = 2 * (len(self.lists) + self.inset)
        if self._marker and said:
            indent, said = indent - 2, self._marker + said
            self._marker = ""
        self.done.append(Line(self.depth, _indented(said, indent)))
        self._parts.clear()
        self._is_verbatim = False

    def start_line(self) -> None:
        """Go on in a new line, unless this one is still empty."""
        if not self._parts:
            return
        if "".join(self._parts).strip(" "):
            self.end_line()
        self._parts.clear()
        self._is_verbatim = False

    def start_paragraph(self) -> None:
        """Go on in a new line, below a blank one."""
        self.start_line()
        if self.done and self.done[-1].text.strip():
            self.done.append(Line(self.depth, ""))
        elif self.done and self.done[-1].depth > self.depth:  # it ends a quotation
            self.done[-1] = Line(self.depth, "")

    def start_item(self, marker: str) -> None:
        self.start_line()
        self._marker = marker

    def end_item(self) -> None:
        self.start_line()
        self._marker = ""

    def take(self, lines: Iterable[Line]) -> None:
        """Lines that were filled elsewhere."""
        self.start_line()
        indent = 2 * (len(self.lists) + self.inset)
        self.done += [Line(depth, _indented(text, indent)) for depth, text in lines]

    def here(self) -> Place:
        return Place(len(self.done), len(self._parts))

    def since(self, place: Place) -> str:
        """What was said since, and what stands before it in the same line."""
        if place.line == len(self.done):
            return "".join(self._parts[place.part :])
        return "\n".join([*(line.text for line in self.done[place.line :]), *self._parts])

    def take_back(self, place: Place) -> str:
        """Unsay what was said in this line since a place."""
        said = "".join(self._parts[place.part :]) if place.line == len(self.done) else ""
        if said:
            del self._parts[place.part :]
        return said

    def say_target(self, text: str, place: Place) -> None:
        """Put a link's target behind it: in its last line, if that has ended."""
        at = len(self.done) - 1
        while at >= place.line and not self.done[at].text.strip():
            at -= 1
        if at < place.line or "".join(self._parts).strip():
            self.say(text)
            self._is_after_target = True
        else:
            depth, said = self.done[at]
            self.done[at] = Line(depth, said + text.rstrip())


def texts(lines: Iterable[Line]) -> list[str]:
    return [text for _, text in lines]


def trimmed(lines: Sequence[Line]) -> Sequence[Line]:
    """Lines without blank ones at both ends."""
    start, end = 0, len(lines)
    while start < end and not lines[start].text.strip():
        start += 1
    while end > start and not lines[end - 1].text.strip():
        end -= 1
    return lines[start:end]


def as_text(lines: Sequence[Line]) -> str:
    return "\n".join(_marked(trimmed(lines)))


def _marked(lines: Iterable[Line]) -> Iterator[str]:
    blanks = 0
    for depth, text in lines:
        blanks = 0 if text.strip() else blanks + 1
        if blanks <= MOST_BLANKS:
            marks = "> " * min(depth, DEEPEST_QUOTATION)
            yield marks + text if text else marks.rstrip()


def spaced(text: str) -> str:
    """White space as a browser shows it: one blank."""
    for white in "\n\t\r\f":
        text = text.replace(white, " ")
    return _SPACES.sub(" ", text) if "  " in text else text


def without_unseen(text: str) -> str:
    """Without signs that have no width."""
    return _UNSEEN_SIGNS.sub("", text)


def _tidy(said: str, *, verbatim: bool) -> str:
    """As it is seen; spaces that do not break are kept where they indent a line."""
    if not said.isascii():
        said = without_unseen(said)
        if "\u200c" in said or "\u200d" in said:
            said = _LOOSE_JOINER.sub("", _JOINERS.sub(" ", said))
    if verbatim:
        return _BLANK_SIGNS.sub(" ", said).rstrip() + " " * (said.strip() == "--")
    said = said.strip(" ")
    indent = len(said) - len(said.lstrip("\xa0 "))
    said = " ".join(_BLANK_SIGNS.sub(" ", said).split())
    return _indented(said, indent) + " " * (said == "--")


def _indented(text: str, indent: int) -> str:
    return " " * min(indent, DEEPEST_INDENT) + text if text else ""


def _numeral(number: int, kind: str) -> str:
    """1, a, A, i or I, as HTML names the kinds of numbers."""
    if kind in {"a", "A"} and number > 0:
        letters = ""
        while number:
            number, letter = divmod(number - 1, 26)
            letters = chr(ord(kind) + letter) + letters
        return letters
    if kind in {"i", "I"} and 0 < number < 4000:
        roman = _roman(number)
        return roman if kind == "I" else roman.lower()
    return str(number)


def _roman(number: int) -> str:
    said = ""
    for value, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        said += sign * (number // value)
        number %= value
    return said
