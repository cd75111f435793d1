"""winmail.dat: what Outlook wrapped comes out again."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.ingest.message import InboundMessage
from samehand.ingest.mime.tnef import read_tnef
from samehand.ingest.parse import read
from samehand.tests.ingest.mime.winmail import (
    BINARY,
    LONG,
    OBJECT,
    STRING,
    UNICODE,
    attribute,
    file,
    mail_properties,
    packed,
    winmail,
)

LONG_NAME, TYPE, CONTENT_ID, DATA = 0x3707, 0x370E, 0x3712, 0x3701
BILL = file(b"BILL~1.PDF", b"%PDF-1.4", (LONG_NAME, UNICODE, "März.pdf\0".encode("utf-16-le")))


def mail(wrapped: bytes, text: bytes = b"") -> InboundMessage:
    return read(
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\n" + text + b"\n--b\n"
        b"Content-Type: application/ms-tnef; name=winmail.dat\n\n" + wrapped + b"\n--b--\n"
    )


def test_attachments_have_their_names_types_and_sizes() -> None:
    message = mail(winmail(BILL, file(b"lamp.png", b"\x89PNG")), b"See the bill.")
    assert [(one.name, one.type, one.content) for one in message.attachments] == [
        ("März.pdf", "application/pdf", b"%PDF-1.4"),
        ("lamp.png", "image/png", b"\x89PNG"),
    ]
    assert message.text.strip() == "See the bill."


@pytest.mark.parametrize(
    "parts",
    [
        [attribute(0x800C, b"The lamp is broken.\0")],
        [mail_properties((0x1000, UNICODE, "The lamp is broken.\0".encode("utf-16-le")))],
        [mail_properties((0x1013, BINARY, b"<p>The lamp is <b>broken</b>.</p>"))],
        [mail_properties((0x1009, BINARY, packed(rb"{\rtf1\ansi The lamp is broken.\par}")))],
        [
            mail_properties(
                (0x8001, LONG, b"\1\0\0\0"), (0x1000, STRING, b"The lamp is broken.\0")
            )
        ],
    ],
)
def test_its_text_is_the_mails_where_there_is_no_other(parts: list[bytes]) -> None:
    message = mail(winmail(*parts))
    assert message.text.strip() == "The lamp is broken."
    assert message.attachments == ()


def test_a_text_of_another_alphabet_is_read_by_its_codepage() -> None:
    codepage = attribute(0x9007, struct.pack("<II", 1251, 0))
    found = read_tnef(winmail(codepage, file("счёт.pdf".encode("cp1251"), b"x")))
    assert found is not None
    assert found.files[0].name == "счёт.pdf"


def test_what_the_sender_named_is_cleaned_as_everywhere() -> None:
    (one,) = mail(winmail(file(b"..\\..\\boot.ini", b"x"))).attachments
    assert one.name == "boot.ini"


def test_a_picture_keeps_its_place() -> None:
    html = (0x1013, BINARY, b'<p>Look: <img src="cid:pic@x"></p>')
    picture = file(b"lamp.png", b"x", (CONTENT_ID, STRING, b"pic@x\0"))
    message = mail(winmail(mail_properties(html), picture))
    assert message.text.strip() == "Look: [image: lamp.png]"
    (one,) = message.attachments
    assert (one.content_id, one.inline) == ("pic@x", True)


def test_a_mail_inside_cannot_be_opened_so_that_the_original_stays() -> None:
    inner = file(b"Re: order", b"", (DATA, OBJECT, b"\0" * 16 + winmail()))
    message = mail(winmail(BILL, inner))
    assert [one.name for one in message.attachments] == ["März.pdf", "winmail.dat"]


def test_what_is_no_winmail_is_a_file_like_any_other() -> None:
    (one,) = mail(b"something else").attachments
    assert (one.name, one.content) == ("winmail.dat", b"something else")


@pytest.mark.parametrize(
    "broken",
    [
        winmail(BILL)[:-20],
        winmail(BILL, struct.pack("<BHHI", 2, 0x800F, 6, 0xFFFFFFFF)),
        winmail(BILL, attribute(0x9003, struct.pack("<I", 0xFFFFFFFF))),
        winmail(BILL, attribute(0x9003, struct.pack("<IHHI", 1, BINARY, 0x1000, 0xFFFFFFFF))),
        winmail(BILL, attribute(0x9003, struct.pack("<IHH", 1, 0x0099, 0x1000))),
        winmail(BILL, file(b"", b"") * 501),
    ],
    ids=["cut", "long", "many properties", "many values", "unknown type", "many files"],
)
def test_lies_are_found_out_and_the_original_stays(broken: bytes) -> None:
    names = [one.name for one in mail(broken).attachments]
    assert names[-1] == "winmail.dat"
    assert names[0] in {"März.pdf", "BILL~1.PDF", "winmail.dat"}


@given(st.binary(max_size=300), st.integers(0, 120))
def test_any_bytes_are_opened_as_far_as_they_go(noise: bytes, at: int) -> None:
    whole = winmail(BILL, mail_properties((0x1009, BINARY, packed(rb"{\rtf1 x}"))))
    found = read_tnef(whole[:at] + noise + whole[at + len(noise) :])
    if found is not None:
        found.text({})
        assert sum(len(one.content) for one in found.files) <= len(whole) + len(noise)
