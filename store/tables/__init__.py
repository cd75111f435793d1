"""The tables, their rules and the index behind every lookup of the hot path.

What is due is a column with an index over the rows that still wait, so that nothing slows down
with what is long done.
"""

from __future__ import annotations

from samehand.store.tables.absences import absence
from samehand.store.tables.conversations import (
    FIRST_NUMBER,
    apart,
    clock,
    conversation,
    event,
    is_live,
    merger,
    numbers,
    standing,
)
from samehand.store.tables.delivery import (
    ChannelKind,
    alias,
    channel,
    correspondent,
    folder,
    gathered,
    lease,
    ledger,
    outbox,
    token,
)
from samehand.store.tables.held import held
from samehand.store.tables.messages import knows, matter, message, word_print
from samehand.store.tables.schema import holds, metadata

__all__ = [
    "FIRST_NUMBER",
    "ChannelKind",
    "absence",
    "alias",
    "apart",
    "channel",
    "clock",
    "conversation",
    "correspondent",
    "event",
    "folder",
    "gathered",
    "held",
    "holds",
    "is_live",
    "knows",
    "lease",
    "ledger",
    "matter",
    "merger",
    "message",
    "metadata",
    "numbers",
    "outbox",
    "standing",
    "token",
    "word_print",
]
