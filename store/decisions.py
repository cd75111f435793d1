"""Saving a decision whole: all that follows from one mail or one clock, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from samehand.desk.decision import Decision, Outcome
from samehand.store import (
    absences,
    conversations,
    correspondents,
    events,
    gathered,
    held,
    mergers,
    messages,
    ours,
    outbox,
    outcomes,
    standing,
    tokens,
)
from samehand.store.outbox import OutgoingRow


def save(
    connection: Connection,
    decision: Decision,
    outgoing: Sequence[OutgoingRow],
    *,
    entry: int | None,
    now: datetime,
) -> None:
    """Write down a decision. Raises Conflict when what it was decided on has changed."""
    _save_conversations(connection, decision, now)
    message = messages.save(connection, decision.message) if decision.message else None
    for sent in decision.sent:
        messages.save(connection, sent)
    if decision.parting is not None:
        mergers.undo(connection, decision.parting)
    if decision.stood is not None:
        standing.remember(connection, decision.stood)
    _save_tokens(connection, decision, now)
    correspondents.save(connection, decision.correspondents)
    absences.save(connection, decision.absences)
    _save_gathered(connection, decision, message)
    outbox.queue(connection, outgoing, now)
    outbox.withdraw(connection, decision.withdraw, now)
    if decision.alias is not None:
        ours.save_alias(connection, *decision.alias)
    events.record(connection, decision.events, now)
    if entry is not None:
        outcomes.settle(connection, entry, decision.outcome, decision.reason, message)
    _save_held(connection, decision, entry, now)


def _save_conversations(connection: Connection, decision: Decision, now: datetime) -> None:
    merged = {conversation.number for conversation in decision.merged}
    for number in sorted(merged):
        mergers.remember(connection, number, into=decision.conversations[0].number)
    for conversation in decision.conversations:
        if conversation.number not in merged:
            conversations.save(connection, conversation, now)
    for conversation in decision.merged:
        into = decision.conversations[0].number
        conversations.merge(connection, conversation, into, now)


def _save_gathered(connection: Connection, decision: Decision, message: int | None) -> None:
    if decision.passed_on is not None:
        gathered.end(connection, decision.passed_on)
    if decision.gather_until is not None and message is not None:
        number = decision.conversations[0].number
        gathered.begin(connection, number, message, decision.gather_until)


def _save_held(
    connection: Connection, decision: Decision, entry: int | None, now: datetime
) -> None:
    is_kept = decision.outcome is not Outcome.QUARANTINE  # where nobody can let it out by mail
    if decision.holds is not None and entry is not None and is_kept:
        held.keep(connection, entry, decision.holds, now)
    for settling in decision.settles:
        held.settle(connection, settling, now)
    held.tell_lead(connection, decision.lead_told, now)


def _save_tokens(connection: Connection, decision: Decision, now: datetime) -> None:
    """Revoke first: a decision that changes the owner mints the new owner's token, too."""
    for number, agent in decision.revoke:
        tokens.revoke(connection, number, agent, now)
    for hashed in decision.spend:
        tokens.spend(connection, hashed, now)
    for hashed in decision.ends:
        tokens.end(connection, hashed, now)
    tokens.save(connection, decision.tokens, now)
