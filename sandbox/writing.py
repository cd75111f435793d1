"""How a mail client puts a mail together: charsets, parts, and the quoting of a reply.

The way is the standard library's, so that what reaches the desk is real; only the Message-ID
comes from the story, so that a story can be played twice with the same mails.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email import encoders, message_from_bytes
from email.header import Header, decode_header, make_header
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr, getaddresses, parsedate_to_datetime

from samehand.sandbox.story import Enclosure, Person, Writes

IDS = re.compile(r"<([^<>\s]+)>")


@dataclass(frozen=True)
class Opened:
    """A mail that lies in somebody's mailbox."""

    uid: int
    arrived_at: datetime
    content: bytes

    @property
    def mail(self) -> Message:
        return message_from_bytes(self.content)

    @property
    def subject(self) -> str:
        return header_text(self.mail, "Subject")

    @property
    def sender(self) -> str:
        return header_text(self.mail, "From")

    @property
    def message_id(self) -> str:
        return next(iter(IDS.findall(str(self.mail.get("Message-ID", "")))), "")

    @property
    def names(self) -> frozenset[str]:
        """Every Message-ID in its header: its own and those that it answers."""
        fields = ("Message-ID", "In-Reply-To", "References")
        return frozenset(id_ for f in fields for id_ in IDS.findall(str(self.mail.get(f, ""))))

    @property
    def text(self) -> str:
        """What a client shows first: the plain text, else the HTML as it stands."""
        parts = [part for part in self.mail.walk() if part.get_content_maintype() == "text"]
        plain = [part for part in parts if part.get_content_subtype() == "plain"]
        return part_text(plain[0] if plain else parts[0]) if parts else ""


def compose(
    turn: Writes, writer: Person, now: datetime, *, opened: Opened | None = None
) -> tuple[bytes, tuple[str, ...]]:
    """The bytes of a turn's mail and the addresses that it goes to.

    `writer` stands in From. With `opened` it is a reply to that mail.
    """
    to = tuple(("", address) for address in turn.to)
    cc = tuple(("", address) for address in turn.cc)
    if opened is not None:
        to = to or _answer_to(opened)
        if turn.reply_all:
            cc += _others(opened, {writer.address, *(address for _, address in to)})
    mail = _body(turn, opened)
    mail["From"] = formataddr((writer.name, writer.address))
    mail["To"] = ", ".join(formataddr(person) for person in to)
    if cc:
        mail["Cc"] = ", ".join(formataddr(person) for person in cc)
    subject = _subject(turn, opened)
    mail["Subject"] = Header(subject, _charset_for(subject, turn)).encode()
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{message_id(turn, writer)}>"
    if opened is not None:
        mail["In-Reply-To"] = f"<{opened.message_id}>"
        mail["References"] = " ".join(f"<{id_}>" for id_ in _references(opened))
    for name, value in turn.headers:
        mail[name] = value
    return mail.as_bytes(), tuple(address for _, address in (*to, *cc))


def message_id(turn: Writes, writer: Person) -> str:
    """The Message-ID of a turn's mail, the same each time the story is played."""
    return f"{turn.id}.turn@{writer.address.rpartition('@')[2]}"


def header_text(mail: Message, name: str) -> str:
    """A header field as people read it."""
    return " ".join(str(make_header(decode_header(str(mail.get(name, ""))))).split())


def quoted(opened: Opened, when: datetime) -> str:
    """The original below the answer, as most clients put it."""
    written = f"On {when:%a, %d %b %Y at %H:%M}, {opened.sender} wrote:"
    lines = opened.text.rstrip().splitlines()
    return "\n".join([written, *(f"> {line}".rstrip() for line in lines)]) + "\n"


def _body(turn: Writes, opened: Opened | None) -> Message:
    text = turn.text
    if opened is not None:
        text = f"{text.rstrip()}\n\n{quoted(opened, _written_at(opened))}"
    parts: list[Message] = []
    if text:
        parts.append(MIMEText(text, "plain", _charset_for(text, turn)))
    if turn.html:
        parts.append(MIMEText(turn.html, "html", _charset_for(turn.html, turn)))
    readable = parts[0] if len(parts) == 1 else _multipart("alternative", parts)
    if not turn.enclosures:
        return readable
    return _multipart("mixed", [readable, *(_attached(file) for file in turn.enclosures)])


def _multipart(kind: str, parts: list[Message]) -> Message:
    whole = MIMEMultipart(kind, boundary=f"part-{kind}-7c1b")
    for part in parts:
        whole.attach(part)
    return whole


def _attached(file: Enclosure) -> Message:
    main, _, sub = file.type.partition("/")
    part = MIMEBase(main, sub or "octet-stream")
    part.set_payload(file.content)
    encoders.encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=file.name)
    return part


def _charset_for(text: str, turn: Writes) -> str:
    """The writer's own charset, unless what they quote does not fit into it."""
    if text.isascii():
        return "us-ascii"
    try:
        text.encode(turn.charset)
    except UnicodeEncodeError:
        return "utf-8"
    return turn.charset


def _subject(turn: Writes, opened: Opened | None) -> str:
    if turn.subject or opened is None:
        return turn.subject
    subject = opened.subject
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"


def _references(opened: Opened) -> list[str]:
    earlier = IDS.findall(str(opened.mail.get("References", "")))
    earlier = earlier or IDS.findall(str(opened.mail.get("In-Reply-To", "")))
    return [*earlier, opened.message_id]


def _answer_to(opened: Opened) -> tuple[tuple[str, str], ...]:
    field = "Reply-To" if opened.mail["Reply-To"] else "From"
    return tuple(getaddresses([str(opened.mail.get(field, ""))]))


def _others(opened: Opened, known: set[str]) -> tuple[tuple[str, str], ...]:
    fields = [str(opened.mail.get(name, "")) for name in ("To", "Cc")]
    return tuple(p for p in getaddresses(fields) if p[1] and p[1].lower() not in known)


def _written_at(opened: Opened) -> datetime:
    try:
        return parsedate_to_datetime(str(opened.mail.get("Date")))
    except (TypeError, ValueError):
        return opened.arrived_at


def part_text(part: Message) -> str:
    """The text of a part, whatever it declares."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        return content.decode("utf-8", "replace")
