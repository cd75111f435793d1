"""Taking two conversations apart again that had been merged.

Each gets back what was its own: mails, owner, customer, clocks. What came after the merger goes
where it ties best, and stays with the survivor otherwise. Nobody gets more time by it, and the
customers hear nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from samehand.config.settings import Settings, Threading
from samehand.desk import relay
from samehand.desk.arrival import Answerable
from samehand.desk.clocks import clock, turns
from samehand.desk.conversation import Conversation, Event, State
from samehand.desk.customers import hints
from samehand.desk.decision import Decision, Mint, NewToken, Outcome, Parting
from samehand.desk.letters import AnyLetter
from samehand.desk.policy import policy_named
from samehand.ingest.message import Address
from samehand.threading.match import Relative, match
from samehand.threading.traits import Traits


@dataclass(frozen=True)
class Merger:
    """How two conversations were before they became one.

    `part` are the numbers of all that had become the one that was `merged`; `clocks` are the
    ids of those that ran on either; `last_message` is the id of the newest mail by then.
    """

    merged: int
    part: frozenset[int]
    survivor: int
    last_message: int
    state: State
    survivor_state: State
    clocks: frozenset[int]


@dataclass(frozen=True)
class Mail:
    """A mail of the conversation. `asks` if a customer waits since then, `answers` if it is an
    agent's answer; `filed_in` is where it would be without any merger."""

    id: int
    filed_in: int
    asks: bool
    answers: bool
    at: datetime
    traits: Traits
    content: Answerable


Mails = Sequence[Mail]
Sides = tuple[Mails, Mails]  # those that stay, those that leave


def joinable(ranked: Iterable[int], apart: Collection[tuple[int, int]]) -> tuple[int, ...]:
    """Which of several conversations one mail may join, the most strongly tied first.

    `apart` are pairs that somebody has taken apart, the older first.
    """
    joined: list[int] = []
    for number in ranked:
        if not any((min(number, o), max(number, o)) in apart for o in joined):
            joined.append(number)
    return tuple(joined)


