"""What the stations of a mail share while a desk is at work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from samehand.config.settings import Settings
from samehand.desk import relay
from samehand.desk.decision import Decision, Mint, Outcome
from samehand.desk.letters import AnyLetter, Relay
from samehand.ingest.apart.confined import read_safely
from samehand.notify.compose import compose
from samehand.notify.render import Render
from samehand.store.errors import Permanent
from samehand.store.outbox import OutgoingRow
from samehand.store.raw import RawStore, digest_of
from samehand.store.store import Store
from samehand.store.work import Work


@dataclass(frozen=True)
class House:
    """The settings, what is remembered, the words, and where chance comes from.

    `holder` names this process on what it claims.
    """

    settings: Settings
    store: Store
    raw: RawStore
    texts: Render
    mint: Mint
    spread: Callable[[], float]  # 0 to 1, for waits that must not fall together
    holder: str
    stopping: Callable[[], bool] = lambda: False


def save(
    house: House, work: Work, decision: Decision, now: datetime, *, entry: int | None = None
) -> list[bytes]:
    """Save what was decided about a ledger entry, or about no mail.

    The letters become mails here. Their bytes are returned, and have to be in the raw store
    before the transaction that names them is committed.
    """
    letters = (_whole(letter, house, work) for letter in decision.letters)
    outgoing = [compose(letter, house.settings, house.texts, now=now) for letter in letters]
    rows = [OutgoingRow(mail, digest_of(mail.content)) for mail in outgoing]
    work.save(decision, rows, entry=entry, now=now)
    return [mail.content for mail in outgoing]


def _whole(letter: AnyLetter, house: House, work: Work) -> AnyLetter:
    """A letter that passes an earlier mail on: with what its bytes have besides the text."""
    if not isinstance(letter, Relay) or letter.message is None:
        return letter
    digest = work.bytes_of(letter.message)
    if digest is None:
        return letter
    try:
        mail = read_safely(house.raw.read(digest))
    except Permanent:  # the bytes are gone; its text is in the letter
        return letter
    return relay.completed(letter, mail, house.settings)


def save_alone(house: House, work: Work, decision: Decision, now: datetime) -> None:
    """Save a decision that is not one of many, with the bytes of its mails."""
    house.raw.keep_many(save(house, work, decision, now))


def tell(
    house: House, letter: AnyLetter, now: datetime, *, instead_of: tuple[str, ...] = ()
) -> None:
    """Put a word about the pipeline itself into the outbox, in place of what is out of date."""
    decision = Decision(
        Outcome.MESSAGE, "pipeline", letter.key, letters=(letter,), withdraw=instead_of
    )
    with house.store.transaction() as work:
        save_alone(house, work, decision, now)
