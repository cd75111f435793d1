"""Rich Text Format, packed, wrapped and broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.ingest.mime.rtf import LONGEST, read_rtf, unpacked
from samehand.tests.ingest.mime.winmail import packed, packed_as


@pytest.mark.parametrize(
    ("document", "text"),
    [
        (rb"{\rtf1\ansi Hello\par there}", "Hello\nthere"),
        (rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\*\generator X;}\f0 Hello}", "Hello"),
        (rb"{\rtf1\ansi\ansicpg1252 Gr\'fc\'dfe}", "Grüße"),
        (rb"{\rtf1\ansi\ansicpg1251 \'ef\'f0\'e8\'e2\'e5\'f2}", "привет"),
        (rb"{\rtf1\ansi\ansicpg932 \'8f\'c6\'96\'be}", "照明"),
        (rb"{\rtf1\ansi\uc1 \u26126?\u8364?5}", "明€5"),
        (rb"{\rtf1\ansi\uc2\u26126\'96\'be.}", "明."),
        (rb"{\rtf1\ansi\uc0 \u-10179 \u-8704 .}", "\U0001f600."),
        (rb"{\rtf1\ansi\uc0 \u-10179 .}", "\ufffd."),
        (rb"{\rtf1 a\tab b\~c\\\{\}\ldblquote d\rdblquote\emdash}", "a\tb\u00a0c\\{}“d”—"),
        (rb"{\rtf1 {\pict\wmetafile8 0102}{\pict\bin4 }}{}}text}", "text"),
        (rb"{\rtf1 one\cell two\cell\row three}", "one\ttwo\t\nthree"),
        (rb"Hello}}}} there", "Hello there"),
        (b"", ""),
    ],
)
def test_a_document_says_what_its_reader_saw(document: bytes, text: str) -> None:
    found = read_rtf(document)
    assert (found.text, found.is_html) == (text, False)


def test_html_that_was_wrapped_comes_out_as_it_was() -> None:
    found = read_rtf(
        rb"{\rtf1\ansi\ansicpg1252\fromhtml1{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Gr\'fc\'dfe"
        rb"{\*\htmltag84 <b>}\htmlrtf\b\htmlrtf0 now{\*\htmltag92 </b>}{\*\htmltag72 </p>}}"
    )
    assert (found.text, found.is_html) == ("<p>Grüße<b>now</b></p>", True)


def test_a_packed_document_is_unpacked() -> None:
    document = rb"{\rtf1\ansi " + b"Hello. " * 100 + b"}"
    assert unpacked(packed(document)) == document


def test_what_was_said_before_is_looked_up() -> None:
    # "abc", then twelve letters from the place where it was written: it goes on as it is made.
    place = 207 << 4 | 10
    steps = b"\x08abc" + place.to_bytes(2, "big") + b"!"
    assert unpacked(packed_as(steps, 16)) == b"abcabcabcabcabc!"


def test_the_expected_beginning_is_known_to_both() -> None:
    steps = b"\x01" + (0 << 4 | 4).to_bytes(2, "big")
    assert unpacked(packed_as(steps, 6)) == rb"{\rtf1"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 16,
        packed(b"hello")[:18],
        packed_as(b"\xff\xff", 5),
        packed_as(b"\x01\xff\xf0", 5),
        packed_as(b"\x01\x0c\xf0", 5),
    ],
)
def test_what_is_damaged_ends_where_the_damage_is(content: bytes) -> None:
    assert len(unpacked(content)) <= 8


def test_a_few_bytes_do_not_become_many() -> None:
    steps = b"\x00aaaaaaaa" + b"\xff" + (207 << 4 | 15).to_bytes(2, "big") * 8
    assert len(unpacked(packed_as(steps * 40_000, 0xFFFFFFFF))) <= LONGEST


def test_a_deep_document_is_cut() -> None:
    assert read_rtf(b"{" * 100_000 + b"x").text == ""


@given(st.binary(max_size=300))
def test_any_bytes_can_be_read(content: bytes) -> None:
    read_rtf(content).text.encode("utf-8")
    unpacked(packed_as(content, 10_000))


@given(st.lists(st.sampled_from(rb"{|}|\*|\u-9|\uc3|\'fc|\bin9|\htmltag|x|\pict".split(b"|"))))
def test_any_commands_in_any_order_can_be_read(pieces: list[bytes]) -> None:
    read_rtf(b"".join(pieces)).text.encode("utf-8")
