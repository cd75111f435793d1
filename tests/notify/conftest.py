"""A desk in Madrid, the house's own words, and the letters of one conversation."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from samehand.config.secrets import PasswordSource
from samehand.config.settings import Agent, Calendar, Desk, Mailbox, Server, Settings
from samehand.notify.render import Render


@pytest.fixture(scope="session")
def settings() -> Settings:
    madrid, lisbon = ZoneInfo("Europe/Madrid"), ZoneInfo("Europe/Lisbon")
    server = Server("smtp.acme.example", 465, "support", PasswordSource(file=Path("secret")))
    return Settings(
        desk=Desk("Acme Support", madrid, "ana", ("olga@acme.example",)),
        mailboxes=(
            Mailbox("support", "support@acme.example", server, server),
            Mailbox("sales", "sales@acme.example", server, server, plus_addressing=False),
        ),
        agents=(
            Agent("ana", "Ana Ruiz", "ana@acme.example", "office"),
            Agent("ben", "Ben Okafor", "ben@acme.example", "lisbon"),
        ),
        calendars={
            "office": Calendar("office", madrid, ((),) * 7),
            "lisbon": Calendar("lisbon", lisbon, ((),) * 7),
        },
        policies=(),
    )


@pytest.fixture(scope="session")
def texts() -> Render:
    return Render.load(None)
