"""What a receiving mail server writes on top of a mail before it puts it into a mailbox.

It stamps how and when the mail came, and says whether the sender is who From claims, in the
form of RFC 8601. Statements that arrive in its own name are removed: nobody can bring them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime


@dataclass(frozen=True)
class Envelope:
    """How a mail was handed over. `login` is the account that was logged in, if any."""

    sender: str
    recipients: tuple[str, ...]
    login: str | None = None
    peer: str = "127.0.0.1"


def mailbox_of(recipient: str) -> str:
    """The account that an address belongs to: lower case, without the part after `+`."""
    local, _, domain = recipient.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def domain_of(address: str) -> str:
    """The part after the last `@`."""
    return address.rpartition("@")[2]


def server_name(address: str) -> str:
    """The name under which the server of this address signs its statements."""
    return f"mx.{domain_of(mailbox_of(address))}"


def stamped(
    content: bytes,
    envelope: Envelope,
    recipient: str,
    *,
    now: datetime,
    protected: frozenset[str],
) -> bytes:
    """The mail as it lies in the recipient's mailbox.

    `protected` are the domains that publish a policy against forgery (DMARC).
    """
    server = server_name(recipient)
    header, separator, body = _split(content)
    verdict = _verdict(server, envelope, _writer(header), protected)
    top = [
        f"Return-Path: <{envelope.sender.strip('<>')}>",
        f"Delivered-To: {mailbox_of(recipient)}",
        f"X-Original-To: {recipient}",
        f"Authentication-Results: {verdict}",
        f"Received: from [{envelope.peer}] by {server} with {_protocol(envelope)}"
        f"\r\n\tfor <{recipient}>; {format_datetime(now)}",
    ]
    kept = _without_statements_of(server, header)
    return "\r\n".join(top).encode() + b"\r\n" + kept + separator + body


def _protocol(envelope: Envelope) -> str:
    return "ESMTP" if envelope.login is None else "ESMTPA"


def _verdict(
    server: str, envelope: Envelope, writer: str | None, protected: frozenset[str]
) -> str:
    said = [
        "auth=none"
        if envelope.login is None
        else f"auth=pass (plain) smtp.auth={envelope.login}"
    ]
    if writer is None:
        said.append("dmarc=permerror")
    elif envelope.login == writer:
        said.append(f"dmarc=pass header.from={domain_of(writer)}")
    else:
        outcome = "fail" if domain_of(writer) in protected else "none"
        said.append(f"dmarc={outcome} header.from={domain_of(writer)}")
    return ";\r\n\t".join([server, *said])


_HEADER_END = re.compile(rb"\r?\n(\r?\n)")
_FIELD = re.compile(rb"[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*")
_PLAIN_FROM = re.compile(
    r"""\s*(?:(?:"[^"<>]*"|[^"<>@,:;]*)\s*<(?P<angle>[^\s<>@,]+@[^\s<>@,]+)>"""
    r"""|(?P<bare>[^\s<>@,]+@[^\s<>@,]+))\s*"""
)


def _split(content: bytes) -> tuple[bytes, bytes, bytes]:
    """Header with its last line end, the empty line, the body."""
    if content.startswith((b"\r\n", b"\n")):
        return b"", b"", content
    end = _HEADER_END.search(content)
    if end is None:
        return content.rstrip(b"\r\n") + b"\r\n", b"", b""
    return content[: end.start(1)], end.group(1), content[end.end() :]


def _fields(header: bytes, name: bytes) -> list[bytes]:
    wanted = name.lower() + b":"
    return [field for field in _FIELD.findall(header) if field.lower().startswith(wanted)]


def _writer(header: bytes) -> str | None:
    """The one address in From, or None when there is not exactly one that is plain."""
    fields = _fields(header, b"From")
    if len(fields) != 1:
        return None
    value = " ".join(fields[0].partition(b":")[2].decode("utf-8", "replace").split())
    found = _PLAIN_FROM.fullmatch(value)
    return (found["angle"] or found["bare"]).lower() if found else None


def _without_statements_of(server: str, header: bytes) -> bytes:
    """RFC 8601 section 5: what claims to be our own statement and came from outside goes."""
    claim = re.compile(
        rb"Authentication-Results:\s*(?:\([^)]*\)\s*)?\"?"
        + re.escape(server.encode())
        + rb"\b",
        re.IGNORECASE,
    )
    return b"".join(field for field in _FIELD.findall(header) if not claim.match(field))
