"""A story: people who write to each other on one day, and what has to be true in the end.

Values only. `storyfile` reads them from a file; `director` plays them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """What a person is to the desk."""

    CUSTOMER = "customer"
    AGENT = "agent"
    OPS = "ops"


@dataclass(frozen=True)
class Person:
    """Somebody with a mailbox."""

    id: str
    name: str
    address: str
    role: Role


@dataclass(frozen=True)
class Enclosure:
    """A file that travels with a mail."""

    name: str
    type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Turn:
    """Something that happens at one instant. `tell` is the narrator's sentence about it."""

    id: str
    at: datetime
    tell: str


@dataclass(frozen=True)
class Writes(Turn):
    """Somebody writes a mail.

    With `answers` they open the newest mail that reached their own mailbox in the course of
    that turn and reply to it, to everybody with `reply_all`. With `pretends` they put another
    person into From, without that person's password. With `raw` exactly these bytes are sent.
    """

    writer: str
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    html: str = ""
    charset: str = "utf-8"
    enclosures: tuple[Enclosure, ...] = ()
    answers: str | None = None
    reply_all: bool = False
    headers: tuple[tuple[str, str], ...] = ()
    pretends: str | None = None
    raw: bytes | None = field(default=None, repr=False)


class Change(StrEnum):
    """What the world does to the desk."""

    STOP = "stop"
    START = "start"
    AWAY = "away"
    BACK = "back"


@dataclass(frozen=True)
class Happens(Turn):
    """A server (`smtp`, `imap`) stops or starts, or an agent (by id) is away or back."""

    change: Change
    whom: str


AnyTurn = Writes | Happens


@dataclass(frozen=True)
class MailExpected:
    """How many mails of this kind lie in a mailbox, and what stands in none of them.

    A mail is of the kind when it has all of `sender`, `subject` and `texts`. `least` and
    `most` count them. `never` are words that no mail of the whole mailbox contains.
    """

    that: str
    mailbox: str
    least: int
    most: int | None
    sender: str = ""
    subject: str = ""
    texts: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


@dataclass(frozen=True)
class ConversationExpected:
    """How the conversation stands that a turn's mail went to. None and empty ask nothing."""

    that: str
    turn: str
    owner: str | None = None
    state: str | None = None
    messages: int | None = None
    clocks: tuple[tuple[str, str], ...] = ()
    same_as: tuple[str, ...] = ()
    apart_from: tuple[str, ...] = ()


@dataclass(frozen=True)
class DeskExpected:
    """Figures of the desk as a whole, by name."""

    that: str
    figures: tuple[tuple[str, int], ...]


Expected = MailExpected | ConversationExpected | DeskExpected


@dataclass(frozen=True)
class Story:
    """What is played. `config` is a desk's config as a table, without servers."""

    title: str
    start: datetime
    end: datetime
    timezone: str
    config: Mapping[str, Any] = field(repr=False)
    people: tuple[Person, ...]
    turns: tuple[AnyTurn, ...]
    expected: tuple[Expected, ...]

    @property
    def desk(self) -> str:
        """The name of the desk."""
        return str(self.config.get("desk", {}).get("name", "the desk"))

    @property
    def mailboxes(self) -> tuple[str, ...]:
        """The addresses that customers write to."""
        return tuple(str(table["address"]).lower() for table in self.config.get("mailbox", ()))

    def person(self, who: str) -> Person:
        """By id; raises KeyError when there is nobody of this id."""
        for person in self.people:
            if person.id == who:
                return person
        raise KeyError(who)

    def turn(self, turn_id: str) -> AnyTurn:
        """By id; raises KeyError when there is none."""
        for turn in self.turns:
            if turn.id == turn_id:
                return turn
        raise KeyError(turn_id)
