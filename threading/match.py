"""Which conversation a message belongs to.

Two messages belong together when one names the other and its writer was among the people of
the other, or when both name the same third message and their writers know of each other. Each
such tie is a property of two messages alone, and a conversation is whatever ties connect: that
is why the order of arrival cannot matter. Headers thread; they never authorise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from samehand.config.settings import Strangers


class Role(StrEnum):
    """How a message knows an id: as its own, or as one that it refers to."""

    SELF = "self"
    REFERS = "refers"


@dataclass(frozen=True)
class Arrival:
    """What threading needs to know of a new message.

    `parents` are the ids it refers to, nearest first. `people` are all addresses in From, To
    and Cc that are not the desk's own, in lower case.
    """

    message_id: str
    parents: tuple[str, ...]
    writer: str
    people: frozenset[str]


@dataclass(frozen=True)
class Relative:
    """A stored message that knows one of the ids in question.

    For a message that the desk sent, `writer` is empty and `people` are its recipients.
    """

    known_id: str
    role: Role
    conversation: int
    writer: str
    people: frozenset[str]


@dataclass(frozen=True)
class Match:
    """The conversations that this message ties together, the oldest first, and by which rule.

    Without any, the message begins a new one. `related` are conversations that it names but
    may not join, because its writer takes no part in them.
    """

    conversations: tuple[int, ...]
    rule: str
    related: tuple[int, ...] = ()


NEW = Match((), "new")


def match(
    arrival: Arrival, relatives: Iterable[Relative], strangers: Strangers = Strangers.SEPARATE
) -> Match:
    """Decide where a message belongs, from the stored messages that share an id with it."""
    known = tuple(relatives)
    ties = {
        relative: rule
        for relative in known
        if (rule := _tie(arrival, relative, strangers)) is not None
    }
    joined = tuple(sorted({relative.conversation for relative in ties}))
    named = {
        relative.conversation
        for relative in known
        if relative.role is Role.SELF and relative.known_id in arrival.parents
    }
    related = tuple(sorted(named - set(joined)))
    if joined:
        return Match(joined, _strongest(ties.values()), related)
    if related:
        return Match((), "stranger", related)
    return NEW


_RULES = ("in-reply-to", "references", "awaited", "sibling")


def _strongest(rules: Iterable[str]) -> str:
    return min(rules, key=_RULES.index)


def _tie(arrival: Arrival, relative: Relative, strangers: Strangers) -> str | None:
    """The rule by which two messages belong together, or None."""
    open_house = strangers is Strangers.JOIN
    if relative.role is Role.SELF:
        if relative.known_id not in arrival.parents:
            return None  # the same Message-ID twice is no tie
        if not open_house and arrival.writer not in relative.people:
            return None
        return "in-reply-to" if relative.known_id == arrival.parents[0] else "references"
    if relative.known_id == arrival.message_id:
        return "awaited" if open_house or relative.writer in arrival.people else None
    if open_house or _know_each_other(arrival, relative):
        return "sibling"
    return None


def _know_each_other(arrival: Arrival, relative: Relative) -> bool:
    """One-sided acquaintance is not enough: anybody can write anybody's address into Cc."""
    if not arrival.writer or not relative.writer:
        return False
    return arrival.writer == relative.writer or (
        arrival.writer in relative.people and relative.writer in arrival.people
    )
