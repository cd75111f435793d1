"""What is said about a forward: to the agent who sent it, and to the owner who gets it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from samehand.config.settings import Agent
from samehand.desk.agents.commands.spoken import listen
from samehand.desk.agents.holds.hold import name_of
from samehand.desk.agents.unbidden.passed_on import Case, PassedOn
from samehand.desk.arrival import Arrived
from samehand.desk.conversation import Conversation
from samehand.desk.customers import hints
from samehand.desk.customers.acknowledge import is_read_by_nobody
from samehand.desk.customers.notes import named
from samehand.desk.decision import Mint
from samehand.desk.letters import Notice, Thread
from samehand.desk.relay import agent_thread
from samehand.ingest import headers
from samehand.ingest.forward.forwarded import Unrecovered
from samehand.ingest.message import Address

_SHOWN = 500  # characters of an agent's words in somebody else's brief
_NO_COMMANDS = "A forward carries out no commands"


def notes(case: Case, conversation: Conversation) -> Iterator[str]:
    """What the owner should know of a forwarded mail before they answer it."""
    passed, seen, agent = case.passed, case.seen, case.passed.agent
    mail = passed.original.mail
    is_theirs = conversation.owner == agent.id
    if case.is_marked:
        whose, who = ("your", "you") if is_theirs else (f"{agent.name}'s", agent.name)
        yield (
            f"It was forwarded to the desk in {whose} name, and the mail server does not vouch"
            f" for that: make sure that it was {who}."
        )
    else:
        yield f"{'You have' if is_theirs else f'{agent.name} has'} forwarded this to the desk."
    if not seen.conversations:
        yield "The customer has not heard from the desk yet."
    if is_read_by_nobody(conversation.customer.address):
        yield f"It seems that nobody reads mail to {conversation.customer.address}."
    if not passed.is_attached:
        undated = "" if mail.date else "; its date could not be read"
        yield f"Sender and text are as the forward shows them{undated}."
    elif mail.error is not None:
        yield f"It could not be read: {mail.error}; the original is attached."
    if mail.hidden_words:
        yield f"Its HTML hides {mail.hidden_words} words from its reader; they are left out."
    if not seen.conversations and seen.match.related:
        related = named(seen.match.related)
        yield f"It refers to {related}, but its sender takes no part there."
    if passed.above and not is_theirs:
        said = headers.clean(passed.above)
        yield f"They write: {said if len(said) < _SHOWN else f'{said[:_SHOWN]} ...'}"
    if is_theirs and _has_commands(passed):
        yield f"{_NO_COMMANDS}: answer this mail with them."


def _has_commands(passed: PassedOn) -> bool:
    spoken = listen(passed.above)
    return bool(spoken.orders or spoken.problem)


def to_agent(case: Case, conversation: Conversation) -> tuple[Notice, ...]:
    """The word to an agent whose forward went to somebody else."""
    if conversation.owner == case.passed.agent.id:
        return ()
    owner = name_of(conversation.owner, case.settings)
    lines = [
        f"This belongs to #{conversation.number}, which {owner} owns; they have got it, with"
        " your words."
    ]
    if _has_commands(case.passed):
        lines.append(f"{_NO_COMMANDS}.")
    return (_about(case, conversation, "PASSED ON", tuple(lines)),)


def kept(case: Case, conversation: Conversation, *, is_known: bool) -> tuple[Notice, ...]:
    """The words about a forward that asks nobody for an answer."""
    passed, agent, number = case.passed, case.passed.agent, conversation.number
    is_theirs = conversation.owner == agent.id
    whose = "you own" if is_theirs else f"{name_of(conversation.owner, case.settings)} owns"
    why = "has this mail already" if is_known else "has answered since it was written"
    lines = [f"The desk {why}: it is in #{number}, which {whose}. Nothing else was done."]
    if passed.above:
        lines.append("Your own words are kept there as a note.")
    to_them = _about(case, conversation, "ALREADY HERE", tuple(lines))
    if is_theirs or not passed.above:
        return (to_them,)
    return to_them, _note_to_owner(case, conversation)


def _note_to_owner(case: Case, conversation: Conversation) -> Notice:
    who = f"{case.passed.agent.name} has"
    if case.is_marked:
        who = f"Somebody in {case.passed.agent.name}'s name, for which nothing vouches, has"
    line = f"{who} forwarded a mail of this matter once more, and writes:"
    return hints.to_owner(
        conversation,
        f"{_occasion(case, conversation)}:owner",
        "NOTE",
        (line,),
        case.settings,
        case.now,
        case.mint,
        text=case.passed.above,
    )


def _occasion(case: Case, conversation: Conversation) -> str:
    """Each forward is one; but what anybody can bring about is told once a day."""
    if case.is_marked:
        return f"forward:{conversation.number}:{case.passed.agent.id}:{case.now:%Y%m%d}"
    return f"forward:{case.passed.arrived.entry}"


def _about(
    case: Case, conversation: Conversation, headline: str, lines: tuple[str, ...]
) -> Notice:
    """A word to the agent about what they forwarded."""
    return replace(
        _alone(case.passed.arrived, case.passed.agent, lines, case.now, case.mint),
        key=_occasion(case, conversation),
        mailbox=conversation.mailbox,
        conversation=conversation.number,
        subject=conversation.subject,
        headline=headline,
        thread=agent_thread(conversation, case.settings),
    )


def denied(arrived: Arrived, agent: Agent, why: str, now: datetime, mint: Mint) -> Notice:
    """A forward came in an agent's name that is not theirs, as the server says."""
    lines = (
        f"A mail in your name was forwarded to {arrived.mailbox.address}, but the mail server"
        f" does not confirm that it comes from you ({why}). No conversation was opened.",
        "If you forwarded it, do so from your usual account; if not, somebody may have tried to"
        " speak in your name.",
    )
    return _alone(arrived, agent, lines, now, mint)


def not_done(
    arrived: Arrived, agent: Agent, found: Unrecovered, now: datetime, mint: Mint
) -> Notice:
    """Nobody can tell whose mail an agent has forwarded."""
    address = arrived.mailbox.address
    if found.is_ours:
        then = (
            "To answer a customer, press Reply on the mail that this desk sent you instead of"
            " forwarding it; to hand it over, answer it with #assign and a name."
        )
    else:
        then = (
            "Forward it once more as an attachment (mail programs call it so, or save it as an"
            " .eml file): then its sender's address comes along. Or write to the customer"
            f" yourself, with {address} in copy."
        )
    lines = (
        f"You forwarded a mail to {address}, and no conversation was opened: {found.reason}.",
        then,
    )
    return _alone(arrived, agent, lines, now, mint)


def _alone(
    arrived: Arrived,
    agent: Agent,
    lines: tuple[str, ...],
    now: datetime,
    mint: Mint,
) -> Notice:
    """A word to an agent about a forward of which nothing was made."""
    return Notice(
        key=f"forward:{arrived.entry}",
        mailbox=arrived.mailbox.name,
        message_id=mint.message_id(arrived.mailbox.domain),
        to=(Address(agent.address, agent.name),),
        not_before=now,
        conversation=None,
        subject=arrived.mail.subject,
        headline="NOT DONE",
        lines=lines,
        text="",
        thread=Thread(),
    )
