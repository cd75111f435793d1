"""Header text, ids and dates as they really arrive."""

from __future__ import annotations

import base64
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.ingest import headers


def escaped(raw: bytes) -> str:
    """Raw bytes as the parser of the standard library hands them over."""
    return raw.decode("ascii", "surrogateescape")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("plain", "plain"),
        ("folded\r\n over\r\n\tlines", "folded over lines"),
        ("=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?q?two_words?= =?utf-8?q?_joined?=", "two words joined"),
        ("=?utf-8?q?one?= between =?iso-8859-1?q?=E9?=", "one between é"),
        ("=?utf-8*en?q?with_a_language?=", "with a language"),
        ("=?utf-8?Q?spaces in it?=", "spaces in it"),
        ("=?utf-8?Q?really??=", "really?"),
        ("=?utf-8?q?Gr=C3=BC?= =?utf-8?q?=C3=9Fe", "Grüße"),
        ("می\u200cشود", "می\u200cشود"),
        ("\U0001f469\u200d\U0001f4bb", "\U0001f469\u200d\U0001f4bb"),
        ("A\u200dna R\u200cuiz\u200d", "Ana Ruiz"),
        ("می\u200cشود\u202e\u200b\r\nx", "می\u200cشود x"),
        ("Re: =?utf-8?B?R3LDvMOfZQ", "Re: Grüße"),
        ("=?utf-8?q?one?= two =?iso-8859-1?q?=E9?", "one two é"),
        ("what is =?a?b?c", "what is =?a?b?c"),
        ("=?utf-8?B?w7w?=", "ü"),  # padding is missing
        ("=?utf-8?B?w7w=w?=", "ü"),
        ("=?x-nobody-knows?q?=FC?=", "ü"),
        ("=?rot13?q?uryyb?=", "uryyb"),  # a codec that is no charset is never run
        ("=?utf-8?q?a=0D=0ABcc:_x?=", "a Bcc: x"),
        ("=?utf-8?q?=E2=80=AEtxt.exe=E2=80=8B?=", "txt.exe"),
        ("=?broken", "=?broken"),
        (escaped("Grüße".encode()), "Grüße"),
        (escaped("Grüße".encode("cp1252")), "Grüße"),
        (escaped("灯".encode("iso2022_jp")), "灯"),
        ("a\x00b\x1bc\x7fd", "abcd"),
        ("line\u2028separator\x85next", "line separator next"),
    ],
)
def test_header_text_is_decoded_onto_one_clean_line(raw: str, text: str) -> None:
    assert headers.text(raw) == text


def test_a_character_cut_between_two_words_is_mended() -> None:
    first, second = "ü".encode()[:1], "ü".encode()[1:]
    words = (f"=?utf-8?b?{base64.b64encode(half).decode()}?=" for half in (first, second))
    assert headers.text("\r\n ".join(words)) == "ü"


@given(st.text(max_size=300) | st.binary(max_size=300).map(escaped))
def test_no_header_text_can_break_a_line_or_hide(raw: str) -> None:
    for character in headers.text(raw):
        assert unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("raw", "ids"),
    [
        ("<a@x>", ("a@x",)),
        ("<a@x> <b@x>", ("a@x", "b@x")),
        ("<a@x>,<b@x>", ("a@x", "b@x")),
        ("<a@x><b@x>\r\n <a@x>", ("a@x", "b@x")),
        ("<a\r\n b@x>", ("ab@x",)),
        ("<<a@x>>", ("a@x",)),
        ("a@x", ("a@x",)),
        ("a@x, b@x", ("a@x", "b@x")),
        ("no-at-sign", ("no-at-sign",)),
        ("Your mail of Monday <a@x> (Carla)", ("a@x",)),
        ("=?utf-8?q?=3Ca=40x=3E?=", ("a@x",)),
        ("<a@x", ("a@x",)),
        ("<>", ()),
        ("< >", ()),
        ("", ()),
        ("just some words", ()),
        ("<" + "a" * 999 + ">", ()),
    ],
)
def test_ids_are_found_in_any_form(raw: str, ids: tuple[str, ...]) -> None:
    assert headers.message_ids(raw) == ids


def test_of_too_many_ids_the_first_and_the_nearest_stay() -> None:
    ids = headers.message_ids(" ".join(f"<{n}@x>" for n in range(1_000)))
    assert len(ids) == headers.MOST_IDS
    assert ids[0] == "0@x"
    assert ids[-1] == "999@x"


@given(st.text(max_size=200))
def test_no_id_is_empty_or_has_white_space(raw: str) -> None:
    for one in headers.message_ids(raw):
        assert one
        assert not any(character.isspace() for character in one)


@pytest.mark.parametrize(
    ("raw", "instant"),
    [
        ("Mon, 2 Mar 2026 09:30:00 +0100", datetime(2026, 3, 2, 8, 30, tzinfo=UTC)),
        ("2 Mar 2026 09:30 -0000", datetime(2026, 3, 2, 9, 30, tzinfo=UTC)),
        ("Mon, 2 Mar 2026 09:30:00 EST (winter)", datetime(2026, 3, 2, 14, 30, tzinfo=UTC)),
        ("2026-03-02T09:30:00+01:00", datetime(2026, 3, 2, 8, 30, tzinfo=UTC)),
        ("Wed, 31 Dec 2025 23:59:60 +0000", datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("yesterday", None),
        ("", None),
        ("Mon, 32 Mar 2026 09:30:00 +0100", None),
        ("Mon, 2 Mar 2026 09:30:00 +9999999", None),
        ("31 Dec 9999 23:59:59 -0100", None),
    ],
)
def test_a_date_is_an_instant_in_utc_or_none(raw: str, instant: datetime | None) -> None:
    assert headers.date(raw) == instant


@given(st.text(max_size=100))
def test_no_date_field_is_too_strange(raw: str) -> None:
    found = headers.date(raw)
    assert found is None or found.tzinfo is UTC
