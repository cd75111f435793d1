"""What subjects tell: their base, whether they mark an answer, and how much they tell."""
# ruff: noqa: RUF001 - other alphabets are the point

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.threading.subject import base_subject, is_distinctive, is_reply, numbers


@pytest.mark.parametrize(
    ("subject", "base", "reply"),
    [
        ("The toaster sings", "the toaster sings", False),
        ("Re: The toaster sings", "the toaster sings", True),
        ("RE: re: AW: The  toaster\tsings ", "the toaster sings", True),
        ("Re[2]: The toaster sings", "the toaster sings", True),
        ("Re (3): The toaster sings", "the toaster sings", True),
        ("Re^2: The toaster sings", "the toaster sings", True),
        ("Antw.: nein", "antw.: nein", False),
        ("SV: Brödrosten sjunger", "brödrosten sjunger", True),
        ("VS: Leivänpaahdin laulaa", "leivänpaahdin laulaa", True),
        ("Odp: Toster śpiewa", "toster śpiewa", True),
        ("YNT: Tost makinesi", "tost makinesi", True),
        ("RIF: Il tostapane", "il tostapane", True),
        ("RES: A torradeira", "a torradeira", True),
        ("Отв: Тостер поёт", "тостер поёт", True),
        ("回复：烤面包机", "烤面包机", True),
        ("返信: トースター", "トースター", True),
        ("Fwd: The toaster sings", "the toaster sings", False),
        ("WG: Der Toaster singt", "der toaster singt", False),
        ("Fwd: Re: The toaster sings", "the toaster sings", True),
        ("TR: Le grille-pain", "le grille-pain", False),
        ("[EXTERNAL] Re: The toaster sings", "the toaster sings", True),
        ("[kitchen-list] The toaster sings", "the toaster sings", False),
        ("Re: [kitchen-list] Re: The toaster sings", "the toaster sings", True),
        ("Re: The toaster sings [#1042]", "the toaster sings", True),
        ("[#1042] Re: The toaster sings", "the toaster sings", True),
        ("Regarding: the toaster", "regarding: the toaster", False),
        ("Re:", "", True),
        ("Re: [list]", "", True),
        ("", "", False),
    ],
)
def test_a_subject_without_its_marks(subject: str, base: str, reply: bool) -> None:
    assert base_subject(subject) == base
    assert is_reply(subject) is reply


@given(st.text(max_size=400), st.sampled_from(["Re: ", "AW: ", "[list] ", "Fwd: Re: "]))
def test_marks_change_nothing_and_taking_them_off_twice_neither(
    subject: str, mark: str
) -> None:
    base = base_subject(subject[:280])
    assert base_subject(mark + subject[:280]) == base
    assert base_subject(base) == base_subject(base.upper()) or not base.isascii()


@pytest.mark.parametrize(
    ("subject", "distinctive"),
    [
        ("The toaster sings at night", True),
        ("Rechnung 4711 für den Drucker HX-200", True),
        ("Kaffeemaschine tropft", True),
        ("烤面包机晚上唱歌", True),
        ("Question", False),
        ("Help please!!", False),
        ("Problem with my order 88123", False),
        ("Frage zu meiner Bestellung", False),
        ("Une question urgente", False),
        ("Problema con mi pedido", False),
        ("Вопрос", False),
        ("问题", False),
        ("", False),
    ],
)
def test_everyday_words_tell_nobody_apart(subject: str, distinctive: bool) -> None:
    assert is_distinctive(base_subject(subject)) is distinctive


def test_our_tag_is_read_wherever_it_stands() -> None:
    assert numbers("Re: toast [#1042] and [#7]") == (1042, 7)
    assert numbers("invoice #1042, (1042), [1042]") == ()
    assert numbers(f"[#{'9' * 40}]") == ()
