"""People write in the shared mailbox itself: what lies in its Sent folder."""

from __future__ import annotations

from datetime import timedelta

import pytest

from samehand.desk.conversation import State, Target
from samehand.desk.decision import Outcome
from samehand.desk.letters import Purpose
from samehand.tests.attacks.desk_under_attack import ANA, BEN, CARLA, SUPPORT, Sent
from samehand.tests.by_hand.shared_desk import (
    DAVE,
    PROVED,
    SUPPLIER,
    SharedDesk,
    bounce,
    headline,
    id_of,
)

HOUR = timedelta(hours=1)
ORDERS = [("INBOX", "Sent"), ("Sent", "INBOX")]


def test_an_answer_written_there_stops_the_clock(desk: SharedDesk) -> None:
    question = desk.asks()
    desk.outgoing()
    desk.now += HOUR
    (entry,) = desk.sent(desk.by_hand(answers=question))
    (word,) = desk.outgoing()
    assert (entry.outcome, desk.conversation_of(entry)) == (Outcome.MESSAGE, 1001)
    assert (word.recipients, headline(word)) == ((ANA,), "ANSWERED")
    assert "Somebody has answered carla@customer.example in the mailbox" in word.text
    assert "Turn the lid." in word.text
    assert (desk.conversation().state, desk.is_awaited()) == (State.WAITING, False)
    assert "answered: in the mailbox support@acme.example itself" in str(desk.events())


def test_a_customer_who_answers_it_is_in_the_same_matter(desk: SharedDesk) -> None:
    raw = desk.by_hand(answers=desk.asks())
    desk.sent(raw)
    desk.now += HOUR
    (entry,) = desk.post(desk.write(text="No.", subject="No", answers=id_of(raw)))
    assert desk.conversation_of(entry) == 1001
    assert desk.is_awaited()


def test_a_mail_to_a_customer_begins_a_matter_where_nobody_waits(desk: SharedDesk) -> None:
    (entry,) = desk.sent(desk.by_hand("Your order is here.", subject="Your order"))
    begun = desk.conversation()
    assert entry.outcome is Outcome.MESSAGE
    assert (begun.customer.address, begun.owner, begun.state) == (CARLA, "ana", State.WAITING)
    assert [(c.target, c.running_since) for c in begun.clocks] == [(Target.RESOLUTION, None)]
    (word,) = desk.outgoing()
    assert (word.recipients, headline(word)) == ((ANA,), "WRITTEN")
    desk.pass_time(timedelta(days=9))
    assert desk.outgoing() == []


def test_a_returning_customer_stays_in_the_same_hand(desk: SharedDesk) -> None:
    desk.post(desk.reply(desk.relayed(), "#assign ben"))
    handed_over = desk.of(Purpose.RELAY)[-1]
    desk.post(desk.reply(handed_over, "Turn the lid.", sender=BEN))
    desk.sent(desk.by_hand(subject="Something new"))
    assert desk.conversation(1002).owner == "ben"


def test_our_own_mails_there_are_nothing_new(desk: SharedDesk) -> None:
    relay = desk.relayed()
    desk.post(desk.reply(relay, "Turn the lid."))
    before = desk.events()
    mails = desk.outgoing()
    assert len(mails) == 4, "acknowledgement, relay, answer, receipt"
    for entry in desk.sent(*(mail.raw for mail in mails)):
        assert entry.outcome is Outcome.IGNORED
    assert (desk.outgoing(), desk.events(), desk.count()) == ([], before, 1)


def renamed(mail: Sent, new_id: str, *, keeps_mark: bool = True) -> bytes:
    """A mail of ours as a provider keeps it that has given it another id."""
    lines = mail.raw.split(b"\r\n")
    end = lines.index(b"")
    header = [
        b"Message-ID: " + new_id.encode() if line.lower().startswith(b"message-id:") else line
        for line in lines[:end]
        if keeps_mark or not line.startswith(b"X-Loop:")
    ]
    return b"\r\n".join([b"X-Provider: 1", *header, *lines[end:]])


