"""What has to hold for support time in every zone, with every timetable, at every instant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from samehand.config.settings import Calendar, Span
from samehand.desk.clocks.calendar import add, between, is_open, next_open, spans

ZONES = st.sampled_from(
    [
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "America/St_Johns",
        "Africa/Cairo",
        "Pacific/Apia",
        "Pacific/Kiritimati",  # UTC+14
        "Etc/GMT+12",  # UTC-12
        "UTC",
    ]
).map(ZoneInfo)


@st.composite
def a_day(draw: st.DrawFn) -> tuple[Span, ...]:
    """Up to two spans in order; the second may reach into the next day."""
    marks = sorted(draw(st.sets(st.integers(0, 2880), max_size=4)))
    pairs = zip(marks[::2], marks[1::2], strict=False)
    return tuple(Span(start, end) for start, end in pairs if start < 1440)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    week = [draw(a_day()) for _ in range(6)]
    always_some = (Span(100, 200),)  # so that it opens at least once a week
    return Calendar("any", draw(ZONES), (always_some, *week))


INSTANTS = st.datetimes(
    datetime(2010, 1, 1),  # noqa: DTZ001 - the zone is drawn apart
    datetime(2030, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
LENGTHS = st.timedeltas(timedelta(), timedelta(hours=100))
WEEKS = st.timedeltas(timedelta(), timedelta(days=20))


@given(calendars(), INSTANTS, LENGTHS, LENGTHS)
def test_adding_more_is_never_due_earlier(
    calendar: Calendar, start: datetime, one: timedelta, other: timedelta
) -> None:
    assert add(calendar, start, one) <= add(calendar, start, one + other)


@given(calendars(), INSTANTS, WEEKS, LENGTHS)
def test_starting_later_is_never_due_earlier(
    calendar: Calendar, start: datetime, delay: timedelta, length: timedelta
) -> None:
    assert start <= add(calendar, start, length) <= add(calendar, start + delay, length)


@given(calendars(), INSTANTS, LENGTHS, LENGTHS)
def test_adding_in_two_steps_is_adding_at_once(
    calendar: Calendar, start: datetime, one: timedelta, other: timedelta
) -> None:
    assert add(calendar, add(calendar, start, one), other) == add(calendar, start, one + other)


@given(calendars(), INSTANTS, LENGTHS)
def test_between_is_the_inverse_of_add(
    calendar: Calendar, start: datetime, length: timedelta
) -> None:
    due = add(calendar, start, length)
    assert between(calendar, start, due) == length
    if length:
        assert between(calendar, start, due - timedelta.resolution) < length


@given(calendars(), INSTANTS, WEEKS, WEEKS)
def test_time_adds_up(
    calendar: Calendar, start: datetime, one: timedelta, other: timedelta
) -> None:
    middle, end = start + one, start + one + other
    parts = between(calendar, start, middle) + between(calendar, middle, end)
    assert parts == between(calendar, start, end)


@given(calendars(), INSTANTS, LENGTHS, ZONES)
def test_the_zone_in_which_an_instant_is_written_does_not_matter(
    calendar: Calendar, start: datetime, length: timedelta, zone: ZoneInfo
) -> None:
    elsewhere = start.astimezone(zone)
    assert add(calendar, elsewhere, length) == add(calendar, start, length)
    assert add(calendar, elsewhere, length).tzinfo is UTC
    assert is_open(calendar, elsewhere) == is_open(calendar, start)
    assert next_open(calendar, elsewhere) == next_open(calendar, start)


@given(calendars(), INSTANTS, WEEKS)
def test_stretches_are_ordered_apart_and_inside(
    calendar: Calendar, start: datetime, length: timedelta
) -> None:
    end = start + length
    found = list(spans(calendar, start, end))
    assert all(start <= piece.start_at < piece.end_at <= end for piece in found)
    assert all(one.end_at < other.start_at for one, other in pairwise(found))


@given(calendars(), INSTANTS)
def test_an_instant_is_open_when_the_clock_on_the_wall_says_so(
    calendar: Calendar, at: datetime
) -> None:
    wall = at.astimezone(calendar.timezone)
    minute = wall.hour * 60 + wall.minute
    yesterday = wall.date() - timedelta(days=1)
    on_the_wall = any(
        span.start <= minute + shift < span.end
        for day, shift in ((wall.date(), 0), (yesterday, 1440))
        for span in calendar.hours[day.weekday()]
    )
    assert is_open(calendar, at) is on_the_wall
