"""Targets over the nights in which clocks change: due, warned and told at the right instant."""

from __future__ import annotations

import imaplib
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from samehand.config.settings import Calendar, Duration, Policy, Settings, Span
from samehand.desk.conversation import Clock
from samehand.tests.pipeline.office import Office, parsed, written

ALWAYS = ((Span(0, 1440),),) * 7
OFFICE = ((Span(9 * 60, 17 * 60),),) * 7
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Night:
    """A question that comes before a change, and when it is due; all in UTC."""

    zone: str
    hours: tuple[tuple[Span, ...], ...]
    asked: datetime
    due: datetime
    as_written: str  # in the alert, for the reader of the zone


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


NIGHTS = {
    # 8 support hours; round the clock, the length of the night does not matter.
    "Madrid falls back, round the clock": Night(
        "Europe/Madrid", ALWAYS, utc("2024-10-26T20:00"), utc("2024-10-27T04:00"), "05:00"
    ),
    "Madrid springs forward, round the clock": Night(
        "Europe/Madrid", ALWAYS, utc("2024-03-30T20:00"), utc("2024-03-31T04:00"), "06:00"
    ),
    # 4 hours are left of the day at 13:00 local time, and 4 more end at 13:00 of the next.
    "Madrid falls back, office hours": Night(
        "Europe/Madrid", OFFICE, utc("2024-10-26T11:00"), utc("2024-10-27T12:00"), "13:00"
    ),
    "Madrid springs forward, office hours": Night(
        "Europe/Madrid", OFFICE, utc("2024-03-30T12:00"), utc("2024-03-31T11:00"), "13:00"
    ),
    "New York falls back, office hours": Night(
        "America/New_York", OFFICE, utc("2024-11-02T17:00"), utc("2024-11-03T18:00"), "13:00"
    ),
    "New York springs forward, office hours": Night(
        "America/New_York", OFFICE, utc("2024-03-09T18:00"), utc("2024-03-10T17:00"), "13:00"
    ),
    "New York falls back, round the clock": Night(
        "America/New_York", ALWAYS, utc("2024-11-03T02:00"), utc("2024-11-03T10:00"), "05:00"
    ),
}


@pytest.fixture(params=NIGHTS)
def night(request: pytest.FixtureRequest) -> Night:
    return NIGHTS[str(request.param)]


@pytest.fixture
def settings(settings: Settings, night: Night) -> Settings:
    zone = ZoneInfo(night.zone)
    calendar = Calendar("always", zone, night.hours)
    policy = Policy(
        "standard",
        "always",
        first_response=Duration(rest=timedelta(hours=8)),
        alert=("olga@acme.example",),
    )
    return replace(
        settings,
        desk=replace(settings.desk, timezone=zone),
        calendars={"always": calendar},
        policies=(policy,),
    )


def ask(office: Office, at: datetime) -> None:
    """Put a question into the folder that the server got at this instant, which is past."""
    mail = written("carla@acme.example", "support@acme.example", "Hello", "It drips.")
    with office.support.login() as client:
        client.append("INBOX", "", imaplib.Time2Internaldate(at), bytes(mail))


def first_response(office: Office) -> Clock:
    with office.house.store.reading() as work:
        (clock,) = work.clocks(1001)
    return clock


def test_a_target_over_the_night_is_due_and_told_at_the_right_instant(
    night: Night, office: Office
) -> None:
    ask(office, night.asked)
    office.now = night.asked + timedelta(seconds=30)
    office.work()
    clock = first_response(office)
    assert clock.started_at == night.asked
    assert clock.due_at == night.due

    office.now = night.due - SECOND
    office.work()
    office.quiet()
    (warning,) = map(parsed, office.olga.mails())
    assert warning["Subject"].startswith("Due in")
    office.now = night.due
    office.work()
    breach = parsed(office.olga.wait_for(2)[1])
    assert breach["Subject"].startswith("BREACHED: first response")
    assert night.as_written in breach.get_content()
