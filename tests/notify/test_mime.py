"""A body survives the way: the text is read back whole, files keep their names."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.ingest.message import Attachment
from samehand.notify import headers
from samehand.notify.mime import attached_part, clean_file_name, text_part, together

visible = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n\t"))


def parsed(part: tuple[list[headers.Field], bytes]) -> EmailMessage:
    mail = headers.write((*part[0], ("MIME-Version", "1.0"))) + b"\r\n" + part[1]
    assert mail.count(b"\r\n") == mail.count(b"\r") == mail.count(b"\n")
    assert max(map(len, mail.split(b"\r\n"))) <= 998
    return message_from_bytes(mail, policy=policy.default)


def text_in(part: EmailMessage) -> str:
    text: str = part.get_content()
    return text.replace("\r\n", "\n")


@given(text=visible)
def test_a_text_is_read_back_whole(text: str) -> None:
    text = text.replace("\u2028", "").replace("\u2029", "")
    assert text_in(parsed(text_part(text))) == text.rstrip("\n") + "\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Plain words.\n.\n..dots\nFrom here", "7bit"),
        ("x" * 990, "7bit"),
        ("x" * 991, "quoted-printable"),
        ("Der Kessel ist schön, aber er tropft ein wenig.", "quoted-printable"),
        ("やかんが漏れています", "base64"),
        ("", "7bit"),
    ],
)
def test_a_text_is_readable_in_the_raw_mail_where_it_can_be(text: str, encoding: str) -> None:
    mail = parsed(text_part(text))
    assert mail["Content-Transfer-Encoding"] == encoding
    assert text_in(mail) == f"{text}\n"


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_kind_of_line_end_becomes_one(line_end: str) -> None:
    assert text_in(parsed(text_part(f"one{line_end}two"))) == "one\ntwo\n"


def test_control_characters_and_surrogates_are_left_out() -> None:
    assert text_in(parsed(text_part("a\x00b\x1b[31mc\ud800d\x9be"))) == "ab[31mcde\n"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("photo.jpg", "photo.jpg"),
        ("Über den Kessel, 1.pdf", "Über den Kessel, 1.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\carla\\kettle.doc", "kettle.doc"),
        (".htaccess", "htaccess"),
        ("kettle\u202egpj.exe", "kettlegpj.exe"),
        ("kettle.exe\u200b", "kettle.exe"),
        ("kettle.exe ...", "kettle.exe"),
        ('a";\r\nX-Evil: "1.txt', "a__ X-Evil_ _1.txt"),
        ("a\x00b.txt", "a b.txt"),
        ("", "attachment"),
        ("../", "attachment"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("漢" * 300 + ".pdf", "漢" * 116 + ".pdf"),
        ("." + "x" * 300, "x" * 120),
    ],
)
def test_a_file_keeps_a_name_that_harms_nobody(name: str, shown: str) -> None:
    assert clean_file_name(name) == shown
    part = parsed(attached_part(Attachment(name, "application/pdf", b"%PDF")))
    assert part.get_filename() == shown


def test_a_files_bytes_are_read_back_whole() -> None:
    content = bytes(range(256)) * 400
    text, file = text_part("See below."), Attachment("a.bin", "application/pdf", content)
    mail = parsed(together("mixed", [text, attached_part(file)], "1@acme.example"))
    (attached,) = mail.iter_attachments()
    assert attached.get_payload(decode=True) == content
    body = mail.get_body()
    assert body is not None
    assert text_in(body) == "See below.\n"  # type: ignore[arg-type]
