"""Reads one turn of a story: who writes what to whom, or what happens to the desk."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from datetime import datetime, timedelta
from mimetypes import guess_type
from pathlib import Path

from samehand.sandbox.story import AnyTurn, Change, Enclosure, Happens, Person, Role, Writes
from samehand.sandbox.tables import Table

AUTO_REPLY = (("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All"))
BULK = (("Precedence", "bulk"), ("List-Unsubscribe", "<mailto:stop@news.example>"))
KINDS = {"person": (), "auto-reply": AUTO_REPLY, "newsletter": BULK}
SERVERS = {"smtp": "", "imap": ""}


def read_turn(
    table: Table,
    number: int,
    start: datetime,
    *,
    folder: Path,
    people: Mapping[str, Person],
    support: str,
) -> AnyTurn:
    """The turn; `number` counts from 1 and is its id unless it names one itself."""
    named = table.get("id")
    turn_id = named if isinstance(named, str) and named else str(number)
    table.place = f"turn {turn_id!r}"
    at = start + timedelta(minutes=_minutes(table))
    tell = table.text("tell", "")
    if table.text("from") == "system":
        turn: AnyTurn = _happens(table, turn_id, at, tell, people)
    else:
        turn = _writes(table, turn_id, at, tell, folder=folder, people=people, support=support)
    table.close()
    return turn


def _minutes(table: Table) -> float:
    at = table.get("at")
    if isinstance(at, int | float) and not isinstance(at, bool) and at >= 0:
        return float(at)
    table.note("`at` must be a number of minutes after the start")
    return 0.0


def _happens(
    table: Table, turn_id: str, at: datetime, tell: str, people: Mapping[str, Person]
) -> Happens:
    changes = [change for change in Change if table.has(change.value)]
    if len(changes) != 1:
        table.note("the system does one of `stop`, `start`, `away`, `back`")
        return Happens(turn_id, at, tell, Change.START, "smtp")
    [change] = changes
    is_server = change in {Change.STOP, Change.START}
    agents = {p.id: p for p in people.values() if p.role is Role.AGENT}
    return Happens(
        turn_id, at, tell, change, table.word(change.value, SERVERS if is_server else agents)
    )


def _writes(
    table: Table,
    turn_id: str,
    at: datetime,
    tell: str,
    *,
    folder: Path,
    people: Mapping[str, Person],
    support: str,
) -> Writes:
    answers = table.get("answers")
    raw = _raw(table, folder)
    kind = table.word("kind", KINDS, "person")
    turn = Writes(
        turn_id,
        at,
        tell,
        writer=table.word("from", people),
        to=_addresses(table, "to", people) or ((support,) if answers is None else ()),
        cc=_addresses(table, "cc", people),
        subject=table.text("subject", ""),
        text=table.text("text", ""),
        html=table.text("html", ""),
        charset=_charset(table),
        enclosures=_enclosures(table, folder),
        answers=None if answers is None else str(answers),
        reply_all=table.flag("reply_all"),
        headers=(*KINDS.get(kind, ()), *_headers(table)),
        pretends=table.word("pretends", people) if table.has("pretends") else None,
        raw=raw,
    )
    if raw is None and not (turn.text or turn.html or turn.enclosures or turn.subject):
        table.note("nothing is written: give `text`, `html`, `attach` or `raw`")
    _check_encodable(table, turn)
    return turn


def _check_encodable(table: Table, turn: Writes) -> None:
    try:
        (turn.text + turn.html + turn.subject).encode(turn.charset)
    except UnicodeEncodeError as error:
        table.note(f"`charset` {turn.charset} cannot write {error.object[error.start]!r}")


def _charset(table: Table) -> str:
    name = table.text("charset", "utf-8")
    try:
        "".encode(name)
    except LookupError:
        table.note(f"`charset` names {name!r}, which nobody knows")
        return "utf-8"
    return name


def _addresses(table: Table, key: str, people: Mapping[str, Person]) -> tuple[str, ...]:
    """People by their id, everybody else by their address."""
    found = []
    for who in table.texts(key):
        if who not in people and "@" not in who:
            table.note(f"`{key}` names {who!r}, who is neither of the people nor an address")
        found.append(people[who].address if who in people else who)
    return tuple(found)


def _headers(table: Table) -> tuple[tuple[str, str], ...]:
    fields = table.table("headers")
    return tuple((name, fields.text(name)) for name, _ in fields.items())


def _raw(table: Table, folder: Path) -> bytes | None:
    """A text that begins like a mail, or the name of a file beside the story."""
    if not table.has("raw"):
        return None
    value = table.text("raw")
    if "\n" in value:
        return value.replace("\r\n", "\n").replace("\n", "\r\n").encode()
    return _read(table, folder / value)


def _enclosures(table: Table, folder: Path) -> tuple[Enclosure, ...]:
    """Each has a `name` and one of `text`, `base64` and `file`."""
    found = []
    for entry in table.tables("attach"):
        name = entry.text("name")
        kind = entry.text("type", guess_type(name)[0] or "application/octet-stream")
        content = _content(entry, folder)
        entry.close()
        found.append(Enclosure(name, kind, content))
    return tuple(found)


def _content(entry: Table, folder: Path) -> bytes:
    if entry.has("file"):
        return _read(entry, folder / entry.text("file"))
    if not entry.has("base64"):
        return entry.text("text").encode()
    try:
        return b64decode(entry.text("base64"), validate=True)
    except ValueError:
        entry.note("`base64` is no base64")
        return b""


def _read(table: Table, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        table.note(f"{path} cannot be read: {error.strerror}")
        return b""
