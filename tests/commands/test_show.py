"""`samehand status` and `samehand show`: true, and harmless to the reader's terminal."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from samehand.cli import main
from samehand.config.load import load
from samehand.desk.conversation import Priority
from samehand.desk.decision import Decision, Outcome
from samehand.store.store import Channel, ChannelKind, Store
from samehand.tests.commands.desk_file import desk_file, file_mails

PLAIN = (
    b"From: Carla <carla@customer.example>\r\nTo: support@acme.example\r\n"
    b"Message-ID: <one@customer.example>\r\nSubject: The kettle leaks\r\n\r\nIt drips.\r\n"
)
# Sets the title, clears the screen, turns the text around, goes back to the line's beginning.
EVIL = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202eeslaf\r[bold]x[/bold]"
HOSTILE = (
    f"From: {EVIL} <mallory@customer.example>\r\nTo: support@acme.example\r\n"
    f"Message-ID: <two@customer.example>\r\nSubject: Hi {EVIL}\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n\r\n"
    f"{EVIL}\r\n"
).encode()
ENCODED = (
    b"From: =?utf-8?b?G10wO293bmVkBw==?= <mallory@customer.example>\r\n"
    b"To: support@acme.example\r\nMessage-ID: <three@customer.example>\r\n"
    b"Subject: =?utf-8?b?G1sySowbWzMxbQ==?= =?utf-8?q?=1B]0;owned=07=C2=9B?=\r\n\r\nHello.\r\n"
)


def samehand(config: Path, *words: str) -> Result:
    """A command as typed at a terminal, where click leaves colours in."""
    return CliRunner().invoke(main, ["--config", str(config), *words], color=True)


def steering(text: str) -> list[str]:
    """The characters in it that a terminal would obey instead of showing them."""
    return [c for c in text if unicodedata.category(c) in {"Cc", "Cf"} and c != "\n"]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return desk_file(tmp_path)


def test_the_story_of_a_conversation_tells_its_mails_owner_clocks_and_reasons(
    config: Path,
) -> None:
    file_mails(config, PLAIN)
    shown = samehand(config, "show", "1001")
    assert shown.exit_code == 0, shown.output
    assert "#1001  The kettle leaks" in shown.output
    assert "Carla <carla@customer.example>, owner Ana" in shown.output
    assert "first response: " in shown.output
    assert "carla@customer.example, person: It drips." in shown.output
    assert "opened: a new matter" in shown.output
    assert "relay queued" in shown.output


def test_a_customer_without_a_name_is_shown_by_their_address(config: Path) -> None:
    file_mails(
        config, PLAIN.replace(b"Carla <carla@customer.example>", b"carla@customer.example")
    )
    assert "\ncarla@customer.example, owner Ana" in samehand(config, "show", "1001").output


def test_what_agents_have_said_of_it_is_told(config: Path) -> None:
    file_mails(config, PLAIN)
    until = datetime(2027, 1, 4, 8, 0, tzinfo=UTC)
    with Store.open(load(config).desk.store) as store, store.transaction() as work:
        said = replace(
            work.conversation(1001),
            priority=Priority.URGENT,
            snoozed_until=until,
            copied=("dora@other.example",),
        )
        decision = Decision(Outcome.MESSAGE, "test", "said", conversations=(said,))
        work.save(decision, [], entry=None, now=until)
    shown = samehand(config, "show", "1001").output
    assert "priority urgent" in shown
    assert "put aside until Mon 04 Jan" in shown
    assert "in copy by an agent's word: dora@other.example" in shown


def test_a_conversation_that_does_not_exist_is_a_sentence(config: Path) -> None:
    file_mails(config, PLAIN)
    shown = samehand(config, "show", "7")
    assert shown.exit_code == 1
    assert "there is no conversation 7" in shown.output


@pytest.mark.parametrize("mail", [HOSTILE, ENCODED], ids=["raw", "encoded"])
def test_a_hostile_mail_does_not_steer_the_terminal(config: Path, mail: bytes) -> None:
    file_mails(config, mail)
    shown = samehand(config, "show", "1001")
    assert shown.exit_code == 0, shown.output
    assert steering(shown.output) == []


def test_what_looks_like_markup_is_shown_as_it_was_written(config: Path) -> None:
    file_mails(config, PLAIN.replace(b"It drips.", b"[b]It[/b] drips."))
    assert "[b]It[/b] drips." in samehand(config, "show", "1001").output


def test_the_status_counts_what_is_open_and_what_waits(config: Path) -> None:
    file_mails(config, PLAIN, PLAIN.replace(b"one@", b"two@").replace(b"It", b"All"))
    told = json.loads(samehand(config, "status", "--json").output)
    assert told["conversations"] == {"open": 2}
    assert told["open_by_owner"] == {"ana": 2}
    assert told["ledger"] == {"message": 2}
    assert told["outbox"] == {"queued": 4}
    assert told["quarantine"] == 0
    assert told["folders"] == [{"mailbox": "support", "folder": "INBOX", "last_uid": 2}]
    shown = samehand(config, "status").output
    assert "open 2" in shown
    assert "ana 2" in shown
    assert "INBOX to UID 2" in shown


def test_the_status_names_a_server_that_cannot_be_used(config: Path) -> None:
    file_mails(config, PLAIN)
    since = datetime.now(UTC) - timedelta(hours=1)
    with Store.open(load(config).desk.store) as store:
        store.set_channel(
            Channel(
                "support",
                ChannelKind.IMAP,
                failing_since=since,
                failures=3,
                last_error=f"no login for now ({EVIL})",
            )
        )
    shown = samehand(config, "status")
    assert shown.exit_code == 0
    assert "! imap of support fails since" in shown.output
    assert "no login for now" in shown.output
    assert steering(shown.output) == []


def test_the_status_can_be_asked_while_the_desk_runs(config: Path) -> None:
    file_mails(config, PLAIN)
    with Store.open(load(config).desk.store):
        assert samehand(config, "status").exit_code == 0
        assert samehand(config, "show", "1001").exit_code == 0


@pytest.mark.parametrize("words", [["status"], ["show", "1001"], ["quarantine", "list"]])
def test_before_the_first_run_it_says_what_to_do(config: Path, words: list[str]) -> None:
    asked = samehand(config, *words)
    assert asked.exit_code == 1
    assert "samehand db upgrade" in asked.output
    assert "Traceback" not in asked.output
