"""The example stays loadable whatever is filled in, and its words stay where they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.config.example import example, filled, toml
from samehand.config.load import parse
from samehand.config.settings import Begin, Duration

HERE = Path("/desk/samehand.toml")


def comments(text: str) -> list[str]:
    return [line.partition("  # ")[2] for line in text.splitlines() if "  # " in line]


def test_the_example_loads() -> None:
    settings = parse(example(), HERE)
    assert settings.mailboxes[0].begin is Begin.NEW
    assert settings.policies[0].next_response == Duration(days=1)


def test_only_values_change() -> None:
    text = filled({"desk.name": "Bäcker", "mailbox.imap.port": 143, "agent.topics": ("bread",)})
    settings = parse(text, HERE)
    assert settings.desk.name == "Bäcker"
    assert settings.mailboxes[0].imap.port == 143
    assert settings.mailboxes[0].smtp.port == 465
    assert settings.agents[0].topics == ("bread",)
    assert comments(text) == comments(example())


def test_a_key_can_come_alive_and_another_go_quiet() -> None:
    changes = {"mailbox.imap.password_env": None, "mailbox.imap.password_file": "secrets/x"}
    password = parse(filled(changes), HERE).mailboxes[0].imap.password
    assert (password.env, password.file) == (None, Path("/desk/secrets/x"))


def test_a_key_that_the_example_does_not_have_is_an_error() -> None:
    with pytest.raises(KeyError, match=r"desk\.nam"):
        filled({"desk.nam": "x"})


@given(st.text(min_size=1).filter(lambda text: text.isprintable() and text.strip() != ""))
def test_any_name_that_can_be_printed_survives(name: str) -> None:
    assert parse(filled({"desk.name": name}), HERE).desk.name == name


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("a", '"a"'),
        ('a"b\\c', r'"a\"b\\c"'),
        ("a\x7f", r'"a\u007f"'),
        (True, "true"),
        (7, "7"),
        ((), "[]"),
        (("a", "b"), '["a", "b"]'),
    ],
)
def test_values_are_written_as_toml(value: str | int | tuple[str, ...], written: str) -> None:
    assert toml(value) == written
