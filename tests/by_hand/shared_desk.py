"""A desk whose people also write from the shared mailbox, and from their own mail programs."""

from __future__ import annotations

from samehand.desk.conversation import Clock, Conversation, Target
from samehand.filing import file_pending
from samehand.house import House
from samehand.store.ledger import Entry, Fetched
from samehand.tests.attacks.conftest import TUESDAY
from samehand.tests.attacks.desk_under_attack import (
    ANA,
    CARLA,
    SUPPORT,
    VOUCHED,
    Desk,
    Sent,
)

PROVED = VOUCHED
DAVE = "dave@customer.example"
SUPPLIER = "sales@supplier.example"


class SharedDesk(Desk):
    """With a Sent folder, and short ways to look at what became of things."""

    def __init__(self, house: House) -> None:
        super().__init__(house, TUESDAY)
        self._rows = 0
        house.store.expect("support", "Sent", self.now, is_sent=True)

    def post(self, *raws: bytes, times: int = 1, folder: str = "INBOX") -> list[Entry]:
        for raw in raws:
            uid, digest = next(self._uids), self.house.raw.keep(raw)
            row = Fetched(uid, digest, len(raw), self.now)
            self.house.store.enter("support", folder, 1, [row], last_uid=uid, now=self.now)
            self._rows += 1
        for _ in range(times):
            file_pending(self.house, self.settings.mailboxes[0], self.now)
        return self.ledger(last=len(raws))

    def ledger(self, last: int | None = None) -> list[Entry]:
        first = 1 if last is None else self._rows + 1 - last
        found = map(self.house.store.quarantine_entry, range(first, self._rows + 1))
        return [entry for entry in found if entry is not None]

    def sent(self, *raws: bytes) -> list[Entry]:
        """Mails that lie in the Sent folder."""
        return self.post(*raws, folder="Sent")

    def asks(self, text: str = "It drips.", **fields: str) -> str:
        """Carla writes; the id of her mail."""
        raw = self.write(text=text, **fields)
        self.post(raw)
        return id_of(raw)

    def by_agent(
        self, text: str = "Turn the lid.", *, sender: str = ANA, **fields: str
    ) -> bytes:
        """An agent's mail to Carla from their own program, with the desk in copy."""
        given = {
            "to": CARLA,
            "cc": SUPPORT,
            "subject": "Re: The kettle leaks",
            "authentication_results": PROVED,
            **fields,
        }
        return self.write(sender, given.pop("to"), text, subject=given.pop("subject"), **given)

    def by_hand(self, text: str = "Turn the lid.", *, to: str = CARLA, **fields: str) -> bytes:
        """A mail that somebody writes in the shared mailbox."""
        fields = {"subject": "Re: The kettle leaks", **fields}
        return self.write(SUPPORT, to, text, **fields)

    def conversation(self, number: int = 1001) -> Conversation:
        with self.house.store.reading() as work:
            return work.conversation(number)

    def count(self) -> int:
        """How many conversations there are."""
        with self.house.store.reading() as work:
            found = work.connection.exec_driver_sql("SELECT count(*) FROM conversation")
            return int(found.scalar_one())

    def clock(self, target: Target, number: int = 1001) -> Clock | None:
        """The latest clock for a target."""
        found = [c for c in self.conversation(number).clocks if c.target is target]
        return found[-1] if found else None

    def is_awaited(self, number: int = 1001) -> bool:
        """Whether a customer waits for an answer, as the clocks see it."""
        return any(
            c.is_live and c.running_since is not None and c.target is not Target.RESOLUTION
            for c in self.conversation(number).clocks
        )

    def events(self, number: int = 1001) -> list[str]:
        with self.house.store.reading() as work:
            return [f"{e.event.kind}: {e.event.reason}" for e in work.events(number)]

    def to_outside(self) -> list[Sent]:
        """What has come into the outbox for anybody but the team, since this was last asked."""
        return [mail for mail in self.outgoing() if mail.purpose.reaches_customer]


def id_of(raw: bytes) -> str:
    """The Message-ID of a mail, with its brackets."""
    line = next(one for one in raw.split(b"\r\n") if one.lower().startswith(b"message-id:"))
    return line.decode().partition(": ")[2]


def headline(mail: Sent) -> str:
    """How a word to the team begins."""
    return str(mail.mail["Subject"]).partition(":")[0]


def bounce(desk: SharedDesk, message_id: str) -> bytes:
    """What a mail server writes that could not deliver a mail to Carla."""
    report = (
        "--b\n\nIt could not be delivered.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; {CARLA}\nAction: failed\nStatus: 5.1.1\n"
        f"\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {message_id}\n\n--b--\n"
    )
    kind = "multipart/report; report-type=delivery-status; boundary=b"
    sender = "MAILER-DAEMON@customer.example"
    return desk.write(sender, text=report, content_type=kind, mime_version="1.0")
