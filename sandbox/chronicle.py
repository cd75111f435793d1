"""Follows a story while it is played and hands each new thing to a screen, in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from samehand.config.settings import Settings
from samehand.desk.calendar import between
from samehand.desk.clock import assess
from samehand.desk.conversation import Conversation
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
        """These clocks run now, the next one due first."""


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
        self.screen.clocks(sorted(bars, key=lambda bar: (bar.due_at, bar.number)))
        self.screen.time(now)

    def _tell_mails(self) -> None:
        accepted = self._server.accepted
        for mail in accepted[self._mails :]:
            line = scenes.of_mail(self._story, mail, self._ours)
            if line is not None:
                self.screen.line(line)
        self._mails = len(accepted)

    def _bars(self, conversation: Conversation, now: datetime) -> Iterator[Running]:
        for clock in conversation.live_clocks:
            if clock.running_since is None or clock.due_at is None:
                continue
            calendar = self._settings.calendars[clock.calendar]
            used = clock.used + between(calendar, clock.running_since, now)
            yield Running(
                number=conversation.number,
                subject=conversation.subject,
                owner=conversation.owner,
                target=clock.target.words,
                due_at=clock.due_at,
                part=used / clock.length if clock.length else 1.0,
                verdict=assess(clock, now),
            )
