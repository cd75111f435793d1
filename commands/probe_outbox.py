"""How a check's mails leave: written down in the desk's own outbox, and then sent at once.

They wait apart from the desk's mails, which a check never sends; what does not leave at once
is taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from samehand.config.settings import Mailbox, Settings
from samehand.desk.agents.probe import outbox_of
from samehand.desk.decision import Decision, Outcome
from samehand.notify.outbox import OutboxState, Parcel, Result, after
from samehand.notify.outgoing import Outgoing
from samehand.notify.smtp import Done, HandingOver
from samehand.store.raw import RawStore, digest_of
from samehand.store.store import OutgoingRow, Store

_LEASE = timedelta(minutes=15)


class SendingDoor(Protocol):
    """What a probe asks of an SMTP account."""

    def send(self, parcels: Sequence[Parcel], *, handing_over: HandingOver, done: Done) -> None:
        """Send mails."""


class OutboxDoor(Protocol):
    """Where a probe writes down what it sends, before it does."""

    def send(
        self, mailbox: Mailbox, mails: Sequence[Outgoing], sender: SendingDoor, now: datetime
    ) -> str:
        """Write the mails down and send them; why that failed, or nothing."""


class Outbox:
    """The desk's own outbox, in which the probes of a mailbox are apart from its mails."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(
        self, mailbox: Mailbox, mails: Sequence[Outgoing], sender: SendingDoor, now: datetime
    ) -> str:
        """Write the mails down and send them; why that failed, or nothing."""
        desk = self._settings.desk
        raw = RawStore.open(desk.raw)
        raw.keep_many([mail.content for mail in mails])
        with Store.open(desk.store, lock=False) as store:
            if store.pending_migrations():
                store.upgrade()
            _write_down(store, mails, now)
            problems = _send(store, mailbox, mails, sender, now)
            _take_back(store, mails, now)
        return "; ".join(problems)


def _write_down(store: Store, mails: Sequence[Outgoing], now: datetime) -> None:
    decision = Decision(Outcome.MESSAGE, "probe", "a check tries the server")
    rows = [OutgoingRow(mail, digest_of(mail.content)) for mail in mails]
    with store.transaction() as work:
        work.save(decision, rows, entry=None, now=now)


def _send(
    store: Store,
    mailbox: Mailbox,
    mails: Sequence[Outgoing],
    sender: SendingDoor,
    now: datetime,
) -> list[str]:
    """Send what was written down. What went wrong, for each that did not leave."""
    contents = {mail.key: mail.content for mail in mails}
    rows = store.claim_outbox(
        outbox_of(mailbox.name), now=now, limit=10, lease=_LEASE, holder="samehand check"
    )
    problems: list[str] = []

    def done(parcel: Parcel, result: Result) -> None:
        step = after(parcel.row, result, now=now, spread=0.0)
        with store.transaction() as work:
            work.settle(parcel.row, step, now=now)
        if step.state is not OutboxState.SENT:
            problems.append(step.reason)

    parcels = [Parcel(row, contents[row.key]) for row in rows if row.key in contents]
    sender.send(
        parcels, handing_over=lambda parcel: store.handing_over(parcel.row, now=now), done=done
    )
    return list(dict.fromkeys(problems))


def _take_back(store: Store, mails: Sequence[Outgoing], now: datetime) -> None:
    """What did not leave shall not do so later, when nobody waits for it."""
    keys = tuple(mail.key for mail in mails)
    with store.transaction() as work:
        taken = Decision(Outcome.MESSAGE, "probe", "the check is over", withdraw=keys)
        work.save(taken, (), entry=None, now=now)
