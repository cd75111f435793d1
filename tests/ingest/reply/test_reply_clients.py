"""Whole mails as the clients write them, and where people put their words in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from samehand.ingest.parse import read
from samehand.ingest.reply.visible import parted

CORPUS = Path(__file__).parents[2] / "corpus"
ASKED = "Have you tried it?"
HEAD = "From: Ana <ana@acme.example>\nSent: Monday\nTo: Carla\nSubject: Lamp"
LEAD_IN = "On 2 Mar 2026 at 09:30, Ana Ruiz <ana@acme.example> wrote:"


@pytest.mark.parametrize(
    ("name", "reply", "quoted"),
    [
        ("reply-gmail-html", "Hello Ana,\n\nit works now.\n\nCarla", f"{ASKED}\n\nAna"),
        (
            "reply-outlook-desktop-html",
            "Hallo Ana,\n\njetzt geht sie.",
            "Haben Sie es versucht?",
        ),
        ("reply-outlook-web-html", "Hello Ana,\n\nit works now.", ASKED),
        ("reply-outlook-mobile-html", "It works now.", ASKED),
        ("reply-apple-mail-html", "It works now.\n\nCarla", ASKED),
        ("reply-thunderbird-html", "When did you ask?\n\nYes, and it works now.", ASKED),
        ("reply-yahoo-html", "It works now.", ASKED),
        ("reply-proton-html", "It works now.", ASKED),
        ("reply-gmail-between", "Depuis lundi.\n\nDans la cuisine.", "Depuis quand ?\nOù ?"),
    ],
)
def test_a_reply_in_html_is_parted(name: str, reply: str, quoted: str) -> None:
    mail = read((CORPUS / f"{name}.eml").read_bytes())
    assert (mail.reply, mail.quoted) == (reply, quoted)


@pytest.mark.parametrize(
    ("text", "new", "quoted"),
    [
        # above, below and between
        (f"Yes.\n\n{LEAD_IN}\n> {ASKED}", "Yes.", ASKED),
        (f"{LEAD_IN}\n> {ASKED}\n\nYes.", "Yes.", ASKED),
        (f"{LEAD_IN}\n> {ASKED}\nYes.\n> When?\nNow.", "Yes.\n\nNow.", f"{ASKED}\nWhen?"),
        (f"Hi,\n\n{LEAD_IN}\n> > Older.\n> {ASKED}\n\nYes.", "Hi,\n\nYes.", f"Older.\n{ASKED}"),
        (f"Yes.\n\n> {LEAD_IN}\n>\n> {ASKED}", "Yes.", ASKED),
        # quoted by hand above the history
        (f"> When?\n\nNow.\n\n{LEAD_IN}\n> When?", "> When?\n\nNow.", "When?\nWhen?"),
        (f"> When?\n\nNow.\n\n{HEAD}\n\nWhen?", "> When?\n\nNow.", "When?\n\nWhen?"),
        # old Outlook: a header block above a quotation, with answers between
        (f"-----Original Message-----\n{HEAD}\n\n> {ASKED}\n\nYes.", "Yes.", ASKED),
        (f"-----Original Message-----\nFrom: Ana\n> {ASKED}\n\nYes.", "Yes.", ASKED),
        (f"Yes.\n\n{HEAD}\n\n> Older.\n\n{ASKED}", "Yes.", f"Older.\n\n{ASKED}"),
        # uncommon marks below a lead-in
        (f"Yes.\n\n{LEAD_IN}\n| {ASKED}\n|\n| Ana", "Yes.", f"{ASKED}\n\nAna"),
        (f"{LEAD_IN}\nAR> {ASKED}\n\nYes.", "Yes.", ASKED),
        (f"Yes.\n\n2026/3/2 Ana Ruiz <ana@acme.example>\n\n| {ASKED}", "Yes.", ASKED),
        ("Carla Costa joked:\n> Ha.\n\nHa indeed.", "Ha indeed.", "Ha."),
        (f"Yes.\n\nAna <ana@acme.example\n> wrote:\n> {ASKED}", "Yes.", ASKED),
        # two programs, each with a lead-in of its own
        (
            f"Yes.\n\nAm 2.3.2026 um 9:30 schrieb Ana:\n{LEAD_IN}\n> {ASKED}\n\nNo.",
            "Yes.\n\nNo.",
            ASKED,
        ),
        # a line that a client broke, and an answer that only looks like one
        ("> " + "long words " * 7 + "\nwrapped\n> more\n\nYes.", "Yes.", None),
        ("> when is it " + "x" * 60 + "\n> or not\nno\n> so", "no", None),
        # forwarded: nothing else, or only a word about it
        (f"{HEAD}\n\n{ASKED}", f"{HEAD}\n\n{ASKED}", ASKED),
        (f"FYI\n\n{HEAD}\n\n{ASKED}", f"FYI\n\n{HEAD}\n\n{ASKED}", ASKED),
        (f"Siehe unten\n\n{HEAD}\n\n{ASKED}", f"Siehe unten\n\n{HEAD}\n\n{ASKED}", ASKED),
        (f"It reached me by mistake.\n\n{HEAD}\n\n{ASKED}", "It reached me by mistake.", ASKED),
        # nothing but a quotation
        (f"> {ASKED}", f"> {ASKED}", ASKED),
        (f"{LEAD_IN}\n> {ASKED}", f"{LEAD_IN}\n> {ASKED}", ASKED),
    ],
)
def test_words_stand_where_people_put_them(text: str, new: str, quoted: str | None) -> None:
    found = parted(text)
    assert found.new == new
    assert quoted is None or found.quoted == quoted


@pytest.mark.parametrize(
    "text",
    [
        "On Monday I wrote to you:\n\nPlease send me a lamp.\n\nNo answer so far.",
        "On 2 March 2026 at 9:30 I wrote to support@acme.example:\n\nHelp!\n\nWhat now?",
        "Am 2.3.2026 um 9:30 schrieb ich an support@acme.example:\n\nKaputt.\n\nUnd nun?",
        "Le 2 mars 2026 à 9:30 j'ai écrit à support@acme.example :\n\nCassée.\n\nAlors ?",
        "Two questions.\n\nOn Monday, 2 March Ana wrote:\n\nIt is ready\n\nBut it is not.",
        "Your colleague ana@acme.example wrote:\n\nwe refund you.\n\nBut nothing came.",
        "It was fine until Ana Ruiz <ana@acme.example> wrote:\n\nNo.\n\nIs this true?",
        "2026-03-02 09:30 the server said:\n\nout of memory\n\nand again:\n\nthe same",
        "Hello,\n\nI go:\n\nFrom: Madrid\nTo: Paris\nDate: 3 May\nMail: c@x.example\n\nOK?",
        "I got this:\n\nFrom: M <m@x.example>\nDate: 1 May\nTo: me\nSubject: x\n\nWhy?",
        "Name: Carla\nFrom: c@customer.example\nSubject: Lamp\nDate: 2026-03-02\nText: Hi",
        "The list:\n\n| a | b |\n| 1 | 2 |\n\nWhich one?",
        "At the prompt:\n\nC> dir\nC> exit\n\nnothing happens.",
        "The mailbox file says\n>From the start it was broken.\nand so it is.",
        "The text below the lamp is wrong.\n\nIt should read 40 EUR.",
        "--- Here is the original message that I wanted to send ---\nIt is broken.",
    ],
)
def test_what_a_person_says_is_no_lead_in(text: str) -> None:
    assert parted(text).new == text


@pytest.mark.parametrize(
    "words", ["On 2 May 2026 you promised me this:", "In May you told me:", "The lamp:"]
)
def test_a_persons_own_words_above_a_quotation_stay(words: str) -> None:
    assert parted(f"{words}\n> We refund you.\n\nBut?").new == f"{words}\n\nBut?"


def test_a_lead_in_is_no_word_of_who_is_quoted() -> None:
    text = f"Yes.\n\nOn 2 Mar 2026 at 09:30, Ana Ruiz\n<ana@acme.example> wrote:\n\n> {ASKED}"
    assert parted(text).quoted == ASKED
    assert parted(f"Yes.\n\n> {LEAD_IN}\n> {ASKED}").quoted == ASKED
    assert parted(f"Yes.\n\n{HEAD}\n\n{ASKED}").quoted == ASKED
