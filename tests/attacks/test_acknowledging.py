"""The one word that customers get by itself: to whom, when, how often, and what is in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from samehand.desk.letters import Purpose
from samehand.filing import file_pending
from samehand.store.ledger import Fetched
from samehand.tests.attacks.desk_under_attack import CARLA, SUPPORT, VOUCHED, Desk, Sent

KETTLE = "<kettle@customer.example>"
LID = "<lid@customer.example>"
DAVE = "dave@customer.example"
OF_CARLA = VOUCHED.replace("acme.example", "customer.example").replace("mx.customer", "mx.acme")


def acknowledged(desk: Desk) -> list[Sent]:
    return desk.of(Purpose.ACKNOWLEDGEMENT)


def test_it_names_who_answers_and_by_when_on_the_desks_clock(desk: Desk) -> None:
    desk.post(desk.write())
    (sent,) = acknowledged(desk)
    assert sent.recipients == (CARLA,)
    assert "Ana Ruiz will answer you by Tuesday 24 November, 16:00 (Europe/Madrid)" in " ".join(
        sent.text.split()
    )


def test_it_is_plain_text_that_every_mail_program_shows(desk: Desk) -> None:
    desk.post(desk.write())
    (sent,) = acknowledged(desk)
    assert sent.mail.get_content_type() == "text/plain"
    assert all(len(line) < 998 for line in sent.raw.split(b"\r\n"))
    assert b"<html" not in sent.raw.lower()


def test_nothing_that_an_unverified_sender_chose_is_in_it_but_the_id(desk: Desk) -> None:
    """RFC 3834 section 3.1.5 wants the id of the mail that is answered."""
    word = "pills4u"
    desk.post(
        desk.write(
            f'"Cheap {word}" <{CARLA}>',
            text=f"Buy {word}",
            subject=f"Cheap {word}",
            message_id=KETTLE,
            references=f"<{word}-1@x.example> <{word}-2@x.example>",
            in_reply_to=f"<{word}@x.example>",
            cc=f"{word}@x.example",
            x_mailer=word,
            thread_topic=word,
        )
    )
    (sent,) = acknowledged(desk)
    assert word.encode() not in sent.raw
    assert word not in sent.text
    assert sent.mail["In-Reply-To"] == KETTLE


def test_a_verified_sender_finds_it_under_their_subject_and_nothing_else_of_theirs(
    desk: Desk,
) -> None:
    desk.post(desk.write(f"Carla Costa <{CARLA}>", authentication_results=OF_CARLA))
    (sent,) = acknowledged(desk)
    assert sent.mail["Subject"] == "Re: The kettle leaks"
    assert "It drips" not in sent.text


def _another(desk: Desk) -> None:
    desk.post(desk.write(text="And?", answers=KETTLE))


def _of_a_colleague(desk: Desk) -> None:
    desk.post(desk.write(DAVE, text="Me too.", answers=KETTLE))


def _after_it_was_closed(desk: Desk) -> None:
    desk.post(desk.reply(desk.of(Purpose.RELAY)[-1], "Done.\n\n#close"))
    desk.now += timedelta(days=2)
    desk.post(desk.write(text="It drips again.", answers=KETTLE))


def _the_folder_is_read_anew(desk: Desk) -> None:
    """Its UIDVALIDITY has changed, as after a server's move."""
    raws = [desk.house.raw.read(entry.digest) for entry in desk.ledger()]
    for uid, raw in enumerate(raws, 1):
        row = Fetched(uid, desk.house.raw.keep(raw), len(raw), desk.now)
        desk.house.store.enter("support", "INBOX", 2, [row], last_uid=uid, now=desk.now)
    file_pending(desk.house, desk.settings.mailboxes[0], desk.now)


def _the_copy_to_another_address(desk: Desk) -> None:
    """The same mail, which two of the desk's addresses got, by another way."""
    kettle = desk.house.raw.read(desk.ledger()[0].digest)
    desk.post(b"Delivered-To: support+sales@acme.example\r\nX-Spam-Score: 1\r\n" + kettle)


@pytest.mark.parametrize(
    "happens",
    [
        _another,
        _of_a_colleague,
        _after_it_was_closed,
        _the_folder_is_read_anew,
        _the_copy_to_another_address,
    ],
)
def test_a_conversation_is_acknowledged_once(
    happens: Callable[[Desk], None], desk: Desk
) -> None:
    desk.post(desk.write(cc=DAVE, message_id=KETTLE))
    happens(desk)
    happens(desk)
    assert len(acknowledged(desk)) == 1


