"""What words about days and times can mean, each by itself.

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
