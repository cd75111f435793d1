"""What follows from a machine's mail: it is kept where it belongs, and starts nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from samehand.config.settings import Settings
from samehand.desk.arrival import Arrived, Ours, Seen
from samehand.desk.conversation import Conversation
from samehand.desk.customers import intake, machines
from samehand.desk.customers.correspondent import Correspondent, Failing
from samehand.desk.decision import Decision, Mint, Outcome
from samehand.desk.letters import Notice, Purpose
from samehand.ingest.message import Address, Bounce, InboundMessage, Kind
from samehand.threading.match import NEW, Match
from samehand.threading.traits import Traits

CARLA = Address("carla@customer.example", "Carla Costa")
DAN = "dan@customer.example"
ANSWER = Ours(Purpose.ANSWER, 1000, frozenset({CARLA.address, DAN}))
GONE = Bounce((CARLA.address,), permanent=True, about="x@acme.example", reason="unknown user")

Decide = Callable[..., Decision]


@pytest.fixture
def known(noon: datetime) -> Conversation:
    return Conversation(
        number=1000,
        mailbox="support",
        subject="The kettle leaks",
        customer=CARLA,
        owner="ben",
        policy="standard",
        opened_at=noon - timedelta(hours=1),
        participants=(CARLA,),
    )


@pytest.fixture
def decide(
    settings: Settings,
    arrive: Callable[..., Arrived],
    known: Conversation,
    mint: Mint,
    noon: datetime,
) -> Decide:
    """Decide about a machine's mail, which is about an answer of ours unless it says else."""

    def make(
        kind: Kind,
        *,
        about: Ours | None = ANSWER,
        others: tuple[Correspondent, ...] = (),
        bounce: Bounce | None = None,
        certain: bool = True,
    ) -> Decision:
        mail = InboundMessage(
            sender=Address("machine@customer.example"),
            recipients=("support@acme.example",),
            text="Its words.",
            kind=kind,
            bounce=bounce,
            certain=certain,
        )
        is_for_customers = about is not None and about.purpose.reaches_customer
        seen = Seen(
            number=1001,
            match=Match((1000,), "ours") if is_for_customers else NEW,
            conversations=(known,) if is_for_customers else (),
            about=about,
            others=others,
        )
        traits = Traits("m@x", ("x@acme.example",), people=frozenset({CARLA.address}))
        return intake.decide(arrive(mail, traits=traits), seen, settings, noon, mint)

    return make


def notices(decision: Decision) -> list[Notice]:
    return [letter for letter in decision.letters if isinstance(letter, Notice)]


@pytest.mark.parametrize("kind", [Kind.AUTO_REPLY, Kind.RECEIPT, Kind.CALENDAR, Kind.BOUNCE])
def test_it_is_filed_and_changes_no_state_and_no_clock(decide: Decide, kind: Kind) -> None:
    decision = decide(kind)
    assert decision.outcome is Outcome.AUTOMATIC
    assert not decision.conversations
    assert decision.message is not None
    assert decision.message.conversation == 1000


def test_nothing_is_tied_to_it(decide: Decide) -> None:
    """Else whoever forges a report could join the conversation by answering it."""
    message = decide(Kind.BOUNCE, bounce=GONE).message
    assert message is not None
    assert not message.traits.people
    assert not message.traits.parents


@pytest.mark.parametrize("kind", [Kind.AUTO_REPLY, Kind.RECEIPT, Kind.BOUNCE, Kind.REPORT])
def test_about_no_mail_of_ours_it_is_only_recorded(decide: Decide, kind: Kind) -> None:
    decision = decide(kind, about=None)
    assert decision.outcome is Outcome.AUTOMATIC
    assert not decision.conversations
    assert not decision.message
    assert not decision.letters
    assert [event.kind for event in decision.events] == ["automatic"]


@pytest.mark.parametrize("kind", [Kind.AUTO_REPLY, Kind.BOUNCE])
def test_what_a_person_may_have_written_opens_a_conversation_unacknowledged(
    decide: Decide, kind: Kind
) -> None:
    decision = decide(kind, about=None, certain=False)
    assert [c.number for c in decision.conversations] == [1001]
    assert [letter.purpose for letter in decision.letters] == [Purpose.RELAY]


