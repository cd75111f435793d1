"""Reply tokens, known by their hash only: who reads the database cannot answer for an agent."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from samehand.desk.decision import NewToken, Token
from samehand.store import tables
from samehand.store.errors import Conflict

_rows = tables.token
_c = _rows.c
_INSERT = insert(_rows)
_FIND = select(
    _c.hash,
    _c.use,
    _c.agent,
    _c.conversation,
    _c.expires_at,
    _c.answers,
    _c.held,
    _c.revoked_at.is_not(None),
    _c.used_at.is_not(None),
    _c.minted_at,
    _c.code_until,
).where(_c.hash == bindparam("hash"))
_REVOKE = (
    update(_rows)
    .where(
        _c.conversation == bindparam("b_conversation"),
        _c.agent == bindparam("b_agent"),
        _c.revoked_at.is_(None),
    )
    .values(revoked_at=bindparam("b_now"))
)
_END = (
    update(_rows)
    .where(_c.hash == bindparam("b_hash"), _c.revoked_at.is_(None))
    .values(revoked_at=bindparam("b_now"))
)
_NO_CODE = update(_rows).where(_c.held == bindparam("b_held")).values(code_until=None)
_SPEND = (
    update(_rows)
    .where(_c.hash == bindparam("b_hash"), _c.used_at.is_(None))
    .values(used_at=bindparam("b_now"))
)


def token_hash(token: str) -> str:
    """The form in which a token is stored. Case does not matter: mail servers change it."""
    return hashlib.sha256(token.lower().encode()).hexdigest()


def find(connection: Connection, hashed: str) -> Token | None:
    """The token with this hash, live or not."""
    row = connection.execute(_FIND, {"hash": hashed}).first()
    return Token(*row) if row else None


def save(connection: Connection, tokens: Iterable[NewToken], now: datetime) -> None:
    """Remember new tokens. Of those about one held mail, the last alone is a code."""
    tokens = tuple(tokens)
    for held in sorted({new.held for new in tokens if new.held is not None}):
        connection.execute(_NO_CODE, {"b_held": held})
    rows = [
        {
            "hash": token_hash(new.token),
            "use": new.use,
            "agent": new.agent,
            "conversation": new.conversation,
            "expires_at": new.expires_at,
            "answers": new.answers,
            "held": new.held,
            "minted_at": now,
            "code_until": new.code_until,
        }
        for new in tokens
    ]
    if rows:
        connection.execute(_INSERT, rows)


def revoke(connection: Connection, conversation: int, agent: str, now: datetime) -> None:
    """End whatever an agent could say in a conversation by a token."""
    values = {"b_conversation": conversation, "b_agent": agent, "b_now": now}
    connection.execute(_REVOKE, values)


def end(connection: Connection, hashed: str, now: datetime) -> None:
    """Revoke one token, which somebody has who should not."""
    connection.execute(_END, {"b_hash": hashed, "b_now": now})


def spend(connection: Connection, hashed: str, now: datetime) -> None:
    """Use a token up. Raises Conflict when it was used meanwhile."""
    if connection.execute(_SPEND, {"b_hash": hashed, "b_now": now}).rowcount != 1:
        raise Conflict("a reply token has been used meanwhile")
