"""The instant that people mean by "until monday", "fri 17:00", "2d" or "24 Dec".

Always one that lies ahead, never a guess: where words may mean two instants, or one that has
passed, there is none, and the reason is told. `2d` is the same time by the clock on the wall
two days on, `4h` are four hours as they pass. A wall time that spring leaves out is the one
after the gap; of the two that autumn brings, the first that lies ahead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from samehand.config.settings import Calendar
from samehand.desk.clocks.calendar import spans
from samehand.desk.dates.phrases import said
from samehand.desk.dates.sense import Meant, sense
from samehand.desk.dates.words import At, Days, Length, Scene, month_later
from samehand.desk.dates.words import Unclear as Unclear

FARTHEST = timedelta(days=2 * 366)
_NOT_MEANT_YET = timedelta(days=300)  # a date without a year that is farther off has passed
_MORNING, _EVENING = time(9), time(18)  # of a day, where no support hours are known
_LAST = time(23, 59)
_A_DAY = timedelta(days=1)
_CLOSED = timedelta(days=14)  # so far ahead is looked for the next opening


def read(
    words: str,
    now: datetime,
    zone: ZoneInfo,
    *,
    hours: Calendar | None = None,
    end: bool = False,
) -> datetime | Unclear:
    """The instant in UTC that the words mean on the wall of `zone`, or why they mean none.

    A day without a time begins with its `hours` ("until monday"); with `end`, and where "end
    of" is said, it ends with them ("by friday").
    """
    local = now.astimezone(zone)
    heard = said(words, Scene(local.date(), zone.key.startswith("Europe/")))
    if isinstance(heard, Unclear):
        return heard
    meant = sense(heard, is_by=end)
    if isinstance(meant, Unclear):
        return meant
    found = _reckoned(meant, _Wall(now.astimezone(UTC), local, zone, hours))
    if isinstance(found, datetime) and found - now > FARTHEST:
        return Unclear("it is more than two years away")
    return found


@dataclass(frozen=True)
class _Wall:
    """The moment of speaking, on the wall of a zone and by the hours of a calendar."""

    now: datetime
    local: datetime
    zone: ZoneInfo
    hours: Calendar | None

    def at(self, day: date, at: time) -> datetime:
        """The instant; of the two that autumn brings, the first that lies ahead."""
        wall = datetime.combine(day, at, self.zone)
        first, second = (wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
        return first if first > self.now else second

    def start_of(self, day: date) -> datetime:
        """When work begins on that day, or after it where it is a day off."""
        midnight = self.at(day, time())
        if self.hours is not None:
            for span in spans(self.hours, midnight, midnight + _CLOSED):
                return span.start_at
        return self.at(day, _MORNING)

    def end_of(self, first: date, last: date) -> datetime:
        """When work ends in these days; on days off, and after work, the very end of them."""
        start = max(self.now, self.at(first, time()))
        end = self.at(last + _A_DAY, time())
        if self.hours is not None:
            ends = [span.end_at for span in spans(self.hours, start, end)]
        else:
            ends = [self.at(last, _EVENING)]
        return next((e for e in reversed(ends) if e > self.now), self.at(last, _LAST))


def _reckoned(meant: Meant, wall: _Wall) -> datetime | Unclear:
    days = meant.days
    if meant.length is not None:
        found = _after(meant.length, meant.at, wall)
        return found if found > wall.now else Unclear("that is now")
    if days is None:
        today = wall.local.date()
        days = Days(tuple((day, day) for day in (today, today + _A_DAY)))
    for number, (first, last) in enumerate(days.choices):
        meets = _within(first, last, days, meant, wall)
        if isinstance(meets, Unclear):
            return meets
        if meets is not None and meets > wall.now:
            if number and meets - wall.now > _NOT_MEANT_YET:
                break
            if days.has_to_be not in {None, first.weekday()}:
                return Unclear(f"{first.day} {first:%B %Y} is a {first:%A}")
            return meets
    return Unclear("that has passed")


def _within(
    first: date, last: date, days: Days, meant: Meant, wall: _Wall
) -> datetime | Unclear | None:
    """The instant in these days that is meant; None where these cannot be meant."""
    if meant.at is not None:
        if first != last:
            return Unclear("it names a time, and more days than one")
        return wall.at(first, meant.at.end if meant.to_end else meant.at.begin)
    today = wall.local.date()
    if meant.to_end and not meant.to_start:
        is_over = days.weekday is not None and first == today and not _is_work_left(wall, today)
        return None if is_over else wall.end_of(first, last)
    if first <= today <= last:
        return Unclear("today has begun; name a time") if days.is_today else None
    return wall.start_of(first)


def _is_work_left(wall: _Wall, today: date) -> bool:
    return wall.end_of(today, today) != wall.at(today, _LAST)


def _after(length: Length, at: At | None, wall: _Wall) -> datetime:
    day = month_later(wall.local.date(), length.months) + timedelta(days=length.days)
    if at is not None:
        return wall.at(day, at.begin)
    if day == wall.local.date():
        return wall.now + length.rest
    return wall.at(day, wall.local.time()) + length.rest
