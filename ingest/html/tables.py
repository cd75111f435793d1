"""Tables as text: rows of data with their cells apart, and layout as if there were no table.

Most tables in mails only arrange things. Data are at least two rows of several short cells, or
come with headings; a table that holds another one is never data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from samehand.ingest.html.lines import Line, trimmed
from samehand.ingest.reply import signature

SHORT_CELL = 200  # characters
SHORT_ROW = 120

Cell = Sequence[Line]


class Table:
    """A table that is being filled, row by row."""

    def __init__(self, *, is_layout: bool) -> None:
        self.is_layout = is_layout
        self.has_headings = False
        self._rows: list[list[Cell]] = []

    def start_row(self) -> None:
        self._rows.append([])

    def add(self, cell: Sequence[Line]) -> None:
        if not self._rows:
            self.start_row()
        self._rows[-1].append(trimmed(cell))

    def rows(self) -> Iterator[Line]:
        """The rows that were filled since this was asked last."""
        rows = [row for row in self._rows if any(row)]
        self._rows = []
        if self.is_layout or not self._is_data(rows):
            for row in rows:
                yield from _arranged([cell for cell in row if cell])
            return
        used = {place for row in rows for place, cell in enumerate(row) if cell}
        for row in rows:
            yield from _apart([cell for place, cell in enumerate(row) if place in used])

    def _is_data(self, rows: Iterable[Sequence[Cell]]) -> bool:
        several = [row for row in rows if sum(map(bool, row)) > 1]
        if self.has_headings:
            return bool(several)
        return len([row for row in several if all(map(_is_short, row))]) > 1


def _is_short(cell: Cell) -> bool:
    """Whether a cell can stand in a row with others."""
    if len(cell) > 3 or any(text == signature.MARK for _, text in cell):
        return False
    is_even = len({depth for depth, _ in cell}) <= 1
    return is_even and sum(len(text) for _, text in cell) <= SHORT_CELL


def _arranged(cells: Sequence[Cell]) -> Iterator[Line]:
    """Side by side where all fit in a line, else one below the other."""
    length = sum(len(text) for cell in cells for _, text in cell)
    if all(len(cell) == 1 for cell in cells) and length <= SHORT_ROW:
        yield from _joined(cells, " ")
    else:
        for cell in cells:
            yield from cell


def _apart(cells: Sequence[Cell]) -> Iterator[Line]:
    if not all(map(_is_short, cells)):
        for cell in cells:
            yield from cell
    else:
        yield from _joined(cells, " | ")


def _joined(cells: Sequence[Cell], separator: str) -> Iterator[Line]:
    """One line; a label that ends in a colon needs nothing between itself and its value."""
    said = ""
    for number, cell in enumerate(cells):
        between = " " if said.endswith(":") else separator
        within = " / ".join(text.strip() for _, text in cell if text.strip())
        said += (between if number else "") + within
    depth = next((cell[0].depth for cell in cells if cell), 0)
    if said.strip():
        yield Line(depth, said.strip())
