"""Support time: which stretches of time count, and when a length of them has passed.

An instant is open when a clock on the wall of the calendar's zone shows an hour of its
timetable. Everything is reckoned between instants in UTC; wall time is looked at, never added
to. So a wall hour that spring leaves out counts for nothing, and one that autumn repeats counts
twice. A night shift belongs to the day on which it begins, also where holidays are concerned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import chain
from zoneinfo import ZoneInfo

from samehand.config.settings import Calendar, Duration, Span

LONGEST_CLOSURE = timedelta(days=400)


class NeverOpenError(Exception):
    """Support time was asked of a calendar that has none for more than a year."""

    def __init__(self, calendar: Calendar, since: datetime) -> None:
        super().__init__(
            f"calendar {calendar.name!r} is not open in the {LONGEST_CLOSURE.days} days"
            f" after {since:%Y-%m-%d}: give it `hours`, or fewer holidays"
        )


@dataclass(frozen=True, order=True, slots=True)
class Open:
    """A stretch of support time between two instants in UTC: [start_at, end_at)."""

    start_at: datetime
    end_at: datetime

    @property
    def length(self) -> timedelta:
        return self.end_at - self.start_at


def spans(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Open]:
    """The support time within [start, end): in order, apart from each other, never empty."""
    return _joined(_pieces(calendar, _utc(start), _utc(end)))


def add(calendar: Calendar, start: datetime, length: timedelta) -> datetime:
    """The first instant by which `length` of support time has passed since `start`.

    What ends exactly at closing time is due at closing time, not at the next opening; no
    length at all has passed at once, even while the calendar is closed.
    """
    at = _utc(start)
    if length < timedelta():
        raise ValueError(f"support time cannot be counted backwards: {length}")
    if not length:
        return at
    for piece in _ahead(calendar, at):
        if length <= piece.length:
            return piece.start_at + length
        length -= piece.length
    raise AssertionError("support time ahead has no end")


def between(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """How much support time [start, end) holds; none where `end` is not after `start`."""
    pieces = _pieces(calendar, _utc(start), _utc(end))
    return sum((piece.length for piece in pieces), timedelta())


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Whether the instant counts; opening time does, closing time does not."""
    at = _utc(at)
    pieces = _of_day(calendar, at.toordinal())
    return any(piece.start_at <= at < piece.end_at for piece in pieces)


def next_open(calendar: Calendar, at: datetime) -> datetime:
    """The first instant from `at` on that counts: `at` itself, or the next opening."""
    return next(_ahead(calendar, _utc(at))).start_at


def support(duration: Duration, calendar: Calendar) -> timedelta:
    """A target's length in support time: a day of it is the calendar's mean open day."""
    if not duration.days:
        return duration.rest
    weekdays = [_minutes(*hours) for hours in calendar.hours if hours]
    if not weekdays:
        raise ValueError(f"calendar {calendar.name!r} has no `hours`, so its day has no length")
    return duration.days * sum(weekdays, timedelta()) / len(weekdays) + duration.rest


def _minutes(*hours: Span) -> timedelta:
    return timedelta(minutes=sum(span.end - span.start for span in hours))


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"an instant needs a time zone: {at.isoformat()}")
    return at.astimezone(UTC)


def _ahead(calendar: Calendar, start: datetime) -> Iterator[Open]:
    """Support time from `start` on, without end."""
    while True:
        horizon = start + LONGEST_CLOSURE
        pieces = _pieces(calendar, start, horizon)
        first = next(pieces, None)
        if first is None:
            raise NeverOpenError(calendar, start)
        yield from chain((first,), pieces)
        start = horizon


def _pieces(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Open]:
    """The support time within [start, end), cut at the midnights of UTC."""
    for day in range(start.toordinal(), end.toordinal() + 1):
        for piece in _of_day(calendar, day):
            start_at, end_at = max(start, piece.start_at), min(end, piece.end_at)
            if start_at < end_at:
                yield Open(start_at, end_at)


def _of_day(calendar: Calendar, day: int) -> tuple[Open, ...]:
    """The support time within one day of UTC, by the day's ordinal.

    Wherever a zone lies, no local days but these four reach into it, the earliest of them by
    its night shift.
    """
    hours = tuple(
        _hours(calendar, date.fromordinal(local)) for local in range(day - 2, day + 2)
    )
    return _cut(calendar.timezone, day, hours)


def _hours(calendar: Calendar, day: date) -> tuple[Span, ...]:
    if calendar.holidays is not None and calendar.holidays.name(day) is not None:
        return ()
    return calendar.hours[day.weekday()]


@lru_cache(maxsize=4096)
def _cut(zone: ZoneInfo, day: int, hours: tuple[tuple[Span, ...], ...]) -> tuple[Open, ...]:
    """What lies within one day of UTC of the hours of local days, from two days before on."""
    midnight = datetime.fromordinal(day).replace(tzinfo=UTC)
    by_the_wall = [
        (midnight + timedelta(n, minutes=span.start), midnight + timedelta(n, minutes=span.end))
        for n, local_day in enumerate(hours, start=-2)
        for span in local_day
    ]
    pieces = []
    for steady in _steady(zone, midnight, midnight + timedelta(days=1)):
        offset = _offset(zone, steady.start_at)
        for opening, closing in by_the_wall:
            start_at = max(steady.start_at, opening - offset)
            end_at = min(steady.end_at, closing - offset)
            if start_at < end_at:
                pieces.append(Open(start_at, end_at))
    return tuple(_joined(sorted(pieces)))


def _steady(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[Open]:
    """Cut [start, end) into stretches in which nobody changes the clocks.

    Halving finds the change to the microsecond. Two changes within one day that cancel each
    other would be missed; no zone has had less than three weeks between two.
    """
    if _offset(zone, start) == _offset(zone, end - timedelta.resolution):
        yield Open(start, end)
        return
    middle = start + (end - start) / 2
    yield from _steady(zone, start, middle)
    yield from _steady(zone, middle, end)


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).replace(tzinfo=UTC) - at


def _joined(pieces: Iterable[Open]) -> Iterator[Open]:
    """Make one of stretches that touch or overlap; they come in order."""
    pending: Open | None = None
    for piece in pieces:
        if pending is not None and piece.start_at <= pending.end_at:
            pending = Open(pending.start_at, max(pending.end_at, piece.end_at))
            continue
        if pending is not None:
            yield pending
        pending = piece
    if pending is not None:
        yield pending
