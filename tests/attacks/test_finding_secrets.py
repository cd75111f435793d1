"""Attempts to find a token or a password in what the desk leaves behind."""

from __future__ import annotations

import re
import stat
from pathlib import Path

from samehand.desk.letters import Purpose
from samehand.tests.attacks.desk_under_attack import Desk

TOKEN = re.compile(rb"\ba\.([a-z2-7]{26})@")


def live_tokens(desk: Desk) -> set[bytes]:
    inside = [*desk.of(Purpose.RELAY), *desk.of(Purpose.RECEIPT), *desk.of(Purpose.NOTICE)]
    return {token for sent in inside for token in TOKEN.findall(sent.raw)}


def an_ordinary_day(desk: Desk) -> None:
    relay = desk.relayed()
    desk.post(desk.reply(relay, "An answer."))
    desk.post(desk.reply(relay, "A doubtful one.", statements=""))
    token = relay.reply_to.partition("+a.")[2].partition("@")[0]
    for words in (f"See [samehand:{token}].", f"#note\nSee {relay.reply_to}."):
        desk.post(desk.reply(relay, words))


def test_tokens_are_only_known_by_their_hash(desk: Desk, tmp_path: Path) -> None:
    """The ids of our own mails bring them back, so those of mails inside are tokens as well."""
    an_ordinary_day(desk)
    tokens = live_tokens(desk)
    assert len(tokens) >= 3
    with desk.house.store.reading() as work:
        tables = work.connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
        ).scalars()
        showing = {
            table
            for table in tables.all()
            for row in work.connection.exec_driver_sql(f'SELECT * FROM "{table}"').all()
            if any(token in str(row).encode() for token in tokens)
        }
    assert showing == set()


def test_nobody_else_on_the_machine_reads_the_mails(desk: Desk, tmp_path: Path) -> None:
    an_ordinary_day(desk)
    raw = Path(desk.settings.desk.raw)
    database = tmp_path / "samehand.db"
    kept = [path for path in raw.rglob("*") if path.is_file()]
    assert len(kept) > 5
    beside = [path for path in tmp_path.iterdir() if path.name.startswith(database.name)]
    open_to_others = stat.S_IRWXG | stat.S_IRWXO
    assert not raw.stat().st_mode & open_to_others
    assert [p for p in (*kept, *beside) if p.stat().st_mode & open_to_others] == []


def test_no_value_shows_a_token_or_a_mails_words_when_it_is_printed(desk: Desk) -> None:
    an_ordinary_day(desk)
    tokens = {token.decode() for token in live_tokens(desk)}
    with desk.house.store.reading() as work:
        printed = repr(
            [work.conversation(1001), work.messages(1001), work.events(1001), desk.ledger()]
        )
    assert not [token for token in tokens if token in printed]
    assert "It drips." not in printed
