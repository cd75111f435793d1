"""The command line as a whole: help for newcomers, and errors as sentences."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from samehand import __version__
from samehand.cli import main
from samehand.config.load import load
from samehand.store.store import Store
from samehand.tests.commands.desk_file import desk_file

NEEDS_CONFIG = (
    ["status"],
    ["show", "1001"],
    ["quarantine", "list"],
    ["quarantine", "show", "1"],
    ["quarantine", "retry", "1"],
    ["db", "upgrade"],
)
HEAVY = ("sqlalchemy", "imapclient", "aiosmtplib", "bs4", "jinja2", "rich", "pymap")


def samehand(*words: str | Path) -> Result:
    return CliRunner().invoke(main, list(map(str, words)))


def every_command() -> list[list[str]]:
    """The words of each command, groups included."""
    found: list[list[str]] = []

    def walk(command: click.Command, words: list[str]) -> None:
        found.append(words)
        if isinstance(command, click.Group):
            for name, below in command.commands.items():
                walk(below, [*words, name])

    walk(main, [])
    return found


@pytest.mark.parametrize("words", every_command(), ids=" ".join)
def test_every_command_tells_what_it_is_for(words: list[str]) -> None:
    for option in ("--help", "-h"):
        told = samehand(*words, option)
        assert told.exit_code == 0
        assert told.output.startswith("Usage: ")
        sentence = told.output.split("\n\n")[1].strip()
        assert sentence[-1] in ".:", sentence


def test_the_help_names_the_commands_in_the_order_in_which_one_needs_them() -> None:
    told = samehand("--help").output
    names = ("init", "check", "demo", "run", "status", "show", "inspect", "quarantine", "db")
    places = [told.index(f"\n  {name} ") for name in names]
    assert places == sorted(places)


def test_the_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom samehand.cli import main\n"
        "main(['--help'], standalone_mode=False)\n"
        f"assert not (found := set(sys.modules) & set({HEAVY})), found"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_version_is_told() -> None:
    assert samehand("--version").output == f"samehand, version {__version__}\n"


@pytest.mark.parametrize("words", NEEDS_CONFIG, ids=" ".join)
def test_a_config_that_is_not_there_is_named_with_the_remedy(
    words: Sequence[str], tmp_path: Path
) -> None:
    missing = tmp_path / "samehand.toml"
    asked = samehand("--config", missing, *words)
    assert asked.exit_code == 1
    assert str(missing) in asked.output
    assert "samehand init" in asked.output
    assert "Traceback" not in asked.output


@pytest.mark.parametrize("words", NEEDS_CONFIG, ids=" ".join)
def test_a_config_that_is_wrong_is_told_by_every_command(
    words: Sequence[str], tmp_path: Path
) -> None:
    config = desk_file(tmp_path)
    config.write_text(config.read_text().replace("fallback_owner", "fallback_ower"))
    asked = samehand("--config", config, *words)
    assert asked.exit_code == 1
    assert "fallback_ower" in asked.output
    assert "fallback_owner" in asked.output


def test_the_config_can_be_named_by_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAMEHAND_CONFIG", str(desk_file(tmp_path)))
    assert samehand("db", "upgrade").exit_code == 0
    assert (tmp_path / "samehand.db").exists()


@pytest.mark.parametrize(
    "words", [["shw", "1"], ["show"], ["show", "first"], ["run", "--fast"]]
)
def test_a_word_that_is_no_command_or_option_is_a_usage_error(words: list[str]) -> None:
    asked = samehand(*words)
    assert asked.exit_code == 2
    assert "Usage: " in asked.output


def test_upgrading_the_database_names_what_was_done_and_then_nothing(tmp_path: Path) -> None:
    config = desk_file(tmp_path)
    first = samehand("--config", config, "db", "upgrade")
    assert first.exit_code == 0
    assert first.output.startswith("upgraded to ")
    second = samehand("--config", config, "db", "upgrade")
    assert second.output == "the database is up to date\n"


def test_the_database_is_not_upgraded_under_a_running_desk(tmp_path: Path) -> None:
    config = desk_file(tmp_path)
    with Store.open(load(config).desk.store):
        asked = samehand("--config", config, "db", "upgrade")
    assert asked.exit_code == 1
    assert "stop it first" in asked.output


@pytest.mark.parametrize("words", [["status"], ["db", "upgrade"]], ids=" ".join)
def test_a_file_that_is_no_database_is_a_sentence(words: list[str], tmp_path: Path) -> None:
    config = desk_file(tmp_path)
    (tmp_path / "samehand.db").write_bytes(
        b"this is a letter to my aunt, not a database\n" * 99
    )
    asked = samehand("--config", config, *words)
    assert asked.exit_code == 1
    assert "is not an SQLite database" in asked.output


def test_the_interview_says_in_a_sentence_what_is_wrong_and_asks_again(tmp_path: Path) -> None:
    server = ["support", "support@acme.example", "", "", "", "", "", "env", ""]
    team = ["Ana Ruiz", "ana@acme.example", "Madrid", "Europe/Madrid", "9-5", "09:00-18:00"]
    answers = [*server, *team, "olga@acme.example", ""]
    asked = CliRunner().invoke(
        main,
        ["--config", str(tmp_path / "samehand.toml"), "init"],
        input="\n".join(answers) + "\n",
    )
    assert asked.exit_code == 0, asked.output
    assert (
        '  This is no mail address: "support"; write it bare, as in "ana@acme.example".\n'
        in asked.output
    )
    assert '  This is no time zone: "Madrid"; did you mean "Europe/Madrid"?\n' in asked.output
    assert '  This is no span of hours: "9-5"; write "09:00-18:00", or' in asked.output
    alert = load(tmp_path / "samehand.toml").policies[0].alert
    assert alert == ("owner", "olga@acme.example")


def test_an_interview_without_anybody_names_the_way_without_questions(tmp_path: Path) -> None:
    asked = samehand("--config", tmp_path / "samehand.toml", "init")
    assert asked.exit_code == 2
    assert "give the answers as options, and --yes" in asked.output
    assert not (tmp_path / "samehand.toml").exists()
