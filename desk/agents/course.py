"""How far the carrying out of an agent's mail has come: the value that each order adds to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from samehand.config.settings import Calendar, Policy
from samehand.desk.agents.holds.hold import AgentMail
from samehand.desk.away.absence import Absence
from samehand.desk.conversation import Clock, Conversation, Event
from samehand.desk.customers.correspondent import Correspondent
from samehand.desk.decision import NewToken, Parting
from samehand.desk.letters import Answer, AnyLetter
from samehand.desk.policy import policy_named


@dataclass(frozen=True)
class Course:
    """How far the carrying out has come: the conversation so far, and what follows from it."""

    conversation: Conversation
    done: tuple[str, ...] = ()  # for the agent, in words
    events: tuple[Event, ...] = ()
    letters: tuple[AnyLetter, ...] = ()
    tokens: tuple[NewToken, ...] = ()
    withdraw: tuple[str, ...] = ()
    revoke: tuple[tuple[int, str], ...] = ()
    answer: Answer | None = None
    others: tuple[Conversation, ...] = ()  # further conversations that have changed
    merged: tuple[Conversation, ...] = ()
    parting: Parting | None = None
    correspondents: tuple[Correspondent, ...] = ()
    absences: tuple[Absence, ...] = ()

    def event(self, kind: str, actor: str, reason: str, done: str | None = None) -> Course:
        """The course with one more event, and a word about it for the agent."""
        return replace(
            self,
            events=(*self.events, Event(self.conversation.number, kind, actor, reason)),
            done=self.done if done is None else (*self.done, done),
        )


def turned(
    given: AgentMail,
    conversation: Conversation,
    turn: Callable[[tuple[Clock, ...], Policy, Calendar, datetime], tuple[Clock, ...]],
) -> tuple[Clock, ...]:
    """The clocks after a turn of the conversation that this mail brings about."""
    policy = policy_named(conversation.policy, given.settings)
    if policy is None:
        return conversation.clocks
    calendar = given.settings.calendars[policy.calendar]
    return turn(conversation.clocks, policy, calendar, answered_at(given))


def answered_at(given: AgentMail) -> datetime:
    """Agents are measured by when their mail arrived, not by when we came to read it; where it
    was held, by when they let it out."""
    word = given.arrived.word
    return word.at if word else given.arrived.received_at
