"""`samehand held`: agents' mails that wait, and what becomes of them by the operator's word."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from samehand.commands.terminal import harmless
from samehand.config.load import load
from samehand.config.settings import Settings
from samehand.desk.agents.holds.held import Cause, Held, Settling, Way
from samehand.desk.agents.holds.hold import name_of
from samehand.desk.conversation import Event
from samehand.desk.decision import Decision, Outcome
from samehand.store.errors import Conflict
from samehand.store.store import Store

BY = "whoever runs the desk"


def show_all(config: Path) -> None:
    """A line for each mail that waits: its number, whose it is, since when, and why."""
    settings = load(config)
    with Store.open(settings.desk.store, lock=False) as store, store.reading() as work:
        mails = work.held_mails()
    for mail in mails:
        click.echo(held_line(mail, settings))
    if not mails:
        click.echo("no mail is held")


def show_one(config: Path, number: int) -> None:
    """Why a mail is held, what can be done, and its words."""
    settings = load(config)
    with Store.open(settings.desk.store, lock=False) as store, store.reading() as work:
        mail = _found(work.held(number), number)
    click.echo(held_line(mail, settings))
    if mail.settled is not None and mail.settled_at is not None:
        at = mail.settled_at.astimezone(settings.desk.timezone)
        click.echo(
            f"settled: {mail.settled.value} by {harmless(mail.settled_by)}, {at:%d %b %H:%M}"
        )
    for line in mail.text.splitlines():
        click.echo(f"> {harmless(line)}")


def release(config: Path, number: int, *, take: bool) -> None:
    """Let it go out, at the next pass of `samehand run`."""
    way = Way.TAKE if take else Way.SEND
    mail = _settle(config, number, way)
    whose = "becomes theirs and it goes out" if take else "it goes out"
    click.echo(f"{mail.entry}: {whose} at the next pass, unless something else holds it")


def drop(config: Path, number: int) -> None:
    """Give it up. It stays in the books, and is never sent."""
    mail = _settle(config, number, Way.DROP)
    click.echo(f"{mail.entry} is given up; it is kept, and never sent")


def _settle(config: Path, number: int, way: Way) -> Held:
    settings = load(config)
    now = datetime.now(UTC)
    with Store.open(settings.desk.store, lock=False) as store, store.transaction() as work:
        mail = _found(work.held(number), number)
        if mail.settled is not None:
            raise click.ClickException(
                f"{number} waits no more; `samehand held list` names what does"
            )
        if way not in mail.ways:
            raise click.ClickException(_why_not(mail, way))
        try:
            work.save(_decision(mail, way), (), entry=None, now=now)
        except Conflict as taken:
            raise click.ClickException(str(taken)) from None
    return mail


def _decision(mail: Held, way: Way) -> Decision:
    what = "given up" if way is Way.DROP else "let out"
    settling = Settling(mail.entry, way, BY, f"the word of {BY}", is_proved=True)
    event = Event(mail.conversation, "settled", BY, f"held mail {mail.entry} was {what}")
    return Decision(
        Outcome.MESSAGE, "settled", event.reason, events=(event,), settles=(settling,)
    )


def _why_not(mail: Held, way: Way) -> str:
    if mail.cause is Cause.OWNER and way is Way.SEND:
        return (
            f"the conversation belongs to somebody else; `samehand held release --take"
            f" {mail.entry}` makes it theirs and sends it"
        )
    if mail.cause in {Cause.LEAK, Cause.SLIP}:
        return (
            f"it cannot go out as it is: {harmless(mail.why)}; its agent has to write another"
        )
    return (
        f"it cannot go out: {harmless(mail.why)}; `samehand held drop {mail.entry}` gives it up"
    )


def _found(mail: Held | None, number: int) -> Held:
    if mail is None:
        raise click.ClickException(
            f"no mail is held under {number}; `samehand held list` names those there are"
        )
    return mail


def held_line(mail: Held, settings: Settings) -> str:
    """A held mail in a line: its number, since when, whose it is, and why it waits."""
    at = mail.held_at.astimezone(settings.desk.timezone)
    where = f"#{mail.conversation}" if mail.conversation else "no conversation"
    who = name_of(mail.agent, settings)
    return f"{mail.entry}  {at:%a %d %b %H:%M}  {who}, {where}: {harmless(mail.why)}"
