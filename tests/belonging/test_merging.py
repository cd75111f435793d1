"""Two conversations that turn out to be one, and are taken apart again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from samehand.desk.clocks.clock import Verdict, assess
from samehand.desk.conversation import Conversation, State
from samehand.desk.letters import Purpose
from samehand.tests.belonging.mailroom import CARLA, DORA, ERIK, Mailroom, written

ANA, BEN = "ana@acme.example", "ben@acme.example"


def mail(
    writer: str, number: int, parents: str = "", subject: str = "Kettle", **fields: Any
) -> bytes:
    """A mail by its number; `parents` are other mails', the nearest last."""
    return written(
        writer,
        f"These are the words of mail {number}.",
        message_id=f"q{number}@x.example",
        subject=subject,
        parents=[f"q{parent}@x.example" for parent in parents.split()],
        **fields,
    )


FIRST = mail(CARLA, 1)  # Ana's
OTHER = mail(DORA, 2, subject="Leak")  # Ben's
COPIED = mail(CARLA, 3, "1", cc=DORA)
BRIDGE = mail(DORA, 4, "3 2", subject="Re: Leak", cc=CARLA)


@pytest.fixture
def merged(mailroom: Mailroom) -> Mailroom:
    uids = mailroom.post(FIRST, OTHER, COPIED)
    assert mailroom.places(uids) == [1001, 1002, 1001]
    mailroom.now += timedelta(hours=1)
    uids += mailroom.post(BRIDGE)
    assert mailroom.places(uids) == [1001] * 4
    return mailroom


def verdicts(mailroom: Mailroom, conversation: Conversation) -> list[Verdict]:
    return [assess(clock, mailroom.now) for clock in conversation.live_clocks]


def test_the_older_keeps_its_number_owner_and_customer(merged: Mailroom) -> None:
    whole = merged.conversation(1002)
    assert (whole.number, whole.owner, whole.customer.address) == (1001, "ana", CARLA)
    assert {p.address for p in whole.participants} == {CARLA, DORA}
    assert verdicts(merged, whole) == [Verdict.RUNNING]


def test_the_younger_owner_hears_where_it_went_and_the_other_gets_what_they_had(
    merged: Mailroom,
) -> None:
    (word,) = merged.sent(Purpose.NOTICE, BEN)
    assert "#1001" in word
    assert "Ana Ruiz" in word
    (handed,) = [t for t in merged.sent(Purpose.RELAY, ANA) if "Until now this was #1002" in t]
    assert "These are the words of mail 2." in handed
    assert "#1002 is the same matter" in merged.sent(Purpose.RELAY, ANA)[-1]


def test_taken_apart_each_has_what_was_its_own(merged: Mailroom) -> None:
    merged.unmerge(1001)
    first, other = merged.conversation(1001), merged.conversation(1002)
    assert (first.owner, first.customer.address, first.subject) == ("ana", CARLA, "Kettle")
    assert (other.owner, other.customer.address, other.subject) == ("ben", DORA, "Leak")
    assert (first.state, other.state) == (State.OPEN, State.OPEN)
    assert {p.address for p in first.participants} == {CARLA, DORA}
    assert merged.places([1, 2, 3, 4])[:3] == [1001, 1002, 1001]
    (word,) = [text for text in merged.sent(Purpose.NOTICE, ANA) if "PARTED" in text]
    assert "#1002" in word
    assert "taken out of #1001" in merged.sent(Purpose.RELAY, BEN)[-1]


def test_a_merger_and_its_undoing_give_nobody_more_time(merged: Mailroom) -> None:
    merged.unmerge(1002)
    for number in (1001, 1002):
        (clock,) = merged.conversation(number).live_clocks
        assert clock.due_at == clock.started_at + timedelta(hours=4)
        assert clock.started_at == merged.now - timedelta(hours=1)
        assert clock.alert_at is not None


def test_what_was_answered_in_between_stays_answered(merged: Mailroom) -> None:
    relay = next(t for t in merged.sent(Purpose.RELAY, ANA) if "words of mail 3" in t)
    merged.post(merged.reply(relay, "It is on its way."))
    merged.unmerge(1002)
    first, other = merged.conversation(1001), merged.conversation(1002)
    assert (first.state, first.live_clocks) == (State.WAITING, ())
    assert (other.state, verdicts(merged, other)) == (State.OPEN, [Verdict.RUNNING])


