"""No letter that some program takes for another makes a stranger an agent (UTS 39)."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from samehand.ingest.address import identity

ANA = "ana.k-fi@acme.example"


def folded(char: str) -> set[str]:
    """What mail programs, databases and browsers may make of a letter."""
    forms = {unicodedata.normalize("NFKC", char), unicodedata.normalize("NFD", char)}
    return forms | {one.casefold() for one in forms} | {one.upper().lower() for one in forms}


LETTERS = [*map(chr, range(0x80, 0xD800)), *map(chr, range(0xE000, 0x20000))]
LOOKALIKES = [
    (char, meant) for char in LETTERS for meant in folded(char) & {*ANA, "fi", "ac", "me"}
]
UNSEEN = {"Cf", "Mn", "Zs", "Zl", "Zp", "Cc"}
INVISIBLE = [char for char in LETTERS if unicodedata.category(char) in UNSEEN]


def test_there_are_such_letters() -> None:
    assert len(LOOKALIKES) > 300
    assert {"\u212a", "\uff41", "\ufb01", "\u017f"} & {char for char, _ in LOOKALIKES}


def test_none_of_them_is_the_letter_that_it_looks_like() -> None:
    for char, meant in LOOKALIKES:
        if meant in ANA:
            assert identity([ANA.replace(meant, char, 1)]) is None
            assert identity([f"Ana <{ANA.replace(meant, char, 1)}>"]) is None


def test_what_cannot_be_seen_is_there_all_the_same() -> None:
    for char in INVISIBLE:
        for place in (0, 3, len(ANA) - 2, len(ANA)):
            assert identity([ANA[:place] + char + ANA[place:]]) is None


def test_a_domain_in_other_letters_is_nobodys() -> None:
    for char, meant in LOOKALIKES:
        if meant in "acme":
            domain = "acme".replace(meant, char).encode("punycode").decode()
            assert identity([f"ana@xn--{domain}.example"]) is None
            assert identity([f"ana@XN--{domain}.example"]) is None


@given(st.text(min_size=1, max_size=4), st.integers(0, len(ANA)))
def test_whatever_is_added_is_another_address_or_none(more: str, place: int) -> None:
    changed = ANA[:place] + more + ANA[place:]
    assert identity([changed]) != ANA or changed.strip(" \t").lower() == ANA
