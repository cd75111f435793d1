"""What each of two conversations gets back when their merger is undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from samehand.config.settings import Settings
from samehand.desk.arrival import Answerable
from samehand.desk.clocks.clock import Verdict, assess, drop, start
from samehand.desk.clocks.turns import answered, asked, closed
from samehand.desk.conversation import Clock, Conversation, State, Target
from samehand.desk.decision import Decision, Mint
from samehand.desk.parting import Mail, Merger, joinable, part
from samehand.ingest.message import Address
from samehand.threading.traits import Traits

CARLA, DORA = Address("carla@customer.example", "Carla"), Address("dora@customer.example")
HOUR = timedelta(hours=1)
LAST = 20  # the newest mail before the merger


@pytest.mark.parametrize(
    ("ranked", "apart", "joined"),
    [
        ((2, 1), [], (2, 1)),
        ((2, 1), [(1, 2)], (2,)),
        ((3, 1, 2), [(1, 2)], (3, 1)),
        ((3, 1, 2), [(1, 3), (2, 3)], (3,)),
        ((), [(1, 2)], ()),
    ],
)
def test_of_those_kept_apart_a_mail_joins_the_most_strongly_tied(
    ranked: tuple[int, ...], apart: list[tuple[int, int]], joined: tuple[int, ...]
) -> None:
    assert joinable(ranked, apart) == joined


def running(settings: Settings, at: datetime, number: int) -> Clock:
    clock = start(Target.FIRST_RESPONSE, settings.policies[0], settings.calendars["office"], at)
    assert clock is not None
    return replace(clock, id=number)


@pytest.fixture
def whole(settings: Settings, noon: datetime) -> Conversation:
    """Carla's conversation, into which Dora's was merged at noon; Ben's."""
    return Conversation(
        number=1001,
        mailbox="support",
        subject="The kettle leaks",
        customer=CARLA,
        owner="ben",
        policy="standard",
        opened_at=noon - HOUR,
        participants=(CARLA, DORA),
        clocks=(running(settings, noon - HOUR, 1),),
    )


@pytest.fixture
def merged(whole: Conversation, settings: Settings, noon: datetime) -> Conversation:
    return replace(
        whole,
        number=1002,
        subject="Leak",
        customer=DORA,
        owner="ana",
        participants=(DORA,),
        clocks=(drop(running(settings, noon - HOUR / 2, 2), noon),),
        state=State.MERGED,
        merged_into=1001,
    )


MERGER = Merger(
    merged=1002,
    part=frozenset({1002}),
    survivor=1001,
    last_message=LAST,
    state=State.OPEN,
    survivor_state=State.OPEN,
    clocks=frozenset({1, 2}),
)


def mail(
    number: int,
    writer: Address,
    at: datetime,
    *,
    answers: int | None = None,
    filed_in: int = 1001,
    people: tuple[Address, ...] = (),
) -> Mail:
    """A mail of somebody outside, or with `answers` an agent's answer to the mail so named."""
    known = frozenset(person.address for person in (writer, *people))
    references = () if answers is None else (f"{answers}@x",)
    is_ours = answers is not None
    return Mail(
        id=number,
        filed_in=filed_in,
        asks=not is_ours,
        answers=is_ours,
        at=at,
        traits=Traits(f"{number}@x", writer="" if is_ours else writer.address, people=known),
        content=Answerable(f"{number}@x", references, writer, (), "The subject", "The text."),
    )


@pytest.fixture
def mails(noon: datetime) -> list[Mail]:
    """What both had before, of which the merger made one."""
    return [mail(10, CARLA, noon - HOUR), mail(11, DORA, noon - HOUR / 2, filed_in=1002)]


@pytest.fixture
def undone(
    whole: Conversation,
    merged: Conversation,
    mails: list[Mail],
    settings: Settings,
    noon: datetime,
    mint: Mint,
) -> Decision:
    return part(whole, merged, MERGER, mails, settings, noon, mint)


def test_nothing_is_left_of_a_merger_after_which_nothing_came(
    undone: Decision, whole: Conversation, merged: Conversation, noon: datetime
) -> None:
    remaining, leaving = undone.conversations
    assert remaining == replace(whole, participants=(CARLA,))
    assert (leaving.state, leaving.merged_into, leaving.owner) == (State.OPEN, None, "ana")
    assert [assess(clock, noon) for clock in leaving.clocks] == [Verdict.RUNNING]
    assert leaving.clocks[0].due_at == merged.clocks[0].due_at
    assert undone.parting is not None
    assert undone.parting.messages == (11,)


def test_the_owners_of_both_hear_of_it_and_no_customer_does(undone: Decision) -> None:
    readers = {address.address for letter in undone.letters for address in letter.to}
    assert readers == {"ana@acme.example", "ben@acme.example"}
    assert {token.conversation for token in undone.tokens} == {1002}


