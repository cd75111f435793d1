"""Puts a story on: a mail server, a desk at work in a folder of its own, people, and a screen.

The desk is the same that `samehand run` runs; only its clock is the story's.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from samehand.app import App
from samehand.config.settings import Settings
from samehand.sandbox.books import Books, read_books
from samehand.sandbox.checks import Checked, Found, check
from samehand.sandbox.chronicle import Chronicle, Screen
from samehand.sandbox.clock import StoryClock
from samehand.sandbox.deskfile import settings_of, write_desk
from samehand.sandbox.director import Director, Stage
from samehand.sandbox.keep import keep
from samehand.sandbox.people import Cast, Client
from samehand.sandbox.server import MailServer
from samehand.sandbox.story import Person, Role, Story
from samehand.sandbox.writing import Opened
from samehand.store.raw import RawStore
from samehand.store.store import Store

BREATH = 0.5  # seconds between two looks while the desk just runs


@dataclass
class Production:
    """A story on its stage."""

    story: Story
    settings: Settings
    passwords: dict[str, str]
    server: MailServer
    cast: Cast
    clock: StoryClock
    store: Store
    chronicle: Chronicle
    director: Director

    def play(self) -> None:
        """From the first turn to the end. Raises Restless."""
        self.director.play()

    def books(self) -> Books:
        return read_books(self.store, self.clock.now())

    def check(self) -> tuple[Checked, ...]:
        """Whether it came out as told."""
        inboxes = {who: client.inbox() for who, client in self.cast.clients.items()}
        found = Found(inboxes, self.books(), self.cast.message_ids)
        return check(self.story, found)

    def keep(self, folder: Path) -> None:
        """Leave everything in a folder."""
        raw = RawStore.open(self.settings.desk.raw)
        inboxes = {address: self._inbox(address) for address in self.passwords}
        zone = ZoneInfo(self.story.timezone)
        keep(folder, inboxes, self.books(), raw.read, zone)

    def _inbox(self, address: str) -> tuple[Opened, ...]:
        """Anybody's mail, the desk's own too."""
        owner = Person(address, address, address, Role.OPS)
        client = Client(owner, self.passwords[address], self.server)
        try:
            return client.inbox()
        finally:
            client.close()

    def let_go(self, screen: Screen) -> None:
        """Let the clock run like any other from now on, and show what happens there."""
        self.chronicle.screen = screen
        self.director.restart(self.clock.let_go)

    def stay(self) -> None:
        """Watch the desk until somebody interrupts."""
        while True:
            time.sleep(BREATH)
            self.chronicle.settled(self.clock.now())


@contextmanager
def staged(story: Story, folder: Path, pace: float, screen: Screen) -> Iterator[Production]:
    """Everything set up in `folder`, and nothing left running afterwards."""
    clock = StoryClock(story.start, pace)
    addresses = [*story.mailboxes, *(person.address for person in story.people)]
    passwords = {address: secrets.token_urlsafe(9) for address in addresses}
    with MailServer(passwords, clock.now) as server:
        config = write_desk(story, folder, server.ports, passwords)
        settings = settings_of(config, frozenset())
        with (
            Store.open(settings.desk.store, lock=False) as store,
            Cast(story, passwords, server) as cast,
        ):
            chronicle = Chronicle(story, settings, server, store, screen)
            stage = Stage(
                server,
                cast,
                clock,
                lambda away: App(settings_of(config, away), clock=clock),
                chronicle,
            )
            director = Director(story, stage)
            production = Production(
                story,
                settings,
                passwords,
                server,
                cast,
                clock,
                store,
                chronicle,
                director,
            )
            try:
                yield production
            finally:
                director.desk.stop()
