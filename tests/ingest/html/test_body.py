"""What a reader of HTML mail saw, as text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.ingest.html.body import LARGEST, MOST_TAGS, read_html, text_from_html

HANGING = 20.0  # seconds: what is quadratic takes minutes
JOINED = "a\u200cb \U0001f468\u200d\U0001f469"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("no markup &amp; all", "no markup & all"),
        ("I <3 lamps & light", "I <3 lamps & light"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<div>one</div><div>two<br>three</div>", "one\ntwo\nthree"),
        ("a<br>b<br><br>c<div>d<br></div><div><br></div>e", "a\nb\n\nc\nd\n\ne"),
        ("a" + "<br>" * 9 + "b", "a\n\n\nb"),
        ("<p>a <b>b</b>\n  c&nbsp;d</p>", "a b c d"),
        ("<p style='margin:0'>a</p><p style='margin:0 1em'>b</p>", "a\nb"),
        ("<style>p.L{margin:0cm}</style><p class=L>a<p class=L>&nbsp;<p class=L>b", "a\n\nb"),
        ("<span style='display:block'>a</span><b style='display:block'>b</b>", "a\nb"),
        ("<p style='display:inline'>a</p> <div style='display:inline-block'>b</div>", "a b"),
        ("<h1>a</h1>b<hr>c", "a\n\nb\n____________________\nc"),
        ("<pre>\na\n  b\n\n\n\n\n\nc</pre>", "a\n  b\n\n\nc"),
        ("<div style='white-space:pre-wrap'>a\n  b</div>", "a\n  b"),
        ("if x:<br>&nbsp; &nbsp; y()", "if x:\n    y()"),
        ("<p>so&shy;ft&#8203;ly &#847;&zwnj;\ufeff", "softly"),
        (f"<p>{JOINED}</p>", JOINED),
        (
            "On Monday, Ana <ana@acme.example> wrote:",
            "On Monday, Ana <ana@acme.example> wrote:",
        ),
        ("<q>a</q>", "\u201ca\u201d"),
        ("<!-- x --><p>z</p>", "z"),
        ('<?xml version="1.0"?><html><body>z</body></html>\nfooter', "z\nfooter"),
        ("<p>never closed <b>at all", "never closed at all"),
    ],
)
def test_lines_end_as_in_a_browser(html: str, text: str) -> None:
    assert text_from_html(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<a href="https://a.example/b">here</a>', "here <https://a.example/b>"),
        ('<a href="https://a.example/">a.example</a>', "a.example"),
        ('<a href="https://a.example/b">a</a>now', "a <https://a.example/b> now"),
        ('<a href="https://a.example/b"><p>a</p></a>.', "a <https://a.example/b>\n\n."),
        ('<a href="https://evil.example/">a.example</a>', "a.example <https://evil.example/>"),
        ('<a href="http://a.example.evil">a.example</a>', "a.example <http://a.example.evil>"),
        ('<a href="https://a.example/<b>">a</a>', "a <https://a.example/%3Cb%3E>"),
        ('<a href="mailto:ana@acme.example">ana@acme.example</a>', "ana@acme.example"),
        ('<a href="mailto:ana@acme.example">Ana</a>', "Ana <ana@acme.example>"),
        ('<a href="mailto:a@b.example?subject=x">a</a>', "a <mailto:a@b.example?subject=x>"),
        ('<a href="tel:+4912">call</a>', "call <tel:+4912>"),
        ('<a href="tel:+4912">+49 12</a>', "+49 12"),
        ('<a href="javascript:alert(1)">here</a>', "here"),
        ('<a href="java\nscript:alert(1)">here</a>', "here"),
        ('<a href="data:text/html,x">here</a>', "here"),
        ('<a href="#top">up</a><a name="top"></a>', "up"),
        ('<a href="https://a.example"></a>z', "z"),
        ('<a href="https://a.example"><img src="https://a.example/c" width=1></a>z', "z"),
        (
            '<a href="http://a.example"><img src="http://x.example"></a>',
            "[image] <http://a.example>",
        ),
    ],
)
def test_links_keep_their_targets(html: str, text: str) -> None:
    assert text_from_html(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<img src="cid:1@x">', "[image: lamp.png]"),
        ('<img src="CID:1%40x">', "[image: lamp.png]"),
        ('<img src="pics/2.png">', "[image: shade.png]"),
        ('<img src="cid:1@x" alt="The broken lamp">', "[image: The broken lamp]"),
        ('<img src="cid:1@x" alt="image001.png">', "[image: lamp.png]"),
        ('<img src="cid:1@x" alt="Image">', "[image: lamp.png]"),
        ('<img src="cid:unknown">', "[image]"),
        ('<img src="data:image/png;base64,AAAA">', "[image]"),
        ('<img src="https://a.example/b.png" alt="Acme">', "[image: Acme]"),
        ('<img src="https://a.example/b.png">', ""),
        ('<img src="https://a.example/b.png" alt="\U0001f600">', "\U0001f600"),
        ('<img class=emoji src="x" alt=":-)">', ":-)"),
        ('<img src="cid:1@x" width=1 height=1 alt="x">', ""),
        ('<img src="cid:1@x" style="width: 1px; height:1px">', ""),
        ('<img src="cid:1@x" width="100%">', "[image: lamp.png]"),
        ('<img src="cid:1@x" style="display:none">', ""),
        ('<div style="visibility:hidden"><img src="cid:1@x"></div>', ""),
    ],
)
def test_pictures_are_named_at_their_place(html: str, text: str) -> None:
    images = {"1@x": "lamp.png", "pics/2.png": "shade.png"}
    assert text_from_html(html, images) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<tr><th>Item<th>Price<tr><td>Lamp<td>9", "Item | Price\nLamp | 9"),
        ("<tr><td>Lamp<td>9<tr><td>Shade<td>5", "Lamp | 9\nShade | 5"),
        ("<tr><td>Lamp<td><td>9<tr><td>Shade<td><td>5", "Lamp | 9\nShade | 5"),
        ("<tr><td>a<td>b<td>c<tr><td>d<td><td>f", "a | b | c\nd |  | f"),
        ("<tr><td>a<br>b<td>c<tr><td>d<td>e", "a / b | c\nd | e"),
        ("<tr><td>Order:<td>4711<tr><td>Name:<td>Carla", "Order: 4711\nName: Carla"),
        ("<tr><td>a<td>b", "a b"),
        ("<tr><th>Item<td>Lamp", "Item | Lamp"),
        ("<tr><td>a<td>b<tr><td>c<td><table><tr><td>d</table>", "a b\nc d"),
        ("<tr><td>a<tr><td>b", "a\nb"),
        ("<tr><td><img src=x><td>Hello<tr><td><td>Carla", "Hello\nCarla"),
        ("<tr><td><p>Hello</p><p>Carla</p><td>News", "Hello\n\nCarla\nNews"),
        ("<tr><td>x<td><table><tr><td>a<td>b<tr><td>c<td>d</table>", "x\na | b\nc | d"),
        ("<caption>a</caption><tr><th>b<th>c<tr><td>d<td>e", "a\nb | c\nd | e"),
        ("<tr><td>a</td></tr>said<tr><td>b", "a\nsaid\nb"),
        ("<tr><td><blockquote>a</blockquote>", "> a"),
    ],
)
def test_tables_of_data_have_rows_and_others_only_words(html: str, text: str) -> None:
    assert text_from_html(f"<table>{html}</table>") == text


def test_a_table_that_says_that_it_is_layout_has_no_rows() -> None:
    html = "<table role=presentation><tr><td>a<td>b<tr><td>c<td>d</table>"
    assert text_from_html(html) == "a b\nc d"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("<ol start=3><li>a<li value=9>b<li>c</ol>", "3. a\n9. b\n10. c"),
        ("<ol type=a start=26><li>a<li>b</ol>", "z. a\naa. b"),
        ("<ol type=I start=4><li>a</ol>", "IV. a"),
        ("<ul><li>a<ol><li>b<br>c</ol><li><p>d</p></ul>", "- a\n  1. b\n    c\n\n- d"),
        ("<ul><li></li><li>a</ul>", "- a"),
        ("<ul><li><br>a</ul>", "- a"),
        ("<li>alone", "- alone"),
        ("<dl><dt>Lamp<dd>shines<dt>Shade<dd>not</dl>", "Lamp\n  shines\nShade\n  not"),
        ("<p><span style='mso-list:Ignore'>\u00b7<i>&nbsp; </i></span>a", "- a"),
        ("<p><span style='mso-list:Ignore'>2)<i>&nbsp; </i></span>a", "2) a"),
    ],
)
def test_lists_keep_their_marks(html: str, text: str) -> None:
    assert text_from_html(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>new</p><blockquote>old<br>older</blockquote>", "new\n\n> old\n> older"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b"),
        ("<blockquote><p>a</p></blockquote><p>b</p>", "> a\n\nb"),
        ("<blockquote><ul><li>a<li>b</ul></blockquote>c", "> - a\n> - b\n\nc"),
        ('<p>new</p><div class="gmail_signature">Ana</div>', "new\n\n-- \nAna"),
        ('<p>new</p>--<br><div class="gmail_signature">Ana</div>', "new\n\n-- \nAna"),
        ('<p>new</p><div class="moz-signature">-- <br>Ana</div>', "new\n\n-- \nAna"),
    ],
)
def test_quotations_and_signatures_are_marked(html: str, text: str) -> None:
    assert text_from_html(html) == text


CSS = "<style>{}</style>x"


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + "deep",
        "<p>" * 100_000 + "many",
        "<" * 500_000,
        "<a " * 200_000,
        "<blockquote>" * 40_000 + "x<br>" * 9_000,
        "<b style='" + "display:" * 100_000 + "'>x</b>",
        "<table><tr><td>x" * 15_000,
        "<!--" * 30_000,
        "<b " + " ".join(f"a{n}" for n in range(200_000)) + ">x",
        "<b class='" + "x " * 500_000 + "'>x",
        "<div class=signature>x" * 20_000,
        "<div id=divRplyFwdMsg>a:b<br>" * 15_000,
        "<a href=http://x><div>" * 20_000 + "x",
        "x wrote:<div style='border-left:1px'></div>" * 8_000,
        "<b>" + "\u200c" * 1_000_000,
        "<pre>" + "\n" * 1_000_000,
        "data:image/png;base64," * 90_000 + "<b>",
        CSS.format("a,b" * 60_000 + "{color:red}"),
        CSS.format("a{" * 90_000 + "}" * 90_000),
        CSS.format("/*" * 90_000),
        CSS.format("@media " + " " * 190_000 + "{a{color:red}}"),
        CSS.format(".a .b.c.d{color:red}" * 9_000)
        + "".join(f"<b class='b c d' id=i{n}>" for n in range(20_000)),
    ],
    ids=range(22),
)
def test_no_markup_takes_long(html: str) -> None:
    begun = time.process_time()
    text_from_html(html)
    assert time.process_time() - begun < HANGING


def test_words_beyond_the_most_tags_stay() -> None:
    page = read_html("<div hidden>secret</div><b>a</b>" + "<i></i>" * MOST_TAGS + "<p hidden>z")
    assert (page.text, page.hidden_words) == ("az", 1)


def test_a_picture_in_the_markup_leaves_room_for_the_words_behind_it() -> None:
    html = f'<img src="data:image/png;base64,{"A" * LARGEST}"><p>seen</p>'
    assert text_from_html(html) == "[image]\n\nseen"


@given(st.text(alphabet="<>/abdivpretl \"'=!-&;x\n", max_size=300))
def test_any_markup_becomes_text(html: str) -> None:
    assert isinstance(text_from_html(html), str)


_PIECES = st.sampled_from(
    [
        *("<div>", "</div>", "<table>", "<tr>", "<td>", "</td>", "</table>", "<li>", "<ul>"),
        *("</ul>", "<blockquote>", "</blockquote>", "<pre>", "</pre>", "<a href=https://a.x>"),
        *("</a>", "<p hidden>", "</p>", "<b style='color:#fff'>", "</b>", "<br>", "<style>"),
        *("p{display:none}", "</style>", "<div class=signature>", "<div id=divRplyFwdMsg>"),
        *("<img alt=x src=cid:1>", "<span style='mso-list:ignore'>", "</span>", " word ", "\n"),
        *("From: a@x.example", "<dd>", "<ol start=2>", "</ol>", "<q>", "<body>", "<!--", "-->"),
    ]
)


@given(st.lists(_PIECES, max_size=30))
def test_elements_in_any_order_become_text(pieces: list[str]) -> None:
    page = read_html("".join(pieces))
    assert page.hidden_words >= 0
    assert "\0" not in page.text
