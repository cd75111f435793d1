"""What follows from a mail that somebody outside has written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from samehand.config.settings import Settings
from samehand.desk.arrival import Arrived, Seen, Team
from samehand.desk.clocks.clock import Verdict, assess, start
from samehand.desk.clocks.turns import closed
from samehand.desk.conversation import Conversation, State, Target
from samehand.desk.customers import intake
from samehand.desk.decision import Decision, Mint, Outcome
from samehand.desk.letters import Acknowledgement, Relay
from samehand.ingest.message import Address, Attachment, InboundMessage, Kind
from samehand.threading.match import Match

CARLA = Address("carla@customer.example", "Carla Costa")
Decide = Callable[..., Decision]


@pytest.fixture
def decide(
    settings: Settings,
    arrive: Callable[..., Arrived],
    carlas_mail: InboundMessage,
    mint: Mint,
    noon: datetime,
) -> Decide:
    """Decide about Carla's mail, with whatever is different this time."""

    def make(
        seen: Seen | None = None, *, received_at: datetime = noon, **changes: object
    ) -> Decision:
        mail = replace(carlas_mail, **changes)  # type: ignore[arg-type]
        arrived = arrive(mail, received_at=received_at)
        return intake.decide(arrived, seen or Seen(number=1001), settings, noon, mint)

    return make


@pytest.fixture
def known(settings: Settings, noon: datetime) -> Conversation:
    """A conversation of Carla's that Ben owns."""
    clock = start(
        Target.FIRST_RESPONSE,
        settings.policies[0],
        settings.calendars["office"],
        noon - timedelta(hours=1),
    )
    return Conversation(
        number=1000,
        mailbox="support",
        subject="The kettle leaks",
        customer=CARLA,
        owner="ben",
        policy="standard",
        opened_at=noon - timedelta(hours=1),
        participants=(CARLA,),
        clocks=(clock,) if clock else (),
    )


def joined(*conversations: Conversation, rule: str = "in-reply-to") -> Seen:
    numbers = tuple(c.number for c in conversations)
    return Seen(
        number=0,
        match=Match(numbers, rule),
        conversations=conversations,
        merging=(None,) * (len(numbers) - 1),
    )


def acknowledgements(decision: Decision) -> list[Acknowledgement]:
    return [x for x in decision.letters if isinstance(x, Acknowledgement)]


def relays(decision: Decision) -> list[Relay]:
    return [x for x in decision.letters if isinstance(x, Relay)]


def test_a_first_mail_opens_a_conversation_with_one_owner_and_running_clocks(
    decide: Decide, noon: datetime
) -> None:
    decision = decide()
    (conversation,) = decision.conversations
    assert (conversation.number, conversation.is_new) == (1001, True)
    assert conversation.owner == "ana"
    assert conversation.customer == CARLA
    assert {assess(c, noon) for c in conversation.clocks} == {Verdict.RUNNING}
    assert [e.kind for e in decision.events] == ["opened", "assigned"]


def test_the_customer_hears_who_answers_and_by_when(decide: Decide, noon: datetime) -> None:
    (ack,) = acknowledgements(decide())
    assert ack.to == (CARLA,)
    assert ack.owner_name == "Ana Ruiz"
    assert ack.answer_by == noon + timedelta(hours=4)
    assert ack.thread.in_reply_to == "first@customer.example"


def test_the_owner_gets_the_mail_with_a_token_of_their_own(decide: Decide) -> None:
    decision = decide()
    (relay,) = relays(decision)
    (token,) = decision.tokens
    assert relay.to == (Address("ana@acme.example", "Ana Ruiz"),)
    assert relay.text == "It leaks since Monday."
    assert (token.token, token.agent) == (relay.token, "ana")
    assert token.answers == "first@customer.example"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"kind": Kind.LIST}, "not a person's"),
        ({"error": "nested too deep"}, "could not be read"),
        ({"sender": Address(""), "identity": None}, "names no sender"),
        ({"reply_to": (Address("other@customer.example"),)}, "different people"),
        ({"recipients": ("someone@else.example",)}, "not among the recipients"),
        ({"sender": Address("ana@acme.example")}, "is an agent"),
    ],
)
def test_no_acknowledgement_and_the_reason_why(
    decide: Decide, changes: dict[str, object], why: str
) -> None:
    decision = decide(**changes)
    assert not acknowledgements(decision)
    assert relays(decision), "the owner hears of it all the same"
    (reason,) = (e.reason for e in decision.events if e.kind == "not acknowledged")
    assert why in reason


