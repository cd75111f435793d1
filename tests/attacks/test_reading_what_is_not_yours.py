"""Attempts to get into a conversation, to turn answers aside, or to see the inside."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest

from samehand.desk.decision import Outcome
from samehand.desk.letters import Purpose
from samehand.tests.attacks.desk_under_attack import (
    ANA,
    CARLA,
    FAILED,
    MALLORY,
    SUPPORT,
    VOUCHED,
    Desk,
    Sent,
)

FIRST = "<first@customer.example>"


def open_one(desk: Desk, **fields: str) -> Sent:
    """Carla writes; the mail as Ana gets it."""
    return desk.relayed(message_id=FIRST, **fields)


def conversations(desk: Desk) -> list[int | None]:
    return [desk.conversation_of(entry) for entry in desk.ledger()]


def answered_to(desk: Desk) -> set[str]:
    """Who has got anything that an agent wrote."""
    return {address for sent in desk.of(Purpose.ANSWER) for address in sent.recipients}


def answer_everything(desk: Desk) -> None:
    for number, relay in enumerate(desk.of(Purpose.RELAY)):
        desk.post(desk.reply(relay, f"Answer {number}.", sender=relay.recipients[0]))


@pytest.mark.parametrize(
    "fields",
    [
        {"answers": FIRST},
        {"references": f"{FIRST} <ours@acme.example>"},
        {"subject": "Re: [#1001] The kettle leaks"},
        {"answers": "<conversation-1001@acme.example>"},
        {"answers": FIRST, "cc": CARLA},
        {"answers": FIRST, "reply_to": CARLA},
        {"message_id": FIRST},
        {"sender": f"Carla {CARLA} <{MALLORY}>", "answers": FIRST},
        {"sender": f'"{CARLA}" <{MALLORY}>', "answers": FIRST},
    ],
    ids=str,
)
def test_a_stranger_who_knows_the_ids_is_not_let_in(desk: Desk, fields: dict[str, str]) -> None:
    open_one(desk)
    desk.post(desk.write(**{"sender": MALLORY, **fields}))
    assert conversations(desk) == [1001, 1002]


@pytest.mark.parametrize(
    "statements", [FAILED, f"{FAILED}\r\nAuthentication-Results: {VOUCHED}"]
)
def test_who_pretends_to_be_the_customer_can_bring_nobody_in(
    desk: Desk, statements: str
) -> None:
    """The server has said that it is not Carla: what she would be allowed, they are not."""
    open_one(desk)
    desk.post(
        desk.write(
            answers=FIRST,
            cc=MALLORY,
            reply_to=MALLORY,
            authentication_results=statements,
        )
    )
    desk.post(desk.write(MALLORY, answers=FIRST))
    answer_everything(desk)
    assert [sent.recipients for sent in desk.of(Purpose.ANSWER)] == [
        (CARLA,),
        (CARLA,),
        (MALLORY,),  # in a conversation of her own
    ]


def test_the_owner_is_told_when_the_answer_goes_elsewhere(desk: Desk) -> None:
    """Reply-To and Cc are the sender's to choose, so they must not be chosen unseen."""
    for fields in ({"reply_to": MALLORY}, {"cc": MALLORY}):
        relay = desk.relayed(**fields)
        assert MALLORY in relay.text, fields


def test_the_owner_is_told_of_every_reader_when_there_are_many(desk: Desk) -> None:
    crowd = ", ".join(f"v{n}@victim.example" for n in range(900))
    relay = desk.relayed(cc=crowd)
    assert "901" in relay.text


def test_a_mail_that_was_awaited_opens_no_door(desk: Desk) -> None:
    """Mallory knows an id that Carla refers to, since it is of a mail of her own."""
    mine = "<mine@evil.example>"
    desk.post(desk.write(answers=mine))
    desk.post(desk.write(MALLORY, f"{SUPPORT}, {CARLA}", message_id=mine))
    desk.post(desk.write(MALLORY, answers=mine, text="And who reads this?"))
    with desk.house.store.reading() as work:
        assert MALLORY not in {p.address for p in work.conversation(1001).participants}


def test_a_forged_report_about_a_mail_of_others_opens_no_door(desk: Desk) -> None:
    open_one(desk)
    desk.post(report(desk, about=FIRST))
    desk.post(desk.write(MALLORY, answers="<report@evil.example>"))
    assert conversations(desk) == [1001, None, 1002]
    assert not desk.of(Purpose.NOTICE), "Ana is not told that a mail of hers has failed"


def report(desk: Desk, *, about: str) -> bytes:
    """A delivery report that Mallory has written herself."""
    return "\r\n".join(
        [
            f"From: {MALLORY}",
            f"To: {SUPPORT}",
            "Subject: Undelivered",
            "Message-ID: <report@evil.example>",
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
            "",
            "--b",
            "",
            "Please click here to have it delivered.",
            "--b",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mx.evil.example",
            "",
            f"Final-Recipient: rfc822; {CARLA}",
            "Action: failed",
            "Status: 5.1.1",
            "",
            "--b",
            "Content-Type: message/rfc822",
            "",
            f"Message-ID: {about}",
            "From: x@y.example",
            "",
            "text",
            "--b--",
            "",
        ]
    ).encode()


