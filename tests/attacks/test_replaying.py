"""A mail of an agent's acts once, whatever became of its conversation since; a word that a
token carried ends with the token. Whoever has a copy of either sends it once more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from samehand.config.settings import Settings, Trust
from samehand.desk.decision import Outcome
from samehand.desk.letters import Purpose
from samehand.tests.attacks.conftest import TUESDAY
from samehand.tests.attacks.desk_under_attack import ANA, MALLORY, Desk, Sent
from samehand.tests.pipeline.office import opened

HOUR = timedelta(hours=1)
BY_HERSELF = "<first@acme.example>"


def sent_again(desk: Desk, raw: bytes) -> Outcome:
    """The very mail, under an id that its signature does not cover."""
    desk.now += HOUR
    return desk.outcome(raw.replace(BY_HERSELF.encode(), b"<again@evil.example>"))


def two_mails(desk: Desk) -> Sent:
    """Carla writes twice in one matter; the second mail as Ana gets it."""
    desk.post(desk.write(message_id="<one@customer.example>"))
    desk.now += HOUR
    return desk.relayed(text="Another thing: the lid.", answers="<one@customer.example>")


def test_an_answer_acts_once_also_after_its_conversation_was_parted(desk: Desk) -> None:
    relay = two_mails(desk)
    answer = desk.reply(relay, "It is on its way.", message_id=BY_HERSELF)
    desk.post(answer)
    desk.now += HOUR
    assert desk.outcome(desk.reply(relay, "#split")) is Outcome.MESSAGE
    assert sent_again(desk, answer) is Outcome.DUPLICATE
    assert len(desk.of(Purpose.ANSWER)) == 1


def test_an_answer_acts_once_also_after_a_merger(desk: Desk) -> None:
    relay = desk.relayed()
    desk.relayed(subject="Other", text="The lid broke today.")
    answer = desk.reply(relay, "It is on its way.", message_id=BY_HERSELF)
    desk.post(answer)
    assert desk.outcome(desk.reply(relay, "#merge 1002")) is Outcome.MESSAGE
    assert sent_again(desk, answer) is Outcome.DUPLICATE
    assert len(desk.of(Purpose.ANSWER)) == 1


def test_what_was_taken_back_is_not_sent_by_sending_it_again(desk: Desk) -> None:
    relay = desk.relayed()
    answer = desk.reply(relay, "It is on its way.", message_id=BY_HERSELF)
    desk.post(answer, desk.reply(relay, "#undo"))
    assert sent_again(desk, answer) is Outcome.DUPLICATE


class TestTheQuestionWhetherAnAgentIsAway:
    @pytest.fixture
    def silent(self, settings: Settings) -> Iterator[Desk]:
        """The mail server says nothing about who sent a mail."""
        boxes = tuple(replace(one, trust=Trust()) for one in settings.mailboxes)
        with opened(replace(settings, mailboxes=boxes)) as house:
            yield Desk(house, TUESDAY)

    def asked(self, desk: Desk) -> Sent:
        note = desk.reply(
            desk.relayed(),
            "I am away until 24 December 2026.",
            statements="",
            auto_submitted="auto-replied",
        )
        desk.post(note)
        return desk.of(Purpose.NOTICE)[-1]

    def is_away(self, desk: Desk) -> bool:
        with desk.house.store.reading() as work:
            return bool(work.absences())

    def test_its_answer_marks_them(self, silent: Desk) -> None:
        silent.post(silent.write(ANA, self.asked(silent).reply_to, "#away until 2026-12-24"))
        assert self.is_away(silent)

    def test_in_other_hands_it_ends(self, silent: Desk) -> None:
        question = self.asked(silent)
        silent.post(silent.write(MALLORY, question.reply_to, "What is this?"))
        raw = silent.write(ANA, question.reply_to, "#away until 2027-12-24")
        assert silent.outcome(raw) is Outcome.HELD
        assert not self.is_away(silent)
