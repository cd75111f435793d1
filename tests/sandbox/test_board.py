"""How the board at the foot of a live view stands: in words, in colours, and always as high."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from samehand.desk.clocks.clock import Verdict
from samehand.sandbox.board import Board
from samehand.sandbox.scenes import Running
from samehand.sandbox.story import Story

NINE = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
STORY = Story("A day", NINE, NINE + timedelta(hours=9), "UTC", {}, (), (), ())
NOON = NINE + timedelta(hours=3)
GREEN, YELLOW, RED, CYAN = "\x1b[32m", "\x1b[33m", "\x1b[1;31m", "\x1b[36m"


def running(
    number: int, verdict: Verdict = Verdict.RUNNING, *, due_at: datetime = NOON
) -> Running:
    ended_at = NINE + timedelta(hours=1) if verdict is Verdict.MET else None
    target = "first response"
    return Running(number, "Café", "ana", target, due_at, 1.2, verdict, ended_at=ended_at)


def drawn(
    *shown: Running, colours: bool = False, size: tuple[int, int] = (80, 24)
) -> list[str]:
    out = io.StringIO()
    console = Console(
        file=out,
        force_terminal=True,
        color_system="standard" if colours else None,
        width=size[0],
        height=size[1],
    )
    board = Board(STORY, ZoneInfo("UTC"))
    board.running = shown
    console.print(board)
    return out.getvalue().splitlines()


@pytest.mark.parametrize(
    ("verdict", "words", "colour"),
    [
        (Verdict.RUNNING, "due 12:00", CYAN),
        (Verdict.AT_RISK, "at risk, due 12:00", YELLOW),
        (Verdict.BREACHED, "BREACHED 12:00", RED),
        (Verdict.MET, "met 10:00", GREEN),
    ],
)
def test_a_clock_says_how_it_stands_in_words_and_in_one_colour(
    verdict: Verdict, words: str, colour: str
) -> None:
    assert drawn(running(1001, verdict))[1].endswith(words)
    coloured = drawn(running(1001, verdict), colours=True)[1]
    assert f"{colour}━" in coloured
    assert f"{colour}{words}" in coloured


def test_another_day_is_named() -> None:
    [_, line, *_] = drawn(running(1001, due_at=NOON + timedelta(days=1)))
    assert line.endswith("due Wed 12:00")


@pytest.mark.parametrize("number", [0, 1, 6, 7, 40])
def test_the_board_keeps_its_height(number: int) -> None:
    assert len(drawn(*[running(n) for n in range(number)])) == 7
    assert len(drawn(*[running(n) for n in range(number)], size=(100, 30))) == 8


def test_a_ctrl_c_echoed_behind_the_last_line_does_not_wrap() -> None:
    assert {len(line) for line in drawn(*[running(n) for n in range(6)])} == {78}


def test_what_finds_no_room_is_counted_and_what_is_answered_only_fills_it() -> None:
    late = [running(n) for n in range(1001, 1009)]
    lines = drawn(*late, running(1009, Verdict.MET))
    assert "#1005" in lines[5]
    assert "and 3 more, due later" in lines[6]
    assert "more" not in "".join(drawn(*late[:6], running(1009, Verdict.MET)))
