"""A mail that somebody of the desk has sent to a customer by themselves.

It has arrived where it is going: so it is recorded, and never sent again. In a conversation it
is the answer, whoever owns that; the owner stays, since who gave one answer has not taken over
the matter. Else it begins a conversation in which we wait for the customer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from samehand.config.settings import Agent, Policy, Settings
from samehand.desk import clock, hints
from samehand.desk.alerting import alerts_of
from samehand.desk.arrival import Arrived, Queued, Seen
from samehand.desk.conversation import Clock, Conversation, Event, State, Target
from samehand.desk.decision import Decision, Mint, NewMessage, NewToken, Outcome, TokenUse
from samehand.desk.letters import AnyLetter, Notice
from samehand.desk.marks import carries_token, relay_message_id, without_tokens
from samehand.desk.owner import Ownership
from samehand.desk.people import addresses, outside
from samehand.desk.policy import fit, policy_named
from samehand.desk.relay import TOKEN_LIFE, agent_address, agent_thread
from samehand.ingest.message import Address, InboundMessage
from samehand.threading.traits import Traits

_NAMED = 5  # readers


@dataclass(frozen=True)
class ByHand:
    """Such a mail, and the circumstances of its arrival.

    `author` is the agent whom the receiving server has named, None where somebody wrote it in
    the shared mailbox itself: that is the team, and nobody is proved.
    """

    arrived: Arrived
    seen: Seen
    author: Agent | None
    settings: Settings
    now: datetime
    mint: Mint

    @property
    def who(self) -> str:
        """Its writer, at the beginning of a sentence."""
        if self.author is not None:
            return self.author.name
        return "Somebody"

    @property
    def actor(self) -> str:
        return self.author.id if self.author else "samehand"

    @property
    def people(self) -> tuple[Address, ...]:
        """Who has got it."""
        return written_to(self.arrived.mail, self.settings)


def written_to(mail: InboundMessage, settings: Settings) -> tuple[Address, ...]:
    """Everybody outside who has got a mail, as far as it tells."""
    return outside((*mail.to, *mail.cc), settings)


def already_written_to(mail: InboundMessage, people: Iterable[Address]) -> tuple[Address, ...]:
    """Those of the people who have got a mail already: it must not be sent to them again."""
    has_it = {person.address for person in (*mail.to, *mail.cc)}
    return tuple(person for person in people if person.address in has_it)


def named(people: tuple[Address, ...]) -> str:
    """Readers as a sentence names them."""
    shown = ", ".join(person.address for person in people[:_NAMED])
    more = len(people) - _NAMED
    return f"{shown} and {more} more" if more > 0 else shown


def traits_of_ours(arrived: Arrived, settings: Settings) -> Traits:
    """How it is threaded: as a mail of the desk's own to those who got it.

    An id that brings a reply token back ties to nothing that a customer wrote.
    """
    return replace(
        arrived.traits,
        writer="",
        people=addresses(written_to(arrived.mail, settings)),
        parents=tuple(p for p in arrived.traits.parents if not carries_token(p)),
        is_ours=True,
    )


def message(given: ByHand, number: int) -> NewMessage:
    """The mail as the conversation keeps it: by its id, answers to it are threaded."""
    arrived, mail = given.arrived, given.arrived.mail
    return NewMessage(
        conversation=number,
        inbound=False,
        message_id=arrived.message_id,
        soft_key=arrived.soft_key,
        traits=traits_of_ours(arrived, given.settings),
        writer=mail.sender,
        subject=mail.subject,
        text=without_tokens(mail.text),
        reply=without_tokens(mail.reply),
        attachments=tuple((a.name, a.type, a.size) for a in mail.attachments),
        kind="answer",
        author=given.author.id if given.author else "",
        received_at=arrived.received_at,
        thread_references=(),
        recipients=given.people,
    )


def answered(given: ByHand, *letters: Notice, tokens: tuple[NewToken, ...] = ()) -> Decision:
    """It is the answer in a conversation. `letters` are for its author.

    A customer's mail that has come since still waits for one.
    """
    before, number = given.seen.conversations[0], given.seen.conversations[0].number
    after = replace(
        before,
        customer=_customer(given, before),
        state=before.state if is_overtaken(given) else State.WAITING,
        participants=outside((*before.participants, *given.people), given.settings),
        clocks=_answered(given, before),
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
            Event(number, "answered", given.actor, f"{_where(given)}, to {to}"),
            *(_withdrawn(given, before, queued) for queued in _others(given)),
        ),
        withdraw=(*alerts_of(before), *(queued.key for queued in _others(given))),
    )


def begun(
    given: ByHand,
    ownership: Ownership,
    *letters: Notice,
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
        events=(
            Event(number, "opened", given.actor, f"{_where(given)}, to {to}"),
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


def is_overtaken(given: ByHand) -> bool:
    """Whether a customer's mail has come since it was written."""
    asked_at = given.seen.around.asked_at
    return asked_at is not None and asked_at > given.arrived.received_at


