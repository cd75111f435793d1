"""Samehand at work: the wiring, the metronome, and the only place that reads the clock.

APScheduler gives the beat and knows nothing else: what is due stands in the store. Each beat is
one pass of the pipeline; a pass that fails is logged and comes again.
"""

from __future__ import annotations

import base64
import os
import random
import secrets
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers import SchedulerNotRunningError
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from samehand import channels
from samehand.config.settings import Mailbox, Settings
from samehand.fetching import ANY_SENT
from samehand.house import House, tell
from samehand.ingest.imap.mailbox import Connection, LoginRefused, MailboxError
from samehand.notify.outbox import Unreachable
from samehand.notify.render import Render
from samehand.notify.smtp import Sender
from samehand.pipeline import deliver, put_off, receive, receive_sent, sweep
from samehand.store.errors import StoreError
from samehand.store.raw import RawStore
from samehand.store.store import Store
from samehand.store.tables import ChannelKind

SWEEP = timedelta(seconds=10)
DELIVER = timedelta(seconds=2)
LEASE = timedelta(minutes=1)  # then another process takes over from one that has died
PATIENCE = 8.0  # seconds for the mail in hand when told to stop


class Clock(Protocol):
    """The time that Samehand lives in: the wall's, or a story's."""

    def now(self) -> datetime:
        """This instant, in UTC."""

    def seconds(self, interval: timedelta) -> float:
        """How many seconds of real time an interval takes."""


