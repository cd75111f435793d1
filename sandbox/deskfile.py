"""Writes the config of a story's desk: the story's own tables, and the sandbox's servers.

It is an ordinary `samehand.toml` with an ordinary password file, read by the ordinary reader,
so that every other command works on a demo that stays.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from samehand.config.load import load
from samehand.config.settings import Calendar, Settings
from samehand.sandbox.server import HOST, Door
from samehand.sandbox.story import Story


def write_desk(
    story: Story, folder: Path, ports: Mapping[Door, int], passwords: Mapping[str, str]
) -> Path:
    """The path of the config, with all that it needs beside it."""
    secrets = folder / "secrets"
    secrets.mkdir(mode=0o700)
    config = dict(story.config)
    mailboxes = []
    for mailbox in config.get("mailbox", ()):
        address = str(mailbox["address"]).lower()
        password = secrets / address
        password.touch(mode=0o600)
        password.write_text(passwords[address], encoding="utf-8")
        account = {"host": HOST, "security": "none", "user": address}
        account["password_file"] = f"secrets/{address}"
        imap = {**account, "port": ports[Door.IMAP]}
        smtp = {**account, "port": ports[Door.SMTP]}
        mailboxes.append({**mailbox, "imap": imap, "smtp": smtp})
    desk = {"store": f"sqlite:///{folder}/samehand.db", "raw": f"{folder}/raw"}
    config = {**config, "desk": {**config.get("desk", {}), **desk}, "mailbox": mailboxes}
    path = folder / "samehand.toml"
    lines = [f"{_key(name)} = {_toml(value)}\n" for name, value in config.items()]
    path.write_text("".join(lines), encoding="utf-8")
    return path


def settings_of(config: Path, away: frozenset[str]) -> Settings:
    """The settings in a file, with some agents out: their calendar has no hour."""
    settings = load(config)
    if not away:
        return settings
    zone = settings.desk.timezone
    return replace(
        settings,
        calendars={**settings.calendars, "away": Calendar("away", zone, ((),) * 7)},
        agents=tuple(
            replace(agent, calendar="away") if agent.id in away else agent
            for agent in settings.agents
        ),
    )


def _toml(value: Any) -> str:
    """A value on one line, as TOML writes it."""
    if isinstance(value, dict):
        items = (f"{_key(name)} = {_toml(item)}" for name, item in value.items())
        return "{ " + ", ".join(items) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)  # texts, numbers and truth look alike in both


def _key(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)
