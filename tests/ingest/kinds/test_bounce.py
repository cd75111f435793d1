"""Who was not reached, whether for good, why, and about which mail."""

from __future__ import annotations

from pathlib import Path

import pytest

from samehand.ingest.message import Bounce
from samehand.ingest.parse import read

CORPUS = Path(__file__).parents[2] / "corpus"
CARLA = "carla@customer.example"
BEN = "ben@other.example"


@pytest.mark.parametrize(
    ("name", "bounce"),
    [
        (
            "delivery-report",
            Bounce(
                (CARLA,), permanent=True, about="answer@acme.example", reason="unknown user"
            ),
        ),
        (
            "bounce-without-report",
            Bounce(
                (CARLA,), permanent=False, about="answer@acme.example", reason="mailbox full"
            ),
        ),
        ("plain", None),
        ("absence-note", None),
    ],
)
def test_a_report_is_read(name: str, bounce: Bounce | None) -> None:
    assert read((CORPUS / f"{name}.eml").read_bytes()).bounce == bounce


def bounced(mail: str) -> Bounce:
    bounce = read(mail.encode()).bounce
    assert bounce is not None
    return bounce


def report(*status: str) -> Bounce:
    blocks = "\n\n".join(("Reporting-MTA: dns; mx.example", *status))
    return bounced(f"Content-Type: message/delivery-status\n\n{blocks}\n")


def notice(text: str, subject: str = "Undeliverable") -> Bounce:
    head = f"From: mailer-daemon@mx.example\nTo: support@acme.example\nSubject: {subject}"
    return bounced(f"{head}\n\n{text}\n")


def failed(action: str, code: str, who: str = CARLA) -> str:
    return f"Final-Recipient: rfc822; {who}\nAction: {action}\nStatus: {code}"


@pytest.mark.parametrize(
    ("status", "permanent"),
    [
        ((failed("failed", "5.1.1"),), True),
        ((failed("failed (no such user)", "5.1.1"),), True),
        ((failed("failed", "4.4.1"),), False),
        ((failed("delayed", "4.4.1"),), False),
        ((failed("delayed", "5.0.0"),), False),
        ((failed("failed", "4.2.2"),), False),
        ((failed("failed", "5.2.2"),), None),
        ((failed("failed", "5.0.0"),), True),
        ((failed("failed", "4.4.1"), failed("failed", "5.1.1", BEN)), True),
    ],
)
def test_a_status_says_whether_for_good(
    status: tuple[str, ...], permanent: bool | None
) -> None:
    bounce = report(*status)
    assert bounce.permanent is permanent
    assert CARLA in bounce.recipients


def test_who_was_reached_has_not_failed() -> None:
    bounce = report(failed("failed", "5.1.1"), failed("delivered", "2.0.0", BEN))
    assert bounce.recipients == (CARLA,)


def test_a_report_without_a_code_does_not_tell() -> None:
    assert report(f"Final-Recipient: rfc822; {CARLA}\nAction: failed").permanent is None


def test_the_address_that_we_wrote_to_counts_and_not_where_it_was_passed_on() -> None:
    bounce = report(
        f"Original-Recipient: rfc822;{CARLA}\nFinal-Recipient: rfc822;c@inside\nAction: failed"
    )
    assert bounce.recipients == (CARLA,)


def test_what_the_server_said_tells_more_than_a_code_for_everything() -> None:
    said = "Diagnostic-Code: smtp; 550 5.2.2 <carla@customer.example>... Mailbox full"
    bounce = report(f"{failed('failed', '5.0.0')}\n{said}")
    assert (bounce.reason, bounce.permanent) == ("mailbox full", None)


@pytest.mark.parametrize(
    ("action", "text", "delayed"),
    [
        ("Action: delayed", "", True),
        ("Action: failed", "Delivery attempts will continue.", False),
        ("", "Your mail has not yet been delivered to\ncarla@customer.example", True),
        ("", "This is a warning message only.\ncarla@customer.example", True),
        ("", "No such user:\ncarla@customer.example", False),
    ],
)
def test_a_server_that_still_tries_says_so(action: str, text: str, delayed: bool) -> None:
    bounce = report(f"Final-Recipient: rfc822; {CARLA}\n{action}") if action else notice(text)
    assert bounce.delayed is delayed
    assert bounce.permanent is False or not delayed


def test_of_several_recipients_one_for_good_is_enough() -> None:
    bounce = notice(
        f"These could not be reached:\n{CARLA}:\n  Mailbox full\n{BEN}:\n  No such user\n"
    )
    assert bounce.recipients == (CARLA, BEN)
    assert bounce.permanent is True


def test_an_answer_of_a_server_tells_more_than_guesses_around_it() -> None:
    bounce = notice(
        "The address may be unknown, or the mailbox may be full.\n"
        f"<{CARLA}>\n<<< 550 5.7.1 Your mail was blocked by our reputation list"
    )
    assert bounce.reason == "sender blocked"


PARTS = "Content-Type: multipart/report; boundary=r\n\n--r\n{}\n--r\n{}\n--r--\n"
STATUS = f"Content-Type: message/delivery-status\n\n{failed('failed', '5.1.1')}\n"


@pytest.mark.parametrize(
    "returned",
    [
        "Content-Type: text/rfc822-headers\n\nMessage-ID: <answer@acme.example>",
        "Content-Type: message/rfc822\n\nMessage-ID: <answer@acme.example>\n\nHello",
        "Content-Type: message/rfc822\n\nMessage-ID: <new@provider.example>\n"
        "X-Microsoft-Original-Message-ID: <answer@acme.example>\n\nHello",
        "Content-Type: text/plain\n\n--- Original message\n> Message-Id: <answer@acme.example>",
    ],
)
def test_the_returned_mail_is_known_by_its_header(returned: str) -> None:
    assert bounced(PARTS.format(STATUS, returned)).about == "answer@acme.example"


def test_without_it_the_report_may_answer_the_mail() -> None:
    bounce = bounced("In-Reply-To: <answer@acme.example>\n" + PARTS.format(STATUS, ""))
    assert bounce.about == "answer@acme.example"


def test_a_report_that_a_gateway_has_wrapped_is_read_all_the_same() -> None:
    returned = "Content-Type: message/rfc822\n\nMessage-ID: <answer@acme.example>\n\nHello"
    inner = PARTS.format(STATUS, returned)
    outer = (
        "From: postmaster@mx.example\nSubject: Delivery Status Notification (Failure)\n"
        "Content-Type: multipart/mixed; boundary=o\n\n--o\n"
        f"Content-Type: message/rfc822\n\n{inner}\n--o\nContent-Type: text/plain\n\n"
        "This mail is confidential.\n--o--\n"
    )
    bounce = bounced(outer)
    assert (bounce.recipients, bounce.about) == ((CARLA,), "answer@acme.example")
