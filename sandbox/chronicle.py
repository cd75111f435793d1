"""Follows a story while it is played and hands each new thing to a screen, in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from samehand.config.settings import Settings
from samehand.desk.clocks.calendar import between
from samehand.desk.clocks.clock import assess
from samehand.desk.conversation import Clock, Conversation
from samehand.sandbox import scenes
from samehand.sandbox.scenes import Line, Running
from samehand.sandbox.server import MailServer
from samehand.sandbox.story import AnyTurn, Story
from samehand.store.store import Store


class Screen(Protocol):
    """Where people see it."""

    def line(self, line: Line) -> None:
        """Something has happened."""

    def time(self, now: datetime) -> None:
        """Story time goes on."""

    def clocks(self, running: Sequence[Running]) -> None:
        """One for each conversation: those that run, the next one due first, then those that
        have ended, the latest first."""


class Chronicle:
    """The director's audience. `store` is open beside the desk, to look only."""

    def __init__(
        self, story: Story, settings: Settings, server: MailServer, store: Store, screen: Screen
    ) -> None:
        self._story = story
        self._settings = settings
        self._server = server
        self._store = store
        self.screen = screen
        self._ours = frozenset(mailbox.address.lower() for mailbox in settings.mailboxes)
        self._numbers: set[int] = set()
        self._events = 0
        self._mails = 0

    def turn(self, turn: AnyTurn, recipients: tuple[str, ...]) -> None:
        self.screen.line(scenes.of_turn(self._story, turn, recipients))

    def time(self, now: datetime) -> None:
        self.screen.time(now)

    def settled(self, now: datetime) -> None:
        with self._store.reading() as work:
            events = work.events_after(self._events)
            self._numbers.update(e.event.conversation for e in events if e.event.conversation)
            conversations = {work.conversation(number) for number in self._numbers}
        for recorded in events:
            self._events = recorded.id
            self.screen.line(scenes.of_event(recorded))
        self._tell_mails()
        bars = (bar for conversation in conversations for bar in self._bars(conversation, now))
        self.screen.clocks(sorted(bars, key=_urgency))
        self.screen.time(now)

    def _tell_mails(self) -> None:
        accepted = self._server.accepted
        for mail in accepted[self._mails :]:
            line = scenes.of_mail(self._story, mail, self._ours)
            if line is not None:
                self.screen.line(line)
        self._mails = len(accepted)

    def _bars(self, conversation: Conversation, now: datetime) -> Iterator[Running]:
        """None or one: the running clock that is due first, else the one that was met last."""
        due = [clock for clock in conversation.live_clocks if clock.running_since]
        met = [clock for clock in conversation.clocks if clock.met_at]
        for clock in sorted(due, key=_due_at)[:1] or sorted(met, key=_met_at)[-1:]:
            yield Running(
                number=conversation.number,
                subject=conversation.subject,
                owner=conversation.owner,
                target=clock.target.words,
                due_at=_due_at(clock),
                part=self._part(clock, now),
                verdict=assess(clock, now),
                ended_at=clock.met_at,
            )

    def _part(self, clock: Clock, now: datetime) -> float:
        used = clock.used
        if clock.running_since is not None:
            calendar = self._settings.calendars[clock.calendar]
            used += between(calendar, clock.running_since, clock.met_at or now)
        return used / clock.length if clock.length else 1.0


def _due_at(clock: Clock) -> datetime:
    """A clock that has run has an instant at which it is due, or was."""
    return clock.due_at or clock.started_at


def _met_at(clock: Clock) -> datetime:
    return clock.met_at or clock.started_at


def _urgency(bar: Running) -> tuple[bool, float, int]:
    if bar.ended_at is None:
        return False, bar.due_at.timestamp(), bar.number
    return True, -bar.ended_at.timestamp(), bar.number
