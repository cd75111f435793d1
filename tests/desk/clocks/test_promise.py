"""A promise runs until the instant that was named, whatever turn the conversation takes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samehand.config.settings import Calendar, Duration, Policy, Span
from samehand.desk.clocks import clock, turns
from samehand.desk.clocks.clock import Verdict, assess
from samehand.desk.clocks.explain import arithmetic
from samehand.desk.clocks.turns import Clocks
from samehand.desk.conversation import Target

HOUR = timedelta(hours=1)
UTC_ZONE = ZoneInfo("UTC")
OFFICE = Calendar("office", UTC_ZONE, ((Span(540, 1020),),) * 5 + ((), ()))  # 9 to 17
POLICY = Policy(
    "standard",
    "office",
    first_response=Duration(rest=2 * HOUR),
    next_response=Duration(rest=4 * HOUR),
    resolution=Duration(rest=24 * HOUR),
    warn_at=0.75,
)
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
FRIDAY_NIGHT = datetime(2026, 11, 27, 20, tzinfo=UTC)


def at(hour: float) -> datetime:
    return MONDAY + timedelta(hours=hour)


def promised(made: float, due: float, *others: Clocks) -> Clocks:
    made_clock = clock.promise(POLICY, OFFICE, at(made), at(due))
    return (*(c for clocks in others for c in clocks), made_clock)


@pytest.mark.parametrize(
    ("made", "due", "warned"),
    [
        (at(0), at(4), at(3)),
        (at(0), at(8), at(6)),
        (at(4), at(24 + 4), at(24 + 2)),  # 4 hours today and 4 tomorrow
        (at(0), at(10), at(6)),  # due after closing: the hours are over by then
        (FRIDAY_NIGHT, FRIDAY_NIGHT + 8 * HOUR, FRIDAY_NIGHT + 6 * HOUR),  # no hours at all
    ],
)
def test_the_warning_comes_when_three_quarters_of_the_time_are_over(
    made: datetime, due: datetime, warned: datetime
) -> None:
    made_clock = clock.promise(POLICY, OFFICE, made, due)
    assert (made_clock.alert_at, made_clock.due_at) == (warned, due)


def test_it_is_broken_at_its_instant_and_not_before() -> None:
    (made,) = promised(0, 30)
    assert assess(made, at(30) - timedelta.resolution) is not Verdict.BREACHED
    assert assess(made, at(30)) is Verdict.BREACHED


@pytest.mark.parametrize("turn", [turns.asked, turns.waiting, turns.closed, turns.moved])
def test_no_turn_but_an_answer_ends_it(turn: object) -> None:
    (made,) = promised(0, 30)
    assert turn((made,), POLICY, OFFICE, at(1))[0] == made  # type: ignore[operator]


def test_an_answer_keeps_it_and_spam_drops_it() -> None:
    clocks = promised(0, 30)
    assert turns.answered(clocks, POLICY, OFFICE, at(1))[0].met_at == at(1)
    assert turns.forgotten(clocks, POLICY, OFFICE, at(1))[0].dropped_at == at(1)


def test_an_answer_that_failed_kept_nothing() -> None:
    clocks = promised(1, 30, turns.asked((), POLICY, OFFICE, at(0)))
    answered = turns.answered(clocks, POLICY, OFFICE, at(2))
    again = turns.unanswered(answered, POLICY, OFFICE, at(3))
    assert [c.is_live for c in again] == [True, True, True]
    assert turns.promised(again) == clocks[-1]


def test_where_only_a_promise_was_kept_a_later_question_still_waits() -> None:
    clocks = turns.answered(turns.asked((), POLICY, OFFICE, at(0)), POLICY, OFFICE, at(1))
    kept = turns.answered(promised(2, 30, clocks), POLICY, OFFICE, at(3))
    asked = turns.asked(kept, POLICY, OFFICE, at(4))
    again = turns.unanswered(asked, POLICY, OFFICE, at(5))
    live = {c.target for c in again if c.is_live}
    assert live == {Target.PROMISE, Target.RESOLUTION, Target.NEXT_RESPONSE}


def test_of_two_promises_that_become_one_matter_the_earlier_goes_on() -> None:
    (kept,) = promised(0, 20)
    taken = turns.taken_in(promised(0, 30), (kept,), at(1))
    assert [c.due_at for c in taken if c.is_live] == [at(20)]


def test_a_promise_and_a_response_do_not_end_each_other_in_a_merger() -> None:
    asked = turns.asked((), POLICY, OFFICE, at(0))
    taken = turns.taken_in(asked, promised(0, 1), at(0.5))
    assert [c.is_live for c in taken] == [True, True, True]


def test_its_arithmetic_is_when_it_was_made_and_for_when() -> None:
    (made,) = promised(0, 30)
    assert arithmetic(made, OFFICE, at(31)) == (
        "promised on Mon 23 Nov 09:00 for Tue 24 Nov 15:00 (UTC)"
    )


@settings(max_examples=60)
@given(
    st.timedeltas(timedelta(), timedelta(days=365)),
    st.timedeltas(timedelta(minutes=1), timedelta(days=400)),
    st.floats(0, 1),
)
def test_the_warning_never_comes_before_the_promise_nor_after_its_end(
    later: timedelta, length: timedelta, warn_at: float
) -> None:
    start = MONDAY + later
    policy = Policy("standard", "office", warn_at=warn_at)
    made_clock = clock.promise(policy, OFFICE, start, start + length)
    assert made_clock.alert_at is not None
    assert start <= made_clock.alert_at <= start + length


TURNS = st.lists(
    st.tuples(
        st.sampled_from([turns.asked, turns.answered, turns.waiting, turns.closed]),
        st.integers(1, 50),
    ),
    max_size=6,
)


@settings(max_examples=60)
@given(TURNS, st.booleans())
def test_what_an_answer_did_to_the_clocks_is_undone_by_taking_it_back(
    played: list[tuple[object, int]], closes: bool
) -> None:
    hour, clocks = 0, turns.asked((), POLICY, OFFICE, at(0))
    for turn, later in played:
        hour += later
        clocks = turn(clocks, POLICY, OFFICE, at(hour))  # type: ignore[operator]
    before, was_open = clocks, any(c.running_since for c in clocks if c.is_live)
    answered = turns.answered(clocks, POLICY, OFFICE, at(hour + 1))
    if closes:
        answered = turns.closed(answered, POLICY, OFFICE, at(hour + 1))
    answered = (*answered, clock.promise(POLICY, OFFICE, at(hour + 1), at(hour + 90)))
    back = turns.taken_back(
        answered, POLICY, OFFICE, at(hour + 1), at(hour + 2), was_open=was_open
    )
    assert turns.promised(back) is None
    assert [c.is_live for c in back[:-1]] == [c.is_live for c in before]
    assert [c.due_at for c in back[:-1] if c.is_live] == [c.due_at for c in before if c.is_live]
