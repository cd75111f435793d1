"""What others write runs nothing, loads nothing and stays in its box, in all HTML of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from samehand.config.settings import Settings
from samehand.desk.letters import AnyLetter, Exchange, Receipt, Relay
from samehand.ingest.html.body import text_from_html
from samehand.ingest.message import Address, Attachment
from samehand.notify.compose import compose
from samehand.notify.render import Render
from samehand.notify.shown import shown
from samehand.tests.notify.samples_of_letters import (
    ANSWER_IN_HTML,
    NOW,
    PHOTO,
    RECEIPT_IN_HTML,
    RELAY,
    RELAY_IN_HTML,
)

# What people have tried on others' pages, in shapes of our own.
ATTACKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src='cid:photo@phone.example' onload=alert(1)>",
    '"><svg onload=alert(1)><animate onbegin=alert(1)></svg>',
    "<a href='javascript:alert(1)'>x</a><a href=' java\tscript:alert(1)'>y</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:x'>x</a><a href='cid:photo@phone.example'>y</a>",
    "<a href='//evil.example'>x</a><a href='/x'>y</a><a href='?x'>z</a><a href='#x'>#</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe><object data=x></object><embed src=x>",
    "<form action='https://evil.example'><input name=p><button>OK</button></form>",
    "<style>*{background:url(https://evil.example/a.png)} div{position:fixed}</style>",
    "<p style='background:url(https://evil.example/b.png);position:fixed;top:0;width:100%'>x</p>",
    "<p style='color:red;display:none;font-size:0'>x</p>",
    "<link rel=stylesheet href=https://evil.example/c.css><meta http-equiv=refresh content=0>",
    "<base href='https://evil.example/'><a href='/x'>x</a>",
    "<img src='https://evil.example/pixel.png' alt='x'><img srcset='https://evil.example/2x'>",
    "<video src='https://evil.example/v'></video><audio autoplay src='https://evil.example/a'>",
    "<table background='https://evil.example/bg.png'><td background='https://evil.example/t'>x",
    "<input type=image src='https://evil.example/i'><body background='https://evil.example/'>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<![CDATA[<script>alert(1)</script>]]><!--[if mso]><script>alert(1)</script><![endif]-->",
    "<p id=x class=y name=z tabindex=1 contenteditable onclick=alert(1)>x</p>",
    "</div></div></td></tr></table></body></html><h1>outside</h1>",
    "<plaintext>",
    "<textarea>",
    "<title>",
    "<xmp>",
    "<select><option>",
    "<table><div>",
    "<img alt='\"><script>alert(1)</script>' src='cid:photo@phone.example'>",
    "<img alt='<img src=\"cid:photo@phone.example\">' src='cid:nowhere'>",
    "<img width='1\" onload=\"alert(1)' src='cid:photo@phone.example'>",
    "{{ 7 * 7 }} {% include 'x' %} {# x #}",
    "\ud800\x00\x1b<b>",
)
hostile = st.lists(
    st.sampled_from([*ATTACKS, "<", ">", '"', "'", "&", "\n", "</p>", "<b>", "-->"])
    | st.text(max_size=12),
    max_size=5,
).map("".join)

_LOADING = {"background", "srcset", "data", "action", "poster", "formaction", "ping", "dynsrc"}
_OURS = re.compile(r"cid:\d{1,3}\.[0-9a-f]{24}@acme\.example")
_LINK = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)


def letters(evil: str) -> list[AnyLetter]:
    """Letters with HTML of which somebody outside has written all that they can."""
    carla = Address("carla@customer.example", evil)
    files = (PHOTO, Attachment(evil, "image/svg+xml", b"<svg>", True, "svg@x.example"))
    relay = replace(
        RELAY, sender=carla, subject=evil, notes=(evil,), told=((evil, evil),), text=evil
    )
    relay = replace(relay, last=Exchange(evil, NOW, evil), attachments=files)
    page = f'{evil}<img src="cid:svg@x.example">'
    return [
        relay,
        replace(relay, html=page),
        replace(ANSWER_IN_HTML, html=page, signature=evil, attachments=files),
        replace(RECEIPT_IN_HTML, html=page, signature=evil, subject=evil, cut=(evil,)),
    ]


def page_of(letter: AnyLetter, settings: Settings, texts: Render) -> str:
    content = compose(letter, settings, texts, now=NOW).content
    body = message_from_bytes(content, policy=policy.default).get_body(("html",))
    assert body is not None
    return str(body.get_content())


def tags_of(html: str, reader: str = "html.parser") -> Iterator[Tag]:
    for tag in BeautifulSoup(html, reader).find_all(True):
        assert isinstance(tag, Tag)
        yield tag


def faults(html: str, reader: str) -> list[str]:
    """Everything in a page that would run, load, hide or leave its place."""
    found = []
    for tag in tags_of(html, reader):
        style = str(tag.get("style", "")).lower()
        names = {name.lower() for name in tag.attrs}
        if tag.name in {"script", "style", "iframe", "object", "embed", "form", "svg", "math"}:
            found.append(tag.name)
        if names & _LOADING or any(name.startswith("on") for name in names):
            found.append(str(tag))
        if "url(" in style or "position" in style or "display" in style:
            found.append(style)
        if tag.name != "img" and "src" in names:
            found.append(str(tag))
        if tag.name == "img" and not _OURS.fullmatch(str(tag.get("src"))):
            found.append(str(tag))
        if "href" in names and not _LINK.match(str(tag["href"])):
            found.append(str(tag))
    return found


@pytest.mark.parametrize("reader", ["html.parser", "lxml"])
@pytest.mark.parametrize("evil", ATTACKS)
def test_nothing_runs_and_nothing_is_loaded(
    evil: str, reader: str, settings: Settings, texts: Render
) -> None:
    for letter in letters(evil):
        assert faults(page_of(letter, settings, texts), reader) == []


def skeleton(html: str) -> list[tuple[str, ...]]:
    """Our page, its elements with where they stand, but for what is within the box."""
    soup = BeautifulSoup(html, "html.parser")
    for box in soup.find_all("div", style=re.compile("border-left-width")):
        box.clear()
    return [
        (tag.name, str(tag.get("style", "")), *(parent.name for parent in tag.parents))
        for tag in soup.find_all(True)
        if tag.name != "br"
    ]


@hypothesis_settings(max_examples=60, deadline=None)
@given(hostile)
def test_no_words_change_the_page_around_them(
    settings: Settings, texts: Render, evil: str
) -> None:
    plain = [skeleton(page_of(letter, settings, texts)) for letter in letters("words")]
    for letter, expected in zip(letters(f"words {evil}"), plain, strict=True):
        if isinstance(letter, Relay | Receipt):
            assert skeleton(page_of(letter, settings, texts)) == expected
        assert faults(page_of(letter, settings, texts), "html.parser") == []


def test_the_customers_html_stands_in_a_box_that_it_cannot_leave(
    settings: Settings, texts: Render
) -> None:
    faked = (
        "</div></div><p style='font-weight:bold;border-bottom:2px solid #8d97a3'>"
        "--- #1042 | Ana Ruiz | nothing is due ---</p>"
    )
    page = BeautifulSoup(page_of(replace(RELAY, html=faked), settings, texts), "html.parser")
    (fake,) = page.find_all(string=re.compile("nothing is due"))
    box = fake.find_parent("div")
    assert isinstance(box, Tag)
    assert "border-left-width" in str(box["style"])
    around = fake.find_parent("p")
    assert isinstance(around, Tag) and not around["style"]


def test_a_picture_of_the_text_is_shown_and_no_other(settings: Settings, texts: Render) -> None:
    mail = message_from_bytes(
        compose(RELAY_IN_HTML, settings, texts, now=NOW).content, policy=policy.default
    )
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == [
        *("multipart/mixed", "multipart/alternative", "text/plain", "multipart/related"),
        *("text/html", "image/png", "image/jpeg"),
    ]
    (picture,) = (part for part in mail.walk() if part.get_content_type() == "image/png")
    html = page_of(RELAY_IN_HTML, settings, texts)
    assert f'src="cid:{str(picture["Content-ID"]).strip("<>")}"' in html
    assert str(PHOTO.content_id) not in html
    assert picture.get_content_disposition() == "inline"
    assert picture.get_payload(decode=True) == PHOTO.content


@pytest.mark.parametrize(
    ("html", "words"),
    [
        (
            '<p><img src="cid:gone@x.example" alt="the spout"></p>',
            "<p>[picture: the spout]</p>",
        ),
        ('<p><img src="cid:gone@x.example" alt=" "></p>', "<p>[picture]</p>"),
        ('<img src="cid:x" alt="<b>&amp;">', "[picture: &lt;b&gt;&amp;]"),
        ('<img alt="from afar" src="https://evil.example/x.png">', "[picture: from afar]"),
    ],
)
def test_words_stand_for_a_picture_that_is_not_there(html: str, words: str) -> None:
    assert shown(html, (PHOTO,), "1@acme.example").html == words


def test_what_only_looks_like_a_picture_is_attached_and_not_shown() -> None:
    drawing = replace(PHOTO, type="image/svg+xml", content=b"<svg onload=alert(1)>")
    found = shown('<img src="cid:photo@phone.example">', (drawing,), "1@acme.example")
    assert found.pictures == () and found.beside == (drawing,)


def test_a_picture_that_is_shown_twice_comes_once() -> None:
    found = shown('<img src="cid:photo@phone.example">' * 2, (PHOTO, PHOTO), "1@acme.example")
    assert len(found.pictures) == 1
    assert found.html.count("cid:1.") == 2


def words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+|[#|<>@]", re.sub(r"^> ", "", text, flags=re.MULTILINE))


@hypothesis_settings(max_examples=40, deadline=None)
@given(
    said=st.lists(st.text("abc äöü ,.\nعربي中文", max_size=40), max_size=4),
    left=st.sampled_from([None, RELAY.left]),
    has_last=st.booleans(),
)
def test_text_and_html_say_the_same(
    settings: Settings, texts: Render, said: list[str], left: None, has_last: bool
) -> None:
    letter = replace(
        RELAY,
        text="\n\n".join(said),
        left=left,
        notes=tuple(" ".join(s.split()) for s in said if s.strip()),
        last=RELAY.last if has_last else None,
    )
    for one in (letter, replace(RECEIPT_IN_HTML, due_at=NOW, target="resolution")):
        content = compose(one, settings, texts, now=NOW).content
        plain = message_from_bytes(content, policy=policy.default).get_body(("plain",))
        assert plain is not None
        html = text_from_html(page_of(one, settings, texts))
        assert words(html) == words(str(plain.get_content()))


def test_a_page_needs_no_more_room_than_a_phone_has(settings: Settings, texts: Render) -> None:
    for letter in (RELAY, RELAY_IN_HTML, RECEIPT_IN_HTML):
        for tag in tags_of(page_of(letter, settings, texts)):
            style = str(tag.get("style", ""))
            assert not re.search(r"(?<!max-)width:\d{3}", style)
            assert "nowrap" not in style or len(tag.get_text()) <= 20
            assert tag.name != "img" or "max-width:100%" in style
