"""Which lines of a page say a text that is a selection of its lines.

The text may have been broken elsewhere, and may name what the page has as form: the target of
a link, the number of an item, a picture. Nothing is guessed: a line says the very next words of
the text, or is none of those that were selected.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from samehand.ingest.html.passages import Line
from samehand.ingest.words import words

MOST_WAYS = 500  # of reading the text so far

_QUOTED = re.compile(r"\s{0,3}>[>\s]{0,200}")
_FORM = re.compile(
    r"<(?:https?|ftp|mailto|tel|sms):[^<>\s]{1,2000}>|<[^<>\s@]{1,100}@[^<>\s@]{1,200}>"
    r"|\[(?:cid:|image|inline|bild|imagen?|immagine|imagem|afbeelding)[^\[\]\n]{0,300}\]"
    r"|\[[^\[\]\n]{1,200}\.(?:png|jpe?g|gif|bmp|webp|heic)\]"
    r"|^\s{0,40}(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,6})[.)]\s|^\s{0,40}o\s{2,8}",
    re.IGNORECASE,
)


class Selection:
    """A text as it is looked for: its words, which of them are quoted, and which are form."""

    def __init__(self, text: str) -> None:
        self.words = ""
        self.quoted = ""  # "q" for each of the words that is, "o" for one's own
        self.form: dict[int, int] = {}  # where it begins, and where it ends
        for line in text.split("\n"):
            quoted = _QUOTED.match(line)
            self._add(line[quoted.end() :] if quoted else line, "q" if quoted else "o")
        self._starts = sorted(self.form)

    def _add(self, line: str, mark: str) -> None:
        end = 0
        for found in _FORM.finditer(line):
            self._say(words(line[end : found.start()]), mark)
            begun = len(self.words)
            self._say(words(found[0]), mark)
            if len(self.words) > begun:
                self.form[begun] = len(self.words)
            end = found.end()
        self._say(words(line[end:]), mark)

    def _say(self, said: str, mark: str) -> None:
        self.words += said
        self.quoted += mark * len(said)

    def is_all(self, at: int) -> bool:
        """Whether only form is left from a point on."""
        return len(self.words) in self._passing_form(at)

    def after(self, said: str, at: int, mark: str | None = None) -> Iterator[int]:
        """The points at which the text may go on when some words were read from a point on."""
        pending, known = [(at, 0)], set[tuple[int, int]]()
        while pending:
            point, read = pending.pop()
            if (point, read) in known:
                continue
            known.add((point, read))
            if read == len(said):
                yield point
                continue
            if point in self.form:
                pending.append((self.form[point], read))
            size = min(self._until_form(point), len(said) - read)
            is_next = self.words.startswith(said[read : read + size], point)
            if size and is_next and (not mark or self._is_all(mark, point, point + size)):
                pending.append((point + size, read + size))

    def _passing_form(self, at: int) -> list[int]:
        points = [at]
        while points[-1] in self.form:
            points.append(self.form[points[-1]])
        return points

    def _until_form(self, at: int) -> int:
        """How many words stand from a point on before the next piece of form begins."""
        upcoming = bisect_right(self._starts, at)
        return (*self._starts[upcoming : upcoming + 1], len(self.words))[0] - at

    def _is_all(self, mark: str, start: int, end: int) -> bool:
        return self.quoted.count(mark, start, end) == end - start


class _Way(NamedTuple):
    """How the text was read so far: in how many runs of lines, and the last of the lines."""

    runs: int
    chosen: _Chosen | None

    def rank(self) -> tuple[int, int]:
        return self.runs, self.chosen.line if self.chosen else -1


class _Chosen(NamedTuple):
    line: int
    words: str
    before: _Chosen | None


_Point = tuple[int, bool]  # in the text, and whether the line above was chosen


def chosen(lines: Sequence[Line], text: str) -> Mapping[int, str] | None:
    """The lines that say a text, with their words; None where that cannot be had.

    Of several ways to read it, that with the fewest gaps is taken, and the earliest of these.
    """
    selection = Selection(text)
    ways: dict[_Point, _Way] = {(0, False): _Way(0, None)}
    for number, line in enumerate(lines):
        if not line.words:
            continue
        found: dict[_Point, _Way] = {}
        for (at, is_in_run), way in ways.items():
            _offer(found, (at, False), way)
            for said in dict.fromkeys((line.words, line.own)):
                mark = "q" if line.is_quoted else "o"
                runs = way.runs + (not is_in_run)
                for end in selection.after(said, at, mark) if said else ():
                    _offer(found, (end, True), _Way(runs, _Chosen(number, said, way.chosen)))
        ways = found
        if len(ways) > MOST_WAYS:
            return None
    whole = [way for (at, _), way in ways.items() if selection.is_all(at)]
    return _as_map(min(whole, key=_Way.rank)) if whole else None


def _offer(found: dict[_Point, _Way], point: _Point, way: _Way) -> None:
    if point not in found or way.rank() < found[point].rank():
        found[point] = way


def _as_map(way: _Way) -> dict[int, str]:
    lines: dict[int, str] = {}
    one = way.chosen
    while one is not None:
        lines[one.line] = one.words
        one = one.before
    return lines
