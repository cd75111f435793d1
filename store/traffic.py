"""How much has gone out of late, by which the next mail is decided on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, String, bindparam, case, func, select

from samehand.desk.letters import Purpose
from samehand.store import tables
from samehand.store.tables import holds

_c = tables.outbox.c
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
