"""What the orders in an agent's mail need to know, looked up only where one of them asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from samehand.desk.agents.commands.spoken import Command, Spoken
from samehand.desk.agents.orders.belonging import named_in
from samehand.desk.arrival import Asked, Filed, Leaving, Seen
from samehand.desk.conversation import Conversation
from samehand.desk.customers.correspondent import Correspondent
from samehand.desk.letters import Exchange, Purpose
from samehand.notify.outbox import OutboxState
from samehand.store.answerable import answerable
from samehand.store.messages import StoredMessage
from samehand.store.work import Work

_ANSWERS = 50  # the latest of a conversation
_GONE = {OutboxState.SENT, OutboxState.HANDING_OVER, OutboxState.UNKNOWN}


def with_orders(work: Work, seen: Seen, spoken: Spoken) -> Seen:
    """With what these orders need."""
    conversation = seen.token_conversation
    if conversation is None or not spoken.orders:
        return seen
    number, asked = conversation.number, Asked()
    if spoken.has(Command.SPLIT):
        seen = replace(seen, number=work.next_number())
        asked = replace(asked, filed=_filed(work, number))
    if spoken.has(Command.ESCALATE, Command.STATUS):
        asked = replace(asked, exchange=_exchange(work, number))
    if spoken.has(Command.UNDO, Command.STATUS):
        asked = replace(asked, leaving=tuple(_leaving(work, number)))
    if spoken.has(Command.UNDO):
        seen = _undoable(work, seen)
    if spoken.has(Command.MERGE):
        asked = _with_named(work, asked, spoken)
    if spoken.has(Command.SPAM):
        asked = replace(asked, customer=_customer(work, conversation))
    return replace(seen, asked=asked)


def _filed(work: Work, number: int) -> tuple[Filed, ...]:
    return tuple(
        Filed(m.id, m.traits.message_id, m.at, m.asks, m.answers) for m in work.mails(number)
    )


def _exchange(work: Work, number: int) -> tuple[Exchange, ...]:
    """What customers asked, and what they were answered, the oldest first."""
    asked = (
        Exchange(m.content.writer.name or m.content.writer.address, m.at, m.content.text)
        for m in work.mails(number)
        if m.asks
    )
    said = (
        Exchange(m.author or "", m.received_at, m.text) for m in work.given(number, _ANSWERS)
    )
    return tuple(sorted((*asked, *said), key=lambda exchange: exchange.at))


def _leaving(work: Work, number: int) -> Iterator[Leaving]:
    answers = [m for m in work.mailed(number) if m.purpose is Purpose.ANSWER]
    by_id = {m.message_id: m for m in work.given(number, _ANSWERS)}
    for mail in answers:
        if mail.state is OutboxState.QUEUED and mail.message_id in by_id:
            yield Leaving(_people(by_id[mail.message_id]), mail.next_attempt_at, is_gone=False)
    for mail in reversed(answers):
        if mail.state in _GONE and mail.message_id in by_id:
            at = mail.settled_at or mail.next_attempt_at
            yield Leaving(_people(by_id[mail.message_id]), at, is_gone=True)
            return


def _people(message: StoredMessage) -> tuple[str, ...]:
    return tuple(person.address for person in message.recipients)


def _undoable(work: Work, seen: Seen) -> Seen:
    stood = work.stood_before([answer.key for answer in seen.undoable])
    return replace(
        seen, undoable=tuple(replace(a, stood=stood.get(a.key)) for a in seen.undoable)
    )


def _with_named(work: Work, asked: Asked, spoken: Spoken) -> Asked:
    """The conversation that #merge names, if there is one."""
    number = named_in(spoken)
    if number is None:
        return asked
    try:
        named = work.conversation(number)
    except KeyError:
        return asked
    last = work.last_inbound(named.number)
    return replace(asked, named=named, named_last=answerable(last))


def _customer(work: Work, conversation: Conversation) -> Correspondent:
    address = conversation.customer.address
    return work.correspondents([address]).get(address, Correspondent(address))
