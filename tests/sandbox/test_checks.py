"""An expectation that is not met says what was found instead."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from samehand.desk.conversation import Clock, Conversation, State, Target
from samehand.desk.decision import Outcome
from samehand.ingest.message import Address
from samehand.notify.outbox import OutboxState
from samehand.sandbox.books import Account, Books
from samehand.sandbox.checks import Found, check
from samehand.sandbox.story import (
    ConversationExpected,
    DeskExpected,
    Expected,
    MailExpected,
    Story,
)
from samehand.sandbox.writing import Opened
from samehand.store.messages import StoredMessage
from samehand.store.status import Status

NINE = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
CARLA = Address("carla@flowers.example", "Carla")
ANSWER = (
    b"Received: by mx.flowers.example\r\nFrom: Ana Ruiz <support@acme.example>\r\n"
    b"Subject: =?utf-8?q?Re=3A_Caf=C3=A9?=\r\nContent-Type: text/plain; charset=iso-8859-1\r\n"
    b"Content-Transfer-Encoding: quoted-printable\r\n\r\nZw=F6lf, and\r\nnot a drop more.\r\n"
)
MET = Clock(
    Target.FIRST_RESPONSE,
    "",
    "office",
    timedelta(hours=4),
    NINE,
    due_at=NINE + timedelta(hours=4),
    met_at=NINE + timedelta(hours=1),
)
LATE = replace(MET, target=Target.NEXT_RESPONSE, met_at=NINE + timedelta(hours=5))


def message(number: int, message_id: str) -> StoredMessage:
    return StoredMessage(
        1, number, True, message_id, CARLA, (), "", (), NINE, "person", None, (), "", ""
    )


def account(number: int, *ids: str, clocks: tuple[Clock, ...] = ()) -> Account:
    conversation = Conversation(
        number, "support", "Café", CARLA, "ana", "", NINE, state=State.CLOSED
    )
    return Account(conversation, clocks, tuple(message(number, i) for i in ids), ())


STATUS = Status(
    conversations={State.CLOSED: 2},
    owners={},
    running_clocks=0,
    paused_clocks=0,
    overdue_clocks=0,
    outbox={OutboxState.SENT: 4, OutboxState.QUEUED: 1},
    ledger={Outcome.MESSAGE: 3, Outcome.QUARANTINE: 1},
    quarantine=(),
    channels=(),
    folders=(),
)
BOOKS = Books(
    NINE + timedelta(hours=9),
    (account(1001, "a@x", "b@x", clocks=(MET, LATE)), account(1002, "c@x")),
    (),
    STATUS,
)
FOUND = Found(
    {"carla": (Opened(1, NINE, ANSWER), Opened(2, NINE, b"Subject: Other\r\n\r\n"))},
    BOOKS,
    {"a": "a@x", "b": "b@x", "c": "c@x", "lost": "lost@x"},
)


def faults(expected: Expected) -> str:
    story = Story("", NINE, NINE, "UTC", {}, (), (), (expected,))
    [checked] = check(story, FOUND)
    assert checked.is_met == (not checked.faults)
    return "\n".join(checked.faults)


MAIL = MailExpected("", "carla", 1, 1)
ABOUT = ConversationExpected("", "a")


@pytest.mark.parametrize(
    "expected",
    [
        replace(MAIL, sender="Ana Ruiz", subject="Café", texts=("Zwölf, and not a drop",)),
        replace(MAIL, least=2, most=2),
        replace(MAIL, least=0, most=None, never=("mx.flowers", "#close")),
        replace(ABOUT, owner="ana", state="closed", messages=2, same_as=("b",)),
        replace(ABOUT, apart_from=("c", "lost")),
        replace(ABOUT, clocks=(("first_response", "met"), ("next_response", "breached"))),
        DeskExpected("", (("conversations", 2), ("messages", 3), ("sent", 4), ("unsent", 1))),
        DeskExpected("", (("breached", 1), ("quarantined", 1), ("held", 0))),
    ],
)
def test_what_is_as_told_has_no_fault(expected: Expected) -> None:
    assert faults(expected) == ""


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        (MAIL, "carla has 2 such mails, not 1"),
        (replace(MAIL, sender="Ben"), "has 0 such mails, not 1; there is: 'Re: Café'; 'Other'"),
        (replace(MAIL, least=3, most=None), "not 3 or more"),
        (replace(MAIL, least=0, most=None, never=("Zwölf",)), "can read 'Zwölf' in 'Re: Café'"),
        (replace(ABOUT, turn="lost"), "is in no conversation"),
        (replace(ABOUT, owner="ben"), "the owner is 'ana', not 'ben'"),
        (replace(ABOUT, state="open"), "its state is 'closed', not 'open'"),
        (replace(ABOUT, messages=1), "its mails is 2, not 1"),
        (replace(ABOUT, same_as=("c",)), "turn 'c' is in conversation 1002, this is 1001"),
        (replace(ABOUT, apart_from=("b",)), "turn 'b' is in conversation 1001"),
        (
            replace(ABOUT, clocks=(("next_response", "met"),)),
            "next_response is breached, not met",
        ),
        (replace(ABOUT, clocks=(("resolution", "met"),)), "resolution is not there, not met"),
        (DeskExpected("", (("sent", 5),)), "sent is 4, not 5"),
    ],
)
def test_what_is_not_as_told_says_what_there_is(expected: Expected, said: str) -> None:
    assert said in faults(expected)
