"""Attachments and their names."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.ingest.message import Attachment
from samehand.ingest.mime.file_names import LONGEST_NAME, file_name
from samehand.ingest.mime.parts import read_parts
from samehand.ingest.mime.readable import LONGEST_TEXT
from samehand.ingest.mime.structure import parts_of
from samehand.ingest.parse import read

CORPUS = Path(__file__).parents[2] / "corpus"


def attachments(name: str) -> tuple[Attachment, ...]:
    return read((CORPUS / f"{name}.eml").read_bytes()).attachments


def test_a_picture_in_the_text_is_told_from_a_file() -> None:
    picture, bill = attachments("inline-picture")
    assert (picture.name, picture.type) == ("lamp.png", "image/png")
    assert picture.inline
    assert picture.content_id == "pic@customer.example"
    assert (bill.name, bill.content, bill.inline) == ("bill.pdf", b"%PDF-1.4", False)


@pytest.mark.parametrize(
    ("mail", "name"),
    [
        ("file-name-rfc2231", "Rechnung für März.pdf"),
        ("file-name-raw-8bit", "año.txt"),
        ("file-name-with-path", "invoicefdp.exe"),
    ],
)
def test_names_are_decoded_and_cleaned(mail: str, name: str) -> None:
    (attachment,) = attachments(mail)
    assert attachment.name == name
    assert attachment.named


def test_an_attached_mail_is_passed_on_whole() -> None:
    (attachment,) = attachments("attached-mail")
    assert (attachment.name, attachment.type) == ("Your order.eml", "message/rfc822")
    assert not attachment.named
    assert attachment.content.startswith(b"From: Ben <ben@acme.example>\nSubject: Your order\n")
    assert attachment.content.endswith(b"\n\nIt is on its way.")


def test_an_invitation_is_an_attachment_and_its_words_are_the_text() -> None:
    message = read((CORPUS / "invitation.eml").read_bytes())
    (attachment,) = message.attachments
    assert attachment.type == "text/calendar"
    assert attachment.content.startswith(b"BEGIN:VCALENDAR")
    assert message.text.strip() == "Can we talk on Tuesday?"


def test_an_attached_mail_keeps_every_byte() -> None:
    inner = b"Subject:  =?utf-8?q?x?=\r\nX: a\r\n\t b \r\n\r\n\xff trailing \r\n.\r\n\r\n"
    mail = (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee this.\r\n--b\r\n"
        b"Content-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--b--\r\n"
    )
    (attachment,) = read(mail).attachments
    assert attachment.content == inner


@pytest.mark.parametrize(
    ("first", "disposition", "is_shown"),
    [
        (b"See below.", b"Content-Disposition: inline\n", True),
        (b"See below.", b"Content-Disposition: attachment\n", False),
        (b"See below.", b"", False),
        (b"", b"Content-Disposition: attachment\n", True),
    ],
)
def test_an_attached_mail_is_read_where_it_is_shown_or_all_there_is(
    first: bytes, disposition: bytes, is_shown: bool
) -> None:
    mail = (
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\n" + first + b"\n--b\n"
        b"Content-Type: message/rfc822\n" + disposition + b"\nFrom: Ben <ben@acme.example>\n"
        b"Subject: Your order\n\nIt is on its way.\n--b--\n"
    )
    message = read(mail)
    assert first.decode() in message.text
    shown = "From: Ben <ben@acme.example>\nSubject: Your order\n\nIt is on its way."
    assert (shown in message.text) is is_shown
    assert len(message.attachments) == 1


def test_what_a_report_returns_is_no_text() -> None:
    mail = (
        b"Content-Type: multipart/report; boundary=b\n\n--b\n"
        b"Content-Type: message/rfc822\n\nSubject: x\n\nreturned\n--b--\n"
    )
    assert read(mail).text == ""


@pytest.mark.parametrize(
    ("plain", "html", "text"),
    [
        ("Please view this HTML mail.", "<p>Order 4711 has not come.</p>", "Order 4711"),
        ("I wish you could see the HTML.", "<p>Hello.</p>", "I wish you could see the HTML."),
        ("", "<p>Hello.</p>", "Hello."),
    ],
)
def test_the_fuller_form_comes_first(plain: str, html: str, text: str) -> None:
    mail = (
        "Content-Type: multipart/alternative; boundary=b\n\n--b\n\n"
        f"{plain}\n--b\nContent-Type: text/html\n\n{html}\n--b--\n"
    )
    message = read(mail.encode())
    assert message.text.startswith(text)
    assert plain in message.text


@pytest.mark.parametrize(
    ("head", "inline"),
    [
        ("Content-Type: image/png; name=lamp.png\nContent-ID: <pic@x>\n", True),
        ("Content-Type: application/x; name=lamp.png\nContent-ID: <pic@x>\n", True),
        (
            "Content-Type: image/png\nContent-ID: <pic@x>\nContent-Disposition: attachment\n",
            True,
        ),
        (
            "Content-Type: image/png\nContent-ID: <x@x>\nContent-Disposition: attachment\n",
            False,
        ),
        ("Content-Type: application/pdf\nContent-ID: <x@x>\n", False),
        ("Content-Type: image/png\nContent-Location: lamp%201.png\n", True),
        ("Content-Type: image/png\nContent-Location: other.png\n", False),
        ("Content-Type: image/png\n", False),
    ],
)
def test_a_picture_with_a_place_in_the_text_is_inline(head: str, inline: bool) -> None:
    mail = (
        "Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n"
        '<p>Look: <img src="CID:pic%40x"> <img src="lamp%201.png"></p>'
        f"\n--b\n{head}\nx\n--b--\n"
    )
    message = read(mail.encode())
    (attachment,) = message.attachments
    assert attachment.inline is inline
    assert (f"[image: {attachment.name}]" in message.text) is inline


def test_a_file_of_a_type_that_is_none_is_still_a_file() -> None:
    (attachment,) = read(b"Content-Type: application-x-gzip; name=a.gz\n\nx").attachments
    assert (attachment.name, attachment.type) == ("a.gz", "application/octet-stream")


def test_an_attachment_without_a_name_gets_one() -> None:
    message = read(
        b"Content-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo="
    )
    (attachment,) = message.attachments
    assert (attachment.name, attachment.named) == ("attachment-1.png", False)


def test_a_charset_in_the_form_of_rfc_2231_is_one() -> None:
    head = b"Content-Type: text/plain; charset*=us-ascii'en'utf-8\n\n"
    message = read(head + "Grüße".encode())
    assert (message.text, message.error) == ("Grüße", None)


def test_an_attached_mail_with_a_boundary_outside_ascii_is_passed_on() -> None:
    inner = "Content-Type: multipart/mixed; boundary=ü\n\n--ü\n\nhello\n--ü--\n".encode()
    message = read(b"Content-Type: message/rfc822\n\nSubject: x\n" + inner)
    assert message.error is None
    assert b"hello" in message.attachments[0].content


@pytest.mark.parametrize(
    "encoding", ["base64", "BASE64", " base64 ", "base64; x=y", "base64 (comment)"]
)
def test_an_encoding_with_ornaments_is_still_an_encoding(encoding: str) -> None:
    head = f"Content-Type: image/png\nContent-Transfer-Encoding: {encoding}\n\n"
    (attachment,) = read(head.encode() + b"iVBORw0KGgo=").attachments
    assert attachment.content == b"\x89PNG\r\n\x1a\n"


def test_an_attached_mail_in_base64_is_unpacked() -> None:
    message = read(
        b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
        b"\nU3ViamVjdDogaGkKCmhlbGxv\n"
    )
    (attachment,) = message.attachments
    assert attachment.content == b"Subject: hi\n\nhello"


def test_a_picture_is_named_where_the_html_shows_it() -> None:
    message = read(
        b"Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n"
        b'See <img src="cid:1@x"> here.\n--b\nContent-Type: image/png; name=lamp.png\n'
        b"Content-ID: <1@x>\n\nx\n--b--\n"
    )
    assert message.text == "See [image: lamp.png] here."


def test_words_that_html_hides_are_counted() -> None:
    mail = parts_of(b"Content-Type: text/html\n\n<p hidden>Pay Mallory.</p>Hello")
    parts = read_parts(mail)
    assert (parts.text, parts.hidden_words) == ("Hello", 2)


ALTERNATIVES = """Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/plain

