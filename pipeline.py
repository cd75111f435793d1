"""The way of a mail through Samehand, on one page: `receive`, `sweep`, `deliver`.

Each loads what bears on the matter, decides by a pure function, and saves everything that
follows in one transaction. Bytes are safe before anything is made of them; mail is stored
before it is sent. The time is an argument.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from samehand import absences, fetching, sending
from samehand.config.settings import Begin, Mailbox, Receipts
from samehand.desk import daily
from samehand.desk.agents.holds.forgotten import forgotten
from samehand.desk.agents.holds.held import HELD_LIFE
from samehand.desk.clocks import alerting, snooze
from samehand.desk.customers import gathered
from samehand.desk.decision import Decision
from samehand.filing import BATCH, file_pending
from samehand.house import House, save_alone
from samehand.ingest.imap.ledger import Cursor, Read, what_to_read
from samehand.ingest.imap.mailbox import Connection
from samehand.notify.outbox import (
    OutboxState,
    Parcel,
    Refusal,
    Rejected,
    Result,
    Unknown,
    Unreachable,
    Waiting,
)
from samehand.notify.smtp import Done, Sender
from samehand.store import lookup
from samehand.store.errors import Permanent
from samehand.store.work import Work

LEASE = timedelta(minutes=15)  # longer than the longest wait for a server's last word

LOAD = 32_000_000  # bytes of mail in memory at a time
_BROKEN_OFF = Unknown("the sender stopped while it handed the mail over")


@dataclass(frozen=True)
class Delivered:
    """How many mails found their outcome, and what stopped the rest, if the channel is down."""

    settled: int
    down: Unreachable | None = None


def receive(house: House, mailbox: Mailbox, connection: Connection, now: datetime) -> int:
    """Fetch what is new in a mailbox and file it. Returns how many mails were handled."""
    cursor = house.store.folder(mailbox.name, mailbox.folder)
    plan = what_to_read(cursor, connection.state(), mailbox.begin)
    if cursor is None:
        plan = fetching.since(house, mailbox, plan, connection.before)
    return _read(house, mailbox, mailbox, cursor, plan, connection, now)


def receive_sent(house: House, mailbox: Mailbox, connection: Connection, now: datetime) -> int:
    """The same with what people send from the mailbox itself; of old mail, nothing.

    The mailbox's own folder comes first: what they answer should be known by then.
    """
    if mailbox.sent == "":
        return 0
    name = connection.sent(mailbox.sent)
    if name == mailbox.folder:
        return 0
    sent = replace(mailbox, folder=name, sent=name, begin=Begin.NEW)
    cursor = house.store.folder(mailbox.name, name)
    if cursor is None:
        fetching.expect_sent(house, sent, now)
    plan = what_to_read(cursor, connection.state(name), sent.begin)
    if cursor is None:
        plan = fetching.since(house, sent, plan, connection.before)
    return _read(house, mailbox, sent, cursor, plan, connection, now)


def sweep(house: House, now: datetime) -> int:
    """Decide what the clocks and the day have to tell. Returns how much there was of it."""
    told = _tell_the_day(house, now) + _pass_on_gathered(house, now)
    told += _tell_the_lead(house, now)
    failures: list[Exception] = []
    try:
        told += absences.see_to(house, now)  # before the clocks: stand-ins get the alerts
    except Exception as failure:  # noqa: BLE001 - alarms must come all the same
        failures.append(failure)
    with house.store.reading() as work:
        snoozed, due = work.snoozed_due(now, limit=100), work.due_clocks(now, limit=100)
    failures += _decide_each(house, snoozed, _woken, now)
    failures += _decide_each(house, due, _alerts, now)
    if failures:
        raise failures[0]
    return told + len(snoozed) + len(due)


def deliver(house: House, mailbox: Mailbox, sender: Sender, now: datetime) -> Delivered:
    """Send what is due from a mailbox."""
    rows = house.store.claim_outbox(
        mailbox.name, now=now, limit=50, lease=LEASE, holder=house.holder
    )
    settled, down = 0, None  # the answers come one by one, through `done`

    def done(parcel: Parcel, result: Result) -> None:
        nonlocal settled, down
        sending.settle(house, parcel.row, result, now)
        if isinstance(result, Unreachable):
            down = result
        else:
            settled += 1

    for parcels in _loads(house, rows, done):
        if down is None:
            sender.send(
                parcels,
                handing_over=lambda parcel: house.store.handing_over(parcel.row, now=now),
                done=done,
            )
        else:
            for parcel in parcels:
                done(parcel, down)
    return Delivered(settled, down)


def put_off(house: House, mailbox: Mailbox, down: Unreachable, now: datetime) -> None:
    """Leave a server alone that does not want us now: what is due waits with the channel."""
    for row in house.store.claim_outbox(
        mailbox.name, now=now, limit=50, lease=LEASE, holder=house.holder
    ):
        in_doubt = row.state is OutboxState.HANDING_OVER
        sending.settle(house, row, _BROKEN_OFF if in_doubt else down, now)


def _loads(house: House, rows: list[Waiting], done: Done) -> Iterator[list[Parcel]]:
    """The mails with their bytes, as many at a time as memory should hold.

    Those whose fate is known without a try are `done` on the way.
    """
    load: list[Parcel] = []
    for row in rows:
        if row.state is OutboxState.HANDING_OVER:
            done(Parcel(row, b""), _BROKEN_OFF)
            continue
        try:
            load.append(Parcel(row, house.raw.read(row.digest)))
        except Permanent as lost:
            done(Parcel(row, b""), Rejected(Refusal(554, str(lost))))
        if sum(len(parcel.content) for parcel in load) > LOAD:
            yield load
            load = []
    if load:
        yield load


Decide = Callable[[House, Work, int, datetime], Decision]


def _decide_each(
    house: House, numbers: Iterable[int], decide: Decide, now: datetime
) -> list[Exception]:
    """Decide about conversations, each in a transaction of its own; what went wrong."""
    failures: list[Exception] = []
    for number in numbers:
        try:
            with house.store.transaction() as work:
                save_alone(house, work, decide(house, work, number, now), now)
        except Exception as failure:  # noqa: BLE001 - one must not silence the others' alarms
            failures.append(failure)
    return failures


def _alerts(house: House, work: Work, number: int, now: datetime) -> Decision:
    held = work.held_mails(number)
    conversation = work.conversation(number)
    return alerting.alerts(conversation, house.settings, now, house.mint, held=held)


def _woken(house: House, work: Work, number: int, now: datetime) -> Decision:
    conversation, last = lookup.latest(work, number)
    return snooze.woken(conversation, last, house.settings, now, house.mint)


def _tell_the_day(house: House, now: datetime) -> int:
    """The receipts of yesterday, for agents who want them once a day."""
    told = 0
    for agent in house.settings.agents:
        if agent.receipts is not Receipts.DAILY:
            continue
        start, end = daily.last_day(agent, house.settings, now)
        with house.store.transaction() as work:
            if work.has_key(daily.key_of(agent, start)):
                continue
            answers = lookup.answered(work, agent.id, start, end)
            decision = daily.receipts(agent, answers, start, house.settings, now, house.mint)
            save_alone(house, work, decision, now)
            told += len(decision.letters)
    return told


def _tell_the_lead(house: House, now: datetime) -> int:
    """Held mails that no agent has settled: they wait on, and somebody else knows of them."""
    with house.store.reading() as work:
        if not work.forgotten(now - HELD_LIFE, limit=1):
            return 0
    with house.store.transaction() as work:
        mails = work.forgotten(now - HELD_LIFE, limit=10_000)
        save_alone(house, work, forgotten(mails, house.settings, now, house.mint), now)
    return len(mails)


def _pass_on_gathered(house: House, now: datetime) -> int:
    """Mails that came too fast for one relay each, once their time has come."""
    with house.store.reading() as work:
        due = work.gathered_due(now, limit=100)
    for number, first in due:
        with house.store.transaction() as work:
            found = lookup.gathered_mails(work, number, first)
            decision = gathered.together(found, house.settings, now, house.mint)
            save_alone(house, work, replace(decision, passed_on=number), now)
    return len(due)


def _read(
    house: House,
    mailbox: Mailbox,
    folder: Mailbox,
    cursor: Cursor | None,
    plan: Read,
    connection: Connection,
    now: datetime,
) -> int:
    """Keep and file what the open folder has; `folder` is the mailbox as seen through it."""
    fetching.begin(house, folder, cursor, plan, now)
    handled = _ask_again(house, folder, plan, connection, now)
    handled += file_pending(house, mailbox, now)
    for batch in connection.batches(plan.after, largest=house.settings.desk.largest_mail):
        fetching.keep(house, folder, plan, batch, now)
        handled += file_pending(house, mailbox, now)
        if house.stopping():
            break
    return handled


def _ask_again(
    house: House, mailbox: Mailbox, plan: Read, connection: Connection, now: datetime
) -> int:
    """Mails that the server listed and did not give: once more."""
    missing = house.store.claim_missing(mailbox.name, mailbox.folder, now=now, limit=BATCH)
    if entries := fetching.current(house, plan, missing, now):
        largest = house.settings.desk.largest_mail
        for batch in connection.again(sorted(entries), largest=largest):
            fetching.fill(house, mailbox, entries, batch, now)
    return len(missing)
