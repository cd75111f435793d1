"""An agent and a customer who write to each other through the desk, mail by mail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import cast

from samehand.desk.conversation import Conversation
from samehand.desk.letters import Purpose
from samehand.notify.outbox import Accepted, Parcel
from samehand.notify.smtp import Done, HandingOver, Sender
from samehand.pipeline import deliver
from samehand.tests.attacks.desk_under_attack import ANA, CARLA, Desk, Sent

LEA = "lea@acme.example"
OLGA = "olga@acme.example"
DORA = "dora@other.example"
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


class Talk(Desk):
    """The desk, as those see it who write to it."""

    def asks(self, text: str = "It drips.", sender: str = CARLA, **fields: str) -> Sent:
        """A customer writes; the mail as its owner gets it."""
        return self.relayed(sender, text=text, **fields)

    def says(self, relay: Sent, text: str, sender: str = ANA) -> list[Sent]:
        """An agent answers a mail of the desk; what the desk sends because of it."""
        self.outgoing()
        self.now += MINUTE
        self.post(self.reply(relay, text, sender=sender))
        return self.outgoing()

    def word(self, relay: Sent, text: str, sender: str = ANA) -> str:
        """What the agent hears of such an answer, on one line."""
        heard = [
            mail
            for mail in self.says(relay, text, sender)
            if mail.recipients == (sender,)
            and mail.purpose in {Purpose.RECEIPT, Purpose.NOTICE}
        ]
        assert len(heard) == 1, [mail.mail["Subject"] for mail in heard]
        return f"{heard[0].mail['Subject']} {flat(heard[0])}"

    def last_word(self) -> Sent:
        """The receipt or notice that came last, which can be answered."""
        words = {Purpose.RECEIPT, Purpose.NOTICE}
        return self.of(*words)[-1]

    def leave(self) -> None:
        """Let everything that waits leave, after the minute in which it can be taken back."""
        self.now += 2 * MINUTE
        deliver(self.house, self.settings.mailboxes[0], cast(Sender, _Accepting()), self.now)

    def first_id(self, number: int = 1001) -> str:
        """The Message-ID of the mail that began a conversation."""
        with self.house.store.reading() as work:
            return work.messages(number)[0].message_id

    def conversation(self, number: int = 1001) -> Conversation:
        """As it stands now."""
        with self.house.store.reading() as work:
            return work.itself(number)

    def events(self, number: int = 1001) -> list[str]:
        """What was decided about a conversation, kind by kind."""
        with self.house.store.reading() as work:
            return [recorded.event.kind for recorded in work.events(number)]


class _Accepting:
    """A mail server that takes everything."""

    def send(self, parcels: Sequence[Parcel], *, handing_over: HandingOver, done: Done) -> None:
        for parcel in parcels:
            if handing_over(parcel):
                done(parcel, Accepted())


def flat(sent: Sent) -> str:
    """The words of a mail, without its lines."""
    return " ".join(sent.text.split())


def to_customers(mails: list[Sent]) -> list[Sent]:
    return [mail for mail in mails if mail.purpose.reaches_customer]
