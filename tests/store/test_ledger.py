"""Each UID once, counted before it is read."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta

import pytest

from samehand.desk.decision import Outcome
from samehand.ingest.imap.ledger import Cursor
from samehand.store.errors import Conflict
from samehand.store.store import Store
from samehand.tests.store.cast import (
    MINUTE,
    NOON,
    decision,
    entered,
    fetched,
    save,
)


def test_a_folder_is_read_as_far_as_it_was_said(store: Store) -> None:
    assert store.folder("support", "INBOX") is None
    store.enter("support", "INBOX", 7, [fetched(3), fetched(4)], last_uid=9, now=NOON)
    assert store.folder("support", "INBOX") == Cursor("support", "INBOX", 7, 9)
    store.enter("support", "INBOX", 8, [], last_uid=0, now=NOON)
    assert store.folder("support", "INBOX") == Cursor("support", "INBOX", 8, 0)


def test_the_first_look_at_a_folder_is_remembered(store: Store) -> None:
    assert store.first_sight("support", "INBOX") is None
    store.enter("support", "INBOX", 7, [], last_uid=0, now=NOON)
    store.enter("support", "INBOX", 8, [], last_uid=9, now=NOON + MINUTE)
    assert store.first_sight("support", "INBOX") == NOON
    (folder,) = store.status(NOON).folders
    assert (folder.last_uid, folder.updated_at) == (9, NOON + MINUTE)


def test_entering_a_uid_again_changes_nothing(store: Store) -> None:
    (entry,) = entered(store, 3)
    store.fail(entry.id, outcome=Outcome.IGNORED, reason="spam", now=NOON)
    store.enter("support", "INBOX", 7, [fetched(3)], last_uid=3, now=NOON)
    assert store.claim_pending("support", now=NOON + MINUTE, limit=10) == []
    assert store.status(NOON).ledger == {Outcome.IGNORED: 1}


def test_the_same_uid_of_another_time_of_the_folder_is_another_mail(store: Store) -> None:
    entered(store, 3)
    store.enter("support", "INBOX", 8, [fetched(3)], last_uid=3, now=NOON)
    assert store.known_digests("support", [fetched(3).digest, "f" * 64]) == {fetched(3).digest}
    assert store.known_digests("sales", [fetched(3).digest]) == set()


def test_a_claim_is_counted_and_comes_back_after_1_5_and_15_minutes(store: Store) -> None:
    store.enter("support", "INBOX", 7, [fetched(3)], last_uid=3, now=NOON)
    now = NOON
    for tries, wait in enumerate([1, 5, 15, 15], start=1):
        (entry,) = store.claim_pending("support", now=now, limit=10)
        assert entry.attempts == tries
        next_at = now + wait * MINUTE
        assert store.next_due_at(["support"]) == next_at
        assert store.claim_pending("support", now=next_at - timedelta.resolution, limit=9) == []
        now = next_at


def test_claims_are_bounded_and_in_order_of_arrival(store: Store) -> None:
    uids = range(1, 6)
    store.enter("support", "INBOX", 7, [fetched(u) for u in uids], last_uid=5, now=NOON)
    first = store.claim_pending("support", now=NOON, limit=3)
    second = store.claim_pending("support", now=NOON, limit=3)
    assert [entry.uid for entry in (*first, *second)] == [1, 2, 3, 4, 5]
    assert first[0].digest == fetched(1).digest
    assert store.claim_pending("sales", now=NOON, limit=3) == []


def test_a_mail_without_bytes_is_asked_for_and_not_read(store: Store) -> None:
    listed = fetched(3, digest="", size=0, reason="not given yet")
    store.enter("support", "INBOX", 7, [listed], last_uid=3, now=NOON)
    assert store.claim_pending("support", now=NOON, limit=9) == []
    (entry,) = store.claim_missing("support", "INBOX", now=NOON, limit=9)
    assert (entry.uid, entry.attempts) == (3, 1)
    store.fill(entry.id, fetched(3), now=NOON)
    assert store.claim_missing("support", "INBOX", now=NOON + MINUTE, limit=9) == []
    (entry,) = store.claim_pending("support", now=NOON, limit=9)
    assert (entry.digest, entry.reason, entry.attempts) == (fetched(3).digest, "", 1)


def test_quarantine_keeps_a_mail_until_somebody_lets_it_out(store: Store) -> None:
    (entry,) = entered(store, 3)
    store.fail(entry.id, outcome=Outcome.QUARANTINE, reason="nested too deep", now=NOON)
    assert store.claim_pending("support", now=NOON + MINUTE, limit=10) == []
    (kept,) = store.quarantined()
    assert (kept.uid, kept.reason) == (3, "nested too deep")
    assert store.quarantine_entry(kept.id) == kept
    assert store.quarantine_entry(kept.id + 1) is None
    assert store.retry(kept.id, NOON)
    assert not store.retry(kept.id, NOON)
    (again,) = store.claim_pending("support", now=NOON, limit=10)
    assert (again.id, again.attempts) == (kept.id, 1)


def test_a_mail_has_one_outcome(store: Store) -> None:
    (entry,) = entered(store, 3)
    save(store, decision(outcome=Outcome.IGNORED), entry=entry.id)
    with pytest.raises(Conflict):
        save(store, decision(outcome=Outcome.MESSAGE), entry=entry.id)
    with pytest.raises(Conflict):
        store.fail(entry.id, outcome=Outcome.QUARANTINE, reason="late", now=NOON)
    assert store.status(NOON).ledger == {Outcome.IGNORED: 1}


CLAIM_AND_DIE = """
import os, sys
from samehand.store.store import Store
from samehand.store.tokens import token_hash
from samehand.tests.store.cast import NOON
store = Store.open(sys.argv[1])
(entry,) = store.claim_pending("support", now=NOON, limit=10)
with store.transaction() as work:
    work.connection.exec_driver_sql("UPDATE ledger SET reason = 'half done'")
    os._exit(9)
"""


def test_a_mail_that_kills_the_process_is_known_by_its_count(url: str) -> None:
    with Store.open(url) as store:
        store.upgrade()
        store.enter("support", "INBOX", 7, [fetched(3)], last_uid=3, now=NOON)
    died = subprocess.run([sys.executable, "-c", CLAIM_AND_DIE, url], env=os.environ)
    assert died.returncode == 9
    with Store.open(url) as store:
        assert store.claim_pending("support", now=NOON, limit=10) == []
        (entry,) = store.claim_pending("support", now=NOON + MINUTE, limit=10)
    assert (entry.attempts, entry.reason) == (2, "")
