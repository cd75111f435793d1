"""Support time by hand-checked tables: hours, clock changes, nights, holidays, borders."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from samehand.config.holidays import ListedHolidays
from samehand.config.settings import Calendar, Duration, Holidays, Span
from samehand.desk.clocks.calendar import (
    NeverOpenError,
    Open,
    add,
    between,
    is_open,
    next_open,
    spans,
    support,
)

Week = tuple[tuple[Span, ...], ...]

NINE_TO_FIVE = (Span(9 * 60, 17 * 60),)
OFFICE: Week = (NINE_TO_FIVE,) * 5 + ((), ())
EVERY_DAY: Week = (NINE_TO_FIVE,) * 7
ALWAYS: Week = ((Span(0, 24 * 60),),) * 7
NIGHTS: Week = ((Span(22 * 60, 30 * 60),),) * 7
SMALL_HOURS: Week = ((Span(2 * 60, 3 * 60),),) * 7
BROKEN_HOURS: Week = ((Span(90, 150),),) * 7  # 01:30-02:30, half inside a change at 02:00

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"


def calendar(zone: str, hours: Week = OFFICE, holidays: Holidays | None = None) -> Calendar:
    return Calendar("office", ZoneInfo(zone), hours, holidays)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local(text: str, zone: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


@pytest.mark.parametrize(
    ("start", "length", "due"),
    [
        ("2026-11-23 10:00", 4, "2026-11-23 14:00"),  # Monday, the same day
        ("2026-11-23 15:00", 4, "2026-11-24 11:00"),  # over a night
        ("2026-11-20 16:00", 4, "2026-11-23 12:00"),  # over a weekend
        ("2026-11-21 12:00", 4, "2026-11-23 13:00"),  # begun on a Saturday
        ("2026-11-23 06:00", 4, "2026-11-23 13:00"),  # begun before opening
        ("2026-11-23 20:00", 4, "2026-11-24 13:00"),  # begun after closing
        ("2026-11-23 10:00", 80, "2026-12-07 10:00"),  # two weeks of work
    ],
)
def test_support_time_passes_only_while_open(start: str, length: float, due: str) -> None:
    berlin = calendar(BERLIN)
    assert add(berlin, local(start, BERLIN), hours(length)) == local(due, BERLIN)


@pytest.mark.parametrize(
    ("zone", "day", "length", "due"),
    [
        # Sunday is a working day here, and it has eight hours of work whatever the clocks do.
        (BERLIN, "2026-03-28 16:00", 2, "2026-03-29 08:00"),
        (BERLIN, "2026-10-24 16:00", 2, "2026-10-25 09:00"),
        (NEW_YORK, "2026-03-07 16:00", 2, "2026-03-08 14:00"),
        (NEW_YORK, "2026-10-31 16:00", 2, "2026-11-01 15:00"),
    ],
)
def test_autumn_and_spring_clock_change_in_two_zones(
    zone: str, day: str, length: float, due: str
) -> None:
    assert add(calendar(zone, EVERY_DAY), local(day, zone), hours(length)) == utc(due)


@pytest.mark.parametrize(
    ("zone", "day", "expected"),
    [
        (BERLIN, "2026-03-29", 23),
        (BERLIN, "2026-10-25", 25),
        (NEW_YORK, "2026-03-08", 23),
        (NEW_YORK, "2026-11-01", 25),
        ("Australia/Lord_Howe", "2026-04-05", 24.5),
        ("Australia/Lord_Howe", "2026-10-04", 23.5),
        ("Asia/Kathmandu", "2026-03-29", 24),
        ("Europe/Berlin", "2028-02-29", 24),
    ],
)
def test_a_day_around_the_clock_is_as_long_as_it_really_is(
    zone: str, day: str, expected: float
) -> None:
    start = local(day, zone)
    end = start + timedelta(days=1)  # wall time on purpose: the next local midnight
    always = calendar(zone, ALWAYS)
    assert between(always, start, end) == hours(expected)
    assert list(spans(always, start, end)) == [Open(start.astimezone(UTC), end.astimezone(UTC))]


@pytest.mark.parametrize(
    ("zone", "week", "day", "expected"),
    [
        # Spring: 02:00-03:00 does not exist, 01:30-02:30 loses its second half.
        (BERLIN, SMALL_HOURS, "2026-03-29", []),
        (BERLIN, BROKEN_HOURS, "2026-03-29", [("00:30", "01:00")]),
        (NEW_YORK, SMALL_HOURS, "2026-03-08", []),
        (NEW_YORK, BROKEN_HOURS, "2026-03-08", [("06:30", "07:00")]),
        # Autumn in Berlin: 02:00-03:00 comes twice; 01:30-02:30 is left and entered again.
        (BERLIN, SMALL_HOURS, "2026-10-25", [("00:00", "02:00")]),
        (
            BERLIN,
            ((Span(120, 150),),) * 7,
            "2026-10-25",
            [("00:00", "00:30"), ("01:00", "01:30")],
        ),
        # Autumn in New York: 01:00-02:00 comes twice.
        (NEW_YORK, ((Span(60, 120),),) * 7, "2026-11-01", [("05:00", "07:00")]),
        (NEW_YORK, BROKEN_HOURS, "2026-11-01", [("05:30", "06:00"), ("06:30", "07:30")]),
        # Lord Howe changes by half an hour: 01:30-02:00 comes twice, 02:00-02:30 is left out.
        ("Australia/Lord_Howe", BROKEN_HOURS, "2026-04-05", [("14:30", "16:00")]),
        ("Australia/Lord_Howe", SMALL_HOURS, "2026-10-04", [("15:30", "16:00")]),
    ],
)
def test_hours_inside_a_clock_change(
    zone: str, week: Week, day: str, expected: list[tuple[str, str]]
) -> None:
    midnight = local(day, zone)
    found = spans(calendar(zone, week), midnight, midnight + timedelta(days=1))
    clocks = [(f"{o.start_at:%H:%M}", f"{o.end_at:%H:%M}") for o in found]
    assert clocks == expected


def test_kathmandu_opens_at_a_quarter_past() -> None:
    kathmandu = calendar("Asia/Kathmandu")
    assert next_open(kathmandu, utc("2026-11-23 00:00")) == utc("2026-11-23 03:15")
    assert add(kathmandu, utc("2026-11-23 11:00"), hours(1)) == utc("2026-11-24 04:00")


def test_a_date_that_a_zone_left_out_has_no_support_time() -> None:
    apia = calendar("Pacific/Apia", ALWAYS)
    week = between(
        apia, local("2011-12-26", "Pacific/Apia"), local("2012-01-02", "Pacific/Apia")
    )
    assert week == timedelta(days=6)  # there was no Friday 30 December 2011


@pytest.mark.parametrize(
    ("start", "length", "due"),
    [
        ("2026-11-23 23:00", 3, "2026-11-24 02:00"),
        ("2026-11-24 05:00", 2, "2026-11-24 23:00"),
        ("2026-03-28 23:00", 6, "2026-03-29 06:00"),  # a night of seven hours
        ("2026-10-24 23:00", 8, "2026-10-25 06:00"),  # a night of nine hours
    ],
)
def test_a_night_shift_crosses_midnight(start: str, length: float, due: str) -> None:
    nights = calendar(BERLIN, NIGHTS)
    assert add(nights, local(start, BERLIN), hours(length)) == local(due, BERLIN)


def test_a_night_shift_belongs_to_the_day_on_which_it_begins() -> None:
    friday = ((), (), (), (), (Span(22 * 60, 30 * 60),), (), ())
    new_year = ListedHolidays({date(2027, 1, 1): "New Year's Day"})
    nights = calendar(BERLIN, friday, new_year)
    assert is_open(nights, local("2026-11-28 05:59", BERLIN))  # Saturday, but Friday's shift
    assert not is_open(nights, local("2027-01-02 01:00", BERLIN))  # it would begin on a holiday


def test_a_leap_day_is_a_day_like_any_other() -> None:
    berlin = calendar(BERLIN)
    start = local("2028-02-28 16:00", BERLIN)
    assert add(berlin, start, hours(10)) == local("2028-03-01 10:00", BERLIN)


def test_holidays_are_skipped_by_local_date() -> None:
    closed = ListedHolidays({date(2026, 12, 25): "Christmas Day"})
    tokyo = calendar("Asia/Tokyo", EVERY_DAY, closed)
    start = local("2026-12-24 16:00", "Asia/Tokyo")
    assert add(tokyo, start, hours(2)) == local("2026-12-26 10:00", "Asia/Tokyo")
    assert not is_open(tokyo, utc("2026-12-25 00:30"))


def test_opening_time_counts_and_closing_time_does_not() -> None:
    berlin = calendar(BERLIN)
    tick = timedelta.resolution
    opening, closing = local("2026-11-23 09:00", BERLIN), local("2026-11-23 17:00", BERLIN)
    assert not is_open(berlin, opening.astimezone(UTC) - tick)
    assert is_open(berlin, opening)
    assert is_open(berlin, closing.astimezone(UTC) - tick)
    assert not is_open(berlin, closing)
    assert next_open(berlin, opening) == opening
    assert next_open(berlin, closing) == local("2026-11-24 09:00", BERLIN)


def test_what_ends_exactly_at_closing_is_due_at_closing() -> None:
    berlin = calendar(BERLIN)
    opening, closing = local("2026-11-23 09:00", BERLIN), local("2026-11-23 17:00", BERLIN)
    assert add(berlin, opening, hours(8)) == closing
    just_more = add(berlin, opening, hours(8) + timedelta(seconds=1))
    assert just_more == local("2026-11-24 09:00:01", BERLIN)


def test_no_time_at_all_has_passed_at_once_even_while_closed() -> None:
    sunday = local("2026-11-22 12:00", BERLIN)
    assert add(calendar(BERLIN), sunday, timedelta()) == sunday


def test_hours_that_touch_are_one_stretch() -> None:
    lunch = (Span(9 * 60, 12 * 60), Span(12 * 60, 17 * 60))
    start, end = local("2026-11-23 00:00", BERLIN), local("2026-11-24 00:00", BERLIN)
    whole = spans(calendar(BERLIN, (lunch,) * 7), start, end)
    assert list(whole) == [Open(utc("2026-11-23 08:00"), utc("2026-11-23 16:00"))]


def test_shifts_that_overlap_count_once() -> None:
    night_and_early = (Span(4 * 60, 8 * 60), Span(22 * 60, 30 * 60))
    both = calendar(BERLIN, (night_and_early,) * 7)
    start = local("2026-11-23 12:00", BERLIN)
    assert between(both, start, start + timedelta(days=1)) == hours(10)


def test_hours_may_be_given_in_any_order_and_within_each_other() -> None:
    untidy = (Span(13 * 60, 17 * 60), Span(9 * 60, 12 * 60), Span(14 * 60, 15 * 60))
    start, end = local("2026-11-23 00:00", BERLIN), local("2026-11-24 00:00", BERLIN)
    assert list(spans(calendar(BERLIN, (untidy,) * 7), start, end)) == [
        Open(utc("2026-11-23 08:00"), utc("2026-11-23 11:00")),
        Open(utc("2026-11-23 12:00"), utc("2026-11-23 16:00")),
    ]


def test_three_days_of_policy_time_without_sleeping() -> None:
    """A target of three days, begun on the Thursday before the clocks change."""
    madrid = calendar("Europe/Madrid", (*EVERY_DAY[:5], (), ()))
    start = local("2026-10-22 12:00", "Europe/Madrid")
    due = add(madrid, start, support(Duration(days=3), madrid))
    assert due == local("2026-10-27 12:00", "Europe/Madrid")
    assert due.astimezone(UTC) - start.astimezone(UTC) == hours(5 * 24 + 1)


@pytest.mark.parametrize(
    ("duration", "week", "expected"),
    [
        (Duration(rest=hours(4)), OFFICE, 4),
        (Duration(days=3), OFFICE, 24),
        (Duration(days=1, rest=hours(1)), ALWAYS, 25),
        (Duration(days=2), NIGHTS, 16),
        (Duration(days=1), ((Span(540, 1020),), (Span(540, 780),), (), (), (), (), ()), 6),
    ],
)
def test_a_day_of_a_target_is_the_mean_open_day(
    duration: Duration, week: Week, expected: float
) -> None:
    assert support(duration, calendar(BERLIN, week)) == hours(expected)


def test_a_calendar_that_never_opens_says_so() -> None:
    never = calendar(BERLIN, ((),) * 7)
    at = utc("2026-11-23 12:00")
    with pytest.raises(
        NeverOpenError, match="'office' is not open in the 400 days after 2026-11"
    ):
        add(never, at, hours(1))
    with pytest.raises(NeverOpenError):
        next_open(never, at)
    with pytest.raises(ValueError, match="has no `hours`"):
        support(Duration(days=1), never)
    assert between(never, at, utc("2030-01-01 00:00")) == timedelta()


def test_a_year_of_closure_is_bridged() -> None:
    first = date(2026, 1, 1).toordinal()
    closed = ListedHolidays({date.fromordinal(first + n): "refit" for n in range(365)})
    start = utc("2026-01-01 12:00")
    assert next_open(calendar(BERLIN, EVERY_DAY, closed), start) == utc("2027-01-01 08:00")


def test_an_instant_without_a_zone_is_refused() -> None:
    naive = datetime.fromisoformat("2026-11-23 12:00")
    berlin, aware = calendar(BERLIN), utc("2026-11-23 12:00")
    for ask in (
        lambda: add(berlin, naive, hours(1)),
        lambda: between(berlin, naive, aware),
        lambda: between(berlin, aware, naive),
        lambda: spans(berlin, naive, aware),
        lambda: is_open(berlin, naive),
        lambda: next_open(berlin, naive),
    ):
        with pytest.raises(ValueError, match="needs a time zone"):
            ask()


def test_time_is_not_counted_backwards() -> None:
    berlin, at = calendar(BERLIN), utc("2026-11-23 12:00")
    with pytest.raises(ValueError, match="backwards"):
        add(berlin, at, hours(-1))
    assert between(berlin, at, at - hours(1)) == timedelta()
