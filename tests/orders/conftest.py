"""A desk in office hours: agents of whom two share a first name, and a lead above them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
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
    Rung,
    Server,
    Settings,
    Span,
    Trust,
)
from samehand.config.settings import Desk as DeskSettings
from samehand.tests.attacks.desk_under_attack import ANA, BEN, SUPPORT
from samehand.tests.orders.talk import LEA, OLGA, Talk
from samehand.tests.pipeline.office import opened

TUESDAY = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)  # noon in Madrid


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    madrid = ZoneInfo("Europe/Madrid")
    office = Calendar("office", madrid, ((Span(540, 1080),),) * 5 + ((), ()))
    night = Calendar("night", madrid, ((Span(0, 360),),) * 7)  # new ones are Ana's by day
    server = Server("localhost", 993, "support", PasswordSource(file=Path("password")))
    return Settings(
        desk=DeskSettings(
            "Acme Support",
            madrid,
            "lea",
            (OLGA,),
            store=f"sqlite:///{tmp_path / 'samehand.db'}",
            raw=str(tmp_path / "raw"),
        ),
        mailboxes=(
            Mailbox(
                "support", SUPPORT, server, server, trust=Trust(authserv_id="mx.acme.example")
            ),
        ),
        agents=(
            Agent("ana", "Ana Ruiz", ANA, "office"),
            Agent("ben", "Ben Okafor", BEN, "night"),
            Agent("klo", "Kim Lopez", "kim.lopez@acme.example", "night"),
            Agent("kok", "Kim Okoye", "kim.okoye@acme.example", "night"),
            Agent("lea", "Lea Lindt", LEA, "night"),
        ),
        calendars={"office": office, "night": night},
        policies=(
            Policy(
                "standard",
                "office",
                first_response=Duration(rest=timedelta(hours=4)),
                next_response=Duration(rest=timedelta(hours=8)),
                resolution=Duration(days=3),
                alert=("owner", OLGA),
                ladder=(Rung(timedelta(minutes=30), (LEA,)),),
            ),
        ),
    )


@pytest.fixture
def talk(settings: Settings) -> Iterator[Talk]:
    with opened(settings) as house:
        yield Talk(house, TUESDAY)


@pytest.fixture(params=["sqlite", "postgresql"])
def talk_on_both(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Talk]:
    """The same, on either database."""
    if request.param == "postgresql":
        url = str(request.getfixturevalue("postgres_store_url"))
        settings = replace(settings, desk=replace(settings.desk, store=url))
    with opened(settings) as house:
        yield Talk(house, TUESDAY)
