"""What a reader of HTML mail saw."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.ingest.body import text_from_html


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("no markup &amp; all", "no markup & all"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<div>one</div><div>two<br>three</div>", "one\ntwo\nthree"),
        ("<p>a <b>b</b>\n  c&nbsp;d</p>", "a b c d"),
        ("<script>x</script><style>y</style><p>z</p>", "z"),
        ("<head><title>x</title></head><body>z</body>", "z"),
        ("<!-- x --><p>z</p>", "z"),
        ('<p style="DISPLAY : none">x</p>z', "z"),
        ('<p style="color:red;visibility:hidden">x</p>z', "z"),
        ('<p style="font-size:0px">x</p>z', "z"),
        ('<p style="max-height:0;overflow:hidden">x</p>z', "z"),
        ("<p hidden>x</p>z", "z"),
        ('<p style="border-width: 0; line-height:0">seen</p>', "seen"),
        ('<p style="font-size:0">x<span style="font-size:12px">seen</span></p>', "seen"),
        ('<a href="https://a.example/b">here</a>', "here <https://a.example/b>"),
        ('<a href="https://a.example/">a.example</a>', "a.example"),
        ('<a href="mailto:ana@acme.example">ana@acme.example</a>', "ana@acme.example"),
        ('<a href="javascript:alert(1)">here</a>', "here"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a | b\nc"),
        ("<p>new</p><blockquote>old<br>older</blockquote>", "new\n\n> old\n> older"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ('<img src="x" alt="the lamp"><img src="pixel" alt="">', "[the lamp]"),
        ('<p>new</p><div class="gmail_signature">Ana</div>', "new\n\n-- \nAna"),
        ('<?xml version="1.0"?><html><body>z</body></html>', "z"),
        ("<p>never closed <b>at all", "never closed at all"),
    ],
)
def test_html_becomes_what_was_seen(html: str, text: str) -> None:
    assert text_from_html(html) == text


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + "deep",
        "<p>" * 100_000 + "many",
        "<" * 500_000,
        "<a " * 200_000,
        "<blockquote>" * 190 + "x",
        "<b style='" + "display:" * 100_000 + "'>x</b>",
        "<table><tr><td>" * 30_000,
        "<!--" * 30_000,
    ],
    ids=["deep", "many", "brackets", "anchors", "quotes", "style", "tables", "comments"],
)
def test_no_markup_takes_long(html: str) -> None:
    begun = time.process_time()
    text_from_html(html)
    assert time.process_time() - begun < 3


@given(st.text(alphabet="<>/abdivpre \"'=!-&;x", max_size=300))
def test_any_markup_becomes_text(html: str) -> None:
    assert isinstance(text_from_html(html), str)
