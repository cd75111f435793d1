"""Of an agent's HTML, exactly the words that go out: with their form, and never one more."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samehand.ingest.html.body import read_html
from samehand.ingest.html.excerpt import exposed, only, pictures_in
from samehand.ingest.words import words

IMAGES = {"lamp@ana": "lamp.png", "logo@desk": "logo.png"}
TOKEN = "abcdefghijklmnopqrstuvwxyz"


def excerpt(html: str, text: str) -> str:
    return only(read_html(html, IMAGES).html, text)


def seen(html: str) -> str:
    return words(re.sub(r"<[^<>]*>", "", html))


OUTLOOK = """<div class=WordSection1><p class=MsoNormal style='margin:0'>Hi <b>Carla</b>,</p>
<p class=MsoNormal style='margin:0'>&nbsp;</p><p class=MsoNormal style='margin:0'>it is
<span style='color:#C00000'>shipped</span>.</p><p class=MsoNormal style='margin:0'>#close</p>
<div><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm'>
<p class=MsoNormal><b>From:</b> Acme Support<br><b>Sent:</b> Monday<br><b>Subject:</b> Lamp
</p></div></div><p class=MsoNormal>For Ana, due at noon.</p><p>
<img src="cid:logo@desk"></p></div>"""

GMAIL = """<div dir="ltr"><div>Hi <b>Carla</b>,</div><div><br></div><div>look
<a href="https://acme.example/lamp">here</a>:</div><div><br></div>
<div><img src="cid:lamp@ana" alt="lamp.png" width="400"></div></div><br>
<div class="gmail_quote"><div class="gmail_attr">On Monday, Acme Support wrote:<br></div>
<blockquote class="gmail_quote">For Ana, due at noon.<br><img src="cid:logo@desk">my lamp
</blockquote></div>"""


def test_what_outlook_repeats_without_marks_is_gone() -> None:
    html = excerpt(OUTLOOK, "Hi Carla,\n\nit is shipped.")
    assert html == (
        "<div><div>Hi <b>Carla</b>,</div><div>&nbsp;</div>"
        '<div>it is <span style="color:#c00000">shipped</span>.</div></div>'
    )


def test_a_picture_of_ones_own_stays_and_a_quoted_one_goes() -> None:
    html = excerpt(GMAIL, "Hi *Carla*,\n\nlook here <https://acme.example/lamp>:\n\n[image: x]")
    assert pictures_in(html) == {"lamp@ana"}
    assert 'href="https://acme.example/lamp"' in html
    assert "blockquote" not in html


def test_answers_between_the_lines_keep_what_they_answer() -> None:
    html = "<blockquote>When?</blockquote><p>Monday.</p><blockquote>Why?</blockquote><p>So.</p>"
    assert excerpt(html, "> When?\n\nMonday.\n\n> Why?\n\nSo.") == html
    assert excerpt(html, "Monday.\n\nSo.") == "<p>Monday.</p><p>So.</p>"


def test_quoted_words_are_not_taken_for_ones_own() -> None:
    html = "<blockquote>It works now.</blockquote><p>Thanks.</p><p><i>It works now.</i></p>"
    assert excerpt(html, "It works now.") == "<p><i>It works now.</i></p>"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<ol><li>one</li><li>two</li></ol>", "1. one\n2. two"),
        ("<ul><li>one</li><li>two</li></ul>", "* one\n* two"),
        ("<p>It\u2019s done \u2013 really</p>", "It's done -\nreally"),
        ("<p>Done \U0001f44d</p>", "Done \U0001f44d"),
        ("<p>a long line that is broken</p>", "a long line\nthat is\nbroken"),
        ("<pre>one\n  two</pre>", "one\n  two"),
        ("<p>\u4f60\u597d\uff0c\u5361\u62c9</p>", "\u4f60\u597d\uff0c\n\u5361\u62c9"),
        ("<table><tbody><tr><td>a</td><td></td><td>b</td></tr></tbody></table>", "a\nb"),
        ('<div dir="rtl">\u05e9\u05dc\u05d5\u05dd</div>', "\u05e9\u05dc\u05d5\u05dd"),
    ],
)
def test_form_is_found_however_a_client_writes_it_as_text(html: str, text: str) -> None:
    assert excerpt(html, text) == html


@pytest.mark.parametrize(
    "text",
    ["It works", "works now, I think", "It works now today", "now It works", "", " \n", "> It"],
)
def test_what_is_not_said_in_so_many_lines_has_no_html(text: str) -> None:
    assert excerpt("<p>It works now</p><p>I think</p>", text) == ""


def test_words_for_a_picture_elsewhere_go_where_the_text_has_none() -> None:
    html = '<p>Yes. <img src="https://a.example/x.png" alt="Acme"></p>'
    assert excerpt(html, "Yes.") == "<p>Yes. </p>"
    assert excerpt(html, "Yes. [image: Acme]") == "<p>Yes. [image: Acme]</p>"


def test_a_mail_link_brings_no_text_of_its_own() -> None:
    html = '<p><a href="mailto:ana@acme.example?bcc=mallory@evil.example">Ana</a></p>'
    assert "mallory" not in excerpt(html, "Ana")


@pytest.mark.parametrize(
    "html",
    [
        f'<a href="mailto:desk+a%2E{TOKEN}%40acme.example">Ana</a>',
        f'<a href="https://a.example/?to=desk%252Ba.{TOKEN}%2540acme.example">Ana</a>',
        f'<a href="https://a.example/?&amp;#97;.{TOKEN}%40acme.example">Ana</a>',
        f"<p>desk+a.{TOKEN[:9]}<b>{TOKEN[9:]}</b>&#64;acme.example</p>",
        f"<p>desk+a.{TOKEN[:9]}&shy;{TOKEN[9:]}&#8203;@acme.example</p>",
        f'<img src="cid:lamp@ana" alt="a.{TOKEN}&#64;acme.example">',
    ],
)
def test_nothing_is_hidden_from_who_looks_for_the_inside(html: str) -> None:
    assert f"a.{TOKEN}@" in exposed(read_html(html, IMAGES).html)


def test_of_the_same_words_twice_the_first_are_taken() -> None:
    html = "<p><b>Thanks.</b></p><p>Sent: Monday</p><p>Thanks.</p>"
    assert excerpt(html, "Thanks.") == "<p><b>Thanks.</b></p>"


LINES = st.lists(
    st.tuples(
        st.sampled_from(["yes", "no", "yes no", "secret", "#close", "a b", ""]),
        st.sampled_from(["<p>{}</p>", "<div><b>{}</b></div>", "<blockquote>{}</blockquote>"]),
        st.booleans(),
    ),
    max_size=9,
)


@settings(max_examples=150, deadline=None)
@given(LINES)
def test_any_selection_of_lines_is_found(lines: list[tuple[str, str, bool]]) -> None:
    html = "".join(form.format(said) for said, form, _ in lines)
    marks = {"<blockquote>{}</blockquote>": "> "}
    text = "\n".join(marks.get(form, "") + said for said, form, kept in lines if kept)
    if words(text):
        assert seen(excerpt(html, text)) == words(text)


@settings(max_examples=150, deadline=None)
@given(LINES, st.text(alphabet="yes no>#\n[image]1.<a@b>", max_size=40))
def test_no_text_ever_makes_it_say_more(lines: list[tuple[str, str, bool]], text: str) -> None:
    html = "".join(form.format(said) for said, form, _ in lines)
    found = seen(excerpt(html, text))
    assert not found or found in words(text) or len(found) < len(words(text))


_SOUP = """
    <p> </p> <div> </div> <b> </b> <blockquote> </blockquote> <ul> <ol> <li> </ul> <table> <tr>
    <td> </table> <br> <hr> <pre> </pre> <h1> one two three &gt;quoted [image] 1. </a>
    <img_src="cid:lamp@ana"> <img_alt=cat_src="http://a.example/x"> <a_href="https://a.example">
"""
PIECES = st.sampled_from(_SOUP.split()).map(lambda piece: piece.replace("_", " "))


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=25), st.lists(st.booleans(), min_size=12, max_size=12))
def test_of_any_soup_only_selected_lines_are_shown(soup: list[str], kept: list[bool]) -> None:
    page = read_html(" ".join(soup), IMAGES)
    lines = zip(page.text.split("\n"), kept * 9, strict=False)
    text = "\n".join(line for line, is_kept in lines if is_kept)
    found = only(page.html, text)
    assert only(found, text) == found
    said = Counter(re.findall("one|two|three|quoted", text))
    shown = Counter(re.findall("one|two|three|quoted", found))
    assert not found or shown == said


def test_an_endless_choice_ends() -> None:
    html = "<p>a</p>" * 5_000
    assert excerpt(html, "\n".join(["a"] * 2_500)) == ""
