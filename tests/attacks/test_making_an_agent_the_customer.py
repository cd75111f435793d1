"""Whoever writes chooses whom the answer seems to be for; none of us is ever a customer."""

from __future__ import annotations

import pytest

from samehand.desk.letters import Purpose
from samehand.tests.attacks.desk_under_attack import ANA, BEN, CARLA, MALLORY, SUPPORT, Desk


@pytest.mark.parametrize(
    "named", [ANA, BEN, f"Carla <{BEN}>", SUPPORT, "support+x@acme.example"]
)
def test_reply_to_makes_none_of_us_the_customer(desk: Desk, named: str) -> None:
    relay = desk.relayed(MALLORY, reply_to=named)
    desk.post(desk.reply(relay, "It is on its way."))
    (answer,) = desk.of(Purpose.ANSWER)
    assert answer.recipients == (MALLORY,)
    assert ANA.encode() not in answer.raw
    assert BEN.encode() not in answer.raw


def test_whom_a_customer_copied_inside_is_shown_to_nobody(desk: Desk) -> None:
    relay = desk.relayed(cc=f"Ben <{BEN}>, {MALLORY}", to=f"{SUPPORT}, {ANA}")
    desk.post(desk.reply(relay, "It is on its way."))
    (answer,) = desk.of(Purpose.ANSWER)
    assert set(answer.recipients) == {CARLA, MALLORY}
