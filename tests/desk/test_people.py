"""Who reads an answer: the customer, whom they copied, and nobody who adds themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from samehand.config.settings import Settings
from samehand.desk.conversation import Conversation
from samehand.desk.people import readers
from samehand.ingest.message import Address

CARLA, DORA, EVE = (Address(f"{name}@customer.example") for name in ("carla", "dora", "eve"))
DESK, MALLORY = Address("support@acme.example"), Address("mallory@evil.example")
TALK = Conversation(
    1001,
    "support",
    "The kettle leaks",
    CARLA,
    "ana",
    "standard",
    datetime(2026, 11, 24, 11, 0, tzinfo=UTC),
    participants=(CARLA, DORA, EVE),
)


@pytest.mark.parametrize(
    ("writer", "recipients", "expected"),
    [
        (CARLA, (DESK,), (CARLA,)),
        (CARLA, (DESK, DORA), (CARLA, DORA)),
        (CARLA, (DESK, MALLORY), (CARLA,)),
        (DORA, (DESK, CARLA), (CARLA, DORA)),
        (DORA, (DESK,), (DORA,)),
        (DORA, (DESK, EVE), (DORA, EVE)),
        (DORA, (DESK, MALLORY), (DORA,)),
        (MALLORY, (DESK,), (CARLA,)),
        (MALLORY, (DESK, DORA), (CARLA, DORA)),
    ],
)
def test_who_reads_the_answer(
    settings: Settings,
    writer: Address,
    recipients: tuple[Address, ...],
    expected: tuple[Address, ...],
) -> None:
    assert readers(TALK, writer, recipients, settings) == expected


def test_each_customer_of_a_merger_reads_the_answers_to_their_own_mails(
    settings: Settings,
) -> None:
    both = replace(TALK, merged_customers=frozenset({DORA.address}))
    assert readers(both, DORA, (DESK,), settings) == (DORA,)
    assert readers(both, CARLA, (DESK,), settings) == (CARLA,)
    assert readers(both, EVE, (DESK, DORA), settings) == (DORA, EVE)
    assert readers(both, EVE, (DESK,), settings) == (EVE,)


def test_whom_an_agent_has_let_in_reads_every_answer(settings: Settings) -> None:
    let_in = replace(TALK, copied=(EVE.address,))
    assert readers(let_in, CARLA, (DESK,), settings) == (CARLA, EVE)
    assert readers(let_in, DORA, (DESK,), settings) == (DORA, EVE)
