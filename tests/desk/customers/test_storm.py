"""Loops and floods: when the desk falls silent, and what it keeps together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.config.settings import Limits, Settings
from samehand.desk.arrival import Arrived, Seen
from samehand.desk.conversation import Conversation
from samehand.desk.customers import intake, storm
from samehand.desk.customers.correspondent import Correspondent, Failing, Traffic
from samehand.desk.decision import Decision, Mint, Outcome
from samehand.desk.letters import Purpose, Relay
from samehand.ingest.message import Address, InboundMessage, Kind
from samehand.threading.match import Match

CARLA = "carla@customer.example"
VOUCHED = ("mx.acme.example; dmarc=pass header.from=customer.example",)
MINUTE = timedelta(minutes=1)
HOLIDAY = "Hej! Jag fiskar till och med den 4 augusti. Vid brådska, ring växeln."

Decide = Callable[..., Decision]


@pytest.fixture
def decide(
    settings: Settings,
    arrive: Callable[..., Arrived],
    carlas_mail: InboundMessage,
    mint: Mint,
    noon: datetime,
) -> Decide:
    """Decide about a new mail of Carla's, after the traffic that there was."""

    def make(
        traffic: Traffic | None = None,
        known: Correspondent | None = None,
        *,
        limits: Limits | None = None,
        received_at: datetime = noon,
        **changes: object,
    ) -> Decision:
        mail = replace(carlas_mail, **changes)  # type: ignore[arg-type]
        seen = Seen(
            number=1001,
            traffic=traffic or Traffic(),
            correspondent=known or Correspondent(CARLA),
        )
        under = replace(settings, limits=limits or Limits())
        arrived = arrive(mail, received_at=received_at)
        return intake.decide(arrived, seen, under, noon, mint)

    return make


def is_acknowledged(decision: Decision) -> bool:
    return any(letter.purpose is Purpose.ACKNOWLEDGEMENT for letter in decision.letters)


def why_not(decision: Decision) -> str:
    return "; ".join(e.reason for e in decision.events if e.kind == "not acknowledged")


def notes(decision: Decision) -> str:
    return " ".join(
        note
        for letter in decision.letters
        if isinstance(letter, Relay)
        for note in letter.notes
    )


def ago(noon: datetime, *minutes: float) -> tuple[datetime, ...]:
    return tuple(noon - timedelta(minutes=m) for m in minutes)


@pytest.mark.parametrize(
    ("before", "acknowledged"),
    [
        ((59, 58), True),
        ((59, 58, 57), False),
        ((60, 59, 58), True),
        (tuple(range(100, 109)), True),
        (tuple(range(100, 110)), False),
    ],
)
def test_one_address_is_not_flooded(
    decide: Decide, noon: datetime, before: tuple[float, ...], acknowledged: bool
) -> None:
    traffic = Traffic(acknowledged_at=ago(noon, *before))
    assert is_acknowledged(decide(traffic)) is acknowledged


@pytest.mark.parametrize(
    ("traffic", "statements", "why"),
    [
        (Traffic(to_domain=29), (), ""),
        (Traffic(to_domain=30), (), "its domain got 30"),
        (Traffic(to_domain=30), VOUCHED, ""),
        (Traffic(in_all=119), VOUCHED, ""),
        (Traffic(in_all=120), VOUCHED, "120 acknowledgements went out"),
    ],
)
def test_domains_and_the_world_are_not_flooded(
    decide: Decide, traffic: Traffic, statements: tuple[str, ...], why: str
) -> None:
    decision = decide(traffic, statements=statements)
    assert is_acknowledged(decision) is (not why)
    assert why in why_not(decision)


def test_a_team_may_set_other_limits(decide: Decide) -> None:
    assert not is_acknowledged(decide(limits=Limits(acknowledgements=0)))
    assert not is_acknowledged(decide(limits=Limits(acknowledgements_per_address=0)))
    assert not is_acknowledged(decide(limits=Limits(acknowledgements_per_address_daily=0)))
    assert not is_acknowledged(decide(limits=Limits(acknowledgements_per_domain=0)))


@pytest.mark.parametrize(
    "sender",
    [
        "no-reply@vendor.example",
        "noreply@vendor.example",
        "do_not_reply@vendor.example",
        "DoNotReply+4711@vendor.example",
        "mailer-daemon@vendor.example",
        "bounces-77@vendor.example",
    ],
)
def test_nobody_is_acknowledged_who_says_that_nobody_reads(decide: Decide, sender: str) -> None:
    decision = decide(sender=Address(sender), identity=sender)
    assert "nobody reads" in why_not(decision)


