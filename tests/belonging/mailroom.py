"""A desk without servers, two mailboxes in front of it, and where each mail ends up.

The filing and the store are the real ones; only the network is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from samehand.config.secrets import PasswordSource
from samehand.config.settings import (
    Agent,
    Calendar,
    Desk,
    Duration,
    Limits,
    Mailbox,
    Policy,
    Server,
    Settings,
    Span,
    Threading,
    Trust,
)
from samehand.desk.conversation import Conversation
from samehand.desk.decision import Decision, Outcome
from samehand.desk.letters import Purpose
from samehand.desk.parting import part
from samehand.filing import file_pending
from samehand.house import House, save_alone
from samehand.store import lookup
from samehand.store.ledger import Fetched

NOW = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)  # a Tuesday, noon in Madrid
CARLA = "carla@customer.example"
DORA = "dora@customer.example"
ERIK = "erik@other.example"
MALLORY = "mallory@evil.example"
SUPPORT, SALES = "support@acme.example", "sales@acme.example"


def settings(store: str, folder: Path, threading: Threading | None = None) -> Settings:
    """A desk that is always open, of two agents: the first gets the first conversation, the
    other, who can carry any number, the next ones."""
    madrid = ZoneInfo("Europe/Madrid")
    trust = Trust(authserv_id="mx.acme.example")
    server = Server("localhost", 993, "desk", PasswordSource(file=Path("password")))
    return Settings(
        desk=Desk(
            "Acme",
            madrid,
            "ben",
            ("olga@acme.example",),
            store=store,
            raw=str(folder / "raw"),
        ),
        mailboxes=tuple(
            Mailbox(address.split("@")[0], address, server, server, trust=trust)
            for address in (SUPPORT, SALES)
        ),
        agents=(
            Agent("ana", "Ana Ruiz", "ana@acme.example", "always", capacity=3),
            Agent("ben", "Ben Okafor", "ben@acme.example", "always", capacity=100_000),
        ),
        calendars={"always": Calendar("always", madrid, ((Span(0, 1440),),) * 7)},
        policies=(
            Policy("standard", "always", first_response=Duration(rest=timedelta(hours=4))),
        ),
        threading=threading or Threading(),
        limits=Limits(new_conversations=100_000, relays=100_000),
    )


def written(
    sender: str,
    text: str,
    *,
    message_id: str,
    to: str = SUPPORT,
    cc: str = "",
    subject: str = "",
    parents: Sequence[str] = (),
    date: datetime = NOW,
    received: str = "by mx.acme.example",
    **fields: str,
) -> bytes:
    """A plain mail, as it comes out of a mailbox; `parents` are ids, the nearest last."""
    lines = [
        f"Received: {received}",
        f"From: {sender}",
        f"To: {to}",
        *([f"Cc: {cc}"] if cc else ()),
        f"Subject: {subject}",
        f"Date: {date:%a, %d %b %Y %H:%M:%S} +0000",
        f"Message-ID: <{message_id}>",
        *([f"References: {' '.join(f'<{parent}>' for parent in parents)}"] if parents else ()),
        *(f"{name.replace('_', '-')}: {value}" for name, value in fields.items()),
    ]
    return "\r\n".join([*lines, "", *text.split("\n"), ""]).encode()


class Mailroom:
    """What comes in at the desk, and what becomes of it."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.now = NOW
        self._uids = count(1)

    def post(self, *raws: bytes, mailbox: str = SUPPORT) -> list[int]:
        """Let mails arrive in this order, and have them filed; their UIDs."""
        uids = self.enter(raws, mailbox)
        self.file(mailbox)
        return uids

    def enter(self, raws: Sequence[bytes], mailbox: str = SUPPORT) -> list[int]:
        """Let mails arrive that nobody has looked at yet."""
        uids = [next(self._uids) for _ in raws]
        digests = self.house.raw.keep_many(raws)
        rows = [
            Fetched(uid, digest, len(raw), self.now)
            for uid, digest, raw in zip(uids, digests, raws, strict=True)
        ]
        name = mailbox.split("@")[0]
        self.house.store.enter(name, "INBOX", 1, rows, last_uid=max(uids), now=self.now)
        return uids

    def file(self, mailbox: str = SUPPORT) -> None:
        """Have everything filed that waits in a mailbox."""
        file_pending(self.house, self.house.settings.mailbox(mailbox.split("@")[0]), self.now)

    def outcomes(self) -> Counter[Outcome]:
        """What became of the mails."""
        return Counter(self.house.store.status(self.now).ledger)

    def places(self, uids: Sequence[int]) -> list[int | None]:
        """The conversation that each mail is in; None for one that became no message."""
        asked = ", ".join(map(str, uids))
        with self.house.store.reading() as work:
            rows = work.connection.exec_driver_sql(
                "SELECT ledger.uid, message.conversation FROM ledger"
                f" LEFT JOIN message ON message.id = ledger.message WHERE uid IN ({asked})"
            )
            found: dict[int, int | None] = dict(rows.all())
        return [found[uid] for uid in uids]

    def conversation(self, number: int) -> Conversation:
        """A conversation as it stands."""
        with self.house.store.reading() as work:
            return work.conversation(number)

    def unmerge(self, number: int) -> Decision:
        """Undo a merger, as the command does."""
        with self.house.store.filing() as work:
            found = lookup.parting(work, number)
            assert found is not None
            decision = part(*found, self.house.settings, self.now, self.house.mint)
            save_alone(self.house, work, decision, self.now)
        return decision

    def reply(self, relay: str, text: str) -> bytes:
        """An agent's answer to a relay, which the mail server vouches for."""
        (token,) = re.findall(r"\[samehand:(\w+)\]", relay)
        (agent,) = re.findall(r"(Ana|Ben)", relay)[:1]
        return written(
            f"{agent.lower()}@acme.example",
            text,
            message_id=f"{token}@client.example",
            to=f"support+a.{token}@acme.example",
            Authentication_Results="mx.acme.example; dmarc=pass header.from=acme.example",
        )

    def story(self, number: int) -> list[str]:
        """The kinds of its events, in their order."""
        with self.house.store.reading() as work:
            return [recorded.event.kind for recorded in work.events(number)]

    def sent(self, purpose: Purpose, to: str) -> list[str]:
        """The texts of the mails of this kind to somebody."""
        with self.house.store.reading() as work:
            rows = work.connection.exec_driver_sql(
                "SELECT recipients, digest FROM outbox"
                f" WHERE purpose = '{purpose.value}' ORDER BY id"
            ).all()
        raws = [self.house.raw.read(digest) for recipients, digest in rows if to in recipients]
        mails = (message_from_bytes(raw, policy=policy.default) for raw in raws)
        return [f"{mail['Subject']}\n\n{_text(mail)}" for mail in mails]


def _text(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())
