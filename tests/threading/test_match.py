"""Which conversation a message belongs to: the rules one by one, then any order of arrival."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.config.settings import Strangers
from samehand.threading.match import Arrival, Match, Relative, Role, match

CARLA, DORA, MALLORY = "carla@example.org", "dora@example.org", "mallory@evil.example"


def arrival(
    *parents: str, writer: str = CARLA, people: Iterable[str] = (), message_id: str = "new"
) -> Arrival:
    return Arrival(message_id, parents, writer, frozenset({writer, *people}))


def its_own(
    known_id: str, conversation: int = 1, writer: str = CARLA, people: Iterable[str] = ()
) -> Relative:
    """A stored message, found by its own id."""
    everybody = frozenset({writer, *people} - {""})
    return Relative(known_id, Role.SELF, conversation, writer, everybody)


def naming(
    known_id: str, conversation: int = 1, writer: str = CARLA, people: Iterable[str] = ()
) -> Relative:
    """A stored message that refers to the id."""
    everybody = frozenset({writer, *people} - {""})
    return Relative(known_id, Role.REFERS, conversation, writer, everybody)


ANSWER = its_own("answer", writer="", people=(CARLA, DORA))  # a mail of the desk's own


@pytest.mark.parametrize(
    ("new", "known", "expected"),
    [
        # Nothing is shared.
        (arrival(), (), Match((), "new")),
        (arrival("lost"), (), Match((), "new")),
        # The named message is here, and the writer was among its people.
        (arrival("answer"), (ANSWER,), Match((1,), "in-reply-to")),
        (arrival("answer", writer=DORA), (ANSWER,), Match((1,), "in-reply-to")),
        (arrival("lost", "answer"), (ANSWER,), Match((1,), "references")),
        (arrival("own"), (its_own("own"),), Match((1,), "in-reply-to")),
        # A stranger has the id but takes no part.
        (arrival("answer", writer=MALLORY), (ANSWER,), Match((), "stranger", (1,))),
        (
            arrival("answer", writer=MALLORY, people=(CARLA,)),
            (ANSWER,),
            Match((), "stranger", (1,)),
        ),
        (arrival("answer", writer=""), (ANSWER,), Match((), "stranger", (1,))),
        # A reply came before its parent.
        (arrival(message_id="late"), (naming("late"),), Match((1,), "awaited")),
        (
            arrival(message_id="late", people=(DORA,)),
            (naming("late", writer=DORA),),
            Match((1,), "awaited"),
        ),
        (arrival(message_id="late"), (naming("late", writer=MALLORY),), Match((), "new")),
        # Two replies to a message that never came here.
        (arrival("lost"), (naming("lost"),), Match((1,), "sibling")),
        (
            arrival("lost", people=(DORA,)),
            (naming("lost", writer=DORA, people=(CARLA,)),),
            Match((1,), "sibling"),
        ),
        (arrival("lost", people=(DORA,)), (naming("lost", writer=DORA),), Match((), "new")),
        (
            arrival("lost", writer=MALLORY, people=(CARLA,)),
            (naming("lost"),),
            Match((), "new"),
        ),
        (arrival("lost", writer=""), (naming("lost", writer=""),), Match((), "new")),
        # The desk's own addresses are not among the people; a writer knows themselves anyway.
        (
            Arrival("new", ("lost",), "support@acme.example", frozenset()),
            (Relative("lost", Role.REFERS, 1, "support@acme.example", frozenset()),),
            Match((1,), "sibling"),
        ),
        # One mail ties several conversations; the oldest comes first, the nearest tie is told.
        (
            arrival("lost", "answer", message_id="late"),
            (naming("late", 7), naming("lost", 5), ANSWER),
            Match((1, 5, 7), "references"),
        ),
        # It takes part in one and merely names another.
        (
            arrival("own", "other"),
            (its_own("own"), its_own("other", 2, DORA)),
            Match((1,), "in-reply-to", (2,)),
        ),
        # The same Message-ID twice is no tie and names nothing.
        (arrival(message_id="twin"), (its_own("twin"),), Match((), "new")),
        (arrival(message_id="twin"), (its_own("twin", writer=DORA),), Match((), "new")),
    ],
)
def test_where_a_message_belongs(
    new: Arrival, known: tuple[Relative, ...], expected: Match
) -> None:
    assert match(new, known) == expected
    assert match(new, reversed(known)) == expected


@pytest.mark.parametrize(
    ("new", "known", "rule"),
    [
        (arrival("answer", writer=MALLORY), ANSWER, "in-reply-to"),
        (arrival("lost", writer=MALLORY), naming("lost"), "sibling"),
        (arrival(message_id="late"), naming("late", writer=MALLORY), "awaited"),
    ],
)
def test_strangers_join_where_the_team_lets_them(
    new: Arrival, known: Relative, rule: str
) -> None:
    assert match(new, (known,), Strangers.SEPARATE).conversations == ()
    assert match(new, (known,), Strangers.JOIN) == Match((1,), rule)


class Desk:
    """The least store that threading needs: what each message knows, and where it is filed."""

    def __init__(self, strangers: Strangers = Strangers.SEPARATE) -> None:
        self.strangers = strangers
        self.filed: list[tuple[int, Arrival]] = []

    def take(self, new: Arrival) -> Match:
        found = match(new, self._relatives(new), self.strangers)
        number = found.conversations[0] if found.conversations else len(self.filed) + 1
        self.filed = [
            (number if other in found.conversations else other, message)
            for other, message in self.filed
        ]
        self.filed.append((number, new))
        return found

    def _relatives(self, new: Arrival) -> list[Relative]:
        wanted = {new.message_id, *new.parents}
        return [
            Relative(known, role, number, old.writer, old.people)
            for number, old in self.filed
            for known, role in (
                (old.message_id, Role.SELF),
                *((parent, Role.REFERS) for parent in old.parents),
            )
            if known in wanted
        ]

    def conversations(self) -> set[frozenset[Arrival]]:
        numbers = {number for number, _ in self.filed}
        return {frozenset(m for n, m in self.filed if n == number) for number in numbers}


def after(mails: Iterable[Arrival], strangers: Strangers) -> set[frozenset[Arrival]]:
    desk = Desk(strangers)
    for mail in mails:
        desk.take(mail)
    return desk.conversations()


IDS = st.sampled_from(["a", "b", "c", "d", "e"])
PEOPLE = st.sampled_from([CARLA, DORA, MALLORY])


@st.composite
def mails(draw: st.DrawFn) -> list[Arrival]:
    """Mails by few people that name few ids: each other's, lost ones, even their own."""
    return [
        arrival(
            *draw(st.lists(IDS, max_size=3, unique=True)),
            writer=draw(PEOPLE),
            people=draw(st.sets(PEOPLE)),
            message_id=draw(IDS),
        )
        for _ in range(draw(st.integers(1, 5)))
    ]


