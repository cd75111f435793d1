"""A desk without servers: bytes go in as an IMAP folder would give them, and mails come out.

The pipeline, the store and the composing are the real ones; only the network is left out, so
that an attack takes milliseconds and nothing of it depends on a mail server's manners.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count

from samehand.config.settings import Settings
from samehand.desk.decision import Outcome
from samehand.desk.letters import Purpose
from samehand.filing import file_pending
from samehand.house import House
from samehand.pipeline import sweep
from samehand.store.ledger import Entry, Fetched

SUPPORT = "support@acme.example"
ANA = "ana@acme.example"
BEN = "ben@acme.example"
CARLA = "carla@customer.example"
MALLORY = "mallory@evil.example"
VOUCHED = "mx.acme.example; dmarc=pass header.from=acme.example"
FAILED = "mx.acme.example; dmarc=fail header.from=acme.example"


@dataclass(frozen=True)
class Sent:
    """A mail that the desk has put into its outbox."""

    purpose: Purpose
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def mail(self) -> EmailMessage:
        """The mail as its reader's client understands it."""
        return message_from_bytes(self.raw.replace(b"\r\n", b"\n"), policy=policy.default)

    @property
    def text(self) -> str:
        part = self.mail.get_body(("plain",))
        assert part is not None
        return str(part.get_content())

    @property
    def reply_to(self) -> str:
        """Where an answer to it goes, with the token."""
        return str(self.mail["Reply-To"].addresses[0].addr_spec)


class Desk:
    """The desk at work; the time is in the test's hand."""

    def __init__(self, house: House, now: datetime, *, first_uid: int = 1) -> None:
        self.house = house
        self.now = now
        self._uids = count(first_uid)
        self._serial = count(first_uid)
        self._read = 0

    @property
    def settings(self) -> Settings:
        return self.house.settings

    def post(self, *raws: bytes, times: int = 1) -> list[Entry]:
        """Let mails arrive and be filed; their rows of the ledger afterwards."""
        for raw in raws:
            uid, digest = next(self._uids), self.house.raw.keep(raw)
            row = Fetched(uid, digest, len(raw), self.now)
            self.house.store.enter("support", "INBOX", 1, [row], last_uid=uid, now=self.now)
        for _ in range(times):
            file_pending(self.house, self.settings.mailboxes[0], self.now)
            self.now += timedelta(minutes=20) if times > 1 else timedelta()
        return self.ledger(last=len(raws))

    def ledger(self, last: int | None = None) -> list[Entry]:
        """A row for each mail that has arrived, or for the last of them, in their order."""
        cursor = self.house.store.folder("support", "INBOX")
        end = (cursor.last_uid if cursor else 0) + 1
        numbers = range(1 if last is None else end - last, end)
        found = map(self.house.store.quarantine_entry, numbers)
        return [entry for entry in found if entry is not None]

    def outcome(self, raw: bytes) -> Outcome:
        """What became of one mail."""
        return self.post(raw)[0].outcome

    def pass_time(self, length: timedelta) -> None:
        """Let it be later, and let the clocks be heard."""
        self.now += length
        sweep(self.house, self.now)

    def write(
        self,
        sender: str = CARLA,
        to: str = SUPPORT,
        text: str = "It drips.",
        *,
        subject: str = "The kettle leaks",
        answers: str | None = None,
        **fields: str,
    ) -> bytes:
        """A plain mail; further fields by their names with `_` for `-`."""
        given = {name.replace("_", "-").lower(): value for name, value in fields.items()}
        message_id = given.pop("message-id", f"<{next(self._serial)}@client.example>")
        lines = [
            f"From: {sender}",
            f"To: {to}",
            f"Subject: {subject}",
            f"Date: {self.now:%a, %d %b %Y %H:%M:%S} +0000",
            f"Message-ID: {message_id}",
            *((f"In-Reply-To: {answers}", f"References: {answers}") if answers else ()),
            *(f"{name.title()}: {value}" for name, value in given.items()),
        ]
        return ("\r\n".join(lines) + "\r\n\r\n" + text.replace("\n", "\r\n")).encode()

    def outgoing(self) -> list[Sent]:
        """What has come into the outbox since this was last asked."""
        rows = self._outbox()
        new, self._read = rows[self._read :], len(rows)
        return [self._sent(row) for row in new]

    def _outbox(self) -> list[tuple[str, str, str]]:
        with self.house.store.reading() as work:
            rows = work.connection.exec_driver_sql(
                "SELECT purpose, recipients, digest FROM outbox ORDER BY id"
            )
            return [(row.purpose, row.recipients, row.digest) for row in rows]

    def _sent(self, row: tuple[str, str, str]) -> Sent:
        purpose, recipients, digest = row
        return Sent(Purpose(purpose), _strings(recipients), self.house.raw.read(digest))

    def conversation_of(self, entry: Entry) -> int | None:
        """Where a mail was filed; None when it was not."""
        with self.house.store.reading() as work:
            return work.connection.exec_driver_sql(
                "SELECT conversation FROM message JOIN ledger ON ledger.message = message.id"
                f" WHERE ledger.id = {entry.id}"
            ).scalar()

    def relayed(self, sender: str = CARLA, **fields: str) -> Sent:
        """A customer writes; the mail as its owner gets it."""
        self.post(self.write(sender, **fields))
        return self.of(Purpose.RELAY)[-1]

    def reply(
        self,
        relay: Sent,
        text: str,
        *,
        sender: str = ANA,
        statements: str = VOUCHED,
        **fields: str,
    ) -> bytes:
        """An answer to a mail of the desk, as an agent's client writes it."""
        if statements:
            fields["authentication_results"] = statements
        return self.write(
            sender,
            relay.reply_to,
            text,
            subject=f"Re: {relay.mail['Subject']}",
            answers=str(relay.mail["Message-ID"]),
            **fields,
        )

    def of(self, *purposes: Purpose) -> list[Sent]:
        """All mails of these kinds that were ever put into the outbox."""
        return [self._sent(row) for row in self._outbox() if row[0] in purposes]


def _strings(value: object) -> tuple[str, ...]:
    return tuple(json.loads(str(value)))
