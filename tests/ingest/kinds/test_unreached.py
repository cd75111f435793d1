"""Who was not reached, by the shapes of servers' words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samehand.ingest.kinds.unreached import by_recipient, own_words, recipients_in

CARLA = "carla@customer.example"
BEN = "ben@other.example"
ABOVE = "Your mail could not be delivered to the following recipients:\n"


@pytest.mark.parametrize(
    "text",
    [
        # at the start of a line
        f"<{CARLA}>:\n550 no such user",
        f"{CARLA}\n  unknown user",
        f"    {CARLA}: Domain does not exist",
        f"  * {CARLA}\n",
        f"> {CARLA}",
        f'"{CARLA}":\n  5.2.2 full',
        f"\t{CARLA} on Monday\n  The name is not recognized",
        f"<{CARLA.upper()}> (failed: bad mailbox)",
        f"* [{CARLA}]: 550 {CARLA}...User account is overquota",
        f"{CARLA} ... unknown host",
        f"SMTP:{CARLA}",
        f"c=US;a= ;p=Acme;dda:SMTP={CARLA}; on Monday",
        # after a label
        f"Recipient: <{CARLA}>\nReason: 550",
        f"Failed Recipient: {CARLA}",
        f"Undeliverable Address: {CARLA}",
        f"Error-for:  {CARLA}",
        f">>> RCPT TO:<{CARLA}>",
        f"   an undisclosed address\n   (generated from {CARLA})",
        f"The mail, addressed to '{CARLA}', has not been collected",
        f"Recipient: [SMTP:{CARLA}]",
        f'{{\\"emailAddress\\":\\"{CARLA}\\",\\"status\\":\\"5.1.1\\"}}',
        # within a sentence
        f"550 5.1.1 <{CARLA}>... User unknown",
        f"Your message to {CARLA} could not be delivered.",
        f"There was an error delivering your mail to <{CARLA}>.",
        f"undeliverable to {CARLA}",
        f"Unable to deliver message to <{CARLA}> (and others in the same domain).",
    ],
)
@pytest.mark.parametrize("above", ["", ABOVE], ids=["alone", "below an introduction"])
def test_a_recipient_is_found(text: str, above: str) -> None:
    assert set(recipients_in(above + text)) == {CARLA}


@pytest.mark.parametrize(
    "text",
    [
        f"Your message\n\n  To: {BEN}\n  Sent: Monday\n\ndid not reach:\n\n{CARLA} on Monday",
        f"<{CARLA}>: user unknown\n\nPlease contact <postmaster@mx.example> for help.",
        f"A message sent by\n  <support@acme.example>\ncould not be delivered to:\n  {CARLA}",
        f"{CARLA}: not accepting mail from {BEN}",
        f"<{CARLA}>: unknown\n--- Below this line is a copy of the message.\n\n<{BEN}>: hello",
        f"<{CARLA}>: unknown\n\nReceived: from mx.example for <{BEN}>",
        f"<{CARLA}>: unknown\n\n---------- Forwarded message ----------\nFrom: <{BEN}>",
        f"Addresses are of the form such as {BEN}.\n<{CARLA}>: no such user",
    ],
)
def test_an_address_in_passing_is_no_recipient(text: str) -> None:
    assert recipients_in(text, besides={"support@acme.example"}) == [CARLA]


def test_several_are_found_in_their_order() -> None:
    assert recipients_in(f"{ABOVE}<{CARLA}>:\n unknown\n<{BEN}>:\n full") == [CARLA, BEN]


def test_where_a_mail_was_passed_on_both_addresses_count() -> None:
    text = f"{ABOVE}{CARLA}\n    (expanded from: {BEN})"
    assert recipients_in(text) == [CARLA, BEN]


@pytest.mark.parametrize("text", ["", "Nobody is named.", "@", "a@b", "support@acme.example:"])
def test_nobody_is_made_up(text: str) -> None:
    assert recipients_in(text, besides={"support@acme.example"}) == []


def test_the_lines_about_each_recipient_are_told_apart() -> None:
    lines = own_words(f"Not reached:\n<{CARLA}>: full\n try later\n<{BEN}>: unknown")
    assert by_recipient(lines) == [[f"<{CARLA}>: full", " try later"], [f"<{BEN}>: unknown"]]
    assert by_recipient(lines[:2]) == [lines[:2]]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=" <>@.=:;ab\n", max_size=400))
def test_whatever_is_found_looks_like_an_address(text: str) -> None:
    for found in recipients_in(text):
        local, _, domain = found.rpartition("@")
        assert local
        assert "." in domain
