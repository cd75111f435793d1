"""Attempts to make a mail vanish, to hide one behind another, or to have one acted on twice."""

from __future__ import annotations

import pytest

from samehand.desk.decision import Outcome
from samehand.desk.letters import Purpose
from samehand.tests.attacks.desk_under_attack import ANA, CARLA, MALLORY, SUPPORT, Desk

FIRST = "<first@customer.example>"


def lost(desk: Desk) -> list[str]:
    """Mails that are in no conversation, by what became of them."""
    found = desk.ledger()
    return [e.outcome.value for e in found if desk.conversation_of(e) is None]


def test_a_mail_under_anothers_message_id_hides_nothing(desk: Desk) -> None:
    """Mallory is first, and knows what Carla is about to write and under which id."""
    desk.post(desk.write(MALLORY, message_id=FIRST))
    desk.post(desk.write(f"Carla <{MALLORY}>", message_id=FIRST, text="It drips.\n"))
    desk.post(desk.write(CARLA, message_id=FIRST))
    assert lost(desk) == ["duplicate"]  # Mallory's second, which says what her first one said
    assert desk.conversation_of(desk.ledger()[-1]) is not None


@pytest.mark.parametrize("change", ["text", "attachment", "subject", "date"])
def test_whatever_differs_makes_another_mail(desk: Desk, change: str) -> None:
    mail = desk.write(message_id=FIRST)
    desk.post(mail)
    changed = {
        "text": mail.replace(b"It drips.", b"It drips"),
        "attachment": mail.replace(
            b"\r\n\r\nIt drips.",
            b"\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nIt drips.\r\n--b"
            b"\r\nContent-Disposition: attachment; filename=a\r\n\r\nphoto\r\n--b--",
        ),
        "subject": mail.replace(b"kettle", b"Kettle"),
        "date": mail.replace(b"11:00:00", b"11:00:01"),
    }[change]
    assert changed != mail
    desk.post(changed)
    assert lost(desk) == []


@pytest.mark.parametrize("answer", [True, False])
def test_a_mail_that_bears_an_id_of_ours_is_read_all_the_same(desk: Desk, answer: bool) -> None:
    """A broken server reports, and some clients answer, under the id of the mail itself."""
    relay = desk.relayed()
    desk.post(desk.reply(relay, "We send you a new one."))
    ours = desk.of(Purpose.ANSWER if answer else Purpose.ACKNOWLEDGEMENT)[-1]
    reply = desk.write(text="That does not help!", message_id=str(ours.mail["Message-ID"]))
    assert desk.outcome(reply) is Outcome.MESSAGE


def test_a_mail_of_ours_that_comes_back_is_no_new_one(desk: Desk) -> None:
    """An agent forwards all their mail to the desk; or Carla redirects what she gets."""
    desk.relayed()
    for sent in desk.outgoing():
        assert desk.outcome(sent.raw) is Outcome.IGNORED
        assert (
            desk.outcome(b"Resent-To: support@acme.example\r\n" + sent.raw) is Outcome.IGNORED
        )
    assert not desk.outgoing()


FALSE_ALARMS = {
    "about an automatic reply": {
        "text": "Hello, all I get from you is 'This is an automatic reply'. Is anybody there?"
    },
    "about a bounce": {
        "subject": "Mail could not be delivered",
        "text": "Dear support,\nour customers get '550 5.1.1 user unknown' from your SMTP"
        " server when they write to us. Can you help? It could not deliver for days.",
    },
}


@pytest.mark.parametrize("fields", FALSE_ALARMS.values(), ids=FALSE_ALARMS)
def test_who_writes_about_machines_is_none(desk: Desk, fields: dict[str, str]) -> None:
    desk.post(desk.write(**fields))
    assert lost(desk) == []
    assert len(desk.of(Purpose.RELAY)) == 1


PASSED_ON = {
    "by a customer's ticket system": {
        "subject": "[ISSUES] (KETTLE-1) The kettle leaks",
        "answers": "<KETTLE-1@customer.example>",
        "auto_submitted": "auto-generated",
        "precedence": "bulk",
    },
    "by a form": {
        "sender": "forms@customer.example",
        "auto_submitted": "auto-generated",
        "return_path": "<>",
    },
}


