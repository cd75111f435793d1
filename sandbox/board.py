"""The foot of the live view: story time as a bar, and a line for each conversation.

It keeps its height whatever the clocks do. Every state of a clock has a word beside its colour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console, ConsoleOptions, RenderableType
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from samehand.desk.clocks.clock import Verdict
from samehand.sandbox.scenes import Running
from samehand.sandbox.story import Story

ECHO = len("^C")  # at the end of the last line; wrapped, it would leave a line behind
FEWEST, MOST = 3, 8  # lines of conversations; in between a quarter of the terminal
COLOURS = {
    Verdict.RUNNING: "cyan",
    Verdict.AT_RISK: "yellow",
    Verdict.BREACHED: "bold red",
    Verdict.MET: "green",
}


class Board:
    """Draws itself as it stands at the moment; `now` and `running` may be set at any time."""

    def __init__(self, story: Story, zone: ZoneInfo) -> None:
        self.now = story.start
        self.running: Sequence[Running] = ()
        self._story = story
        self._zone = zone

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        for table in self._head(), self._lines(max(FEWEST, min(MOST, console.height // 4))):
            table.width = options.max_width - ECHO
            yield table

    def _head(self) -> Table:
        whole = (self._story.end - self._story.start).total_seconds() or 1.0
        passed = (self.now - self._story.start).total_seconds()
        head = Table.grid(padding=(0, 1))
        head.add_column()
        head.add_column(ratio=1)
        time = f"{self.now.astimezone(self._zone):%a %H:%M}"
        head.add_row(Text(time, "bold"), _bar(passed / whole, "default"))
        return head

    def _lines(self, room: int) -> Table:
        live = sum(running.ended_at is None for running in self.running)
        shown = room if live <= room else room - 1
        table = Table.grid(padding=(0, 1))
        for ratio in (None, 2, None, 1, None):
            table.add_column(ratio=ratio, no_wrap=True)
        for running in self.running[:shown]:
            table.add_row(*self._line(running))
        if live > shown:
            table.add_row("", f"and {live - shown} more, due later")
        for _ in range(room - table.row_count):
            table.add_row("")
        return table

    def _line(self, running: Running) -> tuple[RenderableType, ...]:
        colour = COLOURS.get(running.verdict, "")
        return (
            f"#{running.number}",
            Text(running.subject, no_wrap=True, overflow="ellipsis"),
            Text(f"{running.owner}, {running.target}"),
            _bar(running.part, colour),
            Text(self._state(running), colour),
        )

    def _state(self, running: Running) -> str:
        match running.verdict:
            case Verdict.BREACHED:
                return f"BREACHED {self._hour(running.due_at)}"
            case Verdict.AT_RISK:
                return f"at risk, due {self._hour(running.due_at)}"
            case Verdict.RUNNING:
                return f"due {self._hour(running.due_at)}"
            case ended:
                return f"{ended.value} {self._hour(running.ended_at or running.due_at)}"

    def _hour(self, at: datetime) -> str:
        there, here = at.astimezone(self._zone), self.now.astimezone(self._zone)
        return f"{there:%H:%M}" if there.date() == here.date() else f"{there:%a %H:%M}"


def _bar(part: float, colour: str) -> ProgressBar:
    """One colour all the way; a full bar is no success by itself."""
    full = min(1.0, part)
    return ProgressBar(total=1.0, completed=full, complete_style=colour, finished_style=colour)
