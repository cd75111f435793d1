"""The settings of a desk, typed and frozen.

Each field says in one sentence what it means; the reference page and the `init` example
are made from these sentences. Reading and checking the file is `load.py`'s task.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Protocol
from zoneinfo import ZoneInfo

from samehand.config.forms import (
    Address,
    AgentId,
    CalendarName,
    Form,
    MailboxName,
    Outside,
    Recipient,
    Size,
    key,
)
from samehand.config.secrets import PasswordSource


class Security(StrEnum):
    """How a connection is protected."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


class WithoutVerdict(StrEnum):
    """What to do with an agent's mail of which the server says nothing."""

    ASK = "ask"
    TOKEN_IS_ENOUGH = "token-is-enough"  # noqa: S105 - a word of the config, not a secret


class Profile(StrEnum):
    """Servers whose statements about senders need reading in their own way."""

    GMAIL = "gmail"
    MICROSOFT365 = "microsoft365"


class Receipts(StrEnum):
    """How often an agent hears what became of their answers."""

    EACH = "each"
    DAILY = "daily"
    NEVER = "never"


class Begin(StrEnum):
    """Which mails of a folder are read when it is seen for the first time."""

    ALL = "all"
    NEW = "new"


class Strangers(StrEnum):
    """What happens when somebody answers who does not take part."""

    SEPARATE = "separate"
    JOIN = "join"


@dataclass(frozen=True)
class Duration:
    """A length as written in the config: days apart from the rest.

    A day of a target is a day of support hours of its calendar; elsewhere it is 24 hours.
    """

    days: int = 0
    rest: timedelta = timedelta()

    @property
    def wall(self) -> timedelta:
        return timedelta(days=self.days) + self.rest


Target = Annotated[Duration, Form.POSITIVE]
Count = Annotated[int, Form.COUNT]


@dataclass(frozen=True)
class Server:
    """An IMAP or SMTP account."""

    host: Annotated[str, Form.HOST] = key("Host name of the server.")
    port: Annotated[int, Form.PORT] = key("Port of the server.")
    user: str = key("Name to log in with.")
    password: PasswordSource = key("Where the password is: `password_env` or `password_file`.")
    security: Security = key(
        "`tls` (implicit), `starttls` (required) or `none` (loopback only).",
        default=Security.TLS,
    )
    ca_file: Annotated[Path, Form.FILE] | None = key(
        "A file of certificates to trust besides the system's.", default=None
    )


@dataclass(frozen=True)
class Trust:
    """What a mailbox's server says about senders, and how far to believe it."""

    authserv_id: str | None = key(
        "Name by which the server signs its Authentication-Results; `*.example.com` where it"
        " has many names.",
        default=None,
    )
    profile: Profile | None = key(
        "A provider whose statements need their own reading, instead of `authserv_id`.",
        default=None,
    )
    removes_forged: bool = key(
        "Whether the server takes statements in its own name out of mail that comes in, so"
        " that all it has are its own; else only the topmost counts, and those above the line"
        " by which it took the mail. `samehand check --probe` tries it.",
        default=False,
    )
    without_verdict: WithoutVerdict = key(
        "An agent's mail without any verdict: `ask` the agent by mail, who answers with the"
        " word yes within 15 minutes, or settle for the reply token (`token-is-enough`).",
        default=WithoutVerdict.ASK,
    )


@dataclass(frozen=True)
class Mailbox:
    """An IMAP account that customers write to."""

    name: str = key("Short name, used in policies and logs.")
    address: Address = key("The support address.")
    imap: Server = key("Where mail is fetched.")
    smtp: Server = key("Where mail is sent.")
    folder: str = key("The folder to watch.", default="INBOX")
    sent: Annotated[str, Form.PERHAPS] | None = key(
        "The folder of what people send from the mailbox itself; left out, it is found.",
        default=None,
    )
    poll: Annotated[timedelta, Form.POSITIVE] = key(
        "How often to look for mail.", default=timedelta(seconds=30)
    )
    plus_addressing: bool = key(
        "Whether the server delivers `name+anything@` to this mailbox.", default=True
    )
    begin: Begin = key(
        "On first sight of the folder read `all` mails in it, or only `new` ones;"
        " `init` writes `new`.",
        default=Begin.ALL,
    )
    trust: Trust = key("What the server says about senders.", default=Trust())

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    def receives(self, address: str) -> bool:
        """Whether mail to this address lands here, plus-addresses included."""
        return lands_at(self.address, address, plus=self.plus_addressing)


def lands_at(mailbox: str, address: str, *, plus: bool) -> bool:
    """Whether mail to `address` lands at the address of a mailbox; `plus`: with `+anything`."""
    mine, _, domain = mailbox.lower().rpartition("@")
    local, _, other = address.lower().rpartition("@")
    return other == domain and (local == mine or (plus and local.startswith(f"{mine}+")))


