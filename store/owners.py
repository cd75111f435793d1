"""What choosing an owner needs to know: who had this customer, and who has how much to do."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from samehand.desk.conversation import State
from samehand.store import tables

_c = tables.conversation.c

_OF_CUSTOMER = (
    select(_c.owner, _c.opened_at)
    .where(_c.customer == bindparam("customer"))
    .order_by(_c.number.desc())
    .limit(bindparam("limit"))
)
_OPEN = (
    select(_c.owner, func.count()).where(tables.holds(_c.state, State.OPEN)).group_by(_c.owner)
)

# From one owner to the next along the index, instead of reading every conversation there is.
_first = select(func.min(_c.owner).label("owner")).cte("owners", recursive=True)
_next = select(func.min(_c.owner)).where(_c.owner > _first.c.owner).scalar_subquery()
_owners = _first.union_all(select(_next).where(_first.c.owner.is_not(None)))
_latest = select(func.max(_c.assigned_at)).where(_c.owner == _owners.c.owner).scalar_subquery()
_ASSIGNED = select(_owners.c.owner, _latest).where(_owners.c.owner.is_not(None))


def of_customer(
    connection: Connection, customer: str, limit: int
) -> list[tuple[str, datetime]]:
    """A customer's latest conversations, newest first: who owns each, when it was opened."""
    found = connection.execute(_OF_CUSTOMER, {"customer": customer, "limit": limit})
    return [(row.owner, row.opened_at) for row in found]


def open_counts(connection: Connection) -> dict[str, int]:
    """How many open conversations each owner has; an owner without any is not in it."""
    return dict(connection.execute(_OPEN).all())


def last_assigned(connection: Connection) -> dict[str, datetime]:
    """When each owner was last given a conversation."""
    return dict(connection.execute(_ASSIGNED).all())
