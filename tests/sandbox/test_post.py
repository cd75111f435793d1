"""What a mail exchange writes on top, and what it believes about senders."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes

import pytest

from samehand.sandbox.post import Envelope, mailbox_of, stamped

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PROTECTED = frozenset({"acme.example"})


def statement(header: str, login: str | None) -> str:
    """The statement about a mail with this header, on one line."""
    content = f"{header}\r\nSubject: x\r\n\r\nx\r\n".encode()
    envelope = Envelope("x@y.example", ("support@acme.example",), login)
    mail = stamped(content, envelope, "support@acme.example", now=NOON, protected=PROTECTED)
    [only] = message_from_bytes(mail).get_all("Authentication-Results", [])
    return " ".join(str(only).split())


@pytest.mark.parametrize(
    ("header", "login", "expected"),
    [
        ("From: ana@acme.example", "ana@acme.example", "dmarc=pass header.from=acme.example"),
        (
            "From: Ana <Ana@Acme.example>",
            "ana@acme.example",
            "dmarc=pass header.from=acme.example",
        ),
        ('From: "Ruiz, Ana" <ana@acme.example>', "ana@acme.example", "dmarc=pass"),
        ("From: ana@acme.example", None, "dmarc=fail header.from=acme.example"),
        ("From: ana@acme.example", "mallory@evil.example", "dmarc=fail"),
        ("From: x@unprotected.example", None, "dmarc=none header.from=unprotected.example"),
        ("From: ana@acme.example <mallory@evil.example>", "ana@acme.example", "permerror"),
        ("From: ana@acme.example, b@acme.example", "ana@acme.example", "permerror"),
        ("From: ana@acme.example\r\nFrom: m@evil.example", "ana@acme.example", "permerror"),
        ("From: Ana\r\n <ana@acme.example>", "ana@acme.example", "dmarc=pass"),
        ("X-No: from", "ana@acme.example", "permerror"),
    ],
)
def test_only_the_account_itself_passes_as_the_writer(
    header: str, login: str | None, expected: str
) -> None:
    said = statement(header, login)
    assert said.startswith("mx.acme.example; auth=")
    assert expected in said
    assert ("dmarc=pass" in said) == ("dmarc=pass" in expected)


@pytest.mark.parametrize(
    "brought",
    [
        "Authentication-Results: mx.acme.example; dmarc=pass header.from=acme.example",
        "authentication-results:mx.acme.example;\r\n\tdmarc=pass header.from=acme.example",
        "Authentication-Results: (really) MX.acme.example 1; dmarc=pass",
        'Authentication-Results: "mx.acme.example"; dmarc=pass',
    ],
)
def test_nobody_can_bring_a_statement_in_our_name(brought: str) -> None:
    assert "dmarc=fail" in statement(f"{brought}\r\nFrom: ana@acme.example", None)


def test_the_statements_of_others_stay() -> None:
    content = b"Authentication-Results: mx.other.example; dkim=pass\r\n\r\n"
    envelope = Envelope("x@y.example", ("ana@acme.example",))
    mail = stamped(content, envelope, "ana@acme.example", now=NOON, protected=PROTECTED)
    assert len(message_from_bytes(mail).get_all("Authentication-Results", [])) == 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\r\n",
        b"\r\nonly a body",
        b"Subject: no end",
        b"Subject: x\n\nbare\n",
        b"\xff\x00: \r\n\r\n",
    ],
)
def test_whatever_comes_keeps_its_body(content: bytes) -> None:
    envelope = Envelope("x@y.example", ("ana@acme.example",))
    mail = stamped(content, envelope, "ana@acme.example", now=NOON, protected=PROTECTED)
    assert mail.startswith(b"Return-Path: <x@y.example>\r\nDelivered-To: ana@acme.example\r\n")
    assert content.rpartition(b"\n")[2] in mail


@pytest.mark.parametrize(
    ("recipient", "account"),
    [
        ("ana@acme.example", "ana@acme.example"),
        ("Support+r.abc@ACME.example", "support@acme.example"),
        ("a+b+c@acme.example", "a@acme.example"),
    ],
)
def test_what_stands_after_a_plus_does_not_change_the_account(
    recipient: str, account: str
) -> None:
    assert mailbox_of(recipient) == account
