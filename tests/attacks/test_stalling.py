"""Attempts to keep the desk busy, or to have it give up, with one mail."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from samehand.desk.agents.commands.spoken import listen
from samehand.desk.decision import Outcome
from samehand.desk.letters import Purpose
from samehand.desk.marks import shows_the_inside, without_tokens
from samehand.desk.policy import mentioned
from samehand.ingest.parse import read
from samehand.ingest.reply.visible import parted
from samehand.tests.attacks.desk_under_attack import CARLA, Desk

HANGING = 20.0  # seconds: what is quadratic takes minutes

PIECES = {
    "one letter": "a",
    "blanks": " ",
    "blank lines": "\n",
    "quotation marks": "> ",
    "lines of quotation": "> x\n",
    "lead-ins": "On Mon, Jan 1, 2026 at 10:00, Carla <c@x.example> wrote:\n",
    "half lead-ins": "On Mon, Jan 1, 2026 at 10:00\n",
    "fields": "From: a@b.example\nSent: x\n",
    "labels": "From:\n",
    "dividers": "----- Original Message -----\n",
    "half dividers": "-----a-----a",
    "our line": "--- write above this line ---\n",
    "half of our line": "write above this ",
    "tokens": "[samehand:" + "a" * 26 + "]",
    "half tokens": "[samehand:" + "a" * 25,
    "addresses": "support+a." + "a" * 26 + "@",
    "half addresses": "+a.a",
    "commands": "#close\n",
    "half commands": "#close ",
    "signatures": "-- \n",
    "PGP": "-----BEGIN PGP SIGNED MESSAGE-----\n",
    "tags": "<div>",
    "at signs": "@",
    "commas": "a, ",
    "automatic": "this is an automatic ",
}
READERS: dict[str, Callable[[str], object]] = {
    "reply": parted,
    "commands": listen,
    "leak": shows_the_inside,
    "tokens": without_tokens,
    "words": lambda text: mentioned(["not in there", "a b c"], text),
    "mail": lambda text: read(f"From: c@x.example\nSubject: x\n\n{text}".encode()),
    "html": lambda text: read(f"From: c@x.example\nContent-Type: text/html\n\n{text}".encode()),
}


@pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES)
def test_half_a_megabyte_of_anything_is_read_at_once(
    piece: str, reader: Callable[[str], object]
) -> None:
    text = piece * (500_000 // len(piece))
    begun = time.process_time()
    reader(text)
    assert time.process_time() - begun < HANGING


def test_three_hundred_relatives_do_not_slow_the_next_mail(desk: Desk) -> None:
    shared = "<shared@customer.example>"
    desk.post(*(desk.write(answers=shared) for _ in range(300)))
    begun = time.process_time()
    desk.post(desk.write(answers=shared))
    assert time.process_time() - begun < HANGING
    assert desk.conversation_of(desk.ledger()[-1]) == 1001


def test_a_mail_that_names_many_conversations_ties_only_its_writers(desk: Desk) -> None:
    ids = [f"<{n}@victim.example>" for n in range(50)]
    for n, one in enumerate(ids):
        desk.post(desk.write(f"victim{n}@customer.example", message_id=one))
    desk.post(desk.write(CARLA, references=" ".join(ids)))
    assert desk.conversation_of(desk.ledger()[-1]) == 1051


def test_a_storm_of_unreadable_mails_is_one_word_to_ops_each_hour(desk: Desk) -> None:
    for n in range(30):
        poison = f"From: x{n}@evil.example\nContent-Type: text/plain{';' * 40_000}\n\nx"
        assert desk.outcome(poison.encode()) is Outcome.MESSAGE  # by its header
    assert not [n for n in desk.of(Purpose.NOTICE) if "olga@acme.example" in n.recipients]
