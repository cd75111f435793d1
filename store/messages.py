"""The mails of conversations."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, insert, or_, select

from samehand.desk.decision import NewMessage
from samehand.ingest.message import Address
from samehand.notify.outbox import OutboxState
from samehand.store import relatives, tables


@dataclass(frozen=True)
class StoredMessage:
    """A mail as it is remembered; `author` is the agent who wrote it, if one did."""

    id: int
    conversation: int
    inbound: bool
    message_id: str
    writer: Address
    recipients: tuple[Address, ...]
    subject: str
    thread_references: tuple[str, ...]
    received_at: datetime
    kind: str
    author: str | None
    attachments: tuple[tuple[str, str, int], ...]
    text: str = field(repr=False)
    reply: str = field(repr=False)


_rows = tables.message
_c = _rows.c

_COLUMNS = (
    _c.id,
    _c.conversation,
    _c.inbound,
    _c.message_id,
    _c.writer,
    _c.writer_name,
    _c.recipients,
    _c.subject,
    _c.thread_references,
    _c.received_at,
    _c.kind,
    _c.author,
    _c.attachments,
    _c.text,
    _c.reply,
)
_MESSAGES = select(*_COLUMNS).where(_c.conversation == bindparam("conversation"))
_BY_ID = _MESSAGES.where(_c.message_id == bindparam("message_id")).order_by(_c.id).limit(1)
_LAST_INBOUND = (
    _MESSAGES.where(_c.inbound, _c.author.is_(None))
    .order_by(_c.received_at.desc(), _c.id.desc())
    .limit(1)
)
_went_out = or_(  # what agents send by themselves, no outbox knows
    tables.outbox.c.state.is_(None), tables.outbox.c.state != OutboxState.WITHDRAWN
)
_ANSWERS = (
    select(*_COLUMNS)
    .outerjoin(tables.outbox, tables.outbox.c.message_id == _c.message_id)
    .where(
        _went_out,
        _c.author == bindparam("author"),
        _c.received_at >= bindparam("start"),
        _c.received_at < bindparam("end"),
        _c.inbound.is_(False),
    )
    .order_by(_c.received_at, _c.id)
)
_GIVEN = (
    select(*_COLUMNS)
    .outerjoin(tables.outbox, tables.outbox.c.message_id == _c.message_id)
    .where(
        _went_out,
        _c.conversation == bindparam("conversation"),
        _c.author.is_not(None),
        _c.inbound.is_(False),
    )
    .order_by(_c.received_at.desc(), _c.id.desc())
    .limit(bindparam("limit"))
)
_WRITTEN_BY = (
    select(_c.message_id)
    .where(
        _c.conversation == bindparam("conversation"),
        _c.author == bindparam("agent"),
        _c.inbound,
    )
    .order_by(_c.received_at.desc(), _c.id.desc())
    .limit(bindparam("limit"))
)
_DIGEST = (
    select(tables.ledger.c.digest)
    .where(tables.ledger.c.message == bindparam("message"))
    .order_by(tables.ledger.c.id)
    .limit(1)
)
_ANSWERED_AT = (
    select(func.max(_c.received_at))
    .join_from(tables.knows, _rows, _c.id == tables.knows.c.message)
    .where(
        tables.knows.c.known_id == bindparam("message_id"),
        _c.conversation == bindparam("conversation"),
        _c.author.is_not(None),
        _c.inbound.is_(False),
    )
)
_ALL = _MESSAGES.order_by(_c.received_at, _c.id)
_SAME = select(_c.conversation).where(
    _c.message_id == bindparam("message_id"), _c.soft_key == bindparam("soft_key")
)
_apart = tables.apart.c
_REPEATED = select(_c.id).where(
    or_(
        _c.conversation == bindparam("conversation"),
        _c.conversation.in_(
            select(_apart.older).where(_apart.younger == bindparam("conversation"))
        ),
        _c.conversation.in_(
            select(_apart.younger).where(_apart.older == bindparam("conversation"))
        ),
    ),
    _c.author.is_not(None),
    _c.soft_key == bindparam("soft_key"),
)
_INSERT = insert(_rows).returning(_c.id)


def same(connection: Connection, message_id: str, soft_key: str) -> int | None:
    """The conversation that holds this very mail already."""
    values = {"message_id": message_id, "soft_key": soft_key}
    return connection.execute(_SAME, values).scalar()


def is_repeated(connection: Connection, conversation: int, soft_key: str) -> bool:
    """Whether an agent's mail was acted upon before, be it under another Message-ID, or before
    its conversation was taken out of another."""
    values = {"conversation": conversation, "soft_key": soft_key}
    return connection.execute(_REPEATED, values).first() is not None


def find(connection: Connection, message_id: str, conversation: int) -> StoredMessage | None:
    """The mail with this id in the conversation; the first one, should several bear it."""
    return _one(connection, _BY_ID, {"message_id": message_id, "conversation": conversation})


def last_inbound(connection: Connection, conversation: int) -> StoredMessage | None:
    """The latest mail from outside: the one that an answer goes to."""
    return _one(connection, _LAST_INBOUND, {"conversation": conversation})


def answers(
    connection: Connection, author: str, start: datetime, end: datetime
) -> list[StoredMessage]:
    """What an agent has answered from `start` until before `end`, and not taken back."""
    values = {"author": author, "start": start, "end": end}
    return [_stored(row) for row in connection.execute(_ANSWERS, values)]


def answered_at(connection: Connection, message_id: str, conversation: int) -> datetime | None:
    """When one of us answered a mail, if the answer was known before the mail itself."""
    values = {"message_id": message_id, "conversation": conversation}
    at: datetime | None = connection.execute(_ANSWERED_AT, values).scalar()
    return at


def given(connection: Connection, conversation: int, limit: int) -> list[StoredMessage]:
    """The latest answers in a conversation that were not taken back, the last one first."""
    values = {"conversation": conversation, "limit": limit}
    return [_stored(row) for row in connection.execute(_GIVEN, values)]


def written_by(
    connection: Connection, agent: str, conversation: int, limit: int
) -> tuple[str, ...]:
    """The ids of an agent's own mails in a conversation, the latest of them, in order."""
    values = {"agent": agent, "conversation": conversation, "limit": limit}
    return tuple(reversed(connection.execute(_WRITTEN_BY, values).scalars().all()))


