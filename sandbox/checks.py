"""Whether a story came out as told: each expectation against mailboxes and books.

Pure: it reads nothing and prints nothing, and says of each thing what was found instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from typing import assert_never

from samehand.desk.clocks.clock import assess
from samehand.sandbox.books import Account, Books
from samehand.sandbox.story import (
    ConversationExpected,
    DeskExpected,
    Expected,
    MailExpected,
    Story,
)
from samehand.sandbox.writing import Opened, part_text


@dataclass(frozen=True)
class Found:
    """What there is at the end: the mails of each person by id, and the desk's own record.

    `message_ids` are those of the turns' mails.
    """

    inboxes: Mapping[str, tuple[Opened, ...]]
    books: Books
    message_ids: Mapping[str, str]


@dataclass(frozen=True)
class Checked:
    """An expectation with what contradicts it; nothing when it is met."""

    that: str
    faults: tuple[str, ...]

    @property
    def is_met(self) -> bool:
        return not self.faults


def check(story: Story, found: Found) -> tuple[Checked, ...]:
    """Every expectation of the story, in its order."""
    return tuple(Checked(e.that, tuple(_faults(e, found))) for e in story.expected)


def _faults(expected: Expected, found: Found) -> list[str]:
    match expected:
        case MailExpected():
            return _mail_faults(expected, found.inboxes[expected.mailbox])
        case ConversationExpected():
            return _conversation_faults(expected, found)
        case DeskExpected():
            figures = found.books.figures()
            return [
                f"{name} is {figures[name]}, not {count}"
                for name, count in expected.figures
                if figures[name] != count
            ]
        case _:
            assert_never(expected)


def _mail_faults(expected: MailExpected, inbox: tuple[Opened, ...]) -> list[str]:
    fitting = [mail for mail in inbox if _fits(expected, mail)]
    faults = []
    if len(fitting) < expected.least or (
        expected.most is not None and len(fitting) > expected.most
    ):
        wanted = (
            f"{expected.least}" if expected.most is not None else f"{expected.least} or more"
        )
        there = "; ".join(repr(mail.subject) for mail in inbox) or "nothing"
        faults.append(
            f"{expected.mailbox} has {len(fitting)} such mails, not {wanted}; there is: {there}"
        )
    for word in expected.never:
        faults += [
            f"{expected.mailbox} can read {word!r} in {mail.subject!r}"
            for mail in inbox
            if word in everything(mail)
        ]
    return faults


def _fits(expected: MailExpected, mail: Opened) -> bool:
    return (
        expected.sender in mail.sender
        and expected.subject in mail.subject
        and all(text in everything(mail) for text in expected.texts)
    )


def everything(mail: Opened) -> str:
    """All that a mail says, decoded: its header, its texts, its files; lines joined."""
    message = mail.mail
    fields = [f"{name}: {value}" for name, value in _written(message)]
    return " ".join(" ".join([mail.subject, mail.sender, *fields, *_texts(message)]).split())


def _written(message: Message) -> list[tuple[str, str]]:
    """The header without what the receiving server has added."""
    added = {"received", "return-path", "delivered-to", "x-original-to"}
    added.add("authentication-results")
    return [(name, str(value)) for name, value in message.items() if name.lower() not in added]


def _texts(message: Message) -> list[str]:
    return [part_text(part) for part in message.walk() if not part.is_multipart()]


def _conversation_faults(expected: ConversationExpected, found: Found) -> list[str]:
    account = _account(expected.turn, found)
    if account is None:
        return [f"the mail of turn {expected.turn!r} is in no conversation"]
    conversation = account.conversation
    faults = [
        f"{what} is {is_!r}, not {wanted!r}"
        for what, is_, wanted in (
            ("the owner", conversation.owner, expected.owner),
            ("its state", conversation.state.value, expected.state),
            ("the number of its mails", len(account.messages), expected.messages),
        )
        if wanted is not None and is_ != wanted
    ]
    faults += _clock_faults(expected, account, found.books)
    for turn in (*expected.same_as, *expected.apart_from):
        other = _account(turn, found)
        is_same = other is not None and other.conversation.number == conversation.number
        if is_same != (turn in expected.same_as):
            where = f"conversation {other.conversation.number}" if other else "no conversation"
            faults.append(f"turn {turn!r} is in {where}, this is {conversation.number}")
    return faults


def _clock_faults(expected: ConversationExpected, account: Account, books: Books) -> list[str]:
    """Of several clocks for one target the worst counts: one breach is a breach."""
    faults = []
    for target, wanted in expected.clocks:
        verdicts = [assess(c, books.now).value for c in account.clocks if c.target == target]
        is_right = wanted in verdicts and (wanted == "breached" or "breached" not in verdicts)
        if not is_right:
            faults.append(f"{target} is {' and '.join(verdicts) or 'not there'}, not {wanted}")
    return faults


def _account(turn: str, found: Found) -> Account | None:
    return found.books.holding(found.message_ids.get(turn, ""))
