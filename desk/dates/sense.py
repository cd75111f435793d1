"""What was said of days and times, together: at most one day, one time and one length.

What may be two things by itself is settled by the words around it, or said to be unclear.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import time, timedelta

from samehand.desk.dates.words import At, Days, HourMark, Length, Mark, Pair, Said, Unclear


@dataclass(frozen=True)
class Meant:
    """What was said, in order; `to_end` and `to_start` are of the day, or of the days."""

    days: Days | None
    at: At | None
    length: Length | None
    to_end: bool
    to_start: bool


def sense(heard: Iterable[Said], *, is_by: bool) -> Meant | Unclear:
    """Bring what was said into order; with `is_by`, it is a time by which something is due."""
    things = list(heard)
    marks = {thing for thing in things if isinstance(thing, Mark)}
    days = [thing for thing in things if isinstance(thing, Days)]
    times = [thing for thing in things if isinstance(thing, At)]
    lengths = [thing for thing in things if isinstance(thing, Length)]
    for thing in things:
        if isinstance(thing, Pair):
            settled: Said | Unclear = _settled_pair(thing, has_day=bool(days))
        elif isinstance(thing, HourMark):
            settled = _settled_hour(thing, days, lengths, marks, is_by=is_by)
        else:
            continue
        match settled:
            case Unclear():
                return settled
            case Days():
                days.append(settled)
            case At():
                times.append(settled)
            case Length():
                lengths.append(settled)
    day = _one_day(days)
    if isinstance(day, Unclear):
        return day
    if len(times) > 1:
        return Unclear("it names two times")
    if not (day or times or lengths) or (lengths and day):
        return Unclear("it names no instant")
    return Meant(
        day,
        times[0] if times else None,
        sum(lengths[1:], lengths[0]) if lengths else None,
        Mark.END in marks or is_by,
        Mark.START in marks,
    )


def _settled_pair(pair: Pair, *, has_day: bool) -> Said | Unclear:
    """ "17.30" after a day is a time; else both may be meant, where both can be."""
    if pair.day is None or pair.time is None:
        return pair.day or pair.time or Unclear("there is no such time")
    if has_day:
        return pair.time
    if pair.time.begin.minute % 5:
        return pair.day
    return Unclear("it may be a date or a time; write 17:30 for a time, and 24.12. for a date")


def _settled_hour(
    mark: HourMark, days: list[Days], lengths: list[Length], marks: set[Mark], *, is_by: bool
) -> Said | Unclear:
    hour, minute = mark.hour, mark.minute
    length = Length(rest=timedelta(hours=hour, minutes=minute))
    if Mark.IN in marks or lengths:
        return length
    is_said = days or mark.is_time or Mark.BY in marks
    if not is_said and (hour <= 12 or hour > 23):
        return length
    if (is_said or is_by) and 7 <= hour <= 23:
        return At(time(hour, minute), time(hour, minute))
    return Unclear(f"write {hour:02}:{minute:02} for a time, or in {hour} hours")


def _one_day(days: list[Days]) -> Days | Unclear | None:
    """The day that was said; a weekday beside a date has to be that date's."""
    if len(days) < 2:
        return days[0] if days else None
    named = [day for day in days if day.weekday is None]
    weekdays = [day.weekday for day in days if day.weekday is not None]
    if len(days) > 2 or len(named) != 1 or len(weekdays) != 1:
        return Unclear("it names two days")
    return replace(named[0], has_to_be=weekdays[0])