def test_a_clock_that_was_taken_in_goes_back(
    whole: Conversation,
    merged: Conversation,
    mails: list[Mail],
    settings: Settings,
    noon: datetime,
    mint: Mint,
) -> None:
    """Dora had waited for longer, so that her clock went on for both of them."""
    hers = running(settings, noon - 2 * HOUR, 2)
    mine = drop(running(settings, noon - HOUR, 1), noon)
    before = replace(merged, clocks=(drop(hers, noon),))
    after = replace(whole, clocks=(mine, replace(hers, id=3)))
    decision = part(after, before, MERGER, mails, settings, noon, mint)
    remaining, leaving = decision.conversations
    assert [clock.id for clock in remaining.live_clocks] == [1]
    assert [(clock.id, clock.due_at) for clock in leaving.live_clocks] == [(2, hers.due_at)]


def test_an_answer_counts_for_the_one_whose_mail_it_answers(
    whole: Conversation,
    merged: Conversation,
    mails: list[Mail],
    settings: Settings,
    noon: datetime,
    mint: Mint,
) -> None:
    policy, calendar = settings.policies[0], settings.calendars["office"]
    resolution = start(Target.RESOLUTION, policy, calendar, noon - HOUR)
    assert resolution is not None
    both = (*whole.clocks, replace(resolution, id=3))
    merger = replace(MERGER, clocks=frozenset({1, 2, 3}))
    after = replace(
        whole, state=State.WAITING, clocks=answered(both, policy, calendar, noon + HOUR)
    )
    for question, closed_number, open_number in ((10, 1001, 1002), (11, 1002, 1001)):
        answer = mail(21, Address(""), noon + HOUR, answers=question)
        decision = part(
            after, merged, merger, [*mails, answer], settings, noon + 2 * HOUR, mint
        )
        found = {c.number: c for c in decision.conversations}
        assert found[closed_number].state is State.WAITING
        assert all(c.running_since is None for c in found[closed_number].live_clocks)
        assert found[open_number].state is State.OPEN
        assert all(c.running_since is not None for c in found[open_number].live_clocks)
        if open_number == 1001:
            due = [clock.due_at for clock in found[1001].live_clocks]
            assert due == [clock.due_at for clock in both], "as if nobody had answered"


def test_a_question_waits_where_it_belongs(
    whole: Conversation,
    merged: Conversation,
    mails: list[Mail],
    settings: Settings,
    noon: datetime,
    mint: Mint,
) -> None:
    """Both were answered as one; then Dora asked once more."""
    policy, calendar = settings.policies[0], settings.calendars["office"]
    clocks = asked(
        answered(whole.clocks, policy, calendar, noon), policy, calendar, noon + HOUR
    )
    after = replace(whole, clocks=clocks)
    answers = [mail(20 + n, Address(""), noon, answers=9 + n) for n in (1, 2)]
    again = replace(mail(23, DORA, noon + HOUR), filed_in=1002)
    remaining, leaving = part(
        after, merged, MERGER, [*mails, *answers, again], settings, noon + HOUR, mint
    ).conversations
    assert (remaining.state, remaining.live_clocks) == (State.WAITING, ())
    assert leaving.state is State.OPEN
    assert {c.started_at for c in leaving.live_clocks} == {noon + HOUR}


def test_what_was_closed_as_one_stays_closed(
    whole: Conversation,
    merged: Conversation,
    mails: list[Mail],
    settings: Settings,
    noon: datetime,
    mint: Mint,
) -> None:
    policy, calendar = settings.policies[0], settings.calendars["office"]
    ended = replace(
        whole, state=State.CLOSED, clocks=closed(whole.clocks, policy, calendar, noon)
    )
    later = mail(21, CARLA, noon, people=(DORA,))
    remaining, leaving = part(
        ended, merged, MERGER, [*mails, later], settings, noon, mint
    ).conversations
    assert (remaining.state, remaining.live_clocks) == (State.CLOSED, ())
    assert leaving.state is State.OPEN, "nobody has answered it"


def test_who_has_left_owns_nothing_again(
    whole: Conversation,
    merged: Conversation,
    mails: list[Mail],
    settings: Settings,
    noon: datetime,
    mint: Mint,
) -> None:
    former = replace(merged, owner="zoe")
    _, leaving = part(whole, former, MERGER, mails, settings, noon, mint).conversations
    assert leaving.owner == "ben"


def test_a_customer_who_leaves_is_not_the_customer_any_more(
    whole: Conversation,
    merged: Conversation,
    mails: list[Mail],
    settings: Settings,
    noon: datetime,
    mint: Mint,
) -> None:
    """The mail that joined the two had made Dora the customer of both."""
    hers = replace(whole, customer=DORA, subject="Leak")
    remaining, _ = part(hers, merged, MERGER, mails, settings, noon, mint).conversations
    assert (remaining.customer, remaining.subject) == (CARLA, "The subject")


def test_without_the_policy_in_the_config_the_mails_part_all_the_same(
    whole: Conversation,
    merged: Conversation,
    mails: list[Mail],
    settings: Settings,
    noon: datetime,
    mint: Mint,
) -> None:
    bare = replace(settings, policies=())
    _, leaving = part(whole, merged, MERGER, mails, bare, noon, mint).conversations
    assert (leaving.state, leaving.live_clocks) == (State.OPEN, ())
