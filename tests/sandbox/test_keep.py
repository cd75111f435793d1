"""What a story leaves in a folder, and the config that its desk runs on."""

from __future__ import annotations

import json
import stat
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from samehand.desk.conversation import Conversation, Event
from samehand.desk.letters import Purpose
from samehand.ingest.message import Address
from samehand.notify.outbox import OutboxState
from samehand.sandbox.books import Account, Books
from samehand.sandbox.deskfile import settings_of, write_desk
from samehand.sandbox.keep import keep
from samehand.sandbox.server import Door
from samehand.sandbox.storyfile import read_story
from samehand.sandbox.writing import Opened
from samehand.store.events import Recorded
from samehand.store.outbox import Mailed
from samehand.store.status import Status

NINE = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
DAY = Path(__file__).parents[2] / "sandbox" / "day.toml"
PORTS = dict.fromkeys(Door, 2525)


def test_mailboxes_outbox_and_decisions_are_kept(tmp_path: Path) -> None:
    mailed = Mailed(
        "ack:1",
        Purpose.ACKNOWLEDGEMENT,
        "m@x",
        (),
        OutboxState.SENT,
        1,
        NINE,
        NINE,
        NINE,
        "",
        "d",
    )
    carla = Address("carla@flowers.example")
    conversation = Conversation(1001, "support", "Café", carla, "ana", "", NINE)
    books = Books(
        NINE,
        (Account(conversation, (), (), (mailed,)),),
        (Recorded(1, NINE, Event(1001, "opened", "customer", "a new matter, “café”")),),
        Status({}, {}, 0, 0, 0, {}, {}, (), (), ()),
    )
    inboxes = {carla.address: (Opened(7, NINE, b"one"), Opened(9, NINE, b"two")), "b@x": ()}
    keep(tmp_path, inboxes, books, {"d": b"ack"}.__getitem__, ZoneInfo("Europe/Madrid"))
    assert (tmp_path / "mailboxes" / carla.address / "0002.eml").read_bytes() == b"two"
    assert (tmp_path / "mailboxes" / "b@x").is_dir()
    assert (tmp_path / "outbox" / "0001-sent-acknowledgement.eml").read_bytes() == b"ack"
    [line] = (tmp_path / "events.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line) == {
        "at": "2026-03-03T10:00:00+01:00",
        "conversation": 1001,
        "decided": "opened",
        "by": "customer",
        "why": "a new matter, “café”",
    }


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return write_desk(read_story(DAY), tmp_path, PORTS, {"support@acme.example": "p\"w'ö"})


def test_the_desk_of_a_story_is_an_ordinary_desk(config: Path) -> None:
    settings = settings_of(config, frozenset())
    [mailbox] = settings.mailboxes
    assert mailbox.imap.password.read() == "p\"w'ö"
    assert mailbox.smtp.port == 2525
    assert settings.desk.store.startswith("sqlite:///")
    told = tomllib.loads(config.read_text(encoding="utf-8"))
    assert told["policy"] == tomllib.loads(DAY.read_text(encoding="utf-8"))["config"]["policy"]


def test_a_password_is_for_its_owner_only(config: Path) -> None:
    [secret] = (config.parent / "secrets").iterdir()
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600


def test_who_is_away_has_no_working_hour(config: Path) -> None:
    settings = settings_of(config, frozenset({"ben"}))
    hours = {a.id: any(settings.calendars[a.calendar].hours) for a in settings.agents}
    assert hours == {"ana": True, "ben": False, "chloe": True}
