"""A config is read whole, or refused with everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from samehand.config.load import ConfigError, load, parse, problems
from samehand.config.settings import (
    Begin,
    Duration,
    Rung,
    Security,
    Settings,
    Span,
    Strangers,
    WithoutVerdict,
)

Problems = Callable[..., tuple[str, ...]]

OFFICE = 'hours = { mon = "09:00-14:00 15:00-18:00", tue = "09:00-18:00",'
IMAP = 'port = 993, security = "tls", user = "support", password_env = "SUPPORT_PASSWORD"'
SMTP = 'security = "tls", user = "support", password_file = "secrets/support"'


@pytest.fixture
def settings(sample: str, tmp_path: Path) -> Settings:
    path = tmp_path / "samehand.toml"
    path.write_text(sample, encoding="utf-8")
    return load(path)


def test_the_sample_is_read_as_it_is_written(settings: Settings, tmp_path: Path) -> None:
    (mailbox,), (ana,), (policy,) = settings.mailboxes, settings.agents, settings.policies
    office = settings.calendars["office"]
    assert settings.desk.timezone.key == "Europe/Madrid"
    assert settings.desk.alerts_to == ("ops@acme.example",)
    assert (mailbox.imap.port, mailbox.imap.security) == (993, Security.TLS)
    assert mailbox.imap.password.env == "SUPPORT_PASSWORD"
    assert mailbox.smtp.password.file == tmp_path / "secrets/support"
    assert (mailbox.poll, mailbox.begin) == (timedelta(seconds=30), Begin.ALL)
    assert mailbox.trust.authserv_id == "mx.acme.example"
    assert mailbox.trust.without_verdict is WithoutVerdict.ASK
    assert (ana.id, ana.capacity, ana.topics) == ("ana", 20, ("billing",))
    assert office.hours[0] == (Span(9 * 60, 14 * 60), Span(15 * 60, 18 * 60))
    assert office.hours[5:] == ((), ())
    assert office.holidays is not None
    assert office.holidays.name(date(2025, 5, 2)) == "Madrid Day"
    assert policy.when.customer == ("*@bigco.example",)
    assert policy.first_response == Duration(rest=timedelta(hours=1))
    assert policy.resolution == Duration(days=3)
    assert policy.ladder == (Rung(timedelta(minutes=30), ("lead@acme.example",)),)
    assert settings.outbox.undo == timedelta(seconds=60)
    assert settings.threading.strangers is Strangers.SEPARATE


def test_paths_start_at_the_folder_of_the_config(settings: Settings, tmp_path: Path) -> None:
    assert settings.desk.store == f"sqlite:///{tmp_path}/samehand.db"
    assert settings.desk.raw == str(tmp_path / "raw")


def test_paths_that_are_left_out_start_there_as_well(sample: str, tmp_path: Path) -> None:
    lines = [line for line in sample.splitlines() if not line.startswith(("store =", "raw ="))]
    settings = parse("\n".join(lines), tmp_path / "samehand.toml")
    assert settings.desk.store == f"sqlite:///{tmp_path}/samehand.db"
    assert settings.desk.raw == str(tmp_path / "raw")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("sqlite:///samehand.db", "postgresql://desk@db.acme.example/samehand"),
        ("sqlite:///samehand.db", "sqlite:////var/lib/samehand.db"),
        ('raw = "raw"', 'raw = "s3://acme-mail/raw"'),
        ('"Ana Ruiz"', '"安娜 Ruiz"'),
        ('"mx.acme.example"', '"mx.acme.example"\n# a comment'),
        ("\n", "\r\n"),
        ("[desk]", "﻿[desk]"),
        (IMAP, IMAP.replace("993", "143").replace('"tls"', '"starttls"')),
        (
            'host = "imap.acme.example", ' + IMAP,
            'host = "::1", ' + IMAP.replace('"tls"', '"none"'),
        ),
        ('alert = ["owner"', 'alert = ["ana"'),
        ('"09:00-15:00"', '"22:00-06:00"'),
        ('"09:00-15:00"', '"00:00-24:00"'),
        ('"09:00-15:00"', '""'),
        ("plus_addressing = true", "plus_addressing = false"),
        ('address = "ana@acme.example"', 'address = "support.ana@acme.example"'),
    ],
)
def test_these_ways_to_write_it_are_fine(
    problems_with: Problems, before: str, after: str
) -> None:
    assert problems_with((before, after)) == ()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('"Ana Ruiz\\nAcme Support"', "Ana Ruiz\nAcme Support"),
        ('"""\nAna Ruiz  \n\nAcme Support\n"""', "Ana Ruiz\n\nAcme Support"),
        ('""', ""),
    ],
)
def test_a_signature_may_have_several_lines_or_none(
    sample: str, tmp_path: Path, written: str, read: str
) -> None:
    signed = sample.replace("capacity = 20", f"signature = {written}")
    (ana,) = parse(signed, tmp_path / "samehand.toml").agents
    assert ana.signature == read


def test_all_problems_come_at_once_and_in_one_text(sample: str, tmp_path: Path) -> None:
    broken = sample.replace("port = 993", "prt = 993").replace('poll = "30s"', 'poll = "x"')
    broken = broken.replace(SMTP, SMTP.replace('"tls"', '"none"')).replace("0.75", "75")
    with pytest.raises(ConfigError) as caught:
        parse(broken, tmp_path / "samehand.toml")
    assert len(caught.value.problems) == 5
    first, *others = str(caught.value).splitlines()
    assert first == f"{tmp_path / 'samehand.toml'} has 5 problems:"
    assert others == [f"- {problem}" for problem in caught.value.problems]


def test_a_desk_without_anything_misses_its_four_parts(tmp_path: Path) -> None:
    (tmp_path / "samehand.toml").write_text("")
    found = problems(tmp_path / "samehand.toml")
    assert [problem.split()[0] for problem in found] == ["desk", "mailbox", "agent", "calendar"]


def test_names_and_addresses_are_taken_once(problems_with: Problems, sample: str) -> None:
    agents = sample[sample.index("[[agent]]") : sample.index("[calendar")]
    again = agents.replace('"ana@', '"Ana@')
    found = problems_with(("[calendar.office]", f"{again}\n[calendar.office]"))
    remedy = "give each its own"
    assert found == (
        f'agent "ana": id is taken: another agent has "ana"; {remedy}',
        f'agent "ana": address is taken: another agent has "Ana@acme.example"; {remedy}',
    )


def test_without_plus_addressing_a_plus_is_a_letter_like_others(
    problems_with: Problems,
) -> None:
    plus = ('address = "ana@acme.example"', 'address = "support+ana@acme.example"')
    assert len(problems_with(plus)) == 1
    assert problems_with(plus, ("plus_addressing = true", "plus_addressing = false")) == ()


def test_a_policy_behind_one_that_fits_all_never_holds(problems_with: Problems) -> None:
    everyone = '[[policy]]\nname = "all"\ncalendar = "office"\n\n[[policy]]'
    assert problems_with(("[[policy]]", everyone)) == (
        'policy "key accounts" never holds, as policy "all" before it fits all; move it up',
    )


def test_a_calendar_that_never_opens_is_refused(problems_with: Problems, sample: str) -> None:
    line = next(line for line in sample.splitlines() if line.startswith("hours"))
    for hours in ("hours = {}", 'hours = { mon = "" }'):
        assert problems_with((line, hours)) == (
            "calendar.office.hours are never open; write hours for a day,"
            ' as in mon = "09:00-18:00"',
        )


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    assert problems(tmp_path / "samehand.toml") == (
        "does not exist; write it with: samehand init",
    )


def test_a_folder_is_no_config(tmp_path: Path) -> None:
    assert problems(tmp_path) == (
        "cannot be read (Is a directory); correct its path or its rights",
    )


def test_a_syntax_error_names_its_line(problems_with: Problems) -> None:
    (problem,) = problems_with(('name = "Acme Support"', 'name = "Acme Support'))
    assert problem.startswith("is no TOML: ")
    assert "(at line 2" in problem


def test_bytes_that_are_no_utf8_are_named_by_line(tmp_path: Path) -> None:
    path = tmp_path / "samehand.toml"
    path.write_bytes('[desk]\nname = "Bäcker"'.encode("latin-1"))
    assert problems(path) == ("is not UTF-8 in line 2; save it as UTF-8",)


def test_files_and_folders_that_are_named_have_to_be_there(problems_with: Problems) -> None:
    found = problems_with(
        ("port = 993", 'port = 993, ca_file = "ours.pem"'),
        ("[outbox]", '[texts]\nfolder = "words"\n[outbox]'),
        ('"ES-MD"', '"closed.txt"'),
    )
    assert [problem.partition("/")[0] for problem in found] == [
        'mailbox "support": imap.ca_file names no file: ',
        "calendar.office.holidays names a file that cannot be read: ",
        "texts.folder names no folder: ",
    ]


@pytest.mark.parametrize(
    "change",
    [
        (SMTP, 'user = "support", password = "hunter2"'),
        (IMAP, 'port = 993, user = "support", password = ["hunter2"]'),
        (IMAP, 'port = 993, user = "support", pasword_env = "hunter2"'),
        ("SUPPORT_PASSWORD", "hunter2!"),
        ('host = "imap.acme.example"', 'host = "support:hunter2@imap.acme.example"'),
        ("sqlite:///samehand.db", "postgresql://desk:hunter2@db/samehand"),
        ("sqlite:///samehand.db", "postgresql://desk@db/samehand?password=hunter2"),
        ('raw = "raw"', 'raw = "s3://key:hunter2@bucket/raw"'),
        ("[outbox]", 'password = "hunter2"\n[outbox]'),
    ],
)
def test_a_password_in_the_file_is_refused_and_never_repeated(
    problems_with: Problems, change: tuple[str, str]
) -> None:
    found = problems_with(change)
    assert found
    assert "hunter2" not in str(found)


def test_a_password_in_the_file_is_answered_with_where_to_put_it(
    problems_with: Problems,
) -> None:
    (problem,) = problems_with((SMTP, 'user = "support", password = "hunter2"'))
    assert problem.startswith('mailbox "support": smtp.password does not belong in this file')
    assert 'password_env = "SUPPORT_PASSWORD"' in problem
    assert 'password_file = "secrets/support"' in problem


def test_settings_never_hold_a_password(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUPPORT_PASSWORD", "hunter2")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets/support").write_text("hunter3\n")
    (tmp_path / "secrets/support").chmod(0o600)
    (mailbox,) = settings.mailboxes
    assert mailbox.imap.password.read() == "hunter2"
    assert mailbox.smtp.password.read() == "hunter3"
    assert "hunter" not in repr(settings)


def test_a_mailbox_receives_what_its_plus_addresses_promise(settings: Settings) -> None:
    (mailbox,) = settings.mailboxes
    assert mailbox.receives("Support@ACME.example")
    assert mailbox.receives("support+c42@acme.example")
    assert settings.is_ours("support+c42@acme.example")
    for other in ("support2@acme.example", "support@acme.example.org", "+@acme.example"):
        assert not mailbox.receives(other)