class WallClock:
    """The time of this machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def seconds(self, interval: timedelta) -> float:
        return interval.total_seconds()


class RandomMint:
    """New identifiers that nobody can guess."""

    def token(self) -> str:
        return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()

    def message_id(self, domain: str) -> str:
        return f"{self.token()}@{domain}"


@dataclass
class _Beat:
    """One recurring pass, and when it last had nothing to do.

    `is_alone` means that of all processes one at a time may make it. `idle_from` is the start,
    in monotonic seconds, of the latest pass that found nothing.
    """

    name: str
    every: timedelta
    work: Callable[[datetime], int]
    is_alone: bool = True
    idle_from: float = float("-inf")
    trouble: str | None = None


class App:
    """A desk at work. Make it, `start()` it, `stop()` it; once."""

    def __init__(self, settings: Settings, *, clock: Clock | None = None) -> None:
        self._settings = settings
        self._clock = clock or WallClock()
        self._log = structlog.get_logger("samehand")
        self._stopping = threading.Event()
        self._connections: list[Connection] = []
        self._beats: list[_Beat] = []
        self._sent_trouble: dict[str, str] = {}  # by mailbox, as it was told
        self._worked_at = float("-inf")  # when any pass last had something to do
        self._scheduler = BackgroundScheduler(timezone=UTC)
        self._ending: threading.Thread | None = None
        self._house: House | None = None

    def start(self) -> None:
        """Open store and texts, and begin to work. Raises StoreError or TextError."""
        store = Store.open(self._settings.desk.store)
        try:
            store.upgrade()
            store.end_leases()
            self._open_up(store)
            self._house = House(
                settings=self._settings,
                store=store,
                raw=RawStore.open(self._settings.desk.raw),
                texts=Render.load(self._settings.texts.folder),
                mint=RandomMint(),
                spread=random.random,
                holder=f"{socket.gethostname()}:{os.getpid()}",
                stopping=self._stopping.is_set,
            )
        except BaseException:
            store.close()
            raise
        self._beats = self._make_beats(self._house)
        self._scheduler.configure(
            timezone=UTC, executors={"default": ThreadPoolExecutor(len(self._beats))}
        )
        for beat in self._beats:
            self._scheduler.add_job(
                self._pass,
                IntervalTrigger(seconds=self._clock.seconds(beat.every), timezone=UTC),
                args=(beat,),
                id=beat.name,
                max_instances=1,
                coalesce=True,
                misfire_grace_time=None,
                next_run_time=datetime.now(UTC),
            )
        self._scheduler.start()
        self._log.info("started", mailboxes=[m.name for m in self._settings.mailboxes])

    def _open_up(self, store: Store) -> None:
        """What is true from the first instant: whose the folders are, and that all is tried."""
        for mailbox in self._settings.mailboxes:
            store.expect(mailbox.name, mailbox.folder, self._clock.now())
            store.expect(mailbox.name, ANY_SENT, self._clock.now(), is_sent=True)
            for kind in ChannelKind:
                # Somebody may have mended it: that is what one restarts for.
                store.set_channel(replace(store.channel(mailbox.name, kind), retry_at=None))

    def stop(self) -> None:
        """Finish the mail in hand and let go of everything; an interruption waits for that."""
        try:
            self._let_go()
        except KeyboardInterrupt:
            self._let_go()
            raise

    def _let_go(self) -> None:
        if self._house is None:
            return
        self._stopping.set()
        if self._ending is None:
            self._ending = threading.Thread(target=self._shut_down, daemon=True)
            self._ending.start()
        self._ending.join(PATIENCE)
        for connection in self._connections:
            connection.close()
        self._house.store.close()
        self._house = None
        self._log.info("stopped")

    def _shut_down(self) -> None:
        with suppress(SchedulerNotRunningError):
            self._scheduler.shutdown()

    def settled(self, since: float) -> bool:
        """Whether every pass has found nothing to do since that instant of `time.monotonic`."""
        since = max(since, self._worked_at)
        return all(beat.idle_from >= since for beat in self._beats)

    def next_due_at(self) -> datetime | None:
        """When there is next something to do that no mail brings about."""
        if self._house is None:
            return None
        store, names = self._house.store, [m.name for m in self._settings.mailboxes]
        retries = [store.channel(name, ChannelKind.IMAP).retry_at for name in names]
        due = [at for at in (store.next_due_at(names), *retries) if at is not None]
        return min(due, default=None)

    def trouble(self) -> list[str]:
        """What the latest passes could not do, in words."""
        return [beat.trouble for beat in self._beats if beat.trouble]

    def _make_beats(self, house: House) -> list[_Beat]:
        beats = [_Beat("sweep", SWEEP, lambda now: sweep(house, now))]
        for mailbox in self._settings.mailboxes:
            connection = Connection(mailbox.imap, mailbox.folder)
            self._connections.append(connection)
            sender = Sender(mailbox.smtp, hostname=mailbox.domain)
            beats += [
                _Beat(f"receive {mailbox.name}", mailbox.poll, self._poll(mailbox, connection)),
                _Beat(
                    f"deliver {mailbox.name}",
                    DELIVER,
                    self._send(mailbox, sender),
                    is_alone=False,  # each mail in the outbox has a lease of its own
                ),
            ]
        return beats

    def _poll(self, mailbox: Mailbox, connection: Connection) -> Callable[[datetime], int]:
        def poll(now: datetime) -> int:
            house = self._open_house()
            channel = house.store.channel(mailbox.name, ChannelKind.IMAP)
            if channel.retry_at is not None and now < channel.retry_at:
                return 0
            try:
                handled = receive(house, mailbox, connection, now)
            except MailboxError as error:
                self._failed(mailbox, ChannelKind.IMAP, error, now)
                return 0
            self._worked(mailbox, ChannelKind.IMAP, now)
            return handled + self._poll_sent(house, mailbox, connection, now)

        return poll

    def _poll_sent(
        self, house: House, mailbox: Mailbox, connection: Connection, now: datetime
    ) -> int:
        """Look into the Sent folder. Customers do not write there: no trouble with it is one
        of the mailbox's; it is told once, and again when it is another."""
        try:
            handled = receive_sent(house, mailbox, connection, now)
        except MailboxError as error:
            if self._sent_trouble.get(mailbox.name) != str(error):
                self._log.warning("sent folder", mailbox=mailbox.name, why=str(error))
            self._sent_trouble[mailbox.name] = str(error)
            return 0
        self._sent_trouble.pop(mailbox.name, None)
        return handled

    def _send(self, mailbox: Mailbox, sender: Sender) -> Callable[[datetime], int]:
        def send(now: datetime) -> int:
            house = self._open_house()
            channel = house.store.channel(mailbox.name, ChannelKind.SMTP)
            if channel.retry_at is not None and now < channel.retry_at:
                down = Unreachable(channel.last_error or "", channel.retry_at - now)
                put_off(house, mailbox, down, now)
                return 0
            settled = 0
            while (delivered := deliver(house, mailbox, sender, now)).settled:
                settled += delivered.settled
                if delivered.down is not None or self._stopping.is_set():
                    break
                now = self._clock.now()
            if delivered.down is not None:
                why, wait = delivered.down.text, delivered.down.retry_after
                self._failed(
                    mailbox, ChannelKind.SMTP, MailboxError(why, retry_after=wait), now
                )
            elif settled:
                self._worked(mailbox, ChannelKind.SMTP, now)
            return settled

        return send

    def _pass(self, beat: _Beat) -> None:
        """One pass; whatever goes wrong in it must not stop the beat."""
        if self._stopping.is_set():
            return
        begun, now = time.monotonic(), self._clock.now()
        try:
            handled = self._alone(beat, now) if beat.is_alone else beat.work(now)
        except StoreError as error:
            beat.trouble = str(error)
            self._log.warning("store", during=beat.name, trouble=str(error))
        except Exception as error:  # noqa: BLE001 - the next beat comes all the same
            beat.trouble = f"{type(error).__name__} in {beat.name}"
            self._log.exception("pass failed", during=beat.name)
        else:
            beat.trouble = None
            if handled:
                self._worked_at = time.monotonic()
                self._log.info(beat.name, handled=handled)
            else:
                beat.idle_from = begun

    def _alone(self, beat: _Beat, now: datetime) -> int:
        """A pass that no other process makes at the same time."""
        store, holder = self._open_house().store, self._open_house().holder
        epoch = store.acquire(beat.name, holder, LEASE, now=now)
        if epoch is None:
            return 0
        try:
            return beat.work(now)
        finally:
            store.release(beat.name, epoch, now=now)

    def _failed(
        self, mailbox: Mailbox, kind: ChannelKind, error: MailboxError, now: datetime
    ) -> None:
        house, why = self._open_house(), str(error)
        self._log.warning("unreachable", mailbox=mailbox.name, channel=kind.value, why=why)
        after, notice = channels.failed(
            house.store.channel(mailbox.name, kind),
            why,
            now,
            retry_after=error.retry_after,
            login_refused=isinstance(error, LoginRefused),
            spread=house.spread(),
            settings=self._settings,
            mint=house.mint,
        )
        if notice is not None:
            tell(house, notice, now)
        house.store.set_channel(after)

    def _worked(self, mailbox: Mailbox, kind: ChannelKind, now: datetime) -> None:
        house = self._open_house()
        before = house.store.channel(mailbox.name, kind)
        after, notice = channels.worked(before, now, settings=self._settings, mint=house.mint)
        if notice is not None and before.failing_since is not None:
            # An alarm that could not leave meanwhile would come after the good news.
            alarm = channels.trouble_key(before, before.failing_since)
            tell(house, notice, now, instead_of=(alarm,))
        house.store.set_channel(after)

    def _open_house(self) -> House:
        if self._house is None:
            raise RuntimeError("the app is not started")
        return self._house
