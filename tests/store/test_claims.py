"""Whatever two senders do, and however late: no mail is ever in the hands of both."""

from __future__ import annotations

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, multiple, rule

from samehand.notify.outbox import OutboxState, Step, Waiting
from samehand.store.store import Store
from samehand.tests.store.cast import MINUTE, NOON, conversation, decision, outgoing, save
from samehand.tests.tables import give_tables

LEASE = 5 * MINUTE
FINAL = {OutboxState.SENT, OutboxState.FAILED, OutboxState.UNKNOWN, OutboxState.WITHDRAWN}


class TwoSenders(RuleBasedStateMachine):
    """A model of who may do what, beside the store."""

    rows = Bundle("rows")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        url = f"sqlite:///{self.folder}/desk.db"
        give_tables(url)
        self.store = Store.open(url)
        save(self.store, decision(conversation()))
        self.now = NOON
        self.queued = 0
        self.lease = dict.fromkeys(range(1, 100), (0, NOON))  # id: epoch, and until when
        self.state: dict[int, OutboxState] = {}

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder)

    @rule()
    def queue(self) -> None:
        self.queued += 1
        save(self.store, decision(), outgoing(str(self.queued)))
        self.state[self.queued] = OutboxState.QUEUED

    @rule(minutes=st.integers(1, 6))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(target=rows, limit=st.integers(1, 3))
    def claim(self, limit: int) -> object:
        found = self.store.claim_outbox("support", now=self.now, limit=limit, lease=LEASE)
        for row in found:
            epoch, until = self.lease[row.id]
            assert until <= self.now, "somebody else has it"
            assert row.epoch == epoch + 1
            assert row.state is self.state[row.id]
            assert row.state not in FINAL
            self.lease[row.id] = (row.epoch, self.now + LEASE)
        return multiple(*found)

    @rule(row=rows)
    def hand_over(self, row: Waiting) -> None:
        may = self.is_newest(row) and self.lease[row.id][1] > self.now
        may = may and self.state[row.id] is OutboxState.QUEUED
        assert self.store.handing_over(row, now=self.now, lease=LEASE) == may
        if may:
            self.state[row.id] = OutboxState.HANDING_OVER
            self.lease[row.id] = (row.epoch, self.now + LEASE)

    @rule(row=rows, state=st.sampled_from([OutboxState.QUEUED, *sorted(FINAL)[:3]]))
    def settle(self, row: Waiting, state: OutboxState) -> None:
        may = self.is_newest(row) and self.state[row.id] not in FINAL
        step = Step(state, row.recipients, self.now, row.attempts + 1, "as it went")
        with self.store.transaction() as work:
            assert work.settle(row, step, now=self.now) == may
        if may:
            self.state[row.id] = state
            self.lease[row.id] = (row.epoch, self.now)

    @rule(row=rows)
    def withdraw(self, row: Waiting) -> None:
        save(self.store, decision(withdraw=(row.key,)))
        if self.state[row.id] is OutboxState.QUEUED:
            self.state[row.id] = OutboxState.WITHDRAWN

    def is_newest(self, row: Waiting) -> bool:
        return self.lease[row.id][0] == row.epoch


TestTwoSenders = TwoSenders.TestCase
TestTwoSenders.settings = settings(
    max_examples=25,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)
