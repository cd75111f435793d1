"""One voice: a customer hears one person at a time, who knows what has been said.

Words of somebody who is not the owner wait until they take the conversation, and so do words
written before their writer could see what a colleague had answered.
"""

from __future__ import annotations

from collections.abc import Iterator

from samehand.desk.agents.answer import is_answer
from samehand.desk.agents.commands.spoken import Command
from samehand.desk.agents.holds.held import Cause
from samehand.desk.agents.holds.hold import AgentMail, hold, moment, name_of
from samehand.desk.conversation import State
from samehand.desk.decision import Decision
from samehand.desk.letters import Exchange

_FIRST_WORDS = 120  # characters of an answer that are shown


def second_voice(given: AgentMail) -> Decision | None:
    """The hold for words that would be a second voice, None where there is one."""
    if not is_answer(given, given.spoken) or given.spoken.has(Command.TAKE):
        return None
    if given.conversation.owner != given.agent.id:
        return _not_the_owner(given)
    if given.seen.meanwhile and given.arrived.word is None:
        return _answered_meanwhile(given)
    return None


def remarks(given: AgentMail) -> tuple[str, ...]:
    """What who answers should know of the conversation, in whole sentences."""
    replaced = (
        f"This takes the place of your mail that was held at {moment(mail.held_at, given)}."
        for mail in given.seen.waiting
    )
    return (*_remarks(given), *replaced)


def whose_it_is(given: AgentMail) -> tuple[str, ...]:
    """Who owns the conversation, and what was said last, for somebody who does not."""
    number, owner = given.conversation.number, given.conversation.owner
    over, last = given.seen.hand_over, given.seen.last_answer
    since = f" since {moment(over.at, given)}" if over else ""
    return (
        f"Conversation #{number} belongs to {name_of(owner, given.settings)}{since}.",
        _said(last, given) if last else "Nobody has answered yet.",
        *_remarks(given),
    )


def said_meanwhile(given: AgentMail) -> Iterator[str]:
    """What a colleague has answered since the mail came that this one answers."""
    for last in given.seen.meanwhile[:1]:
        yield "A colleague has answered since you got the mail that you reply to."
        yield _said(last, given)


def _not_the_owner(given: AgentMail) -> Decision:
    number, owner = given.conversation.number, given.conversation.owner
    why = f"conversation #{number} belongs to {owner}, who has not handed it over"
    return hold(given, why, *whose_it_is(given), cause=Cause.OWNER)


def _answered_meanwhile(given: AgentMail) -> Decision:
    last = given.seen.meanwhile[0]
    return hold(
        given,
        f"{last.who} has answered since the mail came that this one answers",
        *said_meanwhile(given),
        cause=Cause.SECOND,
    )


def _remarks(given: AgentMail) -> Iterator[str]:
    conversation, seen = given.conversation, given.seen
    number = conversation.number
    for before in given.arrived.traits.tags:
        if before != number:  # merged or split since the mail was sent that they answer
            yield f"What you answered was #{before} then; now it belongs to #{number}."
    if conversation.state is State.CLOSED and seen.closing is not None:
        by = _who(seen.closing.by, given)
        yield f"It was closed by {by} at {moment(seen.closing.at, given)} and stays closed."
    if given.spoken.has(Command.TAKE) and seen.meanwhile:
        yield _said(seen.meanwhile[0], given)
    if seen.newer is not None and seen.newer.received_at is not None:
        who = seen.newer.writer.name or seen.newer.writer.address
        at = moment(seen.newer.received_at, given)
        yield f"A newer mail of {who}, which came at {at}, still waits for an answer."


def _said(answer: Exchange, given: AgentMail) -> str:
    """Who answered last, when, and how it begins."""
    words = " ".join(answer.text.split())
    if len(words) > _FIRST_WORDS:
        words = f"{words[:_FIRST_WORDS].rsplit(' ', 1)[0]} …"
    who, at = _who(answer.who, given), moment(answer.at, given)
    return f"The latest answer is by {who}, at {at}: \u201c{words}\u201d"


def _who(agent: str, given: AgentMail) -> str:
    return "you" if agent == given.agent.id else name_of(agent, given.settings)
