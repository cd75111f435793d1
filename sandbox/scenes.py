"""What can be seen while a story is played, as lines in their order: who wrote what, what the
desk decided and why, what it sent. It watches mailboxes and books and decides nothing itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from samehand.desk.clocks.clock import Verdict
from samehand.ingest.message import Kind
from samehand.sandbox.exchange import Accepted
from samehand.sandbox.story import AnyTurn, Change, Happens, Story, Writes
from samehand.sandbox.writing import Opened
from samehand.store.events import Recorded


class Sort(StrEnum):
    """What a line tells of."""

    WRITES = "writes"  # a person writes a mail
    HAPPENS = "happens"  # something befalls the desk
    DECIDES = "decides"  # the desk decides
    WITHHOLDS = "withholds"  # the desk does nothing with a mail, or less than one might expect
    WARNS = "warns"  # the desk tells people of a target
    SENDS = "sends"  # the desk's mail has reached somebody


@dataclass(frozen=True)
class Line:
    """One thing that happened; `aside` is what the narrator has to say about it."""

    at: datetime
    sort: Sort
    text: str
    aside: str = ""


@dataclass(frozen=True)
class Running:
    """A conversation's clock as a bar shows it: `part` of its time is used, above 1 when late.

    `ended_at` is when it was met, if it runs no more.
    """

    number: int
    subject: str
    owner: str
    target: str
    due_at: datetime
    part: float
    verdict: Verdict
    ended_at: datetime | None = None


WITHHELD = {"held", "automatic", "not acknowledged", *Kind} - {Kind.PERSON}
WARNINGS = {"warned", "breached", "escalated"}
CHANGES = {
    Change.STOP: "goes down",
    Change.START: "comes back",
    Change.AWAY: "is away",
    Change.BACK: "is back",
}


def of_turn(story: Story, turn: AnyTurn, recipients: tuple[str, ...]) -> Line:
    """What the story itself does."""
    if isinstance(turn, Happens):
        return Line(turn.at, Sort.HAPPENS, _change(story, turn), turn.tell)
    writer = story.person(turn.writer).name
    whom = ", ".join(_name(story, address) for address in recipients) or "nobody"
    return Line(turn.at, Sort.WRITES, f"{writer} writes to {whom}{_about(turn)}", turn.tell)


def _change(story: Story, turn: Happens) -> str:
    is_server = turn.change in {Change.STOP, Change.START}
    whom = turn.whom.upper() if is_server else story.person(turn.whom).name
    return f"{whom} {CHANGES[turn.change]}"


def _about(turn: Writes) -> str:
    if turn.subject:
        return f": {turn.subject}"
    words = max(turn.text.strip().splitlines()[:4], key=len, default="")
    return f": “{words[:60]} …”" if words else ""


def of_event(recorded: Recorded) -> Line:
    """What the desk has decided."""
    event = recorded.event
    number = f"#{event.conversation} " if event.conversation else ""
    return Line(recorded.at, _sort(event.kind), f"{number}{event.kind}: {event.reason}")


def _sort(kind: str) -> Sort:
    if kind in WARNINGS:
        return Sort.WARNS
    return Sort.WITHHOLDS if kind in WITHHELD else Sort.DECIDES


def of_mail(story: Story, accepted: Accepted, ours: frozenset[str]) -> Line | None:
    """What the desk has sent; other people's mail is told by their turns."""
    if accepted.envelope.login not in ours:
        return None
    readers = accepted.envelope.recipients
    whom = ", ".join(_name(story, address) for address in readers)
    verb = "gets" if len(readers) == 1 else "get"
    subject = Opened(0, accepted.at, accepted.content).subject
    return Line(accepted.at, Sort.SENDS, f"{whom} {verb}: {subject}")


def _name(story: Story, address: str) -> str:
    local, _, domain = address.lower().rpartition("@")
    known = {person.address: person.name for person in story.people}
    known |= dict.fromkeys(story.mailboxes, story.desk)
    bare = f"{local.partition('+')[0]}@{domain}"
    return known.get(bare, bare)
