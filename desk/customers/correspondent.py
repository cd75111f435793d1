"""What is remembered of somebody outside beyond their conversations, and of the traffic.

Mail to them comes back; they answer like a machine; they write more than can be told apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Failing:
    """Mail to an address comes back. `conversation` is the one in which it first did."""

    since: datetime
    for_good: bool
    reason: str
    conversation: int


@dataclass(frozen=True)
class Correspondent:
    """Somebody outside, by address.

    Until `muted_until` nothing is written to them automatically. `burst` is the conversation
    that takes their mails since they began too many, and `burst_at` when the latest came.
    `echo` holds the words of their latest mail that came after an automatic one of ours, and
    `echoes` how many in a row had nearly the same.
    """

    address: str
    failing: Failing | None = None
    muted_until: datetime | None = None
    burst: int | None = None
    burst_at: datetime | None = None
    echo: str = ""
    echoes: int = 0


@dataclass(frozen=True)
class Traffic:
    """What has lately gone to and fro; the latest first.

    `acknowledged_at` is when the address got an acknowledgement, within a day, and `opened_at`
    when it began its latest conversations. `to_domain` and `in_all` count the acknowledgements
    of an hour, `relayed` the mails of the conversation that its owner got within ten minutes.
    """

    acknowledged_at: tuple[datetime, ...] = ()
    opened_at: tuple[datetime, ...] = ()
    to_domain: int = 0
    in_all: int = 0
    relayed: int = 0
