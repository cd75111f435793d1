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

from samehand.config.settings import Agent, Settings

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
        is_over = known is not None and (known.ended_by, known.until) == (
            known.agent,
            found.until,
        )
        return None if is_over else found
    if known.source is not Source.AUTO_REPLY or known.until == found.until:
        return None
    if found.is_presumed and not known.is_presumed:
        return None
    return replace(known, until=found.until, is_presumed=found.is_presumed, reason=found.reason)


def zone_of(agent: Agent, settings: Settings) -> ZoneInfo:
    """Where the agent's hours are."""
    return settings.calendars[agent.calendar].timezone


def end_words(absence: Absence, zone: ZoneInfo) -> str:
    """Until when, for people: "until Monday 30 November, 09:00"."""
    if absence.until is None:
        return "until further notice"
    until = absence.until.astimezone(zone)
    return f"until {until:%A} {until.day} {until:%B, %H:%M}"
