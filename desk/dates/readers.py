"""What a word about a day or a time means, seen from the day on which it is said."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

from samehand.desk.dates.words import (
    At,
    Days,
    HourMark,
    Length,
    Pair,
    Reader,
    Said,
    Scene,
    Unclear,
    month_later,
)
from samehand.ingest.day_names import MONTHS, WEEKDAYS


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
