"""Logs on standard error: JSON a line for machines, short lines when a person looks on.

Nothing of a mail's text is ever logged, and what looks like a token or a secret is struck out.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_TOKEN = re.compile(r"[a-z2-7]{26}", re.IGNORECASE)
_SECRET_KEYS = re.compile("password|secret|token|authorization", re.IGNORECASE)
LONGEST = 500  # characters of a value: a server's answer may be as long as it likes


def set_up_logs() -> None:
    """Configure the logs of this process."""
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    rendering: list[Any] = (
        [_visible, structlog.dev.ConsoleRenderer(colors=True)]
        if sys.stderr.isatty()
        else [structlog.processors.JSONRenderer()]
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            _redact,
            *rendering,
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _redact(
    logger: Any, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if _SECRET_KEYS.search(key):
            event[key] = "***"
        elif isinstance(value, str) and key != "exception":
            event[key] = _TOKEN.sub("***", value)[:LONGEST]
        elif isinstance(value, str):
            event[key] = _TOKEN.sub("***", value)
    return event


def _visible(
    logger: Any, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Nothing that a server or a mail has said may steer the terminal."""
    for key, value in event.items():
        if isinstance(value, str) and not value.isprintable():
            event[key] = "".join(map(_shown, value))
    return event


def _shown(char: str) -> str:
    return char if char.isprintable() or char == "\n" else ascii(char)[1:-1]
