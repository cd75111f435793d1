"""Why a mail in an agent's name is not acted upon, in words for the agent: it is not proved to
be theirs, its reply address is not theirs or no longer good, or no person seems to have
written it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from samehand.desk.agents.answer import is_answer
from samehand.desk.agents.holds.held import CONFIRM_LIFE, Cause
from samehand.desk.agents.holds.hold import AgentMail, hold, name_of
from samehand.desk.agents.trust.table import Action, Ruling, Token, judge
from samehand.desk.agents.trust.voice import said_meanwhile, whose_it_is
from samehand.desk.customers.storm import alike
from samehand.desk.decision import Decision
from samehand.ingest.authentication import Result
from samehand.ingest.message import Kind

MOST_TIMES = 2  # that the same words go to a customer within half an hour


def untrusted(given: AgentMail) -> Decision | None:
    """The hold that this mail deserves, or None when it may be acted upon."""
    without = given.arrived.mailbox.trust.without_verdict
    ruling = judge(action_of(given), given.evidence, without)
    match ruling:
        case Ruling.ALLOWED | Ruling.MARKED:
            return None
        case Ruling.ASK:
            return _asked(given)
        case Ruling.HOLD:
            return _refused(given)
        case _:
            assert_never(ruling)


def action_of(given: AgentMail) -> Action:
    """The weightiest of all that a mail asks for."""
    if any(order.command.is_weighty for order in given.spoken.orders):
        return Action.HIGH
    return Action.ANSWER if is_answer(given, given.spoken) else Action.LOW


def doubtful(given: AgentMail) -> Decision | None:
    """It may be theirs and come by an odd way: held, so that no answer ends without a word."""
    mail = given.arrived.mail
    if given.arrived.word or mail.kind in {Kind.PERSON, Kind.CALENDAR}:
        return None  # an invitation is a person's
    return hold(
        given,
        f"it looks like mail of kind {mail.kind.value}",
        f"It does not look like a mail that a person writes ({'; '.join(mail.reasons)}).",
        cause=Cause.ROBOT,
    )


def repeating(given: AgentMail) -> Decision | None:
    """The hold for words that have gone out twice already; None where these are new.

    An agent's mail program may answer by itself and hide it: each relay and each receipt
    would send the customer its holiday note.
    """
    if given.arrived.word or not is_answer(given, given.spoken) or not says_it_again(given):
        return None
    return hold(
        given,
        "the same words went out twice within half an hour",
        "You have sent the customer nearly the same words twice within half an hour. If your"
        " mail program answers by itself, let it leave this desk alone.",
        cause=Cause.REPEATED,
    )


def says_it_again(given: AgentMail) -> bool:
    """Whether nearly the same words have gone out too often already."""
    words = given.arrived.mail.reply
    return sum(alike(words, before) for before in given.seen.said) >= MOST_TIMES


def _asked(given: AgentMail) -> Decision:
    """Hold the mail and ask the registered address whether it is theirs."""
    minutes = int(CONFIRM_LIFE.total_seconds() // 60)
    then = "goes out" if is_answer(given, given.spoken) else "is done"
    return hold(
        given,
        f"waits for {given.agent.id} to confirm: {given.evidence.sender.reason}",
        "Your mail server says nothing about who sent it. If you did, answer this mail with"
        f" the word yes within {minutes} minutes and it {then}. If you did not, answer it"
        " with #drop.",
        cause=Cause.UNPROVED,
    )


def _refused(given: AgentMail) -> Decision:
    said = given.evidence.sender
    if said.result is Result.FAIL:
        return hold(
            given,
            f"not proved to be {given.agent.id}: {said.reason}",
            f"The mail server does not confirm that it comes from you ({said.reason})."
            " If you did not write it, somebody may have tried to speak in your name; drop it.",
            "If you did, say so from your usual account.",
            cause=Cause.DENIED,
        )
    if given.evidence.token is Token.COLLEAGUES:
        whose = name_of(given.token.agent, given.settings)
        return hold(
            given,
            f"the reply address was handed to {given.token.agent}",
            f"You answered a mail that was sent to {whose}, not to you. Ask {whose} to hand the"
            f" conversation over with #assign {given.agent.id}; then send yours on.",
            cause=Cause.COLLEAGUE,
        )
    is_own = given.conversation.owner == given.agent.id
    if is_own:
        why = "the reply address no longer holds"
        return hold(given, why, *_why_dead(given), cause=Cause.DEAD)
    number, owner = given.conversation.number, given.conversation.owner
    why = f"conversation #{number} belongs to {owner}"
    return hold(given, why, *whose_it_is(given), cause=Cause.OWNER)


def _why_dead(given: AgentMail) -> Iterator[str]:
    if given.token.is_used:
        yield "What the mail that you answered was about has been settled meanwhile."
    elif given.token.is_revoked:
        yield "The mail that you answered is from before this was last handed over."
    else:
        yield "The mail that you answered is too old."
    yield from said_meanwhile(given)
