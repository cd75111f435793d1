"""The desk of these tests, on both databases, with a Sent folder beside its INBOX."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from samehand.config.settings import Duration, Settings
from samehand.tests.attacks.conftest import settings, trust
from samehand.tests.by_hand.shared_desk import SharedDesk
from samehand.tests.pipeline.office import opened

__all__ = ["settings", "trust"]


@pytest.fixture(params=["sqlite", "postgresql"])
def on_both(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    """The settings, with each of the two databases; conversations are to be solved in a day."""
    (policy,) = settings.policies
    settings = replace(settings, policies=(replace(policy, resolution=Duration(days=1)),))
    if request.param == "sqlite":
        return settings
    url = str(request.getfixturevalue("postgres_store_url"))
    return replace(settings, desk=replace(settings.desk, store=url))


@pytest.fixture
def desk(on_both: Settings, tmp_path: Path) -> Iterator[SharedDesk]:
    with opened(on_both) as house:
        yield SharedDesk(house)
