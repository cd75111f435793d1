"""What follows from a customer's mail that an agent forwards to the desk.

It begins a conversation that the agent owns, with the original sender as the customer, or takes
its place in one that is there. Nothing goes to anybody outside: the customer hears from the
agent, who presses Reply on what they get back.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from samehand.config.settings import Agent, Policy, Settings
from samehand.desk import record, relay
from samehand.desk.agents.holds.held import Cause, Hold, is_told
from samehand.desk.agents.trust import evidence
from samehand.desk.agents.trust.table import Action, Ruling, judge
from samehand.desk.agents.unbidden import forwarding_words as words
from samehand.desk.agents.unbidden.passed_on import Case, PassedOn
from samehand.desk.arrival import Arrived, Seen
from samehand.desk.clocks import snooze, turns
from samehand.desk.conversation import Clock, Conversation, Event, State
from samehand.desk.customers import storm
from samehand.desk.decision import Decision, Mint, NewMessage, Outcome
from samehand.desk.letters import Notice
from samehand.desk.people import customer_of, outside
from samehand.desk.policy import fit, policy_named
from samehand.ingest.forward.forwarded import Unrecovered


def decide(
    arrived: Arrived,
    agent: Agent,
    found: PassedOn | Unrecovered,
    seen: Seen,
    settings: Settings,
    now: datetime,
    mint: Mint,
) -> Decision:
    """Decide by the evidence for the agent, and by what the store knows of the original."""
    if seen.duplicate_of is not None:
        return Decision(Outcome.DUPLICATE, "duplicate", "an agent's mail acts once")
    proof = evidence.of_sender(arrived, agent)
    ruling = judge(Action.FORWARD, proof, arrived.mailbox.trust.without_verdict)
    if ruling is Ruling.HOLD:
        letter = words.denied(arrived, agent, proof.sender.reason, now, mint)
        return _held(letter, agent, f"not proved to be {agent.id}: {proof}", seen, now)
    if isinstance(found, Unrecovered):
        letter = words.not_done(arrived, agent, found, now, mint)
        is_proved = ruling is Ruling.ALLOWED
        return _held(letter, agent, found.reason, seen, now, is_proved=is_proved)
    case = Case(found, seen, settings, now, mint, proof, ruling is Ruling.MARKED)
    if not seen.conversations:
        return _flooding(case) or _opened(case)
    (conversation,) = seen.conversations
    is_known = seen.answers is not None
    if is_known or _is_past(found, conversation):
        return _kept(case, conversation, is_known=is_known)
    return _flooding(case) or _joined(case, conversation)


def _flooding(case: Case) -> Decision | None:
    """The hold where nobody vouches for a forward, and many of the customer's have come."""
    arrived, agent = case.passed.arrived, case.passed.agent
    limits, traffic = case.settings.limits, case.seen.traffic
    is_one_of_many = traffic.relayed >= limits.relays or storm.begins_burst(
        traffic, limits, arrived.received_at
    )
    if not case.is_marked or not is_one_of_many:
        return None
    why = "nothing vouches for it, and many like it have come"
    letter = words.denied(arrived, agent, why, case.now, case.mint)
    return _held(letter, agent, why, case.seen, case.now)


def _opened(case: Case) -> Decision:
    """A new conversation, which the agent owns."""
    settings, number, agent = case.settings, case.seen.number, case.passed.agent
    mail, arrived = case.passed.original.mail, case.passed.arrived
    customer = customer_of(mail, settings)
    policy = fit(
        settings.policies, arrived.mailbox.name, customer.address, mail.subject, mail.text
    )
    conversation = Conversation(
        number=number,
        mailbox=arrived.mailbox.name,
        subject=mail.subject,
        customer=customer,
        owner=agent.id,
        policy=policy.name if policy else "",
        opened_at=arrived.received_at,
        # Whom the original shows to have been copied takes no part until they write.
        participants=outside((mail.sender, customer), settings),
        clocks=_asked(case, (), policy),
        is_new=True,
    )
    return _filed(
        case,
        conversation,
        Event(number, "opened", agent.id, f"forwarded; policy {conversation.policy!r}"),
        Event(number, "assigned", agent.id, "whoever forwards a mail owns the conversation"),
        Event(number, "not acknowledged", "samehand", "an agent has forwarded it"),
    )


