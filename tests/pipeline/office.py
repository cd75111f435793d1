"""A desk at work on real servers, and the people around it; the clock is in the test's hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count

from samehand.config.settings import Mailbox
from samehand.house import House
from samehand.ingest.mailbox import Connection
from samehand.notify.smtp import Sender
from samehand.pipeline import deliver, receive, sweep
from samehand.tests.servers.dovecot import Account
from samehand.tests.servers.postfix import PostfixServer

_serial = count(1)


def parsed(raw: bytes) -> EmailMessage:
    """A mail as its reader's client understands it."""
    return message_from_bytes(raw.replace(b"\r\n", b"\n"), policy=policy.default)


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
        connection = Connection(self.mailbox.imap, self.mailbox.folder)
        try:
            receive(self.house, self.mailbox, connection, self.now)
        finally:
            connection.close()
        sweep(self.house, self.now)
        self.send()

    def send(self) -> None:
        """Empty what is due in the outbox."""
        sender = Sender(self.mailbox.smtp, hostname=self.mailbox.domain)
        while deliver(self.house, self.mailbox, sender, self.now).settled:
            pass

    def pass_time(self, length: timedelta) -> None:
        """Let it be later, and do what is due then."""
        self.now += length
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
        """Send a mail as a mail client does, answering by its headers and quoting below."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, to, subject
        if cc:
            mail["Cc"] = cc
        mail["Message-ID"] = f"<client-{next(_serial)}@client.example>"
        if answers is not None:
            mail["In-Reply-To"] = answers["Message-ID"]
            mail["References"] = (
                f"{answers['References'] or ''} {answers['Message-ID']}".strip()
            )
            quoted = "\n".join(f"> {line}" for line in answers.get_content().splitlines())
            text = f"{text}\n\nOn Tue, Nov 24, 2026 at 10:00, somebody wrote:\n{quoted}\n"
        mail.set_content(text)
        self.postfix.receive(mail.as_bytes(), sender=sender, to=to)
        return mail
