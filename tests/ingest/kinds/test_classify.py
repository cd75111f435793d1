"""How the evidence for the kind of a mail is found, weighed and said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samehand.ingest.kinds.classify import classify
from samehand.ingest.kinds.clues import Clues
from samehand.ingest.message import InboundMessage, Kind
from samehand.ingest.mime.parts import Parts
from samehand.ingest.parse import read

CORPUS = Path(__file__).parents[2] / "corpus"


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


def mail(*header: str, text: str = "The lamp does not light.") -> InboundMessage:
    lines = ("From: carla@customer.example", *header)
    return read(("\n".join(lines) + f"\n\n{text}\n").encode())


def report(header: str, *parts: str) -> InboundMessage:
    body = "".join(f"--b\n{part}\n" for part in parts)
    return read(f"{header}; boundary=b\n\n{body}--b--\n".encode())


STATUS = "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
BEN = "Final-Recipient: rfc822; ben@other.example\n"
RETURNED = "Content-Type: message/rfc822\n\nFrom: ana@acme.example\nSubject: Offer\n\nHello"
READ = (
    "Content-Type: message/disposition-notification\n\nDisposition: automatic-action/MDN-sent"
)


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("Action: failed", Kind.BOUNCE),
        ("Action: failed (for good)", Kind.BOUNCE),
        ("Action: Delayed", Kind.BOUNCE),
        ("Status: 5.1.1", Kind.BOUNCE),
        ("Action: delivered", Kind.RECEIPT),
        ("Action: relayed", Kind.RECEIPT),
        ("Action: expanded", Kind.RECEIPT),
        (
            "Action: delivered\n\nFinal-Recipient: rfc822; c@x.example\nAction: failed",
            Kind.BOUNCE,
        ),
    ],
)
def test_a_delivery_status_is_a_bounce_unless_all_is_well(action: str, kind: Kind) -> None:
    head = "Content-Type: multipart/report; report-type=delivery-status"
    assert report(head, f"{STATUS}{BEN}{action}\n").kind is kind


@pytest.mark.parametrize(
    ("disposition", "kind"),
    [
        ("Disposition: manual-action/MDN-sent-manually; displayed", Kind.RECEIPT),
        ("Disposition: manual-action/MDN-sent-manually; deleted", Kind.RECEIPT),
        ("Disposition: automatic-action/MDN-sent-automatically; processed", Kind.RECEIPT),
    ],
)
def test_what_was_read_or_deleted_is_a_receipt(disposition: str, kind: Kind) -> None:
    part = f"Content-Type: message/disposition-notification\n\n{disposition}\n"
    head = "Content-Type: multipart/report; report-type=disposition-notification"
    assert report(head, part).kind is kind


@pytest.mark.parametrize(
    "part",
    [
        f"{STATUS}{BEN}Action: failed\nStatus: 5.1.1\n",
        f"{STATUS}{BEN}Action: delivered\n",
        f"{READ}; deleted\n",
        "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\n",
    ],
)
def test_who_passes_a_report_on_is_a_person(part: str) -> None:
    """Mail programs forward its parts one by one, below what the person writes."""
    text = "Content-Type: text/plain\n\nHi, this is what I got. Did my order reach you?"
    head = (
        "From: carla@customer.example\nSubject: Fwd: Undelivered Mail Returned to Sender\n"
        "Content-Type: multipart/mixed"
    )
    assert report(head, text, part, RETURNED).kind is Kind.PERSON


def test_a_mail_that_a_filter_rejects_has_not_arrived() -> None:
    head = "Auto-Submitted: auto-replied (rejected)\nContent-Type: multipart/report"
    words = "Content-Type: text/plain\n\nYour message to <ben@other.example> was rejected: full"
    message = report(head, words, f"{READ}; deleted\n", RETURNED)
    assert message.kind is Kind.BOUNCE


@pytest.mark.parametrize(
    ("subject", "parts", "kind"),
    [
        ("complaint about message from 192.0.2.1", (RETURNED,), Kind.REPORT),
        ("Abuse report", (RETURNED,), Kind.REPORT),
        ("Fwd: Offer", (RETURNED,), Kind.PERSON),
        (
            "complaint about message from your shop",
            ("Content-Type: text/plain\n\nI never asked for this.", RETURNED),
            Kind.PERSON,
        ),
    ],
)
def test_a_complaint_is_a_machine_s_where_it_has_no_words(
    subject: str, parts: Sequence[str], kind: Kind
) -> None:
    head = f"From: staff@mail.example\nSubject: {subject}\nContent-Type: multipart/mixed"
    assert report(head, *parts).kind is kind


@pytest.mark.parametrize("name", ["text/calendar", "application/calendar"])
@pytest.mark.parametrize(
    ("method", "kind"),
    [
        ("METHOD:REPLY", Kind.CALENDAR),
        ("METHOD:COUNTER", Kind.CALENDAR),
        ("method:refresh", Kind.CALENDAR),
        ("METHOD:REQUEST", Kind.PERSON),
        ("METHOD:PUBLISH", Kind.PERSON),
        ("SUMMARY:REPLY", Kind.PERSON),
    ],
)
def test_who_invites_is_a_person_and_an_answer_to_it_is_not(
    name: str, method: str, kind: Kind
) -> None:
    part = f"Content-Type: {name}\n\nBEGIN:VCALENDAR\n{method}\nEND:VCALENDAR"
    text = "Content-Type: text/plain\n\nSee you on Monday."
    head = "From: carla@customer.example\nContent-Type: multipart/mixed"
    assert report(head, text, part).kind is kind


def test_everything_that_counted_is_said() -> None:
    message = mail(
        "From: mailer-daemon@mx.example", "Return-Path: <>", "Subject: Undeliverable"
    )
    assert message.reasons == (
        "its return path is empty (+6)",
        "subject of a delivery report (+4)",
    )


def test_what_was_too_weak_is_said_of_a_person_s_mail() -> None:
    message = mail("Subject: Out of office")
    assert message.kind is Kind.PERSON
    assert message.reasons == ("too weak for auto-reply: subject of an absence",)


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("Subject: Undeliverable: offer", "Could not be delivered to:\nben@other.example"),
        ("Subject: Lamp", "This is an automatic reply. The shop is closed."),
        ("Subject: Lamp", "I am out of the office. In urgent cases please call Ben."),
    ],
)
def test_words_alone_are_not_certain(header: str, text: str) -> None:
    message = mail(header, text=text)
    assert message.kind is not Kind.PERSON
    assert not message.certain


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("Return-Path: <>\nSubject: Undeliverable: offer", "x"),
        ("Auto-Submitted: auto-replied", "Closed."),
        ("Precedence: bulk\nReturn-Path: <>", "Closed."),
        ("Subject: Automatic reply: Lamp", "This is an automatic reply. Closed."),
        ("Subject: Lamp", "It does not light."),
    ],
)
def test_marks_of_machines_are_certain_and_so_are_people(header: str, text: str) -> None:
    assert mail(header, text=text).certain


def test_what_a_text_says_of_deliveries_counts_only_where_something_points_to_one() -> None:
    text = "This is the mail system at host mx.example.\n<ben@other.example>: 550 5.1.1 unknown"
    assert mail("Subject: Lamp", text=text).kind is Kind.PERSON


@pytest.mark.parametrize(
    "against",
    [
        ("Subject: Re: Undeliverable: offer",),
        ("Subject: Fwd: Undeliverable: offer",),
        ("Subject: Undeliverable: offer", "User-Agent: Mozilla Thunderbird"),
    ],
)
def test_a_person_s_program_speaks_against_mere_words(against: Sequence[str]) -> None:
    text = "I could not deliver it, and ben@other.example says 550 5.1.1."
    assert mail("Subject: Undeliverable: offer", text=text).kind is Kind.BOUNCE
    assert mail(*against, text=text).kind is Kind.PERSON


def test_no_word_of_a_person_takes_from_a_mark() -> None:
    message = mail("Subject: Re: lamp", "Auto-Submitted: auto-replied", text="Hi! All well?")
    assert message.kind is Kind.AUTO_REPLY


HOSTILE = (
    "a@b.",
    "a@a.a=",
    "could not ",
    "user ",
    "(",
    "<a@",
    "550 5.1.1 ",
    "re: ",
    "a-",
    "\n",
)


@pytest.mark.parametrize("unit", HOSTILE)
@pytest.mark.parametrize("header", ["Return-Path: <>", "Precedence: bulk"])
def test_no_text_keeps_the_reader_busy(header: str, unit: str) -> None:
    subject = f"Subject: Undeliverable [ticket {unit.strip() * 200}"
    assert mail(header, subject, text=unit * (200_000 // len(unit))).reasons


LINES = st.text(max_size=60)
FIELDS = st.dictionaries(
    st.sampled_from(
        ("auto-submitted", "return-path", "precedence", "from", "list-id", "x-loop")
    ),
    st.lists(LINES, max_size=2),
)


@settings(max_examples=60, deadline=None)
@given(fields=FIELDS, subject=LINES, text=LINES)
def test_any_mail_has_a_kind_and_says_why(
    fields: Mapping[str, list[str]], subject: str, text: str
) -> None:
    clues = Clues.of(fields, Parts(text=text), sender="carla@customer.example", subject=subject)
    verdict = classify(clues)
    assert verdict.reasons
    assert verdict.certain or verdict.kind is not Kind.PERSON
