"""The config as a document: its tables, and how a problem names a place in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from samehand.config.settings import lands_at

Table = Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """Where a value stands, as a problem names it: `mailbox "support": imap.port`."""

    entry: str = ""
    keys: tuple[str, ...] = ()

    def __truediv__(self, name: str) -> Place:
        return Place(self.entry, (*self.keys, name))

    def __str__(self) -> str:
        return ": ".join(filter(None, (self.entry, ".".join(self.keys))))

    def item(self, index: int, value: object) -> Place:
        """One of several: by its name or id when it has one, else by its number from 0."""
        kind = self.keys[-1]
        name = text(value, "id" if kind == "agent" else "name")
        if name and not self.entry:
            return Place(f'{kind} "{name}"')
        return Place(self.entry, (*self.keys[:-1], f"{kind}[{index}]"))


def text(table: object, name: str) -> str:
    """The text under this key, or nothing when there is none."""
    value = table.get(name) if isinstance(table, dict) else None
    return value if isinstance(value, str) else ""


def entries(document: Table, kind: str) -> Iterator[tuple[Place, Table]]:
    """The tables `[[kind]]` that can be read as such, each with its place."""
    found = document.get(kind)
    for index, table in enumerate(found if isinstance(found, list) else ()):
        if isinstance(table, dict):
            yield Place(keys=(kind,)).item(index, table), table


@dataclass(frozen=True)
class Names:
    """What the document defines, so that references to it can be checked while it is read."""

    agents: tuple[str, ...]
    calendars: tuple[str, ...]
    mailboxes: tuple[str, ...]
    addresses: tuple[tuple[str, bool], ...]
    """Of the mailboxes, each with whether it takes plus-addresses."""

    @classmethod
    def of(cls, document: Table) -> Names:
        """The names that other places of the document may refer to."""
        agents = [table for _, table in entries(document, "agent")]
        mailboxes = [table for _, table in entries(document, "mailbox")]
        calendars = document.get("calendar")
        return cls(
            agents=tuple(filter(None, (text(table, "id") for table in agents))),
            calendars=tuple(calendars) if isinstance(calendars, dict) else (),
            mailboxes=tuple(filter(None, (text(table, "name") for table in mailboxes))),
            addresses=tuple(
                (text(table, "address"), table.get("plus_addressing") is not False)
                for table in mailboxes
            ),
        )

    def is_ours(self, address: str) -> bool:
        """Whether mail to this address would come back to the desk."""
        return any(lands_at(mailbox, address, plus=plus) for mailbox, plus in self.addresses)
