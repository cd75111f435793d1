"""`samehand unmerge`: what it takes apart, what it says, and that it stays so."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from samehand.cli import main
from samehand.config.load import load
from samehand.desk.conversation import Conversation
from samehand.store.store import Store
from samehand.tests.commands.desk_file import desk_file, file_mails


def mail(number: int, *, parents: str = "", subject: str = "The kettle leaks") -> bytes:
    """The mail with this number, by Carla; `parents` are other mails', the nearest last."""
    named = " ".join(f"<{parent}@customer.example>" for parent in parents.split())
    return (
        "From: Carla <carla@customer.example>\r\nTo: support@acme.example\r\n"
        f"Message-ID: <{number}@customer.example>\r\nReferences: {named}\r\n"
        f"Subject: {subject}\r\n\r\nThis is mail {number}.\r\n"
    ).encode()


# With each comes an acknowledgement of ours, which belongs to it.
TWO = (mail(1), mail(2, subject="An invoice"))
BRIDGE = mail(3, parents="1 2", subject="Both of them")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return desk_file(tmp_path)


def samehand(config: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--config", str(config), *words])


def found(config: Path, number: int) -> tuple[Conversation, list[str]]:
    """A conversation, and the ids of its mails from outside."""
    with Store.open(load(config).desk.store) as store, store.reading() as work:
        conversation = work.conversation(number)
        mails = work.messages(conversation.number)
        return conversation, [m.message_id.split("@")[0] for m in mails if m.inbound]


@pytest.mark.parametrize("number", ["1001", "1002"])
def test_either_number_takes_the_two_apart(config: Path, number: str) -> None:
    file_mails(config, *TWO, BRIDGE)
    assert found(config, 1002) == found(config, 1001)
    said = samehand(config, "unmerge", number)
    assert said.exit_code == 0, said.output
    assert "#1002 is taken out of #1001, with 3 mails; it belongs to Ana" in said.output
    assert found(config, 1001)[1] == ["1"]
    assert found(config, 1002)[1] == ["2", "3"], "the last mail answers the second"


def test_both_stories_are_told(config: Path) -> None:
    file_mails(config, *TWO, BRIDGE)
    assert "#1002 was merged into #1001" in samehand(config, "show", "1002").output
    merged = samehand(config, "show", "1001").output
    assert "merged: into 1001: one mail ties to both" in merged
    assert "This is mail 2." in merged
    samehand(config, "unmerge", "1002")
    for number in ("1001", "1002"):
        shown = samehand(config, "show", number).output
        assert shown.startswith(f"#{number}  ")
        assert "unmerged: 1002 was taken out of 1001, with 3 mails" in shown
    assert "This is mail 2." not in samehand(config, "show", "1001").output


def test_no_later_mail_joins_what_was_taken_apart(config: Path) -> None:
    file_mails(config, *TWO, BRIDGE)
    samehand(config, "unmerge", "1002")
    file_mails(config, *TWO, BRIDGE, mail(4, parents="2 1"))
    assert found(config, 1001)[1] == ["1", "4"]
    assert found(config, 1002)[1] == ["2", "3"]


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (
            "1001",
            "#1001 has not been merged with another; `samehand show 1001` tells its story",
        ),
        ("7", "there is no conversation 7"),
    ],
)
def test_what_cannot_be_taken_apart_is_a_sentence(
    config: Path, number: str, reason: str
) -> None:
    file_mails(config, *TWO)
    said = samehand(config, "unmerge", number)
    assert said.exit_code == 1
    assert reason in said.output


def test_once_apart_there_is_nothing_more_to_take_apart(config: Path) -> None:
    file_mails(config, *TWO, BRIDGE)
    assert samehand(config, "unmerge", "1002").exit_code == 0
    assert samehand(config, "unmerge", "1002").exit_code == 1
