"""Bytes that say nothing about their charset."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.ingest.mime.guess import guessed

RUSSIAN = "Здравствуйте, лампа не включается. Пришлите, пожалуйста, новую."
UKRAINIAN = "Добрий день, лампа не працює. Надішліть, будь ласка, нову."
CHINESE = "您好,我上周买的灯坏了,请给我换一个新的,谢谢。"
TAIWANESE = "您好,我上週買的燈壞了,請幫我換一個新的,謝謝。"
JAPANESE = "こんにちは。先週買った照明が壊れました。交換してください。"
KOREAN = "안녕하세요. 지난주에 산 램프가 고장났습니다. 교환해 주세요."


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (UKRAINIAN, "cp1251"),
        (CHINESE, "gb18030"),
        (TAIWANESE, "big5"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (KOREAN, "cp949"),
    ],
)
@pytest.mark.parametrize("length", [10, 20, 200])
def test_a_script_is_known_by_the_signs_that_it_uses_most(
    text: str, codec: str, length: int
) -> None:
    assert guessed(text[:length].encode(codec)) == codec


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Grüße aus Köln, schöne Tage für Sie", "cp1252"),
        ("Příliš žluťoučký kůň úpěl ďábelské ódy", "cp1250"),
        ("ÄÖÜ", "cp1252"),
        ("Your order 4711 has come", "ascii"),
        ("■■■■■■■■", "cp949"),
        ("", "ascii"),
    ],
)
def test_no_guess_is_made_without_a_reason(text: str, codec: str) -> None:
    assert guessed(text.encode(codec)) is None


@pytest.mark.parametrize("codec", ["cp949", "gb18030", "big5", "cp932", "euc_jp", "cp1251"])
@pytest.mark.parametrize("text", [CHINESE, TAIWANESE, JAPANESE, KOREAN])
def test_a_label_holds_unless_the_text_speaks_against_it(text: str, codec: str) -> None:
    for true in ("cp949", "gb18030", "big5", "cp932"):
        content = text.encode(true, "ignore")
        found = guessed(content, codec)
        assert found is None or found != codec
        if true == codec:
            assert found is None


@given(st.binary(max_size=200))
def test_a_guess_can_always_be_read(content: bytes) -> None:
    codec = guessed(content)
    if codec is not None:
        content.decode(codec)
