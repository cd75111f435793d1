"""Stories, played from end to end through the real pipeline: scheduler, IMAP, SMTP, SQLite."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest
import structlog

from samehand.commands.demo import demo

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
AT_ONCE = 0.001  # minutes: no waiting at all
STORIES = [*sorted(HERE.glob("*.toml")), ROOT / "sandbox" / "day.toml"]


@pytest.fixture(autouse=True)
def logs_of_its_own() -> Iterator[None]:
    """A demo logs into its folder, which is gone when the next test logs."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def documented(tmp_path: Path) -> Path:
    """The story in docs/stories.md, as a file."""
    page = (ROOT / "docs" / "stories.md").read_text(encoding="utf-8")
    [story] = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    path = tmp_path / "story.toml"
    path.write_text(story, encoding="utf-8")
    return path


@pytest.mark.parametrize("story", STORIES, ids=lambda path: path.stem)
def test_every_story_comes_out_as_told(story: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = demo(story, minutes=AT_ONCE)
    shown = capsys.readouterr()
    assert status == 0, shown.out
    assert shown.err == ""


def test_the_documented_story_leaves_what_the_page_promises(
    documented: Path, tmp_path: Path
) -> None:
    assert demo(documented, tmp_path / "kept", minutes=AT_ONCE) == 0
    mailboxes = tmp_path / "kept" / "mailboxes"
    carla = sorted(path.name for path in (mailboxes / "carla@flowers.example").iterdir())
    assert carla == ["0001.eml", "0002.eml"]
    assert len(list((mailboxes / "support@acme.example").iterdir())) == 2
    outbox = {path.name.split("-", 1)[1] for path in (tmp_path / "kept" / "outbox").iterdir()}
    assert {"sent-acknowledgement.eml", "sent-answer.eml", "sent-relay.eml"} <= outbox
    events = (tmp_path / "kept" / "events.jsonl").read_text(encoding="utf-8")
    assert '"at": "2026-03-03T09:30:00+01:00"' in events


def test_a_story_that_comes_out_otherwise_names_each_difference(
    documented: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = documented.read_text(encoding="utf-8")
    told = told.replace("count = 1", "count = 7").replace('state = "closed"', 'state = "open"')
    documented.write_text(told, encoding="utf-8")
    assert demo(documented, minutes=AT_ONCE) == 1
    shown = capsys.readouterr().out
    assert "✗ Carla has her answer" in shown
    assert "its state is 'closed', not 'open'" in shown
    assert "0 of 2 expectations are met." in shown


def test_an_answer_to_nothing_is_a_fault_of_the_story(
    documented: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = documented.read_text(encoding="utf-8").replace("at = 30\n", "at = 0\n")
    told = told.replace('from = "ana"\nanswers', 'from = "ops"\nanswers')
    documented.write_text(told, encoding="utf-8")
    assert demo(documented, minutes=AT_ONCE) == 1
    assert "nothing that answers turn 'question' has reached" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("start = ", "strat = "), "did you mean `start`?"),
        (('calendar = "office"', 'calendar = "offic"'), "offic"),
    ],
)
def test_what_cannot_be_played_is_said_and_not_played(
    documented: Path, capsys: pytest.CaptureFixture[str], change: tuple[str, str], said: str
) -> None:
    told = documented.read_text(encoding="utf-8").replace(*change)
    documented.write_text(told, encoding="utf-8")
    assert demo(documented, minutes=AT_ONCE) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stopping_a_stay_leaves_nothing_behind(
    documented: Path, tmp_path: Path, by: signal.Signals
) -> None:
    with staying(documented, tmp_path, subprocess.PIPE) as process:
        assert process.stdout is not None
        shown = read_until_it_stays(process.stdout)
        began = time.monotonic()
        process.send_signal(by)
        rest, errors = process.communicate(timeout=30)
    assert process.returncode == 130, errors
    assert time.monotonic() - began < 10
    assert rest.endswith("Stopped; nothing runs on.\n")
    assert errors == ""
    assert "ana@acme.example" in shown
    assert list((tmp_path / "scratch").iterdir()) == []


def test_a_closed_terminal_leaves_nothing_behind(documented: Path, tmp_path: Path) -> None:
    here, there = os.openpty()
    with staying(documented, tmp_path, there) as process:
        os.close(there)
        with os.fdopen(here, encoding="utf-8", errors="replace") as terminal:
            read_until_it_stays(terminal)
        process.send_signal(signal.SIGHUP)
        _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (130, "")
    assert list((tmp_path / "scratch").iterdir()) == []


def staying(story: Path, tmp_path: Path, out: int) -> subprocess.Popen[str]:
    """A demo in a process of its own, which stays after the story."""
    (tmp_path / "scratch").mkdir()
    play = f"demo(Path({str(story)!r}), stay=True, minutes={AT_ONCE})"
    code = f"from pathlib import Path; from samehand.commands.demo import demo; exit({play})"
    return subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=out,
        stderr=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "TMPDIR": str(tmp_path / "scratch"),
            "PYTHONUNBUFFERED": "1",
            "TERM": "xterm",
        },
    )


def read_until_it_stays(out: IO[str]) -> str:
    shown = ""
    for line in out:
        shown += line
        if "Ctrl-C ends it" in line:
            break
    return shown
