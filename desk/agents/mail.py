"""What follows from an agent's mail, on one page: who speaks, what speaks for it, whether it
may be acted upon, whether it is the desk's one voice, and what it then brings about.

Whatever falls short is held, and the agent's registered address is told; a customer never sees
a sign of it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from samehand.config.settings import Agent, Settings
from samehand.desk.agents import auto_reply
from samehand.desk.agents.beside import mixed
from samehand.desk.agents.commands.spoken import Spoken, listen
from samehand.desk.agents.holds import settle
from samehand.desk.agents.holds.hold import AgentMail
from samehand.desk.agents.orders.obey import obey
from samehand.desk.agents.trust import evidence
from samehand.desk.agents.trust.doubts import doubtful, repeating, untrusted
from samehand.desk.agents.trust.leak import leaking
from samehand.desk.agents.trust.voice import second_voice
from samehand.desk.agents.unbidden import elsewhere
from samehand.desk.agents.unbidden.misdirected import misdirected
from samehand.desk.agents.word import as_released, without_words
from samehand.desk.arrival import Arrived, Seen
from samehand.desk.decision import Decision, Mint, Outcome
from samehand.ingest.message import MACHINES
from samehand.ingest.reply.visible import under_signature


def speaker(arrived: Arrived, settings: Settings) -> Agent | None:
    """The agent whose address stands in From, by the strict reading. It proves nothing yet."""
    return settings.agent_at(arrived.mail.identity)


def decide(
    arrived: Arrived, seen: Seen, settings: Settings, now: datetime, mint: Mint
) -> Decision:
    """Decide about a mail in an agent's name that carries a token of theirs."""
    given = _given(arrived, seen, settings, now, mint)
    if seen.duplicate_of is not None:
        return Decision(Outcome.DUPLICATE, "duplicate", "an agent's mail acts once")
    if arrived.mail.kind in MACHINES and arrived.mail.certain and arrived.word is None:
        return auto_reply.kept_inside(given)
    word = settle.settled(given, seen.held) if seen.held else None
    return word or settle.superseding(_witnessed(_act(given), given), given)


def _given(
    arrived: Arrived, seen: Seen, settings: Settings, now: datetime, mint: Mint
) -> AgentMail:
    agent, token, conversation = speaker(arrived, settings), seen.token, seen.token_conversation
    if agent is None or token is None or conversation is None:
        raise ValueError("an agent's mail needs an agent, a token and its conversation")
    proof = evidence.of_answer(arrived, agent, token, conversation, now)
    spoken = heard(arrived, agent, is_about_held=seen.held is not None)
    return auto_reply.with_word(
        AgentMail(arrived, seen, agent, token, conversation, settings, now, mint, spoken, proof)
    )


def heard(arrived: Arrived, agent: Agent, *, is_about_held: bool) -> Spoken:
    """What a mail says, also one that is about a held mail, or was held itself."""
    reply, word = arrived.mail.reply, arrived.word
    if is_about_held:
        reply, _ = without_words(reply)
    names, below = (agent.name, *agent.name.split()[:1]), under_signature(arrived.mail.text)
    spoken = listen(reply, names=names, below=below)
    return as_released(spoken, word.way, reply) if word else spoken


def _act(given: AgentMail) -> Decision:
    """The first hold that the mail deserves, or what it brings about."""
    return (
        elsewhere.by_reply(given)
        or untrusted(given)
        or doubtful(given)
        or auto_reply.not_for_customers(given)
        or misdirected(given)
        or repeating(given)
        or second_voice(given)
        or mixed(given)
        or leaking(given)
        or obey(given)
    )


def _witnessed(decision: Decision, given: AgentMail) -> Decision:
    """The story of a conversation tells by which evidence something was done in it."""
    if decision.outcome is not Outcome.MESSAGE:
        return decision
    events = (
        replace(event, reason=f"{event.reason} ({given.evidence})")
        if event.actor == given.agent.id
        else event
        for event in decision.events
    )
    return replace(decision, events=tuple(events))
