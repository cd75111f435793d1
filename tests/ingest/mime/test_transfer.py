"""Transfer encodings, whole and damaged."""

from __future__ import annotations

import binascii
import tracemalloc
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.ingest.mime.transfer import decoded, encoding_named


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("base64", "base64"),
        ("BASE64", "base64"),
        (' "base64" ', "base64"),
        ("base64 (comment)", "base64"),
        ("Quoted-Printable", "quoted-printable"),
        ("x-uuencode", "uuencode"),
        ("uue", "uuencode"),
        ("8bit", ""),
        ("", ""),
    ],
)
def test_an_encoding_with_ornaments_is_still_an_encoding(label: str, name: str) -> None:
    assert encoding_named(label) == name


@pytest.mark.parametrize(
    ("coded", "encoding", "content"),
    [
        (b"aGVsbG8=", "base64", b"hello"),
        (b"aGVs\r\nbG8=\r\n", "base64", b"hello"),
        (b"aGVsbG8", "base64", b"hello"),
        (b"aGVsbG8===", "base64", b"hello"),
        (b"aGVsbG8gd", "base64", b"hello "),
        (b"aGVsbG8=\naGVsbG8=", "base64", b"hellohello"),
        (b"!", "base64", b""),
        (b"These are words, and no code.", "base64", b"These are words, and no code."),
        (b"Gr=C3=BC=\n=C3=9Fe", "quoted-printable", "Grüße".encode()),
        (b"100 % =", "quoted-printable", b"100 % "),
        (b"=ZZ", "quoted-printable", b"=ZZ"),
        (b"begin 644 x\n%:&5L;&\\\n`\nend\nmore", "uuencode", b"hello"),
        (b"%:&5L;&\\", "uuencode", b"hello"),
        (b"%:&5L;&\\  \n", "uuencode", b"hello"),
        (b"begin 644 x\n\xff\xff\xff", "uuencode", b"begin 644 x\n\xff\xff\xff"),
        (b"\x00\xff", "", b"\x00\xff"),
    ],
)
def test_letters_become_what_they_stand_for(
    coded: bytes, encoding: str, content: bytes
) -> None:
    assert decoded(memoryview(coded), encoding) == content


@given(st.binary(max_size=2_000))
def test_what_was_encoded_comes_back(content: bytes) -> None:
    assert decoded(memoryview(b64encode(content)), "base64") == content
    lines = [binascii.b2a_uu(content[n : n + 45]) for n in range(0, len(content), 45)]
    assert decoded(memoryview(b"begin 644 x\n" + b"".join(lines)), "uuencode") == content


@given(st.binary(max_size=400), st.sampled_from(["base64", "quoted-printable", "uuencode", ""]))
def test_nothing_is_too_damaged_to_be_tried(coded: bytes, encoding: str) -> None:
    decoded(memoryview(coded), encoding)


def test_a_large_attachment_is_decoded_without_a_copy_of_its_letters() -> None:
    coded = memoryview(b64encode(b"x" * 57_000_00))
    tracemalloc.start()
    decoded(coded, "base64")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < len(coded)
