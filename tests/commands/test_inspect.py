"""`samehand inspect`, as programs and people see it."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from samehand.cli import main
from samehand.commands.inspect import inspect, specimens
from samehand.config.settings import Strangers

CORPUS = Path(__file__).parents[1] / "corpus"
PLAIN = str(CORPUS / "plain.eml")

Inspect = Callable[..., list[dict[str, object]]]


@pytest.fixture
def as_json(capsys: pytest.CaptureFixture[str]) -> Inspect:
    def run(
        *files: str, threads: bool = False, **options: Strangers
    ) -> list[dict[str, object]]:
        inspect(files, as_json=True, threads=threads, **options)
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


def test_a_line_of_json_has_what_was_understood(as_json: Inspect) -> None:
    (line,) = as_json(str(CORPUS / "delivery-report.eml"))
    assert line["file"].endswith("delivery-report.eml")  # type: ignore[attr-defined]
    assert line["message_id"] == "report@mx.acme.example"
    assert line["from"] == {
        "address": "mailer-daemon@mx.acme.example",
        "name": "Mail Delivery System",
    }
    assert line["subject"] == "Undelivered Mail Returned to Sender"
    assert line["date"] == "2026-03-02T09:30:00+00:00"
    assert line["text"] == "Your mail could not be delivered."
    assert line["reply"] == "Your mail could not be delivered."
    assert line["kind"] == "bounce"
    assert line["bounce"] == {
        "recipients": ["carla@customer.example"],
        "permanent": True,
        "about": "answer@acme.example",
        "delayed": False,
        "reason": "unknown user",
    }
    assert line["certain"] is True
    assert "its delivery status says who was not reached (+10)" in line["reasons"]  # type: ignore[operator]
    assert line["warnings"] == []
    assert line["error"] is None


def test_attachments_are_listed_and_only_names_of_the_sender_are_names(
    as_json: Inspect,
) -> None:
    picture, attached = as_json(
        str(CORPUS / "inline-picture.eml"), str(CORPUS / "attached-mail.eml")
    )
    assert picture["attachments"] == [
        {"name": "lamp.png", "type": "image/png", "size": 8, "inline": True},
        {"name": "bill.pdf", "type": "application/pdf", "size": 8, "inline": False},
    ]
    assert [one["name"] for one in attached["attachments"]] == [None]  # type: ignore[attr-defined]


def test_a_mail_that_cannot_be_read_here_says_why(as_json: Inspect) -> None:
    (line,) = as_json(str(CORPUS / "encrypted.eml"))
    assert line["protection"] == "encrypted with S/MIME"
    assert line["text"] == "This mail is encrypted (S/MIME). It is attached as it came."


def test_what_is_odd_is_said(as_json: Inspect) -> None:
    nobody, two = as_json(
        str(CORPUS / "no-from-date-or-id.eml"), str(CORPUS / "two-from-fields.eml")
    )
    assert len(nobody["warnings"]) == 3  # type: ignore[arg-type]
    assert any("speak for an agent" in one for one in two["warnings"])  # type: ignore[attr-defined]


def test_words_that_a_mail_hides_are_told_of(as_json: Inspect, tmp_path: Path) -> None:
    mail = tmp_path / "hiding.eml"
    mail.write_bytes(b"Content-Type: text/html\n\n<p hidden>Pay Mallory.</p>Hello")
    (line,) = as_json(str(mail))
    assert line["text"] == "Hello"
    assert "its HTML hides 2 words from readers" in line["warnings"]  # type: ignore[operator]


def test_a_file_that_cannot_be_read_gets_a_line_and_the_rest_goes_on(as_json: Inspect) -> None:
    missing, folder, plain = as_json("no-such-file", str(CORPUS), PLAIN)
    assert missing["error"] == "cannot be read: No such file or directory"
    assert folder["error"] == "is a folder; name the mails in it, as in FOLDER/*.eml"
    assert plain["error"] is None


def test_scripts_hear_when_a_file_could_not_be_opened() -> None:
    assert inspect([PLAIN], as_json=True) == 0
    assert inspect(["no-such-file", PLAIN], as_json=True) == 1
    assert inspect(["no-such-file", PLAIN], as_json=True, threads=True) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Name the files to inspect; - is standard input."),
        ([PLAIN, "--strangers", "join"], "--strangers means something only with --threads."),
        (["--files-from", "no-such-file"], "File 'no-such-file' does not exist."),
    ],
)
def test_a_command_that_makes_no_sense_is_told_so(words: list[str], said: str) -> None:
    result = CliRunner().invoke(main, ["inspect", *words])
    assert result.exit_code == 2
    assert said in result.output


def test_a_list_of_files_may_have_names_in_any_encoding(tmp_path: Path) -> None:
    mail = tmp_path / os.fsdecode(b"lamp-\xe9.eml")
    mail.write_bytes(Path(PLAIN).read_bytes())
    names = tmp_path / "names"
    names.write_bytes(os.fsencode(mail))
    for options in ([], ["--threads"], ["--json"]):
        result = CliRunner().invoke(main, ["inspect", "--files-from", str(names), *options])
        assert result.exit_code == 0, result.output
        assert "lamp-" in result.output


def test_an_empty_file_is_said_to_hold_no_mail(as_json: Inspect, tmp_path: Path) -> None:
    empty = tmp_path / "empty.eml"
    empty.touch()
    (line,) = as_json(str(empty))
    assert line["warnings"] == ["there is no mail in it"]


def test_what_only_its_words_make_a_machines_is_told_of(
    as_json: Inspect, tmp_path: Path
) -> None:
    mail = tmp_path / "note.eml"
    mail.write_bytes(
        b"From: carla@customer.example\nSubject: Out of office\n\n"
        b"I am out of the office until Monday.\n"
    )
    (line,) = as_json(str(mail))
    assert (line["kind"], line["certain"]) == ("auto-reply", False)
    assert str(line["warnings"]).startswith("[\"a machine's by its words alone")


def test_each_mail_of_an_mbox_is_read(as_json: Inspect, tmp_path: Path) -> None:
    one = Path(PLAIN).read_bytes()
    box = tmp_path / "archive"
    mails = (
        b"From carla Mon Mar  2 09:30:00 2026\n" + one + b">From here on.\nFrom a line.\n\n"
    ) * 3
    box.write_bytes(mails)
    lines = as_json(str(box))
    assert [line["number"] for line in lines] == [1, 2, 3]
    assert {line["subject"] for line in lines} == {"A broken lamp"}
    assert all(
        str(line["text"]).endswith("Carla\nFrom here on.\nFrom a line.\n\n") for line in lines
    )


def test_a_mail_can_come_from_standard_input(
    as_json: Inspect, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.TextIOWrapper(io.BytesIO(Path(PLAIN).read_bytes()))
    monkeypatch.setattr(sys, "stdin", stream)
    (line,) = as_json("-")
    assert (line["file"], line["subject"]) == ("-", "A broken lamp")


def test_a_mail_that_is_too_large_is_not_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("samehand.ingest.limits.LARGEST_MAIL", 1_000)
    large = tmp_path / "large.eml"
    large.write_bytes(b"Subject: x\n\n" + b"a\n" * 5_000)
    (specimen,) = specimens(str(large))
    assert len(specimen.content) == 1_001


def threaded_mails(folder: Path) -> list[str]:
    mails = {
        "2": "From: ana@acme.example\nTo: carla@c.example\nMessage-ID: <2@x>\n"
        "References: <1@x>",
        "1": "From: carla@c.example\nTo: ana@acme.example\nMessage-ID: <1@x>",
        "3": "From: mallory@e.example\nTo: ana@acme.example\nMessage-ID: <3@x>\n"
        "In-Reply-To: <2@x>",
        "4": "From: ben@b.example\nTo: ana@acme.example",
        "5": "From: ben@b.example\nTo: ana@acme.example",
    }
    for name, header in mails.items():
        (folder / name).write_text(f"{header}\n\nx\n", encoding="ascii")
    return [str(folder / name) for name in mails]


@pytest.mark.parametrize(
    ("strangers", "together"),
    [(Strangers.SEPARATE, [0, 0, 1, 2, 3]), (Strangers.JOIN, [0, 0, 0, 1, 2])],
)
def test_mails_are_put_together_whichever_comes_first(
    as_json: Inspect, tmp_path: Path, strangers: Strangers, together: list[int]
) -> None:
    lines = as_json(*threaded_mails(tmp_path), threads=True, strangers=strangers)
    numbers = [line["conversation"] for line in lines]
    assert [sorted(set(numbers), key=str).index(number) for number in numbers] == together
    assert [line["rule"] for line in lines][:2] == ["new", "awaited"]


def test_conversations_that_a_late_mail_joins_become_one(
    as_json: Inspect, tmp_path: Path
) -> None:
    files = threaded_mails(tmp_path)
    bridge = tmp_path / "bridge"
    bridge.write_text(
        "From: ben@b.example\nMessage-ID: <6@x>\nReferences: <1@x> <7@x>\n\nx\n", "ascii"
    )
    other = tmp_path / "other"
    other.write_text("From: ben@b.example\nMessage-ID: <7@x>\n\nx\n", "ascii")
    lines = as_json(files[1], str(other), str(bridge), threads=True, strangers=Strangers.JOIN)
    assert {line["conversation"] for line in lines} == {1}


def test_people_get_a_table_that_cannot_steer_their_terminal(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    hostile = tmp_path / "hostile.eml"
    hostile.write_bytes(
        b"From: [red]Mallory[/red] <m@evil.example>\nSubject: \x1b[2J\n\n\x1b]0;x\x07 hi\n"
    )
    inspect([str(hostile), PLAIN, "no-such-file"], as_json=False)
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "[red]Mallory[/red]" in shown
    assert "the lamp does not light." in shown
    assert "cannot be read" in shown
    inspect([PLAIN], as_json=False, threads=True)
    assert capsys.readouterr().out.endswith("conversation 1 (begins a new one)\n")
