"""What every test may ask for.

- `authority`: a certificate authority; `authority.issue("localhost")` is for servers that a
  test writes itself, `authority.ca_file` for the clients that trust it.
- `dovecot`: a real IMAP and LMTP server; `account = dovecot.user("ana")` is an empty mailbox,
  with `account.imap` (its settings), `deliver(b"...", ...)`, `mails()`, `wait_for(2)`.
- `postfix`: a real SMTP server that delivers into `dovecot`; `postfix.submission(account)` are
  its settings, `postfix.receive(b"...", sender=..., to=...)` is mail from outside.
- `postgres_url`: the URL of an empty database on a real PostgreSQL; `postgres_store_url` is
  one that has the tables of this version.

A server starts when the first test asks; accounts, queue and database end with each test.
Whatever a test is about, nothing of the inside may stand in a mail to a customer.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime

import pytest
from hypothesis import settings as hypothesis_settings

from samehand import house
from samehand.config.settings import Settings
from samehand.desk.letters import AnyLetter
from samehand.notify.compose import compose
from samehand.notify.outgoing import Outgoing
from samehand.notify.render import Render
from samehand.tests.inside import Watch
from samehand.tests.servers import postfix as postfix_server
from samehand.tests.servers import postgres as postgres_server
from samehand.tests.servers.authority import Authority
from samehand.tests.servers.dovecot import DovecotServer
from samehand.tests.servers.postfix import PostfixServer
from samehand.tests.servers.postgres import PostgresServer
from samehand.tests.servers.process import folder
from samehand.tests.tables import give_tables

# How long an example takes is no matter of a test. CI tries the same examples each time, so
# that what lands does not depend on luck; at a desk each run looks elsewhere.
hypothesis_settings.register_profile(
    "house", deadline=None, derandomize=os.environ.get("CI") == "true"
)
hypothesis_settings.load_profile("house")


@pytest.fixture(autouse=True)
def nothing_of_the_inside_reaches_customers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    watch = Watch()

    def watched(
        letter: AnyLetter, settings: Settings, texts: Render, *, now: datetime
    ) -> Outgoing:
        mail = compose(letter, settings, texts, now=now)
        watch.saw(letter, mail, settings)
        return mail

    monkeypatch.setattr(house, "compose", watched)
    yield
    assert not watch.leaks()


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def dovecot_server(authority: Authority) -> Iterator[DovecotServer]:
    with folder("dovecot") as place:
        server = DovecotServer(place, authority)
        with server.started():
            yield server


@pytest.fixture
def dovecot(dovecot_server: DovecotServer) -> Iterator[DovecotServer]:
    yield dovecot_server
    dovecot_server.forget_users()


@pytest.fixture(scope="session")
def postfix_session(
    authority: Authority, dovecot_server: DovecotServer
) -> Iterator[PostfixServer]:
    with (
        folder("postfix") as place,
        postfix_server.started(place, authority, dovecot_server) as up,
    ):
        yield up


@pytest.fixture
def postfix(postfix_session: PostfixServer, dovecot: DovecotServer) -> Iterator[PostfixServer]:
    yield postfix_session
    postfix_session.forget_queue()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with folder("postgres") as place, postgres_server.started(place) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_tables(postgres: PostgresServer) -> Iterator[str]:
    """The name of a database of which tests get copies, since migrations take their time."""
    with postgres.database() as url:
        give_tables(url)
        yield url.rpartition("/")[2]


@pytest.fixture
def postgres_store_url(postgres: PostgresServer, postgres_tables: str) -> Iterator[str]:
    with postgres.database(like=postgres_tables) as url:
        yield url


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    with postgres.database() as url:
        yield url
