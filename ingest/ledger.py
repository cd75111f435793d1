"""Where reading of a folder stands: UIDs are only good together with their UIDVALIDITY."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class FolderState:
    """What the server says of a folder when it is selected.

    `uidvalidity` is 0 where the server gives none, `uidnext` None where it does not tell.
    """

    uidvalidity: int
    uidnext: int | None
    exists: int


@dataclass(frozen=True)
class Cursor:
    """How far a folder has been read: every UID up to `last_uid` has its row in the ledger."""

    mailbox: str
    folder: str
    uidvalidity: int
    last_uid: int
