"""Prints the reference of all keys, made from the settings themselves.

Renew the page with: python -m samehand.config.reference > docs/configuration.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from samehand.config.forms import Form
from samehand.config.layout import Shape, Slot, layout
from samehand.config.notation import duration_text, size_text
from samehand.config.secrets import PasswordSource
from samehand.config.settings import Duration, Holidays, Settings

_HEAD = """\
# The config

All keys of `samehand.toml`, by table. `samehand init` writes a commented example, and
`samehand check` says what is wrong with a file, each key by name.

- Durations are `30s`, `15m`, `4h`, `3d` or `1h30m`. A day of a target is a day of support hours
  of its calendar, elsewhere it is 24 hours.
- Sizes are `800kB`, `50MB`, `1GB`.
- Hours are `09:00-18:00`, or several spans: `09:00-14:00 15:00-18:00`. A night is
  `22:00-06:00`, a whole day `00:00-24:00`.
- Relative paths start at the folder of the config file.
- A password never stands in the file: `password_env` names an environment variable, and
  `password_file` a file that only its owner can read.

This page is made from the code: `python -m samehand.config.reference > docs/configuration.md`

## Changing it

Changes take effect at the next start of `samehand run`; `samehand check` tries them before.

- A clock that runs keeps its length and the time at which it is due; new clocks follow the new
  config. One that stands still goes on with what it has left, in the new hours.
- A conversation keeps the policy under which it was opened, by its name. Change what a policy
  says, but not its name while conversations of it are open: their clocks would alert nobody.
- Who hears of a clock is looked up when it alerts.

## The team

An agent is given new conversations in the hours of their own `calendar`. A new one needs a
table, and a calendar if none fits; hours are changed in their calendar.

```toml
[[agent]]
id = "ben"
name = "Ben Okafor"
address = "ben@acme.example"
calendar = "ben"

[calendar.ben]
timezone = "Europe/Madrid"
hours = { mon = "09:00-14:00", tue = "09:00-14:00", wed = "09:00-14:00 15:00-18:00" }
holidays = "ben-away.txt"
```

Who goes away says so, or their automatic reply does: see [absence](absence.md). Days off that
are known long before may stand in a file of `holidays`, like `ben-away.txt` here; public
holidays have to be in it too:

```text
2026-12-21 in the mountains
2026-12-22 in the mountains
2026-12-25 Christmas Day
```

- On these days new conversations go to others who are at work. Only a customer whose latest
  conversation was Ben's still comes to him, unless he has `capacity = 0`.
- What Ben owns stays his on such days, and its clocks run on; `#away` hands over what is due.
- The `fallback_owner` is given what nobody else is free for; while they are away, another is.
- Somebody leaves: remove their table, and their id wherever `samehand check` finds it. What
  they owned goes to somebody else at the customer's next mail; until then, what its clocks tell
  the owner goes to the `fallback_owner`. With `#assign` they can hand it over before.

## Targets

- The first `[[policy]]` that fits a conversation's first mail holds. In its `when`, every given
  key has to fit, by any of its entries. `words` are whole words or phrases, in any case.
- The clocks run in the hours of the policy's `calendar`, whoever is the owner.
- `after` in the ladder counts from the breach by the clock on the wall, nights included. The
  ladder ends when somebody answers; that of a `resolution` goes on when the customer writes
  again, since only `#close` is a resolution.

Customers who are promised more get a policy of their own, above those that fit them too:

```toml
[[policy]]
name = "key accounts"
when = { customer = ["*@bigco.example"] }
calendar = "office"
first_response = "1h"
next_response = "4h"
alert = ["owner", "ops@acme.example"]
ladder = [
    { after = "30m", to = ["lead@acme.example"] },
    { after = "2h", to = ["boss@acme.example"] },
]
```

In an office that is open from 09:00 to 18:00, a mail of Friday 17:30 is due on Monday at 09:30.
The lead hears at 10:00 and the boss at 11:30, if nobody has answered by then.
"""
_TYPES: Mapping[Any, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "`true` or `false`",
    ZoneInfo: "time zone, `Europe/Madrid`",
    timedelta: "duration, `15m`",
    Duration: "duration, `3d`",
    Path: "path",
    PasswordSource: "variable or path",
    Holidays: "`ES-MD`, or a path",
}


def page() -> str:
    """The whole page, in Markdown."""
    return "\n".join([_HEAD, *_sections(Settings, "")])


def _sections(kind: type[Any], path: str) -> Iterator[str]:
    """Each table of the file with its keys, followed by the tables within it."""
    for slot in layout(kind):
        if slot.is_table:
            inner = f"{path}{slot.key}"
            yield from _section(slot, inner)
            yield from _sections(slot.kind, f"{inner}.")


def _section(slot: Slot, path: str) -> Iterator[str]:
    header = {Shape.ONE: f"[{path}]", Shape.LIST: f"[[{path}]]", Shape.NAMED: f"[{path}.NAME]"}
    yield f"## `{header[slot.shape]}`\n\n{slot.doc}\n"
    yield "| key | value | default | meaning |"
    yield "| --- | --- | --- | --- |"
    for row in layout(slot.kind):
        given_by_header = slot.shape is Shape.NAMED and row.field == "name"
        if not row.is_table and not given_by_header:
            keys = " or ".join(f"`{key}`" for key in row.keys)
            yield f"| {keys} | {_type(row)} | {_default(row)} | {row.doc} |"
    yield ""


def _type(slot: Slot) -> str:
    if slot.form:
        words = slot.form.value
    elif slot.kind in _TYPES:
        words = _TYPES[slot.kind]
    else:
        words = " or ".join(f'`"{choice}"`' for choice in slot.kind)
    return f"list: {words}" if slot.shape is Shape.LIST else words


def _default(slot: Slot) -> str:
    match slot.default:
        case _ if slot.required:
            return "required"
        case None | ():
            return "none"
        case int(size) if slot.form is Form.SIZE:
            return f"`{size_text(size)}`"
        case timedelta() as length:
            return f"`{duration_text(length)}`"
        case bool(answer):
            return f"`{answer}`".lower()
        case default:
            return f"`{default}`"


if __name__ == "__main__":
    sys.stdout.write(page())
