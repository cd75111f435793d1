"""One mail, read once at the border into a frozen value that the rest of the house shares."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What kind of mail it is. A person's mail is what is left when nothing says otherwise."""

    PERSON = "person"
    AUTO_REPLY = "auto-reply"
    RECEIPT = "receipt"
    BOUNCE = "bounce"
    REPORT = "report"
    LIST = "list"
    BULK = "bulk"
    CALENDAR = "calendar"
    OWN = "own"
    SPAM = "spam"


# What these send is nobody's words; it opens no conversation and answers none.
MACHINES = frozenset({Kind.BOUNCE, Kind.AUTO_REPLY, Kind.RECEIPT, Kind.REPORT, Kind.OWN})


@dataclass(frozen=True)
class Address:
    """An address as a header gives it; `address` is in lower case, without angle brackets."""

    address: str
    name: str = ""


@dataclass(frozen=True)
class Attachment:
    """A part of a mail that is passed on as it is.

    `name` is always fit for use; `named` is False where the sender gave none and it is ours.
    """

    name: str
    type: str
    content: bytes = field(repr=False)
    inline: bool = False
    content_id: str | None = None
    named: bool = True

    @property
    def size(self) -> int:
        return len(self.content)


@dataclass(frozen=True)
class Bounce:
    """What a delivery report says.

    `permanent` says that no other mail would reach them either, and is None where the report
    does not tell, or tells of a full mailbox. `about` holds the Message-ID of the mail that was
    not delivered, where the report quotes it. `delayed` says that the server is still trying.
    `reason` is why, in a word.
    """

    recipients: tuple[str, ...]
    permanent: bool | None
    about: str | None = None
    delayed: bool = False
    reason: str = ""


class Protection(StrEnum):
    """What a sender closed or signed a mail with. It is neither opened nor checked."""

    SMIME_SIGNED = "signed with S/MIME"
    SMIME_ENCRYPTED = "encrypted with S/MIME"
    PGP_SIGNED = "signed with PGP"
    PGP_ENCRYPTED = "encrypted with PGP"

    @property
    def is_closed(self) -> bool:
        """Whether its words cannot be read here."""
        return self in {Protection.SMIME_ENCRYPTED, Protection.PGP_ENCRYPTED}


@dataclass(frozen=True)
class InboundMessage:
    """A mail as it was understood.

    Message-IDs are canonical: without angle brackets and white space. `identity` is the address
    in From by the strict reading that alone may be compared with an agent's; None where From is
    anything but one plain mailbox. `sender` is the lenient reading, for showing and threading.
    `text` is everything readable, `reply` what is new in this mail, `quoted` what it repeats of
    others', and `hidden_words` counts what its HTML hid from readers. `html` is what the mail
    shows with its form, safe to pass on, and empty where it has no HTML; where that says
    something else than the text, `disagrees` is True and `html` is empty, too.
    `thread_index` is the root of Exchange's Thread-Index. `statements` are the
    Authentication-Results fields and `hops` the Received fields, topmost first; `hops_above`
    says how many of these stand above each statement. `loops` are the X-Loop fields, in lower
    case.
    `recipients` holds every address in To, Cc, Delivered-To, X-Original-To and Envelope-To.
    `certain` is False where a machine's kind rests on words that a person could have written.
    `error` says why a mail could not be read; it then has only what its header gave away.
    """

    message_id: str | None = None
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    thread_index: str = ""
    sender: Address = Address("")
    identity: str | None = None
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    recipients: tuple[str, ...] = ()
    subject: str = ""
    date: datetime | None = None
    text: str = field(default="", repr=False)
    reply: str = field(default="", repr=False)
    quoted: str = field(default="", repr=False)
    html: str = field(default="", repr=False)
    disagrees: bool = False
    hidden_words: int = 0
    attachments: tuple[Attachment, ...] = ()
    kind: Kind = Kind.PERSON
    certain: bool = True
    bounce: Bounce | None = None
    protection: Protection | None = None
    statements: tuple[str, ...] = ()
    hops: tuple[str, ...] = ()
    hops_above: tuple[int, ...] = ()
    loops: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    error: str | None = None

    @property
    def parents(self) -> tuple[str, ...]:
        """Every id that this mail answers, nearest first, each once."""
        return tuple(dict.fromkeys((*self.in_reply_to, *reversed(self.references))))
