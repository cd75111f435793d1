"""What an agent's mail says: orders, words, or a slip that must stop it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.desk.agents.commands import CARD, Command, Order, listen


@pytest.mark.parametrize(
    ("reply", "orders", "text"),
    [
        ("Done.\n\n#close", (Order(Command.CLOSE),), "Done."),
        ("#take\n\nI am on it.", (Order(Command.TAKE),), "I am on it."),
        ("/close", (Order(Command.CLOSE),), ""),
        ("#CLOSE", (Order(Command.CLOSE),), ""),
        ("#assign ben", (Order(Command.ASSIGN, "ben"),), ""),
        (
            "#assign Ben Okafor\n#note",
            (Order(Command.ASSIGN, "Ben Okafor"), Order(Command.NOTE)),
            "",
        ),
        ("#note she is upset", (Order(Command.NOTE, "she is upset"),), ""),
        ("Look into\n/usr/share/doc\nplease", (), "Look into\n/usr/share/doc\nplease"),
        ("We use\n#teamwork\nhere", (), "We use\n#teamwork\nhere"),
        ("It is #1 on the list", (), "It is #1 on the list"),
        ("", (), ""),
    ],
)
def test_orders_and_words_are_told_apart(
    reply: str, orders: tuple[Order, ...], text: str
) -> None:
    spoken = listen(reply)
    assert spoken.problem is None
    assert (spoken.orders, spoken.text) == (orders, text)


@pytest.mark.parametrize(
    ("reply", "part_of_the_problem"),
    [
        ("Thank you!\n#clsoe", "did you mean #close?"),
        ("#xyzzy\nHello", "#help lists the commands"),
        ("Hello\n#close\nGoodbye", "in the middle of the text"),
        ("#assign", "#assign needs to know more"),
        ("#close please", 'and "please" follows'),
    ],
)
def test_a_slip_stops_the_mail_with_a_remedy(reply: str, part_of_the_problem: str) -> None:
    spoken = listen(reply)
    assert spoken.problem is not None
    assert part_of_the_problem in spoken.problem
    assert not spoken.orders


def test_the_card_names_every_command_that_exists() -> None:
    assert {line.split()[0].lstrip("#") for line, _ in CARD} == {c.value for c in Command}


@given(st.text(max_size=400))
def test_words_are_never_lost_where_nothing_is_ordered(reply: str) -> None:
    spoken = listen(reply)
    if spoken.problem is None and not spoken.orders:
        assert spoken.text.split() == reply.split()