@pytest.mark.parametrize(
    ("kind", "about", "certain", "expected"),
    [
        (Kind.BOUNCE, ANSWER, False, True),
        (Kind.BOUNCE, replace(ANSWER, is_sure=False), False, False),
        (Kind.AUTO_REPLY, ANSWER, False, False),
        (Kind.AUTO_REPLY, ANSWER, True, True),
        (Kind.CALENDAR, ANSWER, True, True),
        (Kind.CALENDAR, None, True, False),
        (Kind.PERSON, ANSWER, True, False),
        (Kind.LIST, None, True, False),
        (Kind.SPAM, None, True, False),
    ],
)
def test_whether_it_is_treated_as_a_machines(
    kind: Kind, about: Ours | None, certain: bool, expected: bool
) -> None:
    mail = InboundMessage(kind=kind, certain=certain)
    assert machines.is_one(mail, about) is expected


@pytest.mark.parametrize(
    ("bounce", "headline", "says"),
    [
        (GONE, "NOT DELIVERED", "carla@customer.example could not be delivered: unknown user"),
        (replace(GONE, permanent=None, reason=""), "NOT DELIVERED", "could not be delivered."),
        (replace(GONE, delayed=True), "DELAYED", "has not been delivered yet"),
        (Bounce((), permanent=True), "NOT DELIVERED", "mail to the recipient"),
    ],
)
def test_the_owner_hears_of_a_bounce(
    decide: Decide, bounce: Bounce, headline: str, says: str
) -> None:
    (notice,) = notices(decide(Kind.BOUNCE, bounce=bounce))
    assert notice.to[0].address == "ben@acme.example"
    assert notice.headline == headline
    assert says in notice.lines[0]
    assert notice.text == "Its words."


def test_the_owner_hears_which_mail_is_only_guessed(decide: Decide) -> None:
    guessed = replace(ANSWER, is_sure=False)
    (notice,) = notices(decide(Kind.BOUNCE, bounce=GONE, about=guessed))
    assert any("does not name the mail" in line for line in notice.lines)


def test_a_bounce_marks_the_address(decide: Decide, noon: datetime) -> None:
    decision = decide(Kind.BOUNCE, bounce=GONE)
    failing = Failing(noon, True, "unknown user", 1000)
    assert decision.correspondents == (Correspondent(CARLA.address, failing),)


def test_the_first_failure_is_remembered(decide: Decide, noon: datetime) -> None:
    first = Failing(noon - timedelta(days=3), False, "mailbox full", 990)
    before = Correspondent(CARLA.address, first, burst=980)
    (after,) = decide(Kind.BOUNCE, bounce=GONE, others=(before,)).correspondents
    assert after.failing == Failing(first.since, True, "unknown user", 1000)
    assert after.burst == 980


def test_while_a_server_still_tries_no_address_is_marked(decide: Decide) -> None:
    assert decide(Kind.BOUNCE, bounce=replace(GONE, delayed=True)).correspondents == ()


@pytest.mark.parametrize(
    ("named", "people", "failed"),
    [
        ((CARLA.address,), {CARLA.address, DAN}, (CARLA.address,)),
        (("carla.forwarded@elsewhere.example",), {CARLA.address}, (CARLA.address,)),
        (("mallory@evil.example",), {CARLA.address, DAN}, ()),
        ((), {CARLA.address}, (CARLA.address,)),
        ((), {CARLA.address, DAN}, ()),
    ],
)
def test_only_who_got_the_mail_can_fail(
    named: tuple[str, ...], people: set[str], failed: tuple[str, ...]
) -> None:
    about = replace(ANSWER, people=frozenset(people))
    assert machines.failed(Bounce(named, permanent=True), about) == failed


def test_an_absence_is_told_quietly_once_a_day_for_each_address(decide: Decide) -> None:
    first, second = (notices(decide(Kind.AUTO_REPLY))[0] for _ in range(2))
    assert first.headline == "AUTOMATIC REPLY"
    assert first.key == second.key, "the outbox takes a key once"
    assert "20261124" in first.key
    assert not decide(Kind.RECEIPT).letters


@pytest.mark.parametrize(
    ("purpose", "is_told"),
    [(Purpose.RELAY, True), (Purpose.ALERT, True), (Purpose.NOTICE, False)],
)
def test_ops_hear_when_a_mail_to_one_of_us_comes_back(
    decide: Decide, purpose: Purpose, is_told: bool
) -> None:
    """But not of the word about it, or there would be another one each time."""
    inside = Ours(purpose, 1000, frozenset())
    bounce = Bounce(("ben@acme.example",), permanent=True, about="a.b@acme.example")
    decision = decide(Kind.BOUNCE, bounce=bounce, about=inside)
    assert not decision.message, "the report quotes a reply token"
    told = [(notice.to[0].address, notice.headline) for notice in notices(decision)]
    assert told == ([("ops@acme.example", "NOT DELIVERED")] if is_told else [])
