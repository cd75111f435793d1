"""Fixtures for tests of the whole way: a desk on Dovecot, Postfix and a database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from samehand.app import RandomMint
from samehand.config.settings import (
    Agent,
    Calendar,
    Desk,
    Duration,
    Mailbox,
    Policy,
    Settings,
    Span,
    Trust,
    WithoutVerdict,
)
from samehand.house import House
from samehand.notify.render import Render
from samehand.store.raw import RawStore
from samehand.store.store import Store
from samehand.tests.pipeline.office import Office
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
    )


@pytest.fixture
def house(settings: Settings) -> Iterator[House]:
    with Store.open(settings.desk.store) as store:
        store.upgrade()
        yield House(
            settings=settings,
            store=store,
            raw=RawStore.open(settings.desk.raw),
            texts=Render.load(None),
            mint=RandomMint(),
            spread=lambda: 0.0,
            holder="test",
        )


@pytest.fixture
def office(
    house: House,
    support: Account,
    dovecot: DovecotServer,
    postfix: PostfixServer,
    settings: Settings,
) -> Office:
    return Office(
        house,
        settings.mailboxes[0],
        support=support,
        ana=dovecot.user("ana"),
        carla=dovecot.user("carla"),
        olga=dovecot.user("olga"),
        postfix=postfix,
        now=datetime.now(UTC),
    )
