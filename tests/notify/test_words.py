"""Times, lengths and sizes read as people say them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from samehand.notify.words import (
    as_html,
    by_day,
    exact_time,
    files_in_words,
    in_hours,
    in_words,
    lasting,
    size_in_words,
    time_of_day,
)

MADRID = ZoneInfo("Europe/Madrid")


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        (datetime(2026, 11, 24, 13, 0, tzinfo=UTC), "Tuesday 24 November, 14:00"),
        (datetime(2026, 11, 24, 23, 30, tzinfo=UTC), "Wednesday 25 November, 00:30"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Sunday 25 October, 02:30"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Sunday 25 October, 02:30"),
        (datetime(2027, 1, 1, 8, 0, tzinfo=UTC), "Friday 1 January, 09:00"),
    ],
)
def test_a_time_in_words(instant: datetime, words: str) -> None:
    assert in_words(instant, MADRID) == f"{words} (Europe/Madrid)"


def test_the_day_is_named_where_it_is_another() -> None:
    noon = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
    assert time_of_day(noon, MADRID, noon + timedelta(hours=11)) == "12:00"
    assert time_of_day(noon, MADRID, noon + timedelta(hours=12)) == "Tuesday 12:00"
    assert exact_time(noon + timedelta(seconds=20), MADRID) == "12:00:20"


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=-5), "0 min"),
        (timedelta(minutes=40), "40 min"),
        (timedelta(minutes=59, seconds=40), "1 h"),
        (timedelta(minutes=125), "2 h 5 min"),
        (timedelta(hours=47, minutes=59), "47 h 59 min"),
        (timedelta(hours=49), "2 days"),
    ],
)
def test_a_length_in_words(length: timedelta, words: str) -> None:
    assert lasting(length) == words


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(minutes=-5), "0 min"),
        (timedelta(minutes=130), "2 h 10 min"),
        (timedelta(hours=47, minutes=59), "47 h 59 min"),
        (timedelta(hours=72, minutes=30), "72 h"),
    ],
)
def test_support_time_knows_no_days(length: timedelta, words: str) -> None:
    assert in_hours(length) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-30, "Sunday 25 October 12:00"),
        (-7, "Tuesday 17 November 12:00"),
        (-6, "Wednesday 12:00"),
        (-1, "yesterday 12:00"),
        (0, "today 12:00"),
        (1, "tomorrow 12:00"),
        (6, "Monday 12:00"),
        (7, "Tuesday 1 December 12:00"),
    ],
)
def test_a_day_that_is_near_needs_no_date(days: int, words: str) -> None:
    noon = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
    assert by_day(noon + timedelta(days=days), MADRID, noon) == words


def test_midnight_is_the_readers_own() -> None:
    late = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)
    assert by_day(late, MADRID, late + timedelta(minutes=29)) == "today 23:30"
    assert by_day(late, MADRID, late + timedelta(minutes=30)) == "yesterday 23:30"


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (12_345, "12 kB"), (999_700, "1.0 MB")],
)
def test_a_size_in_words(size: int, words: str) -> None:
    assert size_in_words(size) == words


def test_of_many_files_some_are_named() -> None:
    files = [{"name": f"{n}.pdf", "size": 1_000 * n} for n in range(1, 8)]
    assert files_in_words(files[:2]) == "1.pdf (1 kB), 2.pdf (2 kB)"
    assert files_in_words(files).endswith("5.pdf (5 kB) and 2 more")


def test_a_text_as_html_keeps_its_lines_and_blanks_and_runs_nothing() -> None:
    text = "  if a < b:\n\n\tx   y\n<script>"
    blank = "\xa0"
    assert as_html(text) == (
        f"{blank} if a &lt; b:<br>\n<br>\n{blank} {blank} x {blank} y<br>\n&lt;script&gt;"
    )