def test_an_owner_can_answer_again_what_is_theirs_again(merged: Mailroom) -> None:
    before = merged.sent(Purpose.RELAY, BEN)[0]
    merged.post(merged.reply(before, "Too late: it is Ana's."))
    assert "NOT SENT" in merged.sent(Purpose.NOTICE, BEN)[-1]
    merged.unmerge(1002)
    merged.post(merged.reply(merged.sent(Purpose.RELAY, BEN)[-1], "But now it is mine."))
    merged.post(merged.reply(before, "And so is what I had before."))
    answers = merged.sent(Purpose.ANSWER, DORA)
    assert "But now it is mine." in answers[0]
    assert "And so is what I had before." in answers[1]


def test_no_mail_joins_them_again_and_the_owner_gets_a_hint(merged: Mailroom) -> None:
    merged.unmerge(1002)
    (later,) = merged.post(mail(DORA, 5, "3 2", subject="Re: Leak", cc=CARLA))
    assert merged.places([later]) == [1002]
    assert "#1001 too, which somebody has taken apart" in merged.sent(Purpose.RELAY, BEN)[-1]


def test_what_was_merged_into_one_that_was_merged_goes_along_with_it(
    mailroom: Mailroom,
) -> None:
    uids = mailroom.post(
        mail(CARLA, 1, subject="One"),
        mail(CARLA, 2, subject="Two"),
        mail(CARLA, 3, subject="Three"),
        mail(CARLA, 4, "3 2", subject="Two and three"),
        mail(CARLA, 5, "4 1", subject="All"),
    )
    assert mailroom.places(uids) == [1001] * 5
    mailroom.unmerge(1001)
    assert mailroom.places(uids) == [1001, 1002, 1002, 1002, 1001]
    assert mailroom.conversation(1003).number == 1002
    mailroom.unmerge(1002)
    assert mailroom.places(uids)[:3] == [1001, 1002, 1003]
    (all_of_them,) = mailroom.post(mail(CARLA, 6, "3 2 1", subject="All again"))
    assert mailroom.places([all_of_them]) == [1001]


def test_the_first_merger_can_be_undone_after_the_second(mailroom: Mailroom) -> None:
    uids = mailroom.post(
        mail(CARLA, 1, subject="One"),
        mail(CARLA, 2, subject="Two"),
        mail(CARLA, 3, subject="Three"),
        mail(CARLA, 4, "3 2", subject="Two and three"),
        mail(CARLA, 5, "4 1", subject="All"),
    )
    mailroom.unmerge(1003)
    assert mailroom.places(uids) == [1001, 1001, 1003, 1001, 1001]
    assert mailroom.conversation(1002).number == 1001


def pair(mailroom: Mailroom) -> list[int]:
    """1002 and 1003, merged by a mail that ties best to 1003, and taken apart again."""
    uids = mailroom.post(
        mail(CARLA, 1, subject="One"),
        mail(CARLA, 2, subject="Two"),
        mail(CARLA, 3, subject="Three"),
        mail(CARLA, 4, "2 3", subject="Two and three"),
    )
    assert mailroom.places(uids) == [1001, 1002, 1002, 1002]
    mailroom.unmerge(1003)
    assert mailroom.places(uids) == [1001, 1002, 1003, 1003]
    return uids


def test_what_is_kept_apart_stays_so_when_one_of_them_is_merged(mailroom: Mailroom) -> None:
    uids = pair(mailroom)
    uids += mailroom.post(mail(CARLA, 5, "2 1", subject="One and two"))
    assert mailroom.places(uids) == [1001, 1001, 1003, 1003, 1001]
    (both,) = mailroom.post(mail(CARLA, 6, "3 1", subject="One and three"))
    assert mailroom.places([both]) == [1001]
    assert mailroom.conversation(1003).number == 1003


def test_what_came_to_it_by_a_parting_goes_along_in_the_next(mailroom: Mailroom) -> None:
    uids = pair(mailroom)
    uids += mailroom.post(mail(CARLA, 5, "3 1", subject="One and three"))
    assert mailroom.places(uids) == [1001, 1002, 1001, 1001, 1001]
    mailroom.unmerge(1003)
    assert mailroom.places(uids) == [1001, 1002, 1003, 1003, 1001]


def test_a_reply_to_a_closed_conversation_opens_it_in_the_same_hand(
    mailroom: Mailroom,
) -> None:
    mailroom.post(FIRST)
    mailroom.post(mailroom.reply(mailroom.sent(Purpose.RELAY, ANA)[0], "#close"))
    assert mailroom.conversation(1001).state is State.CLOSED
    mailroom.post(mail(ERIK, 7, subject="Somebody else's"))
    mailroom.post(mail(CARLA, 8, "1"))
    again = mailroom.conversation(1001)
    assert (again.state, again.owner) == (State.OPEN, "ana")
    assert "reopened" in mailroom.story(1001)
