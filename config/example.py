"""The documented example, and how answers are filled into it.

Only values change: the comments and the order stay, so that a desk's own file reads like
the example.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

Value = str | int | bool | tuple[str, ...]

_TABLE = re.compile(r"\[\[?([\w.]+)\]?\]")
_LINE = re.compile(r'(?:# )?(\w+) = ("[^"]*"|\[[^\]]*\]|[\w.]+) *(#.*)?')
_COMMENT_AT = 38


def example() -> str:
    """The example as it is."""
    return Path(__file__).with_name("example.toml").read_text(encoding="utf-8")


def filled(values: Mapping[str, Value | None]) -> str:
    """The example with other values, by dotted key: `desk.name`.

    A key that is commented out comes alive with its value, and one whose value is None is
    commented out. Raises KeyError for a key that the example does not have.
    """
    left, table, lines = dict(values), "", []
    for line in example().splitlines():
        if header := _TABLE.match(line):
            table = header[1]
        found = _LINE.fullmatch(line)
        key = f"{table}.{found[1]}" if found else ""
        lines.append(_line(found, left.pop(key)) if found and key in left else line)
    if left:
        raise KeyError(*left)
    return "\n".join(lines) + "\n"


def _line(found: re.Match[str], value: Value | None) -> str:
    name, before, comment = found.groups(default="")
    setting = f"# {name} = {before}" if value is None else f"{name} = {toml(value)}"
    return f"{setting:{_COMMENT_AT - 1}} {comment}".rstrip()


def toml(value: Value) -> str:
    """A value as TOML writes it."""
    if isinstance(value, tuple):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", r"\u007f")
    return json.dumps(value)