def bytes_of(connection: Connection, message: int) -> str | None:
    """The digest under which the bytes of the mail with this number are kept."""
    return connection.execute(_DIGEST, {"message": message}).scalar()


def every(connection: Connection, conversation: int) -> list[StoredMessage]:
    """All mails of the conversation, the oldest first."""
    found = connection.execute(_ALL, {"conversation": conversation})
    return [_stored(row) for row in found]


def save(connection: Connection, new: NewMessage) -> int:
    """Insert a mail and its traits; its row's id. Raises Conflict when it is there."""
    traits = new.traits
    row = {
        "conversation": new.conversation,
        "inbound": new.inbound,
        "message_id": new.message_id,
        "soft_key": new.soft_key,
        "writer": new.writer.address,
        "writer_name": new.writer.name,
        "people": tuple(sorted(traits.people)),
        "subject": new.subject,
        "text": new.text,
        "reply": new.reply,
        "attachments": new.attachments,
        "kind": new.kind,
        "author": new.author,
        "received_at": new.received_at,
        "thread_references": new.thread_references,
        "recipients": new.recipients,
        "filed_in": new.conversation,
        "base_subject": traits.subject,
        "is_reply": traits.is_reply,
        "written_at": traits.at,
        "root": traits.root,
        "said": traits.said,
        "quoted": traits.quoted,
    }
    number: int = connection.execute(_INSERT, row).scalar_one()
    relatives.save(connection, number, traits)
    return number


def _one(
    connection: Connection, statement: Select[Any], values: dict[str, Any]
) -> StoredMessage | None:
    row = connection.execute(statement, values).first()
    return _stored(row) if row else None


def _stored(row: Any) -> StoredMessage:
    return StoredMessage(
        id=row.id,
        conversation=row.conversation,
        inbound=row.inbound,
        message_id=row.message_id,
        writer=Address(row.writer, row.writer_name),
        recipients=row.recipients,
        subject=row.subject,
        thread_references=row.thread_references,
        received_at=row.received_at,
        kind=row.kind,
        author=row.author,
        attachments=row.attachments,
        text=row.text,
        reply=row.reply,
    )
