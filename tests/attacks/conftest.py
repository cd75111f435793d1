"""The desk that is attacked: two agents, and a server whose word for senders counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from samehand.config.secrets import PasswordSource
from samehand.config.settings import (
    Agent,
    Calendar,
    Duration,
    Mailbox,
    Policy,
    Server,
    Settings,
    Span,
    Trust,
)
from samehand.config.settings import (
    Desk as DeskSettings,
)
from samehand.tests.attacks.desk_under_attack import ANA, BEN, SUPPORT, Desk
from samehand.tests.pipeline.office import opened

TUESDAY = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)


@pytest.fixture
def trust() -> Trust:
    return Trust(authserv_id="mx.acme.example")


@pytest.fixture
def settings(tmp_path: Path, trust: Trust) -> Settings:
    madrid = ZoneInfo("Europe/Madrid")
    always = Calendar("always", madrid, ((Span(0, 1440),),) * 7)
    server = Server("localhost", 993, "support", PasswordSource(file=Path("password")))
    return Settings(
        desk=DeskSettings(
            "Acme Support",
            madrid,
            "ana",
            ("olga@acme.example",),
            store=f"sqlite:///{tmp_path / 'samehand.db'}",
            raw=str(tmp_path / "raw"),
        ),
        mailboxes=(Mailbox("support", SUPPORT, server, server, trust=trust),),
        agents=(
            Agent("ana", "Ana Ruiz", ANA, "always", capacity=1000),
            Agent("ben", "Ben Okafor", BEN, "always", capacity=1),
        ),
        calendars={"always": always},
        policies=(
            Policy(
                "standard",
                "always",
                first_response=Duration(rest=timedelta(hours=4)),
                next_response=Duration(rest=timedelta(hours=8)),
                alert=("owner", "olga@acme.example"),
            ),
        ),
    )


@pytest.fixture
def desk(settings: Settings) -> Iterator[Desk]:
    with opened(settings) as house:
        yield Desk(house, TUESDAY)
