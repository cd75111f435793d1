"""Leaves a played story in a folder: mailboxes, outbox, and what was decided.

mailboxes/carla@flowers.example/0001.eml    in order of arrival, bytes as they lie there
outbox/0001-sent-acknowledgement.eml        what the desk wrote, and what became of it
events.jsonl                                 each decision: when in story time, whose, why
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from samehand.sandbox.books import Books
from samehand.sandbox.writing import Opened


def keep(
    folder: Path,
    inboxes: Mapping[str, tuple[Opened, ...]],
    books: Books,
    read: Callable[[str], bytes],
    zone: ZoneInfo,
) -> None:
    """Write everything below `folder`. `inboxes` are by address, `read` gives raw bytes."""
    for address, mails in inboxes.items():
        mailbox = folder / "mailboxes" / address
        mailbox.mkdir(parents=True, exist_ok=True)
        for number, mail in enumerate(mails, 1):
            (mailbox / f"{number:04}.eml").write_bytes(mail.content)
    outbox = folder / "outbox"
    outbox.mkdir(parents=True, exist_ok=True)
    mailed = sorted(
        (mail for account in books.accounts for mail in account.mailed),
        key=lambda mail: (mail.created_at, mail.key),
    )
    for number, row in enumerate(mailed, 1):
        name = f"{number:04}-{row.state.value}-{row.purpose.value}.eml"
        (outbox / name).write_bytes(read(row.digest))
    with (folder / "events.jsonl").open("w", encoding="utf-8") as lines:
        for recorded in books.events:
            lines.write(
                json.dumps(
                    {
                        "at": recorded.at.astimezone(zone).isoformat(),
                        "conversation": recorded.event.conversation,
                        "decided": recorded.event.kind,
                        "by": recorded.event.actor,
                        "why": recorded.event.reason,
                    },
                    ensure_ascii=False,
                )
                + "\n"
            )
