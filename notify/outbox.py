"""What happens to a mail in the outbox after each try. Decisions only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import assert_never

from samehand.desk.letters import Purpose

# A server that says "not now" is asked again after 1, 5, 15 and 60 minutes, then every hour
# until the mail is five days old.
TIMETABLE = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60))
GIVE_UP_AFTER = timedelta(days=5)

# RFC 1047: after the final dot, only silence is bad news. Two minutes give a slow server time.
GRACE = timedelta(minutes=2)


class OutboxState(StrEnum):
    """Where a mail stands on its way out."""

    QUEUED = "queued"  # waits for `next_attempt_at`
    HANDING_OVER = "handing_over"  # recipients accepted, DATA may have been sent
    SENT = "sent"  # the server has accepted it
    FAILED = "failed"  # the server has refused it for good, or we gave up
    UNKNOWN = "unknown"  # may or may not have gone out; nobody will repeat it unasked
    WITHDRAWN = "withdrawn"  # taken back before it was sent


@dataclass(frozen=True)
class Waiting:
    """An outbox row as claimed for sending. `recipients` are those who have not got it yet.

    `digest` names the bytes in the raw store. `attempts` counts the tries before this one,
    `doubts` those of them that ended without anybody knowing how.
    """

    id: int
    key: str
    purpose: Purpose
    mailbox: str
    conversation: int | None
    message_id: str
    envelope_from: str
    recipients: tuple[str, ...]
    digest: str
    state: OutboxState
    attempts: int
    created_at: datetime
    epoch: int
    doubts: int = 0


@dataclass(frozen=True)
class Parcel:
    """A claimed row with its bytes, ready to be handed over."""

    row: Waiting
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Refusal:
    """What the server said instead of yes."""

    code: int
    text: str

    @property
    def is_final(self) -> bool:
        return 500 <= self.code <= 599

    def __str__(self) -> str:
        return f"{self.code} {self.text}"


@dataclass(frozen=True)
class Accepted:
    """The server has taken the mail for everybody but `refused`."""

    refused: Mapping[str, Refusal] = field(default_factory=dict)


@dataclass(frozen=True)
class Rejected:
    """The server has definitely not taken the mail. `each` has the word on each recipient."""

    refusal: Refusal
    each: Mapping[str, Refusal] = field(default_factory=dict)


@dataclass(frozen=True)
class Unreachable:
    """Nothing of the mail was sent, and that is not the mail's fault: the channel is down."""

    text: str
    retry_after: timedelta = TIMETABLE[0]


@dataclass(frozen=True)
class Unknown:
    """The connection broke or fell silent after the final dot."""

    text: str


Result = Accepted | Rejected | Unreachable | Unknown


class Tell(StrEnum):
    """Who has to hear of what became of a mail."""

    OWNER = "owner"
    OPS = "ops"


@dataclass(frozen=True)
class Step:
    """Where the mail stands now. `recipients` are those still to be served."""

    state: OutboxState
    recipients: tuple[str, ...]
    next_attempt_at: datetime | None
    attempts: int
    reason: str
    tell: Tell | None = None
    doubts: int = 0


# A receipt or a notice that fails tells nobody: the word about it would be the next to fail.
_CONCERNS: Mapping[Purpose, Tell] = {
    Purpose.ACKNOWLEDGEMENT: Tell.OWNER,
    Purpose.ANSWER: Tell.OWNER,
    Purpose.RELAY: Tell.OPS,
    Purpose.ALERT: Tell.OPS,
    Purpose.DIGEST: Tell.OPS,
}


def after(row: Waiting, result: Result, *, now: datetime, spread: float) -> Step:
    """What becomes of a mail after a try. `spread` (0 to 1) keeps retries apart."""
    match result:
        case Accepted(refused=refused):
            return _after_yes(row, refused, now, spread)
        case Rejected(refusal=refusal, each=each):
            refused = {address: each.get(address, refusal) for address in row.recipients}
            return _after_refusals(row, refused, now, spread)
        case Unreachable(text=text, retry_after=wait):
            return _queued(
                row, row.recipients, row.attempts, now + wait * (1 + spread / 4), text
            )
        case Unknown(text=text):
            return _after_silence(row, text, now)
        case _:
            assert_never(result)