@given(mails(), st.sampled_from(Strangers))
def test_any_order_of_arrival_gives_the_same_conversations(
    arrivals: Sequence[Arrival], strangers: Strangers
) -> None:
    ours = Arrival("e", ("a", "b"), "", frozenset({CARLA}))  # the desk's own mail is never late
    partitions = [after((ours, *order), strangers) for order in permutations(arrivals)]
    assert all(partition == partitions[0] for partition in partitions)


@given(mails(), st.data())
def test_a_stranger_never_gets_into_a_conversation(
    arrivals: Sequence[Arrival], data: st.DataObject
) -> None:
    """Mallory knows every id and copies everybody, but nobody has ever written to Mallory."""
    inside = [
        Arrival(f"{number}", mail.parents, mail.writer, mail.people - {MALLORY})
        for number, mail in enumerate(arrivals)
        if mail.writer != MALLORY
    ]
    ids = [mail.message_id for mail in inside] + [p for mail in inside for p in mail.parents]
    named = data.draw(st.lists(st.sampled_from(ids), unique=True)) if ids else []
    intruder = arrival(*named, writer=MALLORY, people=(CARLA, DORA), message_id="evil")
    for order in ((*inside, intruder), (intruder, *inside)):
        assert frozenset({intruder}) in after(order, Strangers.SEPARATE)


def test_a_shuffled_exchange_is_one_conversation() -> None:
    """Carla and a copied colleague write back and forth, each naming all that came before."""
    ids = ["1", "2", "3", "4"]
    exchange = [
        arrival(
            *reversed(ids[:n]),
            writer=CARLA if n % 2 else DORA,
            people=(CARLA, DORA),
            message_id=ids[n],
        )
        for n in range(4)
    ]
    for order in permutations(exchange):
        assert len(after(order, Strangers.SEPARATE)) == 1


def test_a_reply_that_comes_first_is_joined_when_its_parent_comes() -> None:
    desk = Desk()
    assert desk.take(arrival("question", message_id="again")).rule == "new"
    assert desk.take(arrival(message_id="question")).rule == "awaited"
    assert len(desk.conversations()) == 1


def test_a_parent_that_comes_late_ties_what_it_has_begun_into_one() -> None:
    desk = Desk()
    desk.take(arrival("root", message_id="x"))
    desk.take(arrival("root", writer=DORA, message_id="y"))
    assert len(desk.conversations()) == 2  # they do not know of each other yet
    assert desk.take(arrival(people=(DORA,), message_id="root")).conversations == (1, 2)
    assert len(desk.conversations()) == 1
