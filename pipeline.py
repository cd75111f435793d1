"""The way of a mail through Samehand, on one page: `receive`, `sweep`, `deliver`.

Each loads what bears on the matter, decides by a pure function, and saves everything that
follows in one transaction. Bytes are safe before anything is made of them; mail is stored
before it is sent. The time is an argument.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from samehand import fetching, sending
from samehand.config.settings import Mailbox, Receipts
from samehand.desk import agent_mail, alerting, daily, intake
from samehand.desk.arrival import Arrived
from samehand.desk.decision import Decision, Outcome
from samehand.desk.letters import AnyLetter
from samehand.house import House, save, save_alone
from samehand.ingest.ledger import Read, what_to_read
from samehand.ingest.mailbox import Connection
from samehand.ingest.message import InboundMessage
from samehand.ingest.parse import read, read_header, soft_key
from samehand.notify.outbox import (
    OutboxState,
    Parcel,
    Refusal,
    Rejected,
    Result,
    Unknown,
    Unreachable,
)
from samehand.notify.smtp import Sender
from samehand.store import lookup
from samehand.store.errors import Permanent, Temporary
from samehand.store.ledger import Entry
from samehand.store.work import Work

BATCH = 25  # mails in one transaction, each in a savepoint of its own
ATTEMPTS = 3  # what cannot be handled by then goes to quarantine
LEASE = timedelta(minutes=15)  # longer than the longest wait for a server's last word

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
    fetching.begin(house, mailbox, cursor, plan, now)
    handled = _ask_again(house, mailbox, plan, connection, now)
    handled += file_pending(house, mailbox, now)
    for batch in connection.batches(plan.after, largest=house.settings.desk.largest_mail):
        fetching.keep(house, mailbox, plan, batch, now)
        handled += file_pending(house, mailbox, now)
        if house.stopping():
            break
    return handled


def file_pending(house: House, mailbox: Mailbox, now: datetime) -> int:
    """Decide about every mail whose bytes are safe and whose outcome is open."""
    handled = 0
    while entries := house.store.claim_pending(mailbox.name, now=now, limit=BATCH):
        arrivals, failures = _understood(house, mailbox, entries, now)
        contents: list[bytes] = []
        with house.store.transaction() as work:
            for entry, arrived in arrivals:
                try:
                    with work.savepoint():
                        decision = _decide(house, work, arrived, now)
                        contents += save(house, work, decision, now, entry=entry.id)
                except Temporary:
                    raise
                except Exception as failure:  # noqa: BLE001 - one bad mail never stops the line
                    failures.append((entry, failure))
            house.raw.keep_many(contents)
        for entry, error in failures:
            _quarantine_if_hopeless(house, mailbox, entry, error, now)
        handled += len(entries)
        if house.stopping():
            break
    return handled


def sweep(house: House, now: datetime) -> int:
    """Decide what the clocks and the day have to tell. Returns how much there was of it."""
    told = _tell_the_day(house, now)
    with house.store.transaction() as work:
        due = work.due_clocks(now, limit=100)
        for number in due:
            conversation = work.conversation(number)
            decision = alerting.alerts(conversation, house.settings, now, house.mint)
            save_alone(house, work, decision, now)
    return told + len(due)


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

    parcels = []
    for row in rows:
        if row.state is OutboxState.HANDING_OVER:
            done(Parcel(row, b""), _BROKEN_OFF)
            continue
        try:
            parcels.append(Parcel(row, house.raw.read(row.digest)))
        except Permanent as lost:
            done(Parcel(row, b""), Rejected(Refusal(554, str(lost))))
    sender.send(
        parcels,
        handing_over=lambda parcel: house.store.handing_over(parcel.row, now=now),
        done=done,
    )
    return Delivered(settled, down)


def put_off(house: House, mailbox: Mailbox, down: Unreachable, now: datetime) -> None:
    """Leave a server alone that does not want us now: what is due waits with the channel."""
    for row in house.store.claim_outbox(
        mailbox.name, now=now, limit=50, lease=LEASE, holder=house.holder
    ):
        in_doubt = row.state is OutboxState.HANDING_OVER
        sending.settle(house, row, _BROKEN_OFF if in_doubt else down, now)


def tell(house: House, letter: AnyLetter, now: datetime) -> None:
    """Put a word about the pipeline itself into the outbox."""
    decision = Decision(Outcome.MESSAGE, "pipeline", letter.key, letters=(letter,))
    with house.store.transaction() as work:
        save_alone(house, work, decision, now)


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


def _ask_again(
    house: House, mailbox: Mailbox, plan: Read, connection: Connection, now: datetime
) -> int:
    """Mails that the server listed and did not give: once more."""
    missing = house.store.claim_missing(mailbox.name, now=now, limit=BATCH)
    if entries := fetching.current(house, plan, missing, now):
        largest = house.settings.desk.largest_mail
        for batch in connection.again(sorted(entries), largest=largest):
            fetching.fill(house, mailbox, entries, batch, now)
    return len(missing)


def _understood(
    house: House, mailbox: Mailbox, entries: list[Entry], now: datetime
) -> tuple[list[tuple[Entry, Arrived]], list[tuple[Entry, Exception]]]:
    """The mails as they are understood, and those that cannot even be read."""
    arrivals: list[tuple[Entry, Arrived]] = []
    failures: list[tuple[Entry, Exception]] = []
    for entry in entries:
        try:
            arrivals.append((entry, _understand(house, mailbox, entry, now)))
        except Temporary:
            raise
        except Exception as failure:  # noqa: BLE001 - one bad mail never stops the line
            failures.append((entry, failure))
    return arrivals, failures


def _understand(house: House, mailbox: Mailbox, entry: Entry, now: datetime) -> Arrived:
    """Read a mail's bytes. What broke the process each time is not read any more."""
    raw = house.raw.read(entry.digest)
    if entry.attempts > ATTEMPTS:
        mail = InboundMessage(error=f"reading it stopped the process {ATTEMPTS} times")
    elif entry.reason:
        mail, raw = read_header(raw, error=entry.reason), b""
    else:
        mail = read(raw)
    return Arrived(
        entry=entry.id,
        mailbox=mailbox,
        mail=mail,
        message_id=mail.message_id or f"{entry.digest[:40]}@no-id.invalid",
        soft_key=soft_key(mail) if mail.error is None else entry.digest,
        received_at=min(entry.internal_date or now, now),
        raw=raw if mail.error is not None else b"",
    )


