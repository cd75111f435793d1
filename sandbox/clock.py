"""Story time: it stands still while anything is being done, and jumps from instant to instant.

Whatever depends on the time is therefore the same on a fast and on a slow machine; only
waiting is shortened, never work.
"""

from __future__ import annotations

from datetime import datetime, timedelta

SHORTEST, LONGEST = 0.02, 0.25  # seconds; a poll of a story's day must neither spin nor sleep


class StoryClock:
    """A clock that shows what it is set to. `pace` is how many times faster than the wall's."""

    def __init__(self, start: datetime, pace: float) -> None:
        self._now = start
        self.pace = pace

    def now(self) -> datetime:
        """The story's present instant, in UTC."""
        return self._now

    def seconds(self, interval: timedelta) -> float:
        """How long a scheduler should wait in real time, between a blink and a breath."""
        return min(LONGEST, max(SHORTEST, interval.total_seconds() / self.pace))

    def advance(self, instant: datetime) -> None:
        """Move on to this instant; the clock never goes back."""
        self._now = max(self._now, instant)
