"""A folder is read on from where it was left, whatever its server does with its numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.config.settings import Begin
from samehand.ingest.imap.ledger import Cursor, FolderState, Read, next_try, what_to_read

NOW = datetime(2026, 7, 24, 8, 0, tzinfo=UTC)


def cursor(uidvalidity: int, last_uid: int) -> Cursor:
    return Cursor("support", "INBOX", uidvalidity, last_uid)


@pytest.mark.parametrize(
    ("state", "begin", "after", "uidvalidity"),
    [
        (FolderState(5, 100, 40), Begin.ALL, 0, 5),
        (FolderState(5, 100, 40), Begin.NEW, 99, 5),
        (FolderState(5, 1, 0), Begin.NEW, 0, 5),
        (FolderState(5, None, 0), Begin.NEW, 0, 5),
        (FolderState(0, 100, 40), Begin.ALL, 0, -1),
        (FolderState(0, 100, 40), Begin.NEW, 99, -1),
    ],
)
def test_first_sight(state: FolderState, begin: Begin, after: int, uidvalidity: int) -> None:
    read = what_to_read(None, state, begin)
    assert (read.after, read.uidvalidity, read.renumbered) == (after, uidvalidity, False)
    assert read.why.startswith("first sight")


@pytest.mark.parametrize(
    ("known", "state", "read"),
    [
        (
            cursor(5, 99),
            FolderState(5, 120, 60),
            Read(99, 5, "goes on after UID 99"),
        ),
        (  # an old answer from a server's cache costs nothing
            cursor(5, 99),
            FolderState(5, 90, 60),
            Read(99, 5, "goes on after UID 99"),
        ),
        (
            cursor(5, 99),
            FolderState(6, 41, 40),
            Read(0, 6, "UIDVALIDITY changed from 5 to 6: all is read again", renumbered=True),
        ),
        (
            cursor(6, 99),
            FolderState(2**32 + 5, 100, 40),
            Read(
                0,
                2**32 + 5,
                "UIDVALIDITY changed from 6 to 4294967301: all is read again",
                renumbered=True,
            ),
        ),
        (
            cursor(5, 99),
            FolderState(0, 100, 40),
            Read(0, -1, "UIDVALIDITY changed from 5 to 0: all is read again", renumbered=True),
        ),
        (
            cursor(-1, 99),
            FolderState(0, 100, 40),
            Read(99, -1, "no UIDVALIDITY, and the UIDs go on"),
        ),
        (
            cursor(-1, 99),
            FolderState(0, None, 40),
            Read(99, -1, "no UIDVALIDITY, and the UIDs go on"),
        ),
        (
            cursor(-1, 99),
            FolderState(0, 99, 40),
            Read(
                0,
                -2,
                "no UIDVALIDITY, and UIDs start again below 99: all is read again",
                renumbered=True,
            ),
        ),
        (
            cursor(-2, 99),
            FolderState(7, 100, 40),
            Read(0, 7, "UIDVALIDITY changed from -2 to 7: all is read again", renumbered=True),
        ),
    ],
)
@pytest.mark.parametrize("begin", list(Begin))
def test_a_known_folder(known: Cursor, state: FolderState, begin: Begin, read: Read) -> None:
    assert what_to_read(known, state, begin) == read


@pytest.mark.parametrize(
    ("failures", "soonest", "latest"),
    [
        (1, 5, 10),
        (2, 5, 20),
        (3, 5, 40),
        (7, 5, 640),
        (8, 5, 900),
        (9, 5, 900),
        (100_000, 5, 900),
    ],
)
def test_the_timetable(failures: int, soonest: int, latest: int) -> None:
    assert next_try(failures, NOW, spread=0.0) == NOW + timedelta(seconds=soonest)
    assert next_try(failures, NOW, spread=1.0) == NOW + timedelta(seconds=latest)


def test_a_pause_that_the_server_asks_for_is_kept() -> None:
    asked = timedelta(milliseconds=299_961)
    assert next_try(1, NOW, retry_after=asked, spread=0.0) == NOW + asked
    assert next_try(1, NOW, retry_after=asked, spread=0.5) > NOW + asked


def test_a_short_pause_of_the_server_does_not_hurry_us() -> None:
    asked = timedelta(seconds=1)
    assert next_try(8, NOW, retry_after=asked, spread=1.0) == NOW + timedelta(minutes=15)


@given(st.lists(st.floats(0, 1), min_size=4, max_size=4))
def test_a_refused_login_is_tried_at_most_three_times_an_hour(chances: list[float]) -> None:
    tries = [NOW]
    for failures, spread in enumerate(chances, start=1):
        tries.append(next_try(failures, tries[-1], spread=spread, login_refused=True))
    assert all(
        later - first >= timedelta(hours=1)
        for first, later in zip(tries, tries[3:], strict=False)
    )


@given(st.integers(1, 10**6), st.floats(0, 1), st.timedeltas(timedelta(0), timedelta(days=1)))
def test_no_try_is_sooner_than_five_seconds_or_than_the_server_asked(
    failures: int, spread: float, asked: timedelta
) -> None:
    again = next_try(failures, NOW, retry_after=asked, spread=spread)
    assert again >= NOW + max(asked, timedelta(seconds=5))
    assert again <= NOW + max(asked + timedelta(seconds=5), timedelta(minutes=15))
