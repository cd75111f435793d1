"""A customer's mail that takes its place in a conversation that is there.

Where it ties to several, they become one: the others' owners hear of it, and of clocks for the
same thing the one that is due first goes on.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from samehand.config.settings import Policy, Settings
from samehand.desk import record, relay
from samehand.desk.arrival import Arrived, Seen
from samehand.desk.clocks import clock, snooze, turns
from samehand.desk.conversation import Clock, Conversation, Event, State
from samehand.desk.customers import hints
from samehand.desk.customers.admission import is_the_beginning, participants
from samehand.desk.customers.notes import notes
from samehand.desk.customers.opening import clocks_asked, owner_for
from samehand.desk.decision import Decision, Mint, NewToken, Outcome
from samehand.desk.letters import AnyLetter
from samehand.desk.people import customer_of
from samehand.desk.policy import policy_named


def joined(
    arrived: Arrived, seen: Seen, settings: Settings, now: datetime, mint: Mint
) -> Decision:
    """The mail in the first of its conversations, into which the others are merged."""
    before, *others = seen.conversations
    before, woken = snooze.with_new_mail(before)
    number = before.number
    policy = policy_named(before.policy, settings)
    clocks = before.clocks
    for other in others:
        clocks = turns.taken_in(clocks, other.clocks, arrived.received_at)
    asked = clocks_asked(clocks, policy, settings, arrived.received_at)
    conversation = replace(
        before,
        state=State.WAITING if seen.answered_at else State.OPEN,
        participants=participants(arrived, seen, settings),
        merged_customers=before.merged_customers.union(*(other.customers for other in others)),
        clocks=_answered_already(asked, policy, settings, arrived, seen),
    )
    if is_the_beginning(arrived, seen, settings):
        conversation = replace(
            conversation,
            customer=customer_of(arrived.mail, settings),
            subject=arrived.mail.subject,
        )
    events = [Event(number, "message", "customer", f"joined by rule {seen.match.rule}")]
    events += woken
    if before.state is State.CLOSED:
        events.append(Event(number, "reopened", "customer", "a new mail came in"))
    if not any(agent.id == before.owner for agent in settings.agents):
        ownership = owner_for(arrived, seen, None, conversation.customer, settings, now)
        conversation = replace(conversation, owner=ownership.agent)
        why = f"{before.owner} is no longer an agent; {ownership.reason}"
        events.append(Event(number, "assigned", "samehand", why))
    events += [
        Event(other.number, "merged", "samehand", f"into {number}: one mail ties to both")
        for other in others
    ]
    handed, tokens = _handed_over(arrived, seen, conversation, settings, now, mint)
    passed_on, token = relay.to_owner(
        arrived,
        conversation,
        settings,
        now,
        mint,
        notes=notes(arrived, seen, settings),
        said=seen.last_answer,
        after=seen.owners_mails if conversation.owner == before.owner else (),
    )
    return Decision(
        Outcome.MESSAGE,
        seen.match.rule,
        f"joined {number} by rule {seen.match.rule}",
        conversations=(conversation,),
        message=record.from_outside(arrived, number),
        merged=tuple(_merge(other, number, arrived.received_at) for other in others),
        letters=(*handed, passed_on),
        tokens=(*tokens, token),
        events=tuple(events),
    )


def _handed_over(
    arrived: Arrived,
    seen: Seen,
    into: Conversation,
    settings: Settings,
    now: datetime,
    mint: Mint,
) -> tuple[tuple[AnyLetter, ...], tuple[NewToken, ...]]:
    """Where the merged ones had other owners: these hear of it, and the mails move."""
    letters: list[AnyLetter] = []
    tokens: list[NewToken] = []
    for other, last in zip(seen.conversations[1:], seen.merging, strict=True):
        if other.owner == into.owner:
            continue
        letter, token = relay.handed_over(
            into,
            last,
            settings,
            now,
            mint,
            occasion=f"merged-{other.number}-{arrived.entry}",
            notes=(f"Until now this was #{other.number}, with another owner.",),
        )
        letters += [hints.merged(other, into, settings, now, mint), letter]
        tokens.append(token)
    return tuple(letters), tuple(tokens)


def _answered_already(
    clocks: tuple[Clock, ...],
    policy: Policy | None,
    settings: Settings,
    arrived: Arrived,
    seen: Seen,
) -> tuple[Clock, ...]:
    """Somebody had the mail before the desk, and has answered it."""
    if policy is None or seen.answered_at is None:
        return clocks
    at = max(seen.answered_at, arrived.received_at)
    return turns.answered(clocks, policy, settings.calendars[policy.calendar], at)


def _merge(other: Conversation, into: int, at: datetime) -> Conversation:
    return replace(
        other,
        state=State.MERGED,
        merged_into=into,
        clocks=tuple(clock.drop(running, at) for running in other.clocks),
    )
