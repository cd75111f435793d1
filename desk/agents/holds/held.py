"""A mail of an agent that waits: why, what may become of it, and who has to hear of it.

It is never sent by itself and never deleted. The agent settles it by answering the word that
they got about it, whoever runs the desk by the command line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from samehand.desk.agents.commands.spoken import is_nothing_but_orders

CONFIRM_LIFE = timedelta(minutes=15)  # so soon an answer shows who reads the agent's mail
HELD_LIFE = timedelta(days=14)  # then whoever leads the team hears of it
SELDOM = timedelta(minutes=10)  # between two words about what anybody can bring about
MOST_ASKED = 20  # questions in that time whether a mail is theirs
FEW = 6  # words a day about one cause that anybody can bring about
MOST_AGAIN = 12  # words a day about one cause to who answers each of them


class Cause(StrEnum):
    """Why a mail is held."""

    DENIED = "denied"  # the mail server says that it is not theirs
    UNPROVED = "unproved"  # the mail server says nothing: they are asked
    COLLEAGUE = "colleague"  # it answers what was sent to a colleague
    DEAD = "dead"  # its reply address has expired
    STRAY = "stray"  # it answers nothing that was sent to them
    ROBOT = "robot"  # it does not look like a person's
    FORWARDED = "forwarded"  # a mail of ours was forwarded, not answered
    REPEATED = "repeated"  # the same words went out twice already
    OWNER = "owner"  # the conversation is somebody else's
    SECOND = "second"  # somebody else has answered meanwhile
    SIGNLESS = "signless"  # all that it says is a command without its sign
    MIXED = "mixed"  # nobody can tell which of its lines are theirs
    LEAK = "leak"  # something of the inside is in it
    SLIP = "slip"  # an order that cannot be carried out, or nothing at all
    WORD = "word"  # it is about a held mail, and changes nothing


class Way(StrEnum):
    """What becomes of a held mail."""

    SEND = "send"
    TAKE = "take"  # the conversation becomes theirs, and it is sent
    NOTE = "note"
    DROP = "drop"
    REPLACED = "replaced"  # another text went out in its place

    @property
    def is_read_anew(self) -> bool:
        """Whether the mail itself is acted upon."""
        return self in {Way.SEND, Way.TAKE, Way.NOTE}


_ANY = (Way.SEND, Way.TAKE, Way.NOTE, Way.DROP)
WAYS: dict[Cause, tuple[Way, ...]] = {
    Cause.DENIED: _ANY,
    Cause.UNPROVED: _ANY,
    Cause.COLLEAGUE: (Way.SEND, Way.DROP),  # once the matter is theirs
    Cause.DEAD: _ANY,
    Cause.STRAY: (Way.DROP,),
    Cause.ROBOT: _ANY,
    Cause.FORWARDED: _ANY,
    Cause.REPEATED: _ANY,
    Cause.OWNER: (Way.TAKE, Way.NOTE, Way.DROP),
    Cause.SECOND: _ANY,
    Cause.SIGNLESS: _ANY,
    Cause.MIXED: _ANY,
    Cause.LEAK: (Way.NOTE, Way.DROP),
    Cause.SLIP: (Way.NOTE, Way.DROP),
    Cause.WORD: (),
}

_OF_ROBOTS = {Cause.ROBOT: FEW, Cause.REPEATED: 1}  # words a day, be they proved theirs or not

# For these a text alone is a better one of the same; for the others it may be a question to us.
MENDED_BY_A_TEXT = frozenset(
    {Cause.OWNER, Cause.SECOND, Cause.SIGNLESS, Cause.MIXED, Cause.LEAK, Cause.SLIP}
)


@dataclass(frozen=True)
class Hold:
    """A mail is to be held. `is_told` says that its agent hears of it now, `again` that it
    answers a word of ours, as a robot would.
    """

    cause: Cause
    agent: str
    conversation: int | None
    why: str
    text: str = field(default="", repr=False)
    is_told: bool = True
    again: bool = False


@dataclass(frozen=True)
class Held:
    """A held mail, by its entry in the ledger; `settled` once something became of it."""

    entry: int
    cause: Cause
    agent: str
    conversation: int | None
    why: str
    held_at: datetime
    settled: Way | None = None
    settled_at: datetime | None = None
    settled_by: str = ""
    text: str = field(default="", repr=False)

    @property
    def is_slip_of_orders(self) -> bool:
        """Whether nothing in it is lost once other orders are given: it has no other words."""
        is_slip = self.cause is Cause.SLIP and is_nothing_but_orders(self.text)
        return is_slip or self.cause is Cause.SIGNLESS

    @property
    def ways(self) -> tuple[Way, ...]:
        """What may become of it now."""
        return () if self.settled else WAYS[self.cause]


@dataclass(frozen=True)
class Settling:
    """What becomes of a held mail, by whose word. `evidence` says in words what proved it."""

    entry: int
    way: Way
    by: str
    evidence: str
    is_proved: bool


@dataclass(frozen=True)
class Word:
    """That a mail which was held may be acted upon, and in which way.

    `is_proved` says that more than a reply token spoke for whoever said so.
    """

    way: Way
    by: str
    at: datetime
    evidence: str
    is_proved: bool


@dataclass(frozen=True)
class Told:
    """What an agent has heard of held mails within a day, and how many wait untold.

    Each word with its cause, when it was, and whether the mail answered one before.
    """

    words: tuple[tuple[Cause, datetime, bool], ...] = ()
    untold: int = 0


def is_told(cause: Cause, told: Told, now: datetime, *, by_anybody: bool, again: bool) -> bool:
    """Whether an agent hears of one more held mail now; if not, it is counted for later.

    Of what they did themselves they always hear. What anybody can bring about (`by_anybody`)
    must not flood them, nor what a robot of theirs answers to our words (`again`).
    """
    alike = [(at, was_again) for before, at, was_again in told.words if before is cause]
    lately = sum(now - at < SELDOM for at, _ in alike)
    if by_anybody and (lately or len(alike) >= FEW):
        return False
    if cause is Cause.UNPROVED and lately >= MOST_ASKED:
        return False
    if cause in _OF_ROBOTS:
        return len(alike) < _OF_ROBOTS[cause]
    return not again or sum(was_again for _, was_again in alike) < MOST_AGAIN