@pytest.mark.parametrize("keeps_mark", [True, False])
def test_what_a_provider_renames_is_known_and_answered_by_either_name(
    desk: SharedDesk, keeps_mark: bool
) -> None:
    relay = desk.relayed()
    desk.post(desk.reply(relay, "Turn the lid."))
    (answer,) = desk.of(Purpose.ANSWER)
    desk.outgoing()
    copies = [
        renamed(mail, f"<{n}@provider.example>", keeps_mark=keeps_mark)
        for n, mail in enumerate([*desk.of(Purpose.ACKNOWLEDGEMENT), relay, answer])
    ]
    assert {entry.outcome for entry in desk.sent(*copies)} == {Outcome.IGNORED}
    assert desk.outgoing() == []
    for number, known in enumerate(["<2@provider.example>", answer.mail["Message-ID"]]):
        desk.now += timedelta(days=1)
        raw = desk.write(text=f"No. {number}", subject="Hm", answers=str(known))
        (entry,) = desk.post(raw)
        assert desk.conversation_of(entry) == 1001
    (back,) = desk.post(copies[2])
    assert back.outcome is Outcome.IGNORED, "own, should it come back to the INBOX"


def test_a_mail_of_the_same_second_to_somebody_else_is_no_copy(desk: SharedDesk) -> None:
    desk.asks()
    desk.outgoing()
    (entry,) = desk.sent(desk.by_hand("Hello.", to=DAVE, subject="Hello"))
    assert entry.outcome is Outcome.MESSAGE


def test_what_bears_our_mark_and_is_unknown_is_left_alone(desk: SharedDesk) -> None:
    question = desk.asks()
    (entry,) = desk.sent(desk.by_hand(answers=question, x_loop=SUPPORT))
    assert entry.outcome is Outcome.IGNORED
    assert desk.is_awaited()


@pytest.mark.parametrize(
    ("fields", "outcome"),
    [
        ({"to": ANA}, Outcome.IGNORED),
        ({"to": SUPPORT}, Outcome.IGNORED),
        ({"auto_submitted": "auto-replied"}, Outcome.AUTOMATIC),
    ],
)
def test_what_answers_nobody_stops_no_clock(
    desk: SharedDesk, fields: dict[str, str], outcome: Outcome
) -> None:
    question = desk.asks()
    desk.outgoing()
    (entry,) = desk.sent(desk.by_hand(answers=question, **fields))
    assert entry.outcome is outcome
    assert desk.is_awaited()
    assert desk.outgoing() == []


@pytest.mark.parametrize("sender", ["help@acme.example", BEN])
def test_another_name_of_the_mailbox_counts_where_it_answers(
    desk: SharedDesk, sender: str
) -> None:
    """A private mail sent through the same account is nobody's business here."""
    question = desk.asks()
    private = desk.write(sender, SUPPLIER, "Lunch?", subject="Lunch")
    answer = desk.write(sender, CARLA, "Turn it.", subject="Re: Kettle", answers=question)
    first, second = desk.sent(private, answer)
    assert (first.outcome, second.outcome) == (Outcome.IGNORED, Outcome.MESSAGE)
    assert not desk.is_awaited()
    assert desk.count() == 1


def test_a_customers_mail_that_somebody_moved_there_answers_nobody(desk: SharedDesk) -> None:
    question = desk.asks(cc=DAVE)
    desk.post(desk.write(DAVE, subject="Re: Kettle", answers=question, text="At mine, too."))
    moved = desk.write(text="Still.", subject="Re: Kettle", answers=question, cc=DAVE)
    (entry,) = desk.sent(moved)
    assert entry.outcome is Outcome.IGNORED
    assert desk.is_awaited()


@pytest.mark.parametrize("statements", [PROVED, ""], ids=["vouched", "not vouched"])
@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_with_the_mailbox_in_copy_it_counts_once(
    desk: SharedDesk, order: tuple[str, str], statements: str
) -> None:
    question = desk.asks()
    desk.outgoing()
    raw = desk.by_hand(answers=question, cc=SUPPORT)
    came = f"Authentication-Results: {statements}\r\n".encode() if statements else b""
    copies = {"Sent": raw, "INBOX": b"Received: from here\r\n" + came + raw}
    for folder in order:
        desk.post(copies[folder], folder=folder)
    assert not desk.is_awaited()
    assert len(desk.outgoing()) == 1, "one word to the owner, and nothing to Carla"
    with desk.house.store.reading() as work:
        kinds = [message.kind for message in work.messages(1001)]
    assert kinds.count("answer") == 1
    assert desk.count() == 1


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_a_new_matter_with_the_mailbox_in_copy_waits_for_the_customer(
    desk: SharedDesk, order: tuple[str, str]
) -> None:
    raw = desk.by_hand("Your order is here.", subject="Your order", cc=SUPPORT)
    for folder in order:
        desk.post(b"Received: from here\r\n" * (folder == "INBOX") + raw, folder=folder)
    begun = desk.conversation()
    assert desk.count() == 1
    assert (begun.state, desk.is_awaited()) == (State.WAITING, False)
    assert begun.customer.address == CARLA
    assert desk.to_outside() == []


