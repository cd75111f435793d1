"""Mails that come too fast to be passed on one by one: the owner gets them in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from samehand.config.settings import Limits, Settings
from samehand.desk import relay
from samehand.desk.arrival import Answerable, Arrived
from samehand.desk.conversation import Conversation
from samehand.desk.customers.acknowledge import sender_is_verified
from samehand.desk.customers.correspondent import Traffic
from samehand.desk.decision import Decision, Mint, Outcome
from samehand.desk.letters import Relay

WINDOW = timedelta(minutes=10)
MOST_LISTED = 100

_EXCERPT = 300  # characters of each


@dataclass(frozen=True)
class Listed:
    """A mail as the list tells of it."""

    at: datetime
    writer: str
    subject: str
    attachments: int
    text: str = field(repr=False)


@dataclass(frozen=True)
class Gathered:
    """Mails of a conversation that wait for their owner, from the message `first` on.

    `listed` are the oldest of them, `total` is how many there are, and `last` can be answered.
    """

    conversation: Conversation
    first: int
    listed: Sequence[Listed]
    total: int
    last: Answerable | None


def is_too_much(arrived: Arrived, traffic: Traffic, limits: Limits) -> bool:
    """Whether a mail has to wait for others.

    Whom the server vouches for has as much again: a flood in their name does not use it up.
    """
    most = limits.relays * 2 if sender_is_verified(arrived) else limits.relays
    return traffic.relayed >= most


def later(made: Decision, now: datetime) -> Decision:
    """The same without its relay: the mail is passed on with others, when `WINDOW` is over."""
    relays = [letter for letter in made.letters if isinstance(letter, Relay)]
    theirs = {letter.token for letter in relays}
    return replace(
        made,
        reason=f"{made.reason}; to be passed on together with others",
        letters=tuple(letter for letter in made.letters if letter not in relays),
        tokens=tuple(token for token in made.tokens if token.token not in theirs),
        gather_until=now + WINDOW,
    )


def together(found: Gathered, settings: Settings, now: datetime, mint: Mint) -> Decision:
    """All of it in one mail, which can be answered like any other."""
    number, shown = found.conversation.number, len(found.listed)
    mailbox = settings.mailbox(found.conversation.mailbox)
    notes = [
        f"{found.total} mails came too fast to be passed on one by one; this is each in short."
        f" Whole, with what is attached, they are in the folder {mailbox.folder} of"
        f" {mailbox.address}."
    ]
    if found.total > shown:
        notes.append(f"Only the first {shown} are listed; samehand show {number} has them all.")
    zone = settings.desk.timezone
    told = "\n\n".join(
        _told(one, f"{one.at.astimezone(zone):%H:%M:%S}") for one in found.listed
    )
    letter, token = relay.handed_over(
        found.conversation,
        replace(found.last, text=told, row=None) if found.last else None,
        settings,
        now,
        mint,
        occasion=f"together:{found.first}",
        notes=tuple(notes),
    )
    return Decision(
        Outcome.MESSAGE,
        "gathered",
        f"{found.total} mails of {number} in one",
        letters=(letter,),
        tokens=(token,),
    )


def _told(one: Listed, time: str) -> str:
    """A mail in two lines."""
    words = " ".join(one.text[: 4 * _EXCERPT].split())
    words = words if len(words) <= _EXCERPT else f"{words[:_EXCERPT]}…"
    files = f" ({one.attachments} attached)" if one.attachments else ""
    return f"{time}  {one.writer}: {one.subject}{files}\n  {words}"
