"""The clocks of a conversation: when a target is due, whether it is met, who has to hear.

A clock counts support time while it runs and nothing while it is paused. `assess` is the only
place where anybody asks whether a target is breached. While the customer waits, one response
clock runs: the first response until somebody has answered once, the next response from then on.
The resolution clock runs over all turns, and is paused while we wait for the customer. A
promise names its own instant, and runs until the next answer, whatever else happens.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from samehand.config.settings import Calendar, Duration, Policy
from samehand.desk.calendar import add, between, support
from samehand.desk.conversation import Clock, Target

Clocks = tuple[Clock, ...]

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
        if _is_promise(clock) and not between(calendar, clock.started_at, clock.due_at):
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


# What each turn of a conversation does to its clocks. All turns have the same form.


def asked(clocks: Clocks, policy: Policy, calendar: Calendar, at: datetime) -> Clocks:
    """The customer has written. What runs keeps running: a further question is no new start.

    Where the policy sets no first response, its next response holds for every answer.
    """
    response = Target.NEXT_RESPONSE
    if policy.first_response is not None and not any(map(_is_response, clocks)):
        response = Target.FIRST_RESPONSE
    live = [clock for clock in clocks if clock.is_live]
    missing: list[Target] = []
    if not any(_is_response(clock) for clock in live):
        missing.append(response)
    if not any(clock.target is Target.RESOLUTION for clock in live):
        missing.append(Target.RESOLUTION)
    started = (start(target, policy, calendar, at) for target in missing)
    return (
        *(resume(clock, policy, calendar, at) for clock in clocks),
        *(clock for clock in started if clock is not None),
    )


def answered(clocks: Clocks, policy: Policy, calendar: Calendar, at: datetime) -> Clocks:
    """A person of the desk has answered, and we wait for the customer."""
    return tuple(
        pause(clock, calendar, at) if clock.target is Target.RESOLUTION else meet(clock, at)
        for clock in clocks
    )


def answered_in_part(
    clocks: Clocks, policy: Policy, calendar: Calendar, at: datetime, *, asked_at: datetime
) -> Clocks:
    """An older mail is answered, and a newer one that came at `asked_at` still waits."""
    met = (clock if clock.target is Target.RESOLUTION else meet(clock, at) for clock in clocks)
    next_one = start(Target.NEXT_RESPONSE, policy, calendar, asked_at)
    return (*met, *((next_one,) if next_one else ()))


def unanswered(clocks: Clocks, policy: Policy, calendar: Calendar, at: datetime) -> Clocks:
    """The only answer since the customer wrote was taken back, or has failed.

    Everything runs on as if it had never been given. A clock that a further question has
    started since then ends: that question waits for the same answer.
    """
    answered_at = last_answered_at(clocks)
    if answered_at is None:
        return tuple(resume(clock, policy, calendar, at) for clock in clocks)
    was_waited_for = any(_is_response(c) and c.met_at == answered_at for c in clocks)

    def undone(clock: Clock) -> Clock:
        if clock.met_at == answered_at:
            clock = reopen(clock, policy, calendar)
        elif _is_response(clock) and was_waited_for:
            return drop(clock, at)
        return resume(clock, policy, calendar, answered_at)

    return tuple(map(undone, clocks))


def taken_back(
    clocks: Clocks,
    policy: Policy,
    calendar: Calendar,
    answered_at: datetime,
    at: datetime,
    *,
    was_open: bool,
) -> Clocks:
    """An answer is taken back, with all that its mail did: everything that ended by it runs
    on, and what it has promised is promised no more. `was_open` says that a customer waited.
    """

    def undone(clock: Clock) -> Clock:
        if _is_promise(clock) and clock.started_at == answered_at:
            return drop(clock, at)
        if answered_at in {clock.met_at, clock.dropped_at}:
            clock = reopen(clock, policy, calendar)
        return resume(clock, policy, calendar, answered_at) if was_open else clock

    was_answered = any(_is_response(c) and c.met_at == answered_at for c in clocks)
    again = (
        drop(c, at) if was_answered and c.is_live and _is_response(c) else c for c in clocks
    )
    return tuple(map(undone, again))


def last_answered_at(clocks: Clocks) -> datetime | None:
    """When the latest answer was given that ended somebody's waiting, or kept a promise."""
    answers = [c.met_at for c in clocks if c.target is not Target.RESOLUTION and c.met_at]
    return max(answers, default=None)


def taken_in(clocks: Clocks, others: Clocks, at: datetime) -> Clocks:
    """The clocks of a conversation that takes in another's mails.

    Of two that run for the same thing the one that is due first goes on: a merger gives nobody
    more time.
    """
    for other in others:
        if not other.is_live or other.due_at is None:
            continue
        rivals = [c for c in clocks if c.is_live and _rivals(c, other)]
        if all(c.due_at is None or other.due_at < c.due_at for c in rivals):
            kept = tuple(drop(c, at) if c in rivals else c for c in clocks)
            clocks = (*kept, replace(other, id=None))
    return clocks


def waiting(clocks: Clocks, policy: Policy, calendar: Calendar, at: datetime) -> Clocks:
    """We wait for the customer although nobody has answered: all but promises stand still."""
    return tuple(c if _is_promise(c) else pause(c, calendar, at) for c in clocks)


def closed(clocks: Clocks, policy: Policy, calendar: Calendar, at: datetime) -> Clocks:
    """The matter is settled. That is a resolution; for an answer nobody waits any more.

    What was promised by then is still to be done, or to be taken back.
    """

    def ended(clock: Clock) -> Clock:
        return drop(clock, at) if _is_response(clock) else meet(clock, at)

    return tuple(clock if _is_promise(clock) else ended(clock) for clock in clocks)


def moved(clocks: Clocks, policy: Policy, calendar: Calendar, at: datetime) -> Clocks:
    """The only question that waited is in another conversation now, with a clock of its own."""
    return tuple(
        drop(clock, at)
        if _is_response(clock)
        else clock
        if _is_promise(clock)
        else pause(clock, calendar, at)
        for clock in clocks
    )


def forgotten(clocks: Clocks, policy: Policy, calendar: Calendar, at: datetime) -> Clocks:
    """There was no matter: nothing is met, and nobody waits for anything."""
    return tuple(drop(clock, at) for clock in clocks)


def promised(clocks: Iterable[Clock]) -> Clock | None:
    """The promise that is still to be kept."""
    return next((clock for clock in clocks if _is_promise(clock) and clock.is_live), None)


def _rivals(one: Clock, other: Clock) -> bool:
    """Whether two clocks run for the same thing."""
    return one.target is other.target or (_is_response(one) and _is_response(other))


def _is_promise(clock: Clock) -> bool:
    return clock.target is Target.PROMISE


def _is_response(clock: Clock) -> bool:
    return clock.target in {Target.FIRST_RESPONSE, Target.NEXT_RESPONSE}
