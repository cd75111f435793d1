"""Bytes first: what a folder gives is durable before anything is made of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from samehand.config.settings import Begin, Mailbox
from samehand.desk.decision import Outcome
from samehand.house import House
from samehand.ingest.imap.fetched import Batch
from samehand.ingest.imap.fetched import Fetched as Given
from samehand.ingest.imap.ledger import Cursor, Read
from samehand.store.ledger import Entry, Fetched

ATTEMPTS = 3  # what the server does not give by then is a person's matter


def since(
    house: House, mailbox: Mailbox, plan: Read, before: Callable[[int, datetime], int]
) -> Read:
    """With `begin = new`, mails count from when the desk first ran, not from its first look.

    The server may have been out of reach for a while, and mail does not wait for that.
    """
    ran_at = house.store.first_sight(mailbox.name, mailbox.folder)
    if mailbox.begin is not Begin.NEW or ran_at is None:
        return plan
    after = before(plan.after, ran_at)
    return replace(plan, after=after, renumbered=after < plan.after)


ANY_SENT = ""  # stands for the Sent folder of a mailbox before anybody knows its name


def expect_sent(house: House, sent: Mailbox, now: datetime) -> None:
    """Say that a Sent folder counts from when the desk first looked for one.

    Many servers make the folder with the first mail that is sent, and that mail counts.
    """
    since = house.store.first_sight(sent.name, ANY_SENT) or now
    house.store.expect(sent.name, sent.folder, since, is_sent=True)


def begin(
    house: House, mailbox: Mailbox, cursor: Cursor | None, plan: Read, now: datetime
) -> None:
    """Write down where a new numbering begins: what comes next is counted from there."""
    if cursor is None or cursor.uidvalidity != plan.uidvalidity:
        house.store.enter(
            mailbox.name, mailbox.folder, plan.uidvalidity, [], last_uid=plan.after, now=now
        )


def keep(house: House, mailbox: Mailbox, plan: Read, batch: Batch, now: datetime) -> None:
    """Keep a batch and the cursor behind it, in one commit."""
    digests = _kept(house, batch.mails)
    only = mailbox.folder if mailbox.folder == mailbox.sent else None
    known = house.store.known_digests(mailbox.name, digests, folder=only)
    before_us = _first_sight(house, mailbox, plan)
    rows = [
        _row(mail, digest, mailbox, is_known=digest in known, before_us=before_us)
        for mail, digest in zip(batch.mails, digests, strict=True)
    ]
    rows += [Fetched(uid, "", 0, None, reason="not given yet") for uid in batch.missing]
    house.store.enter(
        mailbox.name, mailbox.folder, plan.uidvalidity, rows, last_uid=batch.last_uid, now=now
    )


def _kept(house: House, mails: Sequence[Given]) -> list[str]:
    """The digests of the bytes, once they are safe. A big mail goes from file to file."""
    small = [mail.content for mail in mails if isinstance(mail.content, bytes)]
    digests = iter(house.raw.keep_many(small))
    kept = []
    for mail in mails:
        if isinstance(mail.content, bytes):
            kept.append(next(digests))
        else:
            with mail.content.open("rb") as file:
                kept.append(house.raw.keep_file(file))
    return kept


def _first_sight(house: House, mailbox: Mailbox, plan: Read) -> datetime | None:
    """Since when mails count, where a renumbered folder also has those from before the desk."""
    if not plan.renumbered or mailbox.begin is not Begin.NEW:
        return None
    return house.store.first_sight(mailbox.name, mailbox.folder)


def _row(
    mail: Given, digest: str, mailbox: Mailbox, *, is_known: bool, before_us: datetime | None
) -> Fetched:
    outcome, reason = Outcome.STORED, ""
    if is_known:
        outcome = Outcome.DUPLICATE
        reason = "the same bytes came before, under another UID"
    elif before_us and mail.internal_date and mail.internal_date < before_us:
        outcome, reason = Outcome.IGNORED, "it was there before the desk"
    elif mail.is_header_only:
        reason = (
            f"too big with {mail.size / 1e6:.1f} MB; it stays in the folder"
            f" {mailbox.folder} of {mailbox.address}"
        )
    return Fetched(mail.uid, digest, mail.size, mail.internal_date, outcome, reason)


def current(house: House, plan: Read, missing: list[Entry], now: datetime) -> dict[int, Entry]:
    """Those of the missing mails that can be asked for again, by UID."""
    for entry in missing:
        if entry.uidvalidity != plan.uidvalidity:
            why = "the folder was renumbered; the mail comes back under another UID"
            house.store.fail(entry.id, outcome=Outcome.IGNORED, reason=why, now=now)
    return {entry.uid: entry for entry in missing if entry.uidvalidity == plan.uidvalidity}


def fill(
    house: House, mailbox: Mailbox, entries: dict[int, Entry], batch: Batch, now: datetime
) -> None:
    """What became of mails that were asked for again."""
    for mail in batch.mails:
        (digest,) = _kept(house, [mail])
        row = _row(mail, digest, mailbox, is_known=False, before_us=None)
        house.store.fill(entries[mail.uid].id, row, now=now)
    for uid in batch.gone:
        why = "removed from the folder before the server gave it"
        house.store.fail(entries[uid].id, outcome=Outcome.IGNORED, reason=why, now=now)
    for uid in batch.missing:
        if entries[uid].attempts >= ATTEMPTS:
            why = "the server lists it and does not give it"
            house.store.fail(entries[uid].id, outcome=Outcome.QUARANTINE, reason=why, now=now)
