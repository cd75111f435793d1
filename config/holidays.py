"""Public holidays, by country and region or from a file of dates.

This is the only home of the `holidays` library, whose data changes with its releases.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import holidays

from samehand.config.notation import nearest

_CODE = re.compile(r"[A-Za-z]{2}(-\w+)?", re.ASCII)


@dataclass(frozen=True)
class PublicHolidays:
    """The public holidays of a country, or of one of its regions."""

    country: str
    region: str | None = None

    def name(self, day: date) -> str | None:
        """The holiday's name, in English where there is one, or None for an ordinary day."""
        return _year(self.country, self.region, day.year).get(day)


@dataclass(frozen=True)
class ListedHolidays:
    """The days that a team has listed in a file of its own."""

    days: Mapping[date, str]

    def name(self, day: date) -> str | None:
        """The name that the file gives to the day, or None for an ordinary day."""
        return self.days.get(day)


def read(text: str, folder: Path) -> PublicHolidays | ListedHolidays:
    """The holidays that `ES-MD` stands for, or those of a file, relative to `folder`.

    Raises ValueError with the remedy when there is no such region or file.
    """
    if _CODE.fullmatch(text):
        return _public(text)
    return ListedHolidays(_listed(folder / Path(text).expanduser()))


def _public(code: str) -> PublicHolidays:
    country, _, region = code.partition("-")
    countries = holidays.list_supported_countries()
    if country not in countries:
        near = nearest(country, countries) or "ES"
        raise ValueError(f'names an unknown country: "{code}"; did you mean "{near}"?')
    if region and region not in countries[country]:
        known = ", ".join(countries[country]) or f'none, write "{country}"'
        raise ValueError(f'names an unknown region: "{code}"; those of {country} are: {known}')
    return PublicHolidays(country, region or None)


def _listed(path: Path) -> Mapping[date, str]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise ValueError(
            f"names a file that cannot be read: {path} ({reason}); write a country and region"
            ' such as "ES-MD", or the path of a file with "2025-12-24 Christmas Eve" a line'
        ) from None
    entries = ((number, line.strip()) for number, line in enumerate(lines, start=1))
    return dict(
        _entry(path, number, line) for number, line in entries if line[:1] not in ("", "#")
    )


def _entry(path: Path, number: int, line: str) -> tuple[date, str]:
    day, _, name = line.partition(" ")
    try:
        return date.fromisoformat(day), name.strip() or "closed"
    except ValueError:
        raise ValueError(
            f'has no date in {path}, line {number}; write "2025-12-24 Christmas Eve"'
        ) from None


@lru_cache(maxsize=256)
def _year(country: str, region: str | None, year: int) -> Mapping[date, str]:
    """A year that never changes: the library's own objects grow while they are asked."""
    known = _holidays(country, region, year, None)
    if "en_US" in known.supported_languages:
        known = _holidays(country, region, year, "en_US")
    return dict(known)


def _holidays(
    country: str, region: str | None, year: int, language: str | None
) -> holidays.HolidayBase:
    return holidays.country_holidays(
        country, subdiv=region, years=year, expand=False, language=language
    )
