"""Writing what was found out into a mailbox's config; its comments and its order stay.

Changes lines, and then reads the outcome: whatever is not exactly what was meant is refused,
and the file stays as it is.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from samehand.config.example import Value, toml

Values = Mapping[str, Value | None]
"""By key; None takes the key out."""

_HEADER = re.compile(r"\s*(\[\[?)\s*([\w.-]+)\s*\]\]?\s*(?:#.*)?")
_INLINE = re.compile(r'(\s*trust\s*=\s*)\{(?:[^{}#"]|"[^"]*")*\}(\s*(?:#.*)?)')
_SETTING = re.compile(r'\s*(?:#\s*)?[\w-]+\s*=\s*(?:"[^"]*"|[^#"]*)\s*(#.*)?')
_TRUST = "mailbox.trust"


class PinError(Exception):
    """The config is left as it is; the text says why."""


def pinned(text: str, mailbox: str, own: Values, trust: Values) -> str:
    """The config with these values for a mailbox and its table `trust`. Raises PinError."""
    document = tomllib.loads(text)
    wanted = _wanted(document, mailbox, own, trust)
    index = next(i for i, table in enumerate(wanted["mailbox"]) if table["name"] == mailbox)
    lines = text.splitlines(keepends=True)
    start, end = _section(lines, index)
    section = _with_trust(lines[start:end], trust)
    first = _first_table(section)
    section[:first] = _set(section[:first], own)
    changed = "".join((*lines[:start], *section, *lines[end:]))
    try:
        is_right = tomllib.loads(changed) == wanted
    except tomllib.TOMLDecodeError:
        is_right = False
    if not is_right:
        raise PinError("it is written in a way that cannot be changed without a person")
    return changed


def write(path: Path, text: str) -> None:
    """Replace a file by another, whole or not at all, with the same rights."""
    path = path.resolve()
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with new.open("x", encoding="utf-8") as file:
            os.fchmod(file.fileno(), path.stat().st_mode & 0o7777)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise PinError(f"{path} cannot be written ({error.strerror})") from None


def _wanted(document: dict[str, Any], mailbox: str, own: Values, trust: Values) -> Any:
    tables = [_updated(table, {}) for table in document["mailbox"]]
    for at, table in enumerate(tables):
        if table["name"] == mailbox:
            tables[at] = _updated(table, own)
            tables[at]["trust"] = _updated(table.get("trust", {}), trust)
    return {**document, "mailbox": tables}


def _updated(table: Mapping[str, Any], values: Values) -> dict[str, Any]:
    changed = {**table, **values}
    return {key: value for key, value in changed.items() if value is not None}


def _section(lines: list[str], index: int) -> tuple[int, int]:
    """The lines of a mailbox, with those of the tables in it."""
    starts = [at for at, name in _tables(lines) if name == "mailbox"]
    if index >= len(starts):
        raise PinError("its mailboxes are not written as [[mailbox]]")
    after = (
        at
        for at, name in _tables(lines)
        if at > starts[index] and not name.startswith("mailbox.")
    )
    return starts[index], next(after, len(lines))


def _tables(lines: list[str]) -> Iterator[tuple[int, str]]:
    for at, line in enumerate(lines):
        if header := _HEADER.fullmatch(line.rstrip("\r\n")):
            yield at, header[2]


def _first_table(section: list[str]) -> int:
    """Where a mailbox's own keys end."""
    return next((at for at, name in _tables(section) if name != "mailbox"), len(section))


def _with_trust(section: list[str], trust: Values) -> list[str]:
    """In its table, in one line, or behind all else where there is none yet."""
    for at, name in _tables(section):
        if name == _TRUST:
            rest = section[at + 1 :]
            end = next((later for later, _ in _tables(rest)), len(rest))
            return [*section[: at + 1], *_set(rest[:end], trust), *rest[end:]]
    for at, line in enumerate(section):
        if found := _INLINE.fullmatch(line.rstrip("\r\n")):
            table = _updated(tomllib.loads(line)["trust"], trust)
            inside = ", ".join(f"{key} = {toml(value)}" for key, value in table.items())
            section[at] = f"{found[1]}{{ {inside} }}{found[2]}\n"
            return section
    filled = len("".join(section).rstrip().splitlines())
    new = [f"[{_TRUST}]\n", *_set([], trust)]
    return [*section[:filled], "\n", *new, *section[filled:]]


def _set(lines: list[str], values: Values) -> list[str]:
    """Lines of one table with these values: in place of what is there, or after its keys."""
    lines = list(lines)
    for key, value in values.items():
        places = [at for at, line in enumerate(lines) if _is_of(key, line)]
        spare = [at for at, line in enumerate(lines) if _is_of(key, line, commented=True)]
        if places:
            lines[places[0]] = _line(lines[places[0]], key, value)
        elif value is not None and spare:
            lines[spare[0]] = _line(lines[spare[0]], key, value)
        elif value is not None:
            filled = len("".join(lines).rstrip().splitlines())
            if lines and filled and not lines[filled - 1].endswith("\n"):
                lines[filled - 1] += "\n"
            lines.insert(filled, f"{key} = {toml(value)}\n")
    return lines


def _is_of(key: str, line: str, *, commented: bool = False) -> bool:
    mark = r"#\s*" if commented else ""
    return re.match(rf"\s*{mark}{re.escape(key)}\s*=", line) is not None


def _line(line: str, key: str, value: Value | None) -> str:
    """A line with another value; its comment stays, and one without a value becomes one."""
    end = line[len(line.rstrip("\r\n")) :]
    if value is None:
        return f"# {line.lstrip()}"
    found = _SETTING.match(line.rstrip("\r\n"))
    comment = (found[1] or "") if found else ""
    setting = f"{key} = {toml(value)}"
    return (f"{setting:37} {comment}" if comment else setting) + end
