"""When a forwarded mail was written, as the program that passes it on puts it.

"Mo., 2. März 2026 um 09:30 Uhr", "3/2/2026 9:30 AM", "2026年3月2日 9:30": a day, a time and
sometimes a zone, in any order. What leaves the day or the time open is no instant.
"""
# ruff: noqa: RUF001 - other alphabets are the point

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from samehand.ingest.day_names import MONTHS, folded

LONGEST = 120  # characters
_LATER = timedelta(days=1)  # as clocks and zones may differ

# Scandinavian, Finnish, Polish, Czech, Slovak, Hungarian, Romanian, Turkish, Russian, Ukrainian
_MORE_MONTHS = """
januari januar tammikuuta stycznia sty ledna januára ianuarie ian ocak oca января янв січня
februari helmikuuta lutego lut února februára februarie şubat şub февраля фев февр лютого
mars marts maaliskuuta marca března március martie mart марта мар березня
kwietnia kwi dubna apríla április aprilie nisan nis апреля апр квітня
maj toukokuuta maja května mája május mayıs мая май травня
kesäkuuta czerwca cze června júna június iunie haziran haz июня июн червня
heinäkuuta lipca lip července júla július iulie temmuz tem июля июл липня
augusti elokuuta sierpnia sie srpna augusta augusztus ağustos ağu августа авг серпня
syyskuuta września wrz září septembra szeptember szept eylül eyl сентября сен сент вересня
lokakuuta października paź října októbra október octombrie ekim eki октября окт жовтня
marraskuuta listopada lis novembra noiembrie kasım kas ноября нояб ноя листопада
desember joulukuuta grudnia gru prosince decembra decembrie aralık ara декабря дек грудня
"""
_MONTHS = dict(MONTHS) | {
    folded(name): number
    for number, names in enumerate(_MORE_MONTHS.strip().splitlines(), 1)
    for name in names.split()
}
_ZONES = {
    **dict.fromkeys(("gmt", "utc", "ut", "wet", "z"), 0),
    **dict.fromkeys(("cet", "mez", "bst", "west"), 1),
    **dict.fromkeys(("cest", "mesz", "eet"), 2),
    **dict.fromkeys(("eest", "msk"), 3),
    **{"est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7},
    **{"jst": 9, "kst": 9},
}
_YEAR = r"((?:19|20)\d{2})"
_YEAR_FIRST = re.compile(rf"{_YEAR}\s?[-/.年년]\s?(\d{{1,2}})\s?[-/.月월]\s?(\d{{1,2}})(?!\d)")
_IN_FIGURES = r"(?<!\d)(\d{{1,2}})\s?([-/.])\s?(\d{{1,2}})\s?\2\s?({})(?!\d)"
_YEAR_LAST = re.compile(_IN_FIGURES.format(r"(?:19|20)\d{2}"))
_SHORT_YEAR_LAST = re.compile(_IN_FIGURES.format(r"\d{2}"))
_FOUR_DIGITS = re.compile(rf"(?<![\d:+-]){_YEAR}(?!\d)")
_TIME = re.compile(r"(?<!\d)(\d{1,2})\s?[:h時时点點시]\s?(\d{2})(?:[:分분]\s?(\d{2}))?(?!\d)")
_DOTTED_TIME = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{2})(?:\.(\d{2}))?(?![\d.])")
_OFFSET = re.compile(r"(?:(?<=\d)\s?|(?<=\s)|(?<=[(a-z]))([+-])(\d{1,2}):?(\d{2})?(?!\d)")
_HALF = re.compile(r"(?<=[\d\s])([ap])\.?\s?m\b")
_MORNING = ("上午", "午前", "오전")
_AFTERNOON = ("下午", "午後", "오후")
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")


def instant(words: str, *, zone: tzinfo | None, before: datetime | None) -> datetime | None:
    """The instant that a Date line means, in UTC; None where the words leave it open.

    `zone` is that of whoever passed the mail on, for words without one. Of two days that
    "3/2/2026" may mean, the later counts that is not after `before`.
    """
    text = unicodedata.normalize("NFKC", words[:LONGEST]).casefold()
    known = _zone_of(text) or zone
    if known is None:
        return None
    latest = before + _LATER if before is not None else None
    moments = (_moment(day, rest, text, known) for day, rest in _days(text))
    found = [at for at in moments if at is not None and (latest is None or at <= latest)]
    return max(found, default=None)


def _days(text: str) -> Iterator[tuple[tuple[int, int, int], str]]:
    """Each day that may be meant, and what the words say besides."""
    if found := _YEAR_FIRST.search(text):
        year, month, day = map(int, found.groups())
        yield (year, month, day), _without(text, found)
    elif found := _YEAR_LAST.search(text):
        yield from _in_figures(found, text)
    elif named := list(_named(text)):
        yield from named
    elif found := _SHORT_YEAR_LAST.search(text):
        yield from _in_figures(found, text)


def _in_figures(found: re.Match[str], text: str) -> Iterator[tuple[tuple[int, int, int], str]]:
    """Day and month in the one order, and where there are no dots, in the other too."""
    first, mark, second, year = found.groups()
    full = int(year) if len(year) == 4 else 2000 + int(year)
    yield (full, int(second), int(first)), _without(text, found)
    if mark != ".":
        yield (full, int(first), int(second)), _without(text, found)


def _named(text: str) -> Iterator[tuple[tuple[int, int, int], str]]:
    """A month by its name, with a year and a day around it."""
    year = _FOUR_DIGITS.search(text)
    months = (_MONTHS.get(folded(word)) for word in _WORD.findall(text))
    month = next((number for number in months if number is not None), None)
    if year is None or month is None:
        return
    day = _NUMBER.search(_OFFSET.sub(" ", _TIME.sub(" ", text[: year.start()])))
    day = day or _NUMBER.search(_TIME.sub(" ", text[year.end() :]))
    if day is not None:
        yield (int(year[1]), month, int(day[0])), _without(text, year)


def _without(text: str, found: re.Match[str]) -> str:
    return f"{text[: found.start()]} {text[found.end() :]}"


def _moment(day: tuple[int, int, int], rest: str, text: str, zone: tzinfo) -> datetime | None:
    clock = _TIME.search(rest) or _DOTTED_TIME.search(rest)
    if clock is None:
        return None
    hour, minute, second = (int(part or 0) for part in clock.groups())
    half = _HALF.search(rest)
    is_afternoon = half[1] == "p" if half else any(word in text for word in _AFTERNOON)
    if is_afternoon and hour < 12:
        hour += 12
    elif hour == 12 and (half or any(word in text for word in _MORNING)) and not is_afternoon:
        hour = 0
    try:
        return datetime(*day, hour, minute, min(second, 59), tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone_of(text: str) -> tzinfo | None:
    """The zone that the words name, by its distance from Greenwich or by its letters."""
    clock = _TIME.search(text) or _DOTTED_TIME.search(text)
    after = text[clock.end() :] if clock else ""
    if offset := _OFFSET.search(after):
        length = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        length = length if offset[1] == "+" else -length
        return timezone(length) if abs(length) < timedelta(hours=15) else None
    named = (_ZONES.get(word) for word in _WORD.findall(after))
    hours = next((hours for hours in named if hours is not None), None)
    return None if hours is None else timezone(timedelta(hours=hours))
