"""What is said about a forward: to the agent who sent it, and to the owner who gets it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from samehand.config.settings import Agent, Settings
from samehand.desk import hints
from samehand.desk.agents.commands import listen
from samehand.desk.agents.hold import name_of
from samehand.desk.agents.passed_on import PassedOn
from samehand.desk.arrival import Arrived, Seen
from samehand.desk.conversation import Conversation
from samehand.desk.decision import Mint
from samehand.desk.letters import Notice, Thread
from samehand.desk.notes import named
from samehand.desk.relay import agent_thread
from samehand.ingest.forward.forwarded import Unrecovered
from samehand.ingest.message import Address


def notes(
    passed: PassedOn, conversation: Conversation, seen: Seen, *, is_marked: bool
) -> tuple[str, ...]:
    """What the owner should know of a forwarded mail before they answer it."""
    return tuple(_notes(passed, conversation, seen, is_marked=is_marked))


def _notes(
    passed: PassedOn, conversation: Conversation, seen: Seen, *, is_marked: bool
) -> Iterator[str]:
    agent, mail = passed.agent, passed.original.mail
    who = "You have" if conversation.owner == agent.id else f"{agent.name} has"
    heard = "" if seen.conversations else "; the customer has not heard from the desk yet"
    yield f"{who} forwarded this to the desk{heard}."
    if is_marked:
        yield f"The mail server does not vouch for that: check that it was {agent.name}."
    if not passed.is_attached:
        undated = "" if mail.date else ", and its date could not be read"
        yield f"Sender and text are as the forward shows them{undated}."
    elif mail.error is not None:
        yield f"It could not be read: {mail.error}; the original is attached."
    if mail.hidden_words:
        yield f"Its HTML hides {mail.hidden_words} words from its reader; they are left out."
    if passed.above and conversation.owner != agent.id:
        yield f"They write: {passed.above}"
    if not seen.conversations and seen.match.related:
        related = named(seen.match.related)
        yield f"It refers to {related}, but its sender takes no part there."
    if listen(passed.above).orders:
        yield "A forward carries out no commands: answer this mail with them."


def to_agent(
    passed: PassedOn,
    conversation: Conversation,
    settings: Settings,
    now: datetime,
    mint: Mint,
) -> tuple[Notice, ...]:
    """The word to an agent whose forward went to somebody else."""
    agent, owner = passed.agent, conversation.owner
    if owner == agent.id:
        return ()
    line = (
        f"This belongs to #{conversation.number}, which {settings.agent(owner).name} owns;"
        " they have got it, with your words."
    )
    return (_notice(passed, conversation, "PASSED ON", (line,), now, mint, settings),)


def kept(
    passed: PassedOn,
    conversation: Conversation,
    settings: Settings,
    now: datetime,
    mint: Mint,
    *,
    is_known: bool,
) -> tuple[Notice, ...]:
    """The words about a forward that asks nobody for an answer."""
    agent, number = passed.agent, conversation.number
    owner = name_of(conversation.owner, settings)
    why = (
        "has this mail already"
        if is_known
        else "has answered the customer since it was written"
    )
    whose = "you own" if conversation.owner == agent.id else f"{owner} owns"
    lines = [f"The desk {why}: it is in #{number}, which {whose}. Nothing else was done."]
    if passed.above:
        lines.append("Your own words are kept there as a note.")
    letters = [_notice(passed, conversation, "ALREADY HERE", tuple(lines), now, mint, settings)]
    if passed.above and conversation.owner != agent.id:
        letters.append(
            hints.to_owner(
                conversation,
                f"forward-note:{passed.arrived.entry}",
                "NOTE",
                (f"{agent.name} has forwarded a mail of this matter once more, and writes:",),
                settings,
                now,
                mint,
                text=passed.above,
            )
        )
    return tuple(letters)


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


def _notice(
    passed: PassedOn,
    conversation: Conversation,
    headline: str,
    lines: tuple[str, ...],
    now: datetime,
    mint: Mint,
    settings: Settings,
) -> Notice:
    """A word to the agent about what they forwarded."""
    return Notice(
        key=f"forward:{passed.arrived.entry}",
        mailbox=conversation.mailbox,
        message_id=mint.message_id(passed.arrived.mailbox.domain),
        to=(Address(passed.agent.address, passed.agent.name),),
        not_before=now,
        conversation=conversation.number,
        subject=conversation.subject,
        headline=headline,
        lines=lines,
        text="",
        thread=agent_thread(conversation, settings),
    )
