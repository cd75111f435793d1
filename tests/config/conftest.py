"""A whole config, as the owner of a desk sees it, and a way to break it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from samehand.config.load import problems


@pytest.fixture
def sample() -> str:
    return Path(__file__).with_name("sample.toml").read_text(encoding="utf-8")


@pytest.fixture
def problems_with(sample: str, tmp_path: Path) -> Callable[..., tuple[str, ...]]:
    """What `load` finds wrong when parts of the sample are replaced."""

    def changed(*changes: tuple[str, str]) -> tuple[str, ...]:
        text = sample
        for before, after in changes:
            assert before in text, f"the sample has no {before}"
            text = text.replace(before, after)
        path = tmp_path / "samehand.toml"
        path.write_text(text, encoding="utf-8")
        return problems(path)

    return changed
