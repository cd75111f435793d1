"""Whatever stands around it: a mail passes only when its server vouches for it in truth."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from samehand.tests.ingest.statements_by_lot import false_passes


@given(st.integers(0, 2**32))
def test_no_mail_passes_that_its_server_does_not_vouch_for(seed: int) -> None:
    assert false_passes(Random(seed), 20)[0] == []


def test_many_pass_that_it_vouches_for() -> None:
    """Else the other would prove nothing."""
    wrong, passed = false_passes(Random(1), 1_000)
    assert wrong == []
    assert passed > 60
