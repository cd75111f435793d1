"""Reads a story file, TOML or JSON, and says everything that is wrong with it at once.

title = "Two mails"                    what the summary is headed with
start = 2026-03-03T09:00:00            when it begins; without an offset in the desk's zone
until = 120                            minutes after which it ends; default: 60 after the last
[config]                               a desk's config as in samehand.toml, without servers
[[people]]   id, name, address, role   customers and ops; the config's agents are there already
[[turns]]    at, from, to, …           see docs/stories.md for every key
[[expect]]   that, mailbox | conversation | desk, …
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from samehand.sandbox.expectfile import read_expected
from samehand.sandbox.story import AnyTurn, Person, Role, Story
from samehand.sandbox.tables import Table
from samehand.sandbox.turnfile import read_turn

AFTERWARDS = 60  # minutes that a story goes on after its last turn, unless it says otherwise


class StoryError(Exception):
    """A story that cannot be played; `problems` has a line for each thing that is wrong."""

    def __init__(self, path: Path, problems: list[str]) -> None:
        super().__init__("\n".join(f"{path}: {problem}" for problem in problems))
        self.problems = tuple(problems)


def read_story(path: Path) -> Story:
    """The story in this file. Raises StoryError with all its problems."""
    problems: list[str] = []
    root = Table(_document(path), "", problems)
    config = root.table("config")
    timezone = config.table("desk").text("timezone", "UTC")
    start = _start(root, _zone(timezone, root))
    mailboxes = _mailboxes(root, config)
    people = {person.id: person for person in _people(root, config, mailboxes)}
    support = mailboxes[0] if mailboxes else ""
    turns = _turns(root, start, folder=path.parent, people=people, support=support)
    story = Story(
        title=root.text("title", path.stem),
        start=start,
        end=_end(root, start, turns),
        timezone=timezone,
        config=dict(config.items()),
        people=tuple(people.values()),
        turns=turns,
        expected=tuple(
            read_expected(table, people, {turn.id: turn for turn in turns})
            for table in root.tables("expect")
        ),
    )
    root.close()
    if problems:
        raise StoryError(path, problems)
    return story


def _document(path: Path) -> Any:
    try:
        text = path.read_text(encoding="utf-8")
        return json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except OSError as error:
        raise StoryError(path, [f"cannot be read: {error.strerror}"]) from None
    except (ValueError, RecursionError) as error:
        raise StoryError(path, [f"is neither TOML nor JSON: {error}"]) from None


def _zone(name: str, root: Table) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        root.note(f"`config.desk.timezone` is no time zone: {name!r}")
        return ZoneInfo("UTC")


def _start(root: Table, zone: ZoneInfo) -> datetime:
    value = root.get("start")
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            value = None
    if not isinstance(value, datetime):
        root.note("`start` must be a date and time, 2026-03-03T09:00:00")
        return datetime(2000, 1, 1, tzinfo=UTC)
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)


def _end(root: Table, start: datetime, turns: tuple[AnyTurn, ...]) -> datetime:
    last = max((turn.at for turn in turns), default=start)
    until = root.count("until")
    if until is None:
        return last + timedelta(minutes=AFTERWARDS)
    end = start + timedelta(minutes=until)
    if end < last:
        root.note(f"`until` is {until} minutes, but the last turn is later")
    return end


def _mailboxes(root: Table, config: Table) -> tuple[str, ...]:
    found = tuple(mailbox.text("address").lower() for mailbox in config.tables("mailbox"))
    if not found:
        root.note("`config` needs a [[config.mailbox]] with an address")
    return found


def _people(root: Table, config: Table, mailboxes: tuple[str, ...]) -> tuple[Person, ...]:
    found = [
        Person(agent.text("id"), agent.text("name"), agent.text("address").lower(), Role.AGENT)
        for agent in config.tables("agent")
    ]
    for table in root.tables("people"):
        who = table.text("id")
        role = table.word("role", {Role.CUSTOMER: "", Role.OPS: ""}, Role.CUSTOMER)
        address = table.text("address").lower()
        found.append(Person(who, table.text("name", who), address, Role(role or Role.CUSTOMER)))
        table.close()
    for kind, names in (("id", [p.id for p in found]), ("address", [p.address for p in found])):
        for name in sorted({name for name in names if names.count(name) > 1}):
            root.note(f"people: several have the {kind} {name!r}")
    for person in found:
        if person.address in mailboxes:
            root.note(f"people: {person.id!r} has the address of a mailbox of the desk")
    return tuple(found)


def _turns(
    root: Table,
    start: datetime,
    *,
    folder: Path,
    people: Mapping[str, Person],
    support: str,
) -> tuple[AnyTurn, ...]:
    found: dict[str, AnyTurn] = {}
    for number, table in enumerate(root.tables("turns"), 1):
        turn = read_turn(table, number, start, folder=folder, people=people, support=support)
        if turn.id in found:
            table.note(f"another turn has the id {turn.id!r}")
        found[turn.id] = turn
    turns = tuple(found.values())
    _check_order(turns, root)
    return turns


def _check_order(turns: tuple[AnyTurn, ...], root: Table) -> None:
    """A turn can only answer what was written before it."""
    seen: set[str] = set()
    for turn in sorted(turns, key=lambda turn: turn.at):
        answered = getattr(turn, "answers", None)
        if answered is not None and answered not in seen:
            root.note(f"turn {turn.id!r} answers {answered!r}, which is no earlier turn")
        seen.add(turn.id)
