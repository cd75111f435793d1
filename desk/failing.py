"""What follows when a mail of ours does not arrive, or nobody can tell whether it did."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from samehand.config.settings import Settings
from samehand.desk.clocks import turns
from samehand.desk.clocks.alerting import trouble
from samehand.desk.conversation import Conversation, Event, State
from samehand.desk.customers import hints
from samehand.desk.decision import Decision, Mint, Outcome
from samehand.desk.letters import Purpose
from samehand.desk.policy import policy_named


def not_sent(
    key: str,
    purpose: Purpose,
    recipients: tuple[str, ...],
    reason: str,
    conversation: Conversation,
    settings: Settings,
    now: datetime,
    mint: Mint,
    *,
    is_certain: bool,
    answered_at: datetime | None,
) -> Decision:
    """Tell the owner; when an answer has certainly failed, the customer waits again.

    `answered_at` is when that answer was given; an earlier one may still stand.
    """
    who = ", ".join(recipients)
    after = conversation
    is_the_answer = turns.last_answered_at(conversation.clocks) == answered_at
    if is_certain and purpose is Purpose.ANSWER and is_the_answer:
        after = _unanswered(conversation, settings, now)
    headline = "NOT DELIVERED" if is_certain else "MAY NOT HAVE BEEN DELIVERED"
    line = (
        f"Your mail to {who} was refused: {reason}"
        if is_certain
        else f"The connection broke while your mail to {who} was handed over: {reason}. It may"
        " have arrived, so it was not sent again. If it has not, answer once more."
    )
    notice = hints.to_owner(
        conversation, f"not-sent:{key}", headline, (line,), settings, now, mint
    )
    kind = "not delivered" if is_certain else "in doubt"
    return Decision(
        Outcome.MESSAGE,
        "outbox",
        reason,
        conversations=(after,),
        letters=(notice,),
        events=(
            Event(conversation.number, kind, "samehand", f"{purpose.value} to {who}: {reason}"),
        ),
    )


def lost_inside(
    key: str, what: str, reason: str, settings: Settings, now: datetime, mint: Mint
) -> Decision:
    """A mail to one of us failed: ops hear of it, since that person cannot."""
    notice = trouble(
        f"not-sent:{key}", "NOT DELIVERED", what, (f"{what}: {reason}",), settings, now, mint
    )
    event = Event(None, "not delivered", "samehand", f"{what}: {reason}")
    return Decision(Outcome.MESSAGE, "outbox", reason, letters=(notice,), events=(event,))


def _unanswered(conversation: Conversation, settings: Settings, now: datetime) -> Conversation:
    policy = policy_named(conversation.policy, settings)
    clocks = conversation.clocks
    if policy is not None:
        calendar = settings.calendars[policy.calendar]
        clocks = turns.unanswered(clocks, policy, calendar, now)
    return replace(conversation, state=State.OPEN, clocks=clocks)
