"""Agents answer in the mail program that they have: customers get what they wrote."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from samehand.desk.decision import Outcome
from samehand.desk.letters import Purpose
from samehand.ingest.html.body import text_from_html
from samehand.tests.attacks.desk_under_attack import ANA, VOUCHED, Desk, Sent
from samehand.tests.clients.opened import Typed, opened
from samehand.tests.clients.programs import (
    PROGRAMS,
    Program,
    Written,
    old_phone,
)

ASKED = """Hello,

my kettle leaks at the spout since Monday.

Can I still send it back?

And who pays for the parcel?

Kind regards
Carla"""

ABOVE = Typed(above=("Yes, you can.", "We pay for the parcel: the label is on its way to you."))
BELOW = Typed(below=("Yes, you can.", "We pay for the parcel: the label is on its way to you."))
BETWEEN = Typed(
    between=(
        ("Can I still send it back?", "Yes, within 30 days."),
        ("And who pays for the parcel?", "We do, with the label that I attach."),
    )
)
ORDER_FIRST = Typed(above=("#wait", *ABOVE.above))
ORDER_LAST = Typed(above=(*ABOVE.above, "#close"))

_INSIDE = ("samehand", "above this line", "#close", "#take", "support+a.", "conversation-", ANA)


def _mail(desk: Desk, relay: Sent, written: Written) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"] = f"Ana Ruiz <{ANA}>", relay.reply_to
    mail["Subject"] = f"Re: {relay.mail['Subject']}"
    mail["Date"] = desk.now
    mail["Message-ID"] = "<answer@client.example>"
    mail["In-Reply-To"] = mail["References"] = str(relay.mail["Message-ID"])
    mail["Authentication-Results"] = VOUCHED
    if written.text is not None:
        mail.set_content(written.text)
        if written.is_flowed:
            mail.set_param("format", "flowed")
        if written.html is not None:
            mail.add_alternative(written.html, subtype="html")
    else:
        mail.set_content(written.html, subtype="html")
    return mail.as_bytes()


def _answered(desk: Desk, program: Program, typed: Typed) -> tuple[list[Sent], Outcome]:
    relay = desk.relayed(text=ASKED)
    outcome = desk.outcome(_mail(desk, relay, program(opened(relay.mail), typed)))
    return desk.of(Purpose.ANSWER), outcome


def _words(text: str) -> str:
    return " ".join(text.split())


def _forms(answer: Sent) -> list[str]:
    """What the customer reads, whichever form their program shows."""
    html = answer.mail.get_body(("html",))
    rich = [text_from_html(html.get_content())] if isinstance(html, EmailMessage) else []
    return [_words(answer.text), *map(_words, rich)]


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize(
    "typed", [ABOVE, ORDER_FIRST, ORDER_LAST], ids=["alone", "first", "last"]
)
def test_what_stands_above_the_quotation_goes_out_and_nothing_else(
    desk: Desk, program: Program, typed: Typed
) -> None:
    (answer,), outcome = _answered(desk, program, typed)
    assert outcome is Outcome.MESSAGE
    for form in _forms(answer):
        assert form.startswith(_words(" ".join(ABOVE.above)))
        assert not any(word in form for word in (*_INSIDE, "leaks", "iPhone", "Galaxy", "iOS"))


@pytest.mark.parametrize("program", [p for p in PROGRAMS if p is not old_phone])
def test_what_stands_below_the_quotation_goes_out(desk: Desk, program: Program) -> None:
    (answer,), _ = _answered(desk, program, BELOW)
    for form in _forms(answer):
        assert form.startswith(_words(" ".join(BELOW.below)))
        assert not any(word in form for word in _INSIDE)


@pytest.mark.parametrize("program", [p for p in PROGRAMS if p is not old_phone])
def test_answers_between_the_lines_all_go_out(desk: Desk, program: Program) -> None:
    (answer,), _ = _answered(desk, program, BETWEEN)
    for form in _forms(answer):
        at = [form.find(said) for _, said in BETWEEN.between]
        assert -1 not in at and at == sorted(at)
        assert not any(word in form for word in _INSIDE)
