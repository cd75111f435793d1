"""Reply tokens in wrong hands: worth nothing there, ended at once, and their agent told."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from samehand.app import RandomMint
from samehand.config.settings import Mailbox
from samehand.desk.decision import Outcome
from samehand.desk.letters import Purpose
from samehand.desk.marks import reply_address, tokens_in
from samehand.ingest.parse import read
from samehand.tests.attacks.desk_under_attack import (
    ANA,
    BEN,
    CARLA,
    FAILED,
    MALLORY,
    SUPPORT,
    VOUCHED,
    Desk,
    Sent,
)

VENDOR = "no-reply@vendor.example"
WORDS = "Please pay to my new account."
Carry = Callable[[Desk, Sent], bytes]


def token_of(relay: Sent) -> str:
    return relay.reply_to.partition("+a.")[2].partition("@")[0]


# Each way on which a token travels, as it comes back from somebody outside.
CARRIED: dict[str, Carry] = {
    "in the address": lambda d, r: d.write(CARLA, r.reply_to, WORDS),
    "in copy": lambda d, r: d.write(CARLA, SUPPORT, WORDS, cc=r.reply_to),
    "in In-Reply-To": lambda d, r: d.write(
        CARLA, text=WORDS, answers=str(r.mail["Message-ID"])
    ),
    "in the text": lambda d, r: d.write(CARLA, text=f"{WORDS}\n> [samehand:{token_of(r)}]"),
    "in capitals": lambda d, r: d.write(CARLA, r.reply_to.upper(), WORDS),
}


def words_about(desk: Desk, subject: str) -> list[Sent]:
    return [n for n in desk.of(Purpose.NOTICE) if str(n.mail["Subject"]).startswith(subject)]


@pytest.mark.parametrize("carry", CARRIED.values(), ids=CARRIED)
def test_it_makes_an_outsider_no_agent_and_is_revoked(desk: Desk, carry: Carry) -> None:
    relay = desk.relayed()
    assert desk.outcome(carry(desk, relay)) is Outcome.MESSAGE
    assert not desk.of(Purpose.ANSWER)
    assert WORDS in desk.of(Purpose.RELAY)[-1].text, "it is a customer's mail as any other"
    (word,) = words_about(desk, "REVOKED")
    assert word.recipients == (ANA,)
    assert CARLA in word.text
    assert desk.outcome(desk.reply(relay, "We send a new one.")) is Outcome.HELD


def test_the_agent_is_told_once_and_can_still_answer(desk: Desk) -> None:
    relay = desk.relayed()
    for _ in range(3):
        desk.post(desk.write(MALLORY, relay.reply_to, WORDS))
        desk.now += timedelta(minutes=1)
    assert len(words_about(desk, "REVOKED")) == 1
    desk.post(desk.reply(relay, "We send a new one."))
    desk.post(desk.reply(words_about(desk, "NOT SENT")[-1], "#send"))
    assert [sent.recipients for sent in desk.of(Purpose.ANSWER)] == [(CARLA,)]


def test_a_machine_that_gives_our_mail_back_revokes_nothing(desk: Desk) -> None:
    """A bounce quotes our relay with all that is in it."""
    relay = desk.relayed()
    bounce = desk.write(
        "MAILER-DAEMON@acme.example",
        relay.reply_to,
        "Your mail could not be delivered.",
        subject="Undelivered Mail Returned to Sender",
        answers=str(relay.mail["Message-ID"]),
        auto_submitted="auto-replied",
        return_path="<>",
    )
    desk.post(bounce)
    assert not words_about(desk, "REVOKED")
    desk.post(desk.reply(relay, "We send a new one."))
    assert len(desk.of(Purpose.ANSWER)) == 1


def test_a_verification_mail_to_a_reply_address_reaches_nobody_outside(desk: Desk) -> None:
    """Somebody signs up elsewhere with our reply address, to be sent the code."""
    relay = desk.relayed()
    for to in (relay.reply_to, SUPPORT):
        desk.post(desk.write(VENDOR, to, "Your code is 4711.", subject="Verify your address"))
    outside = [*desk.of(Purpose.ANSWER), *desk.of(Purpose.ACKNOWLEDGEMENT)]
    assert not [sent for sent in outside if VENDOR in sent.recipients]
    assert not [sent for sent in outside if b"4711" in sent.raw]
    with desk.house.store.reading() as work:
        assert "4711" not in str([m.text for m in work.messages(1001)])


# Each thing that can be wrong with what speaks for an agent: nothing goes out, all is held.
WRONG: dict[str, Carry] = {
    "the id alone": lambda d, r: d.write(
        ANA,
        text=WORDS,
        answers="<conversation-1001@acme.example>",
        authentication_results=VOUCHED,
    ),
    "the tag alone": lambda d, r: d.write(
        ANA, text=WORDS, subject="Re: [#1001] The kettle leaks", authentication_results=VOUCHED
    ),
    "the token, denied": lambda d, r: d.reply(r, WORDS, statements=FAILED),
    "the token, unproved": lambda d, r: d.reply(r, WORDS, statements=""),
    "vouched for, with a token of nobody's": lambda d, r: d.write(
        ANA, f"support+a.{'b' * 26}@acme.example", WORDS, authentication_results=VOUCHED
    ),
    "both of another agent": lambda d, r: d.reply(r, WORDS, sender=BEN),
}


@pytest.mark.parametrize("forge", WRONG.values(), ids=WRONG)
def test_whatever_is_wrong_it_is_held_with_one_word(desk: Desk, forge: Carry) -> None:
    relay = desk.relayed()
    assert desk.outcome(forge(desk, relay)) is Outcome.HELD
    assert not desk.of(Purpose.ANSWER)
    (word,) = desk.of(Purpose.NOTICE)
    assert set(word.recipients) <= {ANA, BEN}
    with desk.house.store.reading() as work:
        (waiting,) = work.held_mails()
        assert waiting.settled is None


@pytest.mark.parametrize("end", ["expired", "handed over"])
def test_a_token_that_has_ended_is_held(desk: Desk, end: str) -> None:
    relay = desk.relayed()
    if end == "expired":
        desk.now += timedelta(days=30)
    else:
        desk.post(desk.reply(relay, "#assign ben"))
    assert desk.outcome(desk.reply(relay, WORDS)) is Outcome.HELD
    assert not desk.of(Purpose.ANSWER)


def test_every_mail_to_an_agent_brings_a_token_of_its_own(desk: Desk) -> None:
    first = desk.relayed(message_id="<first@customer.example>")
    second = desk.relayed(text="And now?", answers="<first@customer.example>")
    desk.post(desk.reply(second, "We send a new one."))
    desk.post(desk.reply(second, "Good bye!\n#clsoe"))
    inside = [first, second, *desk.of(Purpose.RECEIPT), *desk.of(Purpose.NOTICE)]
    assert len({token_of(sent) for sent in inside}) == len(inside) == 4


def test_a_token_has_128_bits_and_survives_any_server() -> None:
    mint = RandomMint()
    tokens = {mint.token() for _ in range(200)}
    assert len(tokens) == 200
    assert all(len(token) == math.ceil(128 / 5) for token in tokens)
    assert all(token == token.lower() and token.isalnum() for token in tokens)


@pytest.mark.parametrize(("length", "fits"), [(35, True), (36, False)])
def test_a_reply_address_fits_into_its_64_octets_or_has_no_token(
    desk: Desk, length: int, fits: bool
) -> None:
    """It then comes back in the ids and in the text."""
    address = f"{'s' * length}@acme.example"
    mailbox: Mailbox = replace(desk.settings.mailboxes[0], address=address)
    token = RandomMint().token()
    written = reply_address(mailbox, token)
    assert len(written.partition("@")[0]) <= 64
    assert ("+a." in written) is fits
    settings = replace(desk.settings, mailboxes=(mailbox,))
    mail = read(desk.write(ANA, written.upper(), f"Hello\n[samehand:{token.upper()}]"))
    assert tokens_in(mail, settings) == (token,)
