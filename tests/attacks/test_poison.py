"""Attempts to end the desk, or to be lost by it, with a mail that no process survives."""

from __future__ import annotations

import sys
from itertools import islice
from random import Random

import pytest

from samehand.desk.decision import Outcome
from samehand.desk.letters import Purpose
from samehand.ingest.apart import confined
from samehand.tests.attacks.desk_under_attack import ANA, CARLA, VOUCHED, Desk
from samehand.tests.ingest.mutated import mutations, seeds

LONG_TEXT = "The kettle drips, and it has done so for weeks.\n" * 6_000


@pytest.fixture(autouse=True)
def faulty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A desk whose code has a fault that a mail can name."""
    command = (sys.executable, "-m", "samehand.tests.ingest.apart.faulty_cell")
    monkeypatch.setattr(confined, "COMMAND", command)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("crash", "ended with a crash"),
        ("memory", "more memory than"),
        ("loop", "s of computing"),
        ("wait", "more than 1 s"),
        ("nonsense", "makes no sense"),
    ],
)
def test_of_a_hundred_mails_the_fifth_is_poison(
    desk: Desk, fault: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if fault == "wait":
        monkeypatch.setattr(confined, "SECONDS", 1)
    mails = [desk.write(f"carla{n}@customer.example", subject=f"Case {n}") for n in range(100)]
    mails[4] = desk.write(
        "carla4@customer.example", text=LONG_TEXT, subject="Case 4", x_fault=fault
    )
    filed = desk.post(*mails)
    assert {entry.outcome for entry in filed} == {Outcome.MESSAGE}
    assert [entry.attempts for entry in filed] == [1] * 100
    relays = desk.of(Purpose.RELAY)
    assert sorted(one.mail["Subject"].split("Case ")[1] for one in relays) == sorted(
        map(str, range(100))
    )
    (unread,) = (one for one in relays if "could not be read" in one.mail.as_string())
    assert reason in " ".join(unread.mail.as_string().split())
    assert unread.mail["Subject"].endswith("Case 4")
    (original,) = unread.mail.iter_attachments()
    assert original.get_content() == mails[4]


def test_who_takes_over_the_process_that_reads_speaks_for_no_agent(desk: Desk) -> None:
    """That process swears to a desk of its own invention that Ana wrote this."""
    relay = desk.relayed()
    forged = desk.reply(relay, LONG_TEXT, sender=CARLA, statements="", x_fault="secret")
    desk.post(forged)
    assert desk.of(Purpose.ANSWER) == []
    genuine = desk.reply(relay, LONG_TEXT, sender=ANA, statements=VOUCHED)
    desk.post(genuine)
    assert len(desk.of(Purpose.ANSWER)) == 1


def test_a_hundred_broken_mails_each_find_their_place(desk: Desk) -> None:
    filed = desk.post(*islice(mutations(seeds(), Random(89)), 100))
    assert Outcome.STORED not in {entry.outcome for entry in filed}
    assert Outcome.QUARANTINE not in {entry.outcome for entry in filed}
