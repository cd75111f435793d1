"""When an agent is back: what nobody has answered meanwhile is theirs again, and all whom it
concerns hear of it, in one mail each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from samehand.config.settings import Agent, Settings
from samehand.desk import relay
from samehand.desk.agents.holds.hold import name_of
from samehand.desk.away.absence import DESK
from samehand.desk.away.standing_in import Case
from samehand.desk.conversation import Conversation, Event, State
from samehand.desk.decision import Decision, Mint, NewToken, Outcome
from samehand.desk.letters import AnyLetter, Notice, Thread
from samehand.ingest.message import Address


def come_back(
    agent: Agent, cases: Sequence[Case], settings: Settings, now: datetime, mint: Mint
) -> Decision:
    """Give an agent back what nobody has answered for them, and tell all whom it concerns."""
    kept = {case: _why_kept(case, agent, settings) for case in cases}
    theirs = [case for case in cases if kept[case] is None]
    passed_on = [_passed_on(case, agent, settings, now, mint) for case in theirs]
    told = (
        "While you were away, others had these:",
        *(f"{_title(case.conversation)}: {kept[case] or 'yours again'}" for case in cases),
    )
    return Decision(
        Outcome.MESSAGE,
        "back",
        f"{agent.id} is back: {len(theirs)} of {len(cases)} given back",
        conversations=tuple(_after(case, agent, kept[case]) for case in cases),
        letters=(
            *(letter for letter, _ in passed_on),
            _word(agent, "YOU ARE BACK", "what others had", told, settings, now, mint),
            *_thanks(agent, theirs, settings, now, mint),
        ),
        tokens=tuple(token for _, token in passed_on),
        events=tuple(_event(case.conversation, agent) for case in theirs),
        revoke=tuple((case.conversation.number, case.conversation.owner) for case in theirs),
    )


def _after(case: Case, agent: Agent, kept: str | None) -> Conversation:
    owner = agent.id if kept is None else case.conversation.owner
    return replace(case.conversation, owner=owner, stands_in_for=None)


def _event(before: Conversation, agent: Agent) -> Event:
    reason = f"from {before.owner} to {agent.id}: they are back"
    return Event(before.number, "assigned", DESK, reason)


def _why_kept(case: Case, agent: Agent, settings: Settings) -> str | None:
    """Why it does not change hands again; None where it does."""
    conversation = case.conversation
    owner = name_of(conversation.owner, settings)
    if conversation.owner == agent.id:
        return "yours"
    if conversation.state in {State.CLOSED, State.MERGED}:
        return f"{conversation.state.value}; {owner} had it"
    if case.answered_by is not None:
        by = name_of(case.answered_by, settings)
        return f"stays with {owner}; {'they have' if by == owner else f'{by} has'} answered"
    return None if settings.absence.give_back else f"stays with {owner}"


def _passed_on(
    case: Case, agent: Agent, settings: Settings, now: datetime, mint: Mint
) -> tuple[AnyLetter, NewToken]:
    before = case.conversation
    return relay.handed_over(
        _after(case, agent, None),
        case.last,
        settings,
        now,
        mint,
        occasion=f"back-{before.number}-{before.version}",
        notes=(
            f"{name_of(before.owner, settings)} stood in for you, and nobody has answered yet."
            " It is yours again.",
        ),
    )


def _thanks(
    agent: Agent, theirs: Sequence[Case], settings: Settings, now: datetime, mint: Mint
) -> Iterator[Notice]:
    """The word to those who stood in and need not any more."""
    for stand_in in settings.agents:
        taken = [c.conversation for c in theirs if c.conversation.owner == stand_in.id]
        if taken:
            told = (
                f"Thank you for standing in. {agent.name} has these again:",
                *map(_title, taken),
            )
            subject = f"{agent.name} is back"
            yield _word(stand_in, "HANDED BACK", subject, told, settings, now, mint)


def _title(conversation: Conversation) -> str:
    return f"#{conversation.number} {conversation.subject}"


def _word(
    to: Agent,
    headline: str,
    subject: str,
    lines: Sequence[str],
    settings: Settings,
    now: datetime,
    mint: Mint,
) -> Notice:
    mailbox = settings.mailboxes[0]
    return Notice(
        key=f"back:{to.id}:{int(now.timestamp())}:{subject}",
        mailbox=mailbox.name,
        message_id=mint.message_id(mailbox.domain),
        to=(Address(to.address, to.name),),
        not_before=now,
        conversation=None,
        subject=subject,
        headline=headline,
        lines=tuple(lines),
        text="",
        thread=Thread(),
    )