def _decide(house: House, work: Work, arrived: Arrived, now: datetime) -> Decision:
    """Load what bears on a mail, and ask who is responsible for deciding about it."""
    settings, mint = house.settings, house.mint
    agent = agent_mail.speaker(arrived, settings)
    if agent is None:
        seen = lookup.from_outside(work, arrived, settings, now)
        return intake.decide(arrived, seen, settings, now, mint)
    found = lookup.for_agent(work, arrived, agent, settings)
    if found is None:
        return agent_mail.stray(arrived, agent, settings, now, mint)
    return agent_mail.decide(*found, settings, now, mint)


def _quarantine_if_hopeless(
    house: House, mailbox: Mailbox, entry: Entry, failure: Exception, now: datetime
) -> None:
    """A mail that fails is tried again; then a person hears of it, with the original."""
    if entry.attempts < ATTEMPTS:
        return
    why = f"{type(failure).__name__}: {failure}"[:300]
    try:
        arrived = _understand(house, mailbox, replace(entry, attempts=ATTEMPTS + 1), now)
        said = replace(arrived.mail, error=f"handling it failed: {why}")
        arrived = replace(arrived, mail=said)
        with house.store.transaction() as work:
            decision = _decide(house, work, arrived, now)
            decision = replace(decision, outcome=Outcome.QUARANTINE, reason=why)
            house.raw.keep_many(save(house, work, decision, now, entry=entry.id))
    except Temporary:
        raise
    except Exception:  # noqa: BLE001 - not even the stub: then the ledger alone keeps it
        house.store.fail(entry.id, outcome=Outcome.QUARANTINE, reason=why, now=now)
    tell(house, alerting.quarantined(mailbox, why, house.settings, now, house.mint), now)