@pytest.mark.parametrize("fields", PASSED_ON.values(), ids=PASSED_ON)
def test_what_a_program_passes_on_for_a_person_is_read(
    desk: Desk, fields: dict[str, str]
) -> None:
    """It bears the marks of what is sent by itself, since it is; the words are a person's."""
    desk.post(desk.write(**fields))
    assert lost(desk) == []
    assert len(desk.of(Purpose.RELAY)) == 1
    assert not desk.of(Purpose.ACKNOWLEDGEMENT)


def test_who_answers_a_word_of_ours_that_an_agent_has_passed_on_is_heard(desk: Desk) -> None:
    desk.relayed(message_id=FIRST)
    desk.post(desk.write(MALLORY, answers=FIRST))
    (notice,) = desk.of(Purpose.NOTICE)
    ids = f"{notice.mail['Message-ID']} <passed-on@acme.example>"
    desk.post(desk.write(subject=f"Re: {notice.mail['Subject']}", references=ids))
    assert [desk.conversation_of(entry) for entry in desk.ledger()] == [1001, 1002, 1001]


AGENTS_MAIL = {
    "through a list": {"list_id": "<team.acme.example>"},
    "in bulk": {"precedence": "bulk"},
    "with a way to unsubscribe": {"list_unsubscribe": "<mailto:x@acme.example>"},
    "marked as spam": {"x_spam_flag": "YES"},
    "with an invitation": {"content_type": "text/calendar; method=REQUEST"},
}


@pytest.mark.parametrize("fields", AGENTS_MAIL.values(), ids=AGENTS_MAIL)
def test_an_agents_answer_never_ends_without_a_word(desk: Desk, fields: dict[str, str]) -> None:
    """Their mail may look like no person's; then it is held, and they hear of it."""
    relay = desk.relayed()
    desk.outgoing()
    desk.post(desk.reply(relay, "We send you a new one.", **fields))
    assert ANA in {address for sent in desk.outgoing() for address in sent.recipients}


ODD: dict[str, dict[str, str]] = {
    "no domain": {"sender": "Carla <carla>"},
    "an address of numbers": {"sender": "carla@[127.0.0.1]"},
    "quotation marks": {"sender": '"a\\"b"@customer.example'},
    "too long": {"sender": f"{'a' * 100}@customer.example"},
    "a space": {"sender": '"car  la" @customer.example'},
    "the end of time": {"date": "Fri, 31 Dec 9999 23:59:59 +0000"},
    "the end of time, otherwise": {"date": "9999-12-31T23:59:59Z"},
    "the beginning": {"date": "Mon, 01 Jan 0001 00:00:00 +1200"},
    "the first instant": {"date": "Mon, 01 Jan 0001 00:00:00 +0000"},
    "the far side": {"date": "Fri, 31 Dec 9999 23:59:59 -2359"},
    "itself as sender": {"sender": SUPPORT},
    "many readers": {"cc": ", ".join(f"v{n}@victim.example" for n in range(1_500))},
    "many ids": {"references": " ".join(f"<{n}@x.example>" for n in range(3_000))},
    "a program": {"subject": "{{ 7 * 7 }} {% raise %}", "text": "{% include 'x' %}{{ x.y }}"},
}


@pytest.mark.parametrize("fields", ODD.values(), ids=ODD)
def test_an_odd_mail_is_handled_at_once_and_its_owner_can_answer(
    desk: Desk, fields: dict[str, str]
) -> None:
    raw = desk.write(**fields)
    if "date" in fields:
        raw = raw.replace(f"Date: {desk.now:%a}".encode(), b"X-Date:", 1)
    assert desk.outcome(raw) is Outcome.MESSAGE
    relay = desk.of(Purpose.RELAY)[-1]
    assert fields.get("text", "It drips.") in relay.text
    answer = desk.reply(relay, "An answer.", sender=relay.recipients[0])
    assert desk.outcome(answer) in {Outcome.MESSAGE, Outcome.HELD}
