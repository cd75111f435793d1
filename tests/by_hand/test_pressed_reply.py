"""An agent presses Reply on a relayed mail and changes whom their answer goes to."""

from __future__ import annotations

import pytest

from samehand.desk.by_hand.mail import already_written_to
from samehand.desk.conversation import State
from samehand.desk.decision import Outcome
from samehand.ingest.message import Address, InboundMessage
from samehand.tests.attacks.desk_under_attack import ANA, BEN, CARLA, FAILED, SUPPORT, Sent
from samehand.tests.by_hand.shared_desk import DAVE, PROVED, SUPPLIER, SharedDesk, headline


def pressed(
    desk: SharedDesk, relay: Sent, to: str, *, sender: str = ANA, **fields: str
) -> bytes:
    """A reply to the relayed mail, to other people."""
    token = str(relay.mail["Message-ID"])
    given = {"authentication_results": PROVED, "text": "Turn the lid.", **fields}
    text, subject = given.pop("text"), f"Re: {relay.mail['Subject']}"
    return desk.write(sender, to, text, subject=subject, answers=token, **given)


@pytest.mark.parametrize(
    ("to", "cc"),
    [
        (CARLA, "{reply}"),
        (CARLA, SUPPORT),
        ("{reply}", CARLA),
        (f"{{reply}}, {CARLA}", DAVE),
    ],
    ids=["in place of the desk", "desk in copy", "customer in copy", "both"],
)
def test_a_customer_who_has_it_gets_it_once(desk: SharedDesk, to: str, cc: str) -> None:
    relay = desk.relayed()
    desk.outgoing()
    to, cc = (one.replace("{reply}", relay.reply_to) for one in (to, cc))
    (entry,) = desk.post(pressed(desk, relay, to, cc=cc))
    (word,) = desk.outgoing()
    assert (word.recipients, headline(word)) == ((ANA,), "RECORDED")
    assert (entry.outcome, desk.conversation_of(entry)) == (Outcome.MESSAGE, 1001)
    assert (desk.conversation().state, desk.is_awaited()) == (State.WAITING, False)


def test_who_was_copied_and_has_it_gets_it_once(desk: SharedDesk) -> None:
    relay = desk.relayed(cc=DAVE)
    desk.outgoing()
    desk.post(pressed(desk, relay, relay.reply_to, cc=DAVE))
    (answer,) = desk.to_outside()
    assert answer.recipients == (CARLA,)


def test_without_them_everybody_gets_it(desk: SharedDesk) -> None:
    relay = desk.relayed(cc=DAVE)
    desk.outgoing()
    desk.post(pressed(desk, relay, relay.reply_to, cc=BEN))
    (answer,) = desk.to_outside()
    assert answer.recipients == (CARLA, DAVE)


def test_words_to_somebody_else_are_not_for_the_customer(desk: SharedDesk) -> None:
    relay = desk.relayed()
    desk.outgoing()
    (entry,) = desk.post(pressed(desk, relay, SUPPLIER, cc=relay.reply_to))
    assert desk.to_outside() == []
    assert desk.conversation_of(entry) == 1002
    assert desk.is_awaited(), "Carla still waits"


def test_nothing_of_the_token_is_kept_with_the_answer(desk: SharedDesk) -> None:
    relay = desk.relayed()
    token = str(relay.mail["Message-ID"])[3:29]
    quoted = "\n".join(f"> {line}" for line in relay.text.splitlines())
    desk.post(pressed(desk, relay, CARLA, cc=SUPPORT, text=f"Turn the lid.\n\n{quoted}"))
    with desk.house.store.reading() as work:
        for table in ("message", "knows", "event", "ledger"):
            rows = work.connection.exec_driver_sql(f"SELECT * FROM {table}").all()
            assert token not in str(rows), table


def test_a_colleague_who_got_the_mail_passed_on_may_have_answered(desk: SharedDesk) -> None:
    relay = desk.relayed()
    desk.outgoing()
    desk.post(pressed(desk, relay, CARLA, cc=SUPPORT, sender=BEN))
    assert {word.recipients for word in desk.outgoing()} == {(ANA,), (BEN,)}
    assert not desk.is_awaited()


def test_denied_by_the_server_it_answers_nothing(desk: SharedDesk) -> None:
    relay = desk.relayed()
    raw = pressed(desk, relay, CARLA, cc=SUPPORT, authentication_results=FAILED)
    (entry,) = desk.post(raw)
    assert entry.outcome is Outcome.HELD
    assert desk.is_awaited()


@pytest.mark.parametrize(
    ("to", "cc", "has_it"),
    [
        ((), (), ()),
        ((CARLA,), (), (CARLA,)),
        ((SUPPORT,), (DAVE,), (DAVE,)),
        ((DAVE,), (CARLA,), (CARLA, DAVE)),
        ((SUPPLIER,), (), ()),
    ],
)
def test_who_has_it_is_who_stands_in_to_and_cc(
    to: tuple[str, ...], cc: tuple[str, ...], has_it: tuple[str, ...]
) -> None:
    mail = InboundMessage(to=tuple(map(Address, to)), cc=tuple(map(Address, cc)))
    found = already_written_to(mail, (Address(CARLA, "Carla"), Address(DAVE)))
    assert tuple(person.address for person in found) == has_it
