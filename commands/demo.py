"""`samehand demo`: a story, played on a mail sandbox of its own, checked, and gone again.

Exit status: 0 when everything came out as told, 1 when not, 2 when the story cannot be played.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import redirect_stderr
from functools import partial
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from samehand.commands.logs import set_up_logs
from samehand.config.load import ConfigError
from samehand.sandbox.director import Restless
from samehand.sandbox.live import PlainScreen, screen_for
from samehand.sandbox.production import Production, staged
from samehand.sandbox.server import HOST, Door
from samehand.sandbox.story import Story
from samehand.sandbox.storyfile import StoryError, read_story
from samehand.sandbox.summary import show_summary

DAY = Path(str(files("samehand.sandbox") / "day.toml"))
MINUTES = 1.0  # what a story takes at the least; work comes on top where it is slow
PIPE_WIDTH = 120  # characters, where no terminal says how wide it is
UNPLAYABLE, INTERRUPTED = 2, 130


def demo(
    story: Path | None, keep: Path | None = None, stay: bool = False, minutes: float = MINUTES
) -> int:
    """Play the story, the built-in day if None, in about so many minutes of real time."""
    console = Console(width=None if sys.stdout.isatty() else PIPE_WIDTH)
    _end_cleanly_by_signals()
    try:
        return _play(read_story(story or DAY), keep, stay, minutes, console)
    except ConfigError as error:
        sys.stderr.write("".join(f"{story}: config: {text}\n" for text in error.problems))
        return UNPLAYABLE
    except (StoryError, Restless) as error:
        sys.stderr.write(f"{error}\n")
        return UNPLAYABLE
    except KeyboardInterrupt:
        sys.stdout.write("Stopped; nothing runs on.\n")
        return INTERRUPTED


def _end_cleanly_by_signals() -> None:
    """SIGTERM ends it like Ctrl-C, and so does a closed terminal unless told to be ignored."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, partial(_hang_up, had_terminal=sys.stdout.isatty()))


def _hang_up(number: int, frame: FrameType | None, *, had_terminal: bool) -> None:
    """What is said on the way out must not fail where the terminal is gone."""
    if had_terminal and not sys.stdout.isatty():
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.dup2(nowhere, sys.stderr.fileno())
    signal.default_int_handler(number, frame)


def _play(story: Story, keep: Path | None, stay: bool, minutes: float, console: Console) -> int:
    pace = max(1.0, (story.end - story.start).total_seconds()) / (60 * minutes)
    with TemporaryDirectory(prefix="samehand-demo-") as name:
        folder = Path(name)
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
        with ((keep or folder) / "log.jsonl").open("w", encoding="utf-8") as log:
            with redirect_stderr(log):
                set_up_logs()
            screen = screen_for(console, story, ZoneInfo(story.timezone))
            with staged(story, folder, pace, screen) as production:
                with screen:
                    production.play()
                checked = production.check()
                problems = [*production.director.problems, *production.server.trouble()]
                show_summary(console, production.books(), checked, problems)
                if keep is not None:
                    production.keep(keep)
                    console.print(Text(f"Everything is in {keep}."))
                if stay:
                    _stay(production, console)
    return 1 if problems or not all(result.is_met for result in checked) else 0


def _stay(production: Production, console: Console) -> None:
    story, ports = production.story, production.server.ports
    production.let_go(PlainScreen(console, story, ZoneInfo(story.timezone)))
    table = Table(title="Open these mailboxes in any mail client", title_justify="left")
    for column in ("name", "role", "user", "password"):
        table.add_column(column, overflow="fold")
    for person in story.people:
        password = production.passwords[person.address]
        table.add_row(person.name, person.role.value, person.address, password)
    console.print(table)
    for line in (
        f"IMAP: {HOST}, port {ports[Door.WORLD_IMAP]}, no encryption, password",
        f"SMTP: {HOST}, port {ports[Door.WORLD_SMTP]}, no encryption, password",
        "The desk runs on, in real time now. Ctrl-C ends it and leaves nothing behind.",
    ):
        console.print(Text(line), soft_wrap=True)
    production.stay()
