"""What has to be said: each letter is a decision, which `notify` turns into a mail.

A letter's `key` is unique for its occasion, so that deciding the same thing twice can never
send it twice. `mailbox` names the account that sends it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from samehand.ingest.message import Address, Attachment


class Purpose(StrEnum):
    """What a letter is for, which decides how it is repeated when its fate is unknown."""

    ACKNOWLEDGEMENT = "acknowledgement"
    ANSWER = "answer"  # an agent's words to the customer
    RELAY = "relay"  # a customer's words to the owner
    RECEIPT = "receipt"
    NOTICE = "notice"  # a hold, an error, a question back to an agent
    ALERT = "alert"
    DIGEST = "digest"

    @property
    def reaches_customer(self) -> bool:
        return self in {Purpose.ACKNOWLEDGEMENT, Purpose.ANSWER}


@dataclass(frozen=True)
class Thread:
    """Where a mail stands in its reader's mail client; ids without angle brackets."""

    in_reply_to: str | None = None
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exchange:
    """What was said last: by whom, when, in which words."""

    who: str
    at: datetime
    text: str = field(repr=False)


@dataclass(frozen=True)
class Letter:
    """What all letters have: who gets it, from which mailbox, and when at the earliest."""

    key: str
    mailbox: str
    message_id: str
    to: tuple[Address, ...]
    not_before: datetime
    conversation: int | None


@dataclass(frozen=True)
class Acknowledgement(Letter):
    """To the customer, once for a conversation: who will answer, and by when.

    `subject` is None where nothing of an unverified sender's words may be sent back.
    `answer_by` is None where the policy sets no first response.
    """

    subject: str | None
    owner_name: str
    answer_by: datetime | None
    thread: Thread
    purpose: Purpose = Purpose.ACKNOWLEDGEMENT


@dataclass(frozen=True)
class Answer(Letter):
    """An agent's reply, to the customer and whom the customer copied.

    `html` says the same as `text`, sanitised, and is empty where there is only text. It names
    inline attachments as `cid:` and their content_id. `signature` is what stands under both.
    """

    cc: tuple[Address, ...]
    agent_name: str
    subject: str
    text: str = field(repr=False)
    attachments: tuple[Attachment, ...]
    thread: Thread
    purpose: Purpose = Purpose.ANSWER
    html: str = field(default="", repr=False)
    signature: str = ""


@dataclass(frozen=True)
class Relay(Letter):
    """A customer's mail, to the owner: the brief on top, the original text complete.

    `target` and `due_at` are those of the clock that runs out first, or None; `left` is the
    support time until then. `told` are rows of the brief, each a label and a value, and `notes`
    its sentences. `last` is what we said last. `html` is the mail as it looked, sanitised, with
    inline attachments as `cid:` and their content_id; empty where it has only text. Of an
    earlier mail, both are taken from the stored `message` before the letter becomes a mail.
    """

    sender: Address
    subject: str
    owner_name: str
    target: str | None
    due_at: datetime | None
    state: str
    notes: tuple[str, ...]
    text: str = field(repr=False)
    attachments: tuple[Attachment, ...]
    written_at: datetime | None
    token: str = field(repr=False)
    thread: Thread
    purpose: Purpose = Purpose.RELAY
    html: str = field(default="", repr=False)
    left: timedelta | None = None
    told: tuple[tuple[str, str], ...] = ()
    last: Exchange | None = None
    message: int | None = None


@dataclass(frozen=True)
class Receipt(Letter):
    """To an agent: the answer that will go out, to whom, and how long it can be undone.

    `html`, `signature` and `attachments` are those of the answer. `cut` says in words what of
    the agent's mail does not go out ("12 quoted lines", "the command #close"), `state` whose
    turn it is now, `target` and `due_at` which clock ends next, or None. `notes` are sentences
    about the conversation, and about what proved that the mail was theirs.
    """

    subject: str
    recipients: tuple[str, ...]
    text: str = field(repr=False)
    undo_until: datetime | None
    done: tuple[str, ...]  # what else the mail did: closed, taken, …
    thread: Thread
    token: str = field(repr=False)
    purpose: Purpose = Purpose.RECEIPT
    html: str = field(default="", repr=False)
    signature: str = ""
    attachments: tuple[Attachment, ...] = ()
    cut: tuple[str, ...] = ()
    state: str = ""
    target: str | None = None
    due_at: datetime | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Notice(Letter):
    """To an agent or to ops, about one conversation or mail: what happened and what to do.

    `headline` starts the subject ("NOT SENT", …). With a `token` an answer to it is understood.
    """

    subject: str
    headline: str
    lines: tuple[str, ...]
    text: str = field(repr=False)  # the mail in question, quoted below; may be empty
    thread: Thread
    token: str | None = field(default=None, repr=False)
    purpose: Purpose = Purpose.NOTICE


@dataclass(frozen=True)
class Alert(Letter):
    """About a clock; `stage` as in Clock. `used_text` is the arithmetic in words, and `notes`
    are sentences about what else waits.
    """

    stage: int
    target: str
    subject: str
    customer: Address
    owner_name: str
    policy: str
    calendar: str
    started_at: datetime
    due_at: datetime
    used_text: str
    thread: Thread
    purpose: Purpose = Purpose.ALERT
    notes: tuple[str, ...] = ()


AnyLetter = Acknowledgement | Answer | Relay | Receipt | Notice | Alert
