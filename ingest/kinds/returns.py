"""When somebody is back, by their automatic reply: "until 5 December", "ab dem 7.12. wieder".

A day until which somebody is away is one of their absence; the day on which they are back is
not. Only a date counts beside which such words stand, in the languages that mail is written in
here; where a date may mean two days, it counts for none. What is looked at is short.
"""
# ruff: noqa: RUF001 - dashes of all lengths are the point

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from samehand.ingest.day_names import MONTHS, WEEKDAYS, folded, one_of
from samehand.ingest.kinds import robots

LOOKED_AT = 3_000  # characters
LONGEST_ABSENCE = timedelta(days=550)
_BEFORE, _BEHIND = 70, 45  # characters beside a date in which words say what it is
_A_DAY = timedelta(days=1)

_MONTH = one_of(MONTHS)
_WEEKDAY = one_of({name: day for name, day in WEEKDAYS.items() if len(name) > 4})
_DATE = re.compile(
    r"(?<![0-9:/])(?:"
    r"(?P<iso_year>20[0-9]{2})-(?P<iso_month>[0-9]{1,2})-(?P<iso_day>[0-9]{1,2})"
    r"|(?P<named_day>[0-9]{1,2})(?:\.|st|nd|rd|th|er|o)?[ \n-]{1,2}(?:of |de |d')?"
    rf"(?P<named_month>{_MONTH})\b\.?(?:,? (?:del? )?(?P<named_year>20[0-9]{{2}}))?"
    rf"|\b(?P<english_month>{_MONTH})\b\.? (?P<english_day>[0-9]{{1,2}})(?:st|nd|rd|th)?"
    r"(?![0-9:]|\.[0-9])(?:,? (?P<english_year>20[0-9]{2}))?"
    r"|(?P<dotted_day>[0-9]{1,2})\. ?(?P<dotted_month>[0-9]{1,2})\."
    r"(?: ?(?P<dotted_year>20[0-9]{2}|[0-9]{2}(?![0-9:.])))?"
    r"|(?P<slashed_day>[0-9]{1,2})(?P<sign>[/-])(?P<slashed_month>[0-9]{1,2})"
    r"(?:(?P=sign)(?P<slashed_year>20[0-9]{2}|[0-9]{2}))?(?!\.? ?(?:of |de )?[a-z])"
    rf"|\b(?P<weekday>{_WEEKDAY})\b"
    r"(?!,?\s{1,2}(?:(?:the|den|dem|el|le|il|op) )?"
    rf"(?:[0-9]{{1,2}}(?![0-9:]| ?(?:[ap]\.?m|h|uhr)\b)|(?:{_MONTH})\b))"
    r"|\b(?P<tomorrow>tomorrow|morgen|manana|demain|domani|amanha|i morgen|imorgon)\b"
    r")(?![0-9])"
)
_SENTENCE_ENDS = re.compile(r"[!?;]|\n\s?\n|(?<=[a-z]{3})[.](?=\s)")
_LITTLE = (
    rf"(?:[\s,(]{{1,3}}(?:the|on|and|next|zum|dem|den|am|der|el|dia|dias|le|la|il|o|op|inclu|"
    rf"incl\.?|inclusive|including|einschlie(?:ss)lich|{_WEEKDAY})){{0,5}}[\s,(]{{0,3}}$"
)
_TO = r"to|and|bis|al|au|e|et|y|en|til|till|do|ao"
_UNTIL = re.compile(
    r"(?:\b(?:until|till|til|through|thru|up to|bis|do|hasta|jusqu'(?:au|a)|fino (?:al|a)"
    r"|ate(?: ao)?|tot(?: en met)?|t/m|t\.e\.m\.|till och med|t\.o\.m\.|til og med)"
    rf"|\b(?:from|vom|von|del|desde|du|dal|van|between|entre|tra|fra|od|de)\s[^\n]{{1,40}}\s(?:{_TO})"
    rf"|[0-9]\.?\s?[-–—]){_LITTLE}"
)
_FROM = re.compile(
    rf"\b(?:from|as of|on|am|ab|a partir d[eu]|des|dal|vanaf|op|fra|fran|a contar de){_LITTLE}"
)
_BACK = re.compile(
    r"\b(?:back|return(?:s|ing)?|resume|reachable|available|respond|reply(?:ing)?|answer"
    r"|zur(?:u|ue)ck|ruckkehr|wieder|retour|revien(?:s|drai)|repren(?:ds|drai)|disponib(?:le|il)"
    r"|vuelvo|volvere|regreso|regresare|vuelta|reincorpor\w{1,8}|rientr\w{1,4}|torn(?:o|ero)"
    r"|ritorno|volta|volto|regressarei|regresso|terug|weer|tillbaka|tilbage|tilbake|ater)\b"
)
_AGAIN = re.compile(
    r"\b(?:back|again|return|available|wieder|zuruck|nuevo|nouveau|retour|disponible|di nuovo"
    r"|novo|weer|terug|igen|tilbake|tillbaka|tilbage)\b"
)
_NOT = re.compile(
    r"\b(?:not|cannot|no|nicht|kein\w{0,2}|ne|pas|non|niet|nao|ikke|inte)\b|n't\b"
)
_AFTER = re.compile(
    r"\b(?:after|nach(?: dem)?|apres(?: le)?|despues del?|dopo(?: il)?|na|efter)\s$"
)


