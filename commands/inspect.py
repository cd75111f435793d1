"""`samehand inspect`: how mails would be read, and why. It writes nothing and sends nothing.

Mails come from `.eml` files, from mbox files and from standard input, one at a time, so that
an archive of any size can be inspected. What cannot be opened gives a line that says so.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from samehand.commands.terminal import harmless
from samehand.commands.threaded import Filed, Memory
from samehand.config.settings import Strangers
from samehand.ingest import limits
from samehand.ingest.apart.confined import read_safely
from samehand.ingest.message import MACHINES, Address, Attachment, Bounce, InboundMessage
from samehand.threading.match import told

STANDARD_INPUT = "-"
_QUOTED_FROM = re.compile(rb">+From ")


@dataclass(frozen=True)
class Specimen:
    """One mail to look at: where it came from, and its bytes or why there are none."""

    file: str
    content: bytes = b""
    number: int | None = None  # within an mbox
    error: str | None = None

    @property
    def name(self) -> str:
        return f"{self.file}, mail {self.number}" if self.number else self.file


def inspect(
    files: Iterable[str],
    *,
    as_json: bool,
    threads: bool = False,
    strangers: Strangers = Strangers.SEPARATE,
) -> int:
    """Print how each mail is read, or with `threads` which conversation it joins.

    Answers the exit status: 1 when a file could not be opened.
    """
    mails = (mail for file in files for mail in specimens(file))
    printed = (
        _print_threads(mails, strangers, as_json=as_json)
        if threads
        else _print_mails(mails, as_json=as_json)
    )
    return int(sum(mail.error is not None for mail in printed) > 0)


def _print_mails(mails: Iterable[Specimen], *, as_json: bool) -> Iterator[Specimen]:
    for mail in mails:
        message = _read(mail)
        if as_json:
            _print_json(mail, described(message))
        else:
            _print_for_people(mail, message)
        yield mail


def _read(mail: Specimen) -> InboundMessage:
    if mail.error:
        return InboundMessage(error=mail.error)
    return read_safely(mail.content, with_html=False)


def specimens(file: str) -> Iterator[Specimen]:
    """The mails in a file; a mail that is too large comes cut, so that it says so itself."""
    try:
        with _opened(file) as stream:
            start = stream.readline(limits.LARGEST_MAIL + 1)
            if start.startswith(b"From ") and not file.endswith(".eml"):
                for number, content in enumerate(_mbox(stream), 1):
                    yield Specimen(file, content, number)
            else:
                yield Specimen(file, start + stream.read(limits.LARGEST_MAIL + 1 - len(start)))
    except IsADirectoryError:
        yield Specimen(file, error="is a folder; name the mails in it, as in FOLDER/*.eml")
    except OSError as failure:
        yield Specimen(file, error=f"cannot be read: {failure.strerror or failure}")


def _opened(file: str) -> nullcontext[BinaryIO] | BinaryIO:
    return nullcontext(sys.stdin.buffer) if file == STANDARD_INPUT else Path(file).open("rb")


def _mbox(stream: BinaryIO) -> Iterator[bytes]:
    """The mails after the first separator line; lines like `>From ` lose one mark."""
    lines: list[bytes] = []
    size, after_blank = 0, False
    for line in stream:
        if after_blank and line.startswith(b"From "):
            yield b"".join(lines)
            lines, size = [], 0
        elif size <= limits.LARGEST_MAIL:
            lines.append(line[1:] if _QUOTED_FROM.match(line) else line)
            size += len(line)
        after_blank = not line.strip()
    yield b"".join(lines)


def described(message: InboundMessage) -> dict[str, object]:
    """Everything that was understood of a mail, ready for JSON."""
    return {
        "message_id": message.message_id,
        "in_reply_to": message.in_reply_to,
        "references": message.references,
        "from": _person(message.sender),
        "identity": message.identity,
        "reply_to": [_person(one) for one in message.reply_to],
        "to": [_person(one) for one in message.to],
        "cc": [_person(one) for one in message.cc],
        "subject": message.subject,
        "date": message.date.isoformat() if message.date else None,
        "attachments": [_file(one) for one in message.attachments],
        "text": message.text,
        "reply": message.reply,
        "kind": message.kind.value,
        "certain": message.certain,
        "bounce": asdict(message.bounce) if message.bounce else None,
        "protection": message.protection,
        "reasons": message.reasons,
        "warnings": warnings(message),
        "error": message.error,
    }


def _person(one: Address) -> dict[str, str]:
    return {"address": one.address, "name": one.name}


def _file(one: Attachment) -> dict[str, object]:
    name = one.name if one.named else None
    return {"name": name, "type": one.type, "size": one.size, "inline": one.inline}


def warnings(message: InboundMessage) -> tuple[str, ...]:
    """What is odd about a mail, for somebody who wonders how it will be treated."""
    sender = message.sender.address
    said = (sender, message.message_id, message.subject, message.text, message.attachments)
    if message.error is None and not any(said):
        return ("there is no mail in it",)
    found = (
        (
            message.kind in MACHINES and not message.certain,
            "a machine's by its words alone: unless it is about a mail of ours, it goes the way"
            " of a person's",
        ),
        (not sender, "nobody stands in From"),
        (
            bool(sender) and message.identity is None,
            "From is not one plain mailbox: it can never speak for an agent",
        ),
        (message.message_id is None, "no Message-ID: answers cannot name this mail"),
        (message.date is None, "no readable Date"),
        (
            any(one.address != sender for one in message.reply_to),
            "answers are asked to another address than From",
        ),
        (message.hidden_words > 0, f"its HTML hides {message.hidden_words} words from readers"),
    )
    return tuple(words for holds, words in found if holds)


def _print_json(mail: Specimen, facts: dict[str, object]) -> None:
    place = {"file": mail.file} | ({"number": mail.number} if mail.number else {})
    sys.stdout.write(json.dumps(place | facts) + "\n")


def _print_for_people(mail: Specimen, message: InboundMessage) -> None:
    """One small table a mail. Nothing in it can steer the terminal."""
    table = Table(
        title=Text(harmless(mail.name)), title_justify="left", show_header=False, box=None
    )
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in _lines(message) if not mail.error else [("error", mail.error)]:
        if value:
            table.add_row(name, Text(value))
    Console(highlight=False).print(table, "")


def _lines(message: InboundMessage) -> Iterator[tuple[str, str]]:
    yield "error", message.error or ""
    yield "from", _named(message.sender)
    yield "to", ", ".join(map(_named, message.to))
    yield "cc", ", ".join(map(_named, message.cc))
    yield "subject", message.subject
    yield "date", f"{message.date:%Y-%m-%d %H:%M:%S} UTC" if message.date else ""
    yield "id", message.message_id or ""
    yield "kind", f"{message.kind} ({', '.join(message.reasons)})"
    yield "protection", message.protection or ""
    yield "not reached", _not_reached(message.bounce) if message.bounce else ""
    for one in message.attachments:
        yield "attachment", f"{one.name} ({one.type}, {one.size:,} bytes)"
    for warning in warnings(message):
        yield "warning", warning
    yield "reply", message.reply


def _named(one: Address) -> str:
    return f"{one.name} <{one.address}>" if one.name else one.address


def _not_reached(bounce: Bounce) -> str:
    how_long = {True: "for good", False: "for now", None: "perhaps for good"}
    said = "still tried" if bounce.delayed else how_long[bounce.permanent]
    who = ", ".join(bounce.recipients) or "somebody"
    return f"{who}, {said}: {bounce.reason}" if bounce.reason else f"{who}, {said}"


def _print_threads(
    mails: Iterable[Specimen], strangers: Strangers, *, as_json: bool
) -> Iterator[Specimen]:
    """Let all mails arrive in their order; only then is it known what belongs together."""
    memory = Memory(strangers)
    for mail, filed in [(mail, _filed(mail, memory)) for mail in mails]:
        facts: dict[str, object] = {"conversation": None, "rule": None, "reason": None}
        if filed is not None:
            facts["conversation"] = memory.conversation_of(filed) + 1  # as people count
            facts |= {"rule": filed.rule, "reason": told(filed.rule)}
        if as_json:
            _print_json(mail, facts | {"error": mail.error})
        else:
            said = mail.error or f"conversation {facts['conversation']} ({facts['reason']})"
            sys.stdout.write(f"{harmless(mail.name)}: {said}\n")
        yield mail


def _filed(mail: Specimen, memory: Memory) -> Filed | None:
    return None if mail.error else memory.file(_read(mail))
