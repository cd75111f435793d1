"""It begins a conversation, in which we wait for the customer: no answer is due."""

from __future__ import annotations

from samehand.config.settings import Policy
from samehand.desk.by_hand.mail import ByHand, message, named
from samehand.desk.clocks import clock, turns
from samehand.desk.conversation import Clock, Conversation, Event, State, Target
from samehand.desk.decision import Decision, NewToken, Outcome
from samehand.desk.letters import Notice
from samehand.desk.owner import Ownership
from samehand.desk.policy import fit


def begun(
    given: ByHand,
    ownership: Ownership,
    *letters: Notice,
    tokens: tuple[NewToken, ...] = (),
    is_proved: bool = True,
) -> Decision:
    """It begins a conversation with who got it; `letters` tell of it by its `number`."""
    mail, number = given.arrived.mail, given.seen.number
    conversation = opened(given, ownership.agent, is_proved=is_proved)
    to = named(given.people)
    return Decision(
        Outcome.MESSAGE,
        given.seen.match.rule,
        f"opened {number} for {ownership.agent}: {mail.subject!r} went to {to} by hand",
        conversations=(conversation,),
        message=message(given, number),
        letters=letters,
        tokens=tokens,
        events=(
            Event(number, "opened", given.actor, f"{given.where}, to {to}"),
            Event(number, "assigned", "samehand", ownership.reason),
        ),
    )


def opened(given: ByHand, owner: str, *, is_proved: bool = True) -> Conversation:
    """The conversation that it begins. Nobody waits for us in it, so no answer is due."""
    mail, settings = given.arrived.mail, given.settings
    customer, *_ = given.people
    policy = fit(
        settings.policies, given.arrived.mailbox.name, customer.address, mail.subject, mail.text
    )
    return Conversation(
        number=given.seen.number,
        mailbox=given.arrived.mailbox.name,
        subject=mail.subject,
        customer=customer,
        owner=owner,
        policy=policy.name if policy else "",
        opened_at=given.arrived.received_at,
        state=State.WAITING,
        participants=given.people if is_proved else (customer,),
        clocks=_resolution(given, policy) if is_proved else (),
        is_new=True,
    )


def _resolution(given: ByHand, policy: Policy | None) -> tuple[Clock, ...]:
    if policy is None:
        return ()
    calendar, at = given.settings.calendars[policy.calendar], given.arrived.received_at
    started = clock.start(Target.RESOLUTION, policy, calendar, at)
    return turns.waiting((started,), policy, calendar, at) if started else ()
