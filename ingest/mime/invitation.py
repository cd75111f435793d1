"""A calendar invitation or the answer to one, in words that a person can read.

Times are said by the clock that the sender wrote, with the name of its zone. A repetition is
said, not computed. From data that makes no sense come fewer words, and never an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from samehand.ingest import headers
from samehand.ingest.mime.ical import (
    Calendar,
    Event,
    Moment,
    Property,
    duration,
    moment,
    read_calendar,
)

LONGEST_DESCRIPTION = 10_000
MOST_NAMED = 10

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)
_UNITS = {
    **{"SECONDLY": "second", "MINUTELY": "minute", "HOURLY": "hour"},
    **{"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year"},
}
_ANSWERS = {
    "ACCEPTED": "accepts",
    "DECLINED": "declines",
    "TENTATIVE": "accepts, but is not sure",
    "DELEGATED": "sends somebody else",
    "COUNTER": "proposes a change",
}
_TITLES = {
    "REQUEST": "Invitation",
    "CANCEL": "Cancelled",
    "ADD": "Invitation to a further date",
    "REFRESH": "Asks for the latest version",
    "DECLINECOUNTER": "The proposed change is declined",
}
_TOLD_BEFORE = {"REQUEST", "PUBLISH", ""}  # what a mail's own text may have said already


@dataclass(frozen=True)
class Invitation:
    """`words` say it all; `about` and `clocks` are what a text holds that says it already."""

    words: str
    description: str
    about: str
    clocks: frozenset[str]

    def is_told_in(self, text: str) -> bool:
        """Whether a mail's own text says what it is about, and when."""
        said = " ".join(text.casefold().split())
        return bool(self.clocks) and self.about in said and any(c in said for c in self.clocks)


def read_invitation(text: str) -> Invitation | None:
    """What calendar data says to its reader; None where it holds no event."""
    calendar = read_calendar(text)
    if not calendar.events:
        return None
    first = calendar.events[0]
    told = calendar.method in _TOLD_BEFORE and first.text("STATUS").upper() != "CANCELLED"
    return Invitation(
        words="\n\n".join("\n".join(_lines(calendar, event)) for event in calendar.events),
        description=first.text("DESCRIPTION")[:LONGEST_DESCRIPTION].strip(),
        about=headers.clean(first.text("SUMMARY")).casefold(),
        clocks=_clocks(first.moment("DTSTART")) if told else frozenset(),
    )


def _lines(calendar: Calendar, event: Event) -> Iterator[str]:
    yield f"{_title(calendar, event)}: {_one_line(event.text('SUMMARY')) or 'no title'}"
    said = (
        ("When", _when(event)),
        ("Repeats", _repetition(event)),
        ("Only the one of", _said(event.moment("RECURRENCE-ID"))),
        ("Where", _one_line(event.text("LOCATION"))),
        ("Organiser", _person(event.first("ORGANIZER"))),
        ("Invited", _guests(event) if calendar.method != "REPLY" else ""),
        ("Comment", _one_line(event.text("COMMENT"))),
    )
    yield from (f"{label}: {value}" for label, value in said if value)
    if calendar.method == "REQUEST" and _is_answer_wanted(event):
        yield "An answer is asked for."


def _title(calendar: Calendar, event: Event) -> str:
    if calendar.method in {"REPLY", "COUNTER"}:
        guest = event.first("ATTENDEE")
        status = guest.parameters.get("PARTSTAT", "").upper() if guest else ""
        answer = _ANSWERS.get("COUNTER" if calendar.method == "COUNTER" else status, "answers")
        return f"{_person(guest) or 'Somebody'} {answer}"
    if event.text("STATUS").upper() == "CANCELLED":
        return _TITLES["CANCEL"]
    if calendar.method == "REQUEST" and event.text("SEQUENCE").strip("0"):
        return "Changed invitation"
    return _TITLES.get(calendar.method, "Event")


def _is_answer_wanted(event: Event) -> bool:
    return any(
        one.parameters.get("RSVP", "").upper() == "TRUE" for one in event.all("ATTENDEE")
    )


def _when(event: Event) -> str:
    start = event.moment("DTSTART")
    if start is None:
        due = event.moment("DUE")
        return f"until {_said(due)}" if due else ""
    end = _end(event, start)
    if not isinstance(start.at, datetime):
        until = _day(end.at) if end and end.at > start.at else ""
        return f"{_day(start.at)} to {until}" if until else _day(start.at)
    zone = _zone(start)
    if end is None or not isinstance(end.at, datetime):
        return _said(start)
    if _zone(end) != zone:
        return f"{_said(start)} to {_said(end)}"
    until = f"{end.at:%H:%M}"
    if end.at.date() != start.at.date():
        until = f"{_day(end.at)}, {until}"
    return f"{_day(start.at)}, {start.at:%H:%M} to {until}{zone}"


