"""What an HTML mail hides is not said, and nothing that a reader saw is taken for hidden."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.ingest.html.body import read_html

HIDING = [
    "display:none",
    "DISPLAY : none !important",
    "color:red;display:none;display:bogus",
    "dis\\70lay:none",
    "dis/**/play:none",
    "visibility:hidden",
    "visibility:collapse",
    "content-visibility:hidden",
    "mso-hide:all",
    "opacity:0",
    "opacity:0.01",
    "filter:alpha(opacity=0)",
    "font-size:0",
    "font-size:0px !important",
    "font-size:1px",
    "font-size:0.01em",
    "font-size:2%",
    "font:0/0 a",
    "font:bold 1px Arial",
    "max-height:0;overflow:hidden",
    "height:0px;width:0px;overflow-y:hidden",
    "width:1px;height:1px;overflow:hidden;position:absolute",
    "text-indent:-9999px",
    "margin-left:-600px",
    "margin:0 0 0 -99em",
    "position:absolute;left:-10000px",
    "position:absolute;top:-999em",
    "position:fixed;left:99999px",
    "position:absolute;clip:rect(0,0,0,0)",
    "position:absolute;clip:rect(1px 1px 1px 1px)",
    "clip-path:inset(50%)",
    "transform:scale(0)",
    "transform:translateX(-9999px)",
    "color:white",
    "color:#fff",
    "color:#FFFFFF",
    "color:#ffffff00",
    "color:rgb(255,255,255)",
    "color:rgb(100% 100% 100%)",
    "color:rgba(255, 255, 255, 0.8)",
    "color:hsl(120, 50%, 100%)",
    "color:#fefefe",
    "color:whitesmoke",
    "color:transparent",
    "color:rgba(0,0,0,0)",
    "color:white;color:notacolour",
    "-webkit-text-fill-color:white",
    "color:#111;background:black",
    "background-color:#336699;color:#346698",
    "background:hsl(240,100%,50%);color:#0000fe",
    "background:no-repeat rgb(0, 0, 255) top;color:blue",
    "width:0%;overflow:hidden",
    "background:#369 none repeat;color:rgb(51,102,153)",
]


@pytest.mark.parametrize("style", HIDING)
def test_a_style_that_hides_its_words(style: str) -> None:
    page = read_html(f'<p>seen</p><div style="{style}">secret <b>words</b></div>')
    assert (page.text, page.hidden_words) == ("seen", 2)


@pytest.mark.parametrize(
    "style",
    [
        *(
            "display:block",
            "visibility:visible",
            "opacity:.5",
            "font-size:8px",
            "font:12px Arial",
        ),
        *("border-width:0;line-height:0", "height:0", "overflow:hidden;height:20px"),
        *("margin-left:-20px", "text-indent:-18pt", "position:relative;left:-5px"),
        *(
            "position:static;clip:rect(0,0,0,0)",
            "opacity:1;left:-9999px",
            "background-image:url(x);color:white",
            "transform:scale(1)",
            "mso-hide:none",
            "background:url(x);color:white",
        ),
        *("color:white;background:navy", "color:yellow", "color:#ccc", "color:var(--x)"),
        *(
            "color:windowtext",
            "color:inherit",
            "background:linear-gradient(red,blue);color:white",
        ),
        *(
            "color:rgba(0,0,0,.5)",
            "color:tomato",
            "color:currentcolor",
            "color:#12",
            "display:",
        ),
        *(
            "visibility:hidden;visibility:visible",
            "color:white;color:black",
            "width:0%",
            "a;b:;:c",
        ),
    ],
)
def test_a_style_that_hides_nothing(style: str) -> None:
    page = read_html(f'<p>Hello</p><div style="{style}">seen</div>')
    assert (page.text.split(), page.hidden_words) == (["Hello", "seen"], 0)


@pytest.mark.parametrize(
    "html",
    [
        "<p hidden>secret</p>",
        "<script>secret</script>",
        "<style>secret</style>",
        "<title>secret</title>",
        "<!-- secret -->",
        "<!--[if mso]><p>secret</p><![endif]-->",
        "<template>secret</template>",
        "<noscript>secret</noscript>",
        "<font color=white>secret</font>",
        '<font color="#fffffe">secret</font>',
        "<table bgcolor=black><tr><td><font color=black>secret</font></table>",
        '<div style="background:#222"><p style="color:#222">secret</p></div>',
        '<div style="color:#fff"><p>secret</p></div>',
        '<div style="font-size:0"><p style="font-size:2em">secret</p></div>',
        '<div style="visibility:hidden"><p>secret</p></div>',
        '<div style="display:none"><p style="display:block;color:red">secret</p></div>',
    ],
)
def test_markup_that_hides_its_words(html: str) -> None:
    assert read_html(f"{html}seen").text == "seen"


@pytest.mark.parametrize("tag", ["script", "style", "title", "noscript", "svg"])
def test_what_is_never_shown_is_not_hidden(tag: str) -> None:
    page = read_html(f"<{tag}>secret <p>words</p></{tag}>seen")
    assert (page.text, page.hidden_words) == ("seen", 0)


@pytest.mark.parametrize(
    "html",
    [
        '<p style="font-size:0">a<span style="font-size:12px">seen</span></p>',
        '<div style="visibility:hidden">a<p style="visibility:visible">seen</p></div>',
        '<div style="color:#fff">a<p style="color:#000">seen</p></div>',
        '<div style="color:#fff">a<p style="background:navy">seen</p></div>',
        '<table bgcolor="#000"><tr><td style="color:#fff">seen</table>',
        '<body text=white background="dark.png">seen',
        '<div style="color:white"><a href="">seen</a></div>',
        "<!--[if !mso]><!-->seen<!--<![endif]-->",
        "<p aria-hidden=true>seen</p>",
        "<span style='color:rgb(255,255,255) !important' data-ogsc='rgb(0,0,0)'>seen</span>",
        "<span style='background:black' data-ogsb=''>seen</span>",
        '<table><td style="width:1px;overflow:hidden">seen</table>',
    ],
)
def test_markup_that_shows_its_words(html: str) -> None:
    assert read_html(f"<p>Hello</p>{html}").text.split() == ["Hello", "seen"]


@pytest.mark.parametrize(
    "css",
    [
        ".x{display:none}",
        "p.x{display:none}",
        "#y{display:none}",
        "*{display:none}",
        "p{color:#fff}",
        "a, .x , b{font-size:0}",
        ".x{display:none}.x:hover{display:block}",
        ".x{display:none} .client .x{display:block}",
        ".client > div > .x{display:none}",
        "body .x{visibility:hidden}",
        "body p.x.z{display:none}",
        ".x{display:none!important}",
        "@media screen{.x{display:none}}",
        "@media only screen and (min-width: 600px){.x{display:none}}",
        "@supports (display:grid){.x{display:none}}",
        "<!-- .x{display:none} -->",
        "@import url(x);.x{display:none}",
        "/* .x{display:block} */.X{display:none}",
        ".x{color:red}.x{display:none}",
        ".x{display:none}.x{color:red}",
        "p{display:block}.x{display:none}",
    ],
)
def test_a_stylesheet_that_hides(css: str) -> None:
    html = f'<style>{css}</style><body><p class="x z" id=y>secret</p><div>seen</div>'
    assert read_html(html).text == ("" if css[0] == "*" else "seen")


@pytest.mark.parametrize(
    "css",
    [
        "@media (max-width:600px){.x{display:none}}",
        "@media print{.x{display:none}}",
        "@media (prefers-color-scheme:dark){.x{color:#fff}}",
        "@media screen{@media print{.x{display:none}}}",
        ".x{display:none}#y{display:block}",
        ".x{display:none}p.x{display:block}",
        "p.x{display:block!important}.x.z{display:none}",
        ".q .x{display:none}",
        ".x:hover{display:none}",
        ".x::after{display:none}",
        "[class=x]{display:none}",
        "div > p + .x{display:none}",
        ".x{display:none",
        ".x{color:white;background:navy}",
        ".x display:none}",
    ],
)
def test_a_stylesheet_that_hides_nothing(css: str) -> None:
    html = f'<style>{css}</style><b class=q></b><p class="x z" id=y>seen</p>'
    assert read_html(html).text == "seen"


def test_a_stylesheet_for_print_alone_is_not_asked() -> None:
    assert read_html("<style media=print>p{display:none}</style><p>seen</p>").text == "seen"


def test_what_a_style_says_for_itself_is_stronger_than_a_sheet() -> None:
    html = '<style>.x{display:none}</style><p class=x style="display:block">seen</p>'
    assert read_html(html).text == "seen"
    html = (
        '<style>.x{display:none!important}</style><p class=x style="display:block">secret</p>'
    )
    assert read_html(html).text == ""


def test_a_preheader_is_left_out_and_counted() -> None:
    page = read_html(
        '<div style="display:none;max-height:0">Your bill is here &zwnj;&nbsp;&#847;</div>'
        "<p>Hello Carla,</p>"
    )
    assert (page.text, page.hidden_words) == ("Hello Carla,", 4)


def test_one_who_writes_on_a_dark_screen_is_read() -> None:
    html = (
        '<div style="color:rgb(255,255,255)">It works now.<br>Carla</div>'
        '<div class="gmail_attr">On Mon, 2 Mar 2026, Ana &lt;ana@acme.example&gt; wrote:</div>'
        "<blockquote>Have you tried it?</blockquote>"
    )
    assert read_html(html).text.startswith("It works now.\nCarla\n")
    assert read_html(html).hidden_words == 0


@pytest.mark.parametrize(
    "history",
    [
        "<b>From:</b> Ana &lt;ana@acme.example&gt;<br><b>Sent:</b> Monday<br><b>To:</b> Carla"
        "<br><b>Subject:</b> Lamp<br><p>Have you tried it?</p>",
        "<p>On Mon, 2 Mar 2026, Ana &lt;ana@acme.example&gt; wrote:</p><p>Have you?</p>",
    ],
)
def test_one_who_writes_on_a_dark_screen_above_unmarked_history_is_read(history: str) -> None:
    html = f'<div style="color:white">It works now.</div>{history}'
    assert read_html(html).text.startswith("It works now.\n")


def test_faint_words_among_others_are_hidden() -> None:
    html = '<div>It works now.</div><div style="color:white">Pay to Mallory.</div>'
    assert read_html(html).text == "It works now."


_WRAPPINGS = [
    "<p{}>{}</p>",
    "<div{}>{}</div>",
    "<span{}>{}</span>",
    "<blockquote{}>{}</blockquote>",
]
_OTHERS = ["<table><tr><td{}>{}</td></tr></table>", "<ul><li{}>{}</li></ul>", "<b{}>{}</b>"]


@given(
    st.lists(st.sampled_from(_WRAPPINGS + _OTHERS), max_size=8),
    st.sampled_from(HIDING),
    st.data(),
)
def test_hidden_words_never_appear_and_others_always_do(
    wrappings: list[str], style: str, data: st.DataObject
) -> None:
    hidden = f'<div style="{style}">secret</div>'
    words = f"before {hidden} after"
    for wrapping in wrappings:
        attribute = data.draw(st.sampled_from(["", " class=x", ' style="margin:0"', " id=y"]))
        words = wrapping.format(attribute, words)
    text = read_html(f"<style>.z{{display:none}}</style><p>Hello</p>{words}").text
    assert "secret" not in text
    assert text.index("before") < text.index("after")
