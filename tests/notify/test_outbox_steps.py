"""What becomes of a mail after each try: the timetable, the refusals, the doubts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.desk.letters import Purpose
from samehand.notify.outbox import (
    GIVE_UP_AFTER,
    Accepted,
    OutboxState,
    Refusal,
    Rejected,
    Result,
    Step,
    Tell,
    Unknown,
    Unreachable,
    Waiting,
    after,
    rejection,
    sender_rejection,
)

NOW = datetime(2026, 11, 24, 12, 20, tzinfo=UTC)
CARLA, DAN, EVE = "carla@customer.example", "dan@customer.example", "eve@customer.example"
LATER = Refusal(451, "4.7.1 greylisted")
NEVER = Refusal(550, "5.1.1 no such user")

ROW = Waiting(
    id=1,
    key="answer:12",
    purpose=Purpose.ANSWER,
    mailbox="support",
    conversation=1042,
    message_id="answer-1@acme.example",
    envelope_from="support@acme.example",
    recipients=(CARLA, DAN, EVE),
    digest="0" * 64,
    state=OutboxState.HANDING_OVER,
    attempts=0,
    created_at=NOW,
    epoch=1,
)


def step(result: Result, row: Waiting = ROW, *, now: datetime = NOW, spread: float = 0) -> Step:
    return after(row, result, now=now, spread=spread)


def test_a_mail_that_everybody_got_is_sent() -> None:
    assert step(Accepted()) == Step(OutboxState.SENT, (), None, 1, "accepted")


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(0, 1), (1, 5), (2, 15), (3, 60), (4, 60), (100, 60)]
)
def test_a_mail_that_is_refused_for_now_waits_by_the_timetable(
    attempts: int, minutes: int
) -> None:
    again = step(Rejected(LATER), replace(ROW, attempts=attempts))
    assert again.state is OutboxState.QUEUED
    assert again.next_attempt_at == NOW + timedelta(minutes=minutes)
    assert again.attempts == attempts + 1
    assert again.tell is None


def test_the_spread_keeps_retries_apart() -> None:
    again = step(Rejected(LATER), replace(ROW, attempts=3), spread=1)
    assert again.next_attempt_at == NOW + timedelta(minutes=75)


@pytest.mark.parametrize(
    ("age", "state"),
    [
        (GIVE_UP_AFTER - timedelta(microseconds=1), OutboxState.QUEUED),
        (GIVE_UP_AFTER, OutboxState.FAILED),
    ],
)
def test_after_five_days_it_is_given_up_with_a_word_to_the_owner(
    age: timedelta, state: OutboxState
) -> None:
    given_up = step(Rejected(LATER), now=NOW + age)
    assert given_up.state is state
    if state is OutboxState.FAILED:
        assert given_up.tell is Tell.OWNER
        assert given_up.reason.endswith("given up after 5 days")


def test_a_mail_that_is_refused_for_good_fails_at_once() -> None:
    failed = step(Rejected(NEVER))
    assert (failed.state, failed.recipients) == (OutboxState.FAILED, ())
    assert failed.tell is Tell.OWNER
    assert f"{DAN}: 550 5.1.1 no such user" in failed.reason


@pytest.mark.parametrize(
    ("refused", "state", "left", "tell"),
    [
        ({DAN: NEVER}, OutboxState.SENT, (), Tell.OWNER),
        ({DAN: LATER}, OutboxState.QUEUED, (DAN,), None),
        ({DAN: LATER, EVE: NEVER}, OutboxState.QUEUED, (DAN,), Tell.OWNER),
        ({DAN: LATER, EVE: LATER}, OutboxState.QUEUED, (DAN, EVE), None),
    ],
)
def test_who_got_it_never_gets_it_again(
    refused: dict[str, Refusal], state: OutboxState, left: tuple[str, ...], tell: Tell | None
) -> None:
    after_it = step(Accepted(refused))
    assert (after_it.state, after_it.recipients, after_it.tell) == (state, left, tell)
    assert (after_it.next_attempt_at is not None) == (state is OutboxState.QUEUED)


def test_refusals_of_everybody_are_judged_one_by_one() -> None:
    each = {CARLA: LATER, DAN: NEVER, EVE: NEVER}
    assert step(Rejected(LATER, each)).recipients == (CARLA,)


def test_a_channel_that_is_down_counts_no_try() -> None:
    down = Unreachable("the SMTP server smtp.acme.example:465 cannot be used")
    for age in (timedelta(), GIVE_UP_AFTER * 2):
        waits = step(down, replace(ROW, attempts=2), now=NOW + age)
        assert waits.state is OutboxState.QUEUED
        assert (waits.attempts, waits.recipients) == (2, ROW.recipients)
        assert waits.next_attempt_at == NOW + age + timedelta(minutes=1)


AGENTS_AND_OPS = [p for p in Purpose if not p.reaches_customer]


def test_an_answer_of_unknown_fate_waits_for_its_owner() -> None:
    unknown = step(Unknown("no answer"))
    assert (unknown.state, unknown.next_attempt_at) == (OutboxState.UNKNOWN, None)
    assert (unknown.tell, unknown.recipients) == (Tell.OWNER, ROW.recipients)


def test_an_acknowledgement_of_unknown_fate_is_let_be() -> None:
    unknown = step(Unknown("no answer"), replace(ROW, purpose=Purpose.ACKNOWLEDGEMENT))
    assert (unknown.state, unknown.tell) == (OutboxState.UNKNOWN, None)


@pytest.mark.parametrize("purpose", AGENTS_AND_OPS)
@pytest.mark.parametrize("attempts", [0, 3])
def test_for_agents_and_ops_a_copy_too_many_is_better_than_silence(
    purpose: Purpose, attempts: int
) -> None:
    row = replace(ROW, purpose=purpose, attempts=attempts)
    once_more = step(Unknown("no answer"), row)
    assert (once_more.state, once_more.doubts) == (OutboxState.QUEUED, 1)
    assert once_more.recipients == ROW.recipients
    row = replace(row, attempts=once_more.attempts, doubts=once_more.doubts)
    assert step(Unknown("no answer"), row).state is OutboxState.UNKNOWN


@pytest.mark.parametrize(
    "result",
    [
        *(Accepted(), Accepted({DAN: LATER}), Accepted({DAN: NEVER})),
        *(Rejected(LATER), Rejected(NEVER), Unreachable("down")),
    ],
)
def test_a_doubt_is_remembered(result: Result) -> None:
    assert step(result, replace(ROW, purpose=Purpose.ALERT, doubts=1)).doubts == 1


@pytest.mark.parametrize("purpose", [Purpose.NOTICE, Purpose.RECEIPT])
def test_a_word_that_fails_brings_forth_no_other(purpose: Purpose) -> None:
    """Or a dead address of ops would get notices about its notices for ever."""
    row = replace(ROW, purpose=purpose, doubts=1)
    assert step(Rejected(NEVER), row).tell is None
    assert step(Unknown("no answer"), row).tell is None


@pytest.mark.parametrize("purpose", [Purpose.RELAY, Purpose.ALERT, Purpose.DIGEST])
def test_ops_hears_of_mail_that_an_agent_does_not_get(purpose: Purpose) -> None:
    assert step(Rejected(NEVER), replace(ROW, purpose=purpose)).tell is Tell.OPS


@pytest.mark.parametrize(
    ("code", "text", "minutes"),
    [
        (535, "5.7.8 authentication failed", 20),
        (530, "5.7.0 authentication required", 20),
        (550, "5.7.30 Basic authentication is not supported for Client Submission", 20),
        (550, "5.4.5 Daily user sending limit exceeded", 60),
        (432, "4.3.2 Concurrent connections limit exceeded", 5),
        (421, "4.7.0 try again later", 5),
    ],
)
def test_an_answer_about_the_account_is_not_a_refusal_of_the_mail(
    code: int, text: str, minutes: int
) -> None:
    assert rejection(code, text) == Unreachable(f"{code} {text}", timedelta(minutes=minutes))


@pytest.mark.parametrize("refusal", [LATER, NEVER, Refusal(552, "5.3.4 too big")])
def test_any_other_answer_is_about_the_mail(refusal: Refusal) -> None:
    assert rejection(refusal.code, refusal.text) == Rejected(refusal)


@pytest.mark.parametrize(
    ("code", "text", "is_the_mails_fault"),
    [
        (553, "5.7.1 sender address rejected: not owned by user", False),
        (535, "5.7.8 authentication failed", False),
        (552, "too big", True),
        (550, "5.3.4 too big", True),
        (451, "4.3.0 later", True),
    ],
)
def test_a_refused_sender_is_a_matter_of_the_account(
    code: int, text: str, is_the_mails_fault: bool
) -> None:
    answer = sender_rejection(code, text, "support@acme.example")
    assert isinstance(answer, Rejected) is is_the_mails_fault


refusals = st.sampled_from([LATER, NEVER])
results = st.one_of(
    st.builds(Accepted, st.dictionaries(st.sampled_from(ROW.recipients), refusals, max_size=2)),
    st.builds(Rejected, refusals),
    st.builds(Unreachable, st.just("down")),
    st.builds(Unknown, st.just("silence")),
)


@given(results=st.lists(results, min_size=1, max_size=12), purpose=st.sampled_from(Purpose))
def test_nobody_is_served_twice_and_nobody_forgotten(
    results: list[Result], purpose: Purpose
) -> None:
    row, served, doubts = replace(ROW, purpose=purpose), list[str](), 0
    for result in results:
        if isinstance(result, Accepted):
            if set(result.refused) >= set(row.recipients):
                continue  # a server that takes nobody does not accept
            served += [r for r in row.recipients if r not in result.refused]
        doubts += isinstance(result, Unknown)
        after_it = step(result, row)
        assert (after_it.next_attempt_at is not None) == (after_it.state is OutboxState.QUEUED)
        assert set(after_it.recipients) <= set(row.recipients) - set(served)
        if after_it.state is not OutboxState.QUEUED:
            break
        assert after_it.recipients
        row = replace(
            row,
            recipients=after_it.recipients,
            attempts=after_it.attempts,
            doubts=after_it.doubts,
        )
    assert len(served) == len(set(served))
    assert doubts <= (1 if purpose.reaches_customer else 2)
