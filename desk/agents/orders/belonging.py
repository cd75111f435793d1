"""#merge and #split: which mails are one matter.

Merging must not show one customer's mails to another's eyes by a slip of a digit: customers
who have nothing to do with each other become one matter only by a second word.
"""

from __future__ import annotations

import re
from dataclasses import replace

from samehand.desk import relay
from samehand.desk.agents.answer import is_answer
from samehand.desk.agents.commands.spoken import Command, Spoken
from samehand.desk.agents.course import Course, answered_at
from samehand.desk.agents.holds.hold import AgentMail, name_of
from samehand.desk.arrival import Answerable
from samehand.desk.clocks import clock, turns
from samehand.desk.conversation import Conversation, Event, State
from samehand.desk.customers import hints
from samehand.desk.decision import NewToken
from samehand.desk.letters import AnyLetter

_NAMED = re.compile(
    r"(?:(?:into|with|to|and)\s+)?#?(?P<number>[0-9]{1,12})(?P<yes>[\s,]+yes)?", re.IGNORECASE
)


def named_in(spoken: Spoken) -> int | None:
    """The number beside #merge, if there is exactly one."""
    match = _NAMED.fullmatch(spoken.argument(Command.MERGE))
    return int(match["number"]) if match else None


def merge(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """#merge 1038: that conversation and this one become one, under the older number."""
    other, own = given.seen.asked.named, course.conversation
    if other is None:
        return course
    into, merged = sorted((own, other), key=lambda conversation: conversation.number)
    survivor = _joined(into, merged, given)
    ended = replace(
        merged,
        state=State.MERGED,
        merged_into=into.number,
        snoozed_until=None,
        clocks=tuple(clock.drop(c, answered_at(given)) for c in merged.clocks),
    )
    last = given.seen.asked.named_last if merged is other else given.seen.answers
    owner = given.agent.id if spoken.has(Command.TAKE) else into.owner
    letters, tokens = _told(given, merged, replace(survivor, owner=owner), last)
    return replace(
        course,
        conversation=survivor,
        merged=(ended,),
        letters=(*course.letters, *letters),
        tokens=(*course.tokens, *tokens),
        events=(
            *course.events,
            Event(merged.number, "merged", given.agent.id, f"into {into.number} (#merge)"),
        ),
        done=(*course.done, f"#{merged.number} is part of #{into.number} now"),
    )


def not_to_be_merged(given: AgentMail, spoken: Spoken) -> str | None:
    """Whether there is no such conversation, or it is better to ask."""
    number, own, other = named_in(spoken), given.conversation, given.seen.asked.named
    if number is None:
        said = spoken.argument(Command.MERGE)
        return f'"{said}" is not the number of one conversation; write #merge 1038'
    if other is None:
        return f"there is no conversation #{number}"
    if other.number == own.number:
        return f"#{number} and this conversation are one already"
    older = min(own, other, key=lambda conversation: conversation.number)
    answers = is_answer(given, spoken) and not spoken.has(Command.TAKE)
    if answers and older.owner != given.agent.id:
        return (
            f"the two would be #{older.number}, which belongs to"
            f" {name_of(older.owner, given.settings)}; write #take too, and your answer"
            " goes out, or merge them in a mail without one"
        )
    return _strangers(given, spoken, other)


def _strangers(given: AgentMail, spoken: Spoken, other: Conversation) -> str | None:
    """The question about customers who have nothing to do with each other."""
    own = given.conversation
    if _share_a_person(own, other):
        return None
    theirs = other.customer.name or other.customer.address or "somebody without an address"
    ours = own.customer.name or own.customer.address or "somebody without an address"
    why = f"#{other.number} is of {theirs}, and this conversation of {ours}"
    if other.owner != own.owner:
        owner = name_of(other.owner, given.settings)
        return (
            f"{why}, and it belongs to {owner}; two customers' conversations become one only"
            " where both have one owner, so ask for it first"
        )
    match = _NAMED.fullmatch(spoken.argument(Command.MERGE))
    if match and match["yes"]:
        return None
    return (
        f"{why}; what you write about the one may reach the other by mistake. If they are one"
        f" matter, write #merge {other.number} yes"
    )


def _share_a_person(one: Conversation, other: Conversation) -> bool:
    """Whether the customer of one takes part in the other."""
    return any(
        a.customers & (b.customers | {person.address for person in b.participants}) - {""}
        for a, b in ((one, other), (other, one))
    )


def _joined(into: Conversation, merged: Conversation, given: AgentMail) -> Conversation:
    """What the older one is with the mails of the younger."""
    known = {person.address for person in into.participants}
    states = {into.state, merged.state}
    ranked = max(into.priority, merged.priority, key=lambda priority: priority.rank)
    of_one = bool(into.customers & merged.customers)
    return replace(
        into,
        state=next(s for s in (State.OPEN, State.WAITING, State.CLOSED) if s in states),
        participants=(
            *into.participants,
            *(person for person in merged.participants if person.address not in known),
        ),
        merged_customers=into.merged_customers | merged.customers,
        copied=tuple(dict.fromkeys((*into.copied, *(merged.copied if of_one else ())))),
        clocks=turns.taken_in(into.clocks, merged.clocks, answered_at(given)),
        priority=ranked,
        snoozed_until=None,
    )


def _told(
    given: AgentMail, merged: Conversation, into: Conversation, last: Answerable | None
) -> tuple[tuple[AnyLetter, ...], tuple[NewToken, ...]]:
    """Other owners hear of it: who had the younger one, and who has its mails from now on."""
    if merged.owner == into.owner:
        return (), ()
    settings, now, mint = given.settings, given.now, given.mint
    letters: list[AnyLetter] = []
    if merged.owner != given.agent.id:
        letters.append(hints.merged(merged, into, settings, now, mint))
    letter, token = relay.handed_over(
        into,
        last,
        settings,
        now,
        mint,
        occasion=f"merged-{merged.number}-{given.arrived.entry}",
        notes=(
            f"{given.agent.name} says that #{merged.number} is the same matter; until now it"
            f" belonged to {name_of(merged.owner, settings)}.",
        ),
    )
    return (*letters, letter), (token,)
