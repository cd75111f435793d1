"""A desk's config for tests of commands, and mails filed in its store without any server."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from samehand.config.example import Value, filled
from samehand.config.load import load
from samehand.config.settings import Server
from samehand.filing import file_pending
from samehand.store.ledger import Fetched
from samehand.tests.pipeline.office import opened

PASSWORD = "correct horse battery staple"


def desk_file(
    folder: Path,
    imap: Server | None = None,
    smtp: Server | None = None,
    **changes: Value,
) -> Path:
    """Write a config into the folder, for these servers or for some that nobody reaches.

    In `changes` a key's dots are written as two underscores.
    """
    secret = folder / "password"
    secret.touch(mode=0o600)
    secret.write_text(PASSWORD)
    values: dict[str, Value | None] = {"mailbox.begin": "all", "mailbox.poll": "1s"}
    for kind, server in (("imap", imap), ("smtp", smtp)):
        values[f"mailbox.{kind}.password_env"] = None
        values[f"mailbox.{kind}.password_file"] = str(secret)
        if server is not None:
            values |= {
                f"mailbox.{kind}.host": server.host,
                f"mailbox.{kind}.port": server.port,
                f"mailbox.{kind}.security": server.security.value,
                f"mailbox.{kind}.user": server.user,
                f"mailbox.{kind}.password_file": str(server.password.file),
            }
    values |= {key.replace("__", "."): value for key, value in changes.items()}
    text = filled(values)
    if imap is not None and imap.ca_file is not None:
        text = text.replace(
            'host = "localhost"', f'ca_file = "{imap.ca_file}"\nhost = "localhost"'
        )
    config = folder / "samehand.toml"
    config.write_text(text)
    return config


def file_mails(config: Path, *mails: bytes) -> None:
    """Have the desk handle these mails, as if its folder had held them."""
    settings, now = load(config), datetime.now(UTC)
    (mailbox,) = settings.mailboxes
    with opened(settings) as house:
        digests = house.raw.keep_many(mails)
        rows = [
            Fetched(uid, digest, len(mail), now)
            for uid, (mail, digest) in enumerate(zip(mails, digests, strict=True), 1)
        ]
        house.store.enter(mailbox.name, mailbox.folder, 1, rows, last_uid=len(mails), now=now)
        file_pending(house, mailbox, now)
