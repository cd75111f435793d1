"""A desk with two agents, as far as it matters whose address is whose."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from samehand.config.secrets import PasswordSource
from samehand.config.settings import Agent, Calendar, Desk, Mailbox, Server, Settings


@pytest.fixture(scope="session")
def settings() -> Settings:
    madrid = ZoneInfo("Europe/Madrid")
    server = Server("localhost", 993, "support", PasswordSource(file=Path("password")))
    return Settings(
        desk=Desk("Acme Support", madrid, "ana", ()),
        mailboxes=(Mailbox("support", "support@acme.example", server, server),),
        agents=(
            Agent("ana", "Ana Ruiz", "ana@acme.example", "office"),
            Agent("ben", "Ben Okafor", "ben@acme.example", "office"),
        ),
        calendars={"office": Calendar("office", madrid, ((),) * 7)},
    )
