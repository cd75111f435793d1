"""Charsets, and the lies about them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.ingest.mime.charset import decode, undoubled


@pytest.mark.parametrize(
    ("content", "declared", "text"),
    [
        (b"plain", None, "plain"),
        ("Grüße".encode(), "utf-8", "Grüße"),
        ("Grüße".encode(), None, "Grüße"),
        ("Grüße".encode(), "iso-8859-1", "Grüße"),
        ("Grüße".encode(), "us-ascii", "Grüße"),
        ("Grüße".encode("cp1252"), "utf-8", "Grüße"),
        ("Grüße".encode("cp1252"), None, "Grüße"),
        ("Grüße".encode("cp1252"), "unknown-8bit", "Grüße"),
        ("„5 €“".encode("cp1252"), "iso-8859-1", "„5 €“"),
        ("привет".encode("koi8_r"), "koi8-r", "привет"),
        ("привет".encode("cp1251"), "windows-1251", "привет"),
        ("привет".encode("cp1251"), "Windows_1251", "привет"),
        ("ł".encode("iso8859_2"), "ISO-8859-2", "ł"),
        ("朱镕基".encode("gb18030"), "gb2312", "朱镕基"),
        ("照明①".encode("cp932"), "shift_jis", "照明①"),
        ("照明".encode("iso2022_jp"), "iso-2022-jp", "照明"),
        ("照明".encode("iso2022_jp"), None, "照明"),
        ("안녕".encode("cp949"), "ks_c_5601-1987", "안녕"),
        ("สวัสดี".encode("cp874"), "windows-874", "สวัสดี"),
        ("\ufeffHola".encode(), "utf-8", "Hola"),
        ("Hola".encode("utf-16"), "utf-16", "Hola"),
        (b"Gr+APwA3w-e +ACYAYw", "utf-7", "Grüße &c"),
        (b"Gr+APwA3w-e", "unicode-1-1-utf-7", "Grüße"),
        (b"+2AA-", "utf-7", "\ufffd"),
        (b"1+1 is 2 +", "utf-7", "1+1 is 2 +"),
        ("Grüße".encode(), "utf-7", "Grüße"),
        (b"+ADw-script+AD4-", None, "+ADw-script+AD4-"),
        (b"+ADw-script+AD4-", "us-ascii", "+ADw-script+AD4-"),
        ("Hola, señora".encode("utf-16-le"), "utf-16", "Hola, señora"),
        ("Hola, señora".encode("utf-16-be"), "utf-16", "Hola, señora"),
        ("Hola, señora".encode("utf-16-le"), None, "Hola, señora"),
        ("Hola, señora".encode("utf-16-be"), "us-ascii", "Hola, señora"),
        ("Hola".encode("utf-16"), "utf-8", "Hola"),
        (b"Hola", "utf-16", "Hola"),
        (b"a\0b", None, "a\0b"),
        ("„Łódź”".encode("cp1250"), "iso-8859-2", "„Łódź”"),
        ("«привет»… да".encode("cp1251"), "iso-8859-5", "«привет»… да"),
        ("Лампа сломана".encode("koi8_r"), "unknown-8bit", "Лампа сломана"),
        ("Лампа сломана".encode("cp1251"), "us-ascii", "Лампа сломана"),
        ("照明が壊れました".encode("cp932"), None, "照明が壊れました"),
        ("我买的灯坏了".encode("gb18030"), "utf-8", "我买的灯坏了"),
        ("我買的燈壞了".encode("big5"), "euc-kr", "我買的燈壞了"),
        (b"uryyb", "rot13", "uryyb"),
        (b"68656c6c6f", "hex", "68656c6c6f"),
        (b"\\u0041", "unicode_escape", "\\u0041"),
        (b"xn--acme-9ta", "punycode", "xn--acme-9ta"),
        (b"hello", "a\x00b", "hello"),
        (b"\x81", None, "\ufffd"),
    ],
)
def test_bytes_become_what_was_meant(content: bytes, declared: str | None, text: str) -> None:
    assert decode(content, declared) == text


def test_one_broken_byte_does_not_turn_a_long_text_into_another_charset() -> None:
    assert decode("Grüße aus Köln".encode() + b"\xff", "utf-8") == "Grüße aus Köln\ufffd"


@given(st.binary(max_size=200), st.none() | st.text(max_size=30))
def test_any_bytes_under_any_label_become_text(content: bytes, declared: str | None) -> None:
    decode(content, declared).encode("utf-8")


GERMAN = "Grüße aus Köln: schöne Tage für Sie, Ihr Jürgen"


@pytest.mark.parametrize("taken_for", ["latin-1", "cp1252"])
def test_what_was_encoded_twice_is_decoded_twice(taken_for: str) -> None:
    assert undoubled(GERMAN.encode().decode(taken_for)) == GERMAN


@pytest.mark.parametrize(
    "text",
    [
        GERMAN,
        "My name on the bill is MÃ¼ller",
        "Jürgen, not " + "JÃ¼rgen " * 5,
        "価格 " + "Ã¼" * 5,
        "lost: " + "ï¿½" * 5,
        "",
    ],
)
def test_mangled_words_that_somebody_shows_stay_as_they_are(text: str) -> None:
    assert undoubled(text) == text
