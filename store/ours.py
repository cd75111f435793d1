"""The mails of ours that others write about: servers that could not deliver them, machines
that answer them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, bindparam, func, select, type_coerce

from samehand.desk.arrival import Ours
from samehand.store import tables
from samehand.store.columns import Instant, identifier
from samehand.store.outbox import kept
from samehand.store.upserts import insert_new

_outbox = tables.outbox.c
_message = tables.message.c
_OURS = (
    select(
        _outbox.message_id,
        _outbox.purpose,
        func.coalesce(_message.conversation, _outbox.conversation),
        _message.people,
    )
    .join_from(
        tables.outbox,
        tables.message,
        and_(_message.message_id == _outbox.message_id, _message.inbound.is_(False)),
        isouter=True,
    )
    .where(_outbox.message_id.in_(bindparam("ids", expanding=True)))
)
_DIGESTS = select(_outbox.message_id, _outbox.digest).where(
    _outbox.message_id.in_(bindparam("ids", expanding=True))
)
_WRITTEN_TO = (
    select(
        _message.conversation,
        type_coerce(_message.kind, _outbox.purpose.type).label("kind"),
        _message.people,
    )
    .join_from(
        tables.message,
        tables.conversation,
        tables.conversation.c.number == _message.conversation,
    )
    .where(
        tables.conversation.c.customer.in_(bindparam("addresses", expanding=True)),
        _message.inbound.is_(False),
        _message.received_at > bindparam("since"),
    )
    .order_by(_message.id.desc())
    .limit(100)
)


def aliases(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """Which of these ids a provider has given to a mail of ours, and the id of that mail."""
    return dict(connection.execute(_ALIASES, {"ids": list(ids)}).all()) if ids else {}


def save_alias(connection: Connection, alias: str, message_id: str) -> None:
    """Remember that a mail of ours, by its id as it is kept, goes by another as well."""
    row = {"message_id": identifier(alias), "ours": message_id}
    connection.execute(insert_new(connection, tables.alias), row)


def written_at(connection: Connection, mailbox: str, at: datetime) -> list[tuple[str, str]]:
    """The mails of ours that say they are of this second: id, as it is kept, and digest."""
    second = at.replace(microsecond=0)
    values = {"mailbox": mailbox, "from": second, "until": second + timedelta(seconds=1)}
    return [(row.message_id, row.digest) for row in connection.execute(_WRITTEN_AT, values)]


def find(connection: Connection, ids: Sequence[str]) -> Ours | None:
    """The first of these ids that a mail of ours bears; None if we have sent none of them."""
    asked = [kept(message_id) for message_id in ids]
    if not asked:
        return None
    known = aliases(connection, asked)
    asked = [known.get(one, one) for one in asked]
    found = {
        message_id: Ours(purpose, number, frozenset(people or ()))
        for message_id, purpose, number, people in connection.execute(_OURS, {"ids": asked})
    }
    if not found:
        rows = connection.execute(_BY_HAND, {"ids": asked})
        found = {r.message_id: Ours(r.kind, r.conversation, frozenset(r.people)) for r in rows}
    return next((found[one] for one in asked if one in found), None)


_BY_HAND = select(
    _message.message_id,
    type_coerce(_message.kind, _outbox.purpose.type).label("kind"),
    _message.conversation,
    _message.people,
).where(_message.message_id.in_(bindparam("ids", expanding=True)), _message.inbound.is_(False))
_ALIASES = select(tables.alias.c.message_id, tables.alias.c.ours).where(
    tables.alias.c.message_id.in_(bindparam("ids", expanding=True))
)
_WRITTEN_AT = (
    select(_outbox.message_id, _outbox.digest)
    .where(
        _outbox.mailbox == bindparam("mailbox"),
        _outbox.created_at >= bindparam("from", type_=Instant),
        _outbox.created_at < bindparam("until", type_=Instant),
    )
    .order_by(_outbox.id)
)


def digest_of(connection: Connection, ids: Sequence[str]) -> str | None:
    """Where the bytes lie of the first of these mails that is ours."""
    asked = [kept(message_id) for message_id in ids]
    if not asked:
        return None
    rows = connection.execute(_DIGESTS, {"ids": asked})
    found = {row.message_id: row.digest for row in rows}
    return next((found[one] for one in asked if one in found), None)


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
