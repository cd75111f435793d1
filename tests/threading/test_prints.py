"""A quotation bears the prints of what it quotes, however a mail client has treated it."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.threading.prints import MOST, prints

LETTER = (
    "The toaster that I bought from you last week sings at night, always the same song, and"
    " nobody here can sleep any more. I have tried to unplug it, to put it into the cellar and"
    " to talk to it. None of that has helped. Please tell me what to do before the neighbours"
    " call somebody."
)


def lines(text: str, width: int = 72, mark: str = "") -> list[str]:
    return [mark + line for line in textwrap.wrap(text, width)]


@pytest.mark.parametrize(
    "quotation",
    [
        lines(LETTER, 72, "> "),
        lines(LETTER, 40, ">"),
        lines(LETTER, 60, ">> "),
        lines(LETTER.upper(), 72, "| "),
        lines(LETTER.replace(" ", "\u00a0"), 72),
        ["On Monday, 2 March 2026 at 09:12, Carla wrote:", *lines(LETTER, 72, "> ")],
        [*lines(LETTER, 72, "> "), "> -- ", "> Carla, Toast Street 1", "> carla@example.org"],
    ],
)
def test_a_quotation_has_the_prints_of_what_it_quotes(quotation: list[str]) -> None:
    original = prints(lines(LETTER))
    assert len(original & prints(quotation)) >= 0.9 * len(original) > 20


def test_a_part_of_a_letter_has_a_part_of_its_prints() -> None:
    part = prints(lines(LETTER[90:220]))
    assert 5 < len(part & prints(lines(LETTER))) < len(prints(lines(LETTER)))


def test_long_texts_that_share_words_keep_the_same_prints_of_them() -> None:
    long = " ".join(f"word{n} follows number {n * 7} closely" for n in range(400))
    assert len(prints(lines(long))) == MOST
    assert len(prints(lines(long)) & prints(lines(f"{LETTER} {long}"))) > MOST / 2


@pytest.mark.parametrize(
    "nobody_wrote",
    [
        "On Monday, 2 March 2026, Carla Cole of the Toast Street house wrote this to the desk:",
        "See https://shop.example/all/about/toasters/that/sing/at/night/and/in/the/morning too",
        "Sent from the phone of carla@example.org while she was on her way to the other office",
        "Subject: the toaster that I bought from you last week sings at night 10:31",
    ],
)
def test_lines_that_say_where_words_come_from_count_for_nothing(nobody_wrote: str) -> None:
    assert prints([nobody_wrote]) == frozenset()


def test_what_stands_below_a_signatures_mark_counts_for_nothing() -> None:
    footer = "This mail is for the person it is meant for and for nobody else in the world"
    assert prints(["Yes.", "-- ", footer]) == frozenset()
    assert prints(["> Yes.", "> -- ", f"> {footer}", *lines(LETTER)]) == prints(lines(LETTER))


def test_a_few_words_have_no_print() -> None:
    assert prints(["Yes, please do that."]) == frozenset()
    assert prints(["a b c d e f g h"]) == frozenset()


def test_scripts_without_spaces_have_prints_too_and_greetings_none() -> None:
    text = "先週買ったトースターが夜中に歌い出して近所の人たちが眠れないと言っています"
    assert prints([text]) & prints([f"> {text[:20]}", f"> {text[20:]}"])
    assert prints(["いつもお世話になっております。", "", "よろしく"]) == frozenset()


@given(st.lists(st.text(max_size=200), max_size=20))
def test_any_text_has_few_prints_that_fit_a_column(text: list[str]) -> None:
    found = prints(text)
    assert len(found) <= MOST
    assert all(-(2**63) <= one < 2**63 for one in found)