@dataclass(frozen=True)
class Agent:
    """A person of the team."""

    id: Annotated[str, Form.WORD] = key("Short name, used in commands and policies.")
    name: str = key("Name as customers see it.")
    address: Outside = key("The agent's own address; only mail from it can speak as them.")
    calendar: CalendarName = key("Name of the calendar of their working hours.")
    capacity: Count = key("Open conversations they can carry.", default=20)
    topics: tuple[str, ...] = key("Words of matters that are theirs.", default=())
    receipts: Receipts = key(
        "`each`, `daily` or `never`; holds and errors always come.", default=Receipts.EACH
    )
    signature: Annotated[str, Form.LINES] | None = key(
        "Text under their answers; left out, it is their name and the desk's.",
        default=None,
    )


@dataclass(frozen=True, order=True)
class Span:
    """A half-open stretch of a day, in minutes after local midnight: [start, end).

    `end` is greater than `start`; a night shift that crosses midnight has an `end` above 1440.
    """

    start: int
    end: int


class Holidays(Protocol):
    """The days on which a calendar is closed."""

    def name(self, day: date) -> str | None:
        """The holiday's name, or None for an ordinary day."""


@dataclass(frozen=True)
class Calendar:
    """Weekly support hours in one time zone."""

    name: str = key("Name by which agents and policies refer to it.")
    timezone: ZoneInfo = key("Time zone of the hours.")
    hours: Annotated[tuple[tuple[Span, ...], ...], Form.HOURS] = key(
        "Hours by weekday (`mon` to `sun`), several spans separated by a space."
    )
    holidays: Holidays | None = key(
        "Country and region (`ES-MD`), or a file with a date and a name a line.", default=None
    )


@dataclass(frozen=True)
class When:
    """Which conversations a policy fits; every given list has to fit, by any of its entries."""

    mailbox: tuple[MailboxName, ...] = key("Names of mailboxes.", default=())
    customer: tuple[str, ...] = key(
        "The customer's address, `*` stands for anything.", default=()
    )
    words: tuple[str, ...] = key(
        "Whole words or phrases, in any case, in subject or text of the first mail.", default=()
    )


@dataclass(frozen=True)
class Rung:
    """A step of the ladder: who hears of a breach when nobody has taken it."""

    after: timedelta = key("How long after the breach, by the clock on the wall.")
    to: tuple[Recipient, ...] = key("`owner`, agents' ids or addresses.")


@dataclass(frozen=True)
class Policy:
    """Which targets hold for which conversations, and who hears of them."""

    name: str = key("Name, as alerts and `show` print it.")
    calendar: CalendarName = key("The calendar in whose hours the clocks run.")
    when: When = key(
        "Which conversations it fits: every given key has to fit, by any of its entries;"
        " left out, it fits all.",
        default=When(),
    )
    first_response: Target | None = key("Until the first answer.", default=None)
    next_response: Target | None = key("Until each later answer.", default=None)
    resolution: Target | None = key("Until the conversation is closed.", default=None)
    warn_at: Annotated[float, Form.PART] = key(
        "The part of a target after which a warning goes out, between 0 and 1.", default=0.75
    )
    alert: tuple[Recipient, ...] = key(
        "Who hears of warnings and breaches: `owner`, agents' ids or addresses;"
        " left out, `alerts_to` of the desk.",
        default=(),
    )
    ladder: tuple[Rung, ...] = key("Who hears next while nobody has answered.", default=())


@dataclass(frozen=True)
class Desk:
    """The desk as a whole."""

    name: str = key("Name of the desk, as customers see it.")
    timezone: ZoneInfo = key("Time zone of times in mails to customers and ops.")
    fallback_owner: AgentId = key("The agent who owns what nobody else is free for.")
    alerts_to: tuple[Outside, ...] = key(
        "Who hears of the pipeline itself, and where a policy names nobody."
    )
    lead: Recipient | None = key(
        "An agent's id or an address: who gets what is escalated, and hears of held mails that"
        " nobody has settled in 14 days; left out, the `fallback_owner`.",
        default=None,
    )
    store: Annotated[str, Form.STORE] = key(
        "The database: `sqlite:///file` or `postgresql://user@host/name`.",
        default="sqlite:///samehand.db",
    )
    raw: Annotated[str, Form.RAW] = key(
        "Where raw messages are kept: a folder, or any fsspec URL.", default="raw"
    )
    largest_mail: Size = key(
        "Mails above this size (`50MB`) are announced to the owner and stay on the server.",
        default=50_000_000,
    )
    attach_limit: Size = key(
        "Attachments above this size (`20MB`) in all are named instead of passed on.",
        default=20_000_000,
    )


