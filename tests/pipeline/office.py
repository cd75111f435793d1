"""A desk at work on real servers, and the people around it; the clock is in the test's hand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count

from samehand.app import RandomMint
from samehand.config.settings import Mailbox, Settings
from samehand.desk.decision import Outcome
from samehand.house import House
from samehand.ingest.imap.mailbox import Connection
from samehand.notify.render import Render
from samehand.notify.smtp import Sender
from samehand.pipeline import deliver, receive, sweep
from samehand.store.raw import RawStore
from samehand.store.store import Store
from samehand.tests.servers.dovecot import Account
from samehand.tests.servers.postfix import PostfixServer
from samehand.tests.servers.process import wait_until
from samehand.tests.tables import give_tables

_serial = count(1)


@contextmanager
def opened(settings: Settings) -> Iterator[House]:
    """A desk's house, opened as a starting process does it."""
    give_tables(settings.desk.store)
    with Store.open(settings.desk.store) as store:
        store.end_leases()
        yield House(
            settings=settings,
            store=store,
            raw=RawStore.open(settings.desk.raw),
            texts=Render.load(None),
            mint=RandomMint(),
            spread=lambda: 0.0,
            holder="test",
        )


def written(
    sender: str,
    to: str,
    subject: str,
    text: str,
    answers: EmailMessage | None = None,
    cc: str | None = None,
) -> EmailMessage:
    """A mail as a mail client writes it, answering by its headers and quoting below."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    if cc:
        mail["Cc"] = cc
    mail["Message-ID"] = f"<client-{next(_serial)}@client.example>"
    if answers is not None:
        mail["In-Reply-To"] = answers["Message-ID"]
        mail["References"] = f"{answers['References'] or ''} {answers['Message-ID']}".strip()
        quoted = "\n".join(f"> {line}" for line in text_of(answers).splitlines())
        text = f"{text}\n\nOn Tue, Nov 24, 2026 at 10:00, somebody wrote:\n{quoted}\n"
    mail.set_content(text)
    return mail


def parsed(raw: bytes) -> EmailMessage:
    """A mail as its reader's client understands it."""
    return message_from_bytes(raw.replace(b"\r\n", b"\n"), policy=policy.default)


def text_of(mail: EmailMessage) -> str:
    """The words of a mail that has other forms or attachments, too."""
    body = mail.get_body(("plain",))
    assert isinstance(body, EmailMessage)
    return str(body.get_content())


@dataclass
class Office:
    """The desk at work, and the mailboxes of the people around it.

    `now` begins as the real time, since that is when the servers say that mail came; from then
    on it is the test's to move.
    """

    house: House
    mailbox: Mailbox
    support: Account
    ana: Account
    carla: Account
    olga: Account
    postfix: PostfixServer
    now: datetime

    def work(self) -> None:
        """One round of everything, at the present instant."""
        self.receive()
        sweep(self.house, self.now)
        self.send()

    def receive(self) -> None:
        """File what is in the folder."""
        connection = Connection(self.mailbox.imap, self.mailbox.folder)
        try:
            receive(self.house, self.mailbox, connection, self.now)
        finally:
            connection.close()

    def send(self) -> None:
        """Empty what is due in the outbox, and wait until it is where it goes."""
        sender = Sender(self.mailbox.smtp, hostname=self.mailbox.domain)
        while deliver(self.house, self.mailbox, sender, self.now).settled:
            self.quiet()

    def pass_time(self, length: timedelta) -> None:
        """Let it be later, and do what is due then."""
        self.now += length
        self.work()

    def quiet(self) -> None:
        """Wait until all mail is where it goes, so that what has not come will not come."""
        wait_until(lambda: not self.postfix.queued(), "Postfix still has mail on its way")

    def ask(self) -> EmailMessage:
        """Carla asks something, and Ana has it in her mailbox."""
        self.write("carla@acme.example", "support@acme.example", "Hello", "A question.")
        self.support.wait_for(1)
        self.work()
        (relayed,) = map(parsed, self.ana.wait_for(1))
        return relayed

    def reply(self, to: EmailMessage, text: str) -> None:
        """Ana presses Reply on one of our mails and writes; the desk has read it after that."""
        address = to["Reply-To"].addresses[0].addr_spec
        before = len(self.support.mails())
        self.write("ana@acme.example", address, f"Re: {to['Subject']}", text, answers=to)
        self.support.wait_for(before + 1)
        self.work()

    def write(
        self,
        sender: str,
        to: str,
        subject: str,
        text: str,
        answers: EmailMessage | None = None,
        cc: str | None = None,
    ) -> EmailMessage:
        """Send a mail as a mail client does."""
        mail = written(sender, to, subject, text, answers, cc)
        self.postfix.receive(mail.as_bytes(), sender=sender, to=to)
        return mail


def settled(office: Office) -> dict[Outcome, int]:
    """How many mails have which outcome; none may be left without."""
    status = office.house.store.status(office.now)
    assert Outcome.STORED not in status.ledger
    assert set(status.owners) <= {"ana"}
    return status.ledger
