"""A conversation as it stands: the value that decisions start from and end with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from samehand.ingest.message import Address


class State(StrEnum):
    """Whose turn it is."""

    OPEN = "open"  # the customer waits for us
    WAITING = "waiting"  # we wait for the customer
    CLOSED = "closed"
    MERGED = "merged"  # its mails are in `merged_into`

    @property
    def words(self) -> str:
        return "waiting for the customer" if self is State.WAITING else self.value


class Priority(StrEnum):
    """How much a conversation matters, from the least to the most."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"

    @property
    def rank(self) -> int:
        return list(Priority).index(self)


class Target(StrEnum):
    """A service level to keep."""

    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    RESOLUTION = "resolution"
    PROMISE = "promise"  # by an agent to the customer, until an instant that they named

    @property
    def words(self) -> str:
        return self.value.replace("_", " ")


@dataclass(frozen=True)
class Clock:
    """One target running on one conversation, in support hours of a calendar.

    `length` and `used` are support time; `used` is what had passed when the clock was last
    paused. While it runs, `running_since` and `due_at` are set. `alert_at` is the next instant
    at which somebody has to hear of it, `stage` how many of its alerts have been decided
    (0 none, 1 the warning, 2 the breach, 3 the first rung of the ladder, and so on).
    """

    target: Target
    policy: str
    calendar: str
    length: timedelta
    started_at: datetime
    used: timedelta = timedelta()
    running_since: datetime | None = None
    due_at: datetime | None = None
    alert_at: datetime | None = None
    stage: int = 0
    met_at: datetime | None = None
    dropped_at: datetime | None = None  # ended without an answer: closed by hand, merged
    id: int | None = None  # given by the store

    @property
    def is_live(self) -> bool:
        return self.met_at is None and self.dropped_at is None


@dataclass(frozen=True)
class Conversation:
    """The mails about one matter, with one customer and one owner.

    `participants` are all outside addresses that take part, the customer's included.
    `merged_customers` are the customers of those that were merged into it, `copied` the
    participants whom an agent has let have every answer.
    Until `snoozed_until` its owner has put it aside; the clocks run on.
    `stands_in_for` is the absent agent who is to have it back from its owner.
    `continues` is the conversation after whose long silence it took the matter up again.
    `version` counts its changes; a change is only saved on the version it was decided on.
    `is_new` is true until the store has it.
    """

    number: int
    mailbox: str
    subject: str
    customer: Address
    owner: str
    policy: str
    opened_at: datetime
    state: State = State.OPEN
    participants: tuple[Address, ...] = ()
    merged_customers: frozenset[str] = frozenset()
    clocks: tuple[Clock, ...] = ()
    priority: Priority = Priority.NORMAL
    snoozed_until: datetime | None = None
    copied: tuple[str, ...] = ()
    merged_into: int | None = None
    continues: int | None = None
    stands_in_for: str | None = None
    version: int = 0
    is_new: bool = False

    @property
    def live_clocks(self) -> tuple[Clock, ...]:
        return tuple(clock for clock in self.clocks if clock.is_live)

    @property
    def customers(self) -> frozenset[str]:
        return self.merged_customers | {self.customer.address}


@dataclass(frozen=True)
class Standing:
    """How a conversation stood before an answer that can still be taken back.

    `answer` is the key of that answer in the outbox, `version` the one that the conversation
    got by it: with another one, more has happened since.
    """

    answer: str
    version: int
    state: State
    priority: Priority
    snoozed_until: datetime | None
    participants: tuple[Address, ...]
    copied: tuple[str, ...]


@dataclass(frozen=True)
class Event:
    """Something that was decided about a conversation (or, with None, about the pipeline)."""

    conversation: int | None
    kind: str
    actor: str  # an agent's id, "customer" or "samehand"
    reason: str
