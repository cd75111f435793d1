"""What the desk has on record about a story: read from the store, beside the desk at work."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from samehand.desk.clocks.clock import Verdict, assess
from samehand.desk.conversation import Clock, Conversation
from samehand.desk.decision import Outcome
from samehand.notify.outbox import OutboxState
from samehand.store.events import Recorded
from samehand.store.messages import StoredMessage
from samehand.store.outbox import Mailed
from samehand.store.status import Status
from samehand.store.store import Store


@dataclass(frozen=True)
class Account:
    """All about one conversation. `clocks` are all that ever ran on it."""

    conversation: Conversation
    clocks: tuple[Clock, ...]
    messages: tuple[StoredMessage, ...]
    mailed: tuple[Mailed, ...]


@dataclass(frozen=True)
class Books:
    """The desk at one instant."""

    now: datetime
    accounts: tuple[Account, ...]
    events: tuple[Recorded, ...]
    status: Status

    def holding(self, message_id: str) -> Account | None:
        """The conversation that a mail went to; None where it went to none."""
        for account in self.accounts:
            if any(message.message_id == message_id for message in account.messages):
                return account
        return None

    def figures(self) -> Mapping[str, int]:
        """The desk in numbers; FIGURES says which."""
        return {name: count(self) for name, count in FIGURES.items()}


def read_books(store: Store, now: datetime) -> Books:
    """Everything that is on record."""
    with store.reading() as work:
        events = tuple(work.events_after(0, limit=1_000_000))
        numbers = sorted({e.event.conversation for e in events if e.event.conversation})
        current = {number: work.conversation(number) for number in numbers}
        accounts = tuple(
            Account(
                conversation,
                work.clocks(number),
                tuple(work.messages(number)),
                tuple(work.mailed(number)),
            )
            for number, conversation in current.items()
            if conversation.number == number  # the others were merged into one of these
        )
    return Books(now, accounts, events, store.status(now))


def _outcomes(outcome: Outcome) -> Callable[[Books], int]:
    return lambda books: books.status.ledger.get(outcome, 0)


def _unsent(books: Books) -> int:
    done = {OutboxState.SENT, OutboxState.WITHDRAWN}
    return sum(n for state, n in books.status.outbox.items() if state not in done)


def _breached(books: Books) -> int:
    verdicts = [assess(clock, books.now) for a in books.accounts for clock in a.clocks]
    return verdicts.count(Verdict.BREACHED)


FIGURES: Mapping[str, Callable[[Books], int]] = {
    "conversations": lambda books: len(books.accounts),
    "messages": _outcomes(Outcome.MESSAGE),
    "automatic": _outcomes(Outcome.AUTOMATIC),
    "ignored": _outcomes(Outcome.IGNORED),
    "held": _outcomes(Outcome.HELD),
    "duplicates": _outcomes(Outcome.DUPLICATE),
    "quarantined": _outcomes(Outcome.QUARANTINE),
    "sent": lambda books: books.status.outbox.get(OutboxState.SENT, 0),
    "unsent": _unsent,
    "breached": _breached,
}
