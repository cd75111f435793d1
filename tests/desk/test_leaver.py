"""An agent who has left the config leaves nothing behind that nobody hears of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from samehand.config.settings import Settings
from samehand.desk.arrival import Arrived, Seen
from samehand.desk.clocks.alerting import alerts
from samehand.desk.clocks.clock import start
from samehand.desk.conversation import Conversation, Target
from samehand.desk.customers import intake
from samehand.desk.decision import Mint
from samehand.desk.letters import Alert, Relay
from samehand.ingest.message import Address, InboundMessage
from samehand.threading.match import Match

CARLA = Address("carla@customer.example", "Carla Costa")


@pytest.fixture
def conversation(settings: Settings, noon: datetime) -> Conversation:
    """A conversation of Carla's whose owner, Zoe, is no agent any more."""
    clock = start(
        Target.FIRST_RESPONSE, settings.policies[0], settings.calendars["office"], noon
    )
    assert clock is not None
    return Conversation(
        number=1000,
        mailbox="support",
        subject="The kettle leaks",
        customer=CARLA,
        owner="zoe",
        policy="standard",
        opened_at=noon,
        participants=(CARLA,),
        clocks=(clock,),
    )


def test_the_next_mail_of_the_customer_goes_to_somebody_who_is_there(
    conversation: Conversation,
    settings: Settings,
    arrive: Callable[..., Arrived],
    carlas_mail: InboundMessage,
    noon: datetime,
    mint: Mint,
) -> None:
    match = Match((conversation.number,), "in-reply-to")
    seen = Seen(number=0, match=match, conversations=(conversation,))
    decision = intake.decide(arrive(carlas_mail), seen, settings, noon, mint)
    (after,), (relay,) = decision.conversations, decision.letters
    assert after.owner == "ana"
    assert isinstance(relay, Relay)
    assert [address.address for address in relay.to] == ["ana@acme.example"]
    assert any("zoe is no longer an agent" in event.reason for event in decision.events)


def test_until_then_its_clocks_tell_the_fallback_person(
    conversation: Conversation, settings: Settings, noon: datetime, mint: Mint
) -> None:
    settings = replace(settings, desk=replace(settings.desk, fallback_owner="ben"))
    decision = alerts(conversation, settings, noon + timedelta(hours=4), mint)
    (breach,) = decision.letters
    assert isinstance(breach, Alert)
    told = [address.address for address in breach.to]
    assert told == ["ben@acme.example", "ops@acme.example"]
