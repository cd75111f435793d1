"""What follows from a try to send: written down, and told to whom it concerns."""

from __future__ import annotations

from datetime import datetime

from samehand.desk import failing
from samehand.desk.decision import Decision
from samehand.house import House, save_alone
from samehand.notify.outbox import OutboxState, Result, Step, Tell, Waiting, after
from samehand.store.work import Work


def settle(house: House, row: Waiting, result: Result, now: datetime) -> None:
    """Write down how a try ended, and the word about it, in one transaction."""
    step = after(row, result, now=now, spread=house.spread())
    with house.store.transaction() as work:
        if work.settle(row, step, now=now) and step.tell is not None:
            save_alone(house, work, _word_of_failure(house, work, row, step, now), now)


def _word_of_failure(
    house: House, work: Work, row: Waiting, step: Step, now: datetime
) -> Decision:
    """To the owner, when it was their conversation's mail; to ops, when it was one to us."""
    if step.tell is Tell.OPS or row.conversation is None:
        what = f"{row.purpose.value} to {', '.join(row.recipients)}"
        return failing.lost_inside(row.key, what, step.reason, house.settings, now, house.mint)
    sent = work.message(row.message_id, row.conversation)
    return failing.not_sent(
        row.key,
        row.purpose,
        row.recipients,
        step.reason,
        work.conversation(row.conversation),
        house.settings,
        now,
        house.mint,
        is_certain=step.state is not OutboxState.UNKNOWN,
        answered_at=sent.received_at if sent else None,
    )
