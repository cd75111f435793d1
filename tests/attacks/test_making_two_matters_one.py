"""Attempts to join a customer's conversation to one's own, and so to get the answers there."""

from __future__ import annotations

import pytest

from samehand.desk.letters import Purpose
from samehand.tests.attacks.desk_under_attack import CARLA, MALLORY, SUPPORT, Desk

HERS, MINE, FORGED = "<c1@customer.example>", "<m1@evil.example>", "<f1@evil.example>"
BY_CARLA = "mx.acme.example; dmarc=pass header.from=customer.example"
NOT_BY_CARLA = "mx.acme.example; dmarc=fail header.from=customer.example"
BY_MALLORY = "mx.acme.example; dmarc=pass header.from=evil.example"
NOTHING = "mx.acme.example; none"


@pytest.fixture
def two(desk: Desk) -> Desk:
    """Mallory has the older conversation, with Carla in copy; Carla has one of her own."""
    mine = desk.write(
        MALLORY,
        f"{SUPPORT}, {CARLA}",
        message_id=MINE,
        subject="Mine",
        authentication_results=BY_MALLORY,
    )
    hers = desk.write(message_id=HERS, authentication_results=BY_CARLA)
    desk.post(mine, hers)
    assert conversations(desk) == [1001, 1002]
    return desk


def conversations(desk: Desk) -> list[int | None]:
    return [desk.conversation_of(entry) for entry in desk.ledger()]


def in_her_name(desk: Desk, verdict: str, **fields: str) -> bytes:
    """A mail of Mallory's in Carla's name."""
    given = {"subject": "Hm", "message_id": FORGED, "cc": MALLORY, **fields}
    return desk.write(CARLA, authentication_results=verdict, **given)


def answer_to_carla(desk: Desk) -> tuple[str, ...]:
    """Carla writes again; who gets what the owner answers."""
    again = desk.write(
        answers=HERS, subject="Re: The kettle leaks", authentication_results=BY_CARLA
    )
    desk.post(again)
    relay = desk.of(Purpose.RELAY)[-1]
    desk.post(desk.reply(relay, "Your code is 1234.", sender=relay.recipients[0]))
    return desk.of(Purpose.ANSWER)[-1].recipients


TO_BOTH = {
    "that names both": {"references": f"{HERS} {MINE}"},
    "that names mine and bears the subject of hers": {
        "references": MINE,
        "subject": "Re: The kettle leaks",
    },
    "under an id that hers names": {"references": MINE, "message_id": HERS},
}


@pytest.mark.parametrize("fields", TO_BOTH.values(), ids=TO_BOTH)
def test_a_mail_that_the_server_denies_makes_no_two_one(
    two: Desk, fields: dict[str, str]
) -> None:
    two.post(in_her_name(two, NOT_BY_CARLA, **fields))
    assert answer_to_carla(two) == (CARLA,)
    assert conversations(two)[0] == 1001
    assert conversations(two)[3] == 1002


@pytest.mark.parametrize("fields", [{}, {"references": f"{HERS} <m2@evil.example>"}], ids=str)
def test_whom_a_denied_mail_names_is_not_let_in_by_it(
    two: Desk, fields: dict[str, str]
) -> None:
    two.post(in_her_name(two, NOT_BY_CARLA, **{"references": HERS, **fields}))
    two.post(
        two.write(
            MALLORY,
            f"{SUPPORT}, {CARLA}",
            references=f"{MINE} {FORGED}",
            message_id="<m2@evil.example>",
            authentication_results=BY_MALLORY,
        )
    )
    assert conversations(two) == [1001, 1002, 1002, 1001]
    assert answer_to_carla(two) == (CARLA,)


@pytest.mark.parametrize("fields", TO_BOTH.values(), ids=TO_BOTH)
def test_where_nobody_can_tell_each_still_gets_the_answers_to_their_own_mails(
    two: Desk, fields: dict[str, str]
) -> None:
    two.post(in_her_name(two, NOTHING, **fields))
    assert answer_to_carla(two) == (CARLA,)


def test_whom_reply_to_names_becomes_nobodys_customer(desk: Desk) -> None:
    """A mail that Carla's refers to and that the desk has not seen: Mallory sends it late."""
    desk.post(desk.write(message_id=HERS, references="<c0@customer.example>"))
    late = in_her_name(desk, NOTHING, message_id="<c0@customer.example>", reply_to=MALLORY)
    desk.post(late)
    assert answer_to_carla(desk) == (CARLA,)
