"""A customer's mail that begins a conversation, with exactly one owner from its first moment.

The clocks that its policy sets start, the customer hears who will answer, and the owner gets
the mail.
"""

from __future__ import annotations

from datetime import datetime

from samehand.config.settings import Policy, Settings
from samehand.desk import record, relay
from samehand.desk.arrival import Arrived, Seen
from samehand.desk.clocks import turns
from samehand.desk.conversation import Clock, Conversation, Event
from samehand.desk.customers import hints
from samehand.desk.customers.acknowledge import acknowledgement, why_not
from samehand.desk.customers.notes import notes
from samehand.desk.decision import Decision, Mint, Outcome
from samehand.desk.letters import Acknowledgement
from samehand.desk.owner import Ownership, assign
from samehand.desk.people import customer_of, everybody
from samehand.desk.policy import fit
from samehand.ingest.message import Address


def opened(
    arrived: Arrived, seen: Seen, settings: Settings, now: datetime, mint: Mint
) -> Decision:
    """A new conversation; the customer hears of it, and its owner gets the mail."""
    mail, number = arrived.mail, seen.number
    customer = customer_of(mail, settings)
    policy = fit(
        settings.policies, arrived.mailbox.name, customer.address, mail.subject, mail.text
    )
    before = seen.continued
    previous = before.owner if before else seen.team.previous_owner
    ownership = owner_for(arrived, seen, previous, customer, settings, now)
    conversation = Conversation(
        number=number,
        mailbox=arrived.mailbox.name,
        subject=mail.subject,
        customer=customer,
        owner=ownership.agent,
        policy=policy.name if policy else "",
        opened_at=arrived.received_at,
        participants=everybody(mail, settings),
        clocks=clocks_asked((), policy, settings, arrived.received_at),
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


def owner_for(
    arrived: Arrived,
    seen: Seen,
    previous: str | None,
    customer: Address,
    settings: Settings,
    now: datetime,
) -> Ownership:
    """Whose the conversation of this mail becomes, and why."""
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


def clocks_asked(
    clocks: tuple[Clock, ...], policy: Policy | None, settings: Settings, at: datetime
) -> tuple[Clock, ...]:
    """The clocks, now that the customer waits; without a policy none run."""
    if policy is None:
        return clocks
    return turns.asked(clocks, policy, settings.calendars[policy.calendar], at)


def _how(seen: Seen) -> str:
    if seen.match.rule == "stranger":
        named = ", ".join(map(str, seen.match.related))
        return f"refers to conversation {named}, but the sender takes no part in it"
    if seen.continued is not None:
        return f"continues {seen.continued.number} after a long silence"
    return "a new matter"
