"""Shows a story while it happens: a live picture in a terminal, plain lines anywhere else."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import datetime
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.panel import Panel
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from samehand.desk.clock import Verdict
from samehand.sandbox.scenes import Line, Running, Sort
from samehand.sandbox.story import Story

BARS = 8  # clocks shown at once
MARKS = {Sort.WRITES: "✉", Sort.HAPPENS: "!", Sort.DECIDES: "·", Sort.SENDS: "→"}
STYLES = {
    Sort.WRITES: "bold",
    Sort.HAPPENS: "bold yellow",
    Sort.DECIDES: "dim",
    Sort.SENDS: "green",
}
COLOURS = {Verdict.BREACHED: "red", Verdict.AT_RISK: "yellow"}


def screen_for(console: Console, story: Story, zone: ZoneInfo) -> PlainScreen | LiveScreen:
    """What suits this output; use it as a context."""
    return (LiveScreen if console.is_terminal else PlainScreen)(console, story, zone)


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
    """The latest lines, story time as a bar, and every clock that runs."""

    def __init__(self, console: Console, story: Story, zone: ZoneInfo) -> None:
        self._console = console
        self._story = story
        self._zone = zone
        self._now = story.start
        self._lines: deque[Line] = deque(maxlen=200)
        self._running: Sequence[Running] = ()
        self._live = Live(console=console, auto_refresh=False, transient=True)

    def __enter__(self) -> Self:
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
        self._lines.append(line)
        self._draw()

    def time(self, now: datetime) -> None:
        self._now = now
        self._draw()

    def clocks(self, running: Sequence[Running]) -> None:
        self._running = running

    def _draw(self) -> None:
        room = max(5, self._console.size.height - min(len(self._running), BARS) - 8)
        picture = Group(self._head(), self._timeline(room), self._bars())
        self._live.update(picture, refresh=True)

    def _head(self) -> RenderableType:
        whole = (self._story.end - self._story.start).total_seconds() or 1.0
        passed = (self._now - self._story.start).total_seconds()
        head = Table.grid(expand=True, padding=(0, 1))
        head.add_column()
        head.add_column(ratio=1)
        head.add_row(
            Text(f"{self._now.astimezone(self._zone):%a %H:%M}", "bold cyan"),
            ProgressBar(total=whole, completed=passed),
        )
        return head

    def _timeline(self, room: int) -> RenderableType:
        rows = [row for line in self._lines for row in self._rows(line)]
        table = Table.grid(padding=(0, 1))
        for row in rows[-room:]:
            table.add_row(*row)
        return Panel(table, title=self._story.title, border_style="dim")

    def _rows(self, line: Line) -> list[tuple[Text, Text, Text]]:
        at, style = Text(_hour(line.at, self._zone), "cyan"), STYLES[line.sort]
        text = Text(line.text, style, no_wrap=True, overflow="ellipsis")
        rows = [(at, Text(MARKS[line.sort], style), text)]
        if line.aside:
            aside = Text(line.aside, "italic magenta", no_wrap=True, overflow="ellipsis")
            rows.insert(0, (Text(), Text(), aside))
        return rows

    def _bars(self) -> RenderableType:
        table = Table.grid(expand=True, padding=(0, 1))
        for ratio in (None, 2, None, 1, None):
            table.add_column(ratio=ratio, no_wrap=True)
        for bar in self._running[:BARS]:
            colour = COLOURS.get(bar.verdict, "green")
            table.add_row(
                f"#{bar.number}",
                Text(bar.subject, no_wrap=True, overflow="ellipsis"),
                f"{bar.owner}, {bar.target}",
                ProgressBar(total=1.0, completed=min(1.0, bar.part), complete_style=colour),
                Text(f"{bar.due_at.astimezone(self._zone):%a %H:%M}", colour),
            )
        return table


def _hour(at: datetime, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%H:%M}"
