"""A reply token of an agent's, in the mail of somebody else: it has got into wrong hands.

It is worth nothing there, and the mail is whosever it is. But the token ends, and its agent
hears of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from samehand.config.settings import Settings
from samehand.desk.arrival import Arrived
from samehand.desk.conversation import Event
from samehand.desk.decision import Decision, Mint, Token
from samehand.desk.letters import Notice, Thread
from samehand.ingest.message import Address


def revoked(
    decision: Decision,
    tokens: Sequence[Token],
    arrived: Arrived,
    settings: Settings,
    now: datetime,
    mint: Mint,
) -> Decision:
    """The decision about an outsider's mail, with the end of the tokens that it brought."""
    if not tokens:
        return decision
    letters = [_word(token, arrived, settings, now, mint) for token in tokens]
    writer = arrived.mail.sender.address
    events = [
        Event(
            token.conversation,
            "leaked",
            "samehand",
            f"a reply address of {token.agent} came back from {writer}; it is revoked",
        )
        for token in tokens
    ]
    return replace(
        decision,
        letters=(*decision.letters, *(letter for letter in letters if letter is not None)),
        events=(*decision.events, *events),
        ends=(*decision.ends, *(token.hash for token in tokens)),
    )


def _word(
    token: Token, arrived: Arrived, settings: Settings, now: datetime, mint: Mint
) -> Notice | None:
    """To the agent's registered address, unless they have left."""
    agent = next((agent for agent in settings.agents if agent.id == token.agent), None)
    if agent is None:
        return None
    return Notice(
        key=f"leaked:{token.hash}",
        mailbox=arrived.mailbox.name,
        message_id=mint.message_id(arrived.mailbox.domain),
        to=(Address(agent.address, agent.name),),
        not_before=now,
        conversation=token.conversation,
        subject="your reply address leaked",
        headline="REVOKED",
        lines=(
            f"A mail that this desk sent you about #{token.conversation} has got into other"
            f" hands: its reply address came back from {arrived.mail.sender.address}.",
            "Nobody could speak as you by it, and from now on it is worth nothing. The mail"
            " that brought it is treated as any other mail of theirs.",
            "When you answer that mail of ours yourself, you are asked once more before your"
            " answer goes out.",
        ),
        text="",
        thread=Thread(),
    )