def part(
    whole: Conversation,
    merged: Conversation,
    merger: Merger,
    mails: Mails,
    settings: Settings,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Undo a merger. `merged` is the conversation that leaves, as it was when it ended."""
    sides = _sides(mails, merger, settings.threading)
    leaves = sides[1]
    remaining = _remaining(whole, merged, merger, sides, settings, now)
    leaving = _leaving(whole, merged, merger, sides, settings)
    letters, tokens = _told(remaining, leaving, leaves, settings, now, mint)
    why = f"{leaving.number} was taken out of {remaining.number}, with {len(leaves)} mails"
    return Decision(
        Outcome.MESSAGE,
        "unmerge",
        why,
        conversations=(remaining, leaving),
        letters=letters,
        tokens=tokens,
        events=tuple(
            Event(number, "unmerged", "samehand", why)
            for number in (remaining.number, leaving.number)
        ),
        parting=Parting(leaving.number, remaining.number, tuple(mail.id for mail in leaves)),
    )


def _sides(mails: Mails, merger: Merger, rules: Threading) -> Sides:
    """The mails that stay, and those that leave."""
    stays: list[Mail] = []
    leaves: list[Mail] = []
    for mail in sorted(mails, key=lambda mail: mail.id):
        if mail.filed_in in merger.part or (
            mail.id > merger.last_message and _goes_along(mail, stays, leaves, rules)
        ):
            leaves.append(mail)
        else:
            stays.append(mail)
    return stays, leaves


def _goes_along(mail: Mail, stays: Mails, leaves: Mails, rules: Threading) -> bool:
    """Whether a mail that came after the merger ties best to the one that leaves."""
    if mail.answers:
        answered = mail.content.references[-1:]
        return any(other.traits.message_id in answered for other in leaves)
    relatives = [
        Relative(side, other.traits)
        for side, others in enumerate((stays, leaves))
        for other in others
    ]
    return match(mail.traits, relatives, rules).ranked[:1] == (1,)


def _remaining(
    whole: Conversation,
    merged: Conversation,
    merger: Merger,
    sides: Sides,
    settings: Settings,
    now: datetime,
) -> Conversation:
    stays, leaves = sides
    foreign = {(c.target, c.started_at) for c in merged.clocks}
    asked = {mail.at for mail in _since(merger, leaves) if mail.asks}
    remaining = replace(
        whole,
        participants=_of(whole.participants, stays),
        clocks=tuple(
            clock.drop(c, now)
            if c.id not in merger.clocks
            and ((c.target, c.started_at) in foreign or c.started_at in asked)
            else c
            for c in whole.clocks
        ),
    )
    first = next((mail.content for mail in stays if mail.asks), None)
    if first is not None and whole.customer not in remaining.participants:
        remaining = replace(remaining, customer=first.writer, subject=first.subject)
    # One that was merged itself since then has other clocks and another state to go by.
    before = merger.survivor_state if merger.survivor == whole.number else whole.state
    return _turned(remaining, before, merger, stays, leaves, settings)


def _leaving(
    whole: Conversation,
    merged: Conversation,
    merger: Merger,
    sides: Sides,
    settings: Settings,
) -> Conversation:
    stays, leaves = sides
    is_agent = any(agent.id == merged.owner for agent in settings.agents)
    brought_in = (p for p in _of(whole.participants, leaves) if p not in merged.participants)
    leaving = replace(
        merged,
        state=whole.state,
        merged_into=None,
        owner=merged.owner if is_agent else whole.owner,
        participants=(*merged.participants, *brought_in),
    )
    return _turned(leaving, merger.state, merger, leaves, stays, settings)


def _of(participants: tuple[Address, ...], mails: Mails) -> tuple[Address, ...]:
    """Those who wrote or got one of the mails."""
    people = frozenset[str]().union(*(mail.traits.people for mail in mails))
    return tuple(p for p in participants if p.address in people)


def _since(merger: Merger, mails: Mails) -> list[Mail]:
    """The questions and answers that came after the merger."""
    return [m for m in mails if m.id > merger.last_message and (m.asks or m.answers)]


def _turned(
    conversation: Conversation,
    before: State,
    merger: Merger,
    mails: Mails,
    others: Mails,
    settings: Settings,
) -> Conversation:
    """Let what the merger stopped go on, through all that was written here since then; an
    answer to the mails of the other was none here."""
    since = _since(merger, mails)
    if since and conversation.state is State.CLOSED:
        return conversation
    state = before
    if since:
        state = State.OPEN if since[-1].asks else State.WAITING
    policy = policy_named(conversation.policy, settings)
    if policy is None:
        return replace(conversation, state=state)
    calendar = settings.calendars[policy.calendar]
    elsewhere = [mail.at for mail in _since(merger, others) if mail.answers]
    ran = tuple(
        clock.reopen(c, policy, calendar) if c.dropped_at or c.met_at in elsewhere else c
        for c in conversation.clocks
        if c.id in merger.clocks
    )
    if elsewhere and before is State.OPEN:
        ran = tuple(clock.resume(c, policy, calendar, elsewhere[0]) for c in ran)
    for answer in (mail for mail in since if mail.answers):
        ran = turns.answered(ran, policy, calendar, answer.at)
    clocks = (*ran, *(c for c in conversation.clocks if c.id not in merger.clocks))
    if since and state is State.OPEN:
        clocks = turns.asked(clocks, policy, calendar, since[-1].at)
    return replace(conversation, state=state, clocks=clocks)


def _told(
    remaining: Conversation,
    leaving: Conversation,
    leaves: Mails,
    settings: Settings,
    now: datetime,
    mint: Mint,
) -> tuple[tuple[AnyLetter, ...], tuple[NewToken, ...]]:
    """The last question goes to its owner once more, with an address to answer it by."""
    last = next((mail.content for mail in reversed(leaves) if mail.asks), None)
    letter, token = relay.handed_over(
        leaving,
        last,
        settings,
        now,
        mint,
        occasion=f"parted-{leaving.number}-{leaving.version}",
        notes=(f"This was taken out of #{remaining.number} again, and is #{leaving.number}.",),
    )
    if leaving.owner == remaining.owner:
        return (letter,), (token,)
    return (letter, hints.parted(remaining, leaving, settings, now, mint)), (token,)
