"""Where reading of a folder stands, and when a mailbox that refused is tried again.

UIDs are only good together with their UIDVALIDITY. Decides from where a folder is read and how
its rows are numbered; never talks to a server.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from samehand.config.settings import Begin


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


@dataclass(frozen=True)
class Read:
    """What is to be read: the UIDs above `after`, entered in the ledger under `uidvalidity`.

    `renumbered` says that known mails come back under new UIDs: what the ledger has by its
    digest becomes a duplicate, "known under its old UID". With `begin = new` it also has mails
    that were there before the desk; only their time of arrival tells those.
    """

    after: int
    uidvalidity: int
    why: str
    renumbered: bool = False


def what_to_read(cursor: Cursor | None, state: FolderState, begin: Begin) -> Read:
    """From where to read a folder that was left at `cursor`, or was never seen.

    A server without UIDVALIDITY (seen in the wild: 0) promises nothing about its UIDs. Its
    numberings get numbers from us, -1, -2 and so on, and a new one when UIDs start again.
    """
    if cursor is None:
        return _first_sight(state, begin)
    last, known = cursor.last_uid, cursor.uidvalidity
    if state.uidvalidity == 0 and known < 0:
        if state.uidnext is None or state.uidnext > last:
            return Read(last, known, "no UIDVALIDITY, and the UIDs go on")
        why = f"no UIDVALIDITY, and UIDs start again below {last}: all is read again"
        return Read(0, known - 1, why, renumbered=True)
    if state.uidvalidity == known:
        return Read(last, known, f"goes on after UID {last}")
    why = f"UIDVALIDITY changed from {known} to {state.uidvalidity}: all is read again"
    return Read(0, state.uidvalidity or -1, why, renumbered=True)


def _first_sight(state: FolderState, begin: Begin) -> Read:
    number = state.uidvalidity or -1
    if begin is Begin.NEW and state.uidnext is not None:
        why = f"first sight: only new mails, from UID {state.uidnext}"
        return Read(state.uidnext - 1, number, why)
    return Read(0, number, f"first sight: all {state.exists} mails")


# A mailbox that refuses is tried again after this many seconds at the most, by the number of
# failures in a row; then every 15 minutes for ever, since mail may come back at any time:
#
#   10 s · 20 s · 40 s · 80 s · 160 s · 320 s · 640 s · 15 min · 15 min …
#
# Chance spreads each try between 5 s and that, so that many mailboxes do not come back at once.
SHORTEST = timedelta(seconds=5)
LONGEST = timedelta(minutes=15)

# A refused login is tried three times an hour, 20 to 25 minutes apart: providers lock accounts.
LOGIN_AGAIN = timedelta(minutes=20)
LOGIN_SPREAD = timedelta(minutes=5)


def next_try(
    failures: int,
    now: datetime,
    *,
    retry_after: timedelta | None = None,
    spread: float,
    login_refused: bool = False,
) -> datetime:
    """When to try a mailbox again after so many failures in a row, the last one at `now`.

    `spread` is chance, from 0 to 1. A pause that the server asked for is never shortened.
    """
    if login_refused:
        pause = LOGIN_AGAIN + spread * LOGIN_SPREAD
    else:
        most = min(SHORTEST * 2 ** min(failures, 10), LONGEST)
        pause = SHORTEST + spread * (most - SHORTEST)
    if retry_after is not None:
        pause = max(pause, retry_after + spread * SHORTEST)
    return now + pause
