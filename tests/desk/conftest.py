"""A desk with two agents, and mails made by hand: the matter of the decisions' tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from samehand.config.secrets import PasswordSource
from samehand.config.settings import (
    Agent,
    Calendar,
    Desk,
    Duration,
    Mailbox,
    Policy,
    Server,
    Settings,
    Span,
    Trust,
)
from samehand.desk.arrival import Arrived
from samehand.ingest.message import Address, InboundMessage

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)  # a Tuesday, noon in Madrid


class CountingMint:
    """Identifiers that a test can foretell."""

    def __init__(self) -> None:
        self.count = 0

    def token(self) -> str:
        self.count += 1
        return f"{'a' * 24}{chr(ord('a') + self.count // 26)}{chr(ord('a') + self.count % 26)}"

    def message_id(self, domain: str) -> str:
        return f"{self.token()}@{domain}"


@pytest.fixture
def noon() -> datetime:
    """A Tuesday, in the middle of office hours."""
    return NOON


@pytest.fixture
def mint() -> CountingMint:
    return CountingMint()


@pytest.fixture
def settings() -> Settings:
    madrid = ZoneInfo("Europe/Madrid")
    office = Calendar("office", madrid, (((Span(540, 1080),) * 1,) * 5 + ((), ())))
    server = Server("localhost", 993, "support", PasswordSource(file=Path("password")))
    return Settings(
        desk=Desk("Acme Support", madrid, "ana", ("ops@acme.example",)),
        mailboxes=(
            Mailbox(
                "support",
                "support@acme.example",
                server,
                server,
                trust=Trust(authserv_id="mx.acme.example"),
            ),
        ),
        agents=(
            Agent("ana", "Ana Ruiz", "ana@acme.example", "office"),
            Agent("ben", "Ben Okafor", "ben@acme.example", "office"),
        ),
        calendars={"office": office},
        policies=(
            Policy(
                "standard",
                "office",
                first_response=Duration(rest=timedelta(hours=4)),
                next_response=Duration(rest=timedelta(hours=8)),
                resolution=Duration(days=3),
                alert=("owner", "ops@acme.example"),
            ),
        ),
    )


@pytest.fixture
def carlas_mail() -> InboundMessage:
    return InboundMessage(
        message_id="first@customer.example",
        sender=Address("carla@customer.example", "Carla Costa"),
        identity="carla@customer.example",
        to=(Address("support@acme.example"),),
        recipients=("support@acme.example",),
        subject="The kettle leaks",
        text="It leaks since Monday.",
        reply="It leaks since Monday.",
    )


@pytest.fixture
def arrive(settings: Settings) -> Callable[..., Arrived]:
    def make(mail: InboundMessage, entry: int = 7, **changes: object) -> Arrived:
        arrived = Arrived(
            entry=entry,
            mailbox=settings.mailboxes[0],
            mail=mail,
            message_id=mail.message_id or f"made-{entry}@unread",
            soft_key=f"key-{entry}",
            received_at=NOON,
        )
        return replace(arrived, **changes)  # type: ignore[arg-type]

    return make
