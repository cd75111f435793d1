"""Carla's question, what was made of it, and the values around, as far as a test says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from samehand.desk.conversation import Clock, Conversation, Target
from samehand.desk.decision import Decision, NewMessage, NewToken, Outcome, TokenUse
from samehand.desk.letters import Purpose
from samehand.ingest.message import Address
from samehand.notify.outgoing import Outgoing
from samehand.store.ledger import Entry, Fetched
from samehand.store.outbox import OutgoingRow
from samehand.store.store import Store
from samehand.threading.traits import Traits

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
CARLA = Address("carla@customer.example", "Carla")


def clock(**changes: Any) -> Clock:
    running = Clock(
        target=Target.FIRST_RESPONSE,
        policy="standard",
        calendar="office",
        length=timedelta(hours=4),
        started_at=NOON,
        running_since=NOON,
        due_at=NOON + timedelta(hours=4),
        alert_at=NOON + timedelta(hours=3),
    )
    return replace(running, **changes)


def conversation(number: int = 1001, **changes: Any) -> Conversation:
    opened = Conversation(
        number=number,
        mailbox="support",
        subject="Printer on fire",
        customer=CARLA,
        owner="ana",
        policy="standard",
        opened_at=NOON,
        participants=(CARLA,),
        clocks=(clock(),),
        is_new=True,
    )
    return replace(opened, **changes)


def message(message_id: str = "q1@customer.example", **changes: Any) -> NewMessage:
    written = NewMessage(
        conversation=1001,
        inbound=True,
        message_id=message_id,
        soft_key=f"soft:{message_id}",
        traits=traits(message_id),
        writer=CARLA,
        subject="Printer on fire",
        text="It burns.",
        reply="It burns.",
        attachments=(("fire.jpg", "image/jpeg", 20_000),),
        kind="person",
        author=None,
        received_at=NOON,
        thread_references=(message_id,),
        recipients=(Address("support@acme.example"),),
    )
    return replace(written, **changes)


def traits(message_id: str = "q1@customer.example", **changes: Any) -> Traits:
    """Of a mail of Carla's that refers to nothing and says nothing."""
    of_carlas = Traits(message_id, writer=CARLA.address, people=frozenset({CARLA.address}))
    return replace(of_carlas, **changes)


def token(value: str = "abcdefghijklmnopqrstuvwxyz", **changes: Any) -> NewToken:
    handed_out = NewToken(
        token=value,
        use=TokenUse.REPLY,
        agent="ana",
        conversation=1001,
        expires_at=NOON + timedelta(days=30),
        answers="q1@customer.example",
    )
    return replace(handed_out, **changes)


def outgoing(key: str = "relay:1", **changes: Any) -> OutgoingRow:
    mail = Outgoing(
        key=key,
        purpose=Purpose.RELAY,
        mailbox="support",
        conversation=1001,
        message_id=f"{key}@acme.example",
        envelope_from="support@acme.example",
        recipients=("ana@acme.example",),
        content=b"To: ana@acme.example\r\n\r\nIt burns.\r\n",
        not_before=NOON,
    )
    return OutgoingRow(replace(mail, **changes), digest="0" * 64)


def decision(*conversations: Conversation, **changes: Any) -> Decision:
    return replace(
        Decision(Outcome.MESSAGE, "new", "nothing it refers to", conversations), **changes
    )


def fetched(uid: int, **changes: Any) -> Fetched:
    return replace(Fetched(uid, f"{uid:064x}", 20_000, NOON), **changes)


def entered(store: Store, *uids: int, now: datetime = NOON) -> list[Entry]:
    """Mails in the ledger, claimed once."""
    store.enter("support", "INBOX", 7, [fetched(u) for u in uids], last_uid=max(uids), now=now)
    return store.claim_pending("support", now=now, limit=100)


def save(store: Store, made: Decision, *rows: OutgoingRow, entry: int | None = None) -> None:
    with store.transaction() as work:
        work.save(made, rows, entry=entry, now=NOON)
