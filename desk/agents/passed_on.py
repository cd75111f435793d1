"""A customer's mail in one that an agent forwards, as if it had come to the desk by itself.

Nothing in it vouches for the customer: what a forward shows, its writer chose.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from samehand.config.settings import Agent, Settings
from samehand.desk.agents.trust import Evidence
from samehand.desk.arrival import Arrived, Seen
from samehand.desk.decision import Mint
from samehand.desk.marks import carries_token
from samehand.desk.people import addresses, everybody, outside
from samehand.ingest.forward.forwarded import (
    Forwarded,
    Unrecovered,
    forwarded,
    is_marked_as_forward,
)
from samehand.ingest.forward.layers import says_passed_on
from samehand.ingest.message import InboundMessage, Kind
from samehand.ingest.parse import soft_key
from samehand.ingest.reply.answers import mark_at
from samehand.threading.traits import traits_of


@dataclass(frozen=True)
class PassedOn:
    """A forward in an agent's name. `original` is the mail in it, `above` their own words.

    `is_attached` says that the original came whole, and not as a text within theirs.
    """

    arrived: Arrived
    agent: Agent
    original: Arrived
    above: str
    is_attached: bool


@dataclass(frozen=True)
class Case:
    """A forward, and what bears on it. `is_marked` says that nobody vouches for the agent."""

    passed: PassedOn
    seen: Seen
    settings: Settings
    now: datetime
    mint: Mint
    proof: Evidence
    is_marked: bool


def passed_on(
    arrived: Arrived, agent: Agent, settings: Settings
) -> PassedOn | Unrecovered | None:
    """What an agent's mail to the desk alone passes on; None where it passes nothing on."""
    mail = arrived.mail
    is_readable = mail.kind is Kind.PERSON and mail.error is None
    if not is_readable or outside((*mail.to, *mail.cc), settings):
        return None
    found = forwarded(mail, settings, settings.calendars[agent.calendar].timezone)
    if not isinstance(found, Forwarded):
        return found
    original = _arrived(arrived, found.original, settings)
    return PassedOn(arrived, agent, original, found.above, found.is_attached)


def repeats_ours(mail: InboundMessage) -> bool:
    """Whether an agent forwards a mail of ours, rather than answers it."""
    lines = mail.text.split("\n")
    above = "\n".join(lines[: mark_at(lines)])
    return is_marked_as_forward(mail.subject) or says_passed_on(above)


def _arrived(forward: Arrived, mail: InboundMessage, settings: Settings) -> Arrived:
    """The original as it would have arrived with the forward.

    It awaits its own id: should the mail itself come later, it belongs to the same matter.
    """
    ids = (one for one in (mail.message_id,) if one and not carries_token(one))
    known = next(ids, None)
    references = tuple(one for one in mail.references if not carries_token(one))
    mail = replace(mail, message_id=known, references=references)
    message_id = known or f"{forward.soft_key[:40]}@no-id.invalid"
    people = addresses(everybody(mail, settings))
    traits = traits_of(mail, message_id, people, forward.received_at)
    return replace(
        forward,
        mail=mail,
        message_id=message_id,
        soft_key=soft_key(mail),
        traits=replace(traits, parents=(message_id, *traits.parents)),
        raw=b"",
    )
