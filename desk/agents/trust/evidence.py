"""What speaks for a mail's being an agent's: gathered here once, weighed in `trust`."""

from __future__ import annotations

from datetime import datetime

from samehand.config.settings import Agent
from samehand.desk.agents.trust.table import Evidence, Token
from samehand.desk.arrival import Arrived
from samehand.desk.conversation import Conversation
from samehand.desk.decision import Token as FoundToken
from samehand.ingest.authentication import Result, Verdict, vouched


def of_sender(arrived: Arrived, agent: Agent) -> Evidence:
    """Without any token: what the receiving server says, and the mail itself."""
    return Evidence(Token.NONE, _said(arrived, agent))


def of_answer(
    arrived: Arrived,
    agent: Agent,
    token: FoundToken,
    conversation: Conversation,
    now: datetime,
) -> Evidence:
    """Of a mail that answers one of ours; a word about a mail that was held is in it.

    Who answered with a colleague's token has a right to the conversation once it is theirs.
    """
    word = arrived.word
    if word is None:
        return Evidence(_worth(token, agent, now), _said(arrived, agent))
    is_theirs = token.agent == agent.id or conversation.owner == agent.id
    return Evidence(
        Token.LIVE if is_theirs else Token.COLLEAGUES,
        Verdict(Result.NONE, "held before, and let out by the reply token alone"),
        word.evidence if word.is_proved else "",
    )


def _worth(token: FoundToken, agent: Agent, now: datetime) -> Token:
    if token.agent != agent.id:
        return Token.COLLEAGUES
    is_over = token.is_revoked or token.is_used or token.expires_at <= now
    return Token.DEAD if is_over else Token.LIVE


def _said(arrived: Arrived, agent: Agent) -> Verdict:
    expected = {agent.address.lower(), arrived.mailbox.address.lower()}
    if any(a.address not in expected for a in arrived.mail.reply_to):
        return Verdict(Result.FAIL, "From and Reply-To disagree")
    return vouched(arrived.mail, agent.address, arrived.mailbox.trust)
