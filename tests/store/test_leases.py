"""A lease has one holder, ends by itself, and goes by the right clock."""

from __future__ import annotations

from datetime import timedelta

from samehand.store.channels import Channel
from samehand.store.store import Store
from samehand.store.tables import ChannelKind
from samehand.tests.store.cast import MINUTE, NOON

NAME = "poll:support"


def test_a_lease_has_one_holder_until_it_ends(store: Store) -> None:
    assert store.acquire(NAME, "one", MINUTE, now=NOON) == 1
    assert store.acquire(NAME, "two", MINUTE, now=NOON + MINUTE - timedelta.resolution) is None
    assert store.acquire("poll:sales", "two", MINUTE, now=NOON) == 1
    assert store.acquire(NAME, "two", MINUTE, now=NOON + MINUTE) == 2


def test_a_holder_keeps_it_by_renewing_in_time(store: Store) -> None:
    store.acquire(NAME, "one", MINUTE, now=NOON)
    assert store.renew(NAME, 1, 2 * MINUTE, now=NOON)
    assert store.acquire(NAME, "two", MINUTE, now=NOON + MINUTE) is None
    assert not store.renew(NAME, 1, MINUTE, now=NOON + 2 * MINUTE)


def test_who_comes_back_late_has_lost_it(store: Store) -> None:
    store.acquire(NAME, "one", MINUTE, now=NOON)
    store.acquire(NAME, "two", 5 * MINUTE, now=NOON + MINUTE)
    assert not store.renew(NAME, 1, MINUTE, now=NOON + MINUTE)
    assert not store.release(NAME, 1, now=NOON + MINUTE)
    assert store.renew(NAME, 2, MINUTE, now=NOON + MINUTE)


def test_a_lease_given_back_is_free_at_once(store: Store) -> None:
    store.acquire(NAME, "one", MINUTE, now=NOON)
    assert store.release(NAME, 1, now=NOON)
    assert store.acquire(NAME, "two", MINUTE, now=NOON) == 2


def test_on_postgresql_the_clock_of_the_database_rules(postgres_url: str) -> None:
    with Store.open(postgres_url) as store:
        store.upgrade()
        assert store.acquire(NAME, "one", MINUTE, now=NOON) == 1
        a_wrong_clock = NOON + timedelta(days=36_500)
        assert store.acquire(NAME, "two", MINUTE, now=a_wrong_clock) is None


def test_the_state_of_a_channel_is_remembered(store: Store) -> None:
    assert store.channel("support", ChannelKind.IMAP) == Channel("support", ChannelKind.IMAP)
    failing = Channel(
        "support", ChannelKind.IMAP, NOON, 3, NOON + MINUTE, None, "no route to host", NOON
    )
    store.set_channel(failing)
    store.set_channel(Channel("support", ChannelKind.SMTP, last_ok_at=NOON))
    assert store.channel("support", ChannelKind.IMAP) == failing
    well = Channel("support", ChannelKind.IMAP, last_ok_at=NOON)
    store.set_channel(well)
    assert store.channel("support", ChannelKind.IMAP) == well
    assert len(store.status(NOON).channels) == 2
