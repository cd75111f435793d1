"""Several workers at once make the same conversations as one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Barrier

import pytest

from samehand.desk.decision import Outcome
from samehand.tests.belonging.mailroom import Mailroom, settings, written
from samehand.tests.pipeline.office import opened

WORKERS = 3
CONVERSATIONS = 12


def exchange(number: int) -> Iterator[bytes]:
    """A customer and a colleague write back and forth; half of the replies name only the
    first mail, so that most ties are between mails that do not name each other."""
    carla, dora = f"carla@customer{number}.example", f"dora@customer{number}.example"
    for n in range(6):
        yield written(
            (carla, dora)[n % 2],
            f"This is mail {n}.",
            message_id=f"{number}.{n}@mail.example",
            cc=(dora, carla)[n % 2],
            subject=f"Case {number}",
            parents=[f"{number}.{0 if n % 2 else n - 1}@mail.example"] if n else (),
        )


def test_workers_at_once_make_the_same_conversations_as_one(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("samehand.filing.BATCH", 2)  # so that they meet often
    mails = [mail for number in range(CONVERSATIONS) for mail in exchange(number)]
    order = random.Random(7).sample(range(len(mails)), len(mails))
    start = Barrier(WORKERS)

    def work(mailroom: Mailroom) -> None:
        start.wait(20)
        mailroom.file()

    with ExitStack() as houses, ThreadPoolExecutor(WORKERS) as workers:
        rooms = [
            Mailroom(houses.enter_context(opened(settings(postgres_url, tmp_path))))
            for _ in range(WORKERS)
        ]
        uids = dict(zip(order, rooms[0].enter([mails[n] for n in order]), strict=True))
        list(workers.map(work, rooms))
        assert rooms[0].outcomes() == {Outcome.MESSAGE: len(mails)}
        places = rooms[0].places([uids[n] for n in range(len(mails))])
    assert None not in places
    found = [set(places[n : n + 6]) for n in range(0, len(places), 6)]
    assert [len(numbers) for numbers in found] == [1] * CONVERSATIONS
    assert len(set.union(*found)) == CONVERSATIONS