@pytest.fixture
def two(desk: Desk) -> Desk:
    """A desk with two conversations of Carla's, each acknowledged."""
    desk.post(desk.write(message_id=KETTLE))
    desk.post(desk.write(text="It is lost.", subject="Where is the lid?", message_id=LID))
    assert len(acknowledged(desk)) == 2
    return desk


def test_two_that_become_one_are_not_acknowledged_again(two: Desk) -> None:
    both = two.write(text="The lid belongs to it.", references=f"{KETTLE} {LID}")
    two.post(both)
    two.post(two.write(text="And?", answers=LID))
    assert len(acknowledged(two)) == 2


def test_one_that_becomes_two_is_not_acknowledged_again(desk: Desk) -> None:
    desk.post(desk.write(message_id=KETTLE))
    desk.post(desk.write(text="Where is the lid?", message_id=LID, answers=KETTLE))
    desk.post(desk.reply(desk.of(Purpose.RELAY)[-1], "#split"))
    desk.post(desk.write(text="And?", answers=LID))
    with desk.house.store.reading() as work:
        numbers = {work.conversation(number).number for number in (1001, 1002)}
    assert numbers == {1001, 1002}
    assert len(acknowledged(desk)) == 1


@pytest.mark.parametrize(
    ("sender", "fields"),
    [
        (CARLA, {"auto_submitted": "auto-replied", "subject": "Automatic reply: The lid"}),
        (CARLA, {"auto_submitted": "auto-generated"}),
        (CARLA, {"subject": "Out of office: The lid", "x_autoreply": "yes"}),
        (CARLA, {"precedence": "bulk"}),
        (CARLA, {"precedence": "list", "list_id": "<kettles.lists.example>"}),
        (CARLA, {"list_unsubscribe": "<mailto:out@shop.example>", "list_id": "<shop.example>"}),
        (CARLA, {"x_spam_flag": "YES"}),
        (CARLA, {"x_loop": SUPPORT}),
        (
            "MAILER-DAEMON@mx.customer.example",
            {"subject": "Undelivered Mail Returned to Sender"},
        ),
        (
            "postmaster@customer.example",
            {"return_path": "<>", "subject": "Mail delivery failed"},
        ),
        ("no-reply@shop.example", {"subject": "Your order"}),
        ("donotreply@shop.example", {}),
        ("noreply+kettles@shop.example", {}),
        ("bounces+17@shop.example", {}),
        (CARLA, {"reply_to": "somebody@else.example"}),
        (CARLA, {"to": "kettles@lists.example"}),
        ("support@acme.example", {}),
    ],
)
def test_no_machine_and_no_list_is_acknowledged(
    sender: str, fields: dict[str, str], desk: Desk
) -> None:
    fields = {"to": SUPPORT, **fields}
    desk.post(desk.write(sender, **fields))
    assert not acknowledged(desk)


def test_whom_the_customer_copied_stays_copied(desk: Desk) -> None:
    """Answer after answer; the acknowledgement is the customer's alone."""
    desk.post(desk.write(to=f"{SUPPORT}, eve@customer.example", cc=DAVE, message_id=KETTLE))
    assert acknowledged(desk)[0].recipients == (CARLA,)
    for text in ("Since when?", "A new one is on its way."):
        desk.post(desk.reply(desk.of(Purpose.RELAY)[-1], text))
        answer = desk.of(Purpose.ANSWER)[-1]
        assert text in answer.text
        assert set(answer.recipients) == {CARLA, DAVE, "eve@customer.example"}
        answered = str(answer.mail["Message-ID"])
        copied = f"{DAVE}, eve@customer.example"
        desk.post(desk.write(text="Since Sunday.", answers=answered, cc=copied))


def test_no_customer_ever_sees_who_else_is_inside(desk: Desk) -> None:
    desk.post(desk.write())
    (sent,) = acknowledged(desk)
    addresses = set(re.findall(rb"[\w.+-]+@[\w.-]+", sent.raw))
    inside = {address for address in addresses if address.endswith(b"acme.example")}
    ours = {SUPPORT.encode(), str(sent.mail["Message-ID"]).strip("<>").encode()}
    assert inside <= ours