def to_agent(
    given: ByHand,
    conversation: Conversation,
    agent: str,
    key: str,
    headline: str,
    lines: tuple[str, ...],
    *,
    text: str = "",
) -> tuple[Notice, NewToken]:
    """A word to an agent that they can answer like a relayed mail."""
    token, settings = given.mint.token(), given.settings
    letter = Notice(
        key=key,
        mailbox=conversation.mailbox,
        message_id=relay_message_id(token, settings.mailbox(conversation.mailbox).domain),
        to=(agent_address(agent, settings),),
        not_before=given.now,
        conversation=conversation.number,
        subject=conversation.subject,
        headline=headline,
        lines=lines,
        text=text,
        thread=agent_thread(conversation, settings),
        token=token,
    )
    return letter, NewToken(
        token,
        TokenUse.REPLY,
        agent,
        conversation.number,
        given.now + TOKEN_LIFE,
        answers=given.seen.answers.message_id if given.seen.answers else None,
    )


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
    if clock.last_answered_at(clocks) in {queued.answered_at for queued in _others(given)}:
        clocks = clock.unanswered(clocks, policy, calendar, at)
    since = tuple(one for one in clocks if one.started_at > at)
    clocks = (
        *clock.answered(tuple(one for one in clocks if one not in since), policy, calendar, at),
        *since,
    )
    if not is_overtaken(given) or given.seen.around.asked_at is None:
        return clocks
    return clock.asked(clocks, policy, calendar, given.seen.around.asked_at)


def _resolution(given: ByHand, policy: Policy | None) -> tuple[Clock, ...]:
    if policy is None:
        return ()
    calendar, at = given.settings.calendars[policy.calendar], given.arrived.received_at
    started = clock.start(Target.RESOLUTION, policy, calendar, at)
    return clock.waiting((started,), policy, calendar, at) if started else ()


def _where(given: ByHand) -> str:
    if given.author is None:
        return f"in the mailbox {given.arrived.mailbox.address} itself"
    return "from their own mail program"


def _is_the_owners(given: ByHand, conversation: Conversation) -> bool:
    return given.author is not None and given.author.id == conversation.owner


def _word_to_owner(given: ByHand, conversation: Conversation) -> Notice:
    """So that nobody answers the same again."""
    what = (
        "A newer mail of theirs still waits for an answer."
        if is_overtaken(given)
        else (
            "So the clock has stopped, and you need not answer. The conversation stays yours."
        )
    )
    return hints.to_owner(
        conversation,
        f"by-hand:{given.arrived.entry}",
        "ANSWERED",
        (
            f"{given.who} has answered {named(given.people)} {_where(given)}; it is below.",
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
                f"{given.who} answered {named(given.people)} {_where(given)} while your answer"
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
