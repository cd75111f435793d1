"""An agent has left, and a customer of theirs writes on: whoever carries least gets it."""

from __future__ import annotations

from dataclasses import replace

from samehand.config.settings import Agent
from samehand.desk.letters import Purpose
from samehand.tests.attacks.desk_under_attack import ANA, BEN, CARLA
from samehand.tests.orders.talk import Talk

DORA = "dora@customer.example"
ZOE = "zoe@acme.example"


def _staff(talk: Talk, *addresses: str) -> None:
    agents = tuple(
        Agent((name := a.partition("@")[0]), name.title(), a, "office") for a in addresses
    )
    settings = replace(
        talk.settings,
        agents=agents,
        desk=replace(talk.settings.desk, fallback_owner=agents[0].id),
    )
    talk.house = replace(talk.house, settings=settings)


def test_who_carries_least_gets_what_an_agent_has_left(talk: Talk) -> None:
    _staff(talk, ZOE)
    first = talk.relayed(CARLA, message_id="<first@customer.example>")
    assert first.recipients == (ZOE,)
    _staff(talk, ANA)
    assert talk.relayed(DORA, subject="The lamp flickers").recipients == (ANA,)
    _staff(talk, ANA, BEN)
    talk.post(talk.write(CARLA, text="Still.", answers="<first@customer.example>"))
    assert talk.of(Purpose.RELAY)[-1].recipients == (BEN,)
