"""Standing in for who is away: what falls due before they are back goes to somebody else, and
comes back to them unless it has been answered meanwhile. No clock starts again because of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from samehand.config.settings import HandOver, Settings
from samehand.desk import relay
from samehand.desk.arrival import Answerable, Team
from samehand.desk.away.absence import DESK, Absence, end_words, ended, zone_of
from samehand.desk.clocks import alerting
from samehand.desk.clocks.calendar import NeverOpenError, next_open
from samehand.desk.conversation import Conversation, Event
from samehand.desk.decision import Decision, Mint, Outcome
from samehand.desk.letters import Notice
from samehand.desk.owner import Ownership, assign


@dataclass(frozen=True)
class Case:
    """A conversation, the customer's latest mail in it, and who else answered meanwhile."""

    conversation: Conversation
    last: Answerable | None
    answered_by: str | None = None


def hand_over(
    case: Case, absence: Absence, team: Team, settings: Settings, now: datetime, mint: Mint
) -> Decision | None:
    """Give an absent owner's conversation to somebody who is there; None if nobody is."""
    before = case.conversation
    ownership = _stand_in(case, team, settings, now)
    if ownership.agent == before.owner:
        return None
    away_one = before.stands_in_for or before.owner
    after = replace(
        before,
        owner=ownership.agent,
        snoozed_until=None,
        stands_in_for=None if ownership.agent == away_one else away_one,
    )
    agent = settings.agent(absence.agent)
    why = f"{agent.name} is away {end_words(absence, zone_of(agent, settings))}"
    letter, token = relay.handed_over(
        after,
        case.last,
        settings,
        now,
        mint,
        occasion=f"stand-in-{before.number}-{before.version}",
        notes=(_why_yours(why, settings),),
    )
    reason = f"from {before.owner} to {after.owner}: {why}; {ownership.reason}"
    return Decision(
        Outcome.MESSAGE,
        "stand-in",
        reason,
        conversations=(after,),
        letters=(letter,),
        tokens=(token,),
        events=(Event(before.number, "assigned", DESK, reason),),
        revoke=((before.number, before.owner),),
    )


def time_is_over(absence: Absence, now: datetime) -> Decision:
    """The end that was named has come."""
    return Decision(
        Outcome.MESSAGE,
        "back",
        f"{absence.agent} is back",
        absences=(ended(absence, DESK, now),),
        events=(Event(None, "back", absence.agent, "the time of their absence is over"),),
    )


def nobody_is_there(
    away: Iterable[Absence], settings: Settings, now: datetime, mint: Mint
) -> Notice:
    """A word to ops, once a day, that all agents are away at once."""
    fallback = settings.agent(settings.desk.fallback_owner)
    ends = {absence.agent: absence for absence in away}
    return alerting.trouble(
        nobody_key(now),
        "NOBODY IS THERE",
        "all agents are away",
        (
            *(
                f"{agent.name} is away {end_words(ends[agent.id], zone_of(agent, settings))}."
                for agent in settings.agents
                if agent.id in ends
            ),
            f"What comes in goes to {fallback.name}, the fallback, all the same. Who is there"
            " after all answers any mail of this desk with #back, or you run"
            f" `samehand agents back {fallback.id}`.",
        ),
        settings,
        now,
        mint,
    )


def nobody_key(now: datetime) -> str:
    return f"nobody-there:{now:%Y%m%d}"


def _stand_in(case: Case, team: Team, settings: Settings, now: datetime) -> Ownership:
    """Who is the best to have it when somebody is next at work, which at night is tomorrow."""
    there = [agent for agent in settings.agents if agent.id not in team.away]
    openings: list[datetime] = []
    for agent in there:
        with suppress(NeverOpenError):
            openings.append(next_open(settings.calendars[agent.calendar], now))
    return assign(
        customer=case.conversation.customer.address,
        subject=case.conversation.subject,
        text=case.last.text if case.last else "",
        previous=None,
        counts=team.counts,
        last_assigned=team.last_assigned,
        settings=settings,
        now=min(openings, default=now),
        away=team.away,
    )


def _why_yours(why: str, settings: Settings) -> str:
    rules = settings.absence
    what = "" if rules.hand_over is HandOver.ALL else ", and this falls due before then"
    how_long = " until they are back" if rules.give_back else ""
    return f"{why}{what}. It is yours{how_long}: answer as usual."
