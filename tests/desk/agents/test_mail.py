"""Who may speak as an agent, and what follows from what they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from samehand.config.settings import Settings, Trust, WithoutVerdict
from samehand.desk.agents import mail as agents_mail
from samehand.desk.agents.holds.held import Cause, Held, Settling, Way, Word
from samehand.desk.agents.holds.stray import stray
from samehand.desk.arrival import Answerable, Arrived, Seen, Undoable
from samehand.desk.clocks.clock import Verdict, assess
from samehand.desk.clocks.turns import asked
from samehand.desk.conversation import Conversation, State
from samehand.desk.decision import Decision, Mint, Outcome, Token, TokenUse
from samehand.desk.letters import Answer, Notice, Receipt, Relay
from samehand.ingest.message import Address, Attachment, InboundMessage, Kind

CARLA = Address("carla@customer.example", "Carla Costa")
DORA = Address("dora@customer.example", "Dora Costa")
VOUCHED = ("mx.acme.example; dmarc=pass header.from=acme.example",)
DENIED = ("mx.acme.example; dmarc=fail header.from=acme.example",)

Write = Callable[..., Decision]


@pytest.fixture
def conversation(settings: Settings, noon: datetime) -> Conversation:
    """Carla has written this morning, with Dora in copy; Ana owns it."""
    policy, calendar = settings.policies[0], settings.calendars["office"]
    return Conversation(
        number=1001,
        mailbox="support",
        subject="The kettle leaks",
        customer=CARLA,
        owner="ana",
        policy="standard",
        opened_at=noon - timedelta(hours=2),
        participants=(CARLA, DORA),
        clocks=asked((), policy, calendar, noon - timedelta(hours=2)),
    )


@pytest.fixture
def token(noon: datetime) -> Token:
    return Token(
        hash="hash",
        use=TokenUse.REPLY,
        agent="ana",
        conversation=1001,
        expires_at=noon + timedelta(days=1),
        answers="first@customer.example",
        held=None,
        is_revoked=False,
        is_used=False,
    )


@pytest.fixture
def write(
    settings: Settings,
    conversation: Conversation,
    token: Token,
    arrive: Callable[..., Arrived],
    mint: Mint,
    noon: datetime,
) -> Write:
    """Decide about a mail that Ana writes, with whatever is different this time."""

    def decide(
        reply: str,
        *,
        address: str = "ana@acme.example",
        statements: tuple[str, ...] = VOUCHED,
        trust: Trust | None = None,
        kind: Kind = Kind.PERSON,
        token: Token = token,
        conversation: Conversation = conversation,
        word: Word | None = None,
        undoable: tuple[Undoable, ...] = (),
        held: Held | None = None,
        reply_to: tuple[Address, ...] = (),
        attachments: tuple[Attachment, ...] = (),
    ) -> Decision:
        mail = InboundMessage(
            message_id="reply@acme.example",
            sender=Address(address),
            identity=address,
            reply=reply,
            text=reply,
            statements=statements,
            kind=kind,
            reply_to=reply_to,
            attachments=attachments,
        )
        arrived = arrive(mail, word=word)
        if trust is not None:
            arrived = replace(arrived, mailbox=replace(arrived.mailbox, trust=trust))
        seen = Seen(
            number=2000,
            token=token,
            token_conversation=conversation,
            answers=Answerable(
                "first@customer.example",
                ("before@customer.example",),
                CARLA,
                (Address("support@acme.example"), DORA, Address("mallory@evil.example")),
                "The kettle leaks",
                "It leaks since Monday.",
            ),
            undoable=undoable,
            held=held,
        )
        return agents_mail.decide(arrived, seen, settings, noon, mint)

    return decide


def letters(decision: Decision, kind: type) -> list[object]:
    return [letter for letter in decision.letters if isinstance(letter, kind)]


def test_a_plain_reply_is_the_public_answer(write: Write, noon: datetime) -> None:
    decision = write("We send you a new one.")
    (answer,) = (letter for letter in decision.letters if isinstance(letter, Answer))
    assert answer.text == "We send you a new one."
    assert answer.to == (CARLA,)
    assert answer.agent_name == "Ana Ruiz"
    assert answer.thread.in_reply_to == "first@customer.example"
    assert answer.thread.references == ("before@customer.example", "first@customer.example")
    assert answer.not_before == noon + timedelta(seconds=60)
    (after,) = decision.conversations
    assert after.state is State.WAITING
    assert [assess(c, noon) for c in after.clocks] == [Verdict.MET, Verdict.PAUSED]


def test_whom_the_customer_copied_stays_copied_and_nobody_adds_themselves(write: Write) -> None:
    (answer,) = (x for x in write("Hello").letters if isinstance(x, Answer))
    assert answer.cc == (DORA,)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"statements": DENIED}, "does not confirm"),
        ({"statements": ()}, "says nothing about who sent it"),
        ({"reply_to": (Address("mallory@evil.example"),)}, "disagree"),
    ],
)
def test_what_is_not_proved_to_be_the_agents_is_held(
    write: Write, changes: dict[str, object], word: str
) -> None:
    decision = write("Give Mallory the money.", **changes)
    assert decision.outcome is Outcome.HELD
    (notice,) = decision.letters
    assert isinstance(notice, Notice)
    assert notice.to == (Address("ana@acme.example", "Ana Ruiz"),)
    assert word in " ".join(notice.lines)
    assert not decision.conversations


def test_a_revoked_or_expired_token_lets_nobody_speak(
    write: Write, token: Token, noon: datetime
) -> None:
    for dead in (replace(token, is_revoked=True), replace(token, expires_at=noon)):
        assert write("Hello", token=dead).outcome is Outcome.HELD


@pytest.fixture
def question(noon: datetime) -> Held:
    return Held(6, Cause.UNPROVED, "ana", 1001, "waits for ana to confirm", noon)


def test_without_a_verdict_the_agent_is_asked_and_their_word_releases_it(
    write: Write, token: Token, question: Held, noon: datetime
) -> None:
    held = write("We send you a new one.", statements=())
    (code,) = held.tokens
    assert (code.use, code.held) == (TokenUse.CONFIRM, 7)
    soon = noon + timedelta(minutes=15)
    confirm = replace(token, use=TokenUse.CONFIRM, held=6, code_until=soon)
    (settling,) = write("yes", token=confirm, held=question, statements=()).settles
    assert settling == Settling(6, Way.SEND, "ana", "token and confirmation", is_proved=True)
    word = Word(Way.SEND, "ana", noon, settling.evidence, settling.is_proved)
    assert letters(write("We send you a new one.", statements=(), word=word), Answer)


def test_a_code_is_good_once_and_not_for_long(
    write: Write, token: Token, question: Held, noon: datetime
) -> None:
    soon = noon + timedelta(minutes=15)
    confirm = replace(token, use=TokenUse.CONFIRM, held=6, code_until=soon)
    late = replace(confirm, code_until=noon)
    for spent in (replace(confirm, is_used=True), replace(confirm, expires_at=noon), late):
        assert write("yes", token=spent, held=question, statements=()).settles == ()


def test_an_absence_note_confirms_nothing_and_goes_to_nobody(
    write: Write, token: Token
) -> None:
    for use in TokenUse:
        away = write("Back on Monday", kind=Kind.AUTO_REPLY, token=replace(token, use=use))
        assert away.outcome is Outcome.AUTOMATIC
        assert {to.address for letter in away.letters for to in letter.to} <= {
            "ana@acme.example"
        }
        assert away.settles == ()


def test_a_team_may_settle_for_the_token_but_never_against_a_failed_verdict(
    write: Write,
) -> None:
    enough = Trust("mx.acme.example", without_verdict=WithoutVerdict.TOKEN_IS_ENOUGH)
    assert letters(write("Hello", statements=(), trust=enough), Answer)
    assert write("Hello", statements=DENIED, trust=enough).outcome is Outcome.HELD
    doubtful = ("mx.acme.example; dkim=fail header.d=acme.example; spf=none",)
    held = write("Hello", statements=doubtful, trust=enough).holds
    assert held is not None
    assert held.cause is Cause.UNPROVED


def test_somebody_who_is_not_the_owner_is_held_until_they_take_it(
    write: Write, token: Token
) -> None:
    bens = replace(token, agent="ben")
    held = write("I know this one.", address="ben@acme.example", token=bens)
    assert held.outcome is Outcome.HELD
    assert "belongs to Ana Ruiz" in " ".join(held.letters[0].lines)  # type: ignore[union-attr]
    taken = write("#take\nI know this one.", address="ben@acme.example", token=bens)
    (answer,) = (x for x in taken.letters if isinstance(x, Answer))
    assert answer.agent_name == "Ben Okafor"
    assert taken.conversations[0].owner == "ben"
    assert taken.revoke == ((1001, "ana"),)
    assert [x.to[0].address for x in taken.letters if isinstance(x, Notice)] == [
        "ana@acme.example"
    ]


def test_another_agents_token_is_no_use(write: Write, token: Token) -> None:
    held = write("Hello", token=replace(token, agent="ben"))
    assert held.outcome is Outcome.HELD
    assert not letters(held, Answer)


def test_a_mistyped_command_sends_nothing(write: Write) -> None:
    decision = write("Good bye!\n#clsoe")
    assert decision.outcome is Outcome.HELD
    assert "did you mean #close?" in " ".join(decision.letters[0].lines)  # type: ignore[union-attr]


def test_a_note_stays_inside(write: Write) -> None:
    decision = write("#note\nShe is about to leave us.")
    assert not letters(decision, Answer)
    assert decision.message is not None
    assert (decision.message.kind, decision.message.text) == (
        "note",
        "She is about to leave us.",
    )


def test_an_answer_with_close_is_sent_and_closes(write: Write, noon: datetime) -> None:
    decision = write("It is on its way.\n#close")
    assert letters(decision, Answer)
    assert decision.conversations[0].state is State.CLOSED
    assert not decision.conversations[0].live_clocks


def test_commands_alone_send_the_customer_nothing(write: Write) -> None:
    for order in ("#close", "#wait", "#take", "#assign ben", "#help"):
        assert not letters(write(order), Answer), order


def test_handing_over_brings_the_last_mail_to_the_new_owner_and_restarts_no_clock(
    write: Write, conversation: Conversation
) -> None:
    decision = write("#assign ben")
    (relay,) = (x for x in decision.letters if isinstance(x, Relay))
    assert relay.to[0].address == "ben@acme.example"
    assert relay.text == "It leaks since Monday."
    assert decision.conversations[0].clocks == conversation.clocks
    assert [t.agent for t in decision.tokens if t.answers] == ["ben", "ana"]


def test_assigning_to_nobody_known_is_held_with_the_names(write: Write) -> None:
    decision = write("#assign zoe")
    assert decision.outcome is Outcome.HELD
    assert "there are ana, ben" in " ".join(decision.letters[0].lines)  # type: ignore[union-attr]


def test_undo_takes_the_answer_back_and_the_customer_waits_again(
    write: Write, noon: datetime
) -> None:
    answered = write("Hello").conversations[0]
    decision = write("#undo", conversation=answered, undoable=(Undoable("answer:7", noon),))
    assert decision.withdraw == ("answer:7",)
    (after,) = decision.conversations
    assert after.state is State.OPEN
    assert {assess(c, noon) for c in after.live_clocks} == {Verdict.RUNNING}


def test_undo_comes_too_late_once_the_answer_has_left(write: Write) -> None:
    decision = write("#undo")
    assert decision.outcome is Outcome.HELD
    assert "nothing to take back" in " ".join(decision.letters[0].lines)  # type: ignore[union-attr]


def test_an_answer_voids_alerts_that_still_wait(
    write: Write, conversation: Conversation
) -> None:
    warned = tuple(replace(c, stage=1) for c in conversation.clocks)
    decision = write("Hello", conversation=replace(conversation, clocks=warned))
    assert any(key.startswith("alert:1001:first_response:") for key in decision.withdraw)


def test_the_receipt_says_what_will_be_sent_to_whom_and_until_when_it_can_be_undone(
    write: Write, noon: datetime
) -> None:
    (receipt,) = (x for x in write("Hello").letters if isinstance(x, Receipt))
    assert receipt.recipients == (CARLA.address, DORA.address)
    assert receipt.text == "Hello"
    assert receipt.undo_until == noon + timedelta(seconds=60)


def test_a_mail_in_an_agents_name_without_a_token_reaches_nobody_but_the_agent(
    settings: Settings, arrive: Callable[..., Arrived], mint: Mint, noon: datetime
) -> None:
    mail = InboundMessage(
        sender=Address("ana@acme.example"), identity="ana@acme.example", reply="Pay Mallory."
    )
    arrived = arrive(mail)
    decision = stray(arrived, settings.agents[0], Seen(0), settings, noon, mint)
    assert decision.outcome is Outcome.HELD
    assert [a.address for letter in decision.letters for a in letter.to] == ["ana@acme.example"]
    assert not decision.message


@pytest.mark.parametrize(
    "inside",
    [
        "--- write above this line ---",
        "[samehand:" + "a" * 26 + "]",
        "support+a." + "a" * 26 + "@acme.example",
        "<a." + "a" * 26 + "@acme.example>",
    ],
)
def test_an_answer_that_shows_the_inside_is_held(write: Write, inside: str) -> None:
    assert write(f"See below.\n{inside}").outcome is Outcome.HELD
    relayed = Attachment("original.eml", "message/rfc822", f"To: x\n\n{inside}\n".encode())
    held = write("See attached.", attachments=(relayed,))
    assert held.outcome is Outcome.HELD
    assert "original.eml" in " ".join(held.letters[0].lines)  # type: ignore[union-attr]
