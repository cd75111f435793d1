"""A desk in a process of its own that dies at a named point, as by a power cut.

`python -m samehand.tests.pipeline.mortal TASK`: the file holds a pickled Task. It says "open"
when it begins to work, and ends by itself when there is nothing left to do.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

from samehand.config.settings import Settings
from samehand.desk.letters import Purpose
from samehand.house import House
from samehand.ingest.apart import confined
from samehand.ingest.imap.mailbox import Connection
from samehand.notify.outbox import OutboxState, Step, Waiting
from samehand.notify.smtp import Sender
from samehand.pipeline import deliver, receive
from samehand.store.raw import RawStore
from samehand.store.store import Store
from samehand.store.work import Work
from samehand.tests.pipeline.office import opened


@dataclass(frozen=True)
class Task:
    """What such a process is for; `point` is POISON, a key of POINTS or, to live, None."""

    settings: Settings
    now: datetime
    point: str | None = None


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_after(
    owner: type, name: str, when: Callable[..., bool] = lambda result, *words: True
) -> None:
    living = getattr(owner, name)

    def mortal(*words: Any, **named: Any) -> Any:
        result = living(*words, **named)
        if when(result, *words):
            die()
        return result

    setattr(owner, name, mortal)


def _die_before(owner: type | ModuleType, name: str, when: Callable[..., bool]) -> None:
    living = getattr(owner, name)

    def mortal(*words: Any, **named: Any) -> Any:
        if when(*words):
            die()
        return living(*words, **named)

    setattr(owner, name, mortal)


def _die_around_the_commit(*, is_done: bool) -> None:
    living = Store.transaction

    @contextmanager
    def mortal(self: Store) -> Iterator[Work]:
        with living(self) as work:
            yield work
            if not is_done:
                die()
        die()

    Store.transaction = mortal  # type: ignore[method-assign]


def _the_fifth() -> Callable[..., bool]:
    numbers = count(1)
    return lambda *words: next(numbers) == 5


def _die_handing_over(purpose: Purpose) -> None:
    _die_after(Store, "handing_over", lambda result, store, row: row.purpose is purpose)


def _die_before_settling(purpose: Purpose) -> None:
    """The server has said yes, and nobody has written it down."""

    def is_sent(work: Work, row: Waiting, step: Step) -> bool:
        return row.purpose is purpose and step.state is OutboxState.SENT

    _die_before(Work, "settle", is_sent)


POISON = "a mail is read that no process survives"  # with a field X-Fault
POINTS: dict[str, Callable[[], None]] = {
    "bytes are kept": lambda: _die_after(RawStore, "keep_many"),
    "ledger is written": lambda: _die_after(Store, "enter"),
    "mails are claimed": lambda: _die_after(
        Store, "claim_pending", lambda entries, *words: bool(entries)
    ),
    "half a batch is decided": lambda: _die_after(Work, "save", _the_fifth()),
    "commit is next": lambda: _die_around_the_commit(is_done=False),
    "commit is done": lambda: _die_around_the_commit(is_done=True),
    "relay is next": lambda: _die_handing_over(Purpose.RELAY),
    "relay is accepted": lambda: _die_before_settling(Purpose.RELAY),
    "acknowledgement is next": lambda: _die_handing_over(Purpose.ACKNOWLEDGEMENT),
    "acknowledgement is accepted": lambda: _die_before_settling(Purpose.ACKNOWLEDGEMENT),
    "answer is next": lambda: _die_handing_over(Purpose.ANSWER),
    "answer is accepted": lambda: _die_before_settling(Purpose.ANSWER),
}


def work(house: House, now: datetime) -> None:
    """Everything that is due, once."""
    (mailbox,) = house.settings.mailboxes
    connection = Connection(mailbox.imap, mailbox.folder)
    receive(house, mailbox, connection, now)
    connection.close()
    sender = Sender(mailbox.smtp, hostname=mailbox.domain)
    while deliver(house, mailbox, sender, now).settled:
        pass


def main() -> None:
    task: Task = pickle.loads(Path(sys.argv[1]).read_bytes())
    if task.point == POISON:
        _die_before(confined, "read_within", lambda raw: b"poison" in raw)
        confined.COMMAND = (sys.executable, "-m", "samehand.tests.ingest.apart.faulty_cell")
    elif task.point is not None:
        POINTS[task.point]()
    with opened(task.settings) as house:
        sys.stdout.write("open\n")
        sys.stdout.flush()
        work(house, task.now)


if __name__ == "__main__":
    main()
