"""The mailroom of these tests, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from samehand.tests.belonging.mailroom import Mailroom, settings
from samehand.tests.pipeline.office import opened


@pytest.fixture(params=["sqlite", "postgresql"])
def mailroom(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Mailroom]:
    url = f"sqlite:///{tmp_path / 'samehand.db'}"
    if request.param == "postgresql":
        url = str(request.getfixturevalue("postgres_store_url"))
    with opened(settings(url, tmp_path)) as house:
        yield Mailroom(house)
