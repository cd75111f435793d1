"""What becomes of a mail whose bytes are safe: understood, decided about, saved, in one go.

One bad mail never stops the line. What fails again and again goes to quarantine, with a stub of
a conversation for a person to look at.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from samehand.config.settings import Mailbox, Settings
from samehand.deciding import decide
from samehand.desk.arrival import Arrived
from samehand.desk.clocks import alerting
from samehand.desk.decision import Outcome
from samehand.desk.people import addresses, everybody
from samehand.house import House, save, tell
from samehand.ingest.apart.confined import read_safely
from samehand.ingest.message import InboundMessage
from samehand.ingest.parse import read_header, soft_key
from samehand.store.errors import Temporary
from samehand.store.ledger import Entry
from samehand.threading.traits import traits_of

BATCH = 25  # mails in one transaction, each in a savepoint of its own
ATTEMPTS = 3  # what cannot be handled by then goes to quarantine


def file_pending(house: House, mailbox: Mailbox, now: datetime) -> int:
    """Decide about every mail whose bytes are safe and whose outcome is open."""
    handled = 0
    while entries := house.store.claim_pending(mailbox.name, now=now, limit=BATCH):
        try:
            failures = _file(house, mailbox, entries, now)
        except Temporary:
            # Not the mails' fault: the try does not count towards quarantine.
            with suppress(Temporary):
                house.store.give_back([entry.id for entry in entries])
            raise
        for entry, error in failures:
            _quarantine_if_hopeless(house, mailbox, entry, error, now)
        handled += len(entries)
        if house.stopping():
            break
    return handled


def _file(
    house: House, mailbox: Mailbox, entries: list[Entry], now: datetime
) -> list[tuple[Entry, Exception]]:
    """File a batch in one transaction; those that failed, each with its error."""
    arrivals, failures = _understood(house, mailbox, entries, now)
    contents: list[bytes] = []
    with house.store.filing() as work:
        for entry, arrived in arrivals:
            try:
                with work.savepoint():
                    decision = decide(house, work, arrived, now)
                    contents += save(house, work, decision, now, entry=entry.id)
            except Temporary:
                raise
            except Exception as failure:  # noqa: BLE001 - one bad mail never stops the line
                failures.append((entry, failure))
        house.raw.keep_many(contents)
    return failures


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
    """Read a mail's bytes: apart, if it was tried before; later by nobody at all."""
    raw = house.raw.read(entry.digest)
    if entry.attempts > ATTEMPTS:
        mail = InboundMessage(error=f"reading it stopped the process {ATTEMPTS} times")
    elif entry.reason:
        mail, raw = read_header(raw, error=entry.reason), b""
    else:
        mail = read_safely(raw, is_suspect=entry.attempts > 1)
    arrived = Arrived(
        entry=entry.id,
        mailbox=mailbox,
        mail=mail,
        message_id=mail.message_id or f"{entry.digest[:40]}@no-id.invalid",
        soft_key=soft_key(mail) if mail.error is None else entry.digest,
        received_at=min(entry.internal_date or now, now),
        raw=raw if mail.error is not None else b"",
        is_sent=_is_sent(house, mailbox, entry),
    )
    return _with_traits(arrived, house.settings)


def _is_sent(house: House, mailbox: Mailbox, entry: Entry) -> bool:
    if entry.folder == mailbox.folder:
        return False
    return entry.folder in house.store.sent_folders(mailbox.name)


def _with_traits(arrived: Arrived, settings: Settings) -> Arrived:
    """By which it is threaded; comparing words takes time, and other workers need not wait."""
    people = addresses(everybody(arrived.mail, settings))
    traits = traits_of(arrived.mail, arrived.message_id, people, arrived.received_at)
    return replace(arrived, traits=traits)


def _quarantine_if_hopeless(
    house: House, mailbox: Mailbox, entry: Entry, failure: Exception, now: datetime
) -> None:
    """A mail that fails is tried again; then a person hears of it, with the original."""
    if entry.attempts < ATTEMPTS:
        return
    why = f"{type(failure).__name__}: {failure}"[:300]
    try:
        stub = _stub(house, mailbox, entry, why, now)
        with house.store.filing() as work:
            decision = decide(house, work, stub, now)
            decision = replace(decision, outcome=Outcome.QUARANTINE, reason=why)
            house.raw.keep_many(save(house, work, decision, now, entry=entry.id))
    except Temporary:
        raise
    except Exception:  # noqa: BLE001 - not even the stub: then the ledger alone keeps it
        house.store.fail(entry.id, outcome=Outcome.QUARANTINE, reason=why, now=now)
    tell(house, alerting.quarantined(mailbox, why, house.settings, now, house.mint), now)


def _stub(house: House, mailbox: Mailbox, entry: Entry, why: str, now: datetime) -> Arrived:
    """What a person gets of a mail that cannot be handled: its header, and the original.

    The stub refers to the mail itself, which joins it when it is let out of quarantine.
    """
    arrived = _understand(house, mailbox, replace(entry, attempts=ATTEMPTS + 1), now)
    header = read_header(arrived.raw, error=f"handling it failed: {why}")
    own = (header.message_id,) if header.message_id else ()
    stub = replace(header, message_id=None, references=(*header.references, *own))
    return _with_traits(replace(arrived, mail=stub), house.settings)
