"""What the store knows that bears on a mail which somebody of the desk has sent by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from samehand.config.settings import Settings
from samehand.desk.agents.holds.held import Told
from samehand.desk.agents.unbidden import elsewhere
from samehand.desk.arrival import Arrived, Seen
from samehand.desk.by_hand.around import Around
from samehand.desk.by_hand.mail import traits_of_ours, written_to
from samehand.desk.conversation import Conversation, State
from samehand.ingest.message import Address, InboundMessage
from samehand.store import dealings, ledger, lookup, of_agent, tables
from samehand.store.answerable import answerable
from samehand.store.messages import StoredMessage
from samehand.store.work import Work
from samehand.threading.match import Match
from samehand.threading.subject import base_subject

_message = tables.message.c
_conversation = tables.conversation.c

_COPIES = (
    select(_message.conversation, _message.soft_key, _message.inbound, _message.author)
    .where(_message.message_id == bindparam("message_id"))
    .order_by(_message.inbound, _message.id)
)
_UNSETTLED = (
    select(_conversation.number, _conversation.subject)
    .where(
        _conversation.customer == bindparam("customer"),
        _conversation.state.in_((State.OPEN, State.WAITING)),
    )
    .order_by(_conversation.number.desc())
    .limit(2)
)


def unbidden(work: Work, arrived: Arrived, settings: Settings, now: datetime) -> Seen:
    """What bears on a mail in an agent's name that brings no token of ours."""
    agent = settings.agent_at(arrived.mail.identity)
    told = of_agent.told(work, agent.id, now) if agent else Told()
    if elsewhere.is_one(arrived.mail, settings):
        return replace(seen(work, arrived, settings, now), told=told)
    duplicate_of = work.same_message(arrived.message_id, arrived.soft_key)
    return Seen(number=0, duplicate_of=duplicate_of, told=told)


def seen(
    work: Work, arrived: Arrived, settings: Settings, now: datetime, *, may_begin: bool = True
) -> Seen:
    """What bears on a mail of ours to somebody outside: the conversation that it belongs to,
    else a number for a new one, where it `may_begin` one."""
    around = Around(has_sent=bool(ledger.sent_folders(work.connection, arrived.mailbox.name)))
    copy = _copy(work, arrived)
    if copy is not None:
        around = replace(around, for_outsiders=copy.inbound and copy.author is None)
        if not around.for_outsiders:
            return Seen(number=0, duplicate_of=copy.conversation, around=around)
    people = written_to(arrived.mail, settings)
    matched = _threaded(work, arrived, people, settings)
    numbers = (*matched.ranked, *((copy.conversation,) if copy is not None else ()))
    if numbers:
        conversation = work.conversation(numbers[0])
        # A signature need not cover the Message-ID: who has a copy can send it under another.
        if arrived.mail.date and work.is_repeated(conversation.number, arrived.soft_key):
            around = replace(around, for_outsiders=False)
            return Seen(number=0, duplicate_of=conversation.number, around=around)
        known = Seen(number=0, match=matched, around=around)
        known = replace(known, duplicate_of=copy.conversation if copy is not None else None)
        return _in_conversation(work, arrived, known, conversation)
    if not people or not may_begin:
        return Seen(number=0, match=matched, around=around)
    previous, _ = dealings.of_new(work, people[0].address, settings.limits, now)
    return Seen(
        number=work.next_number(),
        match=matched,
        team=lookup.team_now(work, previous, now),
        around=around,
    )


def _copy(work: Work, arrived: Arrived) -> Any:
    """The very mail, as it came before. In the Sent folder its id will do: who sent it gave it
    one, and the server that took it may have added to it."""
    found = work.connection.execute(_COPIES, {"message_id": arrived.message_id}).all()
    same = (one for one in found if arrived.is_sent or one.soft_key == arrived.soft_key)
    return next(same, None)


def _in_conversation(
    work: Work, arrived: Arrived, known: Seen, conversation: Conversation
) -> Seen:
    last = work.last_inbound(conversation.number)
    newer = last if last is not None and _is_newer(work, last, arrived) else None
    return replace(
        known,
        conversations=(conversation,),
        answers=answerable(last),
        around=replace(
            known.around,
            newer_at=newer.received_at if newer else None,
            queued=work.queued_answers(conversation.number),
        ),
    )


def _is_newer(work: Work, last: StoredMessage, ours: Arrived) -> bool:
    """Whether the latest mail from outside is one that ours does not answer."""
    if last.message_id == ours.message_id:
        return False  # a copy of ours, which was taken for a mail from outside
    for parent in ours.mail.parents:
        answered = work.message(parent, last.conversation)
        if answered is not None and answered.author is None and answered.inbound:
            return answered.id != last.id and lookup.is_after(last, answered)
    return last.received_at > ours.received_at


def _threaded(
    work: Work, arrived: Arrived, people: tuple[Address, ...], settings: Settings
) -> Match:
    ours = replace(arrived, traits=traits_of_ours(arrived, settings))
    matched = lookup.threaded(work, ours, settings.threading)
    if not matched.ranked and (only := _only_one(work, people, arrived.mail)) is not None:
        return Match((only,), "subject", matched.related, (only,))
    return matched


def _only_one(work: Work, people: tuple[Address, ...], mail: InboundMessage) -> int | None:
    """The one unsettled conversation of a customer who got it, if its subject is the same."""
    subject = base_subject(mail.subject)
    for person in people:
        found = work.connection.execute(_UNSETTLED, {"customer": person.address}).all()
        if len(found) == 1 and subject and base_subject(found[0].subject) == subject:
            return int(found[0].number)
    return None
