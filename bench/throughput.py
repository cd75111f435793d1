"""Mails a second, from a real Dovecot to done: fetched, kept, read, threaded, owned, answered.

Takes a folder of `.eml` files, in order of their names, and holds the rate against its floors,
measured in the same run. With a `truth.json` beside the mails (`messages`: `mid`, `conv`) the
conversations are compared with it, pair by pair. A second delivery has to change nothing.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any
from zoneinfo import ZoneInfo

from imapclient import IMAPClient

from samehand.app import RandomMint
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
    Strangers,
    Threading,
)
from samehand.house import House
from samehand.ingest.imap.mailbox import Connection
from samehand.ingest.parse import read
from samehand.notify.render import Render
from samehand.pipeline import receive
from samehand.store.raw import RawStore
from samehand.store.store import Store
from samehand.tests.servers import postgres
from samehand.tests.servers.authority import Authority
from samehand.tests.servers.dovecot import Account, DovecotServer
from samehand.tests.servers.process import folder
from samehand.threading.traits import Traits

BATCH = 50
PLENTY = 10_000  # all mails come at once here, as they never do


def main() -> None:
    """Print the figures of one run."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("mails", type=Path, help="a folder of .eml files")
    asked.add_argument("--postgres", action="store_true", help="instead of SQLite")
    asked.add_argument("--join", action="store_true", help="let strangers who answer join")
    given = asked.parse_args()
    files = sorted(given.mails.glob("*.eml"))
    with desk(use_postgres=given.postgres, join=given.join) as (account, house):
        deliver(account, files)
        seconds = timed(lambda: work(house))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        fetch = timed(lambda: fetch_only(account))
        parse = timed(lambda: parse_only(files))
        count = len(files)
        show("the whole way", count, seconds)
        show("floor: fetch", count, fetch)
        show("floor: parse", count, parse)
        print(f"{'times its floors':24}{seconds / (fetch + parse):10.2f}")
        print(f"{'peak memory':24}{memory:10.0f} MB")
        truth = given.mails / "truth.json"
        if truth.exists():
            told = json.loads(truth.read_text(encoding="utf-8"))
            compare({m["mid"]: m["conv"] for m in told["messages"]}, house.store)
        before = state(house.store)
        deliver(account, files)
        show("a second delivery", count, timed(lambda: work(house)))
        print(
            f"{'  changes':24}{'nothing' if state(house.store) == before else 'something':>10}"
        )


@contextmanager
def desk(*, use_postgres: bool, join: bool) -> Iterator[tuple[Account, House]]:
    """A desk of ten agents on a mailbox of a Dovecot of its own."""
    with ExitStack() as stack:
        place = stack.enter_context(folder("bench"))
        dovecot = DovecotServer(stack.enter_context(folder("dovecot")), Authority(place))
        stack.enter_context(dovecot.started())
        url = f"sqlite:///{place}/samehand.db"
        if use_postgres:
            server = stack.enter_context(
                postgres.started(stack.enter_context(folder("postgres")))
            )
            url = stack.enter_context(server.database())
        store = stack.enter_context(Store.open(url))
        store.upgrade()
        account = dovecot.user("support")
        house = House(
            settings=settings(account, Strangers.JOIN if join else Strangers.SEPARATE),
            store=store,
            raw=RawStore.open(str(place / "raw")),
            texts=Render.load(None),
            mint=RandomMint(),
            spread=random.random,
            holder="bench",
        )
        yield account, house


def settings(account: Account, strangers: Strangers) -> Settings:
    """Open at all hours, so that every mail gets the whole treatment."""
    week = ((Span(0, 24 * 60),),) * 7
    agents = tuple(
        Agent(f"agent{n}", f"Agent {n}", f"agent{n}@acme.example", "always", capacity=10_000)
        for n in range(10)
    )
    return Settings(
        desk=Desk("Acme", ZoneInfo("Europe/Madrid"), "agent0", ("olga@acme.example",)),
        mailboxes=(Mailbox("support", account.address, account.imap, account.imap),),
        agents=agents,
        calendars={"always": Calendar("always", ZoneInfo("Europe/Madrid"), week)},
        policies=(
            Policy("everybody", "always", first_response=Duration(rest=timedelta(hours=4))),
        ),
        threading=Threading(strangers),
        limits=Limits(
            acknowledgements_per_domain=PLENTY,
            acknowledgements=PLENTY,
            new_conversations=PLENTY,
            relays=PLENTY,
        ),
    )


def deliver(account: Account, files: list[Path]) -> None:
    """Put the mails into the mailbox, a few at a time, to leave the peak memory to the desk."""
    for start in range(0, len(files), BATCH):
        account.deliver(*(file.read_bytes() for file in files[start : start + BATCH]))


def work(house: House) -> None:
    """Receive until there is nothing left, as `samehand run` does pass by pass."""
    [mailbox] = house.settings.mailboxes
    connection = Connection(mailbox.imap, mailbox.folder)
    while receive(house, mailbox, connection, datetime.now(UTC)):
        pass
    connection.close()


def fetch_only(account: Account) -> None:
    """The least that has to be done with IMAP."""
    context = account.server.authority.trusted()
    with IMAPClient(account.imap.host, account.imap.port, ssl_context=context) as client:
        client.login(account.address, account.password)
        client.select_folder("INBOX", readonly=True)
        uids = client.search()
        for start in range(0, len(uids), BATCH):
            client.fetch(uids[start : start + BATCH], ["BODY.PEEK[]"])


def parse_only(files: list[Path]) -> None:
    for file in files:
        read(file.read_bytes())


def compare(truth: Mapping[str, int], store: Store) -> None:
    """How many pairs of mails that belong together are together, and the reverse."""
    with store.reading() as looking:
        known = (
            mail
            for mid in truth
            for mail in looking.relatives(Traits("", parents=(mid,)), Threading())
        )
        found = {mail.traits.message_id: mail.conversation for mail in known}
        found = {mid: number for mid, number in found.items() if mid in truth}
    together = pairs(Counter((truth[mid], number) for mid, number in found.items()))
    made, meant = pairs(Counter(found.values())), pairs(Counter(truth.values()))
    print(f"{'conversations':24}{len(set(found.values())):10} of {len(set(truth.values()))}")
    print(f"{'  pairs found':24}{together / meant if meant else 1:10.2%}")
    print(f"{'  pairs right':24}{together / made if made else 1:10.2%}")
    print(f"{'  mails without any':24}{len(truth.keys() - found.keys()):10}")


def pairs(groups: Counter[Any]) -> int:
    """How many pairs there are within the groups."""
    return sum(n * (n - 1) // 2 for n in groups.values())


def state(store: Store) -> object:
    """What a second delivery could wrongly change."""
    now = store.status(datetime.now(UTC))
    return now.conversations, now.owners, now.running_clocks, now.outbox, now.quarantine


def timed(work: Callable[[], None]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def show(what: str, count: int, seconds: float) -> None:
    print(f"{what:24}{count / seconds:10.0f} mails/s{seconds * 1000 / count:10.2f} ms each")


if __name__ == "__main__":
    main()
