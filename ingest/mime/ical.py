"""Calendar data (RFC 5545) as far as a mail needs it: the events in it and their properties.

A reader of our own, a few lines long: no recurrence is computed, no zone is looked up, and a
line that makes no sense is left out. What is beyond the limits is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

LONGEST = 400_000  # characters
MOST_EVENTS = 20
DEEPEST = 20
MOST_OF_ONE = 2_000  # properties of one name: the guests of a large meeting

_FOLD = re.compile(r"(?:\r\n|\r|\n)[ \t]")
_NAME = re.compile(r"[A-Za-z0-9-]{1,60}(?=[;:])")
_QUOTED_OR_COLON = re.compile(r'"[^"]*"|:')
_PARAMETER = re.compile(r';([A-Za-z0-9-]{1,60})=("[^"]*"|[^";]*)')
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_INSTANT = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d):?(\d\d)?(Z?))?")
_DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?.{0,9})?"
)
_EVENTS = {"VEVENT", "VTODO"}


@dataclass(frozen=True)
class Property:
    value: str
    parameters: Mapping[str, str]

    @property
    def text(self) -> str:
        """The value with its escapes undone."""
        return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value)


@dataclass(frozen=True)
class Moment:
    """When something is, by the clock of a place: nothing is converted.

    `at` is a date for whole days. `zone` is the name that stands there, "UTC", or nothing.
    """

    at: date | datetime
    zone: str = ""


@dataclass
class Event:
    properties: dict[str, list[Property]] = field(default_factory=dict)

    def all(self, name: str) -> list[Property]:
        return self.properties.get(name, [])

    def first(self, name: str) -> Property | None:
        return next(iter(self.all(name)), None)

    def text(self, name: str) -> str:
        found = self.first(name)
        return found.text.strip() if found else ""

    def moment(self, name: str) -> Moment | None:
        found = self.first(name)
        return moment(found) if found else None


@dataclass(frozen=True)
class Calendar:
    method: str
    events: tuple[Event, ...]


def read_calendar(text: str) -> Calendar:
    """The events of a calendar in their order; alarms and time zones are passed over."""
    method = ""
    events: list[Event] = []
    open_components: list[str] = []
    for name, found in _properties(text):
        value = found.value.strip().upper()
        if name == "BEGIN":
            open_components.append(value)
            if len(open_components) > DEEPEST:
                break
            if value in _EVENTS and len(open_components) <= 2:
                if len(events) == MOST_EVENTS:
                    break
                events.append(Event())
        elif name == "END":
            if value in open_components:
                while open_components.pop() != value:
                    pass
        elif open_components and open_components[-1] in _EVENTS and events:
            of_name = events[-1].properties.setdefault(name, [])
            if len(of_name) < MOST_OF_ONE:
                of_name.append(found)
        elif name == "METHOD":
            method = value
    return Calendar(method, tuple(events))


def _properties(text: str) -> Iterator[tuple[str, Property]]:
    for line in _FOLD.sub("", text[:LONGEST]).splitlines():
        name, colon = _NAME.match(line), _colon(line)
        if name and colon is not None:
            found = _PARAMETER.findall(line[name.end() : colon])
            parameters = {key.upper(): value.strip('"') for key, value in found}
            yield name[0].upper(), Property(line[colon + 1 :], parameters)


def _colon(line: str) -> int | None:
    """Where the value begins: at the first colon outside of quotation marks."""
    signs = (sign.start() for sign in _QUOTED_OR_COLON.finditer(line) if sign[0] == ":")
    return next(signs, None)


def moment(found: Property) -> Moment | None:
    """The moment that a property names, or None where it names none."""
    parts = _INSTANT.match(found.value.strip())
    if parts is None:
        return None
    year, month, day, hour, minute, second, utc = parts.groups()
    try:
        if hour is None:
            return Moment(date(int(year), int(month), int(day)))
        clock = (int(hour), int(minute), min(int(second or 0), 59))
        at = datetime(int(year), int(month), int(day), *clock)  # noqa: DTZ001
    except ValueError:
        return None
    return Moment(at, "UTC" if utc else found.parameters.get("TZID", ""))


def duration(value: str) -> timedelta | None:
    """A length of time such as PT1H30M."""
    parts = _DURATION.fullmatch(value.strip().upper())
    if parts is None:
        return None
    weeks, days, hours, minutes = (int(part or 0) for part in parts.groups()[1:])
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes)
