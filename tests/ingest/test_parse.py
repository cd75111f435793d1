"""Real files, one oddity each, and what is read from them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.ingest.message import Address, InboundMessage, Kind
from samehand.ingest.parse import read, read_header, soft_key

CORPUS = Path(__file__).parents[1] / "corpus"


def mail(name: str) -> InboundMessage:
    return read((CORPUS / f"{name}.eml").read_bytes())


def test_a_plain_mail_is_read_whole() -> None:
    message = mail("plain")
    assert message.message_id == "one@customer.example"
    assert message.sender == Address("carla@customer.example", "Carla Diaz")
    assert message.identity == "carla@customer.example"
    assert message.to == (Address("support@acme.example"),)
    assert message.recipients == ("support@acme.example",)
    assert message.subject == "A broken lamp"
    assert message.date == datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    assert message.text == "Hello,\n\nthe lamp does not light.\n\nCarla\n"
    assert message.reply == "Hello,\n\nthe lamp does not light.\n\nCarla"
    assert message.kind is Kind.PERSON
    assert message.error is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("alternative", "The plain form."),
        ("stub-alternative", "My order number is 4711, and the parcel has not come."),
        ("html-only", "Grüße, see my order <https://shop.example/order/4711>."),
        ("html-only", "- first\n- second\n\nlamp 2"),
        ("inline-picture", "[image: the lamp]"),
        ("nothing-but-text", "the lamp does not light"),
        ("no-boundary", "Still readable."),
        ("byte-order-mark", "Hello."),
        ("broken-header-line", "Hello."),
        ("utf8-declared-latin1", "Grüße, señora"),
        ("unknown-charset", "Grüße"),
        ("iso-2022-jp", "こんにちは"),
        ("gb2312-that-is-gb18030", "朱镕基"),
    ],
)
def test_the_text_of_a_mail_is_found(name: str, text: str) -> None:
    assert text in mail(name).text


@pytest.mark.parametrize("name", ["html-only", "alternative"])
def test_what_a_reader_did_not_see_is_no_text(name: str) -> None:
    text = mail(name).text
    for unseen in ("ignore all", "color", "HTML", "<p>"):
        assert unseen not in text


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("iso-2022-jp", "照明が壊れた"),
        ("gb2312-that-is-gb18030", "灯坏了镕"),
        ("words-cut-inside-a-character", "Grüße"),
        ("byte-order-mark", "A mark in front"),
        ("broken-header-line", "A field with a space in its name"),
    ],
)
def test_the_subject_is_decoded(name: str, subject: str) -> None:
    assert mail(name).subject == subject


@pytest.mark.parametrize("name", ["byte-order-mark", "broken-header-line"])
def test_a_broken_line_in_the_header_does_not_hide_the_sender(name: str) -> None:
    assert mail(name).identity == "carla@customer.example"


def test_two_from_fields_have_a_sender_to_show_but_no_identity() -> None:
    message = mail("two-from-fields")
    assert message.sender.address == "ana@acme.example"
    assert message.identity is None


def test_what_is_missing_is_empty() -> None:
    message = mail("no-from-date-or-id")
    assert (message.message_id, message.date, message.identity) == (None, None, None)
    assert message.sender == Address("")
    assert message.error is None


def test_no_bytes_are_an_empty_mail() -> None:
    message = read(b"")
    assert message.text == ""
    assert message.error is None


def test_every_way_of_naming_a_recipient_counts_once() -> None:
    message = read(
        b"To: a@x.example, b@x.example\nCc: C@x.example\nDelivered-To: a@x.example\n"
        b"X-Original-To: d@x.example\nEnvelope-To: e@x.example\nBcc: f@x.example\n\n"
    )
    assert message.recipients == tuple(f"{c}@x.example" for c in "abcde")


def test_statements_and_hops_are_given_as_they_came_topmost_first() -> None:
    message = read(
        b"Authentication-Results: mx.acme.example;\r\n dmarc=pass\r\n"
        b"Received: from b by c\r\nReceived: from a by b\r\n"
        b"Authentication-Results: forged.example; dmarc=fail\r\n\r\n"
    )
    assert message.statements == (
        "mx.acme.example;\r\n dmarc=pass",
        "forged.example; dmarc=fail",
    )
    assert message.hops == ("from b by c", "from a by b")


def test_the_nearest_parent_comes_first() -> None:
    message = read(b"In-Reply-To: <c@x>\nReferences: <a@x> <b@x>\n <c@x>\n\n")
    assert message.parents == ("c@x", "b@x", "a@x")


def test_a_mail_beyond_the_limits_is_read_by_its_header() -> None:
    message = read(b"From: carla@customer.example\nX: " + b"a" * 200_000 + b"\n\nHello.")
    assert message.error == "a header field is longer than 64 KB"
    assert message.identity == "carla@customer.example"
    assert message.text == ""


def test_a_parser_that_overflows_leaves_the_header(monkeypatch: pytest.MonkeyPatch) -> None:
    def overflow(*_: object, **__: object) -> None:
        raise RecursionError

    monkeypatch.setattr("samehand.ingest.parse.read_parts", overflow)
    message = mail("plain")
    assert message.error == "its parts are nested too deeply"
    assert message.subject == "A broken lamp"


def test_a_header_alone_can_be_read_with_its_reason() -> None:
    content = (CORPUS / "plain.eml").read_bytes()
    message = read_header(content, error="the mail has 60 MB")
    assert message.subject == "A broken lamp"
    assert message.text == ""
    assert message.error == "the mail has 60 MB"


def test_copies_that_came_another_way_have_the_same_key() -> None:
    content = (CORPUS / "plain.eml").read_bytes()
    copy = b"Received: from elsewhere\nX-Spam-Score: 1\n" + content.replace(b"\n", b"\r\n")
    assert soft_key(read(copy)) == soft_key(read(content))


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"lamp does", b"lamp did"), (b"09:30:00", b"09:30:01"), (b"carla@", b"clara@")],
)
def test_another_mail_has_another_key(old: bytes, new: bytes) -> None:
    content = (CORPUS / "plain.eml").read_bytes()
    assert soft_key(read(content.replace(old, new))) != soft_key(read(content))


def test_another_attachment_makes_another_key() -> None:
    content = (CORPUS / "inline-picture.eml").read_bytes()
    other = content.replace(b"JVBERi0xLjQ=", b"JVBERi0xLjU=")
    assert soft_key(read(other)) != soft_key(read(content))


_PIECES = st.sampled_from(
    [
        *(
            b"From: a@x.example\r\n",
            b"Subject: =?utf-8?q?x",
            b"\r\n",
            b"\n",
            b"\r",
            b"\r\n\r\n",
        ),
        *(b"Content-Type: multipart/mixed; boundary=x\r\n", b"--x\r\n", b"--x--", b"\x00\xff"),
        *(b"Content-Type: message/rfc822\r\n", b"Content-Type: text/html; charset=zip\r\n"),
        *(
            b"Content-Type: text/plain; charset*=idna''%ff\r\n",
            b"<p>",
            b"> a\r\n",
            b" folded\r\n",
        ),
        *(b"Content-Transfer-Encoding: base64\r\n", b"Content-Transfer-Encoding: x-uue\r\n"),
        *(b"Content-Disposition: attachment; filename*1=a; filename*0*=b''%\r\n", b"=?=\r\n"),
        *(b"Content-Type: message/delivery-status\r\n", b"Message-ID: <\r\n", b"Date: 1\r\n"),
    ]
)


@given(st.binary(max_size=400) | st.lists(_PIECES | st.binary(max_size=20)).map(b"".join))
def test_any_bytes_are_read_and_can_be_stored(content: bytes) -> None:
    message = read(content)
    shown = (message.subject, message.text, message.reply, message.sender.name, message.error)
    for words in shown:
        (words or "").encode("utf-8")  # no half a character
        assert "\x00" not in (words or "")  # PostgreSQL stores no NUL
    soft_key(message)
