"""The words that people use for days and times, one by one: what each means on a given day.

A small grammar, without a guess: what may mean two things is said to be unclear, and a word
that is not known makes the whole so. Which instant the words mean together is `when.py`'s.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import Enum

from samehand.ingest.day_names import MONTHS, WEEKDAYS


@dataclass(frozen=True)
class Days:
    """A day or a stretch of them, both ends included.

    `choices` are in order: the first that still lies ahead is meant.
    """

    choices: tuple[tuple[date, date], ...]
    weekday: int | None = None  # set where a weekday alone was said
    has_to_be: int | None = None  # the weekday that was said besides
    is_today: bool = False


@dataclass(frozen=True)
class At:
    """A time of the day, or a part of it, from when till when."""

    begin: time
    end: time


@dataclass(frozen=True)
class Length:
    """How long from now: days and months by the wall, the rest as it passes."""

    months: int = 0
    days: int = 0
    rest: timedelta = timedelta()

    def __add__(self, other: Length) -> Length:
        return Length(
            self.months + other.months, self.days + other.days, self.rest + other.rest
        )


@dataclass(frozen=True)
class HourMark:
    """ "17h" or "1h30": a time for some, a length for others."""

    hour: int
    minute: int
    is_time: bool


@dataclass(frozen=True)
class Pair:
    """ "24.12": a date for some, a time for others; each is None where it cannot be."""

    day: Days | None
    time: At | None


class Mark(Enum):
    """A word that tells how the rest is meant."""

    END = "end of"
    START = "start of"
    IN = "in"
    BY = "by"


@dataclass(frozen=True)
class Unclear:
    """Why no instant can be had from the words; fit to stand after a colon."""

    reason: str


Said = Days | At | Length | HourMark | Pair | Mark
Reader = Callable[[re.Match[str], "Scene"], "Said | Unclear"]


@dataclass(frozen=True)
class Scene:
    """The day on which the words are said, and whether 3/4 is in April there."""

    today: date
    is_day_first: bool

    @property
    def monday(self) -> date:
        return self.today - timedelta(days=self.today.weekday())


def month_later(day: date, months: int) -> date:
    """The same day of a later month, or its last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def dated(match: re.Match[str], scene: Scene) -> Said | Unclear:
    """A date, of this year or the next where none is named."""
    named = match.groupdict()
    month = MONTHS[named["name"]] if named.get("name") else int(named["month"])
    return _on(scene, int(named["day"]), month, named.get("year"))


def _on(scene: Scene, day: int, month: int, year: str | None) -> Days | Unclear:
    this = scene.today.year
    years = (this, this + 1) if year is None else (int(year[-2:]) + 2000,)
    found = [on for y in years if (on := _date(y, month, day)) is not None]
    if not found:
        return Unclear("there is no such date")
    return Days(tuple((on, on) for on in found))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def slashed(match: re.Match[str], scene: Scene) -> Said | Unclear:
    """Which of the numbers is the month depends on where one lives."""
    day, month = int(match["day"]), int(match["month"])
    if day <= 12 and month <= 12 and day != month and not scene.is_day_first:
        return Unclear(
            f"{day}/{month} is one day here and another elsewhere; write the month as a word"
        )
    if month > 12:
        day, month = month, day
    return _on(scene, day, month, match.groupdict().get("year"))


def pair(match: re.Match[str], scene: Scene) -> Said | Unclear:
    first, second = int(match[1]), int(match[2])
    day = _on(scene, first, second, None) if second <= 12 else None
    at = _at(first, second) if len(match[2]) == 2 else None
    if not isinstance(day, Days) and not isinstance(at, At):
        return Unclear("there is no such date and no such time")
    return Pair(day if isinstance(day, Days) else None, at if isinstance(at, At) else None)


