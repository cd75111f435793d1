"""What the store knows that bears on a customer's mail which an agent forwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from samehand.config.settings import Agent, Settings
from samehand.desk.agents.unbidden.passed_on import PassedOn
from samehand.desk.arrival import Answerable, Arrived, Seen
from samehand.ingest.forward.forwarded import Unrecovered
from samehand.store import dealings, of_agent
from samehand.store.answerable import answerable
from samehand.store.messages import StoredMessage
from samehand.store.work import Work
from samehand.threading.match import match


def seen(
    work: Work,
    arrived: Arrived,
    agent: Agent,
    found: PassedOn | Unrecovered,
    settings: Settings,
    now: datetime,
) -> Seen:
    """The conversation that the original ties to most, if any, and its copy there."""
    duplicate_of = work.same_message(arrived.message_id, arrived.soft_key)
    told = of_agent.told(work, agent.id, now)
    if duplicate_of is not None or isinstance(found, Unrecovered):
        return Seen(number=0, duplicate_of=duplicate_of, told=told)
    original, rules = found.original, settings.threading
    traits = replace(original.traits, tags=work.survivors(original.traits.tags))
    matched = match(traits, work.relatives(traits, rules), rules)
    if not matched.conversations:
        related = tuple(map(work.conversation, matched.related[-1:]))
        writer = original.mail.sender.address
        _, traffic = dealings.of_new(work, writer, settings.limits, now)
        return Seen(
            number=work.next_number(),
            match=matched,
            related=related,
            told=told,
            traffic=traffic,
        )
    number = matched.ranked[0]
    conversation = work.conversation(number)
    joining = Seen(
        number=0,
        match=matched,
        conversations=(conversation,),
        answers=_copy(work, original, conversation.number),
        told=told,
    )
    return dealings.of_joining(work, joining, now)


def _copy(work: Work, original: Arrived, number: int) -> Answerable | None:
    """The very mail, if the conversation has it: by its id, or as the latest word for word."""
    by_id = work.message(original.message_id, number)
    found = (one for one in (by_id, work.last_inbound(number)) if one is not None)
    return next((answerable(one) for one in found if _is_same(one, original)), None)


def _is_same(stored: StoredMessage, original: Arrived) -> bool:
    if stored.writer.address != original.mail.sender.address:
        return False
    is_same_text = stored.text.split() == original.mail.text.split()
    return stored.message_id == original.message_id or is_same_text
