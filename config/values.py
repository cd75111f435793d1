"""Turns one value of the config into what the type and form of its field ask for.

Raises ValueError with the remedy. A value is repeated in the text only where it can hold no
secret: never from a server's table, nor from a URL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from samehand.config import holidays, notation
from samehand.config.document import Names
from samehand.config.forms import Form
from samehand.config.settings import Duration, Holidays

_KINDS: Mapping[type, str] = {
    bool: "true or false",
    str: "a text",
    int: "a whole number",
    float: "a number",
    list: "a list",
    dict: "a table",
}
_WORD = re.compile(r"[a-z0-9][a-z0-9_.-]*", re.ASCII | re.IGNORECASE)
_VARIABLE = re.compile(r"[a-z_][a-z0-9_]*", re.ASCII | re.IGNORECASE)


def kind_of(raw: object) -> str:
    """What kind of value TOML found, in plain words."""
    return _KINDS.get(type(raw), "a date or time")


def text(raw: object) -> str:
    """A text of one line; whatever is written here ends up in headers and terminals."""
    if not isinstance(raw, str):
        raise ValueError(f"must be a text in quotes, not {kind_of(raw)}")
    if not raw.strip():
        raise ValueError("is empty; fill it in or leave the key out")
    if not raw.isprintable():
        raise ValueError("holds a line break or an invisible character; write it on one line")
    return raw


def lines(raw: object) -> str:
    """A text of any number of lines, which may be none."""
    if not isinstance(raw, str):
        raise ValueError(f"must be a text in quotes, not {kind_of(raw)}")
    if not all(line.isprintable() for line in raw.splitlines()):
        raise ValueError("holds an invisible character; write it again by hand")
    return "\n".join(line.rstrip() for line in raw.strip().splitlines())


def variable(raw: object) -> str:
    """The name of an environment variable; not repeated, lest it be a password by mistake."""
    if isinstance(raw, str) and _VARIABLE.fullmatch(raw):
        return raw
    raise ValueError(
        'must be the name of an environment variable, as in "SUPPORT_PASSWORD";'
        " the password itself does not belong in the config"
    )


def instead_of(found: str, known: Iterable[str]) -> str:
    """What to write instead of an unknown word: the nearest known one, or the choice."""
    choice = tuple(known)
    near = notation.nearest(found, choice)
    return (
        f'did you mean "{near}"?' if near else f"known are: {', '.join(choice) or 'none yet'}"
    )


def seen_from(folder: Path, written: str) -> Path:
    """A path in the config, whose own folder this is."""
    try:
        return folder / Path(written).expanduser()
    except RuntimeError:
        raise ValueError("begins with a ~ that stands for nobody's home") from None


class Values:
    """The values of one document: paths start at its folder, references meet its names."""

    def __init__(self, folder: Path, names: Names) -> None:
        self._folder = folder
        self._names = names
        self._forms: Mapping[Form, Callable[[Any], object]] = {
            Form.WORD: _word,
            Form.ADDRESS: notation.address,
            Form.OUTSIDE: self._outside,
            Form.HOST: notation.host,
            Form.PORT: _port,
            Form.COUNT: _count,
            Form.PART: _part,
            Form.POSITIVE: _positive,
            Form.STORE: self._store,
            Form.RAW: self._raw,
            Form.FILE: _file,
            Form.FOLDER: _folder,
            Form.AGENT: lambda word: _known(word, "agent", names.agents),
            Form.CALENDAR: lambda word: _known(word, "calendar", names.calendars),
            Form.MAILBOX: lambda word: _known(word, "mailbox", names.mailboxes),
            Form.RECIPIENT: self._recipient,
        }

    def read(self, kind: Any, form: Form | None, raw: object) -> object:
        """The value of a field of this type and form; ValueError when `raw` is none."""
        if form is Form.SIZE:
            return notation.size(text(raw))
        if form is Form.LINES:
            return lines(raw)
        if form is Form.PERHAPS:
            return text(raw) if raw != "" else ""
        value = self._plain(kind, raw)
        return self._forms[form](value) if form else value

    def path(self, written: str) -> Path:
        """A path as seen from the config's own folder."""
        return seen_from(self._folder, written)

    def _plain(self, kind: Any, raw: object) -> object:
        if kind in (bool, int, float):
            return _simple(kind, raw)
        written = text(raw)
        if kind is timedelta:
            return notation.duration(written).wall
        if kind is Duration:
            return notation.duration(written)
        if kind is ZoneInfo:
            return notation.zone(written)
        if kind is Path:
            return self.path(written)
        if kind is Holidays:
            return holidays.read(written, self._folder)
        if issubclass(kind, StrEnum):
            return kind(_known(written, "choice", tuple(kind)))
        return written

    def _outside(self, written: str) -> str:
        address = notation.address(written)
        if self._names.is_ours(address):
            raise ValueError(
                f"is a support address itself: {address}; mail to it would come back"
                " as a customer's, so name another address"
            )
        return address

    def _recipient(self, written: str) -> str:
        known = ("owner", *self._names.agents)
        if written in known:
            return written
        if "@" in written:
            return self._outside(written)
        raise ValueError(
            f'names nobody: "{written}"; an address will do, or {instead_of(written, known)}'
        )

    def _store(self, url: str) -> str:
        parts = urlsplit(url)
        if parts.password is not None or "password" in parse_qs(parts.query):
            raise ValueError("holds a password; leave it out here and put it into ~/.pgpass")
        if parts.scheme == "postgresql":
            return url
        file = url.removeprefix("sqlite:///")
        if file in (url, "", ":memory:"):
            raise ValueError(
                'must be "sqlite:///samehand.db" or "postgresql://user@host/samehand"'
            )
        return f"sqlite:///{self.path(file)}"

    def _raw(self, place: str) -> str:
        if "://" not in place:
            return str(self.path(place))
        if urlsplit(place).password is not None:
            raise ValueError("holds a password; leave it to the provider's own configuration")
        return place


def _simple(kind: type, raw: object) -> object:
    # In Python a bool is an int, in a config it is not; a whole number is a fine float.
    if type(raw) is kind or (kind is float and type(raw) is int):
        return raw
    raise ValueError(f"must be {_KINDS[kind]}, not {kind_of(raw)}")


def _known(word: str, what: str, known: Iterable[str]) -> str:
    known = tuple(known)
    if word not in known:
        raise ValueError(f'names no {what}: "{word}"; {instead_of(word, known)}')
    return word


def _word(written: str) -> str:
    if written == "owner" or not _WORD.fullmatch(written):
        raise ValueError(
            f'cannot be "{written}"; write a short word of letters and digits, as in "ana"'
        )
    return written


def _port(number: int) -> int:
    if not 0 < number < 65536:
        raise ValueError(f"is no port: {number}; IMAP is on 993, SMTP on 465 or 587")
    return number


def _count(number: int) -> int:
    if number < 0:
        raise ValueError(f"cannot be below zero: {number}")
    return number


def _part(number: float) -> float:
    if not 0 < number < 1:
        raise ValueError(f"must lie between 0 and 1, not {number}; 0.75 is three quarters")
    return float(number)


def _positive(length: timedelta | Duration) -> timedelta | Duration:
    if length in (timedelta(), Duration()):
        raise ValueError("must be longer than nothing; leave the key out if you want none")
    return length


def _file(path: Path) -> Path:
    if not path.is_file():
        raise ValueError(f"names no file: {path}; correct the path")
    return path


def _folder(path: Path) -> Path:
    if not path.is_dir():
        raise ValueError(f"names no folder: {path}; create it or correct the path")
    return path
