"""Whether the mail servers can be reached: tried again in growing steps, told to ops in time.

Decisions only. One word goes out when a connection has failed for a while, and one when it
works again; what is said in between would help nobody.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from samehand.config.settings import Settings
from samehand.desk.clocks.alerting import trouble
from samehand.desk.decision import Mint
from samehand.desk.letters import Notice
from samehand.ingest.imap.ledger import next_try
from samehand.store.channels import Channel

ALARM_AFTER = timedelta(minutes=15)


def failed(
    channel: Channel,
    error: str,
    now: datetime,
    *,
    retry_after: timedelta | None,
    login_refused: bool,
    spread: float,
    settings: Settings,
    mint: Mint,
) -> tuple[Channel, Notice | None]:
    """The channel after one more failure, and the alarm if it is time for it."""
    since = channel.failing_since or now
    after = replace(
        channel,
        failing_since=since,
        failures=channel.failures + 1,
        retry_at=next_try(
            channel.failures + 1,
            now,
            retry_after=retry_after,
            spread=spread,
            login_refused=login_refused,
        ),
        last_error=error,
    )
    if channel.alerted_at is not None or now - since < ALARM_AFTER:
        return after, None
    lines = (
        error,
        f"This is so since {_time(since, settings)}, {after.failures} times by now."
        " Nothing is lost; Samehand goes on trying, and says so here when it works again.",
    )
    notice = trouble(
        trouble_key(channel, since),
        "TROUBLE",
        f"{channel.kind.value.upper()} of {channel.mailbox} does not work",
        lines,
        settings,
        now,
        mint,
        mailbox=_way_around(channel, settings),
    )
    return replace(after, alerted_at=now), notice


def worked(
    channel: Channel, now: datetime, *, settings: Settings, mint: Mint
) -> tuple[Channel, Notice | None]:
    """The channel after a success, and the good news if there was an alarm before."""
    after = Channel(channel.mailbox, channel.kind, last_ok_at=now)
    if channel.alerted_at is None or channel.failing_since is None:
        return after, None
    since = channel.failing_since
    notice = trouble(
        f"recovered:{_name(channel)}:{since:%Y%m%dT%H%M%S}",
        "RECOVERED",
        f"{channel.kind.value.upper()} of {channel.mailbox} works again",
        (f"It did not work from {_time(since, settings)} to {_time(now, settings)}.",),
        settings,
        now,
        mint,
        mailbox=_way_around(channel, settings),
    )
    return after, notice


def trouble_key(channel: Channel, since: datetime) -> str:
    """The occasion of the alarm about an outage that began then."""
    return f"trouble:{_name(channel)}:{since:%Y%m%dT%H%M%S}"


def _time(at: datetime, settings: Settings) -> str:
    zone = settings.desk.timezone
    return f"{at.astimezone(zone):%A %d %B, %H:%M} ({zone.key})"


def _name(channel: Channel) -> str:
    return f"{channel.kind.value}:{channel.mailbox}"


def _way_around(channel: Channel, settings: Settings) -> str:
    """Another account to send the alarm from, where the team has one."""
    others = [m.name for m in settings.mailboxes if m.name != channel.mailbox]
    return others[0] if others else channel.mailbox
