"""`samehand quarantine`: the mails that could not be handled, as they came, and another try."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from samehand.cli import main
from samehand.config.load import load
from samehand.desk.decision import Outcome
from samehand.filing import file_pending
from samehand.store.ledger import Fetched
from samehand.store.store import Store
from samehand.tests.commands.desk_file import desk_file, file_mails
from samehand.tests.pipeline.office import opened

RAW = b"From: carla@customer.example\r\nSubject: odd\r\n\r\n\x1b[2J\x00\xff odd\r\n"


def samehand(config: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--config", str(config), *words], color=True)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A desk with an empty quarantine."""
    config = desk_file(tmp_path)
    file_mails(config)
    return config


@pytest.fixture
def entry(config: Path) -> str:
    """A mail in quarantine, by its number."""
    with opened(load(config)) as house:
        digest = house.raw.keep(RAW)
        came = datetime(2026, 11, 24, 10, 5, tzinfo=UTC)
        why = "ValueError: odd \x1b[2Jbytes"
        mail = Fetched(9, digest, len(RAW), came, Outcome.QUARANTINE, why)
        house.store.enter("support", "INBOX", 1, [mail], last_uid=9, now=came)
        (kept,) = house.store.quarantined()
    return str(kept.id)


def test_an_empty_quarantine_says_so(config: Path) -> None:
    assert samehand(config, "quarantine", "list").output == "the quarantine is empty\n"


def test_a_mail_is_listed_with_where_it_came_from_and_why_it_is_here(
    config: Path, entry: str
) -> None:
    listed = samehand(config, "quarantine", "list")
    assert listed.exit_code == 0
    (line,) = listed.output.splitlines()
    assert line.startswith(f"{entry}  support/INBOX UID 9  {len(RAW)} bytes  2026-11-24 10:05")
    assert "ValueError: odd" in line
    assert "\x1b" not in line, "a mail's words must not steer the terminal"


def test_a_mail_is_shown_byte_for_byte_to_be_looked_at_with_other_programs(
    config: Path, entry: str
) -> None:
    assert samehand(config, "quarantine", "show", entry).stdout_bytes == RAW


def test_a_mail_that_is_let_out_is_handled_at_the_next_pass(config: Path, entry: str) -> None:
    asked = samehand(config, "quarantine", "retry", entry)
    assert asked.exit_code == 0
    assert f"{entry} will be handled at the next pass" in asked.output
    settings = load(config)
    with opened(settings) as house:
        (mailbox,) = settings.mailboxes
        assert file_pending(house, mailbox, datetime.now(UTC)) == 1
        assert house.store.quarantined() == []
        with house.store.reading() as work:
            assert [m.subject for m in work.messages(1001)] == ["odd"]


def test_a_mail_can_be_let_out_while_the_desk_runs(config: Path, entry: str) -> None:
    with Store.open(load(config).desk.store):
        assert samehand(config, "quarantine", "retry", entry).exit_code == 0


@pytest.mark.parametrize("command", ["show", "retry"])
def test_a_number_that_is_not_there_is_a_sentence(config: Path, command: str) -> None:
    asked = samehand(config, "quarantine", command, "77")
    assert asked.exit_code == 1
    assert "samehand quarantine list" in asked.output
    assert "77" in asked.output


def test_a_mail_that_was_let_out_is_not_let_out_twice(config: Path, entry: str) -> None:
    samehand(config, "quarantine", "retry", entry)
    again = samehand(config, "quarantine", "retry", entry)
    assert again.exit_code == 1
    assert f"{entry} is not in quarantine" in again.output


def test_a_mail_whose_bytes_are_gone_is_a_sentence(config: Path, entry: str) -> None:
    (file,) = (f for f in Path(load(config).desk.raw).rglob("*.zst"))
    file.unlink()
    shown = samehand(config, "quarantine", "show", entry)
    assert shown.exit_code == 1
    assert "restore it from a backup" in shown.output
