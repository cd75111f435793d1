"""Which conversations a pile of mails would make, in the order in which they arrive.

The rules are the desk's own (`threading/match.py`); only the memory of what has come before is
held here instead of in the store.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from samehand.config.settings import Strangers, Threading
from samehand.ingest.message import InboundMessage
from samehand.threading.match import Match, Relative, match
from samehand.threading.traits import Traits, traits_of


@dataclass(frozen=True)
class Filed:
    """Where a mail went when it came; its conversation may join others later."""

    conversation: int
    rule: str


class Memory:
    """The mails so far, by everything that a later one may share with them."""

    def __init__(self, strangers: Strangers) -> None:
        self._rules = Threading(strangers=strangers)
        self._known: defaultdict[Hashable, list[int]] = defaultdict(list)
        self._filed: list[tuple[int, Traits]] = []
        self._joined: list[int] = []  # for each conversation, the one that it became

    def file(self, message: InboundMessage) -> Filed:
        """Let a mail arrive."""
        traits = _traits(message, number=len(self._filed))
        found = match(traits, self._relatives(traits), self._rules)
        own = self._join(found)
        for key in _keys(traits):
            self._known[key].append(len(self._filed))
        self._filed.append((own, traits))
        return Filed(own, found.rule)

    def conversation_of(self, filed: Filed) -> int:
        """The number that a filed mail's conversation has by now."""
        return self._now(filed.conversation)

    def _now(self, number: int) -> int:
        while self._joined[number] != number:
            self._joined[number] = self._joined[self._joined[number]]  # shorten the way
            number = self._joined[number]
        return number

    def _relatives(self, traits: Traits) -> Iterator[Relative]:
        found = (mail for key in _keys(traits) for mail in self._known.get(key, ()))
        for mail in dict.fromkeys(found):
            conversation, known = self._filed[mail]
            yield Relative(self._now(conversation), known)

    def _join(self, found: Match) -> int:
        if not found.conversations:
            self._joined.append(len(self._joined))
            return self._joined[-1]
        first, *others = found.conversations
        for other in others:
            self._joined[other] = first
        return first


def _keys(traits: Traits) -> Iterator[Hashable]:
    """What two mails have in common if anything ties them."""
    yield from dict.fromkeys((traits.message_id, *traits.parents))
    yield from traits.said | traits.quoted
    if traits.root:
        yield ("root", traits.root)
    if traits.subject:
        yield ("subject", traits.subject)


def _traits(message: InboundMessage, *, number: int) -> Traits:
    people = {
        one.address
        for one in (message.sender, *message.reply_to, *message.to, *message.cc)
        if one.address
    }
    nameless = hashlib.sha256(f"{number}".encode()).hexdigest()  # an id that nobody can name
    return traits_of(message, message.message_id or nameless, people)
