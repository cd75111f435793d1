"""A decision is saved whole, on the state that it was made on, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from samehand.config.settings import Threading
from samehand.desk.conversation import Conversation, Event, State, Target
from samehand.desk.decision import Outcome, TokenUse
from samehand.notify.outbox import OutboxState
from samehand.store.errors import Conflict, Permanent
from samehand.store.store import Store
from samehand.store.tokens import token_hash
from samehand.tests.store.cast import (
    CARLA,
    MINUTE,
    NOON,
    clock,
    conversation,
    decision,
    entered,
    message,
    outgoing,
    save,
    token,
    traits,
)

ASKED = Event(1001, "opened", "customer", "wrote in")


def opened(store: Store, *conversations: Conversation) -> None:
    save(store, decision(*(conversations or (conversation(),))))


def loaded(store: Store, number: int = 1001) -> Conversation:
    with store.reading() as work:
        return work.conversation(number)


def test_a_conversation_comes_back_as_it_was_saved(store: Store) -> None:
    new = conversation()
    opened(store, new)
    found = loaded(store)
    (running,) = found.clocks
    assert running.id is not None
    assert found == replace(new, is_new=False, clocks=(replace(clock(), id=running.id),))
    with pytest.raises(KeyError):
        loaded(store, 1002)


def test_everything_that_follows_from_a_mail_is_there(store: Store) -> None:
    (entry,) = entered(store, 3)
    made = decision(conversation(), message=message(), events=(ASKED,), tokens=(token(),))
    save(store, made, outgoing(), entry=entry.id)
    with store.reading() as work:
        (stored,) = work.messages(1001)
        assert (stored.message_id, stored.text) == ("q1@customer.example", "It burns.")
        assert stored.attachments == (("fire.jpg", "image/jpeg", 20_000),)
        assert work.message("q1@customer.example", 1001) == stored
        assert work.last_inbound(1001) == stored
        assert [(e.at, e.event) for e in work.events(1001)] == [(NOON, ASKED)]
        assert [e.event for e in work.events_after(0)] == [ASKED]
        assert [mail.key for mail in work.mailed(1001)] == ["relay:1"]
        assert work.same_message("q1@customer.example", "soft:q1@customer.example") == 1001
        assert work.same_message("q1@customer.example", "another text") is None
        assert work.has_sent("relay:1@acme.example")
        assert not work.has_sent("q1@customer.example")
    settled = store.quarantine_entry(entry.id)
    assert settled is not None
    assert (settled.outcome, settled.reason) == (Outcome.MESSAGE, "nothing it refers to")


def test_an_exception_midway_leaves_nothing(store: Store) -> None:
    (entry,) = entered(store, 3)
    made = decision(conversation(), message=message(), events=(ASKED,), tokens=(token(),))
    with pytest.raises(ZeroDivisionError), store.transaction() as work:
        work.save(made, [outgoing()], entry=entry.id, now=NOON)
        _ = 1 / 0
    status = store.status(NOON)
    assert (status.conversations, status.outbox, status.running_clocks) == ({}, {}, 0)
    assert status.ledger == {Outcome.STORED: 1}
    with store.reading() as work:
        assert work.events_after(0) == []
        assert work.token(token_hash(token().token)) is None


def test_one_bad_mail_of_a_batch_rolls_back_alone(store: Store) -> None:
    good, bad, other = entered(store, 3, 4, 5)
    with store.transaction() as work:
        with work.savepoint():
            work.save(decision(conversation(1001)), [], entry=good.id, now=NOON)
        with pytest.raises(Permanent), work.savepoint():
            ownerless = conversation(1002, owner="")
            work.save(decision(ownerless), [outgoing()], entry=bad.id, now=NOON)
        with work.savepoint():
            assert work.next_number() >= 1001
            work.save(decision(conversation(1003)), [], entry=other.id, now=NOON)
    assert store.status(NOON).conversations == {State.OPEN: 2}
    assert store.status(NOON).ledger == {Outcome.MESSAGE: 2, Outcome.STORED: 1}
    assert store.status(NOON).outbox == {}


def test_a_change_is_only_saved_on_the_version_it_was_decided_on(store: Store) -> None:
    opened(store)
    seen = loaded(store)
    save(store, decision(replace(seen, owner="ben")))
    with pytest.raises(Conflict):
        save(store, decision(replace(seen, owner="olga")))
    assert (loaded(store).owner, loaded(store).version) == ("ben", 1)


def test_a_number_is_given_to_one_conversation_only(store: Store) -> None:
    opened(store)
    with pytest.raises(Conflict):
        opened(store)


def test_numbers_begin_at_1001_and_grow(store: Store) -> None:
    with store.transaction() as work:
        first = work.next_number()
        work.save(decision(conversation(first)), [], entry=None, now=NOON)
        second = work.next_number()
    assert (first, second) == (1001, 1002)


def test_the_same_mail_cannot_be_filed_twice(store: Store) -> None:
    save(store, decision(conversation(), message=message()))
    with pytest.raises(Conflict):
        save(store, decision(message=message()))
    reused = message(soft_key="another text")
    save(store, decision(message=reused))
    with store.reading() as work:
        assert len(work.messages(1001)) == 2


def test_clocks_are_updated_by_id_and_new_ones_added(store: Store) -> None:
    opened(store)
    (first,) = loaded(store).clocks
    met = replace(first, met_at=NOON + MINUTE, alert_at=None, used=MINUTE)
    second = clock(target=Target.NEXT_RESPONSE, started_at=NOON + MINUTE)
    save(store, decision(replace(loaded(store), clocks=(met, second))))
    kept, added = loaded(store).clocks
    assert kept == met
    assert replace(added, id=None) == second
    with store.reading() as work:
        assert work.clocks(1001) == (kept, added)


def test_due_clocks_are_found_at_their_instant_and_not_before(store: Store) -> None:
    late = clock(alert_at=NOON + 2 * MINUTE)
    soon = clock(alert_at=NOON + MINUTE)
    met = clock(alert_at=NOON, met_at=NOON)
    opened(
        store,
        conversation(1001, clocks=(late, late)),
        conversation(1002, clocks=(soon,)),
        conversation(1003, clocks=(met,)),
    )

    def due(now: datetime, limit: int = 10) -> list[int]:
        with store.reading() as work:
            return work.due_clocks(now, limit)

    assert due(NOON + MINUTE - timedelta.resolution) == []
    assert due(NOON + MINUTE) == [1002]
    assert due(NOON + 2 * MINUTE) == [1002, 1001]
    assert due(NOON + 2 * MINUTE, limit=1) == [1002]
    assert store.next_due_at([]) == NOON + MINUTE


def test_merging_moves_mails_and_tokens_and_stops_the_clocks(store: Store) -> None:
    opened(store, conversation(1001), conversation(1002), conversation(1003))
    asked = Event(1002, "opened", "customer", "wrote in")
    handed_out = token(conversation=1002)
    mail = message("q2@customer.example", conversation=1002)
    save(store, decision(message=mail, tokens=(handed_out,), events=(asked,)), outgoing())
    save(store, decision(loaded(store, 1002), merged=(loaded(store, 1003),)))
    save(store, decision(loaded(store, 1001), merged=(loaded(store, 1002),)))
    assert loaded(store, 1002) == loaded(store, 1003) == loaded(store, 1001)
    with store.reading() as work:
        assert [stored.message_id for stored in work.messages(1001)] == [mail.message_id]
        assert [recorded.event for recorded in work.events(1001)] == [asked]
        found = work.token(token_hash(handed_out.token))
        assert found is not None
        assert found.conversation == 1001
        (relative,) = work.relatives(traits("q3", parents=(mail.message_id,)), Threading())
        assert relative.conversation == 1001
    assert store.status(NOON).conversations == {State.OPEN: 1, State.MERGED: 2}
    assert store.status(NOON).running_clocks == 1


def test_a_token_is_known_by_its_hash_only(store: Store) -> None:
    save(store, decision(conversation(), tokens=(token(),)))
    with store.reading() as work:
        found = work.token(token_hash(token().token.upper()))
        assert found is not None
        assert (found.agent, found.use, found.conversation) == ("ana", TokenUse.REPLY, 1001)
        assert (found.is_revoked, found.is_used) == (False, False)
        dump = work.connection.exec_driver_sql("SELECT * FROM token").all()
    assert token().token not in repr(dump)


def test_a_new_owner_keeps_the_token_that_came_with_the_change(store: Store) -> None:
    old, new, other = token("a" * 26), token("b" * 26), token("c" * 26, agent="ben")
    save(store, decision(conversation(), tokens=(old, other)))
    save(store, decision(revoke=((1001, "ana"),), tokens=(new,)))
    with store.reading() as work:
        found = [work.token(token_hash(t.token)) for t in (old, new, other)]
    assert [t.is_revoked for t in found if t is not None] == [True, False, False]


def test_a_token_is_used_up_once(store: Store) -> None:
    save(store, decision(conversation(), tokens=(token(),)))
    save(store, decision(spend=(token_hash(token().token),)))
    with pytest.raises(Conflict):
        save(store, decision(spend=(token_hash(token().token),)))


def test_an_outbox_key_is_there_once(store: Store) -> None:
    save(store, decision(conversation()), outgoing(), outgoing())
    save(store, decision(), outgoing(message_id="another@acme.example"))
    with store.reading() as work:
        (mail,) = work.mailed(1001)
    assert mail.message_id == "relay:1@acme.example"
    assert mail.state is OutboxState.QUEUED


def test_what_choosing_an_owner_needs(store: Store) -> None:
    opened(
        store,
        conversation(1001),
        conversation(1002, owner="ben"),
        conversation(1003, owner="ben"),
        conversation(1004, owner="olga", state=State.WAITING),
    )
    with store.transaction() as work:
        later = replace(work.conversation(1001), owner="ben", customer=CARLA)
        work.save(decision(later), [], entry=None, now=NOON + MINUTE)
        kept = replace(work.conversation(1003), subject="Fire")
        work.save(decision(kept), [], entry=None, now=NOON + 2 * MINUTE)
        assert work.open_counts() == {"ben": 3}
        assert work.last_assigned() == {"ben": NOON + MINUTE, "olga": NOON}
        assert work.conversations_of(CARLA.address, 1) == [("olga", NOON)]
        assert work.conversations_of("nobody@customer.example", 1) == []