def returns(text: str, subject: str, written_at: datetime, zone: ZoneInfo) -> datetime | None:
    """The midnight, on the wall of `zone`, of the first day on which somebody is back.

    It may lie in the past, where a mail program goes on saying what has long been over.
    """
    words = folded(f"{subject[:200]}\n\n{text[:LOOKED_AT]}")
    today = written_at.astimezone(zone).date()
    is_day_first = not zone.key.startswith(("America/", "US/"))
    until: date | None = None
    found = list(_DATE.finditer(words))
    ends = [0, *(match.end() for match in found)]
    starts = [*(match.start() for match in found[1:]), len(words)]
    for match, before, behind in zip(found, ends, starts, strict=False):
        day = _day(match, today, is_day_first=is_day_first)
        if day is None or abs(day - today) > LONGEST_ABSENCE:
            continue
        match _said_of(words, match, last=before, following=behind):
            case "back":
                is_today = match["weekday"] is not None and day == today
                return _midnight(day + timedelta(days=7 * is_today), zone)
            case "after":
                return _midnight(day + _A_DAY, zone)
            case "until" if until is None:
                until = day + _A_DAY
    return None if until is None else _midnight(until, zone)


def tells_of_absence(text: str, subject: str) -> bool:
    """Whether an automatic reply is about somebody's being away, whatever date it names."""
    said, about = text[:LOOKED_AT].lower(), subject[:200].lower()
    return bool(robots.ABSENT.search(said) or robots.ABSENCE_SUBJECTS.search(about))


def _said_of(words: str, match: re.Match[str], *, last: int, following: int) -> str | None:
    """Whether the words beside a date call it the day of return, or the last of an absence.

    `last` is where the date before it ends, `following` where the one behind it starts.
    """
    start, end = match.span()
    before = _SENTENCE_ENDS.split(words[max(0, start - _BEFORE) : start])[-1]
    if _UNTIL.search(before):
        return "until"
    behind = _SENTENCE_ENDS.split(words[end : end + _BEHIND])[0]
    if _FROM.search(before) and _AGAIN.search(behind) and end + len(behind) <= following:
        return None if _NOT.search(behind) else "back"
    before = before[-(start - last) :] if start > last else ""
    cue = _BACK.search(before)
    if cue is None or _NOT.search(before[: cue.end()]):
        return None
    return "after" if _AFTER.search(before) else "back"


def _day(match: re.Match[str], today: date, *, is_day_first: bool) -> date | None:
    """The day that was written: where no year is, the one nearest to when it was."""
    if match["tomorrow"]:
        return today + _A_DAY
    if match["weekday"]:
        ahead = (WEEKDAYS[match["weekday"]] - today.weekday()) % 7
        return today + timedelta(days=ahead)
    written = _written(match, is_day_first=is_day_first)
    if written is None:
        return None
    year, month, day = written
    years = (year,) if year else (today.year - 1, today.year, today.year + 1)
    found = [on for y in years if (on := _date(y, month, day)) is not None]
    return min(found, key=lambda on: abs(on - today), default=None)


def _written(match: re.Match[str], *, is_day_first: bool) -> tuple[int | None, int, int] | None:
    """Year, month and day as they stand there; None where they may stand in two orders."""
    named = {name: value for name, value in match.groupdict().items() if value is not None}
    (form,) = {name.partition("_")[0] for name in named if name.endswith("_day")}
    day, month, year = (named.get(f"{form}_{part}") for part in ("day", "month", "year"))
    if day is None or month is None:
        return None
    number = int(month) if month.isdecimal() else MONTHS[month]
    if form == "slashed":
        if int(day) <= 12 and number <= 12 and int(day) != number and not is_day_first:
            return None
        if number > 12:
            day, number = str(number), int(day)
    return (int(year[-2:]) + 2000 if year else None), number, int(day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