@pytest.mark.parametrize(
    "sender", ["norbert@x.example", "replyto@x.example", "bouncer@x.example"]
)
def test_others_whose_address_sounds_alike_are_acknowledged(
    decide: Decide, sender: str
) -> None:
    assert is_acknowledged(decide(sender=Address(sender), identity=sender))


@pytest.mark.parametrize(
    ("theirs", "ours", "turns"),
    [
        ((), (), 0),
        ((5,), (), 0),
        ((5,), (4,), 2),
        ((9, 5), (8, 4), 4),
        ((9, 5), (4, 3), 2),
        ((31, 5), (30, 4), 2),
        ((29.9, 5), (29, 4), 4),
        ((0, 0, 0), (0, 0, 0), 1),
    ],
)
def test_turns_that_theirs_and_ours_have_taken(
    noon: datetime, theirs: tuple[float, ...], ours: tuple[float, ...], turns: int
) -> None:
    traffic = Traffic(acknowledged_at=ago(noon, *ours), opened_at=ago(noon, *theirs))
    assert storm.turns(traffic, noon) == turns


def test_who_takes_turns_too_fast_gets_nothing_automatic_for_a_day(
    decide: Decide, noon: datetime
) -> None:
    fast = Traffic(acknowledged_at=ago(noon, 2, 7), opened_at=ago(noon, 3, 8))
    decision = decide(fast)
    assert "a machine seems to answer" in why_not(decision)
    assert "A machine seems to answer for carla@customer.example" in notes(decision)
    (muted,) = decision.correspondents
    assert muted.muted_until == noon + timedelta(hours=24)

    later = decide(known=muted)
    assert "a machine seems to answer" in why_not(later)
    assert "machine" not in notes(later), "the owner is told once"
    over = replace(muted, muted_until=noon)
    assert is_acknowledged(decide(known=over))


def test_who_answers_ours_with_the_same_words_again_is_a_machine(
    decide: Decide, noon: datetime
) -> None:
    """However slowly: two machines may each read their mail once in ten minutes."""
    slowly = Traffic(acknowledged_at=ago(noon, 50), opened_at=ago(noon, 51))
    first = decide(slowly, reply=f"{HOLIDAY} Nr 1")
    assert is_acknowledged(first)
    (known,) = first.correspondents
    assert known.echoes == 1

    again = decide(slowly, known, reply=f"{HOLIDAY} Nr 2")
    assert not is_acknowledged(again)
    assert again.correspondents[0].muted_until == noon + timedelta(hours=24)


def test_who_asks_something_else_is_none(decide: Decide, noon: datetime) -> None:
    known = Correspondent(CARLA, echo=HOLIDAY, echoes=1)
    after_ours = Traffic(acknowledged_at=ago(noon, 50))
    decision = decide(after_ours, known, reply="Thanks, that was fast! One more thing.")
    assert is_acknowledged(decision)
    assert [c.echoes for c in decision.correspondents] == [1]


def test_who_says_it_again_before_we_have_written_is_none(decide: Decide) -> None:
    known = Correspondent(CARLA, echo=HOLIDAY, echoes=1)
    assert is_acknowledged(decide(Traffic(), known, reply=HOLIDAY))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (HOLIDAY, HOLIDAY, True),
        (f"{HOLIDAY} Nr 12", f"{HOLIDAY} Nr 13", True),
        (HOLIDAY, f"{HOLIDAY} Kära hälsningar och på återseende, Sven i receptionen", False),
        ("We have got your mail #12.", "We have got your mail #9000.", True),
        ("Yes.", "No.", False),
        ("", "", True),
        ("", "Yes.", False),
        ("12", "13", False),
    ],
)
def test_texts_that_are_nearly_the_same(one: str, other: str, expected: bool) -> None:
    assert storm.alike(one, other) is expected


@given(st.text(), st.text())
def test_likeness_has_no_direction(one: str, other: str) -> None:
    assert storm.alike(one, other) == storm.alike(other, one)
    assert storm.alike(one, one)


@pytest.mark.parametrize(
    ("opened", "is_burst"),
    [((1, 2, 3, 4), False), ((1, 2, 3, 4, 5), True), ((1, 2, 3, 4, 10), False)],
)
def test_the_sixth_new_conversation_within_ten_minutes_takes_what_follows(
    decide: Decide, noon: datetime, opened: tuple[float, ...], is_burst: bool
) -> None:
    decision = decide(Traffic(opened_at=ago(noon, *opened)))
    assert decision.conversations[0].number == 1001
    assert [c.burst for c in decision.correspondents] == ([1001] if is_burst else [])
    assert ("kept together" in notes(decision)) is is_burst


