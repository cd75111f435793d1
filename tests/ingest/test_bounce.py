"""Who was not reached, whether for good, and about which mail."""

from __future__ import annotations

from pathlib import Path

import pytest

from samehand.ingest.message import Bounce
from samehand.ingest.parse import read

CORPUS = Path(__file__).parents[1] / "corpus"
CARLA = "carla@customer.example"


@pytest.mark.parametrize(
    ("name", "bounce"),
    [
        ("delivery-report", Bounce((CARLA,), permanent=True, about="answer@acme.example")),
        (
            "bounce-without-report",
            Bounce((CARLA,), permanent=False, about="answer@acme.example"),
        ),
        ("plain", None),
        ("absence-note", None),
    ],
)
def test_a_report_is_read(name: str, bounce: Bounce | None) -> None:
    assert read((CORPUS / f"{name}.eml").read_bytes()).bounce == bounce


def report(*status: str) -> Bounce:
    blocks = "\n\n".join(("Reporting-MTA: dns; mx.example", *status))
    mail = f"Content-Type: message/delivery-status\n\n{blocks}\n"
    bounce = read(mail.encode()).bounce
    assert bounce is not None
    return bounce


def failed(action: str, code: str, who: str = CARLA) -> str:
    return f"Final-Recipient: rfc822; {who}\nAction: {action}\nStatus: {code}"


@pytest.mark.parametrize(
    ("status", "permanent"),
    [
        ((failed("failed", "5.1.1"),), True),
        ((failed("failed", "4.4.1"),), False),
        ((failed("delayed", "4.4.1"),), False),
        ((failed("delayed", "5.0.0"),), False),
        ((failed("failed", "5.2.2"),), False),  # a full mailbox
        ((failed("failed", "4.4.1"), failed("failed", "5.1.1")), True),
        ((failed("failed", "5.1.1"), failed("delivered", "2.0.0", "ben@x.example")), True),
        ((f"Final-Recipient: rfc822; {CARLA}\nAction: failed",), None),
    ],
)
def test_a_status_says_whether_for_good(
    status: tuple[str, ...], permanent: bool | None
) -> None:
    bounce = report(*status)
    assert bounce.permanent is permanent
    assert bounce.recipients == (CARLA,)


def test_the_address_that_we_wrote_to_counts_and_not_where_it_was_passed_on() -> None:
    bounce = report(
        f"Original-Recipient: rfc822;{CARLA}\nFinal-Recipient: rfc822;c@inside\nAction: failed"
    )
    assert bounce.recipients == (CARLA,)


@pytest.mark.parametrize(
    "text",
    [
        f"<{CARLA}>:\n550 no such user",
        f"{CARLA}\n  unknown user",
        f"Recipient: <{CARLA}>\nReason: 550",
        f"550 5.1.1 <{CARLA}>... User unknown",
        f"Your message to {CARLA} could not be delivered.",
    ],
)
def test_recipients_are_found_in_a_server_s_own_words(text: str) -> None:
    mail = f"From: mailer-daemon@mx.example\nSubject: Undeliverable\n\n{text}\n"
    bounce = read(mail.encode()).bounce
    assert bounce is not None
    assert bounce.recipients == (CARLA,)


def test_a_header_of_the_returned_mail_is_enough_to_know_it() -> None:
    mail = (
        b"Content-Type: multipart/report; boundary=r\n\n--r\n"
        b"Content-Type: message/delivery-status\n\nAction: failed\n--r\n"
        b"Content-Type: text/rfc822-headers\n\nMessage-ID: <answer@acme.example>\n--r--\n"
    )
    bounce = read(mail).bounce
    assert bounce is not None
    assert bounce.about == "answer@acme.example"
