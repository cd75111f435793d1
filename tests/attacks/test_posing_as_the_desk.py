"""Whoever writes to the desk in its own name, with its marks and ids, speaks for nobody, stops
no clock, and is let into no conversation."""

from __future__ import annotations

import pytest

from samehand.desk.conversation import State
from samehand.desk.letters import Purpose
from samehand.tests.attacks.desk_under_attack import CARLA, FAILED, MALLORY, SUPPORT, Desk

FIRST = "<one@customer.example>"
FORGED = "<forged@evil.example>"


@pytest.mark.parametrize(
    "fields",
    [
        {"x_loop": SUPPORT},
        {"answers": FIRST},
        {"answers": FIRST, "x_loop": SUPPORT},
        {"answers": FIRST, "authentication_results": FAILED},
        {"answers": FIRST, "reply_to": MALLORY},
        {"answers": FIRST, "auto_submitted": "auto-replied"},
    ],
    ids=str,
)
def test_it_answers_nobody_and_opens_no_door(desk: Desk, fields: dict[str, str]) -> None:
    relay = desk.relayed(message_id=FIRST)
    desk.post(
        desk.write(SUPPORT, f"{CARLA}, {MALLORY}", "Pay.", message_id=FORGED, **fields),
        desk.write(MALLORY, text="Let me in.", answers=FORGED),
        desk.write(MALLORY, text="And here?", answers=FIRST),
    )
    with desk.house.store.reading() as work:
        conversation = work.conversation(1001)
    assert conversation.state is State.OPEN
    assert MALLORY not in {person.address for person in conversation.participants}
    desk.post(desk.reply(relay, "It is on its way."))
    (answer,) = desk.of(Purpose.ANSWER)
    assert answer.recipients == (CARLA,)
    assert FORGED.encode() not in answer.raw
