"""A mail as it was understood, as plain data and back again: from one process to another.

A line of JSON, and behind it the bytes of the attachments, of which the line has the lengths.
What comes back is only data: every value has the type that its field says, or none is taken.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from io import BytesIO
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from samehand.ingest.message import InboundMessage

_PLAIN = (str, int, float, bool)


def transcript(message: InboundMessage) -> Iterator[bytes]:
    """The pieces of a transcript, to be written one after another."""
    contents: list[bytes] = []
    yield json.dumps(_told(message, contents)).encode() + b"\n"
    yield from contents


def message_in(pieces: bytes) -> InboundMessage:
    """The mail that a transcript tells of. Raises ValueError where it is none."""
    rest = BytesIO(pieces)
    try:
        message = _heard(InboundMessage, json.loads(rest.readline()), rest)
    except RecursionError as deep:
        raise ValueError("the transcript is nested too deeply") from deep
    if not isinstance(message, InboundMessage) or rest.read(1):
        raise ValueError("the transcript goes on behind its end")
    return message


def _told(value: object, contents: list[bytes]) -> object:
    if isinstance(value, bytes):
        contents.append(value)
        return len(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_told(one, contents) for one in value]
    if is_dataclass(value):
        return {one.name: _told(getattr(value, one.name), contents) for one in fields(value)}
    return value


def _heard(kind: Any, said: object, rest: BytesIO) -> object:
    """What was said, if it is of the kind that it has to be."""
    if is_dataclass(kind):
        return _record(kind, said, rest)
    if get_origin(kind) is tuple and isinstance(said, list):
        return tuple(_heard(get_args(kind)[0], one, rest) for one in said)
    if NoneType in get_args(kind):
        (other,) = set(get_args(kind)) - {NoneType}
        return None if said is None else _heard(other, said, rest)
    if kind is bytes and type(said) is int and said >= 0:
        return _content(said, rest)
    if kind is datetime and isinstance(said, str):
        return _instant(said)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(said)
    if kind in _PLAIN and type(said) is kind:
        return said
    raise ValueError(f"no {kind} in the transcript, where one should be")


def _record(kind: Any, said: object, rest: BytesIO) -> object:
    kinds = _kinds(kind)
    if not isinstance(said, dict) or said.keys() != kinds.keys():
        raise ValueError(f"no {kind.__name__} in the transcript, where one should be")
    return kind(**{name: _heard(kinds[name], said[name], rest) for name in kinds})


@cache
def _kinds(kind: type) -> dict[str, Any]:
    """The types of a record's fields, in their order."""
    hints = get_type_hints(kind)
    return {one.name: hints[one.name] for one in fields(kind)}


def _content(size: int, rest: BytesIO) -> bytes:
    if size > len(rest.getbuffer()) - rest.tell():
        raise ValueError("the transcript ends too early")
    return rest.read(size)


def _instant(said: str) -> datetime:
    instant = datetime.fromisoformat(said)
    if instant.tzinfo is None:
        raise ValueError("a time without its zone in the transcript")
    return instant
