"""`samehand held`: what waits for a word of an agent, and the word of whoever runs the desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from samehand.cli import main
from samehand.config.load import load
from samehand.desk.letters import Purpose
from samehand.tests.attacks.desk_under_attack import Desk
from samehand.tests.commands.desk_file import desk_file
from samehand.tests.pipeline.office import opened

NOW = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


def samehand(config: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--config", str(config), *words], color=True)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return desk_file(tmp_path)


@pytest.fixture
def desk(config: Path) -> Iterator[Desk]:
    with opened(load(config)) as house:
        yield Desk(house, NOW)


def held(desk: Desk, text: str, **fields: str) -> str:
    """The number of a mail of Ana's that is held."""
    (row,) = desk.post(desk.reply(desk.relayed(), text, statements="", **fields))
    return str(row.id)


def answers(desk: Desk) -> int:
    desk.post()
    return len(desk.of(Purpose.ANSWER))


def test_where_nothing_is_held_it_says_so(config: Path, desk: Desk) -> None:
    assert samehand(config, "held", "list").output == "no mail is held\n"


def test_a_mail_is_listed_with_whose_it_is_and_why_it_waits(config: Path, desk: Desk) -> None:
    number = held(desk, "We send \x1b[2Ja new one.")
    (line,) = samehand(config, "held", "list").output.splitlines()
    assert line.startswith(f"{number}  Tue 24 Nov 12:00  Ana Ruiz, #1001: waits for ana")
    shown = samehand(config, "held", "show", number)
    assert "> We send " in shown.output
    assert "\x1b" not in shown.output, "a mail's words must not steer the terminal"
    assert f"held: {number}" in samehand(config, "show", "1001").output


def test_released_it_goes_out_as_it_is(config: Path, desk: Desk) -> None:
    number = held(desk, "We send a new one.")
    done = samehand(config, "held", "release", number)
    assert done.exit_code == 0
    assert answers(desk) == 1
    assert samehand(config, "held", "list").output == "no mail is held\n"
    assert "settled: send by whoever runs the desk" in " ".join(
        samehand(config, "held", "show", number).output.split()
    )
    story = " ".join(samehand(config, "show", "1001").output.split())
    assert "the word of whoever runs the desk" in story


def test_given_up_it_is_kept_and_never_sent(config: Path, desk: Desk) -> None:
    number = held(desk, "We send a new one.")
    assert samehand(config, "held", "drop", number).exit_code == 0
    assert answers(desk) == 0
    again = samehand(config, "held", "release", number)
    assert again.exit_code == 1
    assert "waits no more" in again.output
    assert "> We send a new one." in samehand(config, "held", "show", number).output


def test_what_shows_the_inside_cannot_be_let_out(config: Path, desk: Desk) -> None:
    (row,) = desk.post(desk.reply(desk.relayed(), "Thank you!\n#clsoe", statements=""))
    assert samehand(config, "held", "release", str(row.id)).exit_code == 0
    desk.post()
    refused = samehand(config, "held", "release", str(row.id))
    assert refused.exit_code == 1
    assert "its agent has to write another" in " ".join(refused.output.split())
    assert answers(desk) == 0


@pytest.mark.parametrize("command", ["show", "release", "drop"])
def test_an_unknown_number_is_told(config: Path, desk: Desk, command: str) -> None:
    refused = samehand(config, "held", command, "77")
    assert refused.exit_code == 1
    assert "no mail is held under 77" in refused.output
