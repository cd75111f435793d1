"""Lines that were broken for the journey."""

from __future__ import annotations

import pytest

from samehand.ingest.mime.flowed import unwrapped
from samehand.ingest.parse import read


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("one \ntwo\nthree", "one two\nthree"),
        ("one\n\ntwo", "one\n\ntwo"),
        ("> one \n> two\nmine \nstill", "> one two\nmine still"),
        (">> deep \n> less", ">> deep\n> less"),
        (" From here", "From here"),
        (" > no quotation", "> no quotation"),
        ("Best \n-- \nCarla \nDiaz", "Best \n-- \nCarla Diaz"),
        ("> \n>\n> x", ">\n>\n> x"),
        ("", ""),
    ],
)
def test_paragraphs_are_whole_again(text: str, whole: str) -> None:
    assert unwrapped(text, delete_space=False) == whole


def test_languages_without_spaces_lose_the_one_that_was_added() -> None:
    assert unwrapped("照明が \n壊れた", delete_space=True) == "照明が壊れた"


def test_a_mail_that_says_so_is_read_as_paragraphs() -> None:
    head = b"Content-Type: text/plain; charset=utf-8; format=Flowed; delsp=yes\n\n"
    assert read(head + b"the la \nmp is \n broken\n").text == "the lamp isbroken\n"
