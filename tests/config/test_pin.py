"""What was found out gets into the config, and nothing else in it changes."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from samehand.config.example import example
from samehand.config.load import parse
from samehand.config.pin import PinError, pinned, write

SAMPLE = Path(__file__).with_name("sample.toml")
OWN = {"plus_addressing": False}
BY_NAME = {"authserv_id": "mx.acme.example", "profile": None, "removes_forged": True}
BY_PROFILE = {"authserv_id": None, "profile": "gmail", "removes_forged": None}

TWO = """\
[[mailbox]] # the first
name = "sales"   # theirs
trust = { authserv_id = "mx.other.example" } # as they say

[[mailbox]]
name = "support"
plus_addressing = true   # we think
trust = { without_verdict = "ask", profile = "gmail" } # as it seems

[mailbox.imap]
host = "imap.acme.example"

[desk]
name = "Acme" # [[mailbox]] in a comment
"""
NONE = (
    '[[mailbox]]\nname = "support"\n\n[mailbox.imap]\nhost = "x"\n\n\n[desk]\nname = "Acme"\n'
)


def trust_of(text: str, mailbox: str = "support") -> object:
    tables = tomllib.loads(text)["mailbox"]
    return next(table.get("trust") for table in tables if table["name"] == mailbox)


def test_the_example_takes_it_where_its_comments_show_the_way() -> None:
    changed = pinned(example(), "support", OWN, BY_NAME)
    mailbox = parse(changed, Path("samehand.toml")).mailboxes[0]
    assert mailbox.trust.authserv_id == "mx.acme.example"
    assert mailbox.trust.removes_forged
    assert not mailbox.plus_addressing
    before, after = example().splitlines(), changed.splitlines()
    differing = [new for old, new in zip(before, after, strict=True) if old != new]
    assert [line.split(" ")[0] for line in differing] == [
        "plus_addressing",
        "authserv_id",
        "removes_forged",
    ]
    assert all(" # " in line for line in differing), "each keeps its comment"


@pytest.mark.parametrize("values", [BY_NAME, BY_PROFILE])
def test_doing_it_twice_changes_nothing_more(values: dict[str, str | bool | None]) -> None:
    once = pinned(example(), "support", OWN, values)
    assert pinned(once, "support", OWN, values) == once


def test_what_no_longer_holds_becomes_a_comment() -> None:
    changed = pinned(pinned(example(), "support", OWN, BY_NAME), "support", {}, BY_PROFILE)
    assert trust_of(changed) == {"profile": "gmail", "without_verdict": "ask"}
    assert '# authserv_id = "mx.acme.example"' in changed


def test_a_table_in_one_line_stays_in_one_line() -> None:
    changed = pinned(TWO, "support", OWN, BY_NAME)
    assert changed == TWO.replace(
        "plus_addressing = true   # we think",
        f"{'plus_addressing = false':37} # we think",
    ).replace(
        'trust = { without_verdict = "ask", profile = "gmail" } # as it seems',
        'trust = { without_verdict = "ask", authserv_id = "mx.acme.example",'
        " removes_forged = true } # as it seems",
    )


def test_only_the_mailbox_that_is_meant_is_changed() -> None:
    changed = pinned(TWO, "sales", {}, BY_PROFILE)
    assert trust_of(changed, "sales") == {"profile": "gmail"}
    assert trust_of(changed, "support") == trust_of(TWO, "support")


def test_a_table_that_is_not_there_is_made_behind_the_others() -> None:
    changed = pinned(NONE, "support", OWN, BY_PROFILE)
    assert changed == NONE.replace(
        'host = "x"\n', 'host = "x"\n\n[mailbox.trust]\nprofile = "gmail"\n'
    ).replace('"support"\n', '"support"\nplus_addressing = false\n')


def test_the_last_line_may_lack_its_end() -> None:
    text = '[desk]\n[[mailbox]]\nname = "support"\n[mailbox.trust]\nprofile = "gmail"'
    assert trust_of(pinned(text, "support", {}, BY_NAME)) == {
        "authserv_id": "mx.acme.example",
        "removes_forged": True,
    }


@pytest.mark.parametrize(
    "text",
    [
        'mailbox = [{ name = "support" }]\n',
        '[[mailbox]]\nname = "support"\n[mailbox.trust]\nauthserv_id = """x\n"""\n',
        '[[mailbox]]\nname = "support"\ntrust.authserv_id = "x"\n',
        "[[mailbox]]\nname = \"support\"\ntrust = { authserv_id = 'x', a = { b = 1 } }\n",
        '[[mailbox]]\nname = "support"\n"plus_addressing" = true\n',
    ],
)
def test_what_is_written_in_an_unusual_way_is_left_to_a_person(text: str) -> None:
    with pytest.raises(PinError):
        pinned(text, "support", OWN, BY_NAME)


def test_the_file_is_replaced_whole_with_the_rights_that_it_had(tmp_path: Path) -> None:
    real, link = tmp_path / "real.toml", tmp_path / "samehand.toml"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    write(link, "new")
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert real.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["real.toml", "samehand.toml"]


def test_a_file_that_cannot_be_replaced_is_left_alone(tmp_path: Path) -> None:
    with pytest.raises(PinError, match="cannot be written"):
        write(tmp_path / "gone" / "samehand.toml", "new")
