"""The mailroom of these tests, on SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from samehand.tests.belonging.mailroom import Mailroom, settings
from samehand.tests.pipeline.office import opened


@pytest.fixture
def mailroom(tmp_path: Path) -> Iterator[Mailroom]:
    with opened(settings(f"sqlite:///{tmp_path / 'samehand.db'}", tmp_path)) as house:
        yield Mailroom(house)
