"""The instants that orders name, as their writer means them, and as they read them again."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from samehand.config.settings import Calendar
from samehand.desk.agents.course import answered_at
from samehand.desk.agents.holds.hold import AgentMail
from samehand.desk.dates import when
from samehand.desk.dates.words import Unclear

NONE = frozenset({"none", "no", "off", "never", "cancel", "stop"})  # take it back


def meant(
    words: str, given: AgentMail, hours: Calendar, *, end: bool = False
) -> datetime | str:
    """The instant that an agent's words mean, seen from when they wrote them; or what is
    wrong with them."""
    found = when.read(words, answered_at(given), zone_of(given), hours=hours, end=end)
    if isinstance(found, Unclear):
        return f'nobody can tell when "{words}" is: {found.reason}'
    if found <= given.now:
        return f'"{words}" is over already: it was {shown(found, given)}'
    return found


def shown(at: datetime, given: AgentMail) -> str:
    """An instant on the wall of who reads it: "Fri 27 Nov 17:00"."""
    local = at.astimezone(zone_of(given))
    return f"{local:%a} {local.day} {local:%b %H:%M}"


def calendar_of(given: AgentMail) -> Calendar:
    """When the agent is at work."""
    return given.settings.calendars[given.agent.calendar]


def zone_of(given: AgentMail) -> ZoneInfo:
    return calendar_of(given).timezone
