"""An agent's absence: since when, until when, and how the desk knows of it.

What they have said by a command holds against what their mail program says by itself. An end
that nobody has named is presumed, and the first mail that they write ends such an absence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from samehand.config.settings import Absences, Agent, HandOver, Settings

DESK = "samehand"  # who ends an absence when its time is over


class Source(StrEnum):
    """How the desk knows."""

    AUTO_REPLY = "automatic reply"
    MAIL = "mail"  # #away
    COMMAND_LINE = "command line"


@dataclass(frozen=True)
class Absence:
    """`until` is when they are at work again, None until they say so.

    `is_presumed` says that nobody has named that end. Once it has ended it is history, and
    `ended_by` says by whom: an agent's id, or the desk itself.
    """

    agent: str
    since: datetime
    until: datetime | None
    source: Source
    reason: str
    is_presumed: bool = False
    ended_at: datetime | None = None
    ended_by: str = ""
    id: int | None = None  # given by the store

    def covers(self, at: datetime) -> bool:
        """Whether they are away then; at `until` they are back."""
        return self.ended_at is None and (self.until is None or at < self.until)


def away_at(known: Iterable[Absence], at: datetime) -> Mapping[str, Absence]:
    """Who is away then, by their ids."""
    return {absence.agent: absence for absence in known if absence.covers(at)}


def ended(absence: Absence, by: str, now: datetime) -> Absence:
    return replace(absence, ended_at=now, ended_by=by)


def noticed(known: Absence | None, found: Absence, now: datetime) -> Absence | None:
    """What is remembered after an automatic reply; None where it tells nothing new.

    `known` is the agent's latest absence. Mail programs go on answering after somebody is back:
    an end that they have cut short by their own word does not come up again.
    """
    if known is None or not known.covers(now):
        has_come_back = known is not None and known.ended_by == known.agent
        is_old = has_come_back and known is not None and known.until == found.until
        return None if is_old else in_place_of(known, found)
    if known.source is not Source.AUTO_REPLY or found.is_presumed or known.until == found.until:
        return None
    return in_place_of(known, found)


def in_place_of(known: Absence | None, found: Absence) -> Absence:
    """The agent's absence from now on: one that has not ended goes on under the new terms."""
    if known is None or known.ended_at is not None:
        return found
    return replace(found, since=known.since, id=known.id)


def zone_of(agent: Agent, settings: Settings) -> ZoneInfo:
    """Where the agent's hours are."""
    return settings.calendars[agent.calendar].timezone


def end_words(absence: Absence, zone: ZoneInfo) -> str:
    """Until when, for people: "until Monday 30 November, 09:00"."""
    if absence.until is None:
        return "until further notice"
    until = absence.until.astimezone(zone)
    return f"until {until:%A} {until.day} {until:%B, %H:%M}"


def what_follows(rules: Absences) -> str:
    """What becomes of an absent agent's conversations, for them to read."""
    comes_back = (
        ", and comes back to you unless it has been answered by then" if rules.give_back else ""
    )
    match rules.hand_over:
        case HandOver.NEVER:
            return "your conversations stay yours, and their clocks run on"
        case HandOver.DUE:
            return f"what falls due before you are back goes to somebody else{comes_back}"
        case HandOver.ALL:
            return f"your open conversations go to others{comes_back}"
