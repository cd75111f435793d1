"""What stands at the top of a customer's mail when its owner gets it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from samehand.config.settings import Settings
from samehand.desk import relay
from samehand.desk.arrival import Arrived
from samehand.desk.conversation import Clock, Conversation, Priority, Target
from samehand.desk.decision import Mint
from samehand.desk.letters import Exchange, Relay
from samehand.ingest.message import InboundMessage

Arrive = Callable[..., Arrived]
HOUR = timedelta(hours=1)


@pytest.fixture
def conversation(carlas_mail: InboundMessage, noon: datetime) -> Conversation:
    clock = Clock(Target.FIRST_RESPONSE, "standard", "office", 4 * HOUR, noon)
    return Conversation(
        number=1042,
        mailbox="support",
        subject="The kettle leaks",
        customer=carlas_mail.sender,
        owner="ana",
        policy="standard",
        opened_at=noon,
        clocks=(replace(clock, running_since=noon, due_at=noon + 4 * HOUR),),
    )


@pytest.fixture
def passed_on(
    carlas_mail: InboundMessage,
    conversation: Conversation,
    settings: Settings,
    arrive: Arrive,
    mint: Mint,
    noon: datetime,
) -> Callable[..., Relay]:
    def make(at: datetime = noon, said: Exchange | None = None, **changes: object) -> Relay:
        changed = replace(conversation, **changes)  # type: ignore[arg-type]
        made, _ = relay.to_owner(arrive(carlas_mail), changed, settings, at, mint, said=said)
        return made

    return make


@pytest.mark.parametrize(
    ("hours", "left"),
    [(0, 4 * HOUR), (1, 3 * HOUR), (4, -0 * HOUR), (5, -1 * HOUR), (24, -5 * HOUR)],
)
def test_the_time_left_is_support_time_and_goes_on_below_nothing(
    hours: int, left: timedelta, passed_on: Callable[..., Relay], noon: datetime
) -> None:
    """It is due at 16:00; the office is open from 9 to 18."""
    assert passed_on(noon + hours * HOUR).left == left


def test_where_nothing_is_due_or_the_hours_are_gone_no_time_is_left(
    passed_on: Callable[..., Relay], conversation: Conversation
) -> None:
    (clock,) = conversation.clocks
    assert passed_on(clocks=()).left is None
    made = passed_on(clocks=(replace(clock, calendar="gone"),))
    assert made.left is None and made.due_at == clock.due_at


@pytest.mark.parametrize("priority", Priority)
def test_a_priority_is_told_where_it_is_not_the_usual_one(
    priority: Priority, passed_on: Callable[..., Relay]
) -> None:
    told = passed_on(priority=priority).told
    usual = priority is Priority.NORMAL
    assert told == (() if usual else (("Priority", priority.value),))


@pytest.mark.parametrize(("who", "name"), [("ben", "Ben Okafor"), ("gone", "gone")])
def test_who_answered_last_is_called_by_their_name(
    who: str, name: str, passed_on: Callable[..., Relay], noon: datetime
) -> None:
    last = passed_on(said=Exchange(who, noon, "Is the lid closed?")).last
    assert last is not None and last.who == name
    assert passed_on().last is None