def rejection(code: int, text: str) -> Rejected | Unreachable:
    """A server's no to a whole mail; what is meant for our account is not the mail's fault."""
    wait = account_trouble(code, text)
    refusal = Refusal(code, text)
    return Rejected(refusal) if wait is None else Unreachable(str(refusal), wait)


def sender_rejection(code: int, text: str, sender: str) -> Rejected | Unreachable:
    """A server's no to MAIL: about our account too, unless it is about the mail's size."""
    answer = rejection(code, text)
    if isinstance(answer, Unreachable) or not answer.refusal.is_final:
        return answer
    if code == 552 or "5.3.4" in text:
        return answer
    return Unreachable(
        f"the server does not let us send as {sender} ({answer.refusal});"
        " check that the account may use this address",
        timedelta(minutes=20),
    )


def account_trouble(code: int, text: str) -> timedelta | None:
    """How long to leave the account alone, if an answer is about that and not about a mail.

    A login is tried three times an hour at most: some servers lock the account after more.
    """
    if code in {530, 534, 535, 538} or "5.7.30" in text:
        return timedelta(minutes=20)
    if "5.4.5" in text:  # Gmail: the day's quota is used up
        return timedelta(hours=1)
    return timedelta(minutes=5) if code in {421, 432} else None


def _after_yes(
    row: Waiting, refused: Mapping[str, Refusal], now: datetime, spread: float
) -> Step:
    if refused:
        return _after_refusals(row, refused, now, spread, served=True)
    return Step(OutboxState.SENT, (), None, row.attempts + 1, "accepted", doubts=row.doubts)


def _after_refusals(
    row: Waiting,
    refused: Mapping[str, Refusal],
    now: datetime,
    spread: float,
    *,
    served: bool = False,
) -> Step:
    """Ask again for those who may get it later; give up on the others and say so."""
    is_old = now - row.created_at >= GIVE_UP_AFTER
    lost = {a: r for a, r in refused.items() if r.is_final or is_old}
    left = tuple(a for a in row.recipients if a in refused and a not in lost)
    reason = "; ".join(f"{address}: {refusal}" for address, refusal in refused.items())
    if is_old:
        reason += f"; given up after {GIVE_UP_AFTER.days} days"
    tell = _CONCERNS.get(row.purpose) if lost else None
    attempts = row.attempts + 1
    if left:
        next_at = now + _pause(row.attempts) * (1 + spread / 4)
        return _queued(row, left, attempts, next_at, reason, tell)
    state = OutboxState.SENT if served else OutboxState.FAILED
    return Step(state, (), None, attempts, reason, tell, row.doubts)


def _after_silence(row: Waiting, text: str, now: datetime) -> Step:
    """Nobody knows whether it went out.

    A customer would read a second copy, so a person decides about an answer and nobody about an
    acknowledgement. For agents and ops a copy too many is better than silence: once.
    """
    attempts, doubts = row.attempts + 1, row.doubts + 1
    if not row.purpose.reaches_customer and row.doubts == 0:
        reason = f"{text}; sent once more"
        return Step(
            OutboxState.QUEUED, row.recipients, now + GRACE, attempts, reason, doubts=doubts
        )
    is_small = row.purpose is Purpose.ACKNOWLEDGEMENT
    tell = None if is_small else _CONCERNS.get(row.purpose)
    return Step(OutboxState.UNKNOWN, row.recipients, None, attempts, text, tell, doubts)


def _queued(
    row: Waiting,
    recipients: tuple[str, ...],
    attempts: int,
    next_at: datetime,
    reason: str,
    tell: Tell | None = None,
) -> Step:
    return Step(OutboxState.QUEUED, recipients, next_at, attempts, reason, tell, row.doubts)


def _pause(attempts: int) -> timedelta:
    return TIMETABLE[min(attempts, len(TIMETABLE) - 1)]
