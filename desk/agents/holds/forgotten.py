"""Held mails that their agents have settled in no way for two weeks: the lead hears of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from samehand.config.settings import Settings
from samehand.desk.agents.holds.held import Held
from samehand.desk.agents.holds.hold import name_of
from samehand.desk.decision import Decision, Mint, Outcome
from samehand.desk.letters import Notice, Thread
from samehand.desk.policy import lead

_SHOWN = 20


def forgotten(mails: Sequence[Held], settings: Settings, now: datetime, mint: Mint) -> Decision:
    """One word about all of them. They wait on: nothing is sent by itself, nothing deleted."""
    told = tuple(mail.entry for mail in mails)
    mails = [mail for mail in mails if not mail.is_slip_of_orders]
    count = "1 mail waits" if len(mails) == 1 else f"{len(mails)} mails wait"
    mailbox = settings.mailboxes[0]
    letter = Notice(
        key=f"forgotten:{min((mail.entry for mail in mails), default=0)}:{now:%Y%m%d%H%M}",
        mailbox=mailbox.name,
        message_id=mint.message_id(mailbox.domain),
        to=(lead(settings),),
        not_before=now,
        conversation=None,
        subject=f"{count} for a word since two weeks",
        headline="HELD",
        lines=tuple(_lines(mails, settings)),
        text="",
        thread=Thread(),
    )
    return Decision(
        Outcome.MESSAGE,
        "forgotten",
        f"{count} for a word since two weeks",
        letters=(letter,) if mails else (),
        lead_told=told,
    )


def _lines(mails: Sequence[Held], settings: Settings) -> Iterator[str]:
    yield (
        "These mails in agents' names were held, and nobody has said what is to become of"
        " them. They wait on; nothing of them is sent by itself, and none is deleted."
    )
    for mail in mails[:_SHOWN]:
        at = mail.held_at.astimezone(settings.desk.timezone)
        where = f" in #{mail.conversation}" if mail.conversation else ""
        yield (
            f"Held mail {mail.entry}: {name_of(mail.agent, settings)}{where}, {at:%d %B}"
            f" ({mail.why})."
        )
    if len(mails) > _SHOWN:
        yield f"And {len(mails) - _SHOWN} more."
    yield (
        "Ask their agents; or, where the desk runs: `samehand held show`, `samehand held"
        " release` and `samehand held drop`, each with the number of the held mail."
    )
