"""Two thousand broken mails of ours; `bench/mutations.py` bends ten thousand, and others'."""

from __future__ import annotations

import time
from itertools import islice
from random import Random

from samehand.ingest.apart.confined import read_safely
from samehand.tests.ingest.mutated import mutations, seeds, shortcoming

HANGING = 20.0  # seconds: a process is started for a doubtful one, and machines are busy


def test_every_broken_mail_is_read_or_says_why_not() -> None:
    found = []
    for number, mail in enumerate(islice(mutations(seeds(), Random(87)), 2_000)):
        begun = time.monotonic()
        message = read_safely(mail)
        assert time.monotonic() - begun < HANGING, number
        found.append((number, shortcoming(mail, message)))
    assert [(number, wrong) for number, wrong in found if wrong is not None] == []
