"""Nobody who is away gets what falls due before they are back; they get it back once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from samehand.config.settings import HandOver
from samehand.desk.conversation import State
from samehand.store.errors import Conflict
from samehand.store.store import Store
from samehand.tests.absence.away_desk import AwayDesk
from samehand.tests.attacks.desk_under_attack import ANA, BEN, Sent


def owner(desk: AwayDesk, number: int = 1001) -> str:
    return desk.conversation(number).owner


def go_away(desk: AwayDesk, *agents: str, until: str = "until monday") -> Sent:
    """Carla has asked Ana; then these agents go away, each in answer to a mail of their own."""
    relay = desk.anas()
    for agent in agents or ("ana",):
        if agent == "ana":
            desk.says(relay, f"#away {until}")
            continue
        desk.post(desk.write(f"{agent}s-own@customer.example", subject=f"For {agent}"))
        number = desk.numbers()[-1]
        chosen = f"{owner(desk, number)}@acme.example"
        if chosen != f"{agent}@acme.example":
            desk.says(desk.got("relay")[-1], f"#assign {agent}", sender=chosen)
        desk.says(
            desk.got("relay", f"{agent}@acme.example")[-1],
            f"#close\n#away {until}",
            sender=f"{agent}@acme.example",
        )
    return relay


def test_what_falls_due_goes_to_somebody_who_is_there_and_says_why(desk: AwayDesk) -> None:
    relay = go_away(desk)
    due = desk.conversation(1001).live_clocks[0].due_at
    assert desk.sweep() == 1
    assert owner(desk) == "ben"
    assert desk.conversation(1001).stands_in_for == "ana"
    assert desk.conversation(1001).live_clocks[0].due_at == due, "no clock starts again"
    why = "from ana to ben: Ana Ruiz is away until Monday 30 November, 09:00; Ben Okafor"
    assert why in desk.story(1001, "assigned")[-1]

    brief = desk.got("relay", BEN)[-1]
    assert "Ana Ruiz is away until Monday 30 November, 09:00" in brief.text
    assert "It drips." in brief.text
    entry = desk.says(relay, "From the beach: it will be fine.")
    assert "belongs to ben" in entry.reason
    desk.says(brief, "Please send a photo.", sender=BEN)
    assert len(desk.got("answer")) == 1


def test_a_second_look_finds_nothing_more_to_do(desk: AwayDesk) -> None:
    go_away(desk)
    desk.sweep()
    relays = len(desk.got("relay"))
    assert [desk.sweep() for _ in range(3)] == [0, 0, 0]
    assert len(desk.got("relay")) == relays


def test_what_falls_due_after_their_return_stays_theirs(desk: AwayDesk) -> None:
    go_away(desk, until="until today 15:00")  # due at 16:00
    assert desk.sweep() == 0
    assert owner(desk) == "ana"


@pytest.mark.parametrize(
    ("rule", "until", "to"),
    [
        (HandOver.DUE, "until today 15:00", "ana"),
        (HandOver.ALL, "until today 15:00", "ben"),
        (HandOver.DUE, "", "ben"),
        (HandOver.NEVER, "until monday", "ana"),
    ],
)
def test_the_policy_says_what_is_handed_over(
    open_desk: Callable[..., AwayDesk], rule: HandOver, until: str, to: str
) -> None:
    desk = open_desk(hand_over=rule)
    go_away(desk, until=until)
    desk.sweep()
    assert owner(desk) == to


def test_a_new_customer_goes_to_somebody_who_is_there(desk: AwayDesk) -> None:
    go_away(desk)
    desk.post(*(desk.write(f"c{n}@customer.example", subject=f"No {n}") for n in range(6)))
    assert {owner(desk, n) for n in desk.numbers()[1:]} == {"ben", "lea"}


def test_the_same_hand_is_another_one_while_it_is_away_and_the_reason_says_so(
    desk: AwayDesk,
) -> None:
    relay = go_away(desk)
    desk.says(relay, "#close")
    desk.later(days=1)
    desk.post(desk.write(subject="Another matter altogether"))
    number = desk.numbers()[-1]
    assert owner(desk, number) != "ana"
    reason = desk.story(number, "assigned")[0]
    assert "Ana Ruiz, who had carla@customer.example before, is away until Monday" in reason


def test_a_customers_next_mail_to_an_absent_owner_is_handed_over(desk: AwayDesk) -> None:
    relay = desk.anas()
    desk.says(relay, "Please send a photo.\n\n#away until monday")
    desk.sweep()
    assert owner(desk) == "ana", "we wait for the customer, nothing is due"
    desk.post(desk.write(text="Here it is.", subject="Re: The kettle leaks"))
    desk.sweep()
    assert owner(desk) == "ben"
    assert "Here it is." in desk.got("relay", BEN)[-1].text


def test_when_they_are_back_they_get_what_nobody_has_answered(desk: AwayDesk) -> None:
    go_away(desk)
    desk.sweep()
    desk.later(days=5, hours=20)  # Monday, 08:00
    assert owner(desk) == "ben"
    desk.later(hours=1)
    conversation = desk.conversation(1001)
    assert (conversation.owner, conversation.stands_in_for) == ("ana", None)
    assert desk.absence() is None
    assert "Ben Okafor stood in for you" in desk.got("relay", ANA)[-1].text
    assert "#1001 The kettle leaks: yours again" in desk.got("notice", ANA)[-1].text
    assert "Ana Ruiz has these again" in desk.got("notice", BEN)[-1].text

    mails = len(desk.got("relay")) + len(desk.got("notice"))
    assert [desk.sweep() for _ in range(3)] == [0, 0, 0]
    assert len(desk.got("relay")) + len(desk.got("notice")) == mails


def test_back_ends_it_at_once_in_answer_to_any_mail_of_the_desk(desk: AwayDesk) -> None:
    relay = go_away(desk)
    desk.sweep()
    desk.says(relay, "#back")
    assert desk.absence() is None
    assert "what nobody has answered for you comes back to you" in desk.got("receipt")[-1].text
    desk.sweep()
    assert owner(desk) == "ana"


def test_who_has_answered_keeps_it(desk: AwayDesk) -> None:
    relay = go_away(desk)
    desk.sweep()
    desk.says(desk.got("relay", BEN)[-1], "Please send a photo.", sender=BEN)
    desk.says(relay, "#back")
    desk.sweep()
    conversation = desk.conversation(1001)
    assert (conversation.owner, conversation.stands_in_for) == ("ben", None)
    assert "stays with Ben Okafor; they have answered" in desk.got("notice", ANA)[-1].text
    assert "HANDED BACK" not in str(desk.headlines(BEN))


def test_an_answer_that_was_taken_back_keeps_nothing(desk: AwayDesk) -> None:
    relay = go_away(desk)
    desk.sweep()
    desk.says(desk.got("relay", BEN)[-1], "Please send a photo.", sender=BEN)
    desk.says(desk.got("receipt", BEN)[-1], "#undo", sender=BEN)
    desk.says(relay, "#back")
    desk.sweep()
    assert owner(desk) == "ana"


def test_whom_it_is_given_to_meanwhile_keeps_it(desk: AwayDesk) -> None:
    relay = go_away(desk)
    desk.sweep()
    desk.says(desk.got("relay", BEN)[-1], "#assign lea", sender=BEN)
    desk.says(relay, "#back")
    desk.sweep()
    assert owner(desk) == "lea"


def test_who_is_given_something_knowingly_keeps_it_though_they_are_away(
    desk: AwayDesk,
) -> None:
    go_away(desk)
    desk.sweep()
    desk.later(minutes=1)
    desk.says(desk.got("relay", BEN)[-1], "#assign ana", sender=BEN)
    assert "who is away now" in desk.got("receipt", BEN)[-1].text
    desk.sweep()
    assert owner(desk) == "ana"


def test_a_closed_matter_is_not_handed_back(desk: AwayDesk) -> None:
    relay = go_away(desk)
    desk.sweep()
    desk.says(desk.got("relay", BEN)[-1], "#close", sender=BEN)
    desk.says(relay, "#back")
    desk.sweep()
    conversation = desk.conversation(1001)
    assert (conversation.state, conversation.stands_in_for) == (State.CLOSED, None)
    assert "closed" in desk.got("notice", ANA)[-1].text


def test_where_nothing_is_given_back_they_are_told_who_has_it(
    open_desk: Callable[..., AwayDesk],
) -> None:
    desk = open_desk(give_back=False)
    relay = go_away(desk)
    desk.sweep()
    assert "until they are back" not in desk.got("relay", BEN)[-1].text
    desk.says(relay, "#back")
    desk.sweep()
    assert owner(desk) == "ben"
    assert "stays with Ben Okafor" in desk.got("notice", ANA)[-1].text


def test_a_stand_in_who_goes_away_too_is_stood_in_for(desk: AwayDesk) -> None:
    relay = go_away(desk)
    desk.sweep()
    desk.says(desk.got("relay", BEN)[-1], "#away until friday", sender=BEN)
    desk.sweep()
    assert owner(desk) == "lea"
    assert desk.conversation(1001).stands_in_for == "ana"
    desk.says(relay, "#back")
    desk.sweep()
    assert owner(desk) == "ana"


def test_if_everybody_is_away_the_fallback_has_it_and_ops_hear_of_it_once(
    desk: AwayDesk,
) -> None:
    go_away(desk, "ana", "ben", "lea")
    desk.sweep()
    assert owner(desk) == "lea"
    desk.post(desk.write("dora@customer.example", subject="Another"))
    assert owner(desk, desk.numbers()[-1]) == "lea"
    desk.sweep()
    alarms = [h for h in desk.headlines("olga@acme.example") if "NOBODY IS THERE" in h]
    assert len(alarms) == 1
    reason = desk.story(desk.numbers()[-1], "assigned")[0]
    assert "everybody is away" in reason


def test_while_the_fallback_is_away_another_has_what_nobody_is_free_for(
    desk: AwayDesk,
) -> None:
    go_away(desk, "lea", until="until next friday")
    desk.later(hours=10)  # nobody is at work
    desk.post(desk.write("dora@customer.example", subject="Another"))
    number = desk.numbers()[-1]
    assert owner(desk, number) in {"ana", "ben"}
    assert "Lea Brandt, the fallback, is away until" in desk.story(number, "assigned")[0]


def test_at_night_it_goes_to_whoever_is_next_at_work(desk: AwayDesk) -> None:
    relay = desk.anas()
    desk.now += timedelta(hours=2)
    desk.now += timedelta(hours=8)
    desk.says(relay, "#away until monday")
    desk.sweep()
    assert "the least loaded at work" in desk.story(1001, "assigned")[-1]


def test_alerts_find_who_stands_in(desk: AwayDesk) -> None:
    go_away(desk)
    desk.later(hours=5)
    assert all(ANA not in alert.recipients for alert in desk.got("alert"))
    assert any(BEN in alert.recipients for alert in desk.got("alert"))


def test_two_processes_at_once_hand_over_and_give_back_once(
    desk: AwayDesk, postgres_url: str
) -> None:
    with Store.open(postgres_url) as one, Store.open(postgres_url) as other:
        one.upgrade()
        first = AwayDesk(replace(desk.house, store=one), desk.now)
        second = AwayDesk(replace(desk.house, store=other, holder="other"), desk.now)
        relay = go_away(first)
        _sweep_at_once(first, second)
        assert owner(first) == "ben"
        assert len(first.got("relay", BEN)) == 1
        first.says(relay, "#back")
        _sweep_at_once(first, second)
        assert owner(first) == "ana"
        assert len([h for h in first.headlines(ANA) if "YOU ARE BACK" in h]) == 1


def _sweep_at_once(*desks: AwayDesk) -> None:
    """Who comes second may be told so, and finds nothing to do when it looks again."""
    with ThreadPoolExecutor(len(desks)) as pool:
        for sweeping in [pool.submit(desk.sweep) for desk in desks]:
            with suppress(Conflict):
                sweeping.result()
    assert [desk.sweep() for desk in desks] == [0] * len(desks)
