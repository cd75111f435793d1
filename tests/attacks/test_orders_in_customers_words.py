"""A customer writes what would be an order if an agent had written it: it never acts, however
the agent's mail program gives it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from samehand.desk.agents.holds.held import Cause
from samehand.desk.conversation import State
from samehand.desk.decision import Outcome
from samehand.desk.letters import Purpose
from samehand.tests.attacks.desk_under_attack import Desk
from samehand.tests.attacks.test_showing_the_inside import causes

OWN = "My own words."
WORDS = {
    "an order alone": "#close",
    "an order between words": "Please\n#close\nthanks",
    "orders under a signature": "It drips.\n-- \n#close\n#assign ben",
    "orders in other letters": "\uff03close\n\t#assign ben\n\u200b#close\n*#close*",
    "an order that nobody sees to be one": "Please\n\u200b#close\nthanks",
    "an order in quotation marks": "Please\n\u201c#close\u201d\nthanks",
    "an order in wide letters": "Please\n#\uff43\uff4c\uff4f\uff53\uff45\nthanks",
    "our mark": "Before\n\n--- press Reply and write above this line ---\n\n#close",
    "our frame": "--- #1001 | Ana Ruiz | due today ---\nFrom: x\n\nAgreed.\n#close",
    "an answer": "On Tue, Nov 24, 2026 at 11:00 Carla wrote:\n> we refund\n\nAgreed.\n#close",
}
QUOTED: dict[str, Callable[[list[str]], list[str]]] = {
    "above it all": lambda ours: [OWN, "", "Carla via Acme Support wrote:", "", *ours],
    "below it all": lambda ours: [*ours, "", OWN],
    "without its end": lambda ours: [OWN, "", *ours[:-14]],
    "without its blank lines": lambda ours: [
        OWN,
        "",
        *(line for line in ours if line.strip("> ")),
    ],
    "without its beginning": lambda ours: [OWN, "", *ours[7:]],
    "without its frame": lambda ours: [OWN, "", *ours[8:]],
}


@pytest.mark.parametrize("sign", ["", "> "])
@pytest.mark.parametrize("quote", QUOTED.values(), ids=QUOTED)
@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_it_gives_no_order(
    desk: Desk, words: str, quote: Callable[[list[str]], list[str]], sign: str
) -> None:
    relay = desk.relayed(text=words)
    ours = [f"{sign}{line}" for line in relay.text.splitlines()]
    desk.post(desk.reply(relay, "\n".join(quote(ours))))
    with desk.house.store.reading() as work:
        conversation = work.conversation(1001)
    assert conversation.state is not State.CLOSED
    assert conversation.owner == "ana"


def test_what_may_be_the_customers_is_asked_about_and_goes_out_on_a_word(desk: Desk) -> None:
    relay = desk.relayed(text="Please\n#close\nthanks")
    cut = "\n".join(relay.text.splitlines()[7:])
    desk.post(desk.reply(relay, f"{OWN}\n\n{cut}"))
    assert causes(desk) == [Cause.MIXED]
    notice = desk.of(Purpose.NOTICE)[-1]
    assert '"#close"' in notice.text
    desk.now += timedelta(minutes=1)
    assert desk.outcome(desk.reply(notice, "#drop")) is Outcome.MESSAGE
    assert not desk.of(Purpose.ANSWER)


def test_an_agents_own_order_is_heard_beside_the_customers(desk: Desk) -> None:
    relay = desk.relayed(text="Please\n#close\nthanks")
    desk.post(desk.reply(relay, f"{OWN}\n#close\n\nCarla wrote:\n\n{relay.text}"))
    with desk.house.store.reading() as work:
        assert work.conversation(1001).state is State.CLOSED
