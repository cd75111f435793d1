"""Mails that wait for a word: kept with their reason, told of, and settled once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from samehand.desk.agents.holds.held import Cause, Hold, Settling, Way
from samehand.desk.decision import Decision, Outcome, TokenUse
from samehand.store.errors import Conflict
from samehand.store.ledger import Entry
from samehand.store.store import Store
from samehand.store.tokens import token_hash
from samehand.tests.store.cast import MINUTE, NOON, conversation, decision, entered, save, token

HOLD = Hold(Cause.UNPROVED, "ana", 1001, "waits for ana to confirm")
DAY = timedelta(days=1)


def held_by(hold: Hold = HOLD, **changes: object) -> Decision:
    return replace(decision(outcome=Outcome.HELD, holds=hold), **changes)  # type: ignore[arg-type]


@pytest.fixture
def waiting(store: Store) -> Entry:
    (entry,) = entered(store, 3)
    save(store, decision(conversation()))
    save(store, held_by(), entry=entry.id)
    return entry


def settling(entry: Entry, way: Way) -> Decision:
    return decision(settles=(Settling(entry.id, way, "ana", "token and confirmation", True),))


def test_it_waits_with_its_reason_until_it_is_settled(store: Store, waiting: Entry) -> None:
    with store.reading() as work:
        (found,) = work.held_mails()
        assert (found.entry, found.cause, found.agent) == (waiting.id, Cause.UNPROVED, "ana")
        assert found.held_at == NOON
        assert work.held_mails(1001) == [found]
        assert work.word(waiting.id) is None


@pytest.mark.parametrize("way", [Way.SEND, Way.TAKE, Way.NOTE])
def test_what_is_let_out_is_read_anew_with_the_word_for_it(
    store: Store, waiting: Entry, way: Way
) -> None:
    save(store, settling(waiting, way))
    (again,) = store.claim_pending("support", now=NOON, limit=10)
    assert (again.id, again.attempts) == (waiting.id, 1)
    with store.reading() as work:
        word = work.word(waiting.id)
        assert word is not None
        assert (word.way, word.by, word.evidence) == (way, "ana", "token and confirmation")
        assert word.is_proved
        assert work.held_mails() == []


@pytest.mark.parametrize("way", [Way.DROP, Way.REPLACED])
def test_what_is_given_up_is_kept_and_read_no_more(
    store: Store, waiting: Entry, way: Way
) -> None:
    save(store, settling(waiting, way))
    assert store.claim_pending("support", now=NOON + DAY, limit=10) == []
    with store.reading() as work:
        (story,) = work.held_mails(1001)
        assert (story.settled, story.settled_by, story.settled_at) == (way, "ana", NOON)
    row = store.quarantine_entry(waiting.id)
    assert row is not None
    assert row.outcome is Outcome.IGNORED


def test_of_two_words_about_it_one_counts(store: Store, waiting: Entry) -> None:
    save(store, settling(waiting, Way.DROP))
    with pytest.raises(Conflict):
        save(store, settling(waiting, Way.SEND))
    assert store.claim_pending("support", now=NOON + DAY, limit=10) == []


def test_it_may_be_held_again_for_another_reason(store: Store, waiting: Entry) -> None:
    save(store, settling(waiting, Way.SEND))
    store.claim_pending("support", now=NOON, limit=10)
    save(store, held_by(replace(HOLD, cause=Cause.OWNER)), entry=waiting.id)
    with store.reading() as work:
        (found,) = work.held_mails()
        assert found.cause is Cause.OWNER
        assert work.word(waiting.id) is None


def test_a_word_that_changes_nothing_waits_for_nobody(store: Store, waiting: Entry) -> None:
    (no,) = entered(store, 4)
    save(
        store,
        held_by(replace(HOLD, cause=Cause.WORD), outcome=Outcome.IGNORED),
        entry=no.id,
    )
    with store.reading() as work:
        assert [held.entry for held in work.held_mails()] == [waiting.id]
        assert [cause for cause, _, _ in work.told("ana", NOON - DAY).words] == [
            Cause.UNPROVED,
            Cause.WORD,
        ]


def test_what_an_agent_was_not_told_is_counted_until_they_are(store: Store) -> None:
    first, second, third = entered(store, 3, 4, 5)
    silent = replace(HOLD, conversation=None, cause=Cause.STRAY, is_told=False)
    save(store, held_by(silent), entry=first.id)
    save(store, held_by(silent), entry=second.id)
    with store.reading() as work:
        assert work.told("ana", NOON - DAY).untold == 2
        assert work.told("ben", NOON - DAY).untold == 0
    save(store, held_by(replace(silent, is_told=True)), entry=third.id)
    with store.reading() as work:
        assert work.told("ana", NOON - DAY).untold == 0


def test_the_lead_hears_once_of_what_has_waited_too_long(store: Store, waiting: Entry) -> None:
    with store.reading() as work:
        assert work.forgotten(NOON - MINUTE, limit=10) == []
        assert [held.entry for held in work.forgotten(NOON, limit=10)] == [waiting.id]
    save(store, decision(lead_told=(waiting.id,)))
    with store.reading() as work:
        assert work.forgotten(NOON, limit=10) == []
        assert len(work.held_mails()) == 1, "it waits on"


def test_of_the_words_about_a_mail_the_last_alone_brings_a_code(
    store: Store, waiting: Entry
) -> None:
    soon = NOON + 15 * MINUTE
    older = token("a" * 26, use=TokenUse.CONFIRM, held=waiting.id, code_until=soon)
    newer = token("b" * 26, use=TokenUse.CONFIRM, held=waiting.id, code_until=soon)
    answer = token("c" * 26)
    save(store, decision(tokens=(older, answer)))
    save(store, decision(tokens=(newer,)))
    with store.reading() as work:
        found = [work.token(token_hash(new.token)) for new in (older, newer, answer)]
    assert [one.code_until for one in found if one] == [None, soon, None]
    assert [one.minted_at for one in found if one] == [NOON] * 3
    assert not any(one.is_revoked for one in found if one)


def test_one_token_alone_can_be_revoked(store: Store, waiting: Entry) -> None:
    leaked, other = token("a" * 26), token("b" * 26)
    save(store, decision(tokens=(leaked, other)))
    save(store, decision(ends=(token_hash(leaked.token),)))
    with store.reading() as work:
        found = [work.token(token_hash(new.token)) for new in (leaked, other)]
    assert [one.is_revoked for one in found if one] == [True, False]
