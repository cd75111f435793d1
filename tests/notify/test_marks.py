"""A reply token goes out three ways, and each of them alone brings it back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.config.settings import Settings
from samehand.desk import marks
from samehand.ingest.message import InboundMessage

TOKEN = "abcdefghijklmnopqrstuvwxyz"
OTHER = "z234567z234567z234567z2345"


@pytest.mark.parametrize(
    "mail",
    [
        InboundMessage(recipients=("olga@acme.example", f"support+a.{TOKEN}@acme.example")),
        InboundMessage(recipients=(f"Support+A.{TOKEN.upper()}@ACME.example",)),
        InboundMessage(in_reply_to=(f"a.{TOKEN}@acme.example",)),
        InboundMessage(references=("x@y.example", f"A.{TOKEN.upper()}@Acme.Example")),
        InboundMessage(text=f"Hello\n> #close\n> [samehand:{TOKEN}]\n"),
        InboundMessage(text=f"[SAMEHAND:{TOKEN.upper()}]"),
    ],
)
def test_a_token_comes_back(mail: InboundMessage, settings: Settings) -> None:
    assert marks.tokens_in(mail, settings) == (TOKEN,)


def test_the_most_reliable_way_comes_first_and_each_token_once(settings: Settings) -> None:
    mail = InboundMessage(
        recipients=(f"support+a.{TOKEN}@acme.example",),
        references=(f"a.{OTHER}@acme.example", f"a.{TOKEN}@acme.example"),
        text=f"[samehand:{OTHER}] [samehand:{'c' * 26}]",
    )
    assert marks.tokens_in(mail, settings) == (TOKEN, OTHER, "c" * 26)


@pytest.mark.parametrize(
    "mail",
    [
        InboundMessage(recipients=(f"support+a.{TOKEN}@evil.example",)),
        InboundMessage(recipients=(f"mallory+a.{TOKEN}@acme.example",)),
        InboundMessage(recipients=(f"support+a.{TOKEN}x@acme.example",)),
        InboundMessage(recipients=(f"support+b.{TOKEN}@acme.example",)),
        InboundMessage(in_reply_to=(f"a.{TOKEN}@evil.example",)),
        InboundMessage(in_reply_to=(f"xa.{TOKEN}@acme.example",)),
        InboundMessage(text=f"[samehand:{TOKEN[:-1]}]"),
        InboundMessage(text="[samehand:\u017fbcdefghijklmnopqrstuvwxyz]"),
        InboundMessage(text=f"samehand:{TOKEN}"),
    ],
)
def test_what_is_no_token_of_ours_is_not_taken_for_one(
    mail: InboundMessage, settings: Settings
) -> None:
    assert marks.tokens_in(mail, settings) == ()


def test_a_reply_address_fits_what_the_server_delivers(settings: Settings) -> None:
    support, sales = settings.mailboxes
    assert marks.reply_address(support, TOKEN) == f"support+a.{TOKEN}@acme.example"
    assert len(marks.reply_address(support, TOKEN).partition("@")[0]) <= 64
    assert marks.reply_address(sales, TOKEN) == "sales@acme.example"


@given(before=st.text(max_size=20), after=st.text(max_size=20))
def test_a_text_without_tokens_brings_none_back(before: str, after: str) -> None:
    ways = (
        f"support+a.{TOKEN}@acme.example",
        marks.relay_message_id(TOKEN, "acme.example"),
        marks.mark(TOKEN),
    )
    for way in ways:
        assert TOKEN not in marks.without_tokens(f"{before} {way} {after}")


def test_an_address_in_a_text_loses_its_token_only() -> None:
    text = f"Carla via support+a.{TOKEN}@acme.example wrote, a.hut@acme.example too"
    expected = "Carla via support@acme.example wrote, a.hut@acme.example too"
    assert marks.without_tokens(text) == expected
