"""A desk that is killed, at each point where it matters, loses nothing and doubles nothing.

The one thing that nobody can know is what became of a mail that was being handed over. Then
an agent may get it twice, and a customer does not: the owner hears of the doubt instead.
"""

from __future__ import annotations

import pickle
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from samehand.config.settings import Outbox, Settings
from samehand.desk.conversation import State
from samehand.desk.decision import Outcome
from samehand.house import House
from samehand.notify.outbox import OutboxState
from samehand.tests.pipeline.mortal import POINTS, POISON, Task
from samehand.tests.pipeline.office import Office, opened, parsed, written

OfficeOf = Callable[[House], Office]
OPEN, ANSWERED = 7, 3  # conversations
MINUTES = (2, 6, 16, 16)  # until everything that is tried again has been


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Answers leave at once, so that they are among what the crash hits."""
    return replace(settings, outbox=Outbox(undo=timedelta()))


@contextmanager
def mortal(task: Task, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A desk in another process, from when it begins to work; it has died by the end."""
    file = folder / "task"
    file.write_bytes(pickle.dumps(task))
    with subprocess.Popen(
        [sys.executable, "-m", "samehand.tests.pipeline.mortal", file],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process


@dataclass(frozen=True)
class Seen:
    """What people found in their mailboxes."""

    acknowledgements: Counter[str]  # by customer
    answers: Counter[str]
    relays: Counter[str]  # by Message-ID
    doubts: int


def customer(number: int) -> str:
    return f"carla+{number}@acme.example"


def question(number: int) -> EmailMessage:
    return written(customer(number), "support@acme.example", f"Case {number}", "It drips.")


def answered(office: Office, first: int, last: int) -> list[EmailMessage]:
    """Questions that the desk has handled; Ana's answers to them lie in the folder."""
    questions = [question(number) for number in range(first, last)]
    office.support.deliver(*map(bytes, questions))
    office.work()
    for relay in map(parsed, office.ana.wait_for(len(questions))):
        back = relay["Reply-To"].addresses[0].addr_spec
        answer = written("ana@acme.example", back, f"Re: {relay['Subject']}", "A.", relay)
        office.support.deliver(bytes(answer))
    return questions


def recovered(office: Office) -> Seen:
    """What is seen when a new process has carried on for a while."""
    for minutes in MINUTES:
        office.pass_time(timedelta(minutes=minutes))
    office.quiet()
    outside = list(map(parsed, office.carla.mails()))
    inside = list(map(parsed, office.ana.mails()))
    subjects = [mail["Subject"] for mail in inside]
    return Seen(
        Counter(mail["To"] for mail in outside if mail["Auto-Submitted"]),
        Counter(mail["To"] for mail in outside if not mail["Auto-Submitted"]),
        Counter(m["Message-ID"] for m in inside if m["Subject"].startswith("[#")),
        sum(subject.startswith("MAY NOT HAVE BEEN DELIVERED") for subject in subjects),
    )


def assert_each_mail_has_one_place(office: Office, questions: list[EmailMessage]) -> None:
    """One conversation with one owner for each question, and nothing is left to do."""
    first = 1001
    with office.house.store.reading() as work:
        numbers = range(first, first + len(questions) + 1)
        places = Counter(
            (mail.message_id, number)
            for number in numbers
            for mail in work.messages(number)
            if mail.inbound and mail.author is None
        )
        owners = {work.conversation(number).owner for number in numbers[:-1]}
    assert set(places.values()) == {1}
    assert Counter(place[0] for place in places) == Counter(
        mail["Message-ID"].strip("<>") for mail in questions
    )
    assert len({number for _, number in places}) == len(questions)
    assert owners == {"ana"}
    status = office.house.store.status(office.now)
    assert sum(status.conversations.values()) == len(questions)
    assert set(status.ledger) == {Outcome.MESSAGE}
    assert set(status.outbox) <= {OutboxState.SENT, OutboxState.UNKNOWN}


@pytest.mark.parametrize("point", POINTS)
def test_a_desk_killed_at_any_point_loses_nothing_and_doubles_nothing(
    point: str, settings: Settings, office_of: OfficeOf, tmp_path: Path
) -> None:
    with opened(settings) as house:
        before = office_of(house)
        questions = answered(before, 0, ANSWERED)
    questions += [question(number) for number in range(ANSWERED, ANSWERED + OPEN)]
    before.support.deliver(*map(bytes, questions[ANSWERED:]))

    with mortal(Task(settings, before.now, point), tmp_path) as process:
        assert process.wait(30) == -signal.SIGKILL

    with opened(settings) as house:
        office = replace(before, house=house)
        seen = recovered(office)
        assert_each_mail_has_one_place(office, questions)
        status = house.store.status(office.now)

    everybody = {customer(number) for number in range(ANSWERED + OPEN)}
    never_acknowledged = 1 if point == "acknowledgement is next" else 0
    assert set(seen.acknowledgements.values()) == {1}
    assert len(everybody - set(seen.acknowledgements)) == never_acknowledged
    assert set(seen.answers.values()) == {1}
    assert len(seen.answers) == ANSWERED - (point == "answer is next")
    assert seen.doubts == point.startswith("answer is")
    assert sorted(seen.relays.values()) == [1] * 9 + [1 + (point == "relay is accepted")]
    assert status.conversations == {State.OPEN: OPEN, State.WAITING: ANSWERED}


def test_a_desk_killed_again_and_again_from_outside_files_each_of_200_mails_once(
    settings: Settings, office_of: OfficeOf, tmp_path: Path
) -> None:
    with opened(settings) as house:
        office = office_of(house)
    questions = [question(number) for number in range(200)]
    office.support.deliver(*map(bytes, questions))
    chance, deaths = random.Random(), 0
    while True:
        with mortal(Task(settings, office.now), tmp_path) as process:
            try:
                process.wait(chance.uniform(0.0, 0.5) if deaths < 6 else 60)
            except subprocess.TimeoutExpired:
                process.kill()
        if process.returncode == 0:
            break
        deaths += 1
        office.now += timedelta(minutes=2)
    assert deaths
    with opened(settings) as house:
        office = replace(office, house=house)
        seen = recovered(office)
        assert_each_mail_has_one_place(office, questions)
        in_doubt = house.store.status(office.now).outbox.get(OutboxState.UNKNOWN, 0)
    assert set(seen.acknowledgements.values()) == {1}
    assert len(seen.acknowledgements) >= 200 - in_doubt
    assert len(seen.relays) == 200
    assert sum(seen.relays.values()) <= 200 + deaths


def test_a_mail_that_no_process_survives_spoils_no_other(
    settings: Settings, office_of: OfficeOf, tmp_path: Path
) -> None:
    with opened(settings) as house:
        office = office_of(house)
    questions = [question(number) for number in range(10)]
    questions[4].set_content("This is poison.")
    questions[4]["X-Fault"] = "crash"
    office.support.deliver(*map(bytes, questions))
    with mortal(Task(settings, office.now, POISON), tmp_path) as process:
        assert process.wait(30) == -signal.SIGKILL
    office.now += timedelta(minutes=16)
    with mortal(Task(settings, office.now, POISON), tmp_path) as process:
        assert process.wait(30) == 0

    office.quiet()
    assert len(office.carla.mails()) == 9, "all others are acknowledged"
    relays = list(map(parsed, office.ana.wait_for(10)))
    (unread,) = (m for m in relays if "ended with a crash" in m.as_string())
    assert unread["Subject"].endswith("Case 4")
    (original,) = unread.iter_attachments()
    assert b"This is poison." in original.get_content()
