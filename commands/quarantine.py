"""`samehand quarantine`: mails that could not be handled, to be looked at and tried again."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from samehand.commands.terminal import harmless
from samehand.config.load import load
from samehand.store.raw import RawStore
from samehand.store.store import Store


def show_all(config: Path) -> None:
    """A line for each mail: its number, where it came from, and why it is here."""
    with Store.open(load(config).desk.store, lock=False) as store:
        entries = store.quarantined()
    for entry in entries:
        came = f"{entry.internal_date:%Y-%m-%d %H:%M}" if entry.internal_date else "no date"
        click.echo(
            f"{entry.id}  {entry.mailbox}/{entry.folder} UID {entry.uid}"
            f"  {entry.size} bytes  {came}  {harmless(entry.reason)}"
        )
    if not entries:
        click.echo("the quarantine is empty")


def show_one(config: Path, number: int) -> None:
    """The bytes of a mail, as they came."""
    settings = load(config)
    with Store.open(settings.desk.store, lock=False) as store:
        entry = store.quarantine_entry(number)
    if entry is None or not entry.digest:
        raise click.ClickException(
            f"no mail is kept under {number}; `samehand quarantine list` names those there are"
        )
    sys.stdout.buffer.write(RawStore.open(settings.desk.raw).read(entry.digest))


def retry(config: Path, number: int) -> None:
    """Let a mail out, to be handled at the next pass of `samehand run`."""
    with Store.open(load(config).desk.store, lock=False) as store:
        is_out = store.retry(number, datetime.now(UTC))
    if not is_out:
        raise click.ClickException(
            f"{number} is not in quarantine; `samehand quarantine list` names what is"
        )
    click.echo(f"{number} will be handled at the next pass")
