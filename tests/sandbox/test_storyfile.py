"""A story file is read whole, or everything that is wrong with it is said at once."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from samehand.sandbox.story import Change, Happens, MailExpected, Role, Story, Writes
from samehand.sandbox.storyfile import StoryError, read_story

CONFIG: dict[str, Any] = {
    "desk": {"name": "Acme Support", "timezone": "Europe/Madrid"},
    "mailbox": [{"name": "support", "address": "support@acme.example"}],
    "agent": [{"id": "ana", "name": "Ana Ruiz", "address": "ana@acme.example"}],
}
CARLA = {"id": "carla", "name": "Carla Blum", "address": "carla@flowers.example"}


def story(tmp_path: Path, **changes: Any) -> Story:
    document = {
        "start": "2026-03-03T09:00:00",
        "config": CONFIG,
        "people": [CARLA],
        "turns": [{"at": 0, "from": "carla", "subject": "Hello", "text": "Is it broken?"}],
        **changes,
    }
    path = tmp_path / "story.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return read_story(path)


def problems(tmp_path: Path, **changes: Any) -> str:
    with pytest.raises(StoryError) as caught:
        story(tmp_path, **changes)
    return "\n".join(caught.value.problems)


def test_a_story_begins_in_the_time_zone_of_its_desk(tmp_path: Path) -> None:
    assert story(tmp_path).start == datetime(2026, 3, 3, 8, 0, tzinfo=UTC)
    aware = story(tmp_path, start="2026-03-03T09:00:00+05:00")
    assert aware.start == datetime(2026, 3, 3, 4, 0, tzinfo=UTC)


def test_the_agents_of_the_config_are_people_too(tmp_path: Path) -> None:
    people = story(tmp_path).people
    assert [(p.id, p.role) for p in people] == [("ana", Role.AGENT), ("carla", Role.CUSTOMER)]


def test_a_customer_writes_to_the_support_address_unless_told_otherwise(tmp_path: Path) -> None:
    [turn] = story(tmp_path).turns
    assert isinstance(turn, Writes)
    assert turn.id == "1"
    assert turn.to == ("support@acme.example",)


def test_toml_and_json_tell_the_same_story(tmp_path: Path) -> None:
    path = tmp_path / "story.toml"
    path.write_text(
        """
        start = 2026-03-03T09:00:00
        people = [{ id = "carla", name = "Carla Blum", address = "carla@flowers.example" }]
        turns = [{ at = 0, from = "carla", subject = "Hello", text = "Is it broken?" }]
        [config.desk]
        name = "Acme Support"
        timezone = "Europe/Madrid"
        [[config.mailbox]]
        name = "support"
        address = "support@acme.example"
        [[config.agent]]
        id = "ana"
        name = "Ana Ruiz"
        address = "ana@acme.example"
        """,
        encoding="utf-8",
    )
    assert read_story(path) == story(tmp_path)


def test_the_system_stops_servers_and_sends_people_away(tmp_path: Path) -> None:
    turns = story(
        tmp_path,
        turns=[
            {"at": 1, "from": "system", "stop": "smtp"},
            {"at": 2, "from": "system", "away": "ana"},
        ],
    ).turns
    changes = [(t.change, t.whom) for t in turns if isinstance(t, Happens)]
    assert changes == [(Change.STOP, "smtp"), (Change.AWAY, "ana")]


@pytest.mark.parametrize(
    ("given", "least", "most"),
    [
        ({"count": 2}, 2, 2),
        ({"count": 0, "subject": "x"}, 0, 0),
        ({"at_least": 3}, 3, None),
        ({"subject": "Hello"}, 1, None),
        ({"never": "#close"}, 0, None),
    ],
)
def test_an_expectation_counts_mails(
    tmp_path: Path, given: dict[str, Any], least: int, most: int | None
) -> None:
    [expected] = story(tmp_path, expect=[{"mailbox": "carla", **given}]).expected
    assert isinstance(expected, MailExpected)
    assert (expected.least, expected.most) == (least, most)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"start": "soon"}, "`start` must be a date and time"),
        ({"strat": 1}, "`strat` is not known; did you mean `start`?"),
        (
            {"until": 0, "turns": [{"at": 5, "from": "carla", "text": "x"}]},
            "last turn is later",
        ),
        ({"people": [CARLA, CARLA]}, "several have the id 'carla'"),
        ({"people": [CARLA, {**CARLA, "id": "c"}]}, "several have the address"),
        ({"people": [{**CARLA, "address": "support@acme.example"}]}, "address of a mailbox"),
        ({"config": {**CONFIG, "mailbox": [{}]}}, "config.mailbox 1: `address` is missing"),
        ({"config": {}}, "needs a [[config.mailbox]]"),
        (
            {"config": {**CONFIG, "desk": {"timezone": "Mars/Base"}}},
            "no time zone: 'Mars/Base'",
        ),
        ({"turns": [{"at": -1, "from": "carla", "text": "x"}]}, "turn '1': `at` must be"),
        ({"turns": [{"at": 1, "from": "karla", "text": "x"}]}, "did you mean `carla`?"),
        ({"turns": [{"at": 1, "from": "carla"}]}, "nothing is written"),
        ({"turns": [{"at": 1, "from": "carla", "text": "x", "to": "bob"}]}, "names 'bob'"),
        ({"turns": [{"at": 1, "from": "carla", "text": "x", "answers": 7}]}, "no earlier turn"),
        ({"turns": [{"at": 1, "from": "carla", "text": "ł", "charset": "latin-1"}]}, "'ł'"),
        (
            {"turns": [{"at": 1, "from": "carla", "text": "x", "charset": "klingon"}]},
            "nobody knows",
        ),
        ({"turns": [{"at": 1, "from": "carla", "raw": "lost.eml"}]}, "lost.eml cannot be read"),
        ({"turns": [{"at": 1, "from": "system", "stop": "pop"}]}, "`stop` names 'pop'"),
        ({"turns": [{"at": 1, "from": "system"}]}, "the system does one of"),
        ({"expect": [{"mailbox": "bob"}]}, "`mailbox` names 'bob'"),
        ({"expect": [{"that": "all is well"}]}, "expect 1 (all is well): name one of"),
        ({"expect": [{"conversation": "9"}]}, "'9' is no turn"),
        ({"expect": [{"conversation": "1", "clocks": {"x": "met"}}]}, "`x` is none of"),
        ({"expect": [{"desk": {"tickets": 1}}]}, "`tickets` is none of"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    assert said in problems(tmp_path, **changes)


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    text = problems(tmp_path, start="soon", people=[{}], turns=[{"at": 1}])
    assert len(text.splitlines()) >= 4


def test_a_file_that_is_no_story_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoryError, match=r"missing\.toml: cannot be read"):
        read_story(tmp_path / "missing.toml")
    broken = tmp_path / "broken.toml"
    broken.write_text("start = ", encoding="utf-8")
    with pytest.raises(StoryError, match=r"broken\.toml: is neither TOML nor JSON"):
        read_story(broken)
