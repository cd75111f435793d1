"""The days on which a calendar is closed, by region or from a team's own file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from samehand.config.holidays import read


@pytest.mark.parametrize(
    ("code", "day", "name"),
    [
        ("ES-MD", date(2025, 5, 2), "Madrid Day"),
        ("ES", date(2025, 5, 2), None),
        ("ES-MD", date(2025, 12, 25), "Christmas Day"),
        ("ES-MD", date(2025, 12, 24), None),
        ("US-NY", date(2025, 7, 4), "Independence Day"),
        ("US-NY", date(2026, 7, 3), "Independence Day (observed)"),
        ("US-NY", date(2025, 2, 12), "Lincoln's Birthday"),
        ("DE", date(2025, 10, 3), "German Unity Day"),
        ("DE-BY", date(2025, 1, 6), "Epiphany"),
        ("DE", date(2025, 1, 6), None),
    ],
)
def test_each_region_has_its_days_with_english_names(
    code: str, day: date, name: str | None, tmp_path: Path
) -> None:
    assert read(code, tmp_path).name(day) == name


def test_a_year_is_looked_up_when_it_comes(tmp_path: Path) -> None:
    germany = read("DE", tmp_path)
    assert [germany.name(date(year, 5, 1)) for year in (1995, 2025, 2040)] == ["Labor Day"] * 3


def test_the_language_of_the_machine_changes_no_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANGUAGE", "de")
    assert read("DE", tmp_path).name(date(2031, 10, 3)) == "German Unity Day"


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("XX", 'names an unknown country: "XX"; did you mean "'),
        ("es", 'names an unknown country: "es"; did you mean "ES"?'),
        ("DE-XX", 'names an unknown region: "DE-XX"; those of DE are: BB, BE, BW, BY, '),
        ("MC-XX", 'names an unknown region: "MC-XX"; those of MC are: none, write "MC"'),
    ],
)
def test_an_unknown_region_is_answered_with_the_known_ones(
    code: str, problem: str, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="unknown") as caught:
        read(code, tmp_path)
    assert str(caught.value).startswith(problem)


def test_a_file_names_a_day_a_line(tmp_path: Path) -> None:
    (tmp_path / "closed.txt").write_text(
        "# our own days\n\n2025-12-24 Christmas Eve\n2025-08-16\n", encoding="utf-8"
    )
    closed = read("closed.txt", tmp_path)
    assert closed.name(date(2025, 12, 24)) == "Christmas Eve"
    assert closed.name(date(2025, 8, 16)) == "closed"
    assert closed.name(date(2025, 12, 25)) is None


def test_a_line_without_a_date_is_named(tmp_path: Path) -> None:
    (tmp_path / "closed.txt").write_text("2025-12-24 Eve\n24.12.2026 Eve\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"has no date in .*closed\.txt, line 2; write"):
        read("closed.txt", tmp_path)


@pytest.mark.parametrize("content", [None, "Weihnachten bei Bäckers".encode("latin-1")])
def test_a_file_that_cannot_be_read_is_a_problem(content: bytes | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "closed.txt").write_bytes(content)
    with pytest.raises(ValueError, match=r"names a file that cannot be read: .*closed\.txt"):
        read("closed.txt", tmp_path)
