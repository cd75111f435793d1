"""What the store knows that bears on absences: who is back, and what waits for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from samehand.config.settings import HandOver, Settings
from samehand.desk.arrival import Team
from samehand.desk.away.absence import DESK, Absence, away_at
from samehand.desk.away.standing_in import Case
from samehand.store.lookup import latest_of
from samehand.store.work import Work


@dataclass(frozen=True)
class Standing:
    """How it stands with absences: those that are `over`, and who is `away`.

    `waiting` are conversations that an absent owner cannot see to in time, `back` are agents
    who are there again and have conversations to get back.
    """

    over: tuple[Absence, ...]
    away: tuple[Absence, ...]
    waiting: tuple[int, ...]
    back: tuple[str, ...]


def standing(work: Work, settings: Settings, now: datetime) -> Standing:
    """How it stands with all absences."""
    known = work.absences()
    agents = {agent.id for agent in settings.agents}
    away = tuple(a for a in away_at(known, now).values() if a.agent in agents)
    absent = {absence.agent for absence in away}
    return Standing(
        over=tuple(absence for absence in known if not absence.covers(now)),
        away=away,
        waiting=tuple(
            number for a in away for number in _waiting(work, a, settings.absence.hand_over)
        ),
        back=tuple(agent for agent in work.stood_in_for() if agent in agents - absent),
    )


def to_hand_over(work: Work, number: int, now: datetime) -> tuple[Case, Absence, Team] | None:
    """What it takes to find somebody who stands in; None if that is not wanted, or no more.

    What a person has decided since they went away holds: somebody gave it to them knowingly.
    """
    conversation = work.conversation(number)
    away = away_at(work.absences(), now)
    absence = away.get(conversation.owner)
    if absence is None or _is_decided(work, number, absence):
        return None
    team = Team(None, work.open_counts(), work.last_assigned(), away)
    return Case(conversation, latest_of(work, number)), absence, team


def to_give_back(work: Work, agent: str) -> list[Case]:
    """The conversations in which somebody stands in for an agent, and who has answered."""
    absence = work.absence(agent)
    cases = []
    for number in work.stood_in_for().get(agent, []):
        conversation = work.itself(number)
        since = absence.since if absence else conversation.opened_at
        answered_by = work.answered_meanwhile(number, agent, since)
        cases.append(Case(conversation, latest_of(work, number), answered_by))
    return cases


def _is_decided(work: Work, number: int, absence: Absence) -> bool:
    last = work.last_event(number, "assigned")
    return last is not None and last.event.actor != DESK and last.at > absence.since


def _waiting(work: Work, absence: Absence, rule: HandOver) -> list[int]:
    match rule:
        case HandOver.NEVER:
            return []
        case HandOver.ALL:
            return work.open_of(absence.agent)
        case HandOver.DUE:
            return work.waiting_for(absence.agent, absence.until)
