"""What of `samehand check` sends mail: the probes of each mailbox, and the words to agents."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from textwrap import indent

import click

from samehand.commands.findings import Finding, wrong
from samehand.commands.probe import Means, ask_agent, probe
from samehand.commands.probe_advice import Advice
from samehand.commands.probe_outbox import Outbox
from samehand.config.load import load
from samehand.config.pin import PinError, pinned, write
from samehand.config.settings import Agent, Mailbox, Settings
from samehand.config.values import instead_of
from samehand.ingest.imap.mailbox import Connection
from samehand.notify.smtp import Sender


def warning(config: Path, agents: Sequence[str], *, probe: bool) -> str:
    """What would be sent, as a question."""
    settings = load(config)
    parts = [
        f"up to three mails from {m.address} to itself" for m in settings.mailboxes if probe
    ]
    parts += [f"one to {agent.address}" for agent in _named(settings, agents)]
    return f"Send {', '.join(parts)}?"


def by_mail(
    config: Path, agents: Sequence[str], *, probe: bool, pin: bool, minutes: float
) -> Iterator[Finding]:
    """Send, wait, and tell what came of it; with `pin`, write it down."""
    settings = load(config)
    means = Means(
        outbox=Outbox(settings),
        now=lambda: datetime.now(UTC),
        pause=lambda length: time.sleep(length.total_seconds()),
        patience=timedelta(minutes=minutes),
    )
    for mailbox in settings.mailboxes:
        if probe:
            yield from _probed(config, mailbox, means, pin=pin)
        for agent in _named(settings, agents):
            yield ask_agent(mailbox, agent, settings, _sender(mailbox), means)


def _probed(config: Path, mailbox: Mailbox, means: Means, *, pin: bool) -> Iterator[Finding]:
    reader = Connection(mailbox.imap, mailbox.folder)
    advice = yield from probe(mailbox, reader, _sender(mailbox), means)
    if advice is None:
        return
    what = f"mailbox {mailbox.name}, verdict"
    yield Finding(None, what, _told(advice))
    if pin:
        yield _pinned(config, mailbox, advice)


def _told(advice: Advice) -> str:
    """Why, a line each, and then the lines for the config."""
    why = "".join(f"\n  - {sentence}" for sentence in advice.why)
    return f"this is what the server does{why}\n\n{indent(advice.toml(), '    ')}\n"


def _pinned(config: Path, mailbox: Mailbox, advice: Advice) -> Finding:
    what = f"mailbox {mailbox.name}, config"
    try:
        text = config.read_text(encoding="utf-8-sig")
        write(config, pinned(text, mailbox.name, advice.own, advice.table))
    except PinError as problem:
        return wrong(what, f"{config} is as it was ({problem}); write these lines by hand")
    return Finding(
        True, what, f"{config} has it now; a running desk takes it at its next start"
    )


def _named(settings: Settings, names: Sequence[str]) -> Iterator[Agent]:
    known = {agent.id: agent for agent in settings.agents}
    for name in names:
        if name not in known:
            raise click.ClickException(f"there is no agent {name}; {instead_of(name, known)}")
        yield known[name]


def _sender(mailbox: Mailbox) -> Sender:
    return Sender(mailbox.smtp, hostname=mailbox.domain)
