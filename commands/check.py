"""`samehand check`: tries everything that the config names, and says what is wrong.

Nothing is sent, and nothing changes: no mail on the server, no table in the database.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from samehand.commands import check_mailbox
from samehand.commands.check_mailbox import MailboxDoor, SenderDoor
from samehand.commands.findings import Finding, counted, wrong
from samehand.config.load import ConfigError, load
from samehand.config.secrets import SecretError
from samehand.config.settings import Mailbox, Settings, When
from samehand.ingest.imap.ledger import Cursor
from samehand.ingest.imap.mailbox import Connection
from samehand.notify.smtp import Sender
from samehand.store.errors import StoreError
from samehand.store.raw import RawStore
from samehand.store.store import Store

_ENOUGH = 1_000_000_000  # bytes
_TOO_LITTLE = 100_000_000
_PATIENCE = 10  # seconds: who waits before a screen would rather know
_PROBE = b"samehand check\r\n"


class DatabaseDoor(Protocol):
    """What a check asks of the database."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def pending_migrations(self) -> list[str]:
        """The migrations that have not run."""

    def folder(self, mailbox: str, folder: str) -> Cursor | None:
        """How far a folder has been read."""


class RawDoor(Protocol):
    """What a check asks of the place for raw mails."""

    def keep(self, content: bytes) -> str:
        """Keep a mail; its name."""


@dataclass(frozen=True)
class Doors:
    """How the check reaches the world."""

    mailbox: Callable[[Mailbox], MailboxDoor]
    sender: Callable[[Mailbox], SenderDoor]
    database: Callable[[str], DatabaseDoor]
    raw: Callable[[str], RawDoor]


DOORS = Doors(
    mailbox=lambda mailbox: Connection(mailbox.imap, mailbox.folder, timeout=_PATIENCE),
    sender=lambda mailbox: Sender(mailbox.smtp, hostname=mailbox.domain, timeout=_PATIENCE),
    database=lambda url: Store.open(url, lock=False),
    raw=RawStore.open,
)


def check(config: Path, doors: Doors = DOORS) -> Iterator[Finding]:
    """Try one thing after the other; each finding comes as soon as it is known."""
    try:
        settings = load(config)
    except ConfigError as error:
        yield from (wrong("config", f"{config}: {problem}") for problem in error.problems)
        return
    yield Finding(True, "config", f"{config} can be used")
    yield from _policies(settings)
    known, findings = _database(settings, doors)
    yield from findings
    yield _raw(settings.desk.raw, doors)
    for mailbox in settings.mailboxes:
        unread = [wrong(f"mailbox {mailbox.name}", why) for why in _missing_passwords(mailbox)]
        yield from unread or check_mailbox.check(
            mailbox,
            settings.agents,
            doors.mailbox(mailbox),
            doors.sender(mailbox),
            is_new=mailbox.name not in known,
        )


def _policies(settings: Settings) -> Iterator[Finding]:
    if not any(policy.when == When() for policy in settings.policies):
        yield Finding(
            None,
            "policies",
            "a conversation that fits none of them has no targets, and nobody is alerted",
            "add a [[policy]] without `when` at the end to have targets for all",
        )


def _missing_passwords(mailbox: Mailbox) -> Iterator[SecretError]:
    for source in dict.fromkeys((mailbox.imap.password, mailbox.smtp.password)):
        try:
            source.read()
        except SecretError as error:
            yield error


def _database(settings: Settings, doors: Doors) -> tuple[frozenset[str], list[Finding]]:
    """The mailboxes whose folders have been read before, and what there is to say."""
    url = settings.desk.store
    file = Path(url.removeprefix("sqlite:///")) if url.startswith("sqlite:") else None
    if file and not file.exists():
        return frozenset(), [
            _writable("database", file.parent, f"{file} is made by the first run")
        ]
    try:
        with doors.database(url) as store:
            if pending := store.pending_migrations():
                waiting = counted(len(pending), "migration")
                later = f"{waiting} to be made by the next `samehand run`"
                return frozenset(), [Finding(None, "database", later)]
            known = {m.name for m in settings.mailboxes if store.folder(m.name, m.folder)}
    except StoreError as error:
        return frozenset(), [wrong("database", error)]
    return frozenset(known), [Finding(True, "database", "open and up to date")]


def _raw(place: str, doors: Doors) -> Finding:
    if "://" not in place:
        return _writable("raw mails", Path(place), f"{place} can be written")
    try:
        doors.raw(place).keep(_PROBE)
    except (StoreError, OSError, ImportError) as error:
        return wrong("raw mails", error)
    return Finding(True, "raw mails", f"{place} takes mails")


def _writable(what: str, folder: Path, fine: str) -> Finding:
    """Whether a folder that may not be there yet can be made and filled."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        return Finding(
            False, what, f"{there} cannot be written", f"give this user rights to {folder}"
        )
    free = shutil.disk_usage(there).free
    if free < _ENOUGH:
        return Finding(
            None if free > _TOO_LITTLE else False,
            what,
            f"only {free // 1_000_000} MB are free at {there}",
            "make room, or name another place: mails are kept for ever",
        )
    return Finding(True, what, f"{fine}; {free / 1e9:.0f} GB are free")
