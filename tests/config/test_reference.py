"""The committed reference page says what the code says."""

from __future__ import annotations

from pathlib import Path

from samehand.config.reference import page

PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"
RENEW = "renew it: python -m samehand.config.reference > docs/configuration.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), RENEW


def test_each_key_of_the_sample_is_on_the_page(sample: str) -> None:
    keys = {line.split(" = ")[0] for line in sample.splitlines() if " = " in line}
    for key in keys - {"imap", "smtp", "when", "ladder"}:
        assert f"| `{key}` |" in page(), f"{key} is missing"
