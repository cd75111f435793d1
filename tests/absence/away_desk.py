"""A desk whose agents go away, with what a test of that wants to know of it."""

from __future__ import annotations

from datetime import timedelta

from samehand.desk.away.absence import Absence
from samehand.desk.conversation import Conversation
from samehand.desk.letters import Purpose
from samehand.pipeline import sweep
from samehand.store.ledger import Entry
from samehand.tests.attacks.desk_under_attack import ANA, CARLA, VOUCHED, Desk, Sent


class AwayDesk(Desk):
    """A desk without servers; see `Desk`."""

    def sweep(self) -> int:
        """What the metronome does every ten seconds."""
        return sweep(self.house, self.now)

    def anas(self, sender: str = CARLA, **fields: str) -> Sent:
        """A customer's mail as Ana gets it; whoever is chosen has it first."""
        self.post(self.write(sender, **fields))
        relay = self.got("relay")[-1]
        number = self.numbers()[-1]
        if self.conversation(number).owner != "ana":
            owner = f"{self.conversation(number).owner}@acme.example"
            self.post(self.reply(relay, "#assign ana", sender=owner))
            relay = self.got("relay", ANA)[-1]
        return relay

    def away(
        self,
        relay: Sent,
        text: str,
        *,
        sender: str = ANA,
        statements: str = VOUCHED,
        **fields: str,
    ) -> Entry:
        """What Ana's mail program answers by itself to one of our mails."""
        fields = {
            "auto_submitted": "auto-replied",
            "subject": f"Automatic reply: {relay.mail['Subject']}",
            "authentication_results": statements or "mail.example.com; none",
        } | fields
        answers = str(relay.mail["Message-ID"])
        written = self.write(sender, relay.reply_to, text, answers=answers, **fields)
        (entry,) = self.post(written)
        return entry

    def says(self, relay: Sent, text: str, **fields: str) -> Entry:
        """An agent answers one of our mails."""
        (entry,) = self.post(self.reply(relay, text, **fields))
        return entry

    def got(self, purpose: str, to: str | None = None) -> list[Sent]:
        """The mails of a kind that anybody, or one of them, was ever sent."""
        return [
            sent for sent in self.of(Purpose(purpose)) if to is None or to in sent.recipients
        ]

    def headlines(self, to: str) -> list[str]:
        """How the notices begin that somebody was sent."""
        return [str(sent.mail["Subject"]) for sent in self.got("notice", to)]

    def conversation(self, number: int) -> Conversation:
        with self.house.store.reading() as work:
            return work.itself(number)

    def numbers(self) -> list[int]:
        with self.house.store.reading() as work:
            rows = work.connection.exec_driver_sql(
                "SELECT number FROM conversation ORDER BY number"
            )
            return list(rows.scalars())

    def absence(self, agent: str = "ana") -> Absence | None:
        """An agent's latest absence, if it has not ended."""
        with self.house.store.reading() as work:
            found = work.absence(agent)
        return found if found is not None and found.covers(self.now) else None

    def story(self, number: int, kind: str) -> list[str]:
        """The reasons of a conversation's events of a kind."""
        with self.house.store.reading() as work:
            return [
                recorded.event.reason
                for recorded in work.events(number)
                if recorded.event.kind == kind
            ]

    def later(self, **length: float) -> None:
        self.pass_time(timedelta(**length))
