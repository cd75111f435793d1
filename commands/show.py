"""`samehand status` and `samehand show`: how the desk stands, and a conversation's story."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from samehand.commands.held import held_line
from samehand.commands.terminal import harmless
from samehand.config.load import load
from samehand.config.settings import Settings
from samehand.desk.agents.holds.hold import name_of
from samehand.desk.clocks.clock import assess
from samehand.desk.conversation import Clock, Conversation, Priority
from samehand.store.status import Status
from samehand.store.store import Store
from samehand.store.work import Work


def status(config: Path, *, as_json: bool) -> None:
    """Counts, and whatever does not work."""
    settings = load(config)
    now = datetime.now(UTC)
    with Store.open(settings.desk.store, lock=False) as store:
        found = store.status(now)
    if as_json:
        click.echo(json.dumps(_as_json(found), indent=2))
        return
    console = Console(highlight=False)
    console.print(_counts(found))
    for line in _troubles(found):
        console.print(_plain(f"! {line}", "bold red"))


def _counts(found: Status) -> Table:
    table = Table.grid(padding=(0, 2))
    rows = (
        ("conversations", found.conversations),
        ("open, by owner", found.owners),
        ("clocks", _clocks(found)),
        ("outbox", found.outbox),
        ("mails in", found.ledger),
    )
    for name, counts in rows:
        said = ", ".join(f"{key} {count}" for key, count in sorted(counts.items())) or "none"
        table.add_row(Text(name, "bold"), Text(said))
    for folder in found.folders:
        read = (
            f"{folder.folder} to UID {folder.last_uid}, {folder.updated_at:%Y-%m-%d %H:%M} UTC"
        )
        table.add_row(Text(f"read {folder.mailbox}", "bold"), Text(read))
    return table


def _clocks(found: Status) -> dict[str, int]:
    return {
        "running": found.running_clocks,
        "paused": found.paused_clocks,
        "overdue": found.overdue_clocks,
    }


def _troubles(found: Status) -> list[str]:
    lines = [
        f"{channel.kind.value} of {channel.mailbox} fails since"
        f" {channel.failing_since:%Y-%m-%d %H:%M} UTC, tried {channel.failures} times,"
        f" next {_when(channel.retry_at)}: {channel.last_error}"
        for channel in found.channels
        if channel.failing_since is not None
    ]
    if found.quarantine:
        lines.append(f"{len(found.quarantine)} in quarantine; see `samehand quarantine list`")
    return lines


def _when(at: datetime | None) -> str:
    return f"{at:%H:%M} UTC" if at else "at once"


def _as_json(found: Status) -> dict[str, object]:
    return {
        "conversations": dict(found.conversations),
        "open_by_owner": found.owners,
        "clocks": _clocks(found),
        "outbox": dict(found.outbox),
        "ledger": dict(found.ledger),
        "quarantine": len(found.quarantine),
        "folders": [
            {"mailbox": f.mailbox, "folder": f.folder, "last_uid": f.last_uid}
            for f in found.folders
        ],
        "troubles": _troubles(found),
    }


def story(config: Path, number: int) -> None:
    """Everything about a conversation, in the order in which it happened."""
    settings = load(config)
    now, zone = datetime.now(UTC), settings.desk.timezone
    with Store.open(settings.desk.store, lock=False) as store, store.reading() as work:
        try:
            conversation = work.conversation(number)
        except KeyError:
            raise click.ClickException(f"there is no conversation {number}") from None
        clocks = work.clocks(conversation.number)
        happened = _happened(work, conversation.number)
        held = [mail for mail in work.held_mails(conversation.number) if not mail.settled]
    console = Console(highlight=False)
    if conversation.number != number:
        console.print(f"#{number} was merged into #{conversation.number}.")
    console.print(_plain(f"#{conversation.number}  {conversation.subject}", "bold"))
    console.print(_plain(_headline(conversation, settings)))
    for line in _standing(conversation, zone):
        console.print(_plain(line))
    for clock in clocks:
        console.print(_plain(_clock_line(clock, now, zone)))
    for mail in held:
        console.print(_plain(f"held: {held_line(mail, settings)}", "bold red"))
    console.print()
    for at, style, line in happened:
        console.print(_plain(f"{at.astimezone(zone):%a %d %b %H:%M}  {line}", style))


def _happened(work: Work, number: int) -> list[tuple[datetime, str, str]]:
    """Mails, decisions and what became of our own mails, by time."""
    mails = [
        (m.received_at, "bold", _mail_line(m.writer.address, m.author, m.kind, m.reply))
        for m in work.messages(number)
        if m.inbound  # what we sent stands among what became of it
    ]
    decisions = [
        (e.at, "", f"{e.event.kind}: {e.event.reason} ({e.event.actor})")
        for e in work.events(number)
    ]
    sent = [
        (m.created_at, "dim", f"{m.purpose.value} {m.state.value} {m.reason}".rstrip())
        for m in work.mailed(number)
    ]
    return sorted([*mails, *decisions, *sent], key=lambda entry: entry[0])


def _headline(conversation: Conversation, settings: Settings) -> str:
    customer = conversation.customer
    who = f"{customer.name} <{customer.address}>" if customer.name else customer.address
    return (
        f"{who or 'somebody without an address'},"
        f" owner {name_of(conversation.owner, settings)},"
        f" {conversation.state.value}, policy {conversation.policy or 'none'}"
    )


def _standing(conversation: Conversation, zone: ZoneInfo) -> Iterator[str]:
    """What else there is to say about it, where there is anything."""
    if conversation.continues is not None:
        yield f"continues #{conversation.continues}"
    if conversation.priority is not Priority.NORMAL:
        yield f"priority {conversation.priority}"
    if conversation.snoozed_until is not None:
        yield f"put aside until {conversation.snoozed_until.astimezone(zone):%a %d %b %H:%M}"
    if conversation.copied:
        yield f"in copy by an agent's word: {', '.join(conversation.copied)}"


def _plain(words: str, style: str = "") -> Text:
    return Text(harmless(words), style)


def _mail_line(writer: str, author: str | None, kind: str, text: str) -> str:
    first = " ".join(text.split())[:200]
    return f"{author or writer or 'Samehand'}, {kind}: {first}"


def _clock_line(clock: Clock, now: datetime, zone: ZoneInfo) -> str:
    due = f", due {clock.due_at.astimezone(zone):%a %d %b %H:%M}" if clock.due_at else ""
    return f"{clock.target.words}: {assess(clock, now).value}{due}"
