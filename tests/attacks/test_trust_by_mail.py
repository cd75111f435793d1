"""The table of trust from outside: for each of its rows a mail that has what it needs, and
mails that lack one thing of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from samehand.config.settings import Trust, WithoutVerdict
from samehand.desk.conversation import Conversation, State
from samehand.desk.decision import Outcome
from samehand.desk.letters import Purpose
from samehand.tests.attacks.desk_under_attack import (
    ANA,
    BEN,
    CARLA,
    FAILED,
    MALLORY,
    VOUCHED,
    Desk,
)


def story(desk: Desk, number: int = 1001) -> list[str]:
    """The events of a conversation, each with its kind and reason."""
    with desk.house.store.reading() as work:
        return [f"{e.event.kind}: {e.event.reason}" for e in work.events(number)]


def standing(desk: Desk, number: int = 1001) -> Conversation:
    with desk.house.store.reading() as work:
        return work.conversation(number)


# What each kind of action leaves behind where it was allowed.
Done = Callable[[Desk], bool]
ACTIONS: dict[str, tuple[str, Done]] = {
    "an answer": ("We send a new one.", lambda d: len(d.of(Purpose.ANSWER)) == 1),
    "a note": ("#note\nShe is upset.", lambda d: any("note: " in s for s in story(d))),
    "#wait": ("#wait", lambda d: standing(d).state is State.WAITING),
    "#assign": ("#assign ben", lambda d: standing(d).owner == "ben"),
    "#close": ("#close", lambda d: standing(d).state is State.CLOSED),
    "#cc": (
        "#cc dora@customer.example",
        lambda d: "dora@customer.example" in {p.address for p in standing(d).participants},
    ),
    "#escalate": ("#escalate she is upset", lambda d: any("escalated" in s for s in story(d))),
}
HIGH = ("#assign", "#close", "#cc", "#escalate")


@pytest.fixture(params=ACTIONS)
def action(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def words(action: str) -> str:
    return ACTIONS[action][0]


def is_done(desk: Desk, action: str) -> bool:
    return ACTIONS[action][1](desk)


def test_token_and_verdict_are_enough_and_the_story_says_so(desk: Desk, action: str) -> None:
    assert desk.outcome(desk.reply(desk.relayed(), words(action))) is Outcome.MESSAGE
    assert is_done(desk, action)
    assert any("(token and dmarc=pass for acme.example)" in line for line in story(desk))


def test_a_token_without_a_verdict_is_asked_about(desk: Desk, action: str) -> None:
    relay = desk.relayed()
    assert desk.outcome(desk.reply(relay, words(action), statements="")) is Outcome.HELD
    assert not is_done(desk, action)
    question = desk.of(Purpose.NOTICE)[-1]
    assert question.recipients == (ANA,)
    assert "the word yes within 15 minutes" in " ".join(question.text.split())
    desk.post(desk.reply(question, "yes", statements=""))
    assert is_done(desk, action)
    assert any("(token and confirmation)" in line for line in story(desk))


def test_a_verdict_against_the_sender_is_final(desk: Desk, action: str) -> None:
    relay = desk.relayed()
    assert desk.outcome(desk.reply(relay, words(action), statements=FAILED)) is Outcome.HELD
    notice = desk.of(Purpose.NOTICE)[-1]
    assert notice.recipients == (ANA,)
    desk.post(desk.reply(notice, "#send", statements=FAILED))
    desk.post(desk.reply(notice, "yes", statements=""))
    assert not is_done(desk, action)


def test_from_and_reply_to_that_disagree_are_held(desk: Desk, action: str) -> None:
    raw = desk.reply(desk.relayed(), words(action), reply_to=MALLORY)
    assert desk.outcome(raw) is Outcome.HELD
    assert not is_done(desk, action)
    assert [n.recipients for n in desk.of(Purpose.NOTICE)] == [(ANA,)]


def test_a_verdict_without_a_token_is_nothing(desk: Desk, action: str) -> None:
    desk.relayed()
    raw = desk.write(ANA, text=words(action), authentication_results=VOUCHED)
    assert desk.outcome(raw) is Outcome.HELD
    assert not is_done(desk, action)


def test_a_colleagues_token_is_nothing(desk: Desk, action: str) -> None:
    raw = desk.reply(desk.relayed(), words(action), sender=BEN)
    assert desk.outcome(raw) is Outcome.HELD
    assert not is_done(desk, action)


def test_a_dead_token_is_nothing(desk: Desk, action: str) -> None:
    relay = desk.relayed()
    desk.post(desk.reply(relay, "#assign ben"))
    desk.post(desk.reply(desk.of(Purpose.RELAY)[-1], "#assign ana", sender=BEN))
    assert standing(desk).owner == "ana"
    before = len(desk.of(Purpose.ANSWER))
    desk.now += timedelta(minutes=1)
    assert desk.outcome(desk.reply(relay, words(action))) is Outcome.HELD
    assert len(desk.of(Purpose.ANSWER)) == before
    assert standing(desk).owner == "ana"


def test_anybody_may_start_a_conversation_and_answer_in_their_own(desk: Desk) -> None:
    first = desk.relayed(message_id="<first@customer.example>")
    desk.post(desk.write(text="And it smells.", answers="<first@customer.example>"))
    assert first.recipients == (ANA,)
    assert len(desk.of(Purpose.RELAY)) == 2
    assert "does not vouch for the sender" in " ".join(desk.of(Purpose.RELAY)[-1].text.split())


class TestWhereTheTokenIsEnough:
    """A team whose server says nothing about senders, and which has settled for that."""

    @pytest.fixture
    def trust(self) -> Trust:
        return Trust("mx.acme.example", without_verdict=WithoutVerdict.TOKEN_IS_ENOUGH)

    def test_what_binds_others_is_asked_about_each_time(self, desk: Desk, action: str) -> None:
        relay = desk.relayed()
        desk.post(desk.reply(relay, words(action), statements=""))
        assert is_done(desk, action) is (action not in HIGH)
        if action in HIGH:
            desk.post(desk.reply(desk.of(Purpose.NOTICE)[-1], "yes", statements=""))
            assert is_done(desk, action)
            assert any("(token and confirmation)" in line for line in story(desk))
        else:
            assert any("(token and no verdict)" in line for line in story(desk))

    def test_an_answer_with_an_order_that_binds_others_waits_whole(self, desk: Desk) -> None:
        desk.post(desk.reply(desk.relayed(), "It is on its way.\n#close", statements=""))
        assert not desk.of(Purpose.ANSWER)
        desk.post(desk.reply(desk.of(Purpose.NOTICE)[-1], "Yes", statements=""))
        assert [sent.recipients for sent in desk.of(Purpose.ANSWER)] == [(CARLA,)]
        assert standing(desk).state is State.CLOSED


def test_no_mail_of_whatever_trust_erases_or_exports(desk: Desk) -> None:
    """What only the command line may do is no command at all."""
    relay = desk.relayed()
    for order in ("#erase carla@customer.example", "#export", "#address ana ana@evil.example"):
        assert desk.outcome(desk.reply(relay, order)) is Outcome.HELD
        assert "is not a command" in " ".join(desk.of(Purpose.NOTICE)[-1].text.split())
