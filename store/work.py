"""One transaction: what a decision is made from, and the one place where it is saved."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from samehand.config.settings import Threading
from samehand.desk.agents.holds.held import Held, Told, Word
from samehand.desk.arrival import Ours, Undoable
from samehand.desk.away.absence import Absence
from samehand.desk.by_hand.around import Queued
from samehand.desk.conversation import Clock, Conversation, Standing
from samehand.desk.customers.correspondent import Correspondent
from samehand.desk.customers.gathered import Listed
from samehand.desk.decision import Decision, Token
from samehand.desk.parting import Mail, Merger
from samehand.notify.outbox import Step, Waiting
from samehand.store import (
    absences,
    clocks,
    conversations,
    correspondents,
    decisions,
    events,
    gathered,
    held,
    mergers,
    messages,
    ours,
    outbox,
    owners,
    relatives,
    sending,
    standing,
    tokens,
    traffic,
)
from samehand.store.errors import Temporary
from samehand.store.events import Recorded
from samehand.store.faults import told
from samehand.store.messages import StoredMessage
from samehand.store.outbox import Mailed, OutgoingRow
from samehand.threading.match import Relative
from samehand.threading.traits import Traits


class Work:
    """What can be asked and saved within a transaction of the store."""

    def __init__(self, connection: Connection, url: URL) -> None:
        self.connection = connection
        self._url = url
        self._is_lost = False

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """A part that rolls back alone when it raises, so that one bad mail spoils no other.

        A full disk ends the whole transaction, not the part: each later savepoint then raises
        Temporary, and so must the caller.
        """
        if self._is_lost:
            raise Temporary("the transaction has ended already: it is tried again as a whole")
        with told(self._url):
            self.connection.exec_driver_sql("SAVEPOINT part")
            try:
                yield
            except BaseException:
                self._roll_back()
                raise
            self.connection.exec_driver_sql("RELEASE SAVEPOINT part")

    def _roll_back(self) -> None:
        try:
            self.connection.exec_driver_sql("ROLLBACK TO SAVEPOINT part")
            self.connection.exec_driver_sql("RELEASE SAVEPOINT part")
        except DBAPIError:
            self._is_lost = True  # the error that ended it is on its way to the caller

    def next_number(self) -> int:
        """The number for a new conversation. Save it before asking for another."""
        return conversations.next_number(self.connection)

    def relatives(self, traits: Traits, rules: Threading) -> list[Relative]:
        """The stored messages that have something in common with a mail."""
        return relatives.of(self.connection, traits, rules)

    def same_message(self, message_id: str, soft_key: str) -> int | None:
        """The conversation that holds this very mail already."""
        return messages.same(self.connection, message_id, soft_key)

    def is_repeated(self, conversation: int, soft_key: str) -> bool:
        """Whether an agent's mail was acted upon before, be it under another Message-ID."""
        return messages.is_repeated(self.connection, conversation, soft_key)

    def survivors(self, numbers: Collection[int]) -> tuple[int, ...]:
        """What became of conversations: they themselves, or what they were merged into."""
        return conversations.survivors(self.connection, numbers)

    def conversation(self, number: int) -> Conversation:
        """The conversation, or what it was merged into, with its clocks. Else KeyError."""
        return conversations.load(self.connection, number)

    def itself(self, number: int) -> Conversation:
        """The conversation of this number, also if it was merged. Else KeyError."""
        return conversations.itself(self.connection, number)

    def merger(self, number: int) -> Merger | None:
        """The merger in which the conversation ended, or the last one into it."""
        return mergers.find(self.connection, number)

    def apart(self, numbers: Collection[int]) -> frozenset[tuple[int, int]]:
        """The pairs of these conversations that somebody has taken apart, the older first."""
        return mergers.apart(self.connection, numbers)

    def message(self, message_id: str, conversation: int) -> StoredMessage | None:
        """A mail of the conversation, to answer it."""
        return messages.find(self.connection, message_id, conversation)

    def last_inbound(self, conversation: int) -> StoredMessage | None:
        """The latest mail from outside in the conversation."""
        return messages.last_inbound(self.connection, conversation)

    def token(self, hashed: str) -> Token | None:
        """The token with this hash (see tokens.token_hash), live or not."""
        return tokens.find(self.connection, hashed)

    def undoable(self, conversation: int, agent: str) -> tuple[Undoable, ...]:
        """The agent's answers that have not left yet; they stay until the transaction ends."""
        return outbox.undoable(self.connection, conversation, agent)

    def held(self, entry: int) -> Held | None:
        """The mail of this ledger entry, if it is held or was."""
        return held.find(self.connection, entry)

    def held_mails(self, conversation: int | None = None) -> list[Held]:
        """All mails that wait; of a conversation, also those that waited."""
        if conversation is None:
            return held.waiting(self.connection)
        return held.about(self.connection, conversation)

    def forgotten(self, before: datetime, limit: int) -> list[Held]:
        """Mails that have waited since before an instant, and of which no lead has heard."""
        return held.forgotten(self.connection, before, limit)

    def word(self, entry: int) -> Word | None:
        """The word that let a held mail out, or ended its wait."""
        return held.word(self.connection, entry)

    def told(self, agent: str, since: datetime) -> Told:
        """What an agent has heard of held mails since then, and how many they have not."""
        return held.told(self.connection, agent, since)

    def conversations_of(self, customer: str, limit: int) -> list[tuple[str, datetime]]:
        """A customer's latest conversations, newest first: the owner, when it was opened."""
        return owners.of_customer(self.connection, customer, limit)

    def absences(self) -> list[Absence]:
        """The absences that have not ended."""
        return absences.lasting(self.connection)

    def absence(self, agent: str) -> Absence | None:
        """An agent's latest absence, whether it lasts or has ended."""
        return absences.latest(self.connection, agent)

    def waiting_for(self, agent: str, by: datetime | None) -> list[int]:
        """An agent's open conversations with a clock that is due by then, or at all."""
        return absences.waiting_for(self.connection, agent, by)

    def open_of(self, agent: str) -> list[int]:
        """All open conversations of an agent."""
        return absences.open_of(self.connection, agent)

    def stood_in_for(self) -> dict[str, list[int]]:
        """Where somebody stands in, by the agent who is to have the conversations back."""
        return absences.stood_in_for(self.connection)

    def answered_meanwhile(self, number: int, agent: str, since: datetime) -> str | None:
        """Who else than this agent has answered last in a conversation since then."""
        return absences.answered(self.connection, number, agent, since)

    def open_counts(self) -> dict[str, int]:
        """How many open conversations each agent has; without any, they are not in it."""
        return owners.open_counts(self.connection)

    def last_assigned(self) -> dict[str, datetime]:
        """When each agent was last given a conversation."""
        return owners.last_assigned(self.connection)

    def acknowledged(self, address: str, since: datetime, limit: int) -> tuple[datetime, ...]:
        """When acknowledgements to an address were decided on since then, the latest first."""
        return traffic.acknowledged(self.connection, address, since, limit)

    def acknowledgements(self, domain: str, since: datetime) -> tuple[int, int]:
        """How many acknowledgements were decided on since then: in all, and to a domain."""
        return traffic.acknowledgements(self.connection, domain, since)

    def relayed(self, conversation: int, since: datetime) -> int:
        """How many mails of a conversation were passed on since then."""
        return traffic.relayed(self.connection, conversation, since)

    def ours(self, ids: Sequence[str]) -> Ours | None:
        """The mail of ours that bears the first of these ids that any does."""
        return ours.find(self.connection, ids)

    def written_to(self, addresses: Collection[str], since: datetime) -> Ours | None:
        """What went to customers with these addresses, if it was in one conversation only."""
        return ours.written_to(self.connection, addresses, since)

    def correspondents(self, addresses: Collection[str]) -> dict[str, Correspondent]:
        """Those of whom something is remembered."""
        return correspondents.find(self.connection, addresses)

    def gathered_due(self, now: datetime, limit: int) -> list[tuple[int, int]]:
        """Conversations whose gathered mails are to be passed on, with the first of them."""
        return gathered.due(self.connection, now, limit)

    def gathered(self, conversation: int, first: int, limit: int) -> tuple[int, list[Listed]]:
        """How many mails wait in a conversation from this message on, and the oldest."""
        return gathered.waiting(self.connection, conversation, first, limit)

    def has_key(self, key: str) -> bool:
        """Whether a mail for this occasion was decided on."""
        return outbox.has_key(self.connection, key)

    def answers(self, author: str, start: datetime, end: datetime) -> list[StoredMessage]:
        """What an agent has answered from `start` until before `end`, and not taken back."""
        return messages.answers(self.connection, author, start, end)

    def queued_answers(self, conversation: int) -> tuple[Queued, ...]:
        """Everybody's answers that have not left yet; they stay until the transaction ends."""
        return outbox.queued_answers(self.connection, conversation)

    def answered_at(self, message_id: str, conversation: int) -> datetime | None:
        """When one of us answered a mail, if the answer was known before the mail itself."""
        return messages.answered_at(self.connection, message_id, conversation)

    def given(self, conversation: int, limit: int) -> list[StoredMessage]:
        """The latest answers in a conversation that were not taken back, the last one first."""
        return messages.given(self.connection, conversation, limit)

    def written_by(self, agent: str, conversation: int, limit: int) -> tuple[str, ...]:
        """The ids of an agent's own mails in a conversation, the latest of them, in order."""
        return messages.written_by(self.connection, agent, conversation, limit)

    def bytes_of(self, message: int) -> str | None:
        """The digest under which the bytes of the mail with this number are kept."""
        return messages.bytes_of(self.connection, message)

    def answers_inside(self, ids: Collection[str]) -> bool:
        """Whether one of the ids is that of an alert, a digest or a notice of ours."""
        return outbox.answers_inside(self.connection, ids)

    def answers_probe(self, ids: Collection[str]) -> bool:
        """Whether one of the ids is that of a mail by which a check tried the server."""
        return outbox.answers_probe(self.connection, ids)

    def has_sent(self, message_id: str) -> bool:
        """Whether a mail with this Message-ID is one of our own."""
        return outbox.has_sent(self.connection, message_id) or bool(
            ours.aliases(self.connection, [message_id])
        )

    def digest_of(self, ids: Sequence[str]) -> str | None:
        """Where the bytes lie of the first of these mails that is ours."""
        return ours.digest_of(self.connection, ids)

    def written_at(self, mailbox: str, at: datetime) -> list[tuple[str, str]]:
        """The mails of ours that say they are of this second: id, as it is kept, and digest."""
        return ours.written_at(self.connection, mailbox, at)

    def stood_before(self, answers: Collection[str]) -> dict[str, Standing]:
        """How a conversation stood before each of these answers, by its key in the outbox."""
        return standing.before(self.connection, answers)

    def snoozed_due(self, now: datetime, limit: int) -> list[int]:
        """The conversations that were put aside until now."""
        return conversations.snoozed_due(self.connection, now, limit)

    def due_clocks(self, now: datetime, limit: int) -> list[int]:
        """The conversations with a clock somebody has to hear of by now."""
        return clocks.due(self.connection, now, limit)

    def save(
        self,
        decision: Decision,
        outgoing: Sequence[OutgoingRow],
        *,
        entry: int | None,
        now: datetime,
    ) -> None:
        """Write down a decision whole. Raises Conflict when its ground has changed."""
        decisions.save(self.connection, decision, outgoing, entry=entry, now=now)

    def settle(self, row: Waiting, step: Step, *, now: datetime) -> bool:
        """Write down how a try to send ended; False when the row is no longer ours."""
        return sending.settle(self.connection, row, step, now)

    def events(self, conversation: int) -> list[Recorded]:
        """The story of a conversation and of those that were merged into it."""
        return events.of(self.connection, conversation)

    def last_event(self, conversation: int, kind: str) -> Recorded | None:
        """The latest event of a kind in a conversation."""
        return events.last(self.connection, conversation, kind)

    def events_after(self, event: int, limit: int = 1000) -> list[Recorded]:
        """What was decided after the event with this id; 0 begins at the start."""
        return events.after(self.connection, event, limit)

    def mails(self, conversation: int) -> list[Mail]:
        """All mails of a conversation with what threading knows of them."""
        return mergers.mails(self.connection, conversation)

    def messages(self, conversation: int) -> list[StoredMessage]:
        """All mails of a conversation, the oldest first."""
        return messages.every(self.connection, conversation)

    def clocks(self, conversation: int) -> tuple[Clock, ...]:
        """All clocks that ever ran on a conversation, the oldest first."""
        return clocks.every(self.connection, conversation)

    def mailed(self, conversation: int) -> list[Mailed]:
        """All mails that went out, or are to, about a conversation."""
        return outbox.about(self.connection, conversation)
