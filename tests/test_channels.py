"""When ops hear of a mail server: once when it has failed for a while, once when it is back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from samehand import channels
from samehand.config.secrets import PasswordSource
from samehand.config.settings import Agent, Desk, Mailbox, Server, Settings
from samehand.desk.letters import Notice
from samehand.ingest.imap.ledger import LOGIN_AGAIN, LONGEST, SHORTEST
from samehand.store.channels import Channel
from samehand.store.tables import ChannelKind

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ACCOUNT = Server("mail.acme.example", 993, "support", PasswordSource(env="PASSWORD"))
WHY = "mail.acme.example does not answer; check host and port"


class Mint:
    def token(self) -> str:
        return "a" * 26

    def message_id(self, domain: str) -> str:
        return f"new@{domain}"


def settings(*names: str) -> Settings:
    return Settings(
        desk=Desk("Acme", ZoneInfo("UTC"), "ana", ("olga@acme.example",)),
        mailboxes=tuple(
            Mailbox(name, f"{name}@acme.example", ACCOUNT, ACCOUNT) for name in names
        ),
        agents=(Agent("ana", "Ana Ruiz", "ana@acme.example", "always"),),
        calendars={},
    )


ONE = settings("support")
FRESH = Channel("support", ChannelKind.IMAP)


def fail(
    channel: Channel,
    minute: float,
    *,
    retry_after: timedelta | None = None,
    login_refused: bool = False,
    spread: float = 0.0,
    among: Settings = ONE,
) -> tuple[Channel, Notice | None]:
    return channels.failed(
        channel,
        WHY,
        NOON + timedelta(minutes=minute),
        retry_after=retry_after,
        login_refused=login_refused,
        spread=spread,
        settings=among,
        mint=Mint(),
    )


def work(
    channel: Channel, minute: float, among: Settings = ONE
) -> tuple[Channel, Notice | None]:
    now = NOON + timedelta(minutes=minute)
    return channels.worked(channel, now, settings=among, mint=Mint())


def told(story: str) -> list[str]:
    """What ops hear of a channel that fails (-) or works (+) in each minute of this story."""
    channel, headlines = FRESH, []
    for minute, happens in enumerate(story):
        channel, notice = (fail if happens == "-" else work)(channel, minute)
        if notice is not None:
            headlines.append(f"{minute} {notice.headline}")
    return headlines


@pytest.mark.parametrize(
    ("story", "headlines"),
    [
        ("++++", []),
        ("+-+", []),
        ("-" * 15 + "+", []),
        ("-" * 16, ["15 TROUBLE"]),
        ("-" * 90, ["15 TROUBLE"]),
        ("-" * 20 + "++++", ["15 TROUBLE", "20 RECOVERED"]),
        ("-" * 10 + "+" + "-" * 10, []),
        (
            "-" * 16 + "+" + "-" * 16 + "+",
            ["15 TROUBLE", "16 RECOVERED", "32 TROUBLE", "33 RECOVERED"],
        ),
    ],
)
def test_ops_hear_once_of_a_long_failure_and_once_of_its_end(
    story: str, headlines: list[str]
) -> None:
    assert told(story) == headlines


def test_the_alarm_says_what_is_wrong_since_when_and_that_nothing_is_lost() -> None:
    channel, _ = fail(FRESH, 0)
    _, notice = fail(channel, 16)
    assert notice is not None
    assert [address.address for address in notice.to] == ["olga@acme.example"]
    assert notice.subject == "IMAP of support does not work"
    words = " ".join(notice.lines)
    assert WHY in words
    assert "since Tuesday 24 November, 12:00 (UTC), 2 times by now" in words
    assert "Nothing is lost" in words


def test_the_good_news_says_how_long_it_was() -> None:
    channel, _ = fail(FRESH, 0)
    channel, _ = fail(channel, 16)
    after, notice = work(channel, 30)
    assert notice is not None
    assert notice.subject == "IMAP of support works again"
    said = "from Tuesday 24 November, 12:00 (UTC) to Tuesday 24 November, 12:30 (UTC)"
    assert said in " ".join(notice.lines)
    assert after == Channel(
        "support", ChannelKind.IMAP, last_ok_at=NOON + timedelta(minutes=30)
    )


def test_an_alarm_goes_out_by_another_account_where_there_is_one() -> None:
    two = settings("support", "sales")
    channel, _ = fail(FRESH, 0, among=two)
    channel, alarm = fail(channel, 16, among=two)
    _, good_news = work(channel, 17, among=two)
    assert alarm is not None
    assert good_news is not None
    assert (alarm.mailbox, good_news.mailbox) == ("sales", "sales")


def test_alarm_and_good_news_are_said_once_for_each_time_it_failed() -> None:
    """Their keys are the same however often they are decided on, and differ the next time."""
    channel, _ = fail(FRESH, 0)
    keys = {notice.key for _, notice in (fail(channel, 16), fail(channel, 17)) if notice}
    assert len(keys) == 1
    again, _ = fail(FRESH, 60)
    _, notice = fail(again, 76)
    assert notice is not None
    assert notice.key not in keys


@pytest.mark.parametrize("spread", [0.0, 0.5, 1.0])
def test_pauses_grow_and_are_never_longer_than_the_longest(spread: float) -> None:
    channel, pauses = FRESH, []
    for _ in range(12):
        channel, _ = fail(channel, 0, spread=spread)
        assert channel.retry_at is not None
        pauses.append(channel.retry_at - NOON)
    assert pauses == sorted(pauses)
    assert pauses[0] >= SHORTEST
    assert pauses[-1] == SHORTEST + spread * (LONGEST - SHORTEST)


@pytest.mark.parametrize("spread", [0.0, 0.5, 1.0])
def test_a_refused_login_is_tried_three_times_an_hour_at_most(spread: float) -> None:
    channel, minute, tries = FRESH, 0.0, 0
    while minute < 60:
        channel, _ = fail(channel, minute, login_refused=True, spread=spread)
        tries += 1
        assert channel.retry_at is not None
        minute = (channel.retry_at - NOON) / timedelta(minutes=1)
    assert tries <= 3
    assert timedelta(minutes=60 / 3) <= LOGIN_AGAIN


def test_a_pause_that_the_server_asks_for_is_kept() -> None:
    channel, _ = fail(FRESH, 0, retry_after=timedelta(hours=2))
    assert channel.retry_at == NOON + timedelta(hours=2)


def test_what_failed_is_counted_and_remembered_until_it_works() -> None:
    channel, _ = fail(replace(FRESH, last_ok_at=NOON), 1)
    channel, _ = fail(channel, 2)
    assert (channel.failures, channel.last_error) == (2, WHY)
    assert channel.failing_since == NOON + timedelta(minutes=1)
    assert channel.last_ok_at == NOON
    after, _ = work(channel, 3)
    assert (after.failures, after.failing_since, after.retry_at) == (0, None, None)
