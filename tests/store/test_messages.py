"""Which of the mails of a conversation to answer, and what a mail may contain."""

from __future__ import annotations

import pytest

from samehand.ingest.message import Address
from samehand.store.store import Store
from samehand.tests.store.cast import (
    MINUTE,
    NOON,
    conversation,
    decision,
    message,
    save,
    traits,
)


def test_the_latest_mail_from_outside_is_the_one_to_answer(store: Store) -> None:
    first = message()
    later = message("q2@customer.example", received_at=NOON + MINUTE)
    ours = message("a1@acme.example", inbound=False, received_at=NOON + 2 * MINUTE)
    agents = message("r1@acme.example", author="ana", received_at=NOON + 3 * MINUTE)
    save(store, decision(conversation(), message=later, sent=(first, ours, agents)))
    with store.reading() as work:
        found = work.last_inbound(1001)
        assert found is not None
        assert found.message_id == "q2@customer.example"
        assert [m.received_at for m in work.messages(1001)] == [
            NOON + i * MINUTE for i in range(4)
        ]
        assert work.last_inbound(1002) is None
        assert work.message("q1@customer.example", 1002) is None


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Zażółć gęślą jaźń 🔥", "Zażółć gęślą jaźń 🔥"),
        ("a\0b", "a\ufffdb"),
        ("é\0", "é\ufffd"),
        ("half \ud83d of a pair", "half ? of a pair"),
    ],
)
def test_text_that_no_database_takes_is_made_storable(
    store: Store, written: str, kept: str
) -> None:
    hostile = message(
        text=written,
        subject=written,
        writer=Address(written, written),
        attachments=((written, "text/plain", 1),),
        traits=traits(people=frozenset({written}), subject=written, at=NOON, root=written),
    )
    new = conversation(subject=written, customer=Address(written, written))
    save(store, decision(new, message=hostile, reason=written))
    with store.reading() as work:
        (stored,) = work.messages(1001)
        assert work.conversation(1001).subject == kept
        assert work.conversations_of(written, 1) == [("ana", NOON)]
    assert (stored.text, stored.subject, stored.writer) == (kept, kept, Address(kept, kept))
