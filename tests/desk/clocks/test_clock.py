"""One clock: its due instant, its verdict at the borders, and the stages of its alerts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.config.settings import Calendar, Duration, Policy, Rung, Span
from samehand.desk.clocks.calendar import between
from samehand.desk.clocks.clock import (
    BREACH,
    WARNING,
    Verdict,
    assess,
    drop,
    meet,
    next_stage,
    pause,
    reopen,
    resume,
    start,
)
from samehand.desk.conversation import Clock, Target

TICK = timedelta.resolution
HOUR = timedelta(hours=1)
OFFICE = Calendar("office", ZoneInfo("UTC"), ((Span(9 * 60, 17 * 60),),) * 5 + ((), ()))
LADDER = (Rung(30 * HOUR / 60, ("lead@acme.example",)), Rung(2 * HOUR, ("olga@acme.example",)))
POLICY = Policy(
    "standard",
    "office",
    first_response=Duration(rest=4 * HOUR),
    resolution=Duration(days=3),
    warn_at=0.75,
    ladder=LADDER,
)


def monday(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-23 {clock}").replace(tzinfo=UTC)


def a_clock(at: str = "10:00") -> Clock:
    """Four hours from Monday 10:00: a warning at 13:00, due at 14:00."""
    clock = start(Target.FIRST_RESPONSE, POLICY, OFFICE, monday(at))
    assert clock is not None
    return clock


def test_a_clock_starts_with_its_due_instant_and_its_warning() -> None:
    assert a_clock() == Clock(
        Target.FIRST_RESPONSE,
        "standard",
        "office",
        4 * HOUR,
        started_at=monday("10:00"),
        running_since=monday("10:00"),
        due_at=monday("14:00"),
        alert_at=monday("13:00"),
    )


def test_a_target_in_days_counts_the_days_of_its_calendar() -> None:
    clock = start(Target.RESOLUTION, POLICY, OFFICE, monday("12:00"))
    assert clock is not None
    assert clock.due_at == monday("12:00") + timedelta(days=3)


def test_a_target_that_the_policy_does_not_set_has_no_clock() -> None:
    assert start(Target.NEXT_RESPONSE, POLICY, OFFICE, monday("10:00")) is None


@pytest.mark.parametrize(
    ("now", "verdict"),
    [
        (monday("10:00"), Verdict.RUNNING),
        (monday("13:00") - TICK, Verdict.RUNNING),
        (monday("13:00"), Verdict.AT_RISK),
        (monday("14:00") - TICK, Verdict.AT_RISK),
        (monday("14:00"), Verdict.BREACHED),
        (monday("16:00"), Verdict.BREACHED),
    ],
)
def test_the_verdict_changes_at_the_very_instant(now: datetime, verdict: Verdict) -> None:
    assert assess(a_clock(), now) is verdict


@pytest.mark.parametrize(
    ("answered_at", "verdict"),
    [
        (monday("10:00"), Verdict.MET),
        (monday("14:00") - TICK, Verdict.MET),
        (monday("14:00"), Verdict.BREACHED),
        (monday("16:00"), Verdict.BREACHED),
    ],
)
def test_an_answer_is_in_time_before_the_due_instant(
    answered_at: datetime, verdict: Verdict
) -> None:
    met = meet(a_clock(), answered_at)
    assert not met.is_live
    assert met.alert_at is None
    assert assess(met, monday("23:00")) is verdict


def test_a_clock_that_has_warned_stays_at_risk() -> None:
    warned, _ = next_stage(a_clock(), POLICY, OFFICE, monday("13:00"))
    later = resume(pause(warned, OFFICE, monday("13:10")), POLICY, OFFICE, monday("13:20"))
    assert assess(later, monday("13:20")) is Verdict.AT_RISK


def test_a_pause_moves_the_due_instant_by_its_support_time() -> None:
    paused = pause(a_clock(), OFFICE, monday("11:00"))
    assert (paused.used, paused.due_at, paused.alert_at) == (HOUR, None, None)
    assert assess(paused, monday("23:00")) is Verdict.PAUSED
    resumed = resume(paused, POLICY, OFFICE, monday("15:00"))
    assert resumed.alert_at == monday("17:00")  # two more hours make three quarters
    assert resumed.due_at == monday("10:00") + timedelta(days=1)


def test_a_pause_at_the_due_instant_comes_too_late() -> None:
    paused = pause(a_clock(), OFFICE, monday("14:00"))
    assert assess(paused, monday("14:00")) is Verdict.BREACHED
    resumed = resume(paused, POLICY, OFFICE, monday("16:00"))
    assert assess(resumed, monday("16:00")) is Verdict.BREACHED
    assert resumed.due_at == monday("14:00")
    assert assess(meet(paused, monday("15:00")), monday("15:00")) is Verdict.BREACHED


def test_an_answer_to_a_paused_clock_is_in_time() -> None:
    met = meet(pause(a_clock(), OFFICE, monday("11:00")), monday("23:00"))
    assert assess(met, monday("23:00")) is Verdict.MET


def test_nothing_moves_a_clock_twice() -> None:
    paused = pause(a_clock(), OFFICE, monday("11:00"))
    assert pause(paused, OFFICE, monday("12:00")) == paused
    assert resume(a_clock(), POLICY, OFFICE, monday("12:00")) == a_clock()
    for ended in (meet(a_clock(), monday("11:00")), drop(a_clock(), monday("11:00"))):
        assert pause(ended, OFFICE, monday("12:00")) == ended
        assert resume(ended, POLICY, OFFICE, monday("12:00")) == ended
        assert meet(ended, monday("12:00")) == ended
        assert drop(ended, monday("12:00")) == ended


def test_a_dropped_clock_is_breached_only_if_it_was_before() -> None:
    in_time, late = drop(a_clock(), monday("13:59")), drop(a_clock(), monday("14:00"))
    assert assess(in_time, monday("23:00")) is Verdict.DROPPED
    assert assess(late, monday("23:00")) is Verdict.BREACHED
    assert in_time.alert_at is None


def test_a_reopened_clock_runs_on_as_if_never_met() -> None:
    clock = a_clock()
    assert reopen(meet(clock, monday("11:00")), POLICY, OFFICE) == clock
    warned, _ = next_stage(clock, POLICY, OFFICE, monday("13:00"))
    assert reopen(meet(warned, monday("13:30")), POLICY, OFFICE) == warned


@pytest.mark.parametrize(
    ("now", "stages", "next_at"),
    [
        (monday("13:00") - TICK, (), monday("13:00")),
        (monday("13:00"), (1,), monday("14:00")),
        (monday("14:00") - TICK, (1,), monday("14:00")),
        (monday("14:00"), (2,), monday("14:30")),  # no stale warning after the breach
        (monday("14:30"), (2, 3), monday("16:00")),
        (monday("23:00"), (2, 3, 4), None),  # the ladder is at its end
    ],
)
def test_after_an_outage_every_reader_hears_once(
    now: datetime, stages: tuple[int, ...], next_at: datetime | None
) -> None:
    clock, told = next_stage(a_clock(), POLICY, OFFICE, now)
    assert told == stages
    assert clock.alert_at == next_at
    assert next_stage(clock, POLICY, OFFICE, now) == (clock, ())


def test_alerts_come_one_by_one_when_nothing_is_late() -> None:
    clock, told = a_clock(), []
    while clock.alert_at is not None:
        at = clock.alert_at
        clock, stages = next_stage(clock, POLICY, OFFICE, at)
        told.append((at, stages))
    assert told == [
        (monday("13:00"), (WARNING,)),
        (monday("14:00"), (BREACH,)),
        (monday("14:30"), (3,)),
        (monday("16:00"), (4,)),
    ]


def test_the_ladder_is_wall_time_and_climbs_while_the_desk_is_closed() -> None:
    clock = replace(a_clock("13:00"), stage=WARNING)  # due at 17:00, which is closing time
    clock = replace(clock, alert_at=clock.due_at)
    breached, _ = next_stage(clock, POLICY, OFFICE, monday("17:00"))
    assert breached.alert_at == monday("17:30")


def test_a_target_of_which_all_is_warning_time_tells_the_breach_only() -> None:
    at_the_end = replace(POLICY, warn_at=1.0)
    clock = start(Target.FIRST_RESPONSE, at_the_end, OFFICE, monday("10:00"))
    assert clock is not None
    assert next_stage(clock, at_the_end, OFFICE, monday("14:00"))[1] == (BREACH,)


@pytest.mark.parametrize("end", [meet, drop])
def test_what_was_answered_is_never_told(end: Callable[[Clock, datetime], Clock]) -> None:
    ended = end(a_clock(), monday("15:00"))
    assert next_stage(ended, POLICY, OFFICE, monday("23:00")) == (ended, ())


def test_a_paused_clock_tells_nothing() -> None:
    paused = pause(a_clock(), OFFICE, monday("11:00"))
    assert next_stage(paused, POLICY, OFFICE, monday("23:00")) == (paused, ())


def test_after_a_pause_the_ladder_waits_its_time_again() -> None:
    breached, _ = next_stage(a_clock(), POLICY, OFFICE, monday("14:00"))
    taken = pause(breached, OFFICE, monday("14:10"))
    again = resume(taken, POLICY, OFFICE, monday("16:00"))
    assert again.alert_at == monday("16:30")


def test_a_breach_that_nobody_was_told_of_is_told_when_the_clock_runs_again() -> None:
    paused = pause(a_clock(), OFFICE, monday("15:00"))
    again = resume(paused, POLICY, OFFICE, monday("16:00"))
    assert next_stage(again, POLICY, OFFICE, monday("16:00"))[1] == (BREACH,)


MINUTES = st.lists(st.integers(0, 3000), min_size=1, max_size=8).map(sorted)


@given(MINUTES)
def test_a_clock_is_breached_exactly_when_its_length_is_used(minutes: list[int]) -> None:
    """Whatever pauses there were: `due_at` and the support time that has run agree."""
    clock = a_clock()
    used, since = timedelta(), clock.running_since
    for minute in minutes:
        at = clock.started_at + timedelta(minutes=minute)
        if since is not None:
            used, since = used + between(OFFICE, since, at), None
            clock = pause(clock, OFFICE, at)
        else:
            since = at
            clock = resume(clock, POLICY, OFFICE, at)
        assert (assess(clock, at) is Verdict.BREACHED) is (used >= clock.length)
        assert clock.due_at is None or clock.due_at >= clock.started_at


@given(MINUTES)
def test_no_stage_is_told_twice_and_none_goes_down(minutes: list[int]) -> None:
    clock = a_clock()
    told: list[int] = []
    for minute in minutes:
        at = clock.started_at + timedelta(minutes=minute)
        clock, stages = next_stage(clock, POLICY, OFFICE, at)
        told.extend(stages)
    assert told == sorted(set(told))
    assert not {WARNING} & set(told[1:])
