"""The words come from templates that a team can replace; a slip shows when they load."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from samehand.config.settings import Settings
from samehand.notify import compose as composing
from samehand.notify.compose import compose
from samehand.notify.render import (
    Render,
    TextError,
    exact_time,
    in_words,
    lasting,
    size_in_words,
    time_of_day,
)
from samehand.notify.samples import SAMPLES
from samehand.tests.notify.samples_of_letters import ACKNOWLEDGEMENT, LETTERS, NOW, WARNING

MADRID = ZoneInfo("Europe/Madrid")


def test_the_houses_templates_are_without_problems(texts: Render) -> None:
    assert texts.problems() == []


def test_a_team_replaces_a_template_by_its_name(tmp_path: Path, settings: Settings) -> None:
    own = "Subject: Danke\n\n{{ owner }} meldet sich{% if answer_by %} bald{% endif %}."
    (tmp_path / "acknowledgement.txt.j2").write_text(own)
    texts = Render.load(tmp_path)
    assert texts.problems() == []
    content = compose(ACKNOWLEDGEMENT, settings, texts, now=NOW).content
    assert b"Subject: Danke\r\n" in content
    assert content.endswith(b"\r\n\r\nAna Ruiz meldet sich bald.\r\n")


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("aknowledgement.txt.j2", "Subject: x", "replaces nothing; the templates are ack"),
        ("answer.txt.j2", "Subject: x\n\n{{ texxt }}", "answer.txt.j2: 'texxt' is undefined"),
        ("answer.txt.j2", "Subject: x\n\n{% if %}", "answer.txt.j2, line 3: "),
        ("answer.txt.j2", "{{ text }}", "the first line has to be the subject"),
        ("answer.txt.j2", "Subject: x\n{{ 1 / 0 }}", "answer.txt.j2: division by zero"),
        ("answer.txt.j2", "Subject: x\n{{ text.__class__ }}", "answer.txt.j2: access to"),
        ("relay.txt.j2", "Subject: x\n{{ due_at | words(zone) }}", "relay.txt.j2: "),
        (
            "notice.txt.j2",
            "Subject: x\n{% for a in range(10**9) %}{% endfor %}",
            "Range too big",
        ),
        ("alert_facts.txt.j2", "{{ nobody }}", "'nobody' is undefined"),
        ("answer.txt.j2", "Subject: \udcff", "cannot be read"),
    ],
)
def test_a_slip_in_a_teams_template_is_a_problem(
    name: str, text: str, problem: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    assert problem in "; ".join(Render.load(tmp_path).problems())


def test_a_folder_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    (problem,) = Render.load(tmp_path / "texts").problems()
    assert problem.endswith("No such file or directory; texts.folder names no folder")


def test_other_files_in_a_teams_folder_are_let_be(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("Our words.")
    assert Render.load(tmp_path).problems() == []


def test_a_template_that_fails_on_a_mail_says_which(tmp_path: Path, settings: Settings) -> None:
    own = "Subject: x\n\n{% if owner != 'Ana Ruiz' %}{{ nobody }}{% endif %}"
    (tmp_path / "acknowledgement.txt.j2").write_text(own)
    letter = replace(ACKNOWLEDGEMENT, owner_name="Ben Okafor")
    with pytest.raises(TextError, match=r"acknowledgement\.txt\.j2: 'nobody' is undefined"):
        compose(letter, settings, Render.load(tmp_path), now=NOW)


def test_the_samples_have_what_the_mails_have(
    settings: Settings, texts: Render, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A value that a template may use is one that it is tried with."""
    seen: dict[str, set[str]] = {}
    real = texts.letter

    def remembered(name: str, values: dict[str, object]) -> tuple[str, str]:
        seen[name] = set(values)
        return real(name, values)

    monkeypatch.setattr(texts, "letter", remembered)
    for letter in (
        *LETTERS.values(),
        replace(WARNING, stage=2),
        replace(WARNING, stage=4),
    ):
        composing.compose(letter, settings, texts, now=NOW)
    assert seen == {name: set(samples[0]) for name, samples in SAMPLES.items()}
    assert all(set(s) == set(samples[0]) for samples in SAMPLES.values() for s in samples)


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        (datetime(2026, 11, 24, 13, 0, tzinfo=UTC), "Tuesday 24 November, 14:00"),
        (datetime(2026, 11, 24, 23, 30, tzinfo=UTC), "Wednesday 25 November, 00:30"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Sunday 25 October, 02:30"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Sunday 25 October, 02:30"),
        (datetime(2027, 1, 1, 8, 0, tzinfo=UTC), "Friday 1 January, 09:00"),
    ],
)
def test_a_time_in_words(instant: datetime, words: str) -> None:
    assert in_words(instant, MADRID) == f"{words} (Europe/Madrid)"


def test_the_day_is_named_where_it_is_another() -> None:
    noon = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
    assert time_of_day(noon, MADRID, noon + timedelta(hours=11)) == "12:00"
    assert time_of_day(noon, MADRID, noon + timedelta(hours=12)) == "Tuesday 12:00"
    assert exact_time(noon + timedelta(seconds=20), MADRID) == "12:00:20"


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=-5), "0 min"),
        (timedelta(minutes=40), "40 min"),
        (timedelta(minutes=59, seconds=40), "1 h"),
        (timedelta(minutes=125), "2 h 5 min"),
        (timedelta(hours=47, minutes=59), "47 h 59 min"),
        (timedelta(hours=49), "2 days"),
    ],
)
def test_a_length_in_words(length: timedelta, words: str) -> None:
    assert lasting(length) == words


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (12_345, "12 kB"), (999_700, "1.0 MB")],
)
def test_a_size_in_words(size: int, words: str) -> None:
    assert size_in_words(size) == words
