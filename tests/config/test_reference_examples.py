"""What the reference page tells an admin to write loads, and does what the page says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from samehand.config.example import example
from samehand.config.load import load
from samehand.config.reference import page
from samehand.config.settings import Settings
from samehand.desk.clocks.clock import next_stage, start
from samehand.desk.conversation import Target
from samehand.desk.owner import Ownership, assign
from samehand.desk.policy import fit

MADRID = ZoneInfo("Europe/Madrid")
AWAY, BACK = (
    datetime(2026, 12, 21, 10, tzinfo=MADRID),
    datetime(2026, 12, 28, 10, tzinfo=MADRID),
)


def blocks(language: str) -> list[str]:
    """The examples of the page that are fenced as this language."""
    return re.findall(rf"^```{language}\n(.*?)^```", page(), re.DOTALL | re.MULTILINE)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The example config with what the page adds to it."""
    (away,) = blocks("text")
    (tmp_path / "ben-away.txt").write_text(away)
    rest = example().partition("\n[[policy]]")
    path = tmp_path / "samehand.toml"
    path.write_text("\n".join([rest[0], *blocks("toml"), *rest[1:]]))
    return load(path)


def owner_at(now: datetime, settings: Settings, previous: str | None = None) -> Ownership:
    """Whose Carla's new conversation would be, when it is Ben's turn."""
    counts: Mapping[str, int] = {"ana": 5, "ben": 0}
    return assign(
        customer="carla@customer.example",
        subject="The kettle leaks",
        text="",
        previous=previous,
        counts=counts,
        last_assigned={},
        settings=settings,
        now=now,
    )


def test_new_conversations_go_to_others_while_an_agent_is_away(settings: Settings) -> None:
    assert owner_at(AWAY, settings).agent == "ana"
    assert owner_at(BACK, settings).agent == "ben"


def test_a_returning_customer_comes_back_to_an_agent_who_is_away(settings: Settings) -> None:
    assert owner_at(AWAY, settings, previous="ben").agent == "ben"


def test_the_policy_of_a_key_account_comes_before_the_one_for_all(settings: Settings) -> None:
    def policy_of(customer: str) -> str | None:
        policy = fit(settings.policies, "support", customer, "", "")
        return policy.name if policy else None

    assert policy_of("zoe@bigco.example") == "key accounts"
    assert policy_of("carla@customer.example") == "standard"


def test_the_ladder_is_climbed_when_the_page_says_so(settings: Settings) -> None:
    policy, office = settings.policies[0], settings.calendars["office"]
    friday = datetime(2026, 11, 20, 17, 30, tzinfo=MADRID)
    clock = start(Target.FIRST_RESPONSE, policy, office, friday)
    alerts = []
    while clock is not None and clock.alert_at is not None:
        alerts.append(f"{clock.alert_at.astimezone(MADRID):%a %H:%M}")
        clock, _ = next_stage(clock, policy, office, clock.alert_at)
    assert alerts == ["Mon 09:15", "Mon 09:30", "Mon 10:00", "Mon 11:30"]