@dataclass(frozen=True)
class Outbox:
    """Mail that is decided and stored but not yet sent."""

    undo: timedelta = key(
        "How long an agent's answer can still be taken back.", default=timedelta(seconds=60)
    )


@dataclass(frozen=True)
class Threading:
    """Which conversation a mail belongs to."""

    strangers: Strangers = key(
        "Somebody who answers without taking part starts a `separate` conversation,"
        " or may `join`.",
        default=Strangers.SEPARATE,
    )
    subject_tag: bool = key(
        "Whether mails to customers bear the conversation's number in their subject, as"
        " [#1042]. An answer is then found by it too, should its headers be lost.",
        default=False,
    )
    same_subject_within: timedelta = key(
        "How far apart two mails of one customer may lie and belong together by their subject"
        " alone; `0s` for never.",
        default=timedelta(days=14),
    )
    new_matter_after: timedelta = key(
        "After such a silence, a reply under another subject begins a new conversation, linked"
        " to the old one.",
        default=timedelta(days=60),
    )


@dataclass(frozen=True)
class Limits:
    """How much the desk writes by itself, so that neither a loop nor a flood drives it."""

    acknowledgements_per_address: Count = key(
        "Acknowledgements to one address within an hour.", default=3
    )
    acknowledgements_per_address_daily: Count = key(
        "Acknowledgements to one address within a day.", default=10
    )
    acknowledgements_per_domain: Count = key(
        "Acknowledgements within an hour to addresses of one domain; whom the mail server"
        " vouches for gets theirs all the same.",
        default=30,
    )
    acknowledgements: Count = key("Acknowledgements within an hour in all.", default=120)
    new_conversations: Count = key(
        "Conversations that a customer may begin within ten minutes; their further mails are"
        " kept together in one.",
        default=5,
    )
    relays: Count = key(
        "Mails of a conversation that its owner gets one by one within ten minutes; further"
        " ones come together in one mail.",
        default=20,
    )


class HandOver(StrEnum):
    """What of an absent agent's conversations somebody else gets."""

    DUE = "due"
    ALL = "all"
    NEVER = "never"


@dataclass(frozen=True)
class Absences:
    """What happens while agents are away."""

    hand_over: HandOver = key(
        "Of an absent agent's open conversations, others get what falls `due` before they are"
        " back, `all` of them, or `never` any.",
        default=HandOver.DUE,
    )
    give_back: bool = key(
        "Whether they get back what nobody has answered meanwhile.", default=True
    )
    without_end: Annotated[timedelta, Form.POSITIVE] = key(
        "How long an automatic reply counts that names no day of return; a mail that the agent"
        " writes ends it at once.",
        default=timedelta(days=7),
    )


@dataclass(frozen=True)
class Texts:
    """The words of the mails that go out."""

    folder: Annotated[Path, Form.FOLDER] | None = key(
        "A folder of templates that replace the ones of the same name.", default=None
    )


@dataclass(frozen=True)
class Settings:
    """Everything that a team decides."""

    desk: Desk = key("The desk as a whole.")
    mailboxes: tuple[Mailbox, ...] = key(
        "An IMAP account that customers write to.", written="mailbox"
    )
    agents: tuple[Agent, ...] = key("A person of the team.", written="agent")
    calendars: Mapping[str, Calendar] = key(
        "Weekly support hours, under the name that agents and policies use.",
        written="calendar",
    )
    policies: tuple[Policy, ...] = key(
        "Which targets hold for which conversations: the first that fits holds.",
        written="policy",
        default=(),
    )
    outbox: Outbox = key("Mail that is decided but not yet sent.", default=Outbox())
    threading: Threading = key("Which conversation a mail belongs to.", default=Threading())
    limits: Limits = key("How much the desk writes by itself.", default=Limits())
    absence: Absences = key("What happens while agents are away.", default=Absences())
    texts: Texts = key("The words of the mails that go out.", default=Texts())

    def agent(self, agent_id: str) -> Agent:
        """The agent with this id; raises KeyError when there is none."""
        for agent in self.agents:
            if agent.id == agent_id:
                return agent
        raise KeyError(agent_id)

    def agent_at(self, address: str | None) -> Agent | None:
        """The agent with exactly this address, ASCII case apart."""
        if address is None or not address.isascii():
            return None
        wanted = address.lower()
        return next((a for a in self.agents if a.address.lower() == wanted), None)

    def mailbox(self, name: str) -> Mailbox:
        """The mailbox of this name; the first one for a name that has left the config."""
        return next((m for m in self.mailboxes if m.name == name), self.mailboxes[0])

    def is_ours(self, address: str) -> bool:
        """Whether mail to this address comes back to one of the desk's mailboxes."""
        return any(mailbox.receives(address) for mailbox in self.mailboxes)