def test_a_form_that_writes_as_the_mailbox_is_a_customers_mail(desk: SharedDesk) -> None:
    (entry,) = desk.post(
        desk.write(SUPPORT, SUPPORT, "It drips.", reply_to=CARLA, cc=CARLA, subject="Form")
    )
    assert entry.outcome is Outcome.MESSAGE
    assert desk.conversation().customer.address == CARLA
    assert desk.is_awaited()


def test_nobody_outside_can_pretend_to_have_written_there(desk: SharedDesk) -> None:
    question = desk.asks()
    desk.outgoing()
    desk.post(desk.by_hand(answers=question, cc=SUPPORT))
    assert desk.is_awaited()
    assert desk.to_outside() == []


def test_an_agents_answer_that_still_waits_is_taken_back(desk: SharedDesk) -> None:
    relay = desk.relayed()
    desk.post(desk.reply(relay, "Buy a new one."))
    desk.outgoing()
    desk.now += timedelta(seconds=30)
    desk.sent(desk.by_hand(answers="<1@client.example>"))
    words = {headline(word): word for word in desk.outgoing()}
    assert set(words) == {"ANSWERED", "NOT SENT"}
    with desk.house.store.reading() as work:
        states = {m.state.value for m in work.mailed(1001) if m.purpose is Purpose.ANSWER}
    assert states == {"withdrawn"}
    first = desk.clock(Target.FIRST_RESPONSE)
    assert first is not None
    assert first.met_at == desk.now, "the answer that the customer has got"
    desk.now += timedelta(seconds=30)
    desk.post(desk.reply(words["NOT SENT"], "Buy a new one."))
    assert [mail.recipients for mail in desk.to_outside()] == [(CARLA,)]


def test_an_agent_who_had_not_seen_it_is_told_before_they_answer_too(desk: SharedDesk) -> None:
    relay = desk.relayed()
    desk.now += HOUR
    desk.sent(desk.by_hand("Buy a new one.", answers="<1@client.example>"))
    desk.outgoing()
    desk.now += HOUR
    (entry,) = desk.post(desk.reply(relay, "Turn the lid."))
    (word,) = desk.outgoing()
    assert (entry.outcome, headline(word)) == (Outcome.HELD, "NOT SENT")
    assert "The latest answer is by somebody in the mailbox" in " ".join(word.text.split())


def test_the_owner_hears_when_it_comes_back(desk: SharedDesk) -> None:
    answer = desk.by_hand(answers=desk.asks())
    desk.sent(answer)
    desk.outgoing()
    (entry,) = desk.post(bounce(desk, id_of(answer)))
    (word,) = desk.outgoing()
    assert (entry.outcome, desk.conversation_of(entry)) == (Outcome.AUTOMATIC, 1001)
    assert (word.recipients, headline(word)) == ((ANA,), "NOT DELIVERED")


def test_what_came_after_the_answer_still_waits(desk: SharedDesk) -> None:
    question = desk.asks()
    answer, at = desk.by_hand(answers=question), desk.now
    desk.now += HOUR
    desk.asks("Still dripping.", subject="Re: The kettle leaks", answers=question)
    now, desk.now = desk.now, at
    desk.sent(answer)
    desk.now = now
    assert desk.is_awaited()


def test_an_answer_is_filed_with_a_question_that_comes_after_it(desk: SharedDesk) -> None:
    question = desk.write()
    desk.now += HOUR
    desk.sent(desk.by_hand(answers=id_of(question)))
    assert desk.conversation().state is State.WAITING
    desk.outgoing()
    (entry,) = desk.post(question)
    assert desk.conversation_of(entry) == 1001
    assert (desk.count(), desk.is_awaited()) == (1, False)
    assert [mail.purpose for mail in desk.outgoing()] == [Purpose.RELAY]
