"""Attempts to have a mail's words taken for something else: a header, a path, a program."""

from __future__ import annotations

from email import message_from_bytes
from pathlib import Path
from unittest.mock import patch

import click
import pytest
from click.testing import CliRunner

from samehand.commands import quarantine, show
from samehand.desk.letters import Purpose
from samehand.tests.attacks.desk_under_attack import ANA, CARLA, VOUCHED, Desk

HEADERS = {
    *("From", "To", "Cc", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To"),
    *("References", "List-Id", "Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version"),
    *("Content-Type", "Content-Transfer-Encoding", "X-Loop"),
}
INJECTED = "\r\nBcc: mallory@evil.example\r\nX-Evil: yes\r\n\r\nEvil body"
CODED = "=?utf-8?q?x=0D=0ABcc:_mallory@evil.example=0D=0A=0D=0AEvil_body?="
STRANGE = (
    CODED,
    "x\u2028Bcc: mallory@evil.example",
    "x\x85Bcc: mallory@evil.example",
    "x\x0bBcc: mallory@evil.example\x0c",
    "x\x00Bcc: mallory@evil.example",
    "\x1b]0;owned\x07\x1b[2J\u202egnp.exe",
    "[bold red]x[/nothing] [link=https://evil.example]y[/link]",
    "{{ token }}{% for x in y %}",
    "=cmd|' /C calc'!A0",
    "../../etc/passwd",
)


@pytest.mark.parametrize("words", STRANGE, ids=ascii)
@pytest.mark.parametrize("where", ["sender", "subject", "message_id", "references", "cc"])
def test_no_field_of_a_mail_writes_a_field_of_ours(desk: Desk, words: str, where: str) -> None:
    fields = {
        "authentication_results": "mx.acme.example; dmarc=pass header.from=customer.example"
    }
    fields[where] = {
        "sender": f'"{words}" <{CARLA}>',
        "message_id": f"<{words}@x.example>",
        "references": f"<{words}@x.example> <ok@x.example>",
        "cc": f"{words} <dora@customer.example>",
    }.get(where, words)
    relay = desk.relayed(**fields)
    desk.post(desk.reply(relay, "An answer."))
    sent = desk.outgoing()
    assert {Purpose.RELAY, Purpose.ANSWER} <= {one.purpose for one in sent}
    for one in sent:
        mail = message_from_bytes(one.raw)
        assert set(mail.keys()) <= HEADERS
        assert len(mail.keys()) == len(set(mail.keys()))
        assert "mallory@evil.example" not in one.recipients
        assert one.raw.isascii() or one.purpose is Purpose.RELAY
        assert b"\x1b" not in one.raw


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/cron.d/x",
        "..\\\\..\\\\boot.ini",
        "a\u202egnp.exe",
        "x\r\nBcc: m@evil.example",
        "C:\\\\x.exe",
        ".htaccess",
        "a" * 500,
        "\u200b.html",
        "{{ x }}.txt",
    ],
    ids=ascii,
)
def test_a_file_keeps_a_name_that_harms_nobody(desk: Desk, name: str) -> None:
    raw = (
        desk.write(content_type="multipart/mixed; boundary=b", text="")
        + (
            "--b\r\n\r\nIt drips.\r\n--b\r\nContent-Type: text/html\r\n"
            f'Content-Disposition: attachment; filename="{name}"\r\n\r\n<script>\r\n--b--\r\n'
        ).encode()
    )
    desk.post(raw)
    (relay,) = desk.of(Purpose.RELAY)
    (file,) = relay.mail.iter_attachments()
    kept = str(file.get_filename())
    assert not set(kept) & set("/\\:\r\n\u202e\u200b")
    assert not kept.startswith(".")
    assert len(kept) <= 120
    assert file.get_content_type() == "application/octet-stream"


def test_what_a_stranger_writes_steers_no_terminal(desk: Desk, tmp_path: Path) -> None:
    """Everything that the commands print about a mail, in every field that can be chosen."""
    evil = "\x1b]0;owned\x07\x1b[2J\x9b31m [red]x[/nothing]"
    raw = desk.write(f'"{evil}" <{CARLA}>', subject=evil, text=evil, message_id=f"<{evil}@x>")
    (entry,) = desk.post(raw)
    desk.post(desk.write(ANA, text=evil, subject=evil, authentication_results=VOUCHED))
    with desk.house.store.transaction() as work:
        work.connection.exec_driver_sql(
            "UPDATE ledger SET outcome = 'quarantine', reason = ? WHERE id = ?",
            (f"ValueError: {evil}", entry.id),
        )

    @click.command()
    def everything() -> None:
        show.story(tmp_path, 1001)
        show.status(tmp_path, as_json=False)
        quarantine.show_all(tmp_path)

    with (
        patch("samehand.commands.show.load", return_value=desk.settings),
        patch("samehand.commands.quarantine.load", return_value=desk.settings),
    ):
        ran = CliRunner().invoke(everything, color=True)
    assert ran.exception is None
    assert "owned" in ran.output
    assert not set(ran.output) & {"\x1b", "\x07", "\x9b"}
