"""The words come from templates that a team can replace; a slip shows when they load."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from samehand.config.settings import Settings
from samehand.notify import compose as composing
from samehand.notify.compose import compose
from samehand.notify.render import Render, TextError
from samehand.notify.samples import SAMPLES, TWIN
from samehand.tests.notify.samples_of_letters import ACKNOWLEDGEMENT, LETTERS, NOW, WARNING


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
        (
            "relay.html.j2",
            "{{ first_line }} {{ html }}",
            "relay.html.j2: it has to show {{ mark",
        ),
        ("receipt.html.j2", "{{ mark }} {{ html }}", "it has to show {{ first_line }}"),
        ("answer.html.j2", "{{ htlm }}", "answer.html.j2: 'htlm' is undefined"),
        ("letter.html.j2", "<p>{{ first_line }}", "it has to show {{ mark }}"),
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
    real, real_twin = texts.letter, texts.twin

    def remembered(name: str, values: dict[str, object]) -> tuple[str, str]:
        seen[name] = set(values)
        return real(name, values)

    def twin(name: str, values: dict[str, object]) -> str:
        assert set(values) == seen[name] | set(TWIN)
        return real_twin(name, values)

    monkeypatch.setattr(texts, "letter", remembered)
    monkeypatch.setattr(texts, "twin", twin)
    for letter in (
        *LETTERS.values(),
        replace(WARNING, stage=2),
        replace(WARNING, stage=4),
    ):
        composing.compose(letter, settings, texts, now=NOW)
    assert seen == {name: set(samples[0]) for name, samples in SAMPLES.items()}
    assert all(set(s) == set(samples[0]) for samples in SAMPLES.values() for s in samples)
