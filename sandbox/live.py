"""Shows a story while it happens: lines above a live board in a terminal, else lines alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from samehand.sandbox.board import Board
from samehand.sandbox.scenes import Line, Running, Sort
from samehand.sandbox.story import Story

MARKS = {
    Sort.WRITES: "✉",
    Sort.HAPPENS: "!",
    Sort.DECIDES: "·",
    Sort.WITHHOLDS: "■",
    Sort.WARNS: "·",
    Sort.SENDS: "→",
}
STYLES = {
    Sort.WRITES: "bold",
    Sort.HAPPENS: "bold yellow",
    Sort.DECIDES: "",
    Sort.WITHHOLDS: "yellow",
    Sort.WARNS: "red",
    Sort.SENDS: "green",
}


def screen_for(console: Console, story: Story, zone: ZoneInfo) -> PlainScreen | LiveScreen:
    """What suits this output; use it as a context."""
    return (LiveScreen if console.is_interactive else PlainScreen)(console, story, zone)


class PlainScreen:
    """A line for each thing that happens, for pipes and logs."""

    def __init__(self, console: Console, story: Story, zone: ZoneInfo) -> None:
        self._console = console
        self._title = story.title
        self._zone = zone

    def __enter__(self) -> Self:
        self._say(self._title)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        """Nothing was opened."""

    def line(self, line: Line) -> None:
        if line.aside:
            self._say(f"{_hour(line.at, self._zone)} # {line.aside}")
        self._say(f"{_hour(line.at, self._zone)} {MARKS[line.sort]} {line.text}")

    def time(self, now: datetime) -> None:
        """Lines carry their own time."""

    def clocks(self, running: Sequence[Running]) -> None:
        """What the clocks bring about is told when it happens."""

    def _say(self, text: str) -> None:
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)


class LiveScreen:
    """What happens scrolls by and can be read back; below it a board shows how things stand."""

    def __init__(self, console: Console, story: Story, zone: ZoneInfo) -> None:
        self._console = console
        self._title = story.title
        self._zone = zone
        self._board = Board(story, zone)
        self._live = Live(self._board, console=console, auto_refresh=False, transient=True)

    def __enter__(self) -> Self:
        self._console.print(Text(self._title, "bold"))
        self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self._live.stop()

    def line(self, line: Line) -> None:
        style = STYLES[line.sort]
        hour = Text(_hour(line.at, self._zone), "dim")
        table = Table.grid(padding=(0, 1))
        if line.aside:
            table.add_row("", "", Text(line.aside, "italic magenta"))
        table.add_row(hour, Text(MARKS[line.sort], style), Text(line.text, style))
        self._console.print(table)

    def time(self, now: datetime) -> None:
        self._board.now = now
        self._live.refresh()

    def clocks(self, running: Sequence[Running]) -> None:
        self._board.running = running


def _hour(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%H:%M}"
