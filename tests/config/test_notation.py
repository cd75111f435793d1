"""What is written in a config is read as it was meant, and can be written again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.config import notation
from samehand.config.settings import Duration, Span

durations = st.builds(
    Duration,
    st.integers(0, 3000),
    st.integers(0, 24 * 3600 - 1).map(lambda seconds: timedelta(seconds=seconds)),
)
minutes = st.integers(0, 24 * 60 - 1)


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@given(durations)
def test_a_duration_survives_writing_and_reading(length: Duration) -> None:
    assert notation.duration(notation.duration_text(length)) == length


@given(st.integers(1, 10**12))
def test_a_size_survives_writing_and_reading(count: int) -> None:
    assert notation.size(notation.size_text(count)) == count


@given(minutes, minutes)
def test_a_span_ends_after_it_starts_and_may_reach_into_the_next_day(
    start: int, end: int
) -> None:
    if start == end:
        return
    (span,) = notation.spans(f"{clock(start)}-{clock(end)}")
    assert (span.start, span.end % (24 * 60)) == (start, end)
    assert 0 < span.end - span.start < 24 * 60


@given(st.lists(minutes, min_size=2, max_size=8, unique=True).map(sorted))
def test_spans_in_any_order_are_read_in_the_order_of_the_day(edges: list[int]) -> None:
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    text = " ".join(f"{clock(start)}-{clock(end)}" for start, end in reversed(pairs))
    assert notation.spans(text) == tuple(Span(start, end) for start, end in pairs)


@given(st.text(max_size=12))
def test_anything_else_is_refused_in_words(text: str) -> None:
    for read in (notation.duration, notation.size, notation.spans, notation.address):
        try:
            read(text)
        except ValueError as error:
            assert str(error)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("0s", Duration()),
        ("90s", Duration(rest=timedelta(seconds=90))),
        ("15m", Duration(rest=timedelta(minutes=15))),
        ("36h", Duration(rest=timedelta(hours=36))),
        ("3d", Duration(days=3)),
        ("1d12h", Duration(days=1, rest=timedelta(hours=12))),
        ("1h30m", Duration(rest=timedelta(minutes=90))),
    ],
)
def test_days_are_kept_apart_from_hours(text: str, length: Duration) -> None:
    assert notation.duration(text) == length


@pytest.mark.parametrize(
    "text", ["", "5", "s", "1w", "1m1h", "1.5h", "-1h", "1 h", "\u0661h", "1H"]
)
def test_these_are_no_durations(text: str) -> None:
    with pytest.raises(ValueError, match="is no duration"):
        notation.duration(text)


@pytest.mark.parametrize(
    ("hours", "days"),
    [
        ({}, []),
        ({0: "09:00-12:00 12:00-18:00"}, []),
        ({0: "09:00-12:01 12:00-18:00"}, ["mon"]),
        ({0: "22:00-06:00", 1: "06:00-14:00"}, []),
        ({0: "22:00-06:01", 1: "06:00-14:00"}, ["tue"]),
        ({6: "22:00-06:00", 0: "06:00-14:00"}, []),
        ({6: "22:00-06:01", 0: "06:00-14:00"}, ["mon"]),
        (dict.fromkeys(range(7), "00:00-24:00"), []),
        (dict.fromkeys(range(2), "00:01-24:00 00:00-00:02"), ["mon", "tue"]),
    ],
)
def test_hours_that_meet_are_fine_and_hours_that_overlap_are_not(
    hours: dict[int, str], days: list[str]
) -> None:
    week = tuple(notation.spans(hours.get(day, "")) for day in range(7))
    assert notation.overlaps(week) == days


@pytest.mark.parametrize(
    "address", ["ana@acme.example", "a.n+a@x", "o'neil@acme.example", "A_1@ac-me.example"]
)
def test_these_are_mail_addresses(address: str) -> None:
    assert notation.address(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "ana",
        "@acme.example",
        "ana@",
        "ana@acme..example",
        "ana@acme.example.",
        "ana@@acme.example",
        "ana b@acme.example",
        ".ana@acme.example",
        "<ana@acme.example>",
        "ana@acme.example\n",
        "änna@acme.example",
        "ana@äcme.example",
        "\u212aana@acme.example",
        f"{'a' * 65}@acme.example",
    ],
)
def test_these_are_none(address: str) -> None:
    with pytest.raises(ValueError, match="is no mail address"):
        notation.address(address)


def test_the_nearest_word_is_found_whatever_its_case() -> None:
    assert notation.nearest("TIMEZONE", ["name", "timezone"]) == "timezone"
    assert notation.nearest("zzz", ["name", "timezone"]) == ""