def test_the_mails_of_a_backlog_are_told_apart_by_when_they_came(
    decide: Decide, noon: datetime
) -> None:
    """They are read within seconds, but were written over weeks."""
    opened = tuple(noon - timedelta(days=n) for n in range(1, 6))
    assert not decide(Traffic(opened_at=opened)).correspondents


@pytest.mark.parametrize(("at", "burst"), [(9.9, 1001), (-9.9, 1001), (10, None), (-10, None)])
def test_a_burst_ends_after_ten_quiet_minutes(
    arrive: Callable[..., Arrived],
    carlas_mail: InboundMessage,
    noon: datetime,
    at: float,
    burst: int | None,
) -> None:
    known = Correspondent(CARLA, burst=1001, burst_at=noon)
    arrived = arrive(carlas_mail, received_at=noon + at * MINUTE)
    assert storm.current_burst(known, arrived) == burst
    assert storm.current_burst(Correspondent(CARLA), arrived) is None


def test_nobody_gets_into_somebodys_burst_by_reply_to(
    arrive: Callable[..., Arrived], carlas_mail: InboundMessage, noon: datetime
) -> None:
    known = Correspondent(CARLA, burst=1001, burst_at=noon)
    forged = replace(carlas_mail, sender=Address("mallory@evil.example"))
    assert storm.current_burst(known, arrive(forged)) is None


def test_mails_of_nobody_are_not_taken_for_those_of_one(decide: Decide, noon: datetime) -> None:
    decision = decide(
        Traffic(opened_at=ago(noon, 1, 2, 3, 4, 5)),
        Correspondent(""),
        sender=Address(""),
        identity=None,
    )
    assert not decision.correspondents


def test_who_is_not_reached_gets_no_acknowledgement_until_they_have_written(
    decide: Decide, noon: datetime
) -> None:
    failing = Failing(noon - timedelta(days=2), True, "mailbox full", 990)
    decision = decide(known=Correspondent(CARLA, failing))
    assert "has come back" in why_not(decision)
    assert "Mail to carla@customer.example came back on 22 November: mailbox full." in notes(
        decision
    )
    (after,) = decision.correspondents
    assert after.failing is None
    assert is_acknowledged(decide(known=after))


def test_a_machines_mail_does_not_show_that_an_address_works(
    decide: Decide, noon: datetime
) -> None:
    failing = Failing(noon, True, "mailbox full", 990)
    assert not decide(known=Correspondent(CARLA, failing), kind=Kind.BULK).correspondents


def test_our_mark_on_a_mail_that_is_not_ours_loses_nothing(decide: Decide) -> None:
    decision = decide(loops=("support@acme.example",))
    assert decision.outcome is Outcome.MESSAGE
    assert "mark" in why_not(decision)
    assert "It bears the mark of this desk's own mail" in notes(decision)
    assert is_acknowledged(decide(loops=("support@other.example",)))


@pytest.mark.parametrize(("hops", "outcome"), [(50, Outcome.MESSAGE), (51, Outcome.QUARANTINE)])
def test_a_mail_that_goes_round_in_circles_waits_in_quarantine(
    decide: Decide, hops: int, outcome: Outcome
) -> None:
    decision = decide(hops=("from a by b",) * hops)
    assert decision.outcome is outcome
    if outcome is Outcome.QUARANTINE:
        assert "goes round in circles" in decision.reason
        assert [letter.to[0].address for letter in decision.letters] == ["ops@acme.example"]


@pytest.mark.parametrize(("relayed", "is_gathered"), [(19, False), (20, True)])
def test_what_comes_too_fast_is_passed_on_together(
    settings: Settings,
    arrive: Callable[..., Arrived],
    carlas_mail: InboundMessage,
    mint: Mint,
    noon: datetime,
    relayed: int,
    is_gathered: bool,
) -> None:
    known = Conversation(
        1000, "support", "Kettle", Address(CARLA), "ben", "standard", opened_at=noon
    )
    seen = Seen(
        number=0,
        match=Match((1000,), "in-reply-to"),
        conversations=(known,),
        traffic=Traffic(relayed=relayed),
        correspondent=Correspondent(CARLA),
    )
    decision = intake.decide(arrive(carlas_mail), seen, settings, noon, mint)
    assert decision.message is not None
    assert len(decision.conversations) == 1
    assert bool(decision.letters) is bool(decision.tokens) is (not is_gathered)
    assert decision.gather_until == (noon + 10 * MINUTE if is_gathered else None)