def test_last_years_mail_is_not_acknowledged(decide: Decide, noon: datetime) -> None:
    assert not acknowledgements(decide(received_at=noon - timedelta(days=300)))


def test_an_unverified_sender_gets_none_of_their_words_back(decide: Decide) -> None:
    (ack,) = acknowledgements(decide())
    assert ack.subject is None
    vouched = ("mx.acme.example; dmarc=pass header.from=customer.example",)
    (ack,) = acknowledgements(decide(statements=vouched))
    assert ack.subject == "The kettle leaks"


def test_a_returning_customer_keeps_their_agent(decide: Decide) -> None:
    seen = Seen(1001, team=Team(previous_owner="ben", counts={"ana": 0, "ben": 5}))
    assert decide(seen).conversations[0].owner == "ben"


def test_a_reply_joins_with_the_same_owner_and_restarts_no_clock(
    decide: Decide, known: Conversation
) -> None:
    decision = decide(joined(known))
    (after,) = decision.conversations
    assert after.number == 1000
    assert after.owner == "ben"
    assert known.clocks[0] in after.clocks
    assert not acknowledgements(decision), "one acknowledgement for a conversation"
    assert relays(decision)[0].to[0].address == "ben@acme.example"


def test_a_reply_to_a_closed_conversation_opens_it_again(
    decide: Decide, known: Conversation, settings: Settings, noon: datetime
) -> None:
    calendar, policy = settings.calendars["office"], settings.policies[0]
    ended = replace(
        known, state=State.CLOSED, clocks=closed(known.clocks, policy, calendar, noon)
    )
    decision = decide(joined(ended))
    (after,) = decision.conversations
    assert after.state is State.OPEN
    assert after.owner == "ben"
    assert after.live_clocks
    assert "reopened" in {e.kind for e in decision.events}


def test_two_conversations_that_turn_out_to_be_one_are_merged_into_the_older(
    decide: Decide, known: Conversation
) -> None:
    younger = replace(known, number=1005, owner="ana")
    decision = decide(joined(known, younger))
    assert [c.number for c in decision.conversations] == [1000]
    (merged,) = decision.merged
    assert (merged.number, merged.state, merged.merged_into) == (1005, State.MERGED, 1000)
    assert not merged.live_clocks
    assert decision.conversations[0].owner == "ben"


def test_the_mail_that_others_waited_for_names_the_customer(
    decide: Decide, known: Conversation
) -> None:
    colleague = Address("colleague@customer.example")
    overtaken = replace(known, customer=colleague, participants=(colleague, CARLA))
    (after,) = decide(joined(overtaken, rule="awaited")).conversations
    assert after.customer == CARLA


def test_nobody_takes_part_by_pretending_to_be_the_mail_that_others_waited_for(
    decide: Decide, known: Conversation
) -> None:
    mallory = Address("mallory@evil.example")
    decision = decide(joined(known, rule="awaited"), sender=mallory, cc=(CARLA,))
    (after,) = decision.conversations
    assert after.customer == CARLA
    assert after.participants == (CARLA,)
    assert any("nobody has named" in note for note in relays(decision)[0].notes)


def test_a_merger_gives_nobody_more_time(
    decide: Decide, known: Conversation, noon: datetime
) -> None:
    idle = replace(known, number=900, state=State.WAITING, clocks=())
    (after,) = decide(joined(idle, known)).conversations
    due = known.clocks[0].due_at
    assert due in {clock.due_at for clock in after.live_clocks}


