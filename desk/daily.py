"""The receipts of a day in one mail, for agents who want them so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from samehand.config.settings import Agent, Settings
from samehand.desk.arrival import Answered
from samehand.desk.decision import Decision, Mint, Outcome
from samehand.desk.letters import Notice, Thread
from samehand.ingest.message import Address


def last_day(agent: Agent, settings: Settings, now: datetime) -> tuple[datetime, datetime]:
    """The agent's last whole day: from midnight to midnight where their calendar is."""
    zone = settings.calendars[agent.calendar].timezone
    today = now.astimezone(zone).date()
    return _midnight(today - timedelta(days=1), zone), _midnight(today, zone)


def key_of(agent: Agent, start: datetime) -> str:
    """The occasion of a day's receipts."""
    return f"receipts:{agent.id}:{start:%Y%m%dT%H%M}"


def receipts(
    agent: Agent,
    answers: Sequence[Answered],
    start: datetime,
    settings: Settings,
    now: datetime,
    mint: Mint,
) -> Decision:
    """What the agent has sent on the day that began at `start`; nothing for a day without."""
    if not answers:
        return Decision(Outcome.MESSAGE, "daily", "nothing was answered")
    zone = settings.calendars[agent.calendar].timezone
    mailbox = settings.mailboxes[0]
    notice = Notice(
        key=key_of(agent, start),
        mailbox=mailbox.name,
        message_id=mint.message_id(mailbox.domain),
        to=(Address(agent.address, agent.name),),
        not_before=now,
        conversation=None,
        subject=f"{len(answers)} on {start.astimezone(zone):%A %d %B}",
        headline="YOUR ANSWERS",
        lines=tuple(
            f"{answer.at.astimezone(zone):%H:%M}  #{answer.conversation} {answer.subject},"
            f" to {', '.join(answer.recipients)}"
            for answer in answers
        ),
        text="",
        thread=Thread(),
    )
    return Decision(Outcome.MESSAGE, "daily", f"receipts for {agent.id}", letters=(notice,))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