{plain}
--b
Content-Type: text/html

{html}
--b--
"""


def test_html_gives_the_form_of_what_the_plain_text_says() -> None:
    html = "<p id=x onclick=y>The lamp is <b>broken</b>.</p>"
    message = read(ALTERNATIVES.format(plain="The lamp is *broken*.", html=html).encode())
    assert message.text == "The lamp is *broken*."
    assert message.html == "<p>The lamp is <b>broken</b>.</p>"
    assert not message.disagrees


def test_html_that_says_something_else_is_left_out_with_a_word() -> None:
    other = " ".join(f"word{number}" for number in range(20))
    message = read(ALTERNATIVES.format(plain="The lamp is broken.", html=other).encode())
    assert (message.text, message.html) == ("The lamp is broken.", "")
    assert message.disagrees


def test_words_stand_beside_html_as_html() -> None:
    message = read(
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n"
        b"<b>One</b>\n--b\nContent-Type: text/plain\n\n2 < 3\n--b--\n"
    )
    assert message.text == "One\n\n2 < 3"
    assert message.html == "<b>One</b><div>2 &lt; 3</div>"


def test_a_mail_of_plain_text_has_no_html() -> None:
    assert read(b"Subject: x\n\nHello").html == ""


def test_a_text_that_nobody_would_read_is_cut_and_attached_whole() -> None:
    message = read(b"Subject: log\n\n" + b"line\n" * 300_000)
    assert len(message.text) == LONGEST_TEXT
    assert message.attachments[0].size == 1_500_000


@pytest.mark.parametrize(
    ("named", "name"),
    [
        ("bill.pdf", "bill.pdf"),
        ("C:\\Users\\carla\\bill.pdf", "bill.pdf"),
        ("../../etc/passwd", "passwd"),
        (".htaccess", "htaccess"),
        ("bill.pdf. . .", "bill.pdf"),
        ('a:b*c?"d|e', "a_b_c__d_e"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
        ("a" * 300, "a" * 120),
        ("می\u200cشود\u202e.pdf", "میشود.pdf"),
        ("../", ""),
        ("", ""),
    ],
)
def test_a_name_is_only_a_name(named: str, name: str) -> None:
    assert file_name(named) == name


@given(st.text(max_size=400))
def test_no_name_leads_elsewhere_or_hides_something(named: str) -> None:
    head = b"Content-Type: image/png\nContent-Disposition: attachment; filename*=utf-8''"
    quoted = "".join(f"%{byte:02x}" for byte in named.encode("utf-8", "replace")).encode()
    (attachment,) = read(head + quoted + b"\n\nx").attachments
    assert 0 < len(attachment.name) <= LONGEST_NAME
    assert not set(attachment.name) & set("/\\\r\n\0")
    for character in attachment.name:
        assert unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co"}


@pytest.mark.parametrize(
    "kind", ["delivery-status", "disposition-notification", "feedback-report"]
)
def test_what_is_written_for_machines_is_not_attached_as_a_mail(kind: str) -> None:
    report = read(
        f"Content-Type: message/{kind}\n\nReporting-MTA: dns; mx.x.example\n".encode()
    )
    assert [one.name for one in report.attachments] == ["message.txt"]
