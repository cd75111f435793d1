"""The mails of ours that others write about: servers that could not deliver them, machines
that answer them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, func, select, type_coerce

from samehand.desk.arrival import Ours
from samehand.store import tables
from samehand.store.columns import identifier
from samehand.store.outbox import kept

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


def find(connection: Connection, ids: Sequence[str]) -> Ours | None:
    """The first of these ids that a mail of ours bears; None if we have sent none of them."""
    asked = [kept(message_id) for message_id in ids]
    if not asked:
        return None
    found = {
        message_id: Ours(purpose, number, frozenset(people or ()))
        for message_id, purpose, number, people in connection.execute(_OURS, {"ids": asked})
    }
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
