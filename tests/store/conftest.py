"""The store of these tests: a new one for each, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from samehand.store.store import Store
from samehand.tests.tables import give_tables


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/desk/samehand.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """A database without any tables."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(name))


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    name = "sqlite_url" if request.param == "sqlite" else "postgres_store_url"
    url = str(request.getfixturevalue(name))
    give_tables(url)
    with Store.open(url, database_clock=False) as opened:
        yield opened
