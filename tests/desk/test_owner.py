"""Whose a conversation is, and the words that say why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.config.secrets import PasswordSource
from samehand.config.settings import Agent, Calendar, Desk, Mailbox, Server, Settings, Span
from samehand.desk.owner import Ownership, assign

NINE_TO_FIVE = ((Span(9 * 60, 17 * 60),),) * 5 + ((), ())
AFTERNOON = ((Span(13 * 60, 17 * 60),),) * 5 + ((), ())
CALENDARS = {
    "office": Calendar("office", ZoneInfo("UTC"), NINE_TO_FIVE),
    "afternoon": Calendar("afternoon", ZoneInfo("UTC"), AFTERNOON),
}
ANA = Agent("ana", "Ana", "ana@acme.example", "office", 10, ("billing",))
BEN = Agent("ben", "Ben", "ben@acme.example", "office", 20)
CY = Agent("cy", "Cy", "cy@acme.example", "afternoon", 20, ("refund", "billing"))

MORNING = datetime(2026, 11, 23, 10, tzinfo=UTC)  # a Monday
NOON = datetime(2026, 11, 23, 14, tzinfo=UTC)
NIGHT = datetime(2026, 11, 23, 23, tzinfo=UTC)


def settings(*agents: Agent, fallback: str = "ana") -> Settings:
    server = Server("mail.acme.example", 993, "support", PasswordSource(file=Path("secret")))
    return Settings(
        Desk("Acme", ZoneInfo("UTC"), fallback, ("olga@acme.example",)),
        (Mailbox("support", "support@acme.example", server, server),),
        agents or (ANA, BEN, CY),
        CALENDARS,
        (),
    )


def owner(
    counts: Mapping[str, int],
    *,
    now: datetime = MORNING,
    subject: str = "Hello",
    previous: str | None = None,
    last_assigned: Mapping[str, datetime] | None = None,
    desk: Settings | None = None,
) -> Ownership:
    return assign(
        customer="carla@example.org",
        subject=subject,
        text="It does not work.",
        previous=previous,
        counts=counts,
        last_assigned=last_assigned or {},
        settings=desk or settings(),
        now=now,
    )


@pytest.mark.parametrize(
    ("counts", "now", "subject", "expected"),
    [
        # Load is what part of their capacity somebody carries: 3 of 20 is less than 2 of 10.
        ({"ana": 2, "ben": 3}, MORNING, "Hello", "ben"),
        ({"ana": 1, "ben": 3}, MORNING, "Hello", "ana"),
        ({"ana": 0, "ben": 20}, MORNING, "Hello", "ana"),
        # Cy is not at work in the morning, however free.
        ({"ana": 9, "ben": 19}, MORNING, "Hello", "ana"),
        ({"ana": 9, "ben": 19, "cy": 5}, NOON, "Hello", "cy"),
        # Who knows the topic comes before who has less to do.
        ({"ana": 9, "ben": 0}, MORNING, "Billing question", "ana"),
        ({"ana": 9, "ben": 0, "cy": 1}, NOON, "Billing question", "cy"),
        ({"ana": 10, "ben": 0}, MORNING, "Billing question", "ben"),
        ({"ana": 0, "ben": 5, "cy": 6}, NOON, "refund!", "cy"),
        ({"ana": 1, "ben": 0}, MORNING, "Rebilling", "ben"),
    ],
)
def test_a_new_customer_goes_to_who_is_at_work_with_room_and_knows_the_topic(
    counts: Mapping[str, int], now: datetime, subject: str, expected: str
) -> None:
    assert owner(counts, now=now, subject=subject).agent == expected


def test_of_equals_it_is_the_turn_of_who_has_waited_longest() -> None:
    twins = settings(BEN, Agent("cleo", "Cleo", "cleo@acme.example", "office", 20))
    earlier, later = MORNING - timedelta(hours=2), MORNING - timedelta(hours=1)
    turns = {"ben": later, "cleo": earlier}
    assert owner({}, desk=twins, last_assigned=turns).agent == "cleo"
    assert owner({}, desk=twins, last_assigned={"ben": later}).agent == "cleo"
    assert owner({}, desk=twins).agent == "ben"


def test_a_returning_customer_stays_in_the_same_hand() -> None:
    stays = owner({"ana": 9}, previous="ana")
    assert stays == Ownership("ana", "same hand", "Ana, who had carla@example.org before")


def test_the_same_hand_holds_outside_its_hours() -> None:
    stays = owner({}, previous="ana", now=NIGHT)
    assert stays.agent == "ana"
    assert stays.reason == "Ana, who had carla@example.org before, though not at work now"


def test_a_hand_that_is_full_lets_go() -> None:
    assert owner({"ana": 10, "ben": 3}, previous="ana") == Ownership(
        "ben",
        "least loaded",
        "Ben, the least loaded at work: 3 of 20;"
        " Ana, who had carla@example.org before, is full",
    )


def test_an_owner_who_has_left_is_forgotten() -> None:
    assert owner({}, previous="zoe").rule == "least loaded"


def test_the_reason_names_the_choice_and_the_next_best() -> None:
    assert owner({"ana": 7, "ben": 3}).reason == (
        "Ben, the least loaded at work: 3 of 20; Ana has 7 of 10"
    )
    assert owner({}, subject="billing") == Ownership(
        "ana", "topic", 'Ana, the least loaded at work of those with "billing": 0 of 10'
    )


@pytest.mark.parametrize(
    ("counts", "now", "reason"),
    [
        ({}, NIGHT, "Ana, the fallback: nobody is at work"),
        ({"ana": 10, "ben": 20}, MORNING, "Ana, the fallback: nobody at work has room"),
    ],
)
def test_when_nobody_is_free_it_is_the_fallback(
    counts: Mapping[str, int], now: datetime, reason: str
) -> None:
    assert owner(counts, now=now) == Ownership("ana", "fallback", reason)


def test_an_agent_without_capacity_is_never_chosen() -> None:
    none = settings(Agent("ben", "Ben", "ben@acme.example", "office", 0), ANA)
    assert owner({"ana": 9}, desk=none, previous="ben").agent == "ana"


IDS = st.sampled_from(["ana", "ben", "cy", "zoe"])
INSTANTS = st.datetimes(timezones=st.just(UTC), min_value=datetime(2020, 1, 1))  # noqa: DTZ001


@given(
    counts=st.dictionaries(IDS, st.integers(0, 30)),
    last_assigned=st.dictionaries(IDS, INSTANTS),
    previous=st.none() | IDS,
    subject=st.text(max_size=20) | st.sampled_from(["billing", "refund"]),
    now=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    fallback=st.sampled_from(["ana", "ben", "cy"]),
)
def test_there_is_always_one_owner_whom_the_desk_knows(
    counts: dict[str, int],
    last_assigned: dict[str, datetime],
    previous: str | None,
    subject: str,
    now: datetime,
    fallback: str,
) -> None:
    desk = settings(fallback=fallback)
    chosen = owner(
        counts,
        now=now,
        subject=subject,
        previous=previous,
        last_assigned=last_assigned,
        desk=desk,
    )
    agent = desk.agent(chosen.agent)
    assert chosen.reason.startswith(agent.name)
    assert chosen.rule == "fallback" or counts.get(agent.id, 0) < agent.capacity
