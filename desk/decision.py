"""The outcome of deciding about one mail or one clock: values, saved in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from samehand.desk.agents.holds.held import Hold, Settling
from samehand.desk.away.absence import Absence
from samehand.desk.conversation import Conversation, Event, Standing
from samehand.desk.customers.correspondent import Correspondent
from samehand.desk.letters import AnyLetter
from samehand.ingest.message import Address
from samehand.threading.traits import Traits


class Outcome(StrEnum):
    """What became of a UID. STORED is the one that is not final."""

    STORED = "stored"  # bytes are safe, nothing is made of them yet
    MESSAGE = "message"
    DUPLICATE = "duplicate"
    AUTOMATIC = "automatic"
    IGNORED = "ignored"
    HELD = "held"  # an agent's mail that waits for a word
    QUARANTINE = "quarantine"


class TokenUse(StrEnum):
    """The one thing that a token is good for."""

    REPLY = "reply"  # answer in a conversation, as an agent
    CONFIRM = "confirm"  # say what is to become of a held mail


class Mint(Protocol):
    """Where new identifiers come from; an argument, so that tests can repeat a decision."""

    def token(self) -> str:
        """128 random bits, lower-case base32, 26 characters."""

    def message_id(self, domain: str) -> str:
        """A new Message-ID without angle brackets."""


@dataclass(frozen=True)
class NewMessage:
    """A mail that takes its place in a conversation. `traits` are for threading.

    `author` is the agent who wrote it, None for somebody outside.
    """

    conversation: int
    inbound: bool
    message_id: str
    soft_key: str
    traits: Traits
    writer: Address
    subject: str
    text: str = field(repr=False)
    reply: str = field(repr=False)
    attachments: tuple[tuple[str, str, int], ...]  # name, type, size
    kind: str
    author: str | None
    received_at: datetime
    thread_references: tuple[str, ...]
    recipients: tuple[Address, ...]  # To and Cc, for answering everybody


@dataclass(frozen=True)
class NewToken:
    """A reply token in clear; only its hash is stored. `held` is a held mail's ledger entry.

    Until `code_until`, and until the next one about that mail, it also proves that whoever
    sends it back reads the agent's mail.
    """

    token: str = field(repr=False)
    use: TokenUse
    agent: str
    conversation: int
    expires_at: datetime
    answers: str | None = None  # Message-ID of the customer's mail that it was handed out with
    held: int | None = None
    code_until: datetime | None = None


@dataclass(frozen=True)
class Token:
    """A token that was found in the store, by its hash."""

    hash: str
    use: TokenUse
    agent: str
    conversation: int
    expires_at: datetime
    answers: str | None
    held: int | None
    is_revoked: bool
    is_used: bool
    minted_at: datetime | None = None  # none for those of the first versions
    code_until: datetime | None = None


@dataclass(frozen=True)
class Parting:
    """A merger is undone: these messages leave a conversation, for the one they belong to."""

    number: int
    taken_from: int
    messages: tuple[int, ...]


@dataclass(frozen=True)
class Decision:
    """Everything that follows from one mail or one sweep step, and why.

    `rule` and `reason` are for people and for the log. `conversations` are the snapshots after
    the decision (the first is the one the mail went to). `merged` are conversations whose mails
    move to the first. `withdraw` are keys of outbox mails to take back. `revoke` are
    (conversation, agent) whose reply tokens end. `spend` are hashes of tokens now used up,
    `ends` of those that are revoked alone. `holds` says why the mail itself has to wait,
    `settles` what becomes of others that wait; of those in `lead_told` the lead hears now.
    `parting` undoes a merger, `stood` lets an answer be taken back. `correspondents` and
    `absences` are as they are remembered from now on. With `gather_until`, the mail waits until
    then to be passed on with others of its conversation. `alias` is another id under which a
    provider keeps a mail of ours, and that mail's own as it is kept. `passed_on` is the
    conversation of which that has been done.
    """

    outcome: Outcome
    rule: str
    reason: str
    conversations: tuple[Conversation, ...] = ()
    message: NewMessage | None = None
    sent: tuple[NewMessage, ...] = ()
    merged: tuple[Conversation, ...] = ()
    letters: tuple[AnyLetter, ...] = ()
    tokens: tuple[NewToken, ...] = ()
    events: tuple[Event, ...] = ()
    withdraw: tuple[str, ...] = ()
    revoke: tuple[tuple[int, str], ...] = ()
    spend: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    holds: Hold | None = None
    settles: tuple[Settling, ...] = ()
    lead_told: tuple[int, ...] = ()
    parting: Parting | None = None
    stood: Standing | None = None
    correspondents: tuple[Correspondent, ...] = ()
    absences: tuple[Absence, ...] = ()
    gather_until: datetime | None = None
    alias: tuple[str, str] | None = None
    passed_on: int | None = None