def _end(event: Event, start: Moment) -> Moment | None:
    """The last moment; of whole days the last day, as DTEND names the day after it."""
    end, length = event.moment("DTEND"), duration(event.text("DURATION"))
    try:
        if end is None and length:
            end = Moment(start.at + length, start.zone)
        if end is not None and not isinstance(end.at, datetime):
            end = Moment(end.at - timedelta(days=1))
    except OverflowError:
        return None
    is_of_a_kind = end is not None and isinstance(end.at, datetime) is isinstance(
        start.at, datetime
    )
    return end if is_of_a_kind else None


def _said(when: Moment | None) -> str:
    if when is None:
        return ""
    if not isinstance(when.at, datetime):
        return _day(when.at)
    return f"{_day(when.at)}, {when.at:%H:%M}{_zone(when)}"


def _day(at: date) -> str:
    return f"{_DAYS[at.weekday()]} {at.day} {_MONTHS[at.month - 1]} {at.year}"


def _zone(when: Moment) -> str:
    """Seen in the wild: a path in front of the zone's name."""
    if when.zone == "UTC":
        return " UTC"
    name = _one_line(when.zone).lstrip("/")
    return f" ({name[:80]})" if name else ""


def _clocks(start: Moment | None) -> frozenset[str]:
    """The ways in which people write a time of day."""
    if start is None or not isinstance(start.at, datetime):
        return frozenset()
    hour, minute = start.at.hour, f"{start.at.minute:02}"
    hours = {str(hour), f"{hour:02}", str(hour % 12 or 12)}
    clocks = {f"{one}{mark}{minute}" for one in hours for mark in ":.h"}
    if minute == "00":
        half = "pm" if hour >= 12 else "am"
        clocks |= {f"{hour % 12 or 12}{half}", f"{hour % 12 or 12} {half}", f"{hour} uhr"}
    return frozenset(clocks)


def _repetition(event: Event) -> str:
    rule = event.first("RRULE")
    further, left_out = event.all("RDATE"), event.all("EXDATE")
    said = [_rule(rule.value) if rule else "", "on further dates" if further else ""]
    if left_out:
        said.append("with exceptions")
    return ", ".join(part for part in said if part)


def _rule(value: str) -> str:
    """RFC 5545 section 3.3.10 in words, as far as it goes without arithmetic."""
    pairs = (part.partition("=") for part in value.upper().split(";"))
    parts = {name.strip(): said.strip() for name, _, said in pairs}
    unit = _UNITS.get(parts.pop("FREQ", ""))
    if unit is None:
        return "yes"
    often = parts.pop("INTERVAL", "1")
    said = f"every {unit}" if often in {"", "1"} else f"every {often[:4]} {unit}s"
    days = [day for code in parts.pop("BYDAY", "").split(",") if (day := _weekday(code))]
    if days:
        said += f" on {', '.join(days)}"
    times, until = parts.pop("COUNT", ""), moment(Property(parts.pop("UNTIL", ""), {}))
    parts.pop("WKST", None)
    if any(parts.values()):
        said += ", by a rule of its own"
    if times:
        said += f", {times[:5]} times"
    return f"{said}, until {_day(until.at)}" if until else said


def _weekday(code: str) -> str:
    """MO, or 2MO and -1FR: the second Monday, the last Friday."""
    found = re.fullmatch(r"([+-]?\d{0,2})(MO|TU|WE|TH|FR|SA|SU)", code.strip())
    if found is None:
        return ""
    name = next(day for day in _DAYS if day.upper().startswith(found[2]))
    which = {"1": "first", "2": "second", "3": "third", "4": "fourth", "-1": "last"}
    count = which.get(found[1].lstrip("+"))
    return f"the {count} {name}" if count else name


def _person(found: Property | None) -> str:
    if found is None:
        return ""
    name = _one_line(found.parameters.get("CN", ""))
    address = _one_line(found.value)
    address = address[7:] if address.lower().startswith("mailto:") else address
    if not name or name == address:
        return address
    return f"{name} <{address}>" if "@" in address else name


def _guests(event: Event) -> str:
    named = list(dict.fromkeys(filter(None, map(_person, event.all("ATTENDEE")))))
    more = len(named) - MOST_NAMED
    return ", ".join(named[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _one_line(value: str) -> str:
    return headers.clean(value)[:500]
