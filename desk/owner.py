"""Whose a conversation is: exactly one agent, from its first moment, and why.

A returning customer stays in the same hand, also outside that agent's hours: a promise to one
person is worth more than an hour. Otherwise it goes to whoever is at work, has room, knows the
topic and carries least, as a part of what they can carry. Who is away gets nothing while
anybody else is there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from samehand.config.settings import Agent, Settings
from samehand.desk.away.absence import Absence, end_words, zone_of
from samehand.desk.clocks.calendar import is_open
from samehand.desk.policy import mentioned

_NEVER = datetime.min.replace(tzinfo=UTC)
_NOBODY: Mapping[str, Absence] = {}


@dataclass(frozen=True)
class Ownership:
    """The owner, by their id; `rule` and `reason` are for people and for the log."""

    agent: str
    rule: str
    reason: str


def assign(
    *,
    customer: str,
    subject: str,
    text: str,
    previous: str | None,
    counts: Mapping[str, int],
    last_assigned: Mapping[str, datetime],
    settings: Settings,
    now: datetime,
    away: Mapping[str, Absence] = _NOBODY,
) -> Ownership:
    """Choose the owner of a new conversation, or who stands in for one who is away.

    `previous` is the agent who owned the customer's latest one, `counts` how many open ones
    each agent has, `last_assigned` when each was last given one. Of equals it is the turn of
    the one who has waited longest, then of the first in the config.
    """
    before = next((agent for agent in settings.agents if agent.id == previous), None)
    if before is not None and before.id not in away and _has_room(before, counts):
        return Ownership(before.id, "same hand", _why_same(before, customer, settings, now))

    there = [agent for agent in settings.agents if agent.id not in away]
    at_work = [agent for agent in there if _is_at_work(agent, settings, now)]
    free = [agent for agent in at_work if _has_room(agent, counts)]
    missed = f"; {_why_not_same(before, customer, away, settings)}" if before else ""
    if not free:
        lack = "nobody at work has room" if at_work else "nobody is at work"
        return _fallback(there, lack, missed, counts=counts, away=away, settings=settings)

    topics = {agent.id: mentioned(agent.topics, subject, text) for agent in free}
    able = [agent for agent in free if topics[agent.id] is not None]
    chosen, *others = sorted(
        able or free,
        key=lambda agent: (
            _load(agent, counts) / agent.capacity,
            last_assigned.get(agent.id, _NEVER),
        ),
    )
    topic = f' of those with "{topics[chosen.id]}"' if able else ""
    reason = f"{chosen.name}, the least loaded at work{topic}: {_carries(chosen, counts)}"
    if others:
        reason += f"; {others[0].name} has {_carries(others[0], counts)}"
    return Ownership(chosen.id, "topic" if able else "least loaded", reason + missed)


def _fallback(
    there: Sequence[Agent],
    lack: str,
    missed: str,
    *,
    counts: Mapping[str, int],
    away: Mapping[str, Absence],
    settings: Settings,
) -> Ownership:
    """The fallback person; while they are away, whoever of the others carries least."""
    fallback = settings.agent(settings.desk.fallback_owner)
    if fallback.id not in away:
        return Ownership(
            fallback.id, "fallback", f"{fallback.name}, the fallback: {lack}{missed}"
        )
    absent = _is_away(fallback, away, settings)
    if not there:
        why = f"{fallback.name}, the fallback: everybody is away, they too"
        return Ownership(fallback.id, "everybody away", f"{why}{missed}")
    chosen = min(there, key=lambda agent: _load(agent, counts) / agent.capacity)
    why = f"{chosen.name}: {lack}, and {fallback.name}, the fallback, {absent}"
    return Ownership(chosen.id, "fallback away", f"{why}{missed}")


def _why_not_same(
    before: Agent, customer: str, away: Mapping[str, Absence], settings: Settings
) -> str:
    if before.id in away:
        return f"{before.name}, who had {customer} before, {_is_away(before, away, settings)}"
    return f"{before.name}, who had {customer} before, is full"


def _is_away(agent: Agent, away: Mapping[str, Absence], settings: Settings) -> str:
    return f"is away {end_words(away[agent.id], zone_of(agent, settings))}"


def _why_same(agent: Agent, customer: str, settings: Settings, now: datetime) -> str:
    away = "" if _is_at_work(agent, settings, now) else ", though not at work now"
    return f"{agent.name}, who had {customer} before{away}"


def _is_at_work(agent: Agent, settings: Settings, now: datetime) -> bool:
    return is_open(settings.calendars[agent.calendar], now)


def _has_room(agent: Agent, counts: Mapping[str, int]) -> bool:
    return _load(agent, counts) < agent.capacity


def _load(agent: Agent, counts: Mapping[str, int]) -> int:
    return counts.get(agent.id, 0)


def _carries(agent: Agent, counts: Mapping[str, int]) -> str:
    return f"{_load(agent, counts)} of {agent.capacity}"
