"""The state of each way in and out: since when it fails, and when it is tried again."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from samehand.store import tables
from samehand.store.tables import ChannelKind
from samehand.store.upserts import insert_or_replace

_c = tables.channel.c


@dataclass(frozen=True)
class Channel:
    """A connection to a mail server; `failing_since` is None while all is well."""

    mailbox: str
    kind: ChannelKind
    failing_since: datetime | None = None
    failures: int = 0
    retry_at: datetime | None = None
    last_ok_at: datetime | None = None
    last_error: str | None = None
    alerted_at: datetime | None = None


_COLUMNS = (
    _c.mailbox,
    _c.kind,
    _c.failing_since,
    _c.failures,
    _c.retry_at,
    _c.last_ok_at,
    _c.last_error,
    _c.alerted_at,
)


def find(connection: Connection, mailbox: str, kind: ChannelKind) -> Channel:
    """The channel as it was last seen; a new one when it was never."""
    known = select(*_COLUMNS).where(_c.mailbox == mailbox, _c.kind == kind)
    row = connection.execute(known).first()
    return Channel(*row) if row else Channel(mailbox, kind)


def every(connection: Connection) -> tuple[Channel, ...]:
    """All channels that were ever used."""
    found = connection.execute(select(*_COLUMNS).order_by(_c.mailbox, _c.kind))
    return tuple(Channel(*row) for row in found)


def save(connection: Connection, channel: Channel) -> None:
    """Remember what is known of a channel now."""
    connection.execute(insert_or_replace(connection, tables.channel), asdict(channel))
