"""A mail that somebody of the desk has sent to a customer by themselves: who wrote it, who has
got it, and what the conversation keeps of it. Nothing here is ever sent again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from samehand.config.settings import Agent, Settings
from samehand.desk.arrival import Arrived, Seen
from samehand.desk.conversation import Conversation
from samehand.desk.decision import Mint, NewMessage, NewToken, TokenUse
from samehand.desk.letters import Notice
from samehand.desk.marks import carries_token, relay_message_id, without_tokens
from samehand.desk.people import addresses, outside
from samehand.desk.relay import TOKEN_LIFE, agent_address, agent_thread
from samehand.ingest.message import Address, InboundMessage
from samehand.threading.traits import Traits

SOMEBODY = "somebody in the mailbox"  # the author where nobody is proved; no agent's id
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
    def where(self) -> str:
        """From where it was sent, at the end of one."""
        if self.author is not None:
            return "from their own mail program"
        return f"in the mailbox {self.arrived.mailbox.address} itself"

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
        author=given.author.id if given.author else SOMEBODY,
        received_at=arrived.received_at,
        thread_references=(),
        recipients=given.people,
    )


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
