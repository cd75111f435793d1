"""It is the answer in a conversation, whoever owns that.

The owner stays, since who has given one answer has not taken over the matter. They hear of it,
so that nobody answers the same again, and others' answers that wait to leave are taken back.
"""

from __future__ import annotations

from dataclasses import replace

from samehand.desk.by_hand.around import Queued
from samehand.desk.by_hand.mail import ByHand, message, named, to_agent
from samehand.desk.clocks import turns
from samehand.desk.clocks.alerting import alerts_of
from samehand.desk.conversation import Clock, Conversation, Event, State
from samehand.desk.customers import hints
from samehand.desk.decision import Decision, NewToken, Outcome
from samehand.desk.letters import AnyLetter, Notice
from samehand.desk.marks import without_tokens
from samehand.desk.people import outside
from samehand.desk.policy import policy_named
from samehand.ingest.message import Address


def answered(given: ByHand, *letters: Notice, tokens: tuple[NewToken, ...] = ()) -> Decision:
    """It is the answer in a conversation. `letters` are for its author.

    What is closed stays so, and a customer's mail that it does not answer still waits.
    """
    before, number = given.seen.conversations[0], given.seen.conversations[0].number
    after = replace(
        before,
        customer=_customer(given, before),
        state=_state(given, before),
        participants=outside((*before.participants, *given.people), given.settings),
        clocks=_answered(given, before),
        snoozed_until=None,
    )
    back, new_tokens = _taken_back(given, before)
    told = () if _is_the_owners(given, before) else (_word_to_owner(given, before),)
    to = named(given.people)
    return Decision(
        Outcome.MESSAGE,
        given.seen.match.rule,
        f"answered in {number} by hand, to {to}",
        conversations=(after,),
        message=None if given.seen.duplicate_of else message(given, number),
        letters=(*letters, *told, *back),
        tokens=(*tokens, *new_tokens),
        events=(
            Event(number, "answered", given.actor, f"{given.where}, to {to}"),
            *(_withdrawn(given, before, queued) for queued in _others(given)),
        ),
        withdraw=(*alerts_of(before), *(queued.key for queued in _others(given))),
    )


def is_overtaken(given: ByHand) -> bool:
    """Whether there is a customer's mail that it does not answer."""
    return given.seen.around.newer_at is not None


def _state(given: ByHand, before: Conversation) -> State:
    stays = before.state is State.CLOSED or is_overtaken(given)
    return before.state if stays else State.WAITING


def _customer(given: ByHand, before: Conversation) -> Address:
    """A copy of the mail may have begun the conversation, as if the desk wrote to itself."""
    is_own = given.seen.around.for_outsiders and given.settings.is_ours(before.customer.address)
    return given.people[0] if is_own else before.customer


def _answered(given: ByHand, before: Conversation) -> tuple[Clock, ...]:
    """The clocks after it. It answers what was asked before it, and nothing that came since."""
    policy = policy_named(before.policy, given.settings)
    if policy is None:
        return before.clocks
    calendar, at = given.settings.calendars[policy.calendar], given.arrived.received_at
    clocks = before.clocks
    if before.state is State.CLOSED:  # where a promise may still run
        return turns.answered(clocks, policy, calendar, at)
    if turns.last_answered_at(clocks) in {queued.answered_at for queued in _others(given)}:
        clocks = turns.unanswered(clocks, policy, calendar, at)
    since = tuple(one for one in clocks if one.started_at > at)
    clocks = (
        *turns.answered(tuple(one for one in clocks if one not in since), policy, calendar, at),
        *since,
    )
    newer_at = given.seen.around.newer_at
    return clocks if newer_at is None else turns.asked(clocks, policy, calendar, newer_at)


def _is_the_owners(given: ByHand, conversation: Conversation) -> bool:
    return given.author is not None and given.author.id == conversation.owner


def _word_to_owner(given: ByHand, conversation: Conversation) -> Notice:
    """So that nobody answers the same again."""
    what = "So the clock has stopped, and you need not answer. The conversation stays yours."
    if is_overtaken(given):
        what = "A newer mail of theirs still waits for an answer."
    return hints.to_owner(
        conversation,
        f"by-hand:{given.arrived.entry}",
        "ANSWERED",
        (
            f"{given.who} has answered {named(given.people)} {given.where}; it is below.",
            what,
        ),
        given.settings,
        given.now,
        given.mint,
        text=without_tokens(given.arrived.mail.reply),
    )


def _others(given: ByHand) -> tuple[Queued, ...]:
    """Answers of others that have not left yet: the customer would hear two voices."""
    author = given.author.id if given.author else None
    return tuple(queued for queued in given.seen.around.queued if queued.agent != author)


def _taken_back(
    given: ByHand, conversation: Conversation
) -> tuple[tuple[AnyLetter, ...], tuple[NewToken, ...]]:
    words = [
        to_agent(
            given,
            conversation,
            queued.agent,
            f"overtaken:{queued.key}",
            "NOT SENT",
            (
                f"{given.who} answered {named(given.people)} {given.where} while your answer"
                " still waited to leave. So yours was taken back.",
                "To send it all the same, answer this mail with its text and its files; your"
                " mail program still has them.",
            ),
        )
        for queued in _others(given)
    ]
    return tuple(letter for letter, _ in words), tuple(token for _, token in words)


def _withdrawn(given: ByHand, conversation: Conversation, queued: Queued) -> Event:
    why = f"{given.who} answered before it could leave"
    return Event(conversation.number, "withdrawn", queued.agent, why)
