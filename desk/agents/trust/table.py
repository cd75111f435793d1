"""Who may do what by a mail in an agent's name: one table of evidence and actions.

What anybody can write is no evidence: not From, no name, no subject, no id of another mail.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from samehand.config.settings import WithoutVerdict
from samehand.ingest.authentication import Result, Verdict


class Action(Enum):
    """What a mail asks for."""

    ANSWER = auto()  # words for the customer
    LOW = auto()  # a note, and orders that stay between the agent and the desk
    HIGH = auto()  # orders that bind others: #assign, #escalate, #close, #merge, #cc
    FORWARD = auto()  # a customer's mail is forwarded in, or the desk is in copy


class Token(StrEnum):
    """What the reply token in a mail is worth (E1)."""

    LIVE = "live"
    DEAD = "dead"  # expired or revoked
    COLLEAGUES = "a colleague's"
    NONE = "none"


class Ruling(Enum):
    """What the evidence suffices for."""

    ALLOWED = auto()
    MARKED = auto()  # kept and marked as unverified, while nothing goes out
    ASK = auto()  # held, and the agent's registered address is asked
    HOLD = auto()


@dataclass(frozen=True)
class Evidence:
    """What speaks for a mail's being the agent's.

    `sender` is the receiving server's own word (E2, or E3 where it saw the agent log in).
    `word` says in words by what the agent has vouched for the mail since it came (E5), or who
    runs the desk.
    """

    token: Token
    sender: Verdict
    word: str = ""

    @property
    def is_proved(self) -> bool:
        """Whether more than a token speaks for it."""
        return bool(self.word) or self.sender.result is Result.PASS

    def __str__(self) -> str:
        """By what something was done, for the story of the conversation."""
        if self.word:
            return self.word
        said = self.sender.reason if self.sender.result is Result.PASS else "no verdict"
        return f"token and {said}" if self.token is Token.LIVE else said


def judge(action: Action, evidence: Evidence, without: WithoutVerdict) -> Ruling:
    """Whether a mail with this evidence may bring about an action.

    `without` is what the team has settled for where the server says nothing. What it says
    against the sender always counts, and so does something that failed while nothing passed.
    """
    if evidence.sender.result is Result.FAIL:
        return Ruling.HOLD
    if action is Action.FORWARD:
        return Ruling.ALLOWED if evidence.is_proved else Ruling.MARKED
    if evidence.token is not Token.LIVE:
        return Ruling.HOLD
    if evidence.is_proved:
        return Ruling.ALLOWED
    settled_for = without is WithoutVerdict.TOKEN_IS_ENOUGH and not evidence.sender.is_doubtful
    return Ruling.ALLOWED if settled_for and action is not Action.HIGH else Ruling.ASK
