"""A mail that has arrived, and what the store knows that bears on it: what decisions need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from samehand.config.settings import Mailbox
from samehand.desk.agents.holds.held import Held, Told, Word
from samehand.desk.away.absence import Absence
from samehand.desk.by_hand.around import Around
from samehand.desk.conversation import Conversation, Standing
from samehand.desk.customers.correspondent import Correspondent, Traffic
from samehand.desk.decision import Token
from samehand.desk.letters import Exchange, Purpose
from samehand.ingest.message import Address, InboundMessage
from samehand.threading.match import NEW, Match
from samehand.threading.traits import Traits

_NO_TRAITS = Traits("")  # of what ties to nothing
_NOBODY = Correspondent("")
_NO_TRAFFIC = Traffic()
_NOTHING_TOLD = Told()


@dataclass(frozen=True)
class Arrived:
    """A mail with the circumstances of its arrival.

    `entry` is its row in the ledger, `raw` its bytes as they came, `message_id` its own or one
    made from the bytes. `received_at` is when the server got it. A `word` lets a mail out that
    was held. By its `traits` it is threaded. `relayed` is the text of the mail of ours that an
    agent's mail answers, `unclear` are lines of which nobody can tell whether they are ours.
    With `is_sent` it lies in the Sent folder: somebody who may use the account has sent it.
    """

    entry: int
    mailbox: Mailbox
    mail: InboundMessage
    message_id: str
    soft_key: str
    received_at: datetime
    traits: Traits = _NO_TRAITS
    word: Word | None = None
    raw: bytes = field(default=b"", repr=False)
    is_sent: bool = False
    relayed: str = field(default="", repr=False)
    unclear: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Answerable:
    """A stored mail of a customer, as far as an answer needs it.

    `row` is its number in the store, and `said` what we answered last in its conversation.
    """

    message_id: str
    references: tuple[str, ...]
    writer: Address
    recipients: tuple[Address, ...]
    subject: str
    text: str = field(default="", repr=False)
    received_at: datetime | None = None
    row: int | None = None
    said: Exchange | None = None


@dataclass(frozen=True)
class Deed:
    """What somebody did to a conversation last: an agent's id, and when."""

    by: str
    at: datetime


@dataclass(frozen=True)
class Undoable:
    """An agent's answer that has not left yet, by its key in the outbox."""

    key: str
    answered_at: datetime
    stood: Standing | None = None


@dataclass(frozen=True)
class Leaving:
    """An answer on its way: to whom, and since when it is gone or from when on it leaves."""

    recipients: tuple[str, ...]
    at: datetime
    is_gone: bool


@dataclass(frozen=True)
class Filed:
    """A mail as it lies in its conversation. `asks` if a customer waits since then."""

    id: int
    message_id: str
    at: datetime
    asks: bool
    answers: bool


@dataclass(frozen=True)
class Asked:
    """What the orders in an agent's mail need to know; empty where none needs it.

    `named` is the conversation that #merge names and `named_last` its latest mail, `filed` are
    the mails of their own conversation and `exchange` what was said there, the oldest first.
    `leaving` are answers that wait, then the latest that has left. `customer` is what is
    remembered of the customer.
    """

    named: Conversation | None = None
    named_last: Answerable | None = None
    filed: tuple[Filed, ...] = ()
    exchange: tuple[Exchange, ...] = ()
    leaving: tuple[Leaving, ...] = ()
    customer: Correspondent = _NOBODY


_NOTHING_ASKED = Asked()


@dataclass(frozen=True)
class Answered:
    """An answer that an agent has given, as far as the receipts of a day tell of it."""

    at: datetime
    conversation: int
    subject: str
    recipients: tuple[str, ...]


@dataclass(frozen=True)
class Ours:
    """A mail that we have sent: why, in which conversation, and to whom outside.

    `is_sure` is False where it is not named, and only seems to be meant.
    """

    purpose: Purpose
    conversation: int | None
    people: frozenset[str]
    is_sure: bool = True


@dataclass(frozen=True)
class Team:
    """Who carries what, when they last got something new, and who is away now."""

    previous_owner: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    last_assigned: Mapping[str, datetime] = field(default_factory=dict)
    away: Mapping[str, Absence] = field(default_factory=dict)


_NOTHING_AROUND = Around()


@dataclass(frozen=True)
class Seen:
    """What is known that bears on a mail.

    `is_own` means that we sent it ourselves, `answers_alert` that it answers a word of ours to
    somebody who hears of alerts.

    `duplicate_of` is the conversation that holds this very mail already. `conversations` are
    those that `match` ties it to, in that order; of those that are `kept_apart`, it joins only
    one. `merging` are the latest mails of all of them but the first. `related` are those that
    it refers to and does not join. A `token` found in the mail comes with its
    conversation and the mail that it was handed out with; `undoable` are the agent's answers
    there that have not left yet, `said` the words of those of the last half hour. `number` is
    free for a new conversation.

    `held` is the held mail that it is about, `waiting` are others of its agent in the same
    conversation that a better text replaces, `told` what they have heard of such mails.
    `newer` is a customer's later mail than the one that it answers. `last_answer` is the latest
    answer of anybody's, `meanwhile` those of others since the mail was sent that it answers.
    `closing` and `hand_over` are the latest of their kind, `asked` what its orders need.
    `owners_mails` are the ids of what the owner of the first conversation has written there.

    `correspondent` is what is remembered of the mail's writer, and `known` what is from this
    mail on; `others` are the conversation's customer, or those whom a bounce is about.
    `traffic` is what lately passed between the desk and the writer. `about` is the mail of ours
    that a machine's mail is about. `absence` is the latest of the agent who wrote it.

    `answered_at` is when somebody answered it who had it before the desk did. `around` is for
    mails that somebody of the desk has sent by hand.
    """

    number: int
    is_own: bool = False
    answers_alert: bool = False
    duplicate_of: int | None = None
    match: Match = NEW
    conversations: tuple[Conversation, ...] = ()
    merging: tuple[Answerable | None, ...] = ()
    kept_apart: tuple[int, ...] = ()
    related: tuple[Conversation, ...] = ()
    token: Token | None = None
    token_conversation: Conversation | None = None
    answers: Answerable | None = None
    undoable: tuple[Undoable, ...] = ()
    said: tuple[str, ...] = ()
    team: Team = Team()
    correspondent: Correspondent = _NOBODY
    others: tuple[Correspondent, ...] = ()
    known: Correspondent = _NOBODY
    traffic: Traffic = _NO_TRAFFIC
    about: Ours | None = None
    absence: Absence | None = None
    held: Held | None = None
    waiting: tuple[Held, ...] = ()
    told: Told = _NOTHING_TOLD
    newer: Answerable | None = None
    asked: Asked = _NOTHING_ASKED
    last_answer: Exchange | None = None
    owners_mails: tuple[str, ...] = ()
    meanwhile: tuple[Exchange, ...] = ()
    closing: Deed | None = None
    hand_over: Deed | None = None
    answered_at: datetime | None = None
    around: Around = _NOTHING_AROUND

    @property
    def absent(self) -> frozenset[str]:
        """The agents who are away now."""
        return frozenset(self.team.away)

    @property
    def continued(self) -> Conversation | None:
        """The conversation whose matter it takes up again, as a new one."""
        is_new_matter = self.match.rule == "new matter"
        return self.related[-1] if is_new_matter and self.related else None