def test_a_stranger_gets_a_conversation_of_their_own_and_the_owner_a_hint(
    decide: Decide,
) -> None:
    decision = decide(Seen(1001, match=Match((), "stranger", related=(1000,))))
    assert decision.conversations[0].is_new
    assert any("#1000" in note for note in relays(decision)[0].notes)


@pytest.mark.parametrize("vouched", [True, False])
def test_only_who_is_vouched_for_brings_others_into_a_conversation(
    decide: Decide, known: Conversation, vouched: bool
) -> None:
    """Anybody can write as Carla, with themselves in Cc."""
    domain = CARLA.address.partition("@")[2]
    said = f"mx.acme.example; dmarc=pass header.from={domain}"
    mallory = Address("mallory@evil.example")
    decision = decide(
        joined(known),
        cc=(mallory,),
        statements=(said,) if vouched else (),
        identity=CARLA.address,
    )
    assert (mallory in decision.conversations[0].participants) is vouched
    told = any("takes no part: mallory@" in note for note in relays(decision)[0].notes)
    assert told is not vouched


def test_the_owner_hears_of_a_mail_that_says_two_things(decide: Decide) -> None:
    other = "other words in programs that read HTML"
    assert any(other in note for note in relays(decide(disagrees=True))[0].notes)
    assert not any(other in note for note in relays(decide())[0].notes)


def test_the_owner_hears_of_words_that_a_person_s_mail_hides(decide: Decide) -> None:
    hidden = "hides 12 words"
    assert any(hidden in note for note in relays(decide(hidden_words=12))[0].notes)
    assert not any("hides" in note for note in relays(decide())[0].notes)
    newsletter = decide(hidden_words=12, kind=Kind.BULK)
    assert not any("hides" in note for note in relays(newsletter)[0].notes)


@pytest.mark.parametrize("kind", [Kind.BOUNCE, Kind.AUTO_REPLY, Kind.RECEIPT, Kind.REPORT])
def test_a_mail_that_is_a_machine_s_by_its_words_alone_is_not_lost(
    decide: Decide, known: Conversation, kind: Kind
) -> None:
    for seen in (Seen(number=1001), joined(known)):
        decision = decide(seen, kind=kind, certain=False)
        assert decision.outcome is Outcome.MESSAGE
        assert relays(decision)
        assert not [one for one in decision.letters if isinstance(one, Acknowledgement)]


def test_the_same_mail_again_changes_nothing(decide: Decide) -> None:
    decision = decide(Seen(0, duplicate_of=1000))
    assert decision.outcome is Outcome.DUPLICATE
    assert not decision.letters
    assert not decision.message


def test_our_own_mail_coming_back_is_ignored(decide: Decide) -> None:
    assert decide(Seen(0, is_own=True)).outcome is Outcome.IGNORED


def test_attachments_are_passed_on_up_to_the_limit_and_named_beyond_it(
    decide: Decide, settings: Settings
) -> None:
    small = Attachment("photo.jpg", "image/jpeg", b"x" * 100)
    assert relays(decide(attachments=(small,)))[0].attachments == (small,)
    big = Attachment("film.mp4", "video/mp4", b"x" * (settings.desk.attach_limit + 1))
    (relay,) = relays(decide(attachments=(big,)))
    assert relay.attachments == ()
    assert any("film.mp4" in note and "INBOX" in note for note in relay.notes)


def test_an_unreadable_mail_reaches_the_owner_with_the_original(
    settings: Settings,
    arrive: Callable[..., Arrived],
    carlas_mail: InboundMessage,
    mint: Mint,
    noon: datetime,
) -> None:
    mail = replace(carlas_mail, error="60 parts nested in each other", text="", reply="")
    arrived = arrive(mail, raw=b"the bytes as they came")
    decision = intake.decide(arrived, Seen(1001), settings, noon, mint)
    (relay,) = relays(decision)
    assert [a.content for a in relay.attachments] == [b"the bytes as they came"]
    assert any("60 parts" in note for note in relay.notes)
