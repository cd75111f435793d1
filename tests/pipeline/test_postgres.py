"""The whole way of a mail on PostgreSQL, where several workers may share a mailbox."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest

from samehand.config.settings import Settings
from samehand.desk.conversation import State
from samehand.desk.decision import Outcome
from samehand.house import House
from samehand.notify.outbox import OutboxState
from samehand.tests.pipeline.office import Office, opened, parsed, text_of, written

WORKERS = 2


@pytest.fixture
def settings(settings: Settings, postgres_store_url: str) -> Settings:
    return replace(settings, desk=replace(settings.desk, store=postgres_store_url))


def test_a_customer_and_the_owner_write_to_each_other(office: Office) -> None:
    first = office.write("carla@acme.example", "support@acme.example", "Hello", "It drips.")
    office.support.wait_for(1)
    office.work()
    assert len(office.carla.wait_for(1)) == 1
    (relay,) = map(parsed, office.ana.wait_for(1))
    back = relay["Reply-To"].addresses[0].addr_spec
    office.write("ana@acme.example", back, "Re: Hello", "Send a photo.", answers=relay)
    office.support.wait_for(2)
    office.work()
    office.pass_time(timedelta(minutes=1))
    answer = parsed(office.carla.wait_for(2)[1])
    assert answer["In-Reply-To"] == first["Message-ID"]
    assert text_of(answer).startswith("Send a photo.\n")
    office.write(
        "carla@acme.example", "support@acme.example", "Re: Hello", "Here.", answers=answer
    )
    office.support.wait_for(3)
    office.work()
    assert "Here." in text_of(parsed(office.ana.wait_for(3)[2]))
    assert office.house.store.status(office.now).conversations == {State.OPEN: 1}


def test_a_clock_warns_once_and_breaches_once(office: Office) -> None:
    office.write("carla@acme.example", "support@acme.example", "Hello", "It drips.")
    office.support.wait_for(1)
    office.work()
    for _ in range(3):
        office.pass_time(timedelta(hours=3))
    office.quiet()
    subjects = [parsed(raw)["Subject"] for raw in office.olga.mails()]
    assert [s.split()[0] for s in subjects] == ["Due", "BREACHED:"]


def test_two_workers_on_one_mailbox_file_and_send_each_mail_once(
    settings: Settings,
    office_of: Callable[[House], Office],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("samehand.filing.BATCH", 2)  # so that they meet often
    questions = [
        written(f"carla+{n}@acme.example", "support@acme.example", f"Case {n}", "It drips.")
        for n in range(40)
    ]
    start = Barrier(WORKERS)

    def at_once(worker: Office) -> None:
        start.wait(20)
        worker.work()

    with ExitStack() as houses, ThreadPoolExecutor(WORKERS) as workers:
        first = office_of(houses.enter_context(opened(settings)))
        first.support.deliver(*map(bytes, questions))
        others = [houses.enter_context(opened(settings)) for _ in range(WORKERS - 1)]
        offices = [first, *(replace(first, house=other) for other in others)]
        list(workers.map(at_once, offices))
        first.pass_time(timedelta(minutes=2))  # what one left to the other in the end
        first.quiet()
        status = first.house.store.status(first.now)
        with first.house.store.reading() as work:
            events = [recorded.event for recorded in work.events_after(0)]

    assert status.conversations == {State.OPEN: 40}
    assert status.owners == {"ana": 40}
    assert status.ledger == {Outcome.MESSAGE: 40}
    assert status.outbox == {OutboxState.SENT: 80}
    assigned = Counter(event.conversation for event in events if event.kind == "assigned")
    assert set(assigned.values()) == {1}
    acknowledged = Counter(parsed(raw)["To"] for raw in first.carla.mails())
    assert acknowledged == Counter(mail["From"] for mail in questions)
    relayed = Counter(parsed(raw)["Subject"] for raw in first.ana.mails())
    assert len(relayed) == 40
    assert set(relayed.values()) == {1}
