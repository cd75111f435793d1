"""How lengths, sizes, hours, time zones and addresses are written in the config.

Each function reads one notation and raises ValueError with the remedy; what is written by
hand is never guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from difflib import get_close_matches
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from samehand.config.settings import Duration, Span

DAY = 24 * 60
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONGEST = timedelta(days=3650)

# Eight digits are enough for everything, and too few to overflow a timedelta.
_DURATION = re.compile(
    r"(?:(\d{1,8})d)?(?:(\d{1,8})h)?(?:(\d{1,8})m)?(?:(\d{1,8})s)?", re.ASCII
)
_SIZE = re.compile(r"(\d+)(B|kB|MB|GB)", re.ASCII)
_UNITS = {"GB": 10**9, "MB": 10**6, "kB": 10**3, "B": 1}
_SPAN = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)", re.ASCII)
_LOCAL = r"[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*"
_HOST = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*"
_ADDRESS = re.compile(rf"({_LOCAL})@({_HOST})", re.ASCII | re.IGNORECASE)
_HOSTNAME = re.compile(rf"{_HOST}|[0-9a-f:]*:[0-9a-f:.]+", re.ASCII | re.IGNORECASE)


def duration(text: str) -> Duration:
    """`30s`, `15m`, `4h`, `3d`, or several units from the largest to the smallest: `1h30m`."""
    found = _DURATION.fullmatch(text)
    if not text or found is None:
        raise ValueError(f'is no duration: "{text}"; write "30s", "15m", "4h", "3d" or "1h30m"')
    days, hours, minutes, seconds = (int(part) for part in found.groups("0"))
    length = Duration(days, timedelta(hours=hours, minutes=minutes, seconds=seconds))
    if length.wall > LONGEST:
        raise ValueError(f'is too long: "{text}"; at most {LONGEST.days}d')
    return length


def duration_text(length: Duration | timedelta) -> str:
    """The shortest way to write a length; the inverse of `duration`."""
    if isinstance(length, timedelta):
        length = Duration(length.days, length - timedelta(days=length.days))
    minutes, seconds = divmod(int(length.rest.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((length.days, "d"), (hours, "h"), (minutes, "m"), (seconds, "s"))
    return "".join(f"{count}{unit}" for count, unit in parts if count) or "0s"


def size(text: str) -> int:
    """Bytes, from `800kB`, `50MB` or `1GB`: powers of ten, as mail servers count."""
    found = _SIZE.fullmatch(text)
    if found is None or len(found[1]) > 12:
        raise ValueError(f'is no size: "{text}"; write "800kB", "50MB" or "1GB"')
    return int(found[1]) * _UNITS[found[2]]


def size_text(count: int) -> str:
    """A size in the largest unit that fits it exactly; the inverse of `size`."""
    unit = next(name for name, factor in _UNITS.items() if count % factor == 0)
    return f"{count // _UNITS[unit]}{unit}"


def spans(text: str) -> tuple[Span, ...]:
    """The spans of one day: `09:00-14:00 15:00-18:00`; a night is `22:00-06:00`."""
    return tuple(sorted(_span(part) for part in text.split()))


def _span(text: str) -> Span:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValueError(
            f'is no span of hours: "{text}"; write "09:00-18:00", or "09:00-14:00 15:00-18:00"'
        )
    start, end = _minute(found[1], found[2], text), _minute(found[3], found[4], text)
    if start == DAY:
        raise ValueError(f'starts at 24:00 in "{text}"; write 00:00 on the next day')
    if start == end:
        raise ValueError(f'is empty in "{text}"; a whole day is "00:00-24:00"')
    return Span(start, end if end > start else end + DAY)


def _minute(hour: str, minute: str, text: str) -> int:
    count = int(hour) * 60 + int(minute)
    if count > DAY or int(minute) > 59:
        raise ValueError(f'names a time that no clock shows: "{text}"; from 00:00 to 24:00')
    return count


def overlaps(week: tuple[tuple[Span, ...], ...]) -> list[str]:
    """The weekdays (`mon`) on which a span begins before an earlier one has ended.

    A night reaches into the next day, and Sunday's into Monday.
    """
    line = sorted(
        (day * DAY + span.start, day * DAY + span.end, day)
        for day, spans_of_day in enumerate(week)
        for span in spans_of_day
    )
    if not line:
        return []
    first_start, first_end, first_day = line[0]
    around = [*line, (first_start + 7 * DAY, first_end + 7 * DAY, first_day)]
    return [WEEKDAYS[day] for (_, end, _), (start, _, day) in pairwise(around) if start < end]


def zone(text: str) -> ZoneInfo:
    """A time zone by its name in the tz database: `Europe/Madrid`."""
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        names = available_timezones()
        by_city = {name.rpartition("/")[2]: name for name in sorted(names)}
        near = nearest(text, [*names, *by_city])
        hint = f'did you mean "{by_city.get(near, near)}"?' if near else 'write "Europe/Madrid"'
        raise ValueError(f'is no time zone: "{text}"; {hint}') from None


def address(text: str) -> str:
    """A bare mail address, in ASCII; who may speak as an agent hangs on it."""
    found = _ADDRESS.fullmatch(text)
    if found is None or len(found[1]) > 64 or len(text) > 254:
        raise ValueError(
            f'is no mail address: "{text}"; write it bare, as in "ana@acme.example"'
        )
    return text


def host(text: str) -> str:
    """A host name or an IP address, without scheme, port or user."""
    if not _HOSTNAME.fullmatch(text):
        raise ValueError('must be a bare host name, as in "imap.acme.example"')
    return text


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that comes nearest to this one, upper and lower case alike; or nothing."""
    by_fold = {name.casefold(): name for name in sorted(known)}
    found = get_close_matches(word.casefold(), by_fold, n=1)
    return by_fold[found[0]] if found else ""
