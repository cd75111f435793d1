"""What holds for the visible reply of any text at all: bounded time, and nothing invented."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samehand.ingest.reply.visible import REPLY_MARK, parted
from samehand.tests.ingest.reply.mail_programs import LEAD_INS, MOBILE_FOOTERS, rows

HANGING = 20.0  # seconds: what runs away takes minutes

_ALPHABET = st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"))
_LINES = st.one_of(
    st.text(alphabet=_ALPHABET, max_size=60),
    st.sampled_from([line for _, line in (*rows(LEAD_INS), *rows(MOBILE_FOOTERS))]),
    st.sampled_from(
        [
            *(
                "",
                "",
                "> quoted",
                ">> deeper",
                "own words",
                "-- ",
                "--",
                "_" * 20,
                "| bar",
                ">:",
            ),
            *("From: a@x.example", "Subject: x", "To: y", "Date: 2026", "See below", "Thanks,"),
            *("-----Original Message-----", "wrote:", "> wrote:", "Tel. +34 600 000 000", "<"),
            *("Unsubscribe: https://x.example", "Virus-free. www.x.example", ">From here"),
        ]
    ),
)
_TEXTS = st.lists(_LINES, max_size=25).map("\n".join)


def _words(text: str) -> set[str]:
    """Without quotation marks."""
    return set(text.replace(">", " ").replace("|", " ").split())


@given(_TEXTS)
@settings(max_examples=200, deadline=None)
def test_every_new_line_is_a_line_of_the_text(text: str) -> None:
    lines = {line.strip() for line in text.split("\n")} | {""}
    found = parted(text)
    assert {line.strip() for line in found.new.split("\n")} <= lines
    assert _words(found.quoted) <= _words(text)


@given(_TEXTS)
@settings(max_examples=200, deadline=None)
def test_a_person_never_wrote_nothing(text: str) -> None:
    if REPLY_MARK not in text.casefold():
        assert bool(parted(text).new.strip()) == bool(text.strip())


PIECES = [
    *(
        "a\n",
        "\n",
        " ",
        ">",
        "> ",
        "> x\n",
        "> a\n\nb\n",
        "a:\n>b\n",
        "> a\nb wrote:\n",
        ">From \n",
    ),
    *(
        "| a\n",
        "JR> x\n",
        "From:\n",
        "From: a@x\n",
        "To:\n\n\n",
        "Date: x\nTo: y\n",
        "x2020:\n",
    ),
    *("On ", "On 2020 x:\n\n\n\n", "On Monday 2020 wrote\n", "On 2 Mar 2026 at 09:30, Ana\n"),
    *("@<", "<a@b", "wrote: ", "> wrote:\n", "<\n> wrote:\n", "\uff1a\n", "1.1.1.1.", "1:1:"),
    *(
        "-",
        "-----a-----",
        "-----Original Message\n",
        "_" * 900 + "x\n",
        "_____\n",
        "--\n",
        "-- \n",
    ),
    *("_____\nunsubscribe\n", "Sent from my iPhone\n\n", "virus-free mail ", "Regards\nx\n"),
    *("This message is confidential.\n\n", "+49 30 1234567\n", "2020-01-01 10:00 GMT "),
    *("-----BEGIN PGP SIGNED MESSAGE-----\n", f"> {REPLY_MARK}\n", f"> {REPLY_MARK}\nx\n"),
]


@pytest.mark.parametrize("before", ["", "Hello\n", f"Hello\n> {REPLY_MARK}\n"])
@pytest.mark.parametrize("piece", PIECES)
def test_a_megabyte_of_anything_is_read_at_once(piece: str, before: str) -> None:
    text = before + piece * (1_000_000 // len(piece))
    begun = time.process_time()
    parted(text)
    assert time.process_time() - begun < HANGING
