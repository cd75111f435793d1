"""The words in which an alert shows its sums."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from samehand.config.holidays import ListedHolidays
from samehand.config.settings import Calendar, Duration, Policy, Span
from samehand.desk.clocks.clock import meet, pause, resume, start
from samehand.desk.clocks.explain import arithmetic
from samehand.desk.conversation import Clock, Target

MADRID = ZoneInfo("Europe/Madrid")
SIESTA = (Span(9 * 60, 14 * 60), Span(15 * 60, 18 * 60))


HOLIDAYS = ListedHolidays(
    {date(2026, 12, 6): "a Sunday", date(2026, 12, 7): "Constitution Day"}
)
OFFICE = Calendar("office", MADRID, (SIESTA,) * 5 + ((), ()), HOLIDAYS)


def madrid(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MADRID).astimezone(UTC)


def policy(hours: float) -> Policy:
    return Policy("p", "office", first_response=Duration(rest=timedelta(hours=hours)))


def a_clock(at: datetime, hours: float = 4) -> Clock:
    clock = start(Target.FIRST_RESPONSE, policy(hours), OFFICE, at)
    assert clock is not None
    return clock


def test_the_stretches_that_counted_are_named() -> None:
    clock = a_clock(madrid("2026-11-23 16:00"))
    assert arithmetic(clock, OFFICE, madrid("2026-11-24 11:00")) == (
        "2h of Mon 23 Nov 16:00-18:00, 2h of Tue 24 Nov 09:00-11:00 (Europe/Madrid)"
    )


def test_what_comes_after_the_due_instant_or_the_answer_is_not_counted() -> None:
    clock = a_clock(madrid("2026-11-23 10:00"), 2.5)
    assert arithmetic(clock, OFFICE, madrid("2026-11-25 10:00")) == (
        "2h 30min of Mon 23 Nov 10:00-12:30 (Europe/Madrid)"
    )
    met = meet(clock, madrid("2026-11-23 10:00:45"))
    assert arithmetic(met, OFFICE, madrid("2026-11-25 10:00")) == (
        "45s of Mon 23 Nov 10:00-10:00 (Europe/Madrid)"
    )


def test_a_holiday_is_named_and_a_weekend_is_not() -> None:
    clock = a_clock(madrid("2026-12-04 17:00"))
    assert arithmetic(clock, OFFICE, madrid("2026-12-08 12:00")) == (
        "1h of Fri 4 Dec 17:00-18:00, 3h of Tue 8 Dec 09:00-12:00 (Europe/Madrid);"
        " closed Mon 7 Dec (Constitution Day)"
    )


def test_a_pause_is_named() -> None:
    paused = pause(a_clock(madrid("2026-11-23 09:00")), OFFICE, madrid("2026-11-23 10:30"))
    now = madrid("2026-11-24 10:00")
    assert (
        arithmetic(paused, OFFICE, now) == "1h 30min before it was last paused (Europe/Madrid)"
    )
    resumed = resume(paused, policy(4), OFFICE, madrid("2026-11-24 09:00"))
    assert arithmetic(resumed, OFFICE, now) == (
        "1h 30min before it was last paused, 1h of Tue 24 Nov 09:00-10:00 (Europe/Madrid)"
    )


def test_before_anything_has_counted_it_says_so() -> None:
    clock = a_clock(madrid("2026-11-22 12:00"))  # a Sunday
    assert (
        arithmetic(clock, OFFICE, madrid("2026-11-22 13:00")) == "nothing yet (Europe/Madrid)"
    )


def test_a_night_names_both_of_its_days() -> None:
    nights = Calendar("nights", MADRID, ((Span(22 * 60, 30 * 60),),) * 7)
    clock = start(Target.FIRST_RESPONSE, policy(8), nights, madrid("2026-11-23 22:00"))
    assert clock is not None
    assert arithmetic(clock, nights, madrid("2026-11-24 12:00")) == (
        "8h of Mon 23 Nov 22:00-Tue 24 Nov 06:00 (Europe/Madrid)"
    )


def test_eight_stretches_are_all_named() -> None:
    clock = a_clock(madrid("2026-11-23 09:00"), 32)
    words = arithmetic(clock, OFFICE, madrid("2026-12-01 12:00"))
    assert words.count(" of ") == 8
    assert "stretches" not in words


def test_a_long_sum_is_short_in_words() -> None:
    clock = a_clock(madrid("2026-09-07 09:00"), 80)
    words = arithmetic(clock, OFFICE, madrid("2026-12-01 12:00"))
    assert words.count(" of ") == 8
    assert "48h in 12 stretches after that" in words
