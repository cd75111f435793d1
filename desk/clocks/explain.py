"""A clock's arithmetic in words, so that whoever gets an alert can check it by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from samehand.config.settings import Calendar
from samehand.desk.clocks.calendar import Open, spans
from samehand.desk.conversation import Clock, Target

_SHOWN = 8  # more stretches than this are summed up


def arithmetic(clock: Clock, calendar: Calendar, now: datetime) -> str:
    """Which support time a clock has counted by `now`, and which holidays it has skipped.

    "2h of Mon 23 Nov 16:00-18:00, 2h of Tue 24 Nov 09:00-11:00 (Europe/Madrid)". What is left
    after the target is due or the clock has ended is not told, since it counts for nothing. A
    promise counts no hours: it names its instant.
    """
    zone = calendar.timezone
    if clock.target is Target.PROMISE and clock.due_at is not None:
        made, by = (at.astimezone(zone) for at in (clock.started_at, clock.due_at))
        return f"promised on {_day(made)} {made:%H:%M} for {_day(by)} {by:%H:%M} ({zone.key})"
    parts = [f"{_length(clock.used)} before it was last paused"] if clock.used else []
    skipped: list[str] = []
    if clock.running_since is not None:
        ends = (now, clock.due_at, clock.met_at, clock.dropped_at)
        until = min(end for end in ends if end is not None)
        parts += _stretches(list(spans(calendar, clock.running_since, until)), zone)
        skipped = list(_holidays(calendar, clock.running_since, until))
    text = f"{', '.join(parts) or 'nothing yet'} ({zone.key})"
    return f"{text}; closed {', '.join(skipped)}" if skipped else text


def _stretches(counted: list[Open], zone: ZoneInfo) -> list[str]:
    if len(counted) <= _SHOWN:
        return [_stretch(piece, zone) for piece in counted]
    half = _SHOWN // 2
    between = counted[half:-half]
    total = sum((piece.length for piece in between), timedelta())
    return [
        *(_stretch(piece, zone) for piece in counted[:half]),
        f"{_length(total)} in {len(between)} stretches after that",
        *(_stretch(piece, zone) for piece in counted[-half:]),
    ]


def _stretch(piece: Open, zone: ZoneInfo) -> str:
    start, end = piece.start_at.astimezone(zone), piece.end_at.astimezone(zone)
    until = f"{end:%H:%M}" if end.date() == start.date() else f"{_day(end)} {end:%H:%M}"
    return f"{_length(piece.length)} of {_day(start)} {start:%H:%M}-{until}"


def _holidays(calendar: Calendar, start: datetime, end: datetime) -> Iterator[str]:
    """Days that would have been open, with the name of what closed them."""
    if calendar.holidays is None:
        return
    first = start.astimezone(calendar.timezone).toordinal()
    last = end.astimezone(calendar.timezone).toordinal()
    for day in map(date.fromordinal, range(first, last + 1)):
        name = calendar.holidays.name(day)
        if name is not None and calendar.hours[day.weekday()]:
            yield f"{_day(day)} ({name})"


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


def _length(length: timedelta) -> str:
    """In hours, minutes and seconds, without those that are nought; below a second it is 0s."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "min"), (seconds, "s"))
    return " ".join(f"{number}{unit}" for number, unit in parts if number) or "0s"
