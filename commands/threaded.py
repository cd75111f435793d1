"""Which conversations a pile of mails would make, in the order in which they arrive.

The rule is the desk's own (`threading/match.py`); only the memory of what has come before is
held here instead of in the store.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from samehand.config.settings import Strangers
from samehand.ingest.message import InboundMessage
from samehand.threading.match import Arrival, Match, Relative, Role, match


@dataclass(frozen=True)
class Filed:
    """Where a mail went when it came; its conversation may join others later."""

    conversation: int
    rule: str


class Memory:
    """The mails so far, by every id that they know."""

    def __init__(self, strangers: Strangers) -> None:
        self._strangers = strangers
        self._known: defaultdict[str, set[Relative]] = defaultdict(set)
        self._joined: list[int] = []  # for each conversation, the one that it became

    def file(self, message: InboundMessage) -> Filed:
        """Let a mail arrive."""
        arrival = _arrival(message, number=len(self._joined))
        found = match(arrival, self._relatives(arrival), self._strangers)
        own = self._join(found)
        self._remember(arrival, own)
        return Filed(own, found.rule)

    def conversation_of(self, filed: Filed) -> int:
        """The number that a filed mail's conversation has by now."""
        number = filed.conversation
        while self._joined[number] != number:
            self._joined[number] = self._joined[self._joined[number]]  # shorten the way
            number = self._joined[number]
        return number

    def _relatives(self, arrival: Arrival) -> Iterator[Relative]:
        for one in dict.fromkeys((arrival.message_id, *arrival.parents)):
            known = self._known.get(one, ())
            for relative in known:
                now = self.conversation_of(Filed(relative.conversation, ""))
                yield replace(relative, conversation=now)

    def _join(self, found: Match) -> int:
        if not found.conversations:
            self._joined.append(len(self._joined))
            return self._joined[-1]
        first, *others = found.conversations
        for other in others:
            self._joined[other] = first
        return first

    def _remember(self, arrival: Arrival, conversation: int) -> None:
        for one, role in (
            (arrival.message_id, Role.SELF),
            *((parent, Role.REFERS) for parent in arrival.parents),
        ):
            self._known[one].add(
                Relative(one, role, conversation, arrival.writer, arrival.people)
            )


def _arrival(message: InboundMessage, *, number: int) -> Arrival:
    people = frozenset(
        one.address for one in (message.sender, *message.to, *message.cc) if one.address
    )
    nameless = hashlib.sha256(f"{number}".encode()).hexdigest()  # an id that nobody can name
    return Arrival(
        message_id=message.message_id or nameless,
        parents=message.parents,
        writer=message.sender.address,
        people=people,
    )
