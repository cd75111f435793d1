"""The way of a mail through Samehand, on one page: `receive`, `sweep`, `deliver`.

Each loads what bears on the matter, decides by a pure function, and saves everything that
follows in one transaction. Bytes are safe before anything is made of them; mail is stored
before it is sent. The time is an argument.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from samehand.config.settings import Mailbox, Settings
from samehand.desk import agent_mail, alerting, failing, intake
from samehand.desk.arrival import Arrived
from samehand.desk.decision import Decision, Mint, Outcome
from samehand.desk.letters import AnyLetter
from samehand.ingest.ledger import what_to_read
from samehand.ingest.mailbox import Batch, Connection
from samehand.ingest.mailbox import Fetched as FetchedMail
from samehand.ingest.message import InboundMessage
from samehand.ingest.parse import read, read_header, soft_key
from samehand.notify.compose import compose
from samehand.notify.outbox import (
    OutboxState,
    Parcel,
    Result,
    Step,
    Tell,
    Unknown,
    Unreachable,
    Waiting,
    after,
)
from samehand.notify.render import Render
from samehand.notify.smtp import Sender
from samehand.store import lookup
from samehand.store.errors import Temporary
from samehand.store.ledger import Entry, Fetched
from samehand.store.outbox import OutgoingRow
from samehand.store.raw import RawStore
from samehand.store.store import Store
from samehand.store.work import Work

BATCH = 25  # mails in one transaction, each in a savepoint of its own
ATTEMPTS = 3  # what cannot be handled by then goes to quarantine
LEASE = timedelta(minutes=15)  # longer than the longest wait for a server's last word


@dataclass(frozen=True)
class House:
    """What the stations share. `holder` names this process on what it claims."""

    settings: Settings
    store: Store
    raw: RawStore
    texts: Render
    mint: Mint
    spread: Callable[[], float]  # 0 to 1, for waits that must not fall together
    holder: str
    stopping: Callable[[], bool] = lambda: False


@dataclass(frozen=True)
class Delivered:
    """How many mails found their outcome, and why the rest did not, if the channel is down."""

    settled: int
    down: str | None


def receive(house: House, mailbox: Mailbox, connection: Connection, now: datetime) -> int:
    """Fetch what is new in a mailbox and file it. Returns how many mails were handled."""
    cursor = house.store.folder(mailbox.name, mailbox.folder)
    plan = what_to_read(cursor, connection.state(), mailbox.begin)
    handled = _ask_again(house, mailbox, connection, now) + file_pending(house, mailbox, now)
    for batch in connection.batches(plan.after, largest=house.settings.desk.largest_mail):
        _keep(house, mailbox, plan.uidvalidity, batch, now)
        handled += file_pending(house, mailbox, now)
        if house.stopping():
            break
    return handled


def file_pending(house: House, mailbox: Mailbox, now: datetime) -> int:
    """Decide about every mail whose bytes are safe and whose outcome is open."""
    handled = 0
    while entries := house.store.claim_pending(mailbox.name, now=now, limit=BATCH):
        arrivals = [_understand(house, mailbox, entry, now) for entry in entries]
        failures: list[tuple[Entry, Exception]] = []
        with house.store.transaction() as work:
            for entry, arrived in zip(entries, arrivals, strict=True):
                try:
                    with work.savepoint():
                        _file(house, work, arrived, now)
                except Temporary:
                    raise
                except Exception as failure:  # noqa: BLE001 - one bad mail never stops the line
                    failures.append((entry, failure))
        for entry, error in failures:
            _quarantine_if_hopeless(house, mailbox, entry, error, now)
        handled += len(entries)
        if house.stopping():
            break
    return handled


def sweep(house: House, now: datetime) -> int:
    """Decide what the clocks have to tell. Returns how many conversations had something due."""
    with house.store.transaction() as work:
        due = work.due_clocks(now, limit=100)
        for number in due:
            conversation = work.conversation(number)
            decision = alerting.alerts(conversation, house.settings, now, house.mint)
            _save(house, work, decision, None, now)
    return len(due)


def deliver(house: House, mailbox: Mailbox, sender: Sender, now: datetime) -> Delivered:
    """Send what is due from a mailbox."""
    rows = house.store.claim_outbox(
        mailbox.name, now=now, limit=50, lease=LEASE, holder=house.holder
    )
    settled, down = 0, None

    def done(parcel: Parcel, result: Result) -> None:
        nonlocal settled, down
        _settle(house, parcel, result, now)
        if isinstance(result, Unreachable):
            down = result.text
        else:
            settled += 1

    parcels = []
    for row in rows:
        if row.state is OutboxState.HANDING_OVER:
            done(Parcel(row, b""), Unknown("the sender stopped while it handed the mail over"))
        else:
            parcels.append(Parcel(row, house.raw.read(row.digest)))
    sender.send(
        parcels,
        handing_over=lambda parcel: house.store.handing_over(parcel.row, now=now),
        done=done,
    )
    return Delivered(settled, down)


def tell(house: House, letter: AnyLetter, now: datetime) -> None:
    """Put a word about the pipeline itself into the outbox."""
    decision = Decision(Outcome.MESSAGE, "pipeline", letter.key, letters=(letter,))
    with house.store.transaction() as work:
        _save(house, work, decision, None, now)


# What the stations are made of


def _keep(
    house: House, mailbox: Mailbox, uidvalidity: int, batch: Batch, now: datetime
) -> None:
    """Bytes first: they and their ledger rows are durable before anything is made of them."""
    digests = house.raw.keep_many([mail.read() for mail in batch.mails])
    known = house.store.known_digests(mailbox.name, digests)
    house.store.enter(
        mailbox.name,
        mailbox.folder,
        uidvalidity,
        [
            *(
                _row(m, d, d in known, mailbox)
                for m, d in zip(batch.mails, digests, strict=True)
            ),
            *(Fetched(uid, "", 0, None, reason="not given yet") for uid in batch.missing),
        ],
        last_uid=batch.last_uid,
        now=now,
    )


def _row(mail: FetchedMail, digest: str, is_known: bool, mailbox: Mailbox) -> Fetched:
    if is_known:
        why = "the same bytes came before, under another UID"
        return Fetched(mail.uid, digest, mail.size, mail.internal_date, Outcome.DUPLICATE, why)
    reason = ""
    if mail.is_header_only:
        reason = (
            f"too big with {mail.size / 1e6:.1f} MB; it stays in the folder"
            f" {mailbox.folder} of {mailbox.address}"
        )
    return Fetched(mail.uid, digest, mail.size, mail.internal_date, reason=reason)


def _ask_again(house: House, mailbox: Mailbox, connection: Connection, now: datetime) -> int:
    """Mails that the server listed and did not give: once more, and then say what became."""
    missing = house.store.claim_missing(mailbox.name, now=now, limit=BATCH)
    if not missing:
        return 0
    entries = {entry.uid: entry for entry in missing}
    largest = house.settings.desk.largest_mail
    for batch in connection.again(sorted(entries), largest=largest):
        for mail in batch.mails:
            (digest,) = house.raw.keep_many([mail.read()])
            row = _row(mail, digest, False, mailbox)
            house.store.fill(entries[mail.uid].id, row, now=now)
        for uid in batch.gone:
            why = "removed from the folder before the server gave it"
            house.store.fail(entries[uid].id, outcome=Outcome.IGNORED, reason=why, now=now)
        for uid in batch.missing:
            if entries[uid].attempts >= ATTEMPTS:
                why = "the server lists it and does not give it"
                house.store.fail(
                    entries[uid].id, outcome=Outcome.QUARANTINE, reason=why, now=now
                )
    return len(missing)


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


def _file(house: House, work: Work, arrived: Arrived, now: datetime) -> None:
    """Load, decide, save: one mail."""
    _save(house, work, _decide(house, work, arrived, now), arrived.entry, now)


def _decide(house: House, work: Work, arrived: Arrived, now: datetime) -> Decision:
    settings, mint = house.settings, house.mint
    agent = agent_mail.speaker(arrived, settings)
    if agent is None:
        seen = lookup.from_outside(work, arrived, settings, now)
        return intake.decide(arrived, seen, settings, now, mint)
    found = lookup.for_agent(work, arrived, agent, settings)
    if found is None:
        return agent_mail.stray(arrived, agent, settings, now, mint)
    return agent_mail.decide(*found, settings, now, mint)


def _save(
    house: House, work: Work, decision: Decision, entry: int | None, now: datetime
) -> None:
    outgoing = [compose(x, house.settings, house.texts, now=now) for x in decision.letters]
    digests = house.raw.keep_many([mail.content for mail in outgoing])
    rows = [OutgoingRow(mail, digest) for mail, digest in zip(outgoing, digests, strict=True)]
    work.save(decision, rows, entry=entry, now=now)


def _quarantine_if_hopeless(
    house: House, mailbox: Mailbox, entry: Entry, error: Exception, now: datetime
) -> None:
    """A mail that fails is tried again; then a person hears of it, with the original."""
    if entry.attempts < ATTEMPTS:
        return
    why = f"{type(error).__name__}: {error}"[:300]
    hopeless = replace(entry, attempts=ATTEMPTS + 1)
    arrived = _understand(house, mailbox, hopeless, now)
    arrived = replace(arrived, mail=replace(arrived.mail, error=f"handling it failed: {why}"))
    try:
        with house.store.transaction() as work:
            decision = _decide(house, work, arrived, now)
            quarantined = replace(decision, outcome=Outcome.QUARANTINE, reason=why)
            _save(house, work, quarantined, entry.id, now)
    except Temporary:
        raise
    except Exception:  # noqa: BLE001 - not even the stub: then the ledger alone keeps it
        house.store.fail(entry.id, outcome=Outcome.QUARANTINE, reason=why, now=now)
    tell(house, alerting.quarantined(mailbox, why, house.settings, now, house.mint), now)


def _settle(house: House, parcel: Parcel, result: Result, now: datetime) -> None:
    """Write down how a try ended, and tell whom it concerns, in one transaction."""
    row = parcel.row
    step = after(row, result, now=now, spread=house.spread())
    with house.store.transaction() as work:
        if not work.settle(row, step, now=now) or step.tell is None:
            return
        decision = _word_of_failure(house, work, row, step, now)
        _save(house, work, decision, None, now)


def _word_of_failure(
    house: House, work: Work, row: Waiting, step: Step, now: datetime
) -> Decision:
    """To the owner, when it was their conversation's mail; to ops, when it was one to us."""
    if step.tell is Tell.OWNER and row.conversation is not None:
        sent = work.message(row.message_id, row.conversation)
        return failing.not_sent(
            row.key,
            row.purpose,
            row.recipients,
            step.reason,
            work.conversation(row.conversation),
            house.settings,
            now,
            house.mint,
            is_certain=step.state is not OutboxState.UNKNOWN,
            answered_at=sent.received_at if sent else None,
        )
    what = f"{row.purpose.value} to {', '.join(row.recipients)}"
    return failing.lost_inside(row.key, what, step.reason, house.settings, now, house.mint)
