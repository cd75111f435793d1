"""What follows from a mail that somebody outside has written.

It joins a conversation or begins one, with exactly one owner from its first moment; the clocks
that its policy sets start, the customer hears who will answer, and the owner gets the mail.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from samehand.config.settings import Policy, Settings
from samehand.desk import record, relay
from samehand.desk.arrival import Arrived, Seen
from samehand.desk.clocks import clock, snooze, turns
from samehand.desk.conversation import Clock, Conversation, Event, State
from samehand.desk.customers import gathered, hints, machines, storm, turned_away
from samehand.desk.customers.acknowledge import acknowledgement, sender_is_denied, why_not
from samehand.desk.customers.admission import is_the_beginning, participants, tying
from samehand.desk.customers.correspondent import Correspondent
from samehand.desk.customers.notes import notes
from samehand.desk.decision import Decision, Mint, NewToken, Outcome
from samehand.desk.letters import Acknowledgement, AnyLetter
from samehand.desk.owner import Ownership, assign
from samehand.desk.people import customer_of, everybody
from samehand.desk.policy import fit, policy_named
from samehand.ingest.message import Address


def decide(
    arrived: Arrived, seen: Seen, settings: Settings, now: datetime, mint: Mint
) -> Decision:
    """Decide about a mail from outside. Agents' mails are the matter of `agents`."""
    if seen.is_own:
        return Decision(Outcome.IGNORED, "own", "a mail of our own came back")
    if seen.answers_alert:
        return turned_away.unread(arrived, now, mint)
    if seen.duplicate_of is not None:
        why = f"conversation {seen.duplicate_of} holds this mail already"
        return Decision(Outcome.DUPLICATE, "duplicate", why)
    if len(arrived.mail.hops) > storm.MOST_HOPS:
        return turned_away.in_circles(arrived, settings, now, mint)
    if machines.is_one(arrived.mail, seen.about):
        return machines.file(arrived, seen, settings, now, mint)
    seen = replace(seen, known=_known_from_now(arrived, seen, settings, now))
    arrived = replace(arrived, traits=tying(arrived))
    decide_on = _join if seen.conversations else _open
    made = decide_on(arrived, seen, settings, now, mint)
    if seen.conversations and gathered.is_too_much(arrived, seen.traffic, settings.limits):
        made = gathered.later(made, now)
    if seen.known != seen.correspondent:
        made = replace(made, correspondents=(seen.known,))
    return made


def _known_from_now(
    arrived: Arrived, seen: Seen, settings: Settings, now: datetime
) -> Correspondent:
    """What is remembered of the writer; of what somebody else wrote, only the flood."""
    known = storm.after(arrived, seen, settings, now)
    if not sender_is_denied(arrived):
        return known
    return replace(seen.correspondent, burst=known.burst, burst_at=known.burst_at)


def _open(
    arrived: Arrived, seen: Seen, settings: Settings, now: datetime, mint: Mint
) -> Decision:
    mail, number = arrived.mail, seen.number
    customer = customer_of(mail, settings)
    policy = fit(
        settings.policies, arrived.mailbox.name, customer.address, mail.subject, mail.text
    )
    before = seen.continued
    previous = before.owner if before else seen.team.previous_owner
    ownership = _assign(arrived, seen, previous, customer, settings, now)
    conversation = Conversation(
        number=number,
        mailbox=arrived.mailbox.name,
        subject=mail.subject,
        customer=customer,
        owner=ownership.agent,
        policy=policy.name if policy else "",
        opened_at=arrived.received_at,
        participants=everybody(mail, settings),
        clocks=_asked((), policy, settings, arrived.received_at),
        continues=before.number if before else None,
        is_new=True,
    )
    events = [
        Event(number, "opened", "customer", f"{_how(seen)}; policy {conversation.policy!r}"),
        Event(number, "assigned", "samehand", ownership.reason),
        *hints.left_behind(conversation, seen),
    ]
    acknowledgements: tuple[Acknowledgement, ...] = ()
    refusal = why_not(arrived, seen, settings, now)
    if refusal is None:
        acknowledgements = (acknowledgement(arrived, conversation, settings, now, mint),)
    else:
        events.append(Event(number, "not acknowledged", "samehand", refusal))
    passed_on, token = relay.to_owner(
        arrived, conversation, settings, now, mint, notes=notes(arrived, seen, settings)
    )
    return Decision(
        Outcome.MESSAGE,
        seen.match.rule,
        f"opened {number} for {ownership.agent}: {ownership.reason}",
        conversations=(conversation,),
        message=record.from_outside(arrived, number),
        sent=tuple(record.sent(letter, "", None, now) for letter in acknowledgements),
        letters=(
            *acknowledgements,
            passed_on,
            *hints.to_others(conversation, seen, settings, now, mint),
        ),
        tokens=(token,),
        events=tuple(events),
    )


def _join(
    arrived: Arrived, seen: Seen, settings: Settings, now: datetime, mint: Mint
) -> Decision:
    before, *others = seen.conversations
    before, woken = snooze.with_new_mail(before)
    number = before.number
    policy = policy_named(before.policy, settings)
    clocks = before.clocks
    for other in others:
        clocks = turns.taken_in(clocks, other.clocks, arrived.received_at)
    asked = _asked(clocks, policy, settings, arrived.received_at)
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
        ownership = _assign(arrived, seen, None, conversation.customer, settings, now)
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


def _assign(
    arrived: Arrived,
    seen: Seen,
    previous: str | None,
    customer: Address,
    settings: Settings,
    now: datetime,
) -> Ownership:
    return assign(
        customer=customer.address,
        subject=arrived.mail.subject,
        text=arrived.mail.text,
        previous=previous,
        counts=seen.team.counts,
        last_assigned=seen.team.last_assigned,
        settings=settings,
        now=now,
        away=seen.team.away,
    )


def _asked(
    clocks: tuple[Clock, ...], policy: Policy | None, settings: Settings, at: datetime
) -> tuple[Clock, ...]:
    if policy is None:
        return clocks
    return turns.asked(clocks, policy, settings.calendars[policy.calendar], at)


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


def _how(seen: Seen) -> str:
    if seen.match.rule == "stranger":
        named = ", ".join(map(str, seen.match.related))
        return f"refers to conversation {named}, but the sender takes no part in it"
    if seen.continued is not None:
        return f"continues {seen.continued.number} after a long silence"
    return "a new matter"
