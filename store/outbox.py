"""What is put into the outbox, taken back out of it, and looked up in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select, update

from samehand.desk.agents.probe import KEY
from samehand.desk.arrival import Undoable
from samehand.desk.by_hand.around import Queued
from samehand.desk.letters import Purpose
from samehand.desk.marks import carries_token
from samehand.notify.outbox import OutboxState
from samehand.notify.outgoing import Outgoing
from samehand.store import tables
from samehand.store.tokens import token_hash
from samehand.store.upserts import insert_new


@dataclass(frozen=True)
class OutgoingRow:
    """A composed mail whose bytes lie in the raw store under `digest`."""

    outgoing: Outgoing
    digest: str


@dataclass(frozen=True)
class Mailed:
    """A mail of the outbox, as people want to see it. `recipients` still wait for it.

    `message_id` is a hash where the true one would bring a reply token back.
    """

    key: str
    purpose: Purpose
    message_id: str
    recipients: tuple[str, ...]
    state: OutboxState
    attempts: int
    created_at: datetime
    next_attempt_at: datetime
    settled_at: datetime | None
    reason: str
    digest: str


_rows = tables.outbox
_c = _rows.c
_WITHDRAW = (
    update(_rows)
    .where(_c.key == bindparam("b_key"), _c.state == OutboxState.QUEUED)
    .values(state=OutboxState.WITHDRAWN, settled_at=bindparam("b_now"))
)
_UNDOABLE = (
    select(_c.key, tables.message.c.received_at)
    .join_from(_rows, tables.message, tables.message.c.message_id == _c.message_id)
    .where(
        tables.message.c.conversation == bindparam("conversation"),
        tables.message.c.author == bindparam("agent"),
        tables.message.c.inbound.is_(False),
        _c.purpose == Purpose.ANSWER,
        _c.state == OutboxState.QUEUED,
    )
    .order_by(_c.id)
    .with_for_update(of=_rows)
)
_QUEUED_ANSWERS = (
    select(_c.key, tables.message.c.author, tables.message.c.received_at)
    .join_from(_rows, tables.message, tables.message.c.message_id == _c.message_id)
    .where(
        tables.message.c.conversation == bindparam("conversation"),
        tables.message.c.author.is_not(None),
        tables.message.c.inbound.is_(False),
        _c.purpose == Purpose.ANSWER,
        _c.state == OutboxState.QUEUED,
    )
    .order_by(_c.id)
    .with_for_update(of=_rows)
)
_INSIDE = (
    select(_c.id)
    .where(
        _c.message_id.in_(bindparam("ids", expanding=True)),
        _c.purpose.in_((Purpose.ALERT, Purpose.DIGEST, Purpose.NOTICE)),
    )
    .limit(1)
)
_PROBES = (
    select(_c.id)
    .where(_c.message_id.in_(bindparam("ids", expanding=True)), _c.key.startswith(KEY))
    .limit(1)
)
_BY_KEY = select(_c.id).where(_c.key == bindparam("key"))
_SENT = select(_c.id).where(_c.message_id == bindparam("message_id")).limit(1)
_merged = select(tables.conversation.c.number).where(
    tables.conversation.c.merged_into == bindparam("conversation")
)
_ABOUT = (
    select(
        _c.key,
        _c.purpose,
        _c.message_id,
        _c.recipients,
        _c.state,
        _c.attempts,
        _c.created_at,
        _c.next_attempt_at,
        _c.settled_at,
        _c.reason,
        _c.digest,
    )
    .where(or_(_c.conversation == bindparam("conversation"), _c.conversation.in_(_merged)))
    .order_by(_c.id)
)


def queue(connection: Connection, mails: Sequence[OutgoingRow], now: datetime) -> None:
    """Put mails into the outbox; one whose key is known is there already and stays as it is."""
    rows = [_row(mail.outgoing, mail.digest, now) for mail in mails]
    if rows:
        connection.execute(insert_new(connection, _rows), rows)


def withdraw(connection: Connection, keys: Sequence[str], now: datetime) -> None:
    """Take back what has not left yet; what has is left alone."""
    if keys:
        connection.execute(_WITHDRAW, [{"b_key": key, "b_now": now} for key in keys])


def undoable(connection: Connection, conversation: int, agent: str) -> tuple[Undoable, ...]:
    """The agent's answers that have not left yet.

    They cannot leave before the transaction ends: who takes them back is in time.
    """
    values = {"conversation": conversation, "agent": agent}
    return tuple(Undoable(*row) for row in connection.execute(_UNDOABLE, values))


def queued_answers(connection: Connection, conversation: int) -> tuple[Queued, ...]:
    """Everybody's answers in the conversation that have not left yet; they stay so, too."""
    found = connection.execute(_QUEUED_ANSWERS, {"conversation": conversation})
    return tuple(Queued(*row) for row in found)


def has_key(connection: Connection, key: str) -> bool:
    """Whether a mail for this occasion was decided on."""
    return connection.execute(_BY_KEY, {"key": key}).first() is not None


def answers_inside(connection: Connection, ids: Collection[str]) -> bool:
    """Whether one of the ids is that of an alert, a digest or a notice of ours."""
    asked = [kept(message_id) for message_id in ids]
    return bool(asked) and connection.execute(_INSIDE, {"ids": asked}).first() is not None


def answers_probe(connection: Connection, ids: Collection[str]) -> bool:
    """Whether one of the ids is that of a mail by which a check tried the server."""
    return bool(ids) and connection.execute(_PROBES, {"ids": list(ids)}).first() is not None


def has_sent(connection: Connection, message_id: str) -> bool:
    """Whether a mail with this Message-ID is one of our own."""
    return connection.execute(_SENT, {"message_id": kept(message_id)}).first() is not None


def about(connection: Connection, conversation: int) -> list[Mailed]:
    """All mails that went out, or are to, about a conversation and those merged into it."""
    found = connection.execute(_ABOUT, {"conversation": conversation})
    return [Mailed(*row) for row in found]


def _row(outgoing: Outgoing, digest: str, now: datetime) -> dict[str, Any]:
    is_acknowledgement = outgoing.purpose is Purpose.ACKNOWLEDGEMENT
    return {
        "key": outgoing.key,
        "purpose": outgoing.purpose,
        "mailbox": outgoing.mailbox,
        "conversation": outgoing.conversation,
        "message_id": kept(outgoing.message_id),
        "envelope_from": outgoing.envelope_from,
        "recipients": outgoing.recipients,
        "acknowledged": outgoing.recipients[0] if is_acknowledgement else None,
        "digest": digest,
        "state": OutboxState.QUEUED,
        "attempts": 0,
        "doubts": 0,
        "created_at": now,
        "next_attempt_at": outgoing.not_before,
        "reason": "",
        "epoch": 0,
    }


def kept(message_id: str) -> str:
    """An id that brings a token back is stored as tokens are."""
    return token_hash(message_id) if carries_token(message_id) else message_id
