"""What the store knows that bears on an agent's answer: where it goes, what others have said
and done meanwhile, and whether it is about a mail that waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from samehand.config.settings import Settings
from samehand.desk.agents.holds.held import MENDED_BY_A_TEXT, Held, Told
from samehand.desk.arrival import Deed, Seen
from samehand.desk.conversation import Conversation, State
from samehand.desk.decision import Token, TokenUse
from samehand.desk.letters import Exchange
from samehand.desk.marks import tokens_in
from samehand.ingest.message import InboundMessage, Kind
from samehand.store.messages import StoredMessage
from samehand.store.tokens import token_hash
from samehand.store.work import Work

DAY = timedelta(days=1)
_LATEST = 10  # answers looked at for what others have said


def place(work: Work, token: Token) -> tuple[Conversation, StoredMessage | None]:
    """The conversation that a token is for by now, and the customer's mail that it answers."""
    conversation = work.conversation(token.conversation)
    number = conversation.number
    answered = work.message(token.answers, number) if token.answers else None
    return conversation, answered or work.last_inbound(number)


def with_others(work: Work, seen: Seen, agent: str) -> Seen:
    """With what has happened in the conversation besides."""
    token, conversation = seen.token, seen.token_conversation
    if token is None or conversation is None:
        return seen
    number = conversation.number
    given = list(_exchanges(work, number, _LATEST))
    since = token.minted_at
    held = _held(work, token)
    return replace(
        seen,
        held=held,
        waiting=tuple(
            mail
            for mail in work.held_mails(number)
            if not mail.settled and mail.agent == agent and mail.cause in MENDED_BY_A_TEXT
            if held is None or mail.entry != held.entry
        ),
        newer=seen.newer if conversation.state is State.OPEN else None,
        last_answer=given[0] if given else None,
        meanwhile=tuple(x for x in given if since and x.at > since and x.who != agent),
        closing=_deed(work, number, "closed"),
        hand_over=_deed(work, number, "assigned"),
    )


def last_answer(work: Work, number: int) -> Exchange | None:
    """What a customer heard last in a conversation."""
    return next(_exchanges(work, number, 1), None)


def told(work: Work, agent: str, now: datetime) -> Told:
    """What an agent has heard of held mails within a day."""
    return work.told(agent, now - DAY)


def leaked(work: Work, mail: InboundMessage, settings: Settings) -> tuple[Token, ...]:
    """Live tokens in a mail that a person sends who is none of the agents.

    Machines give our mails back with all that is in them.
    """
    if mail.kind is not Kind.PERSON:
        return ()
    found = (work.token(token_hash(written)) for written in tokens_in(mail, settings))
    return tuple(token for token in found if token is not None and not token.is_revoked)


def _held(work: Work, token: Token) -> Held | None:
    if token.use is not TokenUse.CONFIRM or token.held is None:
        return None
    return work.held(token.held)


def _exchanges(work: Work, number: int, limit: int) -> Iterator[Exchange]:
    for message in work.given(number, limit):
        yield Exchange(message.author or "", message.received_at, message.text)


def _deed(work: Work, number: int, kind: str) -> Deed | None:
    last = work.last_event(number, kind)
    return Deed(last.event.actor, last.at) if last else None
