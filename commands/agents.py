"""`samehand agents`: who is there, who is away until when, and who carries how much."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.table import Table

from samehand.config.load import load
from samehand.config.settings import Agent, Calendar, Settings
from samehand.desk.away.absence import (
    Absence,
    Source,
    away_at,
    end_words,
    ended,
    in_place_of,
    zone_of,
)
from samehand.desk.clocks.calendar import NeverOpenError, is_open, next_open
from samehand.desk.conversation import Event
from samehand.desk.dates.when import read
from samehand.desk.dates.words import Unclear
from samehand.desk.decision import Decision, Outcome
from samehand.store.store import Store
from samehand.store.work import Work


@dataclass(frozen=True)
class _Row:
    """An agent as the desk sees them now. `next_in` is when they are next at work."""

    agent: Agent
    open: int
    standing_in: int
    absence: Absence | None
    next_in: datetime | None


def show_all(config: Path, *, as_json: bool) -> None:
    """A line for each agent."""
    settings, now = load(config), datetime.now(UTC)
    with Store.open(settings.desk.store, lock=False) as store, store.reading() as work:
        rows = _rows(work, settings, now)
    if as_json:
        click.echo(json.dumps([_as_json(row) for row in rows], indent=2))
        return
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in ("agent", "name", "address", "calendar", "open", "now"):
        table.add_column(name, no_wrap=name in {"agent", "open"}, overflow="fold")
    for row in rows:
        agent = row.agent
        table.add_row(
            agent.id,
            agent.name,
            agent.address,
            agent.calendar,
            f"{row.open} of {agent.capacity}",
            _now(row, settings, now),
        )
    Console(highlight=False, markup=False).print(table)


def away(config: Path, name: str, until: str | None) -> None:
    """Mark an agent as away."""
    settings, now = load(config), datetime.now(UTC)
    agent = _agent(name, settings)
    found = Absence(
        agent.id,
        now,
        _instant(until, now, settings.calendars[agent.calendar]) if until else None,
        Source.COMMAND_LINE,
        f"until {until}" if until else "",
    )
    words = end_words(found, zone_of(agent, settings))
    with Store.open(settings.desk.store, lock=False) as store, store.transaction() as work:
        absence = in_place_of(work.absence(agent.id), found)
        _save(work, absence, Event(None, "away", agent.id, f"{words} (command line)"), now)
    click.echo(f"{agent.name} is away {words}")


def back(config: Path, name: str) -> None:
    """End an agent's absence."""
    settings, now = load(config), datetime.now(UTC)
    agent = _agent(name, settings)
    with Store.open(settings.desk.store, lock=False) as store, store.transaction() as work:
        known = work.absence(agent.id)
        if known is None or known.ended_at is not None:
            raise click.ClickException(f"{agent.name} is not marked as away")
        over = ended(known, agent.id, now)
        _save(work, over, Event(None, "back", agent.id, "by the command line"), now)
    click.echo(f"{agent.name} is back")


def _save(work: Work, absence: Absence, event: Event, now: datetime) -> None:
    decision = Decision(
        Outcome.MESSAGE, "command line", event.reason, events=(event,), absences=(absence,)
    )
    work.save(decision, (), entry=None, now=now)


def _agent(name: str, settings: Settings) -> Agent:
    wanted = name.lower()
    for agent in settings.agents:
        if wanted in {agent.id.lower(), agent.address.lower()}:
            return agent
    known = ", ".join(agent.id for agent in settings.agents)
    raise click.ClickException(f"there is no agent {name!r}; there are {known}")


def _instant(words: str, now: datetime, hours: Calendar) -> datetime:
    found = read(words, now, hours.timezone, hours=hours)
    if isinstance(found, Unclear):
        raise click.ClickException(f"nobody can tell when {words!r} is: {found.reason}")
    return found


def _rows(work: Work, settings: Settings, now: datetime) -> list[_Row]:
    away, counts = away_at(work.absences(), now), work.open_counts()
    owners = [work.itself(n).owner for n in chain.from_iterable(work.stood_in_for().values())]
    return [
        _Row(
            agent,
            counts.get(agent.id, 0),
            owners.count(agent.id),
            away.get(agent.id),
            _next_in(agent, away.get(agent.id), settings, now),
        )
        for agent in settings.agents
    ]


def _next_in(
    agent: Agent, absence: Absence | None, settings: Settings, now: datetime
) -> datetime | None:
    if absence is not None and absence.until is None:
        return None
    start = absence.until if absence and absence.until else now
    try:
        return next_open(settings.calendars[agent.calendar], start)
    except NeverOpenError:
        return None


def _now(row: _Row, settings: Settings, now: datetime) -> str:
    """How they are to be had, in words."""
    zone = zone_of(row.agent, settings)
    helping = f"; stands in for others in {row.standing_in}" if row.standing_in else ""
    if row.absence is not None:
        since = _local(row.absence.since, zone)
        return (
            f"away {end_words(row.absence, zone)}, since {since}: {row.absence.source}{helping}"
        )
    if is_open(settings.calendars[row.agent.calendar], now):
        return f"at work{helping}"
    when = f"next in {_local(row.next_in, zone)}" if row.next_in else "never in"
    return f"not at work, {when}{helping}"


def _local(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %H:%M}"


def _as_json(row: _Row) -> dict[str, object]:
    agent, absence = row.agent, row.absence
    return {
        "id": agent.id,
        "name": agent.name,
        "address": agent.address,
        "calendar": agent.calendar,
        "open": row.open,
        "capacity": agent.capacity,
        "standing_in": row.standing_in,
        "next_in": _iso(row.next_in),
        "away": absence
        and {
            "since": _iso(absence.since),
            "until": _iso(absence.until),
            "source": absence.source,
            "reason": absence.reason,
            "presumed": absence.is_presumed,
        },
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
