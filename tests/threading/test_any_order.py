"""Whatever the order in which mails arrive, the same ones come together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from samehand.config.settings import Strangers, Threading
from samehand.threading.match import Match, Relative, match
from samehand.threading.traits import Traits

CARLA, DORA, MALLORY = "carla@example.org", "dora@example.org", "mallory@evil.example"
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Desk:
    """The least store that threading needs: the messages, and where each is filed."""

    def __init__(self, strangers: Strangers = Strangers.SEPARATE) -> None:
        self.rules = Threading(strangers=strangers)
        self.filed: list[tuple[int, Traits]] = []

    def take(self, new: Traits) -> Match:
        found = match(new, [Relative(number, old) for number, old in self.filed], self.rules)
        number = found.conversations[0] if found.conversations else len(self.filed) + 1
        self.filed = [
            (number if other in found.conversations else other, message)
            for other, message in self.filed
        ]
        self.filed.append((number, new))
        return found

    def conversations(self) -> set[frozenset[Traits]]:
        numbers = {number for number, _ in self.filed}
        return {frozenset(m for n, m in self.filed if n == number) for number in numbers}


def after(mails: Iterable[Traits], strangers: Strangers) -> set[frozenset[Traits]]:
    desk = Desk(strangers)
    for mail in mails:
        desk.take(mail)
    return desk.conversations()


IDS = st.sampled_from(["a", "b", "c", "d", "e"])
PEOPLE = st.sampled_from([CARLA, DORA, MALLORY])
WORDS = st.frozensets(st.integers(0, 7))


@st.composite
def mails(draw: st.DrawFn) -> list[Traits]:
    """Mails by few people that share ids, subjects, days and words: even with themselves."""
    return [
        Traits(
            message_id=draw(IDS),
            parents=tuple(draw(st.lists(IDS, max_size=2, unique=True))),
            writer=(writer := draw(PEOPLE)),
            people=frozenset({writer, *draw(st.sets(PEOPLE))}),
            subject=draw(st.sampled_from(["", "question", "the toaster sings"])),
            is_reply=draw(st.booleans()),
            at=MONDAY + timedelta(days=draw(st.sampled_from([0, 1, 10, 20, 70]))),
            root=draw(st.sampled_from(["", "", "root"])),
            said=draw(WORDS),
            quoted=draw(WORDS),
        )
        for _ in range(draw(st.integers(1, 5)))
    ]


@given(mails(), st.sampled_from(Strangers))
def test_any_order_of_arrival_gives_the_same_conversations(
    arrivals: Sequence[Traits], strangers: Strangers
) -> None:
    ours = Traits("e", people=frozenset({CARLA}), said=frozenset(range(4)), at=MONDAY)
    partitions = [after((ours, *order), strangers) for order in permutations(arrivals)]
    assert all(partition == partitions[0] for partition in partitions)


@given(mails(), mails())
def test_a_stranger_never_gets_into_a_conversation(
    arrivals: Sequence[Traits], evil: Sequence[Traits]
) -> None:
    """Mallory knows every id and word and copies everybody, but nobody has written to her."""
    inside = [
        Traits(
            f"{number}",
            mail.parents,
            mail.writer,
            mail.people - {MALLORY},
            mail.subject,
            mail.is_reply,
            mail.at,
            mail.root,
            said=mail.said,
            quoted=mail.quoted,
        )
        for number, mail in enumerate(arrivals)
        if mail.writer != MALLORY
    ]
    model = evil[0]
    intruder = Traits(
        "evil",
        (*model.parents, *(mail.message_id for mail in inside)),
        MALLORY,
        frozenset({CARLA, DORA, MALLORY}),
        model.subject,
        model.is_reply,
        model.at,
        model.root,
        said=model.said,
        quoted=model.quoted,
    )
    for order in ((*inside, intruder), (intruder, *inside)):
        assert frozenset({intruder}) in after(order, Strangers.SEPARATE)


def named(*parents: str, writer: str = CARLA, message_id: str, also: str = "") -> Traits:
    return Traits(message_id, parents, writer, frozenset({writer, also} - {""}))


def test_a_shuffled_exchange_is_one_conversation() -> None:
    """Carla and a copied colleague write back and forth, each naming all that came before."""
    ids = ["1", "2", "3", "4"]
    exchange = [
        named(
            *reversed(ids[:n]),
            writer=CARLA if n % 2 else DORA,
            also=DORA if n % 2 else CARLA,
            message_id=ids[n],
        )
        for n in range(4)
    ]
    for order in permutations(exchange):
        assert len(after(order, Strangers.SEPARATE)) == 1


def test_a_reply_that_comes_first_is_joined_when_its_parent_comes() -> None:
    desk = Desk()
    assert desk.take(named("question", message_id="again")).rule == "new"
    assert desk.take(named(message_id="question")).rule == "awaited"
    assert len(desk.conversations()) == 1


def test_a_parent_that_comes_late_ties_what_it_has_begun_into_one() -> None:
    desk = Desk()
    desk.take(named("root", message_id="x"))
    desk.take(named("root", writer=DORA, message_id="y"))
    assert len(desk.conversations()) == 2  # they do not know of each other yet
    assert desk.take(named(also=DORA, message_id="root")).conversations == (1, 2)
    assert len(desk.conversations()) == 1