def clock(match: re.Match[str], scene: Scene) -> Said | Unclear:
    """Hours and perhaps minutes, perhaps with am or pm."""
    named = match.groupdict()
    hour, minute = int(named["hour"]), int(named.get("minute") or 0)
    half = named.get("half")
    if half and not 1 <= hour <= 12:
        return Unclear("there is no such time")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return _at(hour, minute)


def _at(hour: int, minute: int) -> At | Unclear:
    if hour > 23 or minute > 59:
        return Unclear("there is no such time; the last of a day is 23:59")
    return At(time(hour, minute), time(hour, minute))


def hour_alone(match: re.Match[str], scene: Scene) -> Said | Unclear:
    hour = int(match["hour"])
    if 1 <= hour <= 6:
        return Unclear(f"{hour} in the morning or in the afternoon? write {hour + 12}:00")
    return _at(hour, 0)


def hour_mark(match: re.Match[str], scene: Scene) -> Said | Unclear:
    """ "17h", "1h30"."""
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if minute > 59:
        return Unclear("there is no such time")
    return HourMark(hour, minute, match["at"] is not None)


def weekday(match: re.Match[str], scene: Scene) -> Said:
    wanted = WEEKDAYS[match["name"]]
    if match["next"]:
        day = scene.monday + timedelta(days=7 + wanted)
        return Days(((day, day),), weekday=wanted)
    day = scene.today + timedelta(days=(wanted - scene.today.weekday()) % 7)
    later = day + timedelta(days=7)
    return Days(((day, day), (later, later)), weekday=wanted)


def day_of_month(match: re.Match[str], scene: Scene) -> Said | Unclear:
    starts = [month_later(scene.today.replace(day=1), n) for n in range(3)]
    found = [_date(start.year, start.month, int(match["day"])) for start in starts]
    days = tuple((on, on) for on in found if on is not None)
    return Days(days) if days else Unclear("there is no such day")


def from_today(count: int) -> Reader:
    def read(match: re.Match[str], scene: Scene) -> Said:
        day = scene.today + timedelta(days=count)
        return Days(((day, day),), is_today=count == 0)

    return read


def weeks(first: int) -> Reader:
    """This week, or the one after it."""

    def read(match: re.Match[str], scene: Scene) -> Said:
        starts = [scene.monday + timedelta(days=7 * n) for n in range(first, 2)]
        return Days(tuple((start, start + timedelta(days=6)) for start in starts))

    return read


def months(first: int) -> Reader:
    def read(match: re.Match[str], scene: Scene) -> Said:
        starts = [month_later(scene.today.replace(day=1), n) for n in range(first, 2)]
        return Days(tuple(map(_whole_month, starts)))

    return read


def named_month(match: re.Match[str], scene: Scene) -> Said:
    month, year = MONTHS[match["name"]], scene.today.year
    years = (int(match["year"]),) if match["year"] else (year, year + 1)
    return Days(tuple(_whole_month(date(y, month, 1)) for y in years))


def _whole_month(start: date) -> tuple[date, date]:
    return start, month_later(start, 1) - timedelta(days=1)


def length(match: re.Match[str], scene: Scene) -> Said:
    word = match["number"]
    number = int(word) if word.isdecimal() else NUMBERS[word]
    match match.lastgroup:
        case "minutes":
            return Length(rest=timedelta(minutes=number))
        case "hours":
            return Length(rest=timedelta(hours=number))
        case "weeks":
            return Length(days=7 * number)
        case "months":
            return Length(months=number)
    return Length(days=number)


NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "a an one ein eine einen einem einer un una une um uma een",
            "two zwei dos deux due dois duas twee",
            "three drei tres trois tre drie",
            "four vier cuatro quatre quattro quatro",
            "five funf cinco cinq cinque vijf",
            "six sechs seis sei zes",
            "seven sieben siete sept sette sete zeven",
            "eight acht ocho huit otto oito",
            "nine neun nueve neuf nove negen",
            "ten zehn diez dix dieci dez tien",
        ),
        1,
    )
    for word in words.split()
}
