"""What follows from a mail that somebody outside has written.

It joins a conversation or begins one, unless it is a machine's, or was here before; and what is
remembered of its writer changes with it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from samehand.config.settings import Settings
from samehand.desk.arrival import Arrived, Seen
from samehand.desk.customers import gathered, machines, storm, turned_away
from samehand.desk.customers.acknowledge import sender_is_denied
from samehand.desk.customers.admission import tying
from samehand.desk.customers.correspondent import Correspondent
from samehand.desk.customers.joining import joined
from samehand.desk.customers.opening import opened
from samehand.desk.decision import Decision, Mint, Outcome


def decide(
    arrived: Arrived, seen: Seen, settings: Settings, now: datetime, mint: Mint
) -> Decision:
    """Decide about a mail from outside. Agents' mails are the matter of `agents`."""
    if seen.is_own:
        return Decision(Outcome.IGNORED, "own", "a mail of our own came back")
    if seen.answers_alert:
        return turned_away.unread(arrived, now, mint)
    if seen.duplicate_of is not None:
        why = f"conversation {seen.duplicate_of} holds this mail already"
        return Decision(Outcome.DUPLICATE, "duplicate", why)
    if len(arrived.mail.hops) > storm.MOST_HOPS:
        return turned_away.in_circles(arrived, settings, now, mint)
    if machines.is_one(arrived.mail, seen.about):
        return machines.file(arrived, seen, settings, now, mint)
    seen = replace(seen, known=_known_from_now(arrived, seen, settings, now))
    arrived = replace(arrived, traits=tying(arrived))
    decide_on = joined if seen.conversations else opened
    made = decide_on(arrived, seen, settings, now, mint)
    if seen.conversations and gathered.is_too_much(arrived, seen.traffic, settings.limits):
        made = gathered.later(made, now)
    if seen.known != seen.correspondent:
        made = replace(made, correspondents=(seen.known,))
    return made


def _known_from_now(
    arrived: Arrived, seen: Seen, settings: Settings, now: datetime
) -> Correspondent:
    """What is remembered of the writer; of what somebody else wrote, only the flood."""
    known = storm.after(arrived, seen, settings, now)
    if not sender_is_denied(arrived):
        return known
    return replace(seen.correspondent, burst=known.burst, burst_at=known.burst_at)
