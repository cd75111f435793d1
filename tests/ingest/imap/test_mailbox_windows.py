"""A folder of any size is walked in bounded steps, and every UID is accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from samehand.ingest.imap.fetched import BYTES_A_BATCH, Listed, stretches
from samehand.ingest.imap.windows import WINDOW, Answer, again, before, walk

LARGEST = 50_000_000


@dataclass
class Shelf:
    """A folder in memory: mails of a few bytes under any UIDs, some of them broken."""

    uids: Sequence[int]
    broken: frozenset[int] = frozenset()
    newest: frozenset[int] = frozenset()
    asked: list[str] = field(default_factory=list)

    def search(self, uids: str) -> list[int]:
        self.asked.append(uids)
        return sorted(uid for part in uids.split(",") for uid in self._in(part))

    def _in(self, part: str) -> Iterable[int]:
        first, colon, last = part.partition(":")
        top = max(self.uids, default=0)
        low = top if first == "*" else int(first)
        high = low if not colon else top if last == "*" else int(last)
        low, high = min(low, high), max(low, high)
        return (uid for uid in self.uids if low <= uid <= high)

    def fetch(self, uids: Sequence[int], *items: str) -> Mapping[int, Answer]:
        assert 0 < len(uids) <= 50
        return {uid: self._answer(uid) for uid in uids if uid not in self.broken}

    def _answer(self, uid: int) -> Answer:
        year = 2027 if uid in self.newest else 2026
        return {
            b"RFC822.SIZE": 3,
            b"INTERNALDATE": datetime(year, 7, 24, tzinfo=UTC),
            b"BODY[]": b"abc",
        }


def test_a_search_above_the_last_uid_answers_the_last_one() -> None:
    shelf = Shelf([1, 2, 5])
    assert shelf.search("99:*") == [5]  # as every server does
    assert list(walk(shelf, 5, exists=3, largest=LARGEST)) == []


def test_a_folder_of_a_million_mails_that_is_read_to_its_end_costs_one_search() -> None:
    shelf = Shelf(range(1, 1_000_001))
    assert list(walk(shelf, 1_000_000, exists=1_000_000, largest=LARGEST)) == []
    assert shelf.asked == ["*"]


def test_no_search_of_a_big_folder_may_find_more_than_a_window() -> None:
    shelf = Shelf(range(1, 200_001))
    last = 0
    for batch in walk(shelf, 99_000, exists=200_000, largest=LARGEST):
        last = batch.last_uid
    assert last == 200_000
    for asked in shelf.asked[1:]:
        first, end = map(int, asked.split(":"))
        assert end - first < WINDOW


def test_an_empty_window_moves_the_cursor_on() -> None:
    shelf = Shelf([1, 200_000])
    ends = [b.last_uid for b in walk(shelf, 1, exists=WINDOW + 1, largest=LARGEST)]
    assert ends == [45_001, 90_001, 135_001, 180_001, 200_000, 200_000]


UIDS = st.sets(st.integers(1, 300), max_size=120)


@given(UIDS, UIDS, st.integers(0, 300))
def test_every_uid_above_the_cursor_is_fetched_or_missing_once(
    uids: set[int], broken: set[int], after: int
) -> None:
    shelf = Shelf(sorted(uids), frozenset(broken))
    cursor, seen = after, []
    for batch in walk(shelf, after, exists=len(uids), largest=LARGEST):
        here = sorted([*(mail.uid for mail in batch.mails), *batch.missing])
        assert all(cursor < uid <= batch.last_uid for uid in here)
        cursor = batch.last_uid
        seen += here
    assert seen == sorted(uid for uid in uids if uid > after)


@given(UIDS, UIDS, UIDS)
def test_every_uid_asked_for_again_is_fetched_missing_or_gone(
    uids: set[int], broken: set[int], wanted: set[int]
) -> None:
    shelf = Shelf(sorted(uids), frozenset(broken))
    fetched, missing, gone = set(), set(), set()
    for batch in again(shelf, sorted(wanted), largest=LARGEST):
        fetched |= {mail.uid for mail in batch.mails}
        missing |= {*batch.missing}
        gone |= {*batch.gone}
    assert fetched == wanted & uids - broken
    assert missing == wanted & uids & broken
    assert gone == wanted - uids


@given(st.lists(st.one_of(st.none(), st.integers(0, 70_000_000)), max_size=50))
def test_a_stretch_is_bounded_or_one_mail(mail_sizes: list[int | None]) -> None:
    listed = [Listed(uid, size, None) for uid, size in enumerate(mail_sizes, start=1)]
    cut = list(stretches(listed, LARGEST))
    assert [mail for stretch in cut for mail in stretch] == listed
    for stretch in cut:
        fetched = [m.size for m in stretch if m.size is not None and m.size <= LARGEST]
        assert sum(fetched) <= BYTES_A_BATCH or len([s for s in fetched if s]) == 1


@given(st.sets(st.integers(1, 3_000), max_size=200), st.integers(0, 3_000))
def test_all_mails_since_an_instant_are_above_what_is_found(
    uids: set[int], border: int
) -> None:
    newest = frozenset(uid for uid in uids if uid > border)
    shelf = Shelf(sorted(uids), newest=newest)
    last = max(uids, default=0)
    found = before(shelf, last, datetime(2027, 1, 1, tzinfo=UTC))
    assert {uid for uid in uids if uid > found} == newest


def test_looking_back_over_a_million_old_mails_costs_one_search() -> None:
    shelf = Shelf(range(1, 1_000_001))
    assert before(shelf, 1_000_000, datetime(2027, 1, 1, tzinfo=UTC)) == 1_000_000
    assert len(shelf.asked) == 1