# What an agent's client may carry along of the mail that was relayed


def with_part(desk: Desk, relay: Sent, part: tuple[str, str, bytes]) -> bytes:
    """Ana's answer with a further part: type, name, content."""
    mail = EmailMessage()
    mail["Authentication-Results"] = VOUCHED
    mail["From"], mail["To"], mail["Subject"] = ANA, relay.reply_to, "Re: The kettle"
    mail["Message-ID"], mail["Date"] = (
        "<with-part@acme.example>",
        "Tue, 24 Nov 2026 11:00:00 +0000",
    )
    mail.set_content("See below.")
    type_, name, content = part
    main, sub = type_.split("/")
    mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return mail.as_bytes()


def stripped(raw: bytes) -> bytes:
    """A relay of which a provider has rewritten every id and address, with a coded body."""
    body = base64.encodebytes(raw.partition(b"\r\n\r\n")[2])
    header = b"From: support@acme.example\r\nSubject: [#1001] The kettle leaks\r\n"
    coded = b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    return header + coded + body


CARRIED: dict[str, Callable[[Sent], tuple[str, str, bytes]]] = {
    "as a file": lambda r: ("application/octet-stream", "mail.eml", r.raw),
    "as a file with a coded body": lambda r: (
        "application/octet-stream",
        "mail.eml",
        stripped(r.raw),
    ),
    "in an attached mail": lambda r: (
        "application/octet-stream",
        "outer.eml",
        b"From: a@b.example\r\nContent-Type: message/rfc822\r\n\r\n" + stripped(r.raw),
    ),
    "as Outlook keeps it": lambda r: (
        "application/vnd.ms-outlook",
        "mail.msg",
        b"\xd0\xcf\x11\xe0" + r.raw.decode().encode("utf-16-le"),
    ),
    "as a web page": lambda r: (
        "text/html",
        "page.html",
        b"<p>--- write&nbsp;above <b>this</b> line ---</p>",
    ),
    "signed and sealed": lambda r: (
        "application/pkcs7-mime",
        "smime.p7m",
        b"0\x80" + b"x" * 99,
    ),
    "in Outlook's wrapping": lambda r: ("application/ms-tnef", "winmail.dat", b"x\x9f>\x22"),
}


@pytest.mark.parametrize("carry", CARRIED.values(), ids=CARRIED)
def test_no_attachment_carries_the_relayed_mail_outside(
    desk: Desk, carry: Callable[[Sent], tuple[str, str, bytes]]
) -> None:
    relay = open_one(desk)
    assert desk.outcome(with_part(desk, relay, carry(relay))) is Outcome.HELD
    assert not desk.of(Purpose.ANSWER)


def test_an_alert_is_no_attachment_for_customers(desk: Desk) -> None:
    relay = open_one(desk)
    desk.pass_time(timedelta(hours=5))
    alert = desk.of(Purpose.ALERT)[-1]
    part = ("application/octet-stream", "alert.eml", alert.raw)
    assert desk.outcome(with_part(desk, relay, part)) is Outcome.HELD


def test_an_ordinary_attachment_goes_out(desk: Desk) -> None:
    relay = open_one(desk)
    desk.post(with_part(desk, relay, ("image/png", "kettle.png", b"\x89PNG\0\0 picture")))
    assert len(desk.of(Purpose.ANSWER)) == 1


QUOTED = {
    "in line": "{brief}",
    "by marks": "On Tuesday, Acme Support wrote:\n> {brief}",
    "wrapped": "{wrapped}",
    "with wide spaces": "{wide}",
}


@pytest.mark.parametrize("style", QUOTED)
def test_no_quoted_brief_reaches_the_customer(desk: Desk, style: str) -> None:
    relay = open_one(desk)
    text = relay.text.replace("\r\n", "\n")
    shown = {
        "in line": text,
        "by marks": "On Tuesday, Acme Support wrote:\n> " + text.replace("\n", "\n> "),
        "wrapped": text.replace("write above this line", "write above\nthis line"),
        "with wide spaces": text.replace(" ", "\u00a0"),
    }[style]
    desk.post(desk.reply(relay, f"My answer.\n\n{shown}"))
    for sent in desk.of(Purpose.ANSWER):
        assert sent.text.partition("\n-- ")[0].strip() == "My answer."


def test_nothing_inside_is_in_anything_that_a_customer_gets(desk: Desk) -> None:
    """Whoever chooses subject, name and text cannot have the brief or a token sent to them."""
    name = '"{{ owner }} [samehand:' + "a" * 26 + ']"'
    relay = desk.relayed(
        f"{name} <{CARLA}>",
        subject="[#1001] {{ token }} conversation-1001",
        text="{% for x in commands %}{{ x }}{% endfor %}",
        authentication_results="mx.acme.example; dmarc=pass header.from=customer.example",
    )
    desk.post(desk.reply(relay, "An answer."))
    outside = [*desk.of(Purpose.ANSWER), *desk.of(Purpose.ACKNOWLEDGEMENT)]
    assert len(outside) == 2
    token = relay.reply_to.partition("+a.")[2].partition("@")[0]
    for sent in outside:
        for inside in (token, ANA, "write above", "#close", "Conversation:"):
            assert inside not in sent.raw.decode()
