"""Fixtures for tests of the whole way: a desk on Dovecot, Postfix and a database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from samehand.config.settings import (
    Agent,
    Calendar,
    Desk,
    Duration,
    Limits,
    Mailbox,
    Policy,
    Settings,
    Span,
    Trust,
    WithoutVerdict,
)
from samehand.house import House
from samehand.tests.pipeline.office import Office, opened
from samehand.tests.servers.dovecot import Account, DovecotServer
from samehand.tests.servers.postfix import PostfixServer


@pytest.fixture
def support(dovecot: DovecotServer) -> Account:
    return dovecot.user("support")


@pytest.fixture
def settings(support: Account, postfix: PostfixServer, tmp_path: Path) -> Settings:
    madrid = ZoneInfo("Europe/Madrid")
    always = Calendar("always", madrid, ((Span(0, 1440),),) * 7)
    return Settings(
        desk=Desk(
            "Acme Support",
            madrid,
            "ana",
            ("olga@acme.example",),
            store=f"sqlite:///{tmp_path / 'samehand.db'}",
            raw=str(tmp_path / "raw"),
        ),
        mailboxes=(
            Mailbox(
                "support",
                support.address,
                support.imap,
                postfix.submission(support),
                trust=Trust(without_verdict=WithoutVerdict.TOKEN_IS_ENOUGH),
            ),
        ),
        agents=(Agent("ana", "Ana Ruiz", "ana@acme.example", "always", capacity=1000),),
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
        limits=Limits(acknowledgements=1000, acknowledgements_per_domain=1000),
    )


@pytest.fixture
def house(settings: Settings) -> Iterator[House]:
    with opened(settings) as house:
        yield house


@pytest.fixture
def office_of(
    support: Account, dovecot: DovecotServer, postfix: PostfixServer, settings: Settings
) -> Callable[[House], Office]:
    """The office around a house that the test opens itself, with everybody's mailbox."""
    people = {name: dovecot.user(name) for name in ("ana", "carla", "olga")}
    now = datetime.now(UTC)

    def around(house: House) -> Office:
        mailbox = settings.mailboxes[0]
        return Office(house, mailbox, support=support, **people, postfix=postfix, now=now)

    return around


@pytest.fixture
def office(house: House, office_of: Callable[[House], Office]) -> Office:
    return office_of(house)
