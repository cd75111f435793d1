"""Whatever order mails arrive in, the desk makes the same conversations of them.

The whole way of a mail is asked here, through the store; the rule alone has tests of its own.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from samehand.config.settings import Strangers, Threading
from samehand.tests.belonging.mailroom import (
    CARLA,
    DORA,
    ERIK,
    MALLORY,
    NOW,
    Mailroom,
    settings,
    written,
)
from samehand.tests.pipeline.office import opened

WORDS = "the kettle that we bought in your shop leaks on our new carpet every single morning"
Partition = set[frozenset[int]]


@dataclass(frozen=True)
class Draft:
    """A mail by small numbers: its id, the ids that it names, whose words it quotes."""

    own: int | None
    parents: tuple[int, ...]
    writer: str
    cc: str
    subject: int
    is_reply: bool
    day: int
    said: int
    quotes: int | None
    root: int | None

    def what(self) -> object:
        """What makes two mails one when they bear the same id."""
        return replace(self, parents=(), cc="", root=None)

    def raw(self, world: int) -> bytes:
        """Its bytes in a world of its own, where no other example shares an id or a word."""
        marked = [f"{subject}{world}" for subject in ("Leaking kettle from Bergen", "Question")]
        subject = ("", *marked)[self.subject]
        quoted = "" if self.quotes is None else f"\n\n> {_words(self.quotes, world)}"
        own = "" if self.own is None else f"{self.own}.{world}@mail.example"
        index = {} if self.root is None else {"Thread_Index": _index(self.root, world)}
        return written(
            _in(world, self.writer),
            _words(self.said, world) + quoted,
            message_id=own,
            cc=_in(world, self.cc),
            subject=f"Re: {subject}" if self.is_reply else subject,
            parents=[f"{parent}.{world}@mail.example" for parent in self.parents],
            date=NOW - timedelta(days=100 - self.day),
            **index,
        )


def _in(world: int, addresses: str) -> str:
    return addresses.replace("@", f"{world}@")


def _words(number: int, world: int) -> str:
    return " ".join(f"{word}{number}w{world}" for word in WORDS.split())


def _index(root: int, world: int) -> str:
    return base64.b64encode(f"{root:06}{world:016}".encode()).decode()


DRAFTS = st.builds(
    Draft,
    own=st.sampled_from([None, 1, 2, 3, 4]),
    parents=st.lists(st.sampled_from([1, 2, 3, 4, 5]), max_size=2, unique=True).map(tuple),
    writer=st.sampled_from([CARLA, DORA, ERIK, MALLORY]),
    cc=st.sampled_from(["", CARLA, DORA, f"{CARLA}, {DORA}"]),
    subject=st.sampled_from([0, 1, 1, 2]),
    is_reply=st.booleans(),
    day=st.sampled_from([0, 1, 10, 20, 85]),
    said=st.sampled_from([1, 2, 3]),
    quotes=st.sampled_from([None, None, 1, 2, 3]),
    root=st.sampled_from([None, None, None, 1]),
)


def partition(mailroom: Mailroom, raws: list[bytes], order: list[int]) -> Partition:
    """Which of the mails end in one conversation, if they arrive in this order."""
    uids = mailroom.post(*(raws[number] for number in order))
    return together(mailroom, dict(zip(order, uids, strict=True)))


def together(mailroom: Mailroom, uids: dict[int, int]) -> Partition:
    places = mailroom.places(list(uids.values()))
    return {
        frozenset(n for n, other in zip(uids, places, strict=True) if other == place)
        for place in places
    }


@pytest.mark.parametrize("strangers", Strangers)
def test_any_order_of_arrival_gives_the_same_conversations(
    tmp_path: Path, strangers: Strangers
) -> None:
    worlds = count(1)
    rules = Threading(strangers)
    with opened(settings(f"sqlite:///{tmp_path}/desk.db", tmp_path, rules)) as house:
        mailroom = Mailroom(house)

        @hypothesis(max_examples=80)
        @given(st.lists(DRAFTS, min_size=2, max_size=6, unique_by=Draft.what), st.data())
        def check(drafts: list[Draft], data: st.DataObject) -> None:
            order = data.draw(st.permutations(range(len(drafts))))
            found = []
            for arrival in (list(range(len(drafts))), order):
                world = next(worlds)
                raws = [draft.raw(world) for draft in drafts]
                found.append(partition(mailroom, raws, arrival))
            assert found[0] == found[1]

        check()
