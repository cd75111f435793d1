"""Which charset bytes are in that say nothing about it, or lie.

A guess for the scripts that have hardly a letter of ASCII: Cyrillic, Chinese, Japanese, Korean.
Each charset puts the signs that are used most in one region; where nearly all of a text lies in
it, that is the charset. In Western text other letters are few, and no guess is made.
"""

from __future__ import annotations

import re
from collections.abc import Callable

SAMPLE = 4_000  # bytes
FEWEST = 6  # bytes beyond ASCII
SURELY, MAY_BE = 0.93, 0.6  # the share of a text that lies where most of it has to

Usual = Callable[[bytes, str, float], bool]

_HIGH = re.compile(rb"[\x80-\xff]+")
_LETTERS = re.compile(rb"[A-Za-z]")
_WORD = re.compile(r"[^\W\d_]{2,}")


def guessed(content: bytes, declared: str | None = None) -> str | None:
    """The codec that the bytes are most likely in, or None where that is not clear.

    Nor is one guessed where the declared codec could well be the right one.
    """
    sample = content[:SAMPLE]
    high = sum(map(len, _HIGH.findall(sample)))
    if high < FEWEST or high < len(_LETTERS.findall(sample)):
        return None
    usual = dict(_USUAL).get(declared or "")
    if declared and usual and usual(sample, declared, MAY_BE):
        return None
    for codec, is_usual in _USUAL:
        if is_usual(sample, codec, SURELY) and reads(content, codec):
            return codec
    return None


def reads(content: bytes, codec: str) -> bool:
    """Whether every byte means something in a codec."""
    try:
        content.decode(codec)
    except UnicodeError:
        return False
    return True


def _is_cyrillic(sample: bytes, codec: str, share: float) -> bool:
    """Words begin with a capital or have none; all of one case is rare, and read as small."""
    words = [
        word for word in _WORD.findall(sample.decode(codec, "replace")) if not word.isascii()
    ]
    if not words:
        return False
    text = "".join(words)
    usual = sum("\u0400" <= letter <= "\u04ff" for letter in text)
    small = sum(word[1:].islower() for word in words)
    return usual >= share * len(text) and small >= 0.8 * len(words)


def _leads(*usual: range) -> Usual:
    """Whether nearly all signs of two bytes begin with one of these, or with a mark's."""
    leads = frozenset(one for some in usual for one in some)

    def is_usual(sample: bytes, codec: str, share: float) -> bool:
        signs = _signs_of_two_bytes(sample, codec)
        hits = sum(sign in leads for sign in signs)
        marks = sum(sign in (0xA1, 0xA3, 0x81) for sign in signs)
        return hits > 0 and hits >= share * (len(signs) - marks)

    return is_usual


def _with_kana(kana: tuple[int, ...], kanji: range) -> Usual:
    """Japanese is told from Chinese by its own letters, which every sentence has."""
    usual = _leads(range(kana[0], kana[-1] + 1), kanji)

    def is_usual(sample: bytes, codec: str, share: float) -> bool:
        signs = _signs_of_two_bytes(sample, codec)
        letters = sum(sign in kana for sign in signs)
        return letters >= 0.2 * len(signs) and usual(sample, codec, share)

    return is_usual


def _signs_of_two_bytes(sample: bytes, codec: str) -> list[int]:
    """The first bytes of the signs that take two."""
    coded = (sign.encode(codec) for sign in sample.decode(codec, "ignore") if sign > "\x7f")
    return [sign[0] for sign in coded if len(sign) == 2]


# The stricter come first: what Korean uses most is a part of what Chinese does.
_USUAL: tuple[tuple[str, Usual], ...] = (
    ("cp1251", _is_cyrillic),
    ("koi8_r", _is_cyrillic),
    ("euc_jp", _with_kana((0xA4, 0xA5), range(0xB0, 0xD0))),
    ("cp932", _with_kana((0x82, 0x83), range(0x88, 0x98))),
    ("cp949", _leads(range(0xB0, 0xC9))),
    ("gb18030", _leads(range(0xB0, 0xD8))),
    ("big5", _leads(range(0xA4, 0xC7))),
)
