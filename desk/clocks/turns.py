"""What each turn of a conversation does to its clocks. All turns have the same form.

While the customer waits, one response clock runs: the first response until somebody has
answered once, the next response from then on. The resolution clock runs over all turns, and is
paused while we wait for the customer. A promise runs until the next answer, whatever else
happens.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from samehand.config.settings import Calendar, Policy
from samehand.desk.clocks.clock import drop, meet, pause, reopen, resume, start
from samehand.desk.conversation import Clock, Target

Clocks = tuple[Clock, ...]


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
