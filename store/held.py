"""Mails of agents that wait for a word: why, who was told, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, or_, select, update

from samehand.desk.agents.holds.held import Cause, Held, Hold, Settling, Told, Way, Word
from samehand.desk.decision import Outcome
from samehand.store import outcomes, tables
from samehand.store.errors import Conflict
from samehand.store.upserts import insert_or_replace

_rows = tables.held
_c = _rows.c
_waits = _c.settled_at.is_(None)
_merged = select(tables.conversation.c.number).where(
    tables.conversation.c.merged_into == bindparam("conversation")
)
_HELD = select(
    _c.entry,
    _c.cause,
    _c.agent,
    _c.conversation,
    _c.why,
    _c.held_at,
    _c.way,
    _c.settled_at,
    _c.settled_by,
    _c.text,
)
_FIND = _HELD.where(_c.entry == bindparam("entry"))
_WAITING = _HELD.where(_waits).order_by(_c.held_at, _c.entry)
_ABOUT = _HELD.where(
    or_(_c.conversation == bindparam("conversation"), _c.conversation.in_(_merged))
).order_by(_c.held_at, _c.entry)
_FORGOTTEN = (
    _HELD.where(_waits, _c.lead_told_at.is_(None), _c.held_at <= bindparam("before"))
    .order_by(_c.held_at, _c.entry)
    .limit(bindparam("limit"))
)
_WORD = select(_c.way, _c.settled_by, _c.settled_at, _c.evidence, _c.is_proved).where(
    _c.entry == bindparam("entry"), _c.way.is_not(None)
)
_TOLD = (
    select(_c.cause, _c.told_at, _c.again)
    .distinct()
    .where(_c.agent == bindparam("agent"), _c.told_at > bindparam("since"))
)
_UNTOLD = select(func.count()).where(_c.agent == bindparam("agent"), _c.told_at.is_(None))
_TELL = (
    update(_rows)
    .where(_c.agent == bindparam("b_agent"), _c.told_at.is_(None))
    .values(told_at=bindparam("b_now"))
)
_TELL_LEAD = (
    update(_rows)
    .where(_c.entry == bindparam("b_entry"), _c.lead_told_at.is_(None))
    .values(lead_told_at=bindparam("b_now"))
)
_SETTLE = (
    update(_rows)
    .where(_c.entry == bindparam("b_entry"), _waits)
    .values(
        way=bindparam("b_way"),
        settled_at=bindparam("b_now"),
        settled_by=bindparam("b_by"),
        evidence=bindparam("b_evidence"),
        is_proved=bindparam("b_is_proved"),
    )
)


def keep(connection: Connection, entry: int, hold: Hold, now: datetime) -> None:
    """Hold a mail, be it for another cause than before; an agent who is told hears of all."""
    if hold.is_told:
        connection.execute(_TELL, {"b_agent": hold.agent, "b_now": now})
    is_over = hold.cause is Cause.WORD  # it is an answer about another, and waits for nobody
    row = {
        "entry": entry,
        "conversation": hold.conversation,
        "agent": hold.agent,
        "cause": hold.cause,
        "why": hold.why,
        "text": hold.text,
        "again": hold.again,
        "held_at": now,
        "told_at": now if hold.is_told else None,
        "lead_told_at": None,
        "way": Way.DROP if is_over else None,
        "settled_at": now if is_over else None,
        "settled_by": "samehand" if is_over else "",
        "evidence": "",
        "is_proved": False,
    }
    connection.execute(insert_or_replace(connection, _rows), row)


def settle(connection: Connection, settling: Settling, now: datetime) -> None:
    """Settle a held mail. Raises Conflict when somebody else has done so meanwhile."""
    values = {
        "b_entry": settling.entry,
        "b_way": settling.way,
        "b_by": settling.by,
        "b_evidence": settling.evidence,
        "b_is_proved": settling.is_proved,
        "b_now": now,
    }
    if connection.execute(_SETTLE, values).rowcount != 1:
        raise Conflict(f"the held mail {settling.entry} has been settled meanwhile")
    outcome = Outcome.STORED if settling.way.is_read_anew else Outcome.IGNORED
    reason = f"{settling.way.value} by {settling.by}"
    outcomes.release(connection, settling.entry, outcome, reason, now)


def find(connection: Connection, entry: int) -> Held | None:
    """The mail of this ledger entry, if it is held or was."""
    return next(_held(connection, _FIND, {"entry": entry}), None)


def word(connection: Connection, entry: int) -> Word | None:
    """The word that let a held mail out, or ended its wait."""
    row = connection.execute(_WORD, {"entry": entry}).first()
    return Word(*row) if row else None


def waiting(connection: Connection) -> list[Held]:
    """All mails that wait, the oldest first."""
    return list(_held(connection, _WAITING, {}))


def about(connection: Connection, conversation: int) -> list[Held]:
    """All mails that wait or waited in a conversation and in what was merged into it."""
    return list(_held(connection, _ABOUT, {"conversation": conversation}))


def forgotten(connection: Connection, before: datetime, limit: int) -> list[Held]:
    """Mails that have waited since before an instant, and of which no lead has heard."""
    return list(_held(connection, _FORGOTTEN, {"before": before, "limit": limit}))


def tell_lead(connection: Connection, entries: Sequence[int], now: datetime) -> None:
    """Remember that the lead hears of them now."""
    if entries:
        connection.execute(_TELL_LEAD, [{"b_entry": n, "b_now": now} for n in entries])


def told(connection: Connection, agent: str, since: datetime) -> Told:
    """What an agent has heard of held mails since then, and how many they have not."""
    words = connection.execute(_TOLD, {"agent": agent, "since": since})
    untold: int = connection.execute(_UNTOLD, {"agent": agent}).scalar_one()
    return Told(tuple((row.cause, row.told_at, row.again) for row in words), untold)


def _held(
    connection: Connection, statement: Select[Any], values: dict[str, Any]
) -> Iterator[Held]:
    return (Held(*row) for row in connection.execute(statement, values))
