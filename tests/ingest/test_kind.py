"""What kind of mail it is, by which evidence."""

from __future__ import annotations

from pathlib import Path

import pytest

from samehand.ingest.message import Kind
from samehand.ingest.parse import read

CORPUS = Path(__file__).parents[1] / "corpus"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("plain", Kind.PERSON),
        ("delivery-report", Kind.BOUNCE),
        ("bounce-without-report", Kind.BOUNCE),
        ("absence-note", Kind.AUTO_REPLY),
        ("read-receipt", Kind.RECEIPT),
        ("abuse-report", Kind.REPORT),
        ("invitation", Kind.PERSON),
        ("attached-mail", Kind.PERSON),
    ],
)
def test_real_files_are_told_apart(name: str, kind: Kind) -> None:
    message = read((CORPUS / f"{name}.eml").read_bytes())
    assert message.kind is kind
    assert message.reasons


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Auto-Submitted: no", Kind.PERSON),
        ("X-Auto-Response-Suppress: All", Kind.PERSON),
        ("Precedence: first-class", Kind.PERSON),
        ("X-Autoreply: no", Kind.PERSON),
        ("Subject: Out of office", Kind.PERSON),
        ("Subject: My order could not be delivered", Kind.PERSON),
        ("Auto-Submitted: auto-replied", Kind.AUTO_REPLY),
        ("Auto-Submitted: auto-replied (vacation)", Kind.AUTO_REPLY),
        ("Auto-Submitted: auto-notified", Kind.AUTO_REPLY),
        ("X-Autoreply: yes", Kind.AUTO_REPLY),
        ("X-Autorespond: 1", Kind.AUTO_REPLY),
        ("Precedence: auto_reply", Kind.AUTO_REPLY),
        ("X-Apple-Action: VACATION", Kind.AUTO_REPLY),
        ("Auto-Submitted: auto-generated", Kind.BULK),
        ("Precedence: bulk", Kind.BULK),
        ("Precedence: junk", Kind.BULK),
        ("List-Unsubscribe: <mailto:x@news.example>", Kind.BULK),
        ("List-Id: lamps <lamps.list.example>", Kind.LIST),
        ("Precedence: list", Kind.LIST),
        ("Mailing-List: contact lamps@list.example", Kind.LIST),
        ("X-Spam-Flag: YES", Kind.SPAM),
        ("X-Spam-Flag: NO", Kind.PERSON),
        ("X-Spam-Status: Yes, score=9", Kind.SPAM),
        ("X-Failed-Recipients: carla@customer.example", Kind.BOUNCE),
        ("Return-Path: <>\nSubject: Undeliverable: a lamp", Kind.BOUNCE),
        ("Return-Path: <>\nSubject: A lamp", Kind.PERSON),
    ],
)
def test_headers_speak(header: str, kind: Kind) -> None:
    mail = f"From: carla@customer.example\n{header}\n\nThe lamp does not light.\n"
    assert read(mail.encode()).kind is kind


@pytest.mark.parametrize(
    ("subject", "text", "kind"),
    [
        ("Automatic reply: your order", "I am out of the office.", Kind.AUTO_REPLY),
        ("Abwesenheitsnotiz", "Ich bin im Urlaub.", Kind.AUTO_REPLY),
        ("Réponse automatique : lampe", "Je suis en congé.", Kind.AUTO_REPLY),
        ("Respuesta automática: lámpara", "Estoy de vacaciones.", Kind.AUTO_REPLY),
        ("Carla Diaz is out of the office.", "I will be back on Monday.", Kind.AUTO_REPLY),
        ("[lamps] Out of office", "I will be back on Monday.", Kind.AUTO_REPLY),
        ("Your order", "This is an automatic reply. We are closed.", Kind.AUTO_REPLY),
        ("Your order", "Dies ist eine automatische Antwort.", Kind.AUTO_REPLY),
        ("Out of office printer", "The printer in the hall is broken.", Kind.PERSON),
        ("Re: Carla Diaz is out of the office.", "On holiday again?", Kind.PERSON),
        ("My holiday booking", "I will be on vacation until Monday.", Kind.PERSON),
        ("Question", "Your shop sent me an automatic reply. What does it mean?", Kind.PERSON),
    ],
)
def test_a_subject_alone_makes_no_automatic_mail(subject: str, text: str, kind: Kind) -> None:
    mail = f"From: carla@customer.example\nSubject: {subject}\n\n{text}\n"
    assert read(mail.encode()).kind is kind


@pytest.mark.parametrize(
    ("sender", "subject", "text", "kind"),
    [
        ("MAILER-DAEMON@mx.example", "failure notice", "x", Kind.BOUNCE),
        ("postmaster@mx.example", "Unzustellbar: Lampe", "x", Kind.BOUNCE),
        ("postmaster@mx.example", "Hello", "Your mail could not be delivered.", Kind.BOUNCE),
        ("postmaster@mx.example", "Your new password", "Here it is.", Kind.PERSON),
        ("Post <>", "Mail delivery failed", "No such user.", Kind.BOUNCE),
        ("ndr@mx.example", "Delivery failure", "Not able to reach: 550 5.1.1", Kind.BOUNCE),
        (
            "carla@c.example",
            "Delivery failed",
            "The parcel could not be delivered.",
            Kind.PERSON,
        ),
    ],
)
def test_a_mail_about_a_delivery_needs_a_mail_server(
    sender: str, subject: str, text: str, kind: Kind
) -> None:
    mail = f"From: {sender}\nSubject: {subject}\n\n{text}\n"
    assert read(mail.encode()).kind is kind


def test_a_bounce_on_a_list_is_a_bounce() -> None:
    mail = b"From: mailer-daemon@mx.example\nSubject: Undeliverable\nList-Id: <x>\n\nx\n"
    assert read(mail).kind is Kind.BOUNCE
