"""The stored mails that have anything in common with one that has arrived.

Whatever can tie two mails is a key here: ids, the root of a thread index, words, subject and
person. Of what thousands of mails share, only the nearest are found, so that nobody can stop
the line with it.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Connection,
    Select,
    bindparam,
    case,
    insert,
    literal,
    select,
    text,
    union_all,
)

from samehand.config.settings import Strangers, Threading
from samehand.store import tables
from samehand.store.columns import Identifier, Instant, identifier
from samehand.store.ours import aliases
from samehand.threading.match import Relative
from samehand.threading.traits import Traits

MOST_NAMED = 1000  # mails that know one of the ids; of each kind
MOST_SHARING = 20  # mails that bear the same print, and as many that are near under a subject
MOST_ALIKE = 100  # mails that share prints at all
ANYBODY = ""  # under whom every mail is found that has a subject
MOST_READERS = 10  # of a mail of ours
MOST_KEYS = 24  # prints by which a text is found; two that share words share the first, too

_message = tables.message.c
_knows = tables.knows.c
_matter = tables.matter.c

TRAITS = (
    case((_message.inbound, _message.writer), else_="").label("wrote"),  # nobody of ours
    _message.people,
    _message.base_subject,
    _message.is_reply,
    _message.written_at,
    _message.root,
    _message.said,
    _message.quoted,
)

_IDS: BindParameter[str] = bindparam("ids", expanding=True)


def _by_id(most: int) -> CompoundSelect[int, str]:
    """The mails that bear one of the ids, and those that refer to one, and to which."""
    bearing = select(_message.id, literal(None, Identifier)).where(
        _message.message_id.in_(_IDS)
    )
    referring = select(_knows.message, _knows.known_id).where(_knows.known_id.in_(_IDS))
    return _both(bearing.limit(most), referring.limit(most))


def _both(one: Select[Any], other: Select[Any]) -> CompoundSelect[Any]:
    """Each within its own limit, which SQLite takes in a subquery only."""
    return union_all(one.subquery().select(), other.subquery().select())


_BY_ID = _by_id(MOST_NAMED)
_BY_ROOT = (
    select(_message.id)
    .where(_message.root == bindparam("root"), _message.root != "")
    .order_by(_message.id.desc())
    .limit(MOST_SHARING)
)
_BY_TAG = (
    select(_message.id)
    .where(_message.conversation.in_(bindparam("tags", expanding=True)))
    .order_by(_message.id.desc())
    .limit(MOST_NAMED)
)
_UNDER_SUBJECT = select(_matter.message).where(
    _matter.subject == bindparam("subject"), _matter.person == bindparam("person")
)
_BY_SUBJECT = _both(
    _UNDER_SUBJECT.where(
        _matter.written_at <= bindparam("at", type_=Instant),
        _matter.written_at >= bindparam("earliest", type_=Instant),
    )
    .order_by(_matter.written_at.desc())
    .limit(MOST_SHARING),
    _UNDER_SUBJECT.where(
        _matter.written_at > bindparam("at", type_=Instant),
        _matter.written_at <= bindparam("latest", type_=Instant),
    )
    .order_by(_matter.written_at)
    .limit(MOST_SHARING),
)
# The newest that bear each print: a list of numbers as one value, and one look at the index
# for each, need words of their own on each database.
_BY_PRINT = {
    "sqlite": text(
        "SELECT found.message FROM json_each(:prints) AS asked"
        " CROSS JOIN print AS found ON found.print = asked.value AND found.message >"
        " coalesce((SELECT message FROM print WHERE print.print = asked.value"
        " ORDER BY message DESC LIMIT 1 OFFSET :most), 0)"
    ),
    "postgresql": text(
        "SELECT found.message FROM unnest(CAST(:prints AS bigint[])) AS asked"
        " CROSS JOIN LATERAL (SELECT message FROM print WHERE print = asked"
        " ORDER BY message DESC LIMIT :most) AS found"
    ),
}
_SAVE_KNOWN, _SAVE_MATTER = insert(tables.knows), insert(tables.matter)
_SAVE_PRINTS = {
    "sqlite": text(
        "INSERT INTO print (print, message) SELECT value, :message FROM json_each(:prints)"
    ),
    "postgresql": text(
        "INSERT INTO print (print, message)"
        " SELECT asked, :message FROM unnest(CAST(:prints AS bigint[])) AS asked"
    ),
}
_FOUND = select(_message.id, _message.conversation, _message.message_id, *TRAITS).where(
    _message.id.in_(bindparam("messages", expanding=True))
)


def of(connection: Connection, arrival: Traits, rules: Threading) -> list[Relative]:
    """All that may be tied to the arrival."""
    ids = {identifier(known): known for known in (arrival.message_id, *arrival.parents)}
    ids |= {mine: ids[theirs] for theirs, mine in aliases(connection, ids).items()}
    named: dict[int, set[str]] = defaultdict(set)
    for message, known in connection.execute(_BY_ID, {"ids": list(ids)}):
        named[message].update(() if known is None else (ids[known],))
    shared = _sharing_prints(connection, arrival)
    others = _others(connection, arrival, rules)
    found = {*named, *shared, *others}
    if not found:
        return []
    rows = connection.execute(_FOUND, {"messages": sorted(found)})
    return [
        Relative(
            row.conversation,
            traits(row, ids.get(row.message_id, row.message_id), tuple(named.get(row.id, ()))),
        )
        for row in rows
    ]


def traits(row: Any, message_id: str, parents: tuple[str, ...]) -> Traits:
    """The traits of a stored mail, from a row with the columns TRAITS."""
    return Traits(
        message_id,
        parents,
        writer=row.wrote,
        people=frozenset(row.people),
        subject=row.base_subject,
        is_reply=row.is_reply,
        at=row.written_at,
        root=row.root,
        said=row.said,
        quoted=row.quoted,
    )


def save(connection: Connection, message: int, traits: Traits) -> None:
    """Remember by what a stored mail can be found."""
    known = {identifier(parent) for parent in traits.parents}
    if known:
        rows = [{"known_id": parent, "message": message} for parent in sorted(known)]
        connection.execute(_SAVE_KNOWN, rows)
    if prints := _keys(traits):
        values = {"message": message, "prints": _listed(connection, prints)}
        connection.execute(_SAVE_PRINTS[connection.dialect.name], values)
    if traits.subject and traits.at is not None:
        rows_of_matter = [
            {
                "subject": traits.subject,
                "person": person,
                "written_at": traits.at,
                "message": message,
            }
            for person in sorted(
                {identifier(p) for p in (ANYBODY, traits.writer, *traits.people)}
            )
        ]
        connection.execute(_SAVE_MATTER, rows_of_matter)


def _sharing_prints(connection: Connection, arrival: Traits) -> list[int]:
    """The mails that share words with the arrival, those that share most of them."""
    prints = _keys(arrival)
    if not prints:
        return []
    values = {"prints": _listed(connection, prints), "most": MOST_SHARING}
    found = connection.execute(_BY_PRINT[connection.dialect.name], values).scalars()
    return [message for message, _ in Counter(found).most_common(MOST_ALIKE)]


def _keys(traits: Traits) -> set[int]:
    """The prints by which a mail is found: of each text those with the smallest numbers."""
    return {one for text in (traits.said, traits.quoted) for one in sorted(text)[:MOST_KEYS]}


def _others(connection: Connection, arrival: Traits, rules: Threading) -> set[int]:
    """Those with the same subject, root of a thread index, or tag of ours.

    Under one subject, only those of people who know the writer; anybody's where all may join.
    """
    found: set[int] = set()
    within = rules.same_subject_within
    if arrival.subject and arrival.at is not None:
        for person in _acquainted(arrival, rules):
            values = {
                "subject": arrival.subject,
                "person": person,
                "at": arrival.at,
                "earliest": _moved(arrival.at, -within),
                "latest": _moved(arrival.at, within),
            }
            found.update(connection.execute(_BY_SUBJECT, values).scalars())
    if arrival.root:
        found.update(connection.execute(_BY_ROOT, {"root": arrival.root}).scalars())
    if arrival.tags:
        found.update(connection.execute(_BY_TAG, {"tags": list(arrival.tags)}).scalars())
    return found


def _acquainted(arrival: Traits, rules: Threading) -> list[str]:
    """Under whom mails are looked for that may be tied to the arrival by their subject."""
    if arrival.is_ours:
        return sorted(arrival.people)[:MOST_READERS]
    return [ANYBODY if rules.strangers is Strangers.JOIN else arrival.writer]


def _moved(at: datetime, by: timedelta) -> datetime:
    """Another instant, or the same where there is none: a mail may say it is of the year 1."""
    try:
        return at + by
    except OverflowError:
        return at


def _listed(connection: Connection, numbers: Collection[int]) -> object:
    """A list of numbers as one value of a statement."""
    ordered = sorted(numbers)
    return json.dumps(ordered) if connection.dialect.name == "sqlite" else ordered
