"""Plays a story: moves the clock from instant to instant, acts, and waits for the work to end.

The clock stands still until the pipeline has nothing left to do, so the outcome depends on the
story alone and never on the speed of a machine. Only waiting is shortened.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, assert_never

from samehand.sandbox.clock import StoryClock
from samehand.sandbox.people import Cast, NothingToAnswer
from samehand.sandbox.server import Door, MailServer
from samehand.sandbox.story import AnyTurn, Change, Happens, Story, Writes

LOOK = 0.02  # seconds between two looks at whether the work has ended
FRAME = 0.1  # seconds between two looks at the clock while time passes
MINUTE = timedelta(minutes=1)
PATIENCE = 60.0  # seconds in which the pipeline has to come to rest


class Running(Protocol):
    """A desk at work, as far as a story needs it."""

    def start(self) -> None:
        """Begin to work."""

    def stop(self) -> None:
        """Finish what is in hand and let go of everything."""

    def settled(self, since: float) -> bool:
        """Whether all work that was there at that monotonic instant is done."""

    def next_due_at(self) -> datetime | None:
        """When something falls due that no mail brings about."""

    def trouble(self) -> Sequence[str]:
        """What could not be done lately, in words."""


class Audience(Protocol):
    """Who watches. Every call is short, and comes from the director's thread."""

    def turn(self, turn: AnyTurn, recipients: tuple[str, ...]) -> None:
        """Something of the story has happened."""

    def settled(self, now: datetime) -> None:
        """All that follows from it has been done."""

    def time(self, now: datetime) -> None:
        """Story time, while nothing happens."""


class Restless(Exception):
    """The pipeline did not come to rest; the text says what it could not do."""


@dataclass
class Stage:
    """What a story is played on. `desk` makes a desk at work whose `away` agents are out."""

    server: MailServer
    cast: Cast
    clock: StoryClock
    desk: Callable[[frozenset[str]], Running]
    audience: Audience


class Director:
    """Plays one story once. `problems` are turns that could not be played."""

    def __init__(self, story: Story, stage: Stage) -> None:
        self._story = story
        self._stage = stage
        self._clock = stage.clock
        self._away: frozenset[str] = frozenset()
        self._began = 0.0
        self.desk = stage.desk(self._away)
        self.problems: list[str] = []

    def play(self) -> None:
        """Everything from the first turn to the end of the story; the desk works on."""
        self._began = time.monotonic()
        self.desk.start()
        self._settle()
        for turn in sorted(self._story.turns, key=lambda turn: turn.at):
            self._pass_to(turn.at)
            self._act(turn)
            self._settle()
        self._pass_to(self._story.end)

    def _act(self, turn: AnyTurn) -> None:
        recipients: tuple[str, ...] = ()
        try:
            if isinstance(turn, Writes):
                recipients = self._stage.cast.write(turn, self._clock.now())
            else:
                self._happen(turn)
        except NothingToAnswer as error:
            self.problems.append(str(error))
        self._stage.audience.turn(turn, recipients)

    def _happen(self, turn: Happens) -> None:
        match turn.change:
            case Change.STOP:
                self._stage.server.shut(Door(turn.whom))
            case Change.START:
                self._stage.server.open(Door(turn.whom))
            case Change.AWAY:
                self._staff(self._away | {turn.whom})
            case Change.BACK:
                self._staff(self._away - {turn.whom})
            case _:
                assert_never(turn.change)

    def _staff(self, away: frozenset[str]) -> None:
        """Who is there stands in the settings; a change of them is a restart."""
        self._away = away
        self.restart()

    def restart(self, between: Callable[[], None] = lambda: None) -> None:
        """Stop the desk, do something, and start it anew."""
        self.desk.stop()
        between()
        self.desk = self._stage.desk(self._away)
        self.desk.start()

    def _pass_to(self, instant: datetime) -> None:
        """Let time pass until then, stopping wherever something falls due."""
        while (stop := self._next_stop()) is not None and stop < instant:
            self._wait(stop)
            self._settle()
        self._wait(instant)
        self._settle()

    def _next_stop(self) -> datetime | None:
        """What is due still, though the desk has come to rest, is looked at each minute."""
        due, now = self.desk.next_due_at(), self._clock.now()
        return due if due is None or due > now else now + MINUTE

    def _wait(self, instant: datetime) -> None:
        """Wait as long as the pace asks for; slow work has used up some of it already."""
        shown = self._clock.now()
        while (left := self._seconds_until(instant)) > 0:
            time.sleep(min(left, FRAME))
            passed = instant - timedelta(seconds=max(0.0, left - FRAME) * self._clock.pace)
            shown = max(shown, passed)
            self._stage.audience.time(min(shown, instant))
        self._clock.advance(instant)

    def _seconds_until(self, instant: datetime) -> float:
        told = (instant - self._story.start).total_seconds() / self._clock.pace
        return self._began + told - time.monotonic()

    def _settle(self) -> None:
        """Wait for the work that is due at this instant."""
        since = time.monotonic()
        while not self.desk.settled(since):
            if time.monotonic() - since > PATIENCE:
                raise Restless(f"no rest within {PATIENCE:.0f} s: {list(self.desk.trouble())}")
            time.sleep(LOOK)
        self._stage.audience.settled(self._clock.now())
