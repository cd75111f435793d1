"""Loops and floods: when the desk falls silent, and what it keeps together.

Two machines can answer each other for ever, without one header that says so; one address can
write ten thousand mails. Nothing of that is refused or lost: what is written automatically
ends, new conversations become one, and the owner hears of it once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from samehand.config.settings import Limits, Settings
from samehand.desk.arrival import Arrived, Seen
from samehand.desk.customers.correspondent import Correspondent, Traffic
from samehand.ingest.message import InboundMessage, Kind

SILENCE = timedelta(hours=24)  # how long a machine, as it seems, gets no automatic mail
TURNS = 4  # from their mails to ours and back, which is more than a person makes …
TURNS_WITHIN = timedelta(minutes=30)  # … in this time
ECHOES = 2  # mails with the same words, each after one of ours: a person wants no third
ALIKE = 0.9
BURST = timedelta(minutes=10)
MOST_HOPS = 50  # Postfix, too, takes more for a mail that goes round in circles

_LONGEST_ECHO = 1_000  # characters
_WORD = re.compile(r"[^\W\d_]+")


def bears_our_mark(mail: InboundMessage, settings: Settings) -> bool:
    """Whether it says that it is ours. Others may have copied that."""
    return any(settings.is_ours(value) for value in mail.loops)


def current_burst(known: Correspondent, arrived: Arrived) -> int | None:
    """The conversation for a mail of somebody who has begun too many; else None.

    Nobody gets into the one of somebody else by naming them in Reply-To.
    """
    if known.burst_at is None or known.address != arrived.mail.sender.address:
        return None
    return known.burst if abs(arrived.received_at - known.burst_at) < BURST else None


def begins_burst(traffic: Traffic, limits: Limits, at: datetime) -> bool:
    """Whether a new conversation would be one too many."""
    lately = [opened for opened in traffic.opened_at if abs(at - opened) < BURST]
    return len(lately) >= limits.new_conversations


def after(arrived: Arrived, seen: Seen, settings: Settings, now: datetime) -> Correspondent:
    """What is to be remembered of a mail's writer from now on."""
    known, at = seen.correspondent, arrived.received_at
    if arrived.mail.kind is Kind.PERSON:
        known = replace(known, failing=None)
    if seen.conversations:
        return replace(known, burst_at=at) if seen.match.rule == "burst" else known
    if known.address != arrived.mail.sender.address or not known.address:
        return known
    if begins_burst(seen.traffic, settings.limits, at):
        known = replace(known, burst=seen.number, burst_at=at)
    known = _with_echo(known, arrived, seen.traffic)
    seems_machine = known.echoes >= ECHOES or turns(seen.traffic, at) >= TURNS
    if seems_machine and not is_muted(known, now):
        known = replace(known, muted_until=now + SILENCE, echo="", echoes=0)
    return known


def is_muted(known: Correspondent, now: datetime) -> bool:
    """Whether nothing may be written to them automatically now."""
    return known.muted_until is not None and now < known.muted_until


def notes(before: Correspondent, known: Correspondent) -> Iterator[str]:
    """What the owner hears with the mail that brings it about, once."""
    if known.burst != before.burst:
        yield (
            f"{known.address} begins one conversation after the other; what else comes within"
            " the next minutes is kept together in this one."
        )
    if known.muted_until != before.muted_until:
        yield (
            f"A machine seems to answer for {known.address}, so nothing is written there"
            " automatically for a day. Your own answers go out."
        )


def turns(traffic: Traffic, at: datetime) -> int:
    """How often their new mails and our acknowledgements have taken turns, this mail included.

    Of two at the same instant, theirs was first: it takes time to answer.
    """
    theirs = [(opened, False) for opened in (*traffic.opened_at, at)]
    ours = [(sent, True) for sent in traffic.acknowledged_at]
    lately = [mine for when, mine in sorted(theirs + ours) if when > at - TURNS_WITHIN]
    return sum(one != other for one, other in pairwise(lately))


def alike(one: str, other: str) -> bool:
    """Whether two texts have nearly the same words; numbers aside, since machines count."""
    first, second = (Counter(_WORD.findall(text.lower())) for text in (one, other))
    of_both = first.total() + second.total()
    return one == other or 2 * (first & second).total() >= ALIKE * of_both > 0


def _with_echo(known: Correspondent, arrived: Arrived, traffic: Traffic) -> Correspondent:
    """Count mails that come after ours, be it slowly, and have nearly the same words."""
    if not any(sent < arrived.received_at for sent in traffic.acknowledged_at):
        return known
    words = arrived.mail.reply[:_LONGEST_ECHO]
    again = known.echoes + 1 if known.echoes and alike(words, known.echo) else 1
    return replace(known, echo=words, echoes=again)
