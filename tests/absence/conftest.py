"""A desk of three: Ana answers Carla, Ben may stand in, Lea has what nobody is free for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from samehand.config.secrets import PasswordSource
from samehand.config.settings import (
    Absences,
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
from samehand.tests.absence.away_desk import AwayDesk
from samehand.tests.attacks.desk_under_attack import SUPPORT
from samehand.tests.pipeline.office import opened

TUESDAY = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)  # noon in Madrid


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    madrid = ZoneInfo("Europe/Madrid")
    office = Calendar("office", madrid, ((Span(540, 1080),),) * 5 + ((), ()))
    server = Server("localhost", 993, "support", PasswordSource(file=Path("password")))
    return Settings(
        desk=DeskSettings(
            "Acme Support",
            madrid,
            "lea",
            ("olga@acme.example",),
            store=f"sqlite:///{tmp_path / 'samehand.db'}",
            raw=str(tmp_path / "raw"),
        ),
        mailboxes=(
            Mailbox(
                "support", SUPPORT, server, server, trust=Trust(authserv_id="mx.acme.example")
            ),
        ),
        agents=(
            Agent("ana", "Ana Ruiz", "ana@acme.example", "office"),
            Agent("ben", "Ben Okafor", "ben@acme.example", "office"),
            Agent("lea", "Lea Brandt", "lea@acme.example", "office"),
        ),
        calendars={"office": office},
        policies=(
            Policy(
                "standard",
                "office",
                first_response=Duration(rest=timedelta(hours=4)),
                next_response=Duration(rest=timedelta(hours=8)),
                alert=("owner", "olga@acme.example"),
            ),
        ),
    )


@pytest.fixture
def open_desk(settings: Settings) -> Iterator[Callable[..., AwayDesk]]:
    """A desk with other rules for absences, or another trust in its server."""
    opened_desks = []

    def make(trust: Trust | None = None, **rules: object) -> AwayDesk:
        mailbox = settings.mailboxes[0]
        changed = replace(
            settings,
            absence=replace(Absences(), **rules),  # type: ignore[arg-type]
            mailboxes=(replace(mailbox, trust=trust or mailbox.trust),),
        )
        house = opened(changed)
        opened_desks.append(house)
        return AwayDesk(house.__enter__(), TUESDAY)

    yield make
    for house in opened_desks:
        house.__exit__(None, None, None)


@pytest.fixture
def desk(open_desk: Callable[..., AwayDesk]) -> AwayDesk:
    return open_desk()
