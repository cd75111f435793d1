"""Story time: it stands still while anything is being done, and jumps from instant to instant.

Whatever depends on the time is therefore the same on a fast and on a slow machine; only
waiting is shortened, never work. Once let go, it runs on like any clock.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta

SHORTEST, LONGEST = 0.02, 0.25  # seconds; a poll of a story must neither spin nor sleep


class StoryClock:
    """A clock that shows what it is set to. `pace` is how many times faster than the wall's."""

    def __init__(self, start: datetime, pace: float) -> None:
        self._shown = start
        self._let_go: float | None = None
        self.pace = pace

    def now(self) -> datetime:
        """The story's present instant, in UTC."""
        if self._let_go is None:
            return self._shown
        return self._shown + timedelta(seconds=time.monotonic() - self._let_go)

    def seconds(self, interval: timedelta) -> float:
        """How long a scheduler should wait in real time, between a blink and a breath."""
        if self._let_go is not None:
            return interval.total_seconds()
        return min(LONGEST, max(SHORTEST, interval.total_seconds() / self.pace))

    def advance(self, instant: datetime) -> None:
        """Move on to this instant; the clock never goes back."""
        self._shown = max(self._shown, instant)

    def let_go(self) -> None:
        """From now on a second is a second."""
        if self._let_go is None:
            self._let_go = time.monotonic()
