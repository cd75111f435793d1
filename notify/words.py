"""Times, lengths and sizes as people say them: what the templates call filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_NAMED = 5  # files in one line
_NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}


def in_words(instant: datetime, zone: ZoneInfo) -> str:
    """`Tuesday 24 November, 14:00 (Europe/Madrid)`."""
    local = instant.astimezone(zone)
    return f"{_date(local)}, {local:%H:%M} ({zone.key})"


def by_day(instant: datetime, zone: ZoneInfo, now: datetime) -> str:
    """`today 17:00`, `tomorrow 9:30`, `Friday 17:00`; a day further off has its date."""
    local = instant.astimezone(zone)
    away = (local.date() - now.astimezone(zone).date()).days
    day = _NEAR.get(away) or (_DAYS[local.weekday()] if abs(away) < 7 else _date(local))
    return f"{day} {local:%H:%M}"


def time_of_day(instant: datetime, zone: ZoneInfo, now: datetime) -> str:
    """`14:00`, or `Tuesday 14:00` where that is not the day of `now`."""
    local = instant.astimezone(zone)
    if local.date() == now.astimezone(zone).date():
        return f"{local:%H:%M}"
    return f"{_DAYS[local.weekday()]} {local:%H:%M}"


def exact_time(instant: datetime, zone: ZoneInfo) -> str:
    """`14:03:20`, for what happens within a minute or two."""
    return f"{instant.astimezone(zone):%H:%M:%S}"


def lasting(length: timedelta) -> str:
    """`40 min`, `2 h 5 min`, `3 days`: what a reader needs, never more than two units."""
    if length >= timedelta(days=2):
        return f"{length.days} days"
    return in_hours(length)


def in_hours(length: timedelta) -> str:
    """`40 min`, `2 h 5 min`, `52 h`: support time, which knows no days."""
    hours, minutes = divmod(max(0, round(length.total_seconds() / 60)), 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes} min" if minutes and hours < 48 else f"{hours} h"


def size_in_words(size: int) -> str:
    """`840 bytes`, `12 kB`, `3.4 MB`."""
    if size < 1_000:
        return f"{size} bytes"
    return f"{size / 1_000:.0f} kB" if size < 999_500 else f"{size / 1_000_000:.1f} MB"


def files_in_words(files: Sequence[Mapping[str, Any]]) -> str:
    """`photo.jpg (84 kB), bill.pdf (1.2 MB)`, and how many more where there are many."""
    named = [f"{file['name']} ({size_in_words(file['size'])})" for file in files[:_NAMED]]
    more = f" and {len(files) - _NAMED} more" if len(files) > _NAMED else ""
    return ", ".join(named) + more


def as_html(text: str) -> Markup:
    """A text as HTML: each line a line, and blanks kept, also where `pre` means nothing."""
    lines = str(escape(text)).replace("\t", "    ").split("\n")
    return Markup("<br>\n".join(map(_blanks_kept, lines)))  # noqa: S704 - it was escaped above


def _blanks_kept(line: str) -> str:
    if line.startswith(" "):
        line = f"\xa0{line[1:]}"
    return line.replace("  ", " \xa0")


def _date(local: datetime) -> str:
    return f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]}"
