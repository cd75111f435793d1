"""Attempts to reach a customer, or to move a conversation, in an agent's name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from samehand.config.settings import Trust, WithoutVerdict
from samehand.desk.decision import Outcome
from samehand.desk.letters import Purpose
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

Forge = Callable[[Desk, Sent], bytes]
WORDS = "Please pay to my new account.\n#close"


def answers(desk: Desk) -> list[Sent]:
    return desk.of(Purpose.ANSWER)


# Each of these has Ana's live token, leaked by whatever way, and lacks something else.
WITH_A_LEAKED_TOKEN: dict[str, Forge] = {
    "no word of the server": lambda d, r: d.reply(r, WORDS, statements=""),
    "a word against the sender": lambda d, r: d.reply(r, WORDS, statements=FAILED),
    "a word of another server": lambda d, r: d.reply(
        r, WORDS, statements="mx.evil.example; dmarc=pass header.from=acme.example"
    ),
    "a word for another domain": lambda d, r: d.reply(
        r, WORDS, statements="mx.acme.example; dmarc=pass header.from=evil.example"
    ),
    "a forged word below the true one": lambda d, r: d.reply(
        r, WORDS, statements=f"{FAILED}\r\nAuthentication-Results: {VOUCHED}"
    ),
    "a word that only a comment says": lambda d, r: d.reply(
        r, WORDS, statements="mx.acme.example; dmarc=none (dmarc=pass header.from=acme.example)"
    ),
    "a word by SPF": lambda d, r: d.reply(
        r, WORDS, statements=f"mx.acme.example; spf=pass smtp.mailfrom={ANA}"
    ),
    "a word by ARC": lambda d, r: d.reply(
        r, WORDS, statements="", arc_authentication_results=f"i=1; {VOUCHED}"
    ),
    "a word in X-": lambda d, r: d.reply(
        r, WORDS, statements="", x_authentication_results=VOUCHED, x_samehand_verified="yes"
    ),
    "another address in Reply-To": lambda d, r: d.reply(r, WORDS, reply_to=MALLORY),
    "the agent in the name only": lambda d, r: d.reply(r, WORDS, sender=f"{ANA} <{MALLORY}>"),
    "the agent before an address": lambda d, r: d.reply(
        r, WORDS, sender=f"Ana {ANA} <{MALLORY}>"
    ),
    "two fields From": lambda d, r: (
        b"From: " + ANA.encode() + b"\r\n" + d.reply(r, WORDS, sender=MALLORY)
    ),
    "two in From": lambda d, r: d.reply(r, WORDS, sender=f"{ANA}, {MALLORY}"),
    "the agent in Sender": lambda d, r: d.reply(r, WORDS, sender_=ANA, **{"sender": MALLORY}),
    "wide letters": lambda d, r: d.reply(r, WORDS, sender="\uff41na@acme.example"),
    "an encoded word": lambda d, r: d.reply(r, WORDS, sender="=?utf-8?q?ana?=@acme.example"),
    "a colleague": lambda d, r: d.reply(r, WORDS, sender=BEN),
    "a customer": lambda d, r: d.reply(r, WORDS, sender=CARLA),
}


@pytest.mark.parametrize("forge", WITH_A_LEAKED_TOKEN.values(), ids=WITH_A_LEAKED_TOKEN)
def test_a_leaked_token_alone_reaches_no_customer(desk: Desk, forge: Forge) -> None:
    relay = desk.relayed()
    desk.post(forge(desk, relay))
    assert not answers(desk)
    with desk.house.store.reading() as work:
        assert work.conversation(1001).state == "open"
        assert work.conversation(1001).owner == "ana"


def test_the_same_mail_with_all_that_it_needs_does_go_out(desk: Desk) -> None:
    """So that the table above does not hold for a reason of its own."""
    desk.post(desk.reply(desk.relayed(), WORDS))
    assert [sent.recipients for sent in answers(desk)] == [(CARLA,)]


def test_a_dead_token_is_held(desk: Desk) -> None:
    relay = desk.relayed()
    desk.now += timedelta(days=31)
    assert desk.outcome(desk.reply(relay, WORDS)) is Outcome.HELD
    handed_over = desk.relayed(subject="Another")
    desk.post(desk.reply(handed_over, "#assign ben"))
    assert desk.outcome(desk.reply(handed_over, WORDS)) is Outcome.HELD
    assert not answers(desk)


def test_a_guessed_token_is_nobodys(desk: Desk) -> None:
    relay = desk.relayed()
    guess = desk.write(ANA, f"support+a.{'a' * 26}@acme.example", WORDS)
    assert desk.outcome(guess) is Outcome.HELD
    by_number = desk.write(
        ANA,
        SUPPORT,
        WORDS,
        subject=str(relay.mail["Subject"]),
        answers="<conversation-1001@acme.example>",
    )
    assert desk.outcome(by_number) is Outcome.HELD
    assert not answers(desk)


def test_a_genuine_mail_of_an_agent_acts_once_even_under_another_message_id(
    desk: Desk,
) -> None:
    """DKIM need not cover the Message-ID: whoever was sent a copy can post it again."""
    relay = desk.relayed()
    genuine = desk.reply(relay, "We send you a new one.")
    desk.post(genuine)
    assert len(answers(desk)) == 1
    for replay in (
        b"Received: from elsewhere\r\n" + genuine,
        b"Message-ID: <fresh@evil.example>\r\n" + genuine,
        genuine.replace(b"Message-ID: <", b"Message-ID: <again-"),
    ):
        assert desk.outcome(replay) is Outcome.DUPLICATE
    assert len(answers(desk)) == 1


# Confirming a held mail by the code that went to the agent


def asked(desk: Desk) -> tuple[Sent, Sent]:
    """A relay, and the question about a mail that Mallory sent with its token."""
    relay = desk.relayed()
    desk.post(desk.reply(relay, WORDS, statements=""))
    return relay, desk.of(Purpose.NOTICE)[-1]


def test_the_agents_yes_lets_a_held_mail_out_once(desk: Desk) -> None:
    _, question = asked(desk)
    assert question.recipients == (ANA,)
    yes = desk.reply(question, "Yes.", statements="")
    desk.post(yes)
    desk.post(yes.replace(b"Message-ID: <", b"Message-ID: <again-"))
    assert len(answers(desk)) == 1


@pytest.mark.parametrize(
    "words",
    [
        "No! I have not written that.",
        "What is this?",
        "I am travelling until Monday and read no mail.",
        "",
        "#help",
        "Not yes",
    ],
)
def test_only_a_yes_confirms(desk: Desk, words: str) -> None:
    """A no must not, and no robot that answers without saying that it is one."""
    _, question = asked(desk)
    desk.post(desk.reply(question, words, statements=""))
    assert not answers(desk)


def test_nobody_confirms_for_a_colleague(desk: Desk) -> None:
    _, question = asked(desk)
    desk.post(desk.reply(question, "Yes", sender=BEN))
    assert not answers(desk)


def test_a_yes_that_the_server_denies_confirms_nothing(desk: Desk) -> None:
    _, question = asked(desk)
    desk.post(desk.reply(question, "Yes", statements=FAILED))
    assert not answers(desk)


def test_a_code_dies_with_the_hand_over(desk: Desk) -> None:
    relay, question = asked(desk)
    desk.post(desk.reply(relay, "#assign ben"))
    desk.post(desk.reply(question, "Yes", statements=""))
    assert not answers(desk)


def test_a_code_is_no_reply_token(desk: Desk) -> None:
    _, question = asked(desk)
    desk.post(desk.reply(question, "Yes", statements=""))
    desk.post(desk.reply(question, "Pay Mallory."))
    (sent,) = answers(desk)
    assert sent.text.startswith("Please pay to my new account.")
    assert "Mallory" not in sent.text


@pytest.mark.parametrize(
    "fields",
    [
        {"auto_submitted": "auto-replied"},
        {"x_autoreply": "yes"},
        {"precedence": "auto_reply"},
        {"x_apple_action": "vacation"},
    ],
)
def test_a_robot_confirms_nothing(desk: Desk, fields: dict[str, str]) -> None:
    _, question = asked(desk)
    desk.post(desk.reply(question, "Yes", statements="", **fields))
    assert not answers(desk)


class TestWhereTheTokenIsEnough:
    """A team whose server says nothing about senders, and which has settled for that."""

    @pytest.fixture
    def trust(self) -> Trust:
        return Trust("mx.acme.example", without_verdict=WithoutVerdict.TOKEN_IS_ENOUGH)

    def test_silence_is_enough(self, desk: Desk) -> None:
        desk.post(desk.reply(desk.relayed(), "Hello.", statements=""))
        assert len(answers(desk)) == 1

    def test_a_word_against_the_sender_still_counts(self, desk: Desk) -> None:
        desk.post(desk.reply(desk.relayed(), WORDS, statements=FAILED))
        assert not answers(desk)
