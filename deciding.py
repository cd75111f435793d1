"""Whose matter a mail is: what bears on it is loaded, and those responsible decide.

What lies in the Sent folder has been sent by hand, what comes in an agent's name is an agent's
mail, and all else comes from outside. Saves nothing.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from samehand.config.settings import Agent, Settings
from samehand.desk.agents import beside, probe
from samehand.desk.agents import mail as agents_mail
from samehand.desk.agents.holds.stray import stray
from samehand.desk.agents.trust import leaked
from samehand.desk.agents.unbidden import elsewhere, forwarding
from samehand.desk.agents.unbidden.passed_on import passed_on
from samehand.desk.arrival import Arrived, Seen
from samehand.desk.by_hand import sent_folder
from samehand.desk.by_hand.around import Around
from samehand.desk.customers import intake
from samehand.desk.decision import Decision
from samehand.house import House
from samehand.ingest.parse import read_header
from samehand.store import by_hand, forwards, lookup, of_agent
from samehand.store.errors import Permanent
from samehand.store.work import Work


def decide(house: House, work: Work, arrived: Arrived, now: datetime) -> Decision:
    """Load what bears on a mail, and ask who is responsible for deciding about it."""
    if arrived.is_sent:
        return _sent_by_hand(house, work, arrived, now)
    agent = agents_mail.speaker(arrived, house.settings)
    if agent is not None:
        return _from_agent(house, work, arrived, agent, now)
    if sent_folder.is_copy(arrived, house.settings):
        made = _copy_of_sent(house, work, arrived, now)
        if made is not None:
            return made
    return _from_outside(house, work, arrived, now)


def _sent_by_hand(house: House, work: Work, arrived: Arrived, now: datetime) -> Decision:
    """What lies in the Sent folder; first of all, whether it is ours."""
    seen = _seen_in_sent(house, work, arrived, now)
    return sent_folder.decide(arrived, seen, house.settings, now, house.mint)


def _copy_of_sent(house: House, work: Work, arrived: Arrived, now: datetime) -> Decision | None:
    """What somebody has sent from the mailbox, with the mailbox itself in copy."""
    seen = by_hand.seen(work, arrived, house.settings, now, may_begin=False)
    return sent_folder.of_copy(arrived, seen, house.settings, now, house.mint)


def _from_outside(house: House, work: Work, arrived: Arrived, now: datetime) -> Decision:
    """A customer's mail or a machine's, and what it shows of an agent's secrets."""
    settings, mint = house.settings, house.mint
    seen = lookup.from_outside(work, arrived, settings, now)
    made = intake.decide(arrived, seen, settings, now, mint)
    leaks = of_agent.leaked(work, arrived.mail, settings)
    return leaked.revoked(made, leaks, arrived, settings, now, mint)


def _from_agent(
    house: House, work: Work, arrived: Arrived, agent: Agent, now: datetime
) -> Decision:
    """With a reply address it is an answer to us; without one, it may be much else."""
    settings, mint = house.settings, house.mint
    arrived = _beside_ours(house, work, arrived)
    found = lookup.for_agent(work, arrived, agent, settings, now)
    if found is not None and not _is_for_others(*found, settings):
        return agents_mail.decide(*found, settings, now, mint)
    if work.answers_probe(arrived.mail.in_reply_to):
        return probe.answered(agent)
    passed = passed_on(arrived, agent, settings)
    if passed is not None:
        seen = forwards.seen(work, arrived, agent, passed, settings, now)
        return forwarding.decide(arrived, agent, passed, seen, settings, now, mint)
    seen = by_hand.unbidden(work, arrived, settings, now)
    if elsewhere.is_one(arrived.mail, settings):
        return elsewhere.decide(arrived, agent, seen, settings, now, mint)
    return stray(arrived, agent, seen, settings, now, mint)


def _is_for_others(arrived: Arrived, seen: Seen, settings: Settings) -> bool:
    conversation = seen.token_conversation
    return conversation is not None and elsewhere.is_for_others(
        arrived.mail, conversation, settings
    )


def _beside_ours(house: House, work: Work, arrived: Arrived) -> Arrived:
    """An agent's mail, laid beside the one of ours that it answers, if that is still there."""
    digest = work.digest_of(beside.answered_ids(arrived.mail, house.settings))
    if digest is not None:
        with suppress(Permanent):
            return beside.laid_beside(arrived, house.raw.read(digest))
    return arrived


def _seen_in_sent(house: House, work: Work, arrived: Arrived, now: datetime) -> Seen:
    mail = arrived.mail
    if mail.message_id is not None and work.has_sent(mail.message_id):
        return Seen(number=0, is_own=True)
    own_id = _renamed(house, work, arrived)
    if own_id is not None:
        return Seen(number=0, is_own=True, around=Around(own_id=own_id))
    return by_hand.seen(work, arrived, house.settings, now)


def _renamed(house: House, work: Work, arrived: Arrived) -> str | None:
    """The id, as it is kept, of the mail of ours that a provider keeps under another one.

    It is of the same second, to the same people, under the same subject.
    """
    mail = arrived.mail
    if mail.date is None or not house.settings.is_ours(mail.sender.address):
        return None
    for message_id, digest in work.written_at(arrived.mailbox.name, mail.date):
        with suppress(Permanent):  # without its bytes, it cannot be known again
            ours = read_header(house.raw.read(digest))
            if (ours.to, ours.cc, ours.subject) == (mail.to, mail.cc, mail.subject):
                return message_id
    return None
