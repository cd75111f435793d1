"""Bytes of a mail to an `InboundMessage`: never failing, whatever the bytes.

The limits are asked first. A mail that breaks one, or that the parser chokes on, is read by its
header alone and says so in `error`. What its parts mean is asked of the files beside this one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from email.errors import MessageError
from email.message import Message

from samehand.ingest import ancestry, headers, limits
from samehand.ingest.address import addresses, identity
from samehand.ingest.kinds.bounce import read_bounce
from samehand.ingest.kinds.classify import classify
from samehand.ingest.kinds.clues import Clues
from samehand.ingest.message import Address, InboundMessage, Kind
from samehand.ingest.mime.parts import Parts, read_parts
from samehand.ingest.mime.structure import parse_header, parts_of
from samehand.ingest.reply.visible import parted

LONGEST_SUBJECT = 1_000
_PARSER_FAILURES = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    MessageError,
)
_HEADER_LINE = re.compile(rb"[!-9;-~]+:|[ \t]|\r?\n|From ")
_ODD_FROM = re.compile(rb"from(?<![^\r\n]from)[ \t]+:")  # found by its first word, so fast
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_RECIPIENT_FIELDS = ("to", "cc", "delivered-to", "x-original-to", "envelope-to")

Fields = Mapping[str, Sequence[str]]


def read(content: bytes) -> InboundMessage:
    """Read a mail; what cannot be read is said in `error`, never raised."""
    reason = limits.broken_limit(content)
    return read_header(content, error=reason) if reason is not None else read_within(content)


def read_within(content: bytes, *, with_html: bool = True) -> InboundMessage:
    """Read a mail that keeps the limits, as somebody has seen already."""
    try:
        mail = parts_of(content)
        if "from" not in mail.header:
            mail = parts_of(_mended(content))
        parts = read_parts(mail, with_html=with_html)
        return _certain(content, _message(mail.header, parts))
    except RecursionError:
        return read_header(content, error="its parts are nested too deeply")
    except _PARSER_FAILURES as failure:
        said = f"the parser failed ({type(failure).__name__})"
        return read_header(content, error=said)


def read_header(content: bytes, *, error: str | None = None) -> InboundMessage:
    """Read a mail of which only the header is at hand, or may be trusted to be readable."""
    header = limits.header_block(content)
    return _certain(header, _message(parse_header(_mended(header)), Parts(), error=error))


def _certain(content: bytes, message: InboundMessage) -> InboundMessage:
    """Without an identity where programs differ about whether there is another From.

    RFC 5322 section 4.5 has old mail with white space before the colon; our parser has not.
    """
    if _ODD_FROM.search(limits.header_block(content).lower()) is None:
        return message
    return replace(message, identity=None)


def _mended(content: bytes) -> bytes:
    """Without what stands between header fields and is none, where From comes after it.

    Seen in the wild: a byte order mark in front, a field whose name has a space. A parser
    takes the rest of the header for text then, and the mail for one from nobody.
    """
    header = limits.header_block(content)
    lines = header.removeprefix(_BYTE_ORDER_MARK).splitlines(keepends=True)
    kept = [line for line in lines if _HEADER_LINE.match(line)]
    if not any(line[:5].lower() == b"from:" for line in kept):
        return content
    return b"".join(kept) + content[len(header) :]


def _fields(header: Message) -> Fields:
    """The raw values by lower-case name, topmost first."""
    fields: dict[str, list[str]] = {}
    for name, value in header.raw_items():
        fields.setdefault(name.lower(), []).append(str(value))
    return fields


def _hops_above(header: Message) -> Iterator[int]:
    """For each Authentication-Results field, how many Received fields stand above it."""
    hops = 0
    for name, _ in header.raw_items():
        if name.lower() == "authentication-results":
            yield hops
        hops += name.lower() == "received"


def _message(header: Message, parts: Parts, *, error: str | None = None) -> InboundMessage:
    fields = _fields(header)
    ids = headers.message_ids(_first(fields, "message-id"))
    people = {name: _people(fields, name) for name in (*_RECIPIENT_FIELDS, "reply-to")}
    sender = next(iter(addresses("".join(fields.get("from", ())[:1]), most=1)), Address(""))
    subject = headers.text(_first(fields, "subject"))[:LONGEST_SUBJECT]
    classified = classify(Clues.of(fields, parts, sender=sender.address, subject=subject))
    words = parted(parts.text)
    known = {sender.address, *(one.address for named in people.values() for one in named)}
    return InboundMessage(
        message_id=ids[0] if ids else None,
        in_reply_to=ancestry.in_reply_to(fields.get("in-reply-to", ()), known),
        references=ancestry.references(fields.get("references", ()), known),
        thread_index=ancestry.thread_root(_first(fields, "thread-index")),
        sender=sender,
        identity=identity(fields.get("from", ())),
        reply_to=people["reply-to"],
        to=people["to"],
        cc=people["cc"],
        recipients=tuple(
            dict.fromkeys(one.address for name in _RECIPIENT_FIELDS for one in people[name])
        ),
        subject=subject,
        date=headers.date(_first(fields, "date")),
        text=parts.text,
        reply=words.new,
        quoted=words.quoted,
        html=parts.html,
        disagrees=parts.disagrees,
        hidden_words=parts.hidden_words,
        attachments=parts.attachments,
        kind=classified.kind,
        certain=classified.certain,
        bounce=read_bounce(fields, parts) if classified.kind is Kind.BOUNCE else None,
        protection=parts.protection,
        # Raw: decoding could make a verdict out of what a server only quotes in a comment.
        statements=tuple(fields.get("authentication-results", ())),
        hops=tuple(fields.get("received", ())),
        hops_above=tuple(_hops_above(header)),
        loops=tuple(value.strip().lower() for value in fields.get("x-loop", ())),
        reasons=classified.reasons,
        error=error,
    )


def _first(fields: Fields, name: str) -> str:
    return next(iter(fields.get(name, ())), "")


def _people(fields: Fields, name: str) -> tuple[Address, ...]:
    found = (one for value in fields.get(name, ()) for one in addresses(value))
    return tuple(dict.fromkeys(found))


def soft_key(message: InboundMessage) -> str:
    """A digest by which two copies of one mail know each other although their way differed.

    It covers who wrote, when, the words without their spacing, and the attachments.
    """
    digest = hashlib.sha256()
    written_at = message.date.isoformat() if message.date else ""
    said = (message.sender.address, written_at, message.subject, *message.text.split(), "")
    digest.update("\n".join(said).encode("utf-8", "replace"))
    for attachment in message.attachments:
        digest.update(hashlib.sha256(attachment.content).digest())
    return digest.hexdigest()
