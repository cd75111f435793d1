"""A mail of an agent that waits: nothing of it goes out, and they hear why and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from samehand.config.settings import Agent, Settings
from samehand.desk.arrival import Arrived, Seen
from samehand.desk.conversation import Conversation, Event
from samehand.desk.decision import Decision, Mint, Outcome, Token
from samehand.desk.letters import Notice
from samehand.desk.marks import relay_message_id
from samehand.desk.relay import agent_thread
from samehand.ingest.message import Address


@dataclass(frozen=True)
class AgentMail:
    """A mail with an agent's token, and the circumstances in which it is judged."""

    arrived: Arrived
    seen: Seen
    agent: Agent
    token: Token
    conversation: Conversation
    settings: Settings
    now: datetime
    mint: Mint


def name_of(agent_id: str, settings: Settings) -> str:
    """The name that people know an agent by; the id of somebody who has left."""
    return next((a.name for a in settings.agents if a.id == agent_id), agent_id)


def notice(
    given: AgentMail,
    key: str,
    headline: str,
    lines: tuple[str, ...],
    *,
    text: str = "",
    token: str | None = None,
) -> Notice:
    """A word to the agent's registered address about what they wrote."""
    domain = given.arrived.mailbox.domain
    return Notice(
        key=f"{key}:{given.arrived.entry}",
        mailbox=given.conversation.mailbox,
        message_id=relay_message_id(token, domain) if token else given.mint.message_id(domain),
        to=(Address(given.agent.address, given.agent.name),),
        not_before=given.now,
        conversation=given.conversation.number,
        subject=given.conversation.subject,
        headline=headline,
        lines=lines,
        text=text,
        thread=agent_thread(given.conversation, given.settings),
        token=token,
    )


def hold(given: AgentMail, why: str, *lines: str, token: str | None = None) -> Decision:
    """Keep the mail, send nothing, and say so."""
    return Decision(
        Outcome.HELD,
        "held",
        why,
        letters=(
            notice(
                given,
                "hold",
                "NOT SENT",
                ("Nothing of your mail went to the customer.", *lines),
                text=given.arrived.mail.reply,
                token=token,
            ),
        ),
        events=(Event(given.conversation.number, "held", given.agent.id, why),),
    )
