"""What is new in the HTML of the mail programs that people use, and what they repeat."""

from __future__ import annotations

from pathlib import Path

import pytest

from samehand.ingest.html.body import text_from_html
from samehand.ingest.html.quoting import HISTORY_MARK
from samehand.ingest.reply.visible import parted

MAILS = Path(__file__).parent
REPLIES = sorted(mail.stem for mail in (MAILS / "replies").iterdir())
FORWARDS = sorted(mail.stem for mail in (MAILS / "forwards").iterdir())
LEAD_IN = "On Mon, 2 Mar 2026 at 09:30, Ana Ruiz &lt;ana@acme.example&gt; wrote:"


def html_of(name: str) -> str:
    return (MAILS / f"{name}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", REPLIES)
def test_only_what_is_new_is_the_reply(name: str) -> None:
    text = text_from_html(html_of(f"replies/{name}"))
    assert parted(text).new == "It works now."
    assert "Have you tried it?" in text


@pytest.mark.parametrize("name", FORWARDS)
def test_a_mail_that_is_passed_on_without_a_word_is_shown(name: str) -> None:
    reply = parted(text_from_html(html_of(f"forwards/{name}"))).new
    assert "ben@acme.example" in reply
    assert "It hums." in reply


@pytest.mark.parametrize("name", ["gmail", "thunderbird", "k_9", "one_nobody_knows"])
def test_a_lead_in_is_a_line_of_its_own_above_the_marked_quotation(name: str) -> None:
    lines = text_from_html(html_of(f"replies/{name}")).split("\n")
    lead_in = next(n for n, line in enumerate(lines) if "Ana Ruiz" in line)
    assert lines[lead_in].endswith(":")
    assert "> Have you tried it?" in lines[lead_in + 1 :]


@pytest.mark.parametrize(
    "quoting",
    [
        "<div>{}</div><blockquote type=cite>{}</blockquote><p>No.</p>"
        "<blockquote type=cite>{}</blockquote><p>Monday.</p>",
        "<div class=gmail_quote><div class=gmail_attr>{}</div><blockquote>{}</blockquote>No."
        "<blockquote class=gmail_quote>{}</blockquote>Monday.</div>",
        '<p>{}</p><div style="border-left:1px solid">{}</div>No.'
        '<blockquote style="border-left:1px solid">{}</blockquote>Monday.',
    ],
)
def test_answers_between_quoted_paragraphs_are_own_words(quoting: str) -> None:
    html = quoting.format(LEAD_IN, "Does it light?", "Since when?")
    assert parted(text_from_html(html)).new.split() == ["No.", "Monday."]


HEADER = "<b>{}:</b> Ana<br><b>{}:</b> 2.3.<br><b>{}:</b> Carla<br><b>{}:</b> Lamp"
ENGLISH = HEADER.format("From", "Sent", "To", "Subject")
TAGALOG = HEADER.format("Mula kay", "Ipinadala", "Kay", "Paksa")


@pytest.mark.parametrize(
    ("html", "is_marked"),
    [
        (f"Hi<div id=divRplyFwdMsg>{TAGALOG}</div>", True),
        (f"Hi<div id=x_x_divRplyFwdMsg>{TAGALOG}</div>", True),
        (f"Hi<div id=mail-editor-reference-message-container><hr>{TAGALOG}</div>", True),
        (f"Hi<div id=mail-editor-reference-message-container><hr>{ENGLISH}</div>", False),
        (f"Hi<div id=divRplyFwdMsg>{ENGLISH}</div>", False),
        (f"<div id=divRplyFwdMsg>{TAGALOG}</div>", False),
        (f"Hi<blockquote><div id=divRplyFwdMsg>{TAGALOG}</div></blockquote>", False),
        ("Hi<div id=divRplyFwdMsg>there</div>", False),
    ],
)
def test_a_divider_is_set_where_words_alone_do_not_show_a_header(
    html: str, *, is_marked: bool
) -> None:
    assert (HISTORY_MARK in text_from_html(html)) is is_marked


@pytest.mark.parametrize(
    "html",
    [
        '<blockquote style="margin: 0 0 0 40px; border: none; padding: 0px;">{}</blockquote>',
        '<blockquote style="margin: 0px 0px 0px 40px;">{}</blockquote>',
        '<blockquote style="margin-left: 40px">{}</blockquote>',
        '<div style="border-left: 3px solid red; padding: 5px">{}</div>',
        '<div style="mso-element:para-border-div;border:none;border-left:solid red 3.0pt;'
        'padding:0cm 0cm 0cm 4.0pt"><p>{}</p></div>',
        '<div style="border:none;border-top:solid 1.0pt;padding:3.0pt 0cm 0cm 0cm">{}</div>',
        '<div id="divRplyFwdMsg"></div><p>{}</p>',
        '<div class="gmail_quote">{}</div>',
        '<p>{}</p><div class="gmail_signature"></div>',
        '<div class="signature-lamps">{}</div>',
        '<div class="quote">{}</div>',
    ],
)
def test_what_only_looks_like_a_quotation_is_own(html: str) -> None:
    reply = parted(text_from_html(f"<p>Hi,</p>{html.format('It works now.')}")).new
    assert reply.split() == ["Hi,", "It", "works", "now."]


@pytest.mark.parametrize(
    "attributes",
    [
        *("", "type=cite", "cite='mid:1@x'", "class=gmail_quote style='border:none'"),
        "style='border:none;border-left:solid #CCCCCC 1.0pt;padding:0cm 0cm 0cm 6.0pt'",
        "style='margin:0 0 0 40px;border:none' type=cite",
    ],
)
def test_a_blockquote_is_a_quotation_unless_it_only_indents(attributes: str) -> None:
    assert text_from_html(f"<blockquote {attributes}>old</blockquote>") == "> old"


def test_own_words_in_the_middle_of_an_outlook_history_are_in_the_text() -> None:
    answer = "tried it? <span style='color:red'>[Carla] I have.</span>"
    html = html_of("replies/outlook_on_a_desktop").replace("tried it?", answer)
    assert "[Carla] I have." in text_from_html(html)


def test_one_mark_stands_above_a_signature_in_a_signature() -> None:
    html = "Yes.<div class=gmail_signature>Carla<div id=Signature>Costa Lamps</div></div>"
    assert text_from_html(html) == "Yes.\n-- \nCarla\nCosta Lamps"
