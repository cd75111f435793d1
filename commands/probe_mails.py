"""The mails by which a server is tried: what it writes on them tells what it says of senders.

Each carries its own id in References, too, since some providers change a Message-ID. The
statements that one of them forges deny, so that nobody ever gains by them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime

from samehand.config.settings import Agent, Desk, Mailbox
from samehand.desk.agents.probe import KEY, outbox_of
from samehand.desk.decision import Mint
from samehand.desk.letters import Purpose
from samehand.ingest.message import Address
from samehand.notify import headers
from samehand.notify.headers import Field
from samehand.notify.outgoing import Outgoing

SUBJECT = "samehand check"
FORGED = "Authentication-Results"
_ALLOWED = headers.INTERNAL
_TO_ITSELF = (
    "`samehand check --probe` sent this to find out what this mail server writes on the mails",
    "that it takes. Samehand makes nothing of it, and it can be deleted.",
)
_TO_AGENT = (
    "Hello {name},",
    "",
    "please press Reply and send, without writing anything. From your answer `samehand check`",
    "sees whether the mail server of {address} vouches for your mails. Nobody else gets it.",
    "",
    "{desk}",
)


def plain(mailbox: Mailbox, now: datetime, mint: Mint) -> Outgoing:
    """A mail from the mailbox to itself."""
    return _to_itself(mailbox, mailbox.address, now, mint)


def plus(mailbox: Mailbox, now: datetime, mint: Mint) -> Outgoing:
    """One to an address of it that nobody has written to before."""
    local, _, domain = mailbox.address.rpartition("@")
    return _to_itself(mailbox, f"{local}+probe.{mint.token()}@{domain}", now, mint)


def forged(mailbox: Mailbox, names: Sequence[str], now: datetime, mint: Mint) -> Outgoing:
    """One with statements in it that claim to be those of the servers with these names."""
    claims = [(FORGED, f"{name}; dmarc=fail header.from=forged.invalid") for name in names]
    return _to_itself(mailbox, mailbox.address, now, mint, claims)


def is_forged(statement: str) -> bool:
    """Whether a statement is one of ours."""
    return "header.from=forged.invalid" in statement


def to_agent(mailbox: Mailbox, agent: Agent, desk: Desk, now: datetime, mint: Mint) -> Outgoing:
    """One that asks an agent to press Reply."""
    values = {"name": agent.name, "address": mailbox.address, "desk": desk.name}
    text = "\n".join(_TO_AGENT).format_map(values)
    fields = [headers.text_field("Subject", f"{SUBJECT}: please press Reply")]
    to = Address(agent.address, agent.name)
    return _written(
        mailbox, to, [*fields, ("Auto-Submitted", "auto-generated")], text, now, mint
    )


def _to_itself(
    mailbox: Mailbox, to: str, now: datetime, mint: Mint, claims: Sequence[Field] = ()
) -> Outgoing:
    fields = [
        headers.text_field("Subject", SUBJECT),
        headers.address_field("Reply-To", [Address(mailbox.address)]),
        ("Auto-Submitted", "auto-generated"),
    ]
    text = "\n".join(_TO_ITSELF)
    return _written(mailbox, Address(to), fields, text, now, mint, claims)


def _written(
    mailbox: Mailbox,
    to: Address,
    fields: Sequence[Field],
    text: str,
    now: datetime,
    mint: Mint,
    claims: Sequence[Field] = (),
) -> Outgoing:
    message_id = mint.message_id(mailbox.domain)
    header = headers.write(
        [
            headers.address_field("From", [Address(mailbox.address)]),
            headers.address_field("To", [to]),
            *fields,
            ("Date", format_datetime(now)),
            headers.id_field("Message-ID", [message_id]),
            headers.id_field("References", [message_id]),
            ("X-Loop", mailbox.address),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]
    )
    answers = [mailbox.address] if any(name == "Reply-To" for name, _ in fields) else []
    headers.check(header, _ALLOWED, [mailbox.address, to.address, *answers])
    body = "\r\n".join(text.splitlines()).encode() + b"\r\n"
    return Outgoing(
        key=f"{KEY}{message_id}",
        purpose=Purpose.NOTICE,
        mailbox=outbox_of(mailbox.name),
        conversation=None,
        message_id=message_id,
        envelope_from=mailbox.address,
        recipients=(to.address,),
        content=headers.write(claims) + header + b"\r\n" + body,
        not_before=now,
    )
