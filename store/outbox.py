"""What is put into the outbox, taken back out of it, and looked up in it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    String,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    type_coerce,
    update,
)

from samehand.desk.arrival import Ours, Undoable
from samehand.desk.letters import Purpose
from samehand.desk.marks import carries_token
from samehand.notify.outbox import OutboxState
from samehand.notify.outgoing import Outgoing
from samehand.store import tables
from samehand.store.columns import identifier
from samehand.store.tables import holds
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
_ACKNOWLEDGED = (
    select(_c.created_at)
    .where(_c.acknowledged == bindparam("address"), _c.created_at > bindparam("since"))
    .order_by(_c.created_at.desc())
    .limit(bindparam("limit"))
)
_to_domain = case((_c.acknowledged.like(bindparam("at_domain", type_=String)), 1), else_=0)
_ACKNOWLEDGEMENTS = select(func.count(), func.coalesce(func.sum(_to_domain), 0)).where(
    _c.acknowledged.is_not(None), _c.created_at > bindparam("since")
)
_RELAYED = select(func.count()).where(
    _c.conversation == bindparam("conversation"),
    holds(_c.purpose, Purpose.RELAY),
    _c.created_at > bindparam("since"),
)
_OURS = (
    select(
        _c.message_id,
        _c.purpose,
        func.coalesce(tables.message.c.conversation, _c.conversation),
        tables.message.c.people,
    )
    .join_from(
        _rows,
        tables.message,
        and_(tables.message.c.message_id == _c.message_id, tables.message.c.inbound.is_(False)),
        isouter=True,
    )
    .where(_c.message_id.in_(bindparam("ids", expanding=True)))
)
_INSIDE = (
    select(_c.id)
    .where(
        _c.message_id.in_(bindparam("ids", expanding=True)),
        _c.purpose.in_((Purpose.ALERT, Purpose.DIGEST, Purpose.NOTICE)),
    )
    .limit(1)
)
_WRITTEN_TO = (
    select(
        tables.message.c.conversation,
        type_coerce(tables.message.c.kind, _c.purpose.type).label("kind"),
        tables.message.c.people,
    )
    .join_from(
        tables.message,
        tables.conversation,
        tables.conversation.c.number == tables.message.c.conversation,
    )
    .where(
        tables.conversation.c.customer.in_(bindparam("addresses", expanding=True)),
        tables.message.c.inbound.is_(False),
        tables.message.c.received_at > bindparam("since"),
    )
    .order_by(tables.message.c.id.desc())
    .limit(100)
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


def acknowledged(
    connection: Connection, address: str, since: datetime, limit: int
) -> tuple[datetime, ...]:
    """When acknowledgements to an address were decided on since then, the latest first."""
    values = {"address": address, "since": since, "limit": limit}
    return tuple(connection.execute(_ACKNOWLEDGED, values).scalars())


def acknowledgements(connection: Connection, domain: str, since: datetime) -> tuple[int, int]:
    """How many acknowledgements were decided on since then: in all, and to a domain."""
    values = {"at_domain": f"%@{domain}", "since": since}
    in_all, to_domain = connection.execute(_ACKNOWLEDGEMENTS, values).one()
    return int(in_all), int(to_domain)


def relayed(connection: Connection, conversation: int, since: datetime) -> int:
    """How many mails of a conversation were passed on since then."""
    values = {"conversation": conversation, "since": since}
    return int(connection.execute(_RELAYED, values).scalar_one())


def ours(connection: Connection, ids: Sequence[str]) -> Ours | None:
    """The first of these ids that a mail of ours bears; None if we have sent none of them."""
    kept = [_kept(message_id) for message_id in ids]
    if not kept:
        return None
    found = {
        message_id: Ours(purpose, number, frozenset(people or ()))
        for message_id, purpose, number, people in connection.execute(_OURS, {"ids": kept})
    }
    return next((found[one] for one in kept if one in found), None)


def has_key(connection: Connection, key: str) -> bool:
    """Whether a mail for this occasion was decided on."""
    return connection.execute(_BY_KEY, {"key": key}).first() is not None


def answers_inside(connection: Connection, ids: Collection[str]) -> bool:
    """Whether one of the ids is that of an alert, a digest or a notice of ours."""
    kept = [_kept(message_id) for message_id in ids]
    return bool(kept) and connection.execute(_INSIDE, {"ids": kept}).first() is not None


def has_sent(connection: Connection, message_id: str) -> bool:
    """Whether a mail with this Message-ID is one of our own."""
    return connection.execute(_SENT, {"message_id": _kept(message_id)}).first() is not None


def about(connection: Connection, conversation: int) -> list[Mailed]:
    """All mails that went out, or are to, about a conversation and those merged into it."""
    found = connection.execute(_ABOUT, {"conversation": conversation})
    return [Mailed(*row) for row in found]


def written_to(
    connection: Connection, addresses: Collection[str], since: datetime
) -> Ours | None:
    """What went to customers with these addresses, if it was in one conversation only."""
    asked = [identifier(address) for address in addresses]
    values = {"addresses": asked, "since": since}
    found = connection.execute(_WRITTEN_TO, values).all() if asked else []
    if len({row.conversation for row in found}) != 1:
        return None
    last = found[0]
    people = frozenset(last.people) & frozenset(addresses)
    return Ours(last.kind, last.conversation, people, is_sure=False)


def _row(outgoing: Outgoing, digest: str, now: datetime) -> dict[str, Any]:
    is_acknowledgement = outgoing.purpose is Purpose.ACKNOWLEDGEMENT
    return {
        "key": outgoing.key,
        "purpose": outgoing.purpose,
        "mailbox": outgoing.mailbox,
        "conversation": outgoing.conversation,
        "message_id": _kept(outgoing.message_id),
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


def _kept(message_id: str) -> str:
    """An id that brings a token back is stored as tokens are."""
    return token_hash(message_id) if carries_token(message_id) else message_id
