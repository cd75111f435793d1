"""A clock of a conversation: when its target is due, whether it is met, who has to hear.

It counts support time while it runs and nothing while it is paused. `assess` is the only place
where anybody asks whether a target is breached. A promise names its own instant.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from samehand.config.settings import Calendar, Duration, Policy
from samehand.desk.clocks.calendar import add, between, support
from samehand.desk.conversation import Clock, Target

# Stages of a clock's alerts, as in `Clock.stage`; rung i of the ladder is stage 3 + i.
WARNING = 1
BREACH = 2


class Verdict(StrEnum):
    """How a clock stands."""

    RUNNING = "running"
    PAUSED = "paused"
    AT_RISK = "at risk"
    MET = "met"
    BREACHED = "breached"
    DROPPED = "dropped"  # ended by something else than an answer, while there was time left


def assess(clock: Clock, now: datetime) -> Verdict:
    """How a clock stands at `now`; a breach stays a breach, also once it is answered.

    The time allowed is half-open: an answer before `due_at` is in time, one at `due_at` is not.
    """
    ended_at = clock.met_at or clock.dropped_at
    if clock.due_at is not None and (ended_at or now) >= clock.due_at:
        return Verdict.BREACHED
    if clock.met_at is not None:
        return Verdict.MET
    if clock.dropped_at is not None:
        return Verdict.DROPPED
    if clock.running_since is None:
        return Verdict.PAUSED
    if clock.stage >= WARNING or (clock.alert_at is not None and now >= clock.alert_at):
        return Verdict.AT_RISK
    return Verdict.RUNNING


def start(target: Target, policy: Policy, calendar: Calendar, at: datetime) -> Clock | None:
    """A clock for a target that begins now; None where the policy sets no such target."""
    duration = _duration(target, policy)
    if duration is None:
        return None
    length = support(duration, calendar)
    clock = Clock(target, policy.name, calendar.name, length, started_at=at)
    return resume(clock, policy, calendar, at)


def promise(policy: Policy, calendar: Calendar, at: datetime, due_at: datetime) -> Clock:
    """A clock for what an agent has promised by an instant, be the desk open then or not."""
    length = between(calendar, at, due_at) or due_at - at
    clock = Clock(Target.PROMISE, policy.name, calendar.name, length, started_at=at)
    running = replace(clock, running_since=at, due_at=due_at)
    return replace(running, alert_at=_alert_at(running, policy, calendar))


def resume(clock: Clock, policy: Policy, calendar: Calendar, at: datetime) -> Clock:
    """Let a paused clock run on with the time it has left. One that runs is left as it is."""
    if not clock.is_live or clock.running_since is not None:
        return clock
    due_at = clock.due_at or add(calendar, at, clock.length - clock.used)
    running = replace(clock, running_since=at, due_at=due_at)
    return replace(running, alert_at=_alert_at(running, policy, calendar))


def pause(clock: Clock, calendar: Calendar, at: datetime) -> Clock:
    """Stop counting. A due instant that has passed stays: a pause mends no breach."""
    if not clock.is_live or clock.running_since is None:
        return clock
    return replace(
        clock,
        used=clock.used + between(calendar, clock.running_since, at),
        running_since=None,
        due_at=clock.due_at if assess(clock, at) is Verdict.BREACHED else None,
        alert_at=None,
    )


def meet(clock: Clock, at: datetime) -> Clock:
    """What the target asks for has been done. How the clock ran stays written in it."""
    return replace(clock, met_at=at, alert_at=None) if clock.is_live else clock


def drop(clock: Clock, at: datetime) -> Clock:
    """End a clock without an answer, since nobody waits for one any more."""
    return replace(clock, dropped_at=at, alert_at=None) if clock.is_live else clock


def reopen(clock: Clock, policy: Policy, calendar: Calendar) -> Clock:
    """Let a clock run on as if it had never ended: the answer was taken back, or failed, or a
    merger was undone."""
    live = replace(clock, met_at=None, dropped_at=None)
    return replace(live, alert_at=_alert_at(live, policy, calendar))


def next_stage(
    clock: Clock, policy: Policy, calendar: Calendar, now: datetime
) -> tuple[Clock, tuple[int, ...]]:
    """The alerts that have become due by `now`, and the clock after them.

    When warning and breach are both past, as after an outage, only the breach is told. The
    rungs of the ladder are all told, since each has its own readers.
    """
    due: list[int] = []
    while clock.alert_at is not None and clock.alert_at <= now:
        clock = replace(clock, stage=clock.stage + 1)
        clock = replace(clock, alert_at=_alert_at(clock, policy, calendar))
        due.append(clock.stage)
    if BREACH in due and WARNING in due:
        due.remove(WARNING)
    return clock, tuple(due)


def _alert_at(clock: Clock, policy: Policy, calendar: Calendar) -> datetime | None:
    """When the stage after the clock's own is due, if it runs and there is one.

    warning   when `warn_at` of the length is used; of a promise that holds no support time, by
              the clock on the wall
    breach    when the target is due
    rungs     their time after the breach, or after the clock began to run again if it was
              breached already: so long nobody has answered
    """
    if clock.running_since is None or clock.due_at is None:
        return None
    if clock.stage < WARNING:
        left = clock.length * policy.warn_at - clock.used
        is_promise = clock.target is Target.PROMISE
        if is_promise and not between(calendar, clock.started_at, clock.due_at):
            return clock.started_at + left
        return add(calendar, clock.running_since, max(left, left * 0))
    if clock.stage < BREACH:
        return clock.due_at
    rungs = policy.ladder[clock.stage - BREACH :]
    return max(clock.due_at, clock.running_since) + rungs[0].after if rungs else None


def _duration(target: Target, policy: Policy) -> Duration | None:
    match target:
        case Target.FIRST_RESPONSE:
            return policy.first_response
        case Target.NEXT_RESPONSE:
            return policy.next_response
        case Target.RESOLUTION:
            return policy.resolution
        case Target.PROMISE:
            return None  # an agent sets it, not a policy
