"""What the turns of a conversation do to its clocks: asked, answered, taken back, closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from samehand.config.settings import Calendar, Duration, Policy, Span
from samehand.desk.clocks.clock import Verdict, assess
from samehand.desk.clocks.turns import (
    Clocks,
    answered,
    answered_in_part,
    asked,
    closed,
    last_answered_at,
    unanswered,
    waiting,
)
from samehand.desk.conversation import Clock, Target

HOUR = timedelta(hours=1)
ALWAYS = Calendar("always", ZoneInfo("UTC"), ((Span(0, 1440),),) * 7)
POLICY = Policy(
    "standard",
    "always",
    first_response=Duration(rest=2 * HOUR),
    next_response=Duration(rest=4 * HOUR),
    resolution=Duration(rest=24 * HOUR),
)
FIRST, NEXT, RESOLUTION, PROMISE = Target

Turn = Callable[[Clocks, Policy, Calendar, datetime], Clocks]


def at(hour: float) -> datetime:
    return datetime(2026, 11, 23, tzinfo=UTC) + timedelta(hours=hour)


def play(*turns: tuple[Turn, float], policy: Policy = POLICY) -> Clocks:
    clocks: Clocks = ()
    for turn, hour in turns:
        clocks = turn(clocks, policy, ALWAYS, at(hour))
    return clocks


def verdicts(clocks: Clocks, hour: float) -> list[tuple[Target, Verdict]]:
    return [(clock.target, assess(clock, at(hour))) for clock in clocks]


def the(target: Target, clocks: Clocks) -> Clock:
    """The latest clock of a target."""
    return [clock for clock in clocks if clock.target is target][-1]


def test_the_first_mail_starts_first_response_and_resolution() -> None:
    clocks = play((asked, 0))
    assert verdicts(clocks, 0) == [(FIRST, Verdict.RUNNING), (RESOLUTION, Verdict.RUNNING)]
    assert [clock.due_at for clock in clocks] == [at(2), at(24)]


def test_a_second_question_restarts_nothing() -> None:
    assert play((asked, 0), (asked, 1)) == play((asked, 0))
    again = play((asked, 0), (answered, 1), (asked, 2), (asked, 3))
    assert again == play((asked, 0), (answered, 1), (asked, 2))


def test_an_answer_meets_the_response_and_pauses_the_resolution() -> None:
    clocks = play((asked, 0), (answered, 1))
    assert verdicts(clocks, 99) == [(FIRST, Verdict.MET), (RESOLUTION, Verdict.PAUSED)]


def test_a_question_after_an_answer_starts_the_next_response() -> None:
    clocks = play((asked, 0), (answered, 1), (asked, 10))
    assert [clock.target for clock in clocks] == [FIRST, RESOLUTION, NEXT]
    assert the(NEXT, clocks).due_at == at(14)
    assert the(RESOLUTION, clocks).due_at == at(10 + 23)


def test_a_second_answer_in_a_row_changes_nothing() -> None:
    once = play((asked, 0), (answered, 1))
    assert play((asked, 0), (answered, 1), (answered, 5)) == once


def test_an_answer_to_an_older_mail_leaves_the_newer_one_its_time_since_it_came() -> None:
    before = asked(asked((), POLICY, ALWAYS, at(0)), POLICY, ALWAYS, at(1))
    after = answered_in_part(before, POLICY, ALWAYS, at(1.5), asked_at=at(1))
    first, resolution, second = after
    assert (first.target, assess(first, at(1.5))) == (FIRST, Verdict.MET)
    assert (second.target, second.due_at) == (NEXT, at(5))
    assert (resolution.target, assess(resolution, at(1.5))) == (RESOLUTION, Verdict.RUNNING)
    assert [c.target for c in answered(after, POLICY, ALWAYS, at(2)) if c.is_live] == [
        RESOLUTION
    ]


def test_waiting_stops_everything_until_the_customer_writes() -> None:
    still = play((asked, 0), (waiting, 1))
    assert verdicts(still, 99) == [(FIRST, Verdict.PAUSED), (RESOLUTION, Verdict.PAUSED)]
    again = play((asked, 0), (waiting, 1), (asked, 10))
    assert [clock.target for clock in again] == [FIRST, RESOLUTION]
    assert the(FIRST, again).due_at == at(11)


def test_closing_resolves_the_matter_and_drops_the_question() -> None:
    clocks = play((asked, 0), (closed, 1))
    assert verdicts(clocks, 99) == [(FIRST, Verdict.DROPPED), (RESOLUTION, Verdict.MET)]
    assert not any(clock.is_live for clock in clocks)


def test_a_reopened_matter_has_a_next_response_and_a_new_resolution() -> None:
    clocks = play((asked, 0), (answered, 1), (closed, 2), (asked, 50))
    live = [clock for clock in clocks if clock.is_live]
    assert [(clock.target, clock.due_at) for clock in live] == [
        (NEXT, at(54)),
        (RESOLUTION, at(74)),
    ]


def test_an_answer_taken_back_was_never_given() -> None:
    assert play((asked, 0), (answered, 1), (unanswered, 1.5)) == resumed_at(1)


def resumed_at(hour: float) -> Clocks:
    """The clocks of a question asked at 0; the resolution stood still for no time at all."""
    first, resolution = play((asked, 0))
    return first, replace(resolution, used=hour * HOUR, running_since=at(hour))


def test_an_answer_that_fails_late_leaves_the_first_question_open() -> None:
    clocks = play((asked, 0), (answered, 1), (asked, 1.5), (unanswered, 3))
    assert verdicts(clocks, 3) == [
        (FIRST, Verdict.BREACHED),
        (RESOLUTION, Verdict.RUNNING),
        (NEXT, Verdict.DROPPED),
    ]


def test_an_answer_that_closed_the_matter_and_failed_opens_it_again() -> None:
    clocks = play((asked, 0), (answered, 1), (closed, 1), (unanswered, 1.5))
    assert clocks == resumed_at(1)


def test_taking_back_leaves_earlier_answers_alone() -> None:
    clocks = play((asked, 0), (answered, 1), (asked, 2), (answered, 3), (unanswered, 4))
    assert the(FIRST, clocks).met_at == at(1)
    assert the(NEXT, clocks).due_at == at(6)
    assert last_answered_at(clocks) == at(1)


def test_a_policy_of_next_responses_only_wants_every_answer_in_that_time() -> None:
    only_next = Policy("plain", "always", next_response=Duration(rest=4 * HOUR))
    clocks = play((asked, 0), (answered, 1), (asked, 2), policy=only_next)
    assert [(clock.target, clock.due_at) for clock in clocks] == [(NEXT, at(4)), (NEXT, at(6))]


def test_a_policy_of_resolutions_only_has_one_clock() -> None:
    only_resolution = Policy("slow", "always", resolution=Duration(rest=24 * HOUR))
    clocks = play((asked, 0), (answered, 1), (unanswered, 2), policy=only_resolution)
    assert [clock.due_at for clock in clocks] == [at(25)]


def test_a_policy_without_targets_has_no_clocks() -> None:
    assert play((asked, 0), (answered, 1), (closed, 2), policy=Policy("none", "always")) == ()


TURNS = st.lists(st.sampled_from([asked, answered, unanswered, waiting, closed]), max_size=12)


@given(TURNS)
def test_at_most_one_response_and_one_resolution_are_live(turns: list[Turn]) -> None:
    clocks: Clocks = ()
    for hour, turn in enumerate(turns):
        before = clocks
        clocks = turn(clocks, POLICY, ALWAYS, at(hour))
        live = [clock.target for clock in clocks if clock.is_live]
        assert live.count(RESOLUTION) <= 1
        assert live.count(FIRST) + live.count(NEXT) <= 1
        assert len(clocks) >= len(before)
        for clock in clocks:
            runs = clock.is_live and clock.running_since is not None
            assert not runs or clock.due_at is not None
            assert runs or clock.alert_at is None


@given(TURNS)
def test_whoever_asks_last_has_a_clock_that_runs(turns: list[Turn]) -> None:
    clocks: Clocks = ()
    for hour, turn in enumerate([*turns, asked]):
        clocks = turn(clocks, POLICY, ALWAYS, at(hour))
    running = [clock.target for clock in clocks if clock.is_live and clock.running_since]
    assert RESOLUTION in running
    assert len(running) == 2