def _joined(case: Case, before: Conversation) -> Decision:
    """The original belongs to a conversation that is there, and is new in it."""
    number, agent, settings = before.number, case.passed.agent, case.settings
    before, woken = snooze.with_new_mail(before)
    has_owner = any(one.id == before.owner for one in settings.agents)
    conversation = replace(
        before,
        state=State.OPEN,
        owner=before.owner if has_owner else agent.id,
        clocks=_asked(case, before.clocks, policy_named(before.policy, settings)),
    )
    events = [
        Event(number, "message", agent.id, f"forwarded; joined by {case.seen.match.rule}"),
        *woken,
    ]
    if before.state is State.CLOSED:
        events.append(Event(number, "reopened", agent.id, "a customer's mail was forwarded"))
    if not has_owner:
        events.append(Event(number, "assigned", agent.id, f"{before.owner} has left"))
    return _filed(case, conversation, *events)


def _filed(case: Case, conversation: Conversation, *events: Event) -> Decision:
    """The original becomes the customer's mail, and its owner gets it."""
    passed, number = case.passed, conversation.number
    letter, token = relay.to_owner(
        passed.original,
        conversation,
        case.settings,
        case.now,
        case.mint,
        notes=tuple(words.notes(case, conversation)),
    )
    told = words.to_agent(case, conversation)
    return Decision(
        Outcome.MESSAGE,
        "forward",
        f"forwarded by {passed.agent.id}; {conversation.owner} owns it as {number}",
        conversations=(conversation,),
        message=_of_agent(passed, number),
        sent=(record.from_outside(passed.original, number),),
        letters=(letter, *told),
        tokens=(token,),
        events=(*events, _by(case, number)),
    )


def _kept(case: Case, conversation: Conversation, *, is_known: bool) -> Decision:
    """The desk has that very mail already, or has answered since it was written: a note."""
    passed, number = case.passed, conversation.number
    earlier = () if is_known else (_in_its_place(passed, number),)
    kind = "note" if passed.above else "forward"
    return Decision(
        Outcome.MESSAGE,
        "forward",
        f"forwarded by {passed.agent.id}; kept in {number}, which nobody has to answer for it",
        conversations=(conversation,),
        message=_of_agent(passed, number),
        sent=earlier,
        letters=words.kept(case, conversation, is_known=is_known),
        events=(Event(number, kind, passed.agent.id, "forwarded"), _by(case, number)),
    )


def _is_past(passed: PassedOn, conversation: Conversation) -> bool:
    """Whether the customer has been answered since they wrote it."""
    written_at = passed.original.mail.date
    answered_at = turns.last_answered_at(conversation.clocks)
    return written_at is not None and answered_at is not None and written_at < answered_at


def _in_its_place(passed: PassedOn, number: int) -> NewMessage:
    """A mail that comes late, where it stands among the others: no answer goes to it."""
    message = record.from_outside(passed.original, number)
    written_at = passed.original.mail.date or message.received_at
    return replace(message, received_at=min(written_at, message.received_at))


def _of_agent(passed: PassedOn, number: int) -> NewMessage:
    """The forward itself, with the agent's own words, as kept inside."""
    kind = "note" if passed.above else "forward"
    return record.from_agent(passed.arrived, number, passed.agent.id, passed.above, kind)


def _by(case: Case, number: int) -> Event:
    reason = f"unverified: {case.proof}" if case.is_marked else str(case.proof)
    return Event(number, "forwarded", case.passed.agent.id, reason)


def _asked(case: Case, clocks: tuple[Clock, ...], policy: Policy | None) -> tuple[Clock, ...]:
    """The customer waits from when the desk has their mail."""
    if policy is None:
        return clocks
    calendar = case.settings.calendars[policy.calendar]
    return turns.asked(clocks, policy, calendar, case.passed.arrived.received_at)


def _held(
    letter: Notice,
    agent: Agent,
    why: str,
    seen: Seen,
    now: datetime,
    *,
    is_proved: bool = False,
) -> Decision:
    """Nothing is made of it. Of what they did themselves, an agent always hears."""
    told = is_told(Cause.STRAY, seen.told, now, by_anybody=not is_proved, again=False)
    return Decision(
        Outcome.HELD,
        "forward",
        f"forwarded in the name of {agent.id}: {why}",
        letters=(letter,) if told else (),
        events=(Event(None, "held", agent.id, why),),
        holds=Hold(Cause.STRAY, agent.id, None, why, is_told=told),
    )
