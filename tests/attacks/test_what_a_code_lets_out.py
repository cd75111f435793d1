"""A code lets out the very mail that was asked about; nobody lets out more than they see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from samehand.config.settings import Settings, Trust
from samehand.desk.letters import Purpose
from samehand.tests.attacks.conftest import TUESDAY
from samehand.tests.attacks.desk_under_attack import BEN, CARLA, MALLORY, Desk, Sent
from samehand.tests.attacks.test_held_mails import says
from samehand.tests.attacks.test_reading_what_is_not_yours import with_part
from samehand.tests.pipeline.office import opened


@pytest.fixture
def silent(settings: Settings) -> Iterator[Desk]:
    """The mail server says nothing about who sent a mail."""
    boxes = tuple(replace(one, trust=Trust()) for one in settings.mailboxes)
    with opened(replace(settings, mailboxes=boxes)) as house:
        yield Desk(house, TUESDAY)


def question(desk: Desk, text: str = "It is on its way.") -> Sent:
    desk.post(desk.reply(desk.relayed(), text, statements=""))
    return desk.of(Purpose.NOTICE)[-1]


@pytest.mark.parametrize(
    "more", ["#cc mallory@evil.example", "#assign ben", "#close", "Pay to Mallory instead."]
)
def test_nothing_beside_a_yes_is_carried_out(silent: Desk, more: str) -> None:
    silent.post(silent.reply(question(silent), f"yes\n{more}", statements=""))
    for sent in silent.of(Purpose.ANSWER):
        assert sent.recipients == (CARLA,)
        assert sent.text.startswith("It is on its way.")
        assert "Mallory" not in sent.text
    with silent.house.store.reading() as work:
        conversation = work.conversation(1001)
    assert (conversation.owner, conversation.copied) == ("ana", ())


def test_an_order_beside_a_yes_is_not_dropped_in_silence(silent: Desk) -> None:
    silent.post(silent.reply(question(silent), "yes\n#close", statements=""))
    assert not silent.of(Purpose.ANSWER)
    assert "answer with the word yes" in says(silent.of(Purpose.NOTICE)[-1])


@pytest.mark.parametrize("sender", [BEN, MALLORY])
def test_a_code_in_other_hands_lets_out_nothing(silent: Desk, sender: str) -> None:
    asked = question(silent, "It is on its way.\n#cc mallory@evil.example")
    silent.post(silent.reply(asked, "yes", sender=sender, statements=""))
    assert not silent.of(Purpose.ANSWER)


def test_the_question_names_the_files_that_would_go_out(silent: Desk) -> None:
    relay = silent.relayed()
    raw = with_part(silent, relay, ("application/pdf", "pay-here.pdf", b"%PDF"))
    silent.post(b"\n".join(raw.split(b"\n")[1:]))
    assert "Attached to it: pay-here.pdf." in says(silent.of(Purpose.NOTICE)[-1])


def test_who_answers_a_word_that_is_not_theirs_has_nothing_of_it_sent_elsewhere(
    silent: Desk,
) -> None:
    """Mallory, who got hold of one, could else have the desk write her words to anybody."""
    asked = question(silent)
    forged = silent.write(
        "BUY NOW <victim@bystander.example>",
        subject="BUY NOW",
        text="BUY NOW",
        answers=str(asked.mail["Message-ID"]),
    )
    silent.post(forged)
    got = [s for s in silent.outgoing() if s.recipients == ("victim@bystander.example",)]
    assert all(b"BUY NOW" not in sent.raw for sent in got)
