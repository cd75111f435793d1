"""Letters become mails with their final bytes: rendered once, repeated byte for byte.

Which fields a mail may have depends on who reads it: a customer's mail carries nothing of the
inside, and a person's answer no mark of a machine. Nothing here reads a clock or sends a mail.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from email.utils import format_datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from markupsafe import Markup

from samehand.config.settings import Mailbox, Settings
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
from samehand.desk.marks import carries_token, reply_address, without_tokens
from samehand.ingest.address import usable
from samehand.ingest.message import Address
from samehand.notify import frame, headers, to_customers, to_team
from samehand.notify.draft import Draft
from samehand.notify.headers import Field
from samehand.notify.mime import Part, attached_part, text_part, together
from samehand.notify.outgoing import Outgoing
from samehand.notify.render import Render
from samehand.threading.subject import tagged


class CannotCompose(Exception):
    """A letter cannot become a mail; the text says why."""


def compose(letter: AnyLetter, settings: Settings, texts: Render, *, now: datetime) -> Outgoing:
    """The mail for a letter. CannotCompose, HeaderError or TextError say why there is none."""
    mailbox = settings.mailbox(letter.mailbox)
    draft = _draft(letter, settings, mailbox, now)
    to, cc = _usable(draft.to or letter.to), _usable(draft.cc)
    if not to:
        raise CannotCompose(f"{letter.key}: no address of {len(letter.to)} can be written to")
    support = Address(mailbox.address, draft.sender)
    subject, (part_fields, body) = _content(draft, texts, letter.message_id)
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


def _draft(letter: AnyLetter, settings: Settings, mailbox: Mailbox, now: datetime) -> Draft:
    desk = settings.desk.name
    zone = _zone_of(letter.to, settings)
    match letter:
        case Acknowledgement():
            return to_customers.acknowledgement(letter, settings)
        case Answer():
            return to_customers.answer(letter, desk)
        case Relay():
            return to_team.relay(letter, desk, mailbox, zone, now)
        case Receipt():
            return to_team.receipt(letter, desk, mailbox, zone, now)
        case Notice():
            return to_team.notice(letter, desk, mailbox)
        case Alert():
            return to_team.alert(letter, desk, zone, now)
        case _:
            assert_never(letter)


def _content(draft: Draft, texts: Render, message_id: str) -> tuple[str, Part]:
    """The subject, and the body: the text, its HTML twin with its pictures, and the files."""
    subject, text = map(without_tokens, texts.letter(draft.template, draft.values))
    first = ""
    if draft.token:
        if draft.number:
            said, _, text = text.partition("\n")
            first = frame.first_line(draft.number, said)
        text = frame.framed(first, text.strip("\n"), draft.token)
    bodies, beside = [text_part(text)], draft.attachments
    if shown := draft.shown:
        values = {**draft.values, "html": Markup(shown.html), "first_line": first}  # noqa: S704
        html = without_tokens(texts.twin(draft.template, values))
        html = frame.framed_html(html, draft.token) if draft.token else html
        pictures = (attached_part(picture, own) for own, picture in shown.pictures)
        bodies.append(together("related", [text_part(html, "html"), *pictures], message_id))
        beside = shown.beside
    body = together("alternative", bodies, message_id)
    return subject, together("mixed", [body, *map(attached_part, beside)], message_id)


def _reply_to(draft: Draft, mailbox: Mailbox) -> tuple[Field, ...]:
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


def _usable(addresses: Iterable[Address]) -> tuple[Address, ...]:
    """The addresses that mail can be sent to, each once; others never had a mailbox."""
    found: dict[str, Address] = {}
    for address in addresses:
        if written := usable(address.address):
            found.setdefault(written, Address(written, address.name))
    return tuple(found.values())


def _zone_of(readers: tuple[Address, ...], settings: Settings) -> ZoneInfo:
    """The time zone of a single agent's working hours; for anybody else, the desk's."""
    agent = settings.agent_at(readers[0].address) if len(readers) == 1 else None
    if agent is None:
        return settings.desk.timezone
    return settings.calendars[agent.calendar].timezone
