"""`samehand agents`: who is there, and saying so from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from samehand.cli import main
from samehand.tests.commands.desk_file import desk_file, file_mails

MAIL = (
    b"From: Carla <carla@customer.example>\r\nTo: support@acme.example\r\n"
    b"Message-ID: <one@customer.example>\r\nSubject: The kettle leaks\r\n\r\nIt drips.\r\n"
)


def agents(config: Path, *words: str) -> Result:
    return CliRunner().invoke(
        main, ["--config", str(config), "agents", *words], env={"COLUMNS": "200"}
    )


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = desk_file(tmp_path)
    file_mails(path, MAIL)
    return path


def ana(config: Path) -> dict[str, object]:
    (row,) = json.loads(agents(config, "--json").output)
    assert isinstance(row, dict)
    return row


def test_it_shows_what_each_carries_and_whether_they_are_there(config: Path) -> None:
    shown = agents(config)
    assert shown.exit_code == 0, shown.output
    for words in ("ana@acme.example", "office", "1 of 20"):
        assert words in shown.output
    row = ana(config)
    assert (row["open"], row["capacity"], row["away"]) == (1, 20, None)
    assert row["next_in"] is not None


def test_whoever_runs_the_desk_says_who_is_away_and_is_back(config: Path) -> None:
    assert agents(config, "away", "ana", "--until", "in 3 weeks").exit_code == 0
    row = ana(config)
    assert isinstance(row["away"], dict)
    assert row["away"]["source"] == "command line"
    assert "since" in agents(config).output
    assert row["next_in"] >= row["away"]["until"]

    assert agents(config, "away", "ana@acme.example").output == (
        "Ana Ruiz is away until further notice\n"
    )
    row = ana(config)
    assert isinstance(row["away"], dict)
    assert (row["away"]["until"], row["next_in"]) == (None, None)

    assert agents(config, "back", "ana").output == "Ana Ruiz is back\n"
    assert ana(config)["away"] is None


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("away", "ben"), "there is no agent 'ben'; there are ana"),
        (("away", "ana", "--until", "soon"), "nobody can tell when 'soon' is"),
        (("away", "ana", "--until", "2020-01-01"), "that has passed"),
        (("back", "ana"), "Ana Ruiz is not marked as away"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    config: Path, words: tuple[str, ...], why: str
) -> None:
    result = agents(config, *words)
    assert result.exit_code == 1
    assert why in result.output
