"""Mails to the team: what a customer wrote, what became of an answer, what a clock says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from samehand.config.settings import Mailbox
from samehand.desk.agents.commands.spoken import SHORT_CARD
from samehand.desk.letters import Alert, Exchange, Notice, Receipt, Relay
from samehand.ingest.message import Address, Attachment
from samehand.notify import headers
from samehand.notify.draft import GENERATED, NO_ECHO, Draft
from samehand.notify.frame import MARK, of_others
from samehand.notify.headers import Field
from samehand.notify.mime import clean_file_name
from samehand.notify.shown import Shown, is_shown, shown
from samehand.notify.words import as_html

_LARGEST = 300_000  # characters; what is longer is one text
_LONGEST_ROW = 2_000
_BRIEF = 50  # characters of what was done, in a first line
_LAST_LINES = 6  # of what we said last, in a relay
_LAST_LENGTH = 160  # characters of each


def relay(letter: Relay, desk: str, mailbox: Mailbox, zone: ZoneInfo, now: datetime) -> Draft:
    customer = _person(letter.sender)
    text = of_others(letter.text).strip("\n")
    looks = _looks(letter, text)
    values = {
        "number": letter.conversation,
        "owner": letter.owner_name,
        "customer": customer,
        "subject": headers.subject_of(letter.subject),
        "state": letter.state,
        "target": letter.target,
        "due_at": letter.due_at,
        "left": letter.left,
        "told": tuple((_said(label), _said(value)) for label, value in letter.told),
        "notes": tuple(map(_said, letter.notes)),
        "text": text,
        "written_at": letter.written_at,
        "attachments": tuple(map(_file, looks.beside if looks else letter.attachments)),
        "last": _shortened(letter.last) if letter.last else None,
        "commands": SHORT_CARD,
        "mark": MARK,
        "now": now,
        "zone": zone,
    }
    called = customer["name"] or letter.sender.address.partition("@")[0]
    return Draft(
        f"{called} via {desk}",
        "relay",
        values,
        headers.INTERNAL,
        marks=(_list_id(mailbox), *NO_ECHO),  # the words are a person's, the rest is ours
        attachments=letter.attachments,
        shown=looks,
        number=letter.conversation,
        token=letter.token,
    )


def receipt(
    letter: Receipt, desk: str, mailbox: Mailbox, zone: ZoneInfo, now: datetime
) -> Draft:
    values = {
        "number": letter.conversation,
        "subject": headers.subject_of(letter.subject),
        "recipients": letter.recipients,
        "text": letter.text,
        "signature": letter.signature,
        "attachments": tuple(
            _file(a) for a in letter.attachments if not is_shown(a, letter.html)
        ),
        "cut": letter.cut,
        "undo_until": letter.undo_until,
        "done": letter.done,
        "brief": _in_brief(letter.done),
        "state": letter.state,
        "target": letter.target,
        "due_at": letter.due_at,
        "notes": tuple(map(_said, letter.notes)),
        "mark": MARK,
        "now": now,
        "zone": zone,
    }
    return Draft(
        desk,
        "receipt",
        values,
        headers.INTERNAL,
        marks=(_list_id(mailbox), *GENERATED),
        shown=shown(letter.html, (), letter.message_id) if letter.html else None,
        number=letter.conversation,
        token=letter.token,
    )


def notice(letter: Notice, desk: str, mailbox: Mailbox) -> Draft:
    values = {
        "headline": letter.headline,
        "subject": headers.subject_of(letter.subject),
        "number": letter.conversation,
        "lines": letter.lines,
        "text": of_others(letter.text),
        "mark": MARK if letter.token and letter.conversation else "",
    }
    return Draft(
        desk,
        "notice",
        values,
        headers.INTERNAL,
        marks=(*((_list_id(mailbox),) if letter.conversation else ()), *GENERATED),
        number=letter.conversation,
        token=letter.token,
    )


def alert(letter: Alert, desk: str, zone: ZoneInfo, now: datetime) -> Draft:
    values = {
        "number": letter.conversation,
        "target": letter.target,
        "subject": headers.subject_of(letter.subject),
        "customer": _person(letter.customer),
        "owner": letter.owner_name,
        "policy": letter.policy,
        "calendar": letter.calendar,
        "started_at": letter.started_at,
        "due_at": letter.due_at,
        "used": letter.used_text,
        "notes": letter.notes,
        "stage": letter.stage,
        "now": now,
        "zone": zone,
    }
    template = {1: "alert_warning", 2: "alert_breach"}.get(letter.stage, "alert_ladder")
    return Draft(desk, template, values, headers.INTERNAL, marks=GENERATED)


def _looks(letter: Relay, text: str) -> Shown | None:
    """What stands in the box of a relay: the mail as it looked, or its text."""
    if letter.html:
        return shown(letter.html, letter.attachments, letter.message_id)
    return Shown(as_html(text), beside=letter.attachments) if len(text) < _LARGEST else None


def _said(words: str) -> str:
    """A row of the brief; it may speak of others in their own words."""
    lines = of_others(words).strip().splitlines()
    return "\n  ".join(headers.clean(line, _LONGEST_ROW) for line in lines)


def _in_brief(done: tuple[str, ...]) -> str:
    """What a first line has room for, where one thing was done; it ends before its reasons."""
    first = re.split(r"[;:.,](?: |$)", done[0])[0] if len(done) == 1 else ""
    return first if len(first) <= _BRIEF else ""


def _list_id(mailbox: Mailbox) -> Field:
    """By which an agent can filter: one for each mailbox of the desk (RFC 2919)."""
    label = "".join(c if c.isascii() and c.isalnum() else "-" for c in mailbox.name.lower())
    return "List-Id", f"<{label}.conversations.{mailbox.domain}>"


def _person(address: Address) -> dict[str, str]:
    return {
        "name": headers.clean_name(address.name),
        "address": headers.clean(address.address, 320),
    }


def _file(attachment: Attachment) -> dict[str, object]:
    return {
        "name": clean_file_name(attachment.name),
        "type": attachment.type,
        "size": attachment.size,
    }


def _shortened(last: Exchange) -> dict[str, object]:
    lines = list(_first_lines(of_others(last.text)))
    if sum(map(bool, map(str.strip, last.text.splitlines()))) > len(lines):
        lines.append("…")
    return {"who": last.who, "at": last.at, "lines": lines}


def _first_lines(text: str) -> Iterator[str]:
    """The lines with words in them: a drawn one would look like the frame's."""
    worded = (line for line in text.splitlines() if any(map(str.isalnum, line)))
    for line in islice(worded, _LAST_LINES):
        line = " ".join(line.split())
        yield line if len(line) <= _LAST_LENGTH else f"{line[: _LAST_LENGTH - 1].rstrip()}…"
