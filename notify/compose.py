"""Letters become mails with their final bytes: rendered once, repeated byte for byte.

Which fields a mail may have depends on who reads it: a customer's mail carries nothing of the
inside, and a person's answer no mark of a machine. Nothing here reads a clock or sends a mail.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256
from typing import assert_never
from zoneinfo import ZoneInfo

from samehand.config.settings import Mailbox, Settings
from samehand.desk.agents.commands import CARD
from samehand.desk.letters import (
    Acknowledgement,
    Alert,
    Answer,
    AnyLetter,
    Notice,
    Receipt,
    Relay,
    Thread,
)
from samehand.desk.marks import carries_token, mark, reply_address, without_tokens
from samehand.ingest.address import usable
from samehand.ingest.message import Address, Attachment
from samehand.ingest.reply.visible import REPLY_MARK
from samehand.notify import headers
from samehand.notify.headers import Field
from samehand.notify.mime import attached_part, clean_file_name, mixed, text_part
from samehand.notify.outgoing import Outgoing
from samehand.notify.render import Render
from samehand.threading.subject import tagged

_NO_ECHO: tuple[Field, ...] = (("X-Auto-Response-Suppress", "OOF, AutoReply, DR, RN, NRN"),)
_REPLIED: tuple[Field, ...] = (("Auto-Submitted", "auto-replied"), *_NO_ECHO)
_GENERATED: tuple[Field, ...] = (("Auto-Submitted", "auto-generated"), *_NO_ECHO)


class CannotCompose(Exception):
    """A letter cannot become a mail; the text says why."""


@dataclass(frozen=True)
class _Draft:
    """What sets one kind of letter apart from the others."""

    sender: str  # the display name before the support address
    template: str
    values: Mapping[str, object]
    allowed: frozenset[str]
    marks: tuple[Field, ...] = ()
    to: tuple[Address, ...] = ()  # where it is not just the letter's
    cc: tuple[Address, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    token: str | None = None


def compose(letter: AnyLetter, settings: Settings, texts: Render, *, now: datetime) -> Outgoing:
    """The mail for a letter. CannotCompose, HeaderError or TextError say why there is none."""
    mailbox = settings.mailbox(letter.mailbox)
    draft = _draft(letter, settings, mailbox, now)
    to, cc = _usable(draft.to or letter.to), _usable(draft.cc)
    if not to:
        raise CannotCompose(f"{letter.key}: no address of {len(letter.to)} can be written to")
    support = Address(mailbox.address, draft.sender)
    subject, text = map(without_tokens, texts.letter(draft.template, draft.values))
    if settings.threading.subject_tag and letter.purpose.reaches_customer:
        subject = tagged(subject, letter.conversation)
    fields = [
        headers.address_field("From", (support,)),
        headers.address_field("To", to),
        *([headers.address_field("Cc", cc)] if cc else ()),
        *_reply_to(draft, mailbox),
        headers.text_field("Subject", headers.clean(subject, headers.LONGEST_SUBJECT + 20)),
        ("Date", format_datetime(now.astimezone(settings.desk.timezone))),
        headers.id_field("Message-ID", (letter.message_id,)),
        *_thread_fields(letter.thread, to_customer=letter.purpose.reaches_customer),
        *draft.marks,
        ("X-Loop", mailbox.address),  # by which we know it, should it come back
        ("MIME-Version", "1.0"),
    ]
    part_fields, body = _body(_framed(text, draft.token), draft.attachments, letter.message_id)
    header = headers.write((*fields, *part_fields))
    replies = [reply_address(mailbox, draft.token)] if draft.token else []
    addressed = [a.address for a in (*to, *cc)]
    headers.check(header, draft.allowed, [mailbox.address, *addressed, *replies])
    return Outgoing(
        key=letter.key,
        purpose=letter.purpose,
        mailbox=mailbox.name,
        conversation=letter.conversation,
        message_id=letter.message_id,
        # RFC 3834 section 4 wants none on automatic mail. Servers that one logs in to often
        # refuse that, and a bounce that comes back here is how a dead address is known.
        envelope_from=mailbox.address,
        recipients=tuple(dict.fromkeys(addressed)),
        content=header + b"\r\n" + body,
        not_before=letter.not_before,
    )


def _draft(letter: AnyLetter, settings: Settings, mailbox: Mailbox, now: datetime) -> _Draft:
    desk = settings.desk.name
    zone = _zone_of(letter.to, settings)
    match letter:
        case Acknowledgement():
            return _acknowledgement(letter, settings)
        case Answer():
            return _answer(letter, desk)
        case Relay():
            return _relay(letter, desk, mailbox, zone, now)
        case Receipt():
            return _receipt(letter, desk, zone, now)
        case Notice():
            return _notice(letter, desk)
        case Alert():
            return _alert(letter, desk, zone, now)
        case _:
            assert_never(letter)


def _acknowledgement(letter: Acknowledgement, settings: Settings) -> _Draft:
    values = {
        "desk": settings.desk.name,
        "owner": letter.owner_name,
        "answer_by": letter.answer_by,
        "subject": headers.bare_subject(letter.subject or "") or None,
        "zone": settings.desk.timezone,
    }
    return _Draft(
        settings.desk.name,
        "acknowledgement",
        values,
        headers.AUTOMATIC,
        marks=_REPLIED,
        to=tuple(Address(a.address) for a in letter.to),  # anybody could have chosen the name
    )


def _answer(letter: Answer, desk: str) -> _Draft:
    values = {
        "agent": letter.agent_name,
        "desk": desk,
        "subject": _subject(letter.subject),
        "text": letter.text,
    }
    return _Draft(
        f"{letter.agent_name}, {desk}",
        "answer",
        values,
        headers.EVERY_MAIL,
        cc=letter.cc,
        attachments=letter.attachments,
    )


def _relay(letter: Relay, desk: str, mailbox: Mailbox, zone: ZoneInfo, now: datetime) -> _Draft:
    customer = _person(letter.sender)
    values = {
        "number": letter.conversation,
        "owner": letter.owner_name,
        "customer": customer,
        "subject": _subject(letter.subject),
        "state": letter.state,
        "target": letter.target,
        "due_at": letter.due_at,
        "notes": letter.notes,
        "text": letter.text,
        "written_at": letter.written_at,
        "attachments": tuple(map(_file, letter.attachments)),
        "commands": CARD,
        "now": now,
        "zone": zone,
    }
    called = customer["name"] or letter.sender.address.partition("@")[0]
    list_id = f"<{_label(mailbox.name)}.conversations.{mailbox.domain}>"
    return _Draft(
        f"{called} via {desk}",
        "relay",
        values,
        headers.INTERNAL,
        marks=(("List-Id", list_id), *_NO_ECHO),  # the words are a person's, the rest is ours
        attachments=letter.attachments,
        token=letter.token,
    )


def _receipt(letter: Receipt, desk: str, zone: ZoneInfo, now: datetime) -> _Draft:
    values = {
        "number": letter.conversation,
        "subject": _subject(letter.subject),
        "recipients": letter.recipients,
        "text": letter.text,
        "undo_until": letter.undo_until,
        "done": letter.done,
        "now": now,
        "zone": zone,
    }
    return _Draft(
        desk, "receipt", values, headers.INTERNAL, marks=_GENERATED, token=letter.token
    )


def _notice(letter: Notice, desk: str) -> _Draft:
    values = {
        "headline": letter.headline,
        "subject": _subject(letter.subject),
        "number": letter.conversation,
        "lines": letter.lines,
        "text": letter.text,
    }
    return _Draft(
        desk, "notice", values, headers.INTERNAL, marks=_GENERATED, token=letter.token
    )


def _alert(letter: Alert, desk: str, zone: ZoneInfo, now: datetime) -> _Draft:
    values = {
        "number": letter.conversation,
        "target": letter.target,
        "subject": _subject(letter.subject),
        "customer": _person(letter.customer),
        "owner": letter.owner_name,
        "policy": letter.policy,
        "calendar": letter.calendar,
        "started_at": letter.started_at,
        "due_at": letter.due_at,
        "used": letter.used_text,
        "stage": letter.stage,
        "now": now,
        "zone": zone,
    }
    template = {1: "alert_warning", 2: "alert_breach"}.get(letter.stage, "alert_ladder")
    return _Draft(desk, template, values, headers.INTERNAL, marks=_GENERATED)


def _reply_to(draft: _Draft, mailbox: Mailbox) -> tuple[Field, ...]:
    if draft.token is None:
        return ()
    address = Address(reply_address(mailbox, draft.token), draft.sender)
    return (headers.address_field("Reply-To", (address,)),)


def _thread_fields(thread: Thread, *, to_customer: bool) -> Iterable[Field]:
    """In-Reply-To and References; an id that carries a token is for agents only."""
    parent = (thread.in_reply_to,) if thread.in_reply_to else ()
    for name, ids in (
        ("In-Reply-To", parent),
        ("References", (*thread.references, *parent)),
    ):
        if shown := headers.clean_ids(i for i in ids if not (to_customer and carries_token(i))):
            yield headers.id_field(name, shown)


def _framed(text: str, token: str | None) -> str:
    """With a token, an answer is written above the first line, and the last brings it back."""
    if token is None:
        return text
    return f"--- {REPLY_MARK} ---\n\n{text}\n\n{mark(token)}"


def _body(
    text: str, attachments: tuple[Attachment, ...], message_id: str
) -> tuple[list[Field], bytes]:
    part = text_part(text)
    if not attachments:
        return part
    boundary = f"=_{sha256(message_id.encode()).hexdigest()[:40]}"
    return mixed([part, *map(attached_part, attachments)], boundary)


def _usable(addresses: Iterable[Address]) -> tuple[Address, ...]:
    """The addresses that mail can be sent to, each once; others never had a mailbox."""
    found: dict[str, Address] = {}
    for address in addresses:
        if written := usable(address.address):
            found.setdefault(written, Address(written, address.name))
    return tuple(found.values())


def _subject(subject: str) -> str:
    return headers.bare_subject(subject) or "(no subject)"


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


def _label(name: str) -> str:
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in name.lower())


def _zone_of(readers: tuple[Address, ...], settings: Settings) -> ZoneInfo:
    """The time zone of a single agent's working hours; for anybody else, the desk's."""
    agent = settings.agent_at(readers[0].address) if len(readers) == 1 else None
    if agent is None:
        return settings.desk.timezone
    return settings.calendars[agent.calendar].timezone
