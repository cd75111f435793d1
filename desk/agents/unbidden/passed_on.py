"""A customer's mail in one that an agent forwards, as if it had come to the desk by itself.

Nothing in it vouches for the customer: what a forward shows, its writer chose.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from samehand.config.settings import Agent, Settings
from samehand.desk.agents.trust.table import Evidence
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
from samehand.ingest.forward.layers import layers, says_passed_on
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


def repeats_ours(mail: InboundMessage, settings: Settings) -> bool:
    """Whether an agent forwards a mail of ours, rather than answers it."""
    if is_marked_as_forward(mail.subject):
        return True
    lines = mail.text.split("\n")
    if not says_passed_on("\n".join(lines[: mark_at(lines)])):
        return False
    outermost = next(layers(mail.text, is_passed_on=True), None)
    return outermost is not None and settings.is_ours(outermost.fields.sender.address)


def _arrived(forward: Arrived, mail: InboundMessage, settings: Settings) -> Arrived:
    """The original as it would have arrived with the forward.

    Without an id of its own it gets one by which two forwards of it know each other. It awaits
    that id: should the mail itself come later, it belongs to the same matter.
    """
    ids = (one for one in (mail.message_id,) if one and not carries_token(one))
    known = next(ids, None)
    references = tuple(one for one in mail.references if not carries_token(one))
    mail = replace(mail, message_id=known, references=references)
    key = soft_key(mail)
    made_up = f"{(key if mail.date else forward.soft_key)[:40]}@no-id.invalid"
    message_id = known or made_up
    people = addresses(everybody(mail, settings))
    traits = traits_of(mail, message_id, people, forward.received_at)
    return replace(
        forward,
        mail=mail,
        message_id=message_id,
        soft_key=key,
        traits=replace(traits, parents=(message_id, *traits.parents)),
        raw=b"",
    )
