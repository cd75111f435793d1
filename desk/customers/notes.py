"""What the owner should know of a mail before they answer it: short sentences of the brief."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from samehand.config.settings import Settings
from samehand.desk.arrival import Arrived, Seen
from samehand.desk.customers import storm
from samehand.desk.customers.acknowledge import sender_is_denied, sender_is_verified
from samehand.desk.customers.admission import not_admitted, writer_takes_part
from samehand.ingest.message import Kind


def notes(arrived: Arrived, seen: Seen, settings: Settings) -> tuple[str, ...]:
    """All that there is to say about it."""
    return (
        *_about_reading(arrived),
        *_about_others(arrived, seen),
        *_about_the_sender(arrived, seen, settings),
        *_about_traffic(arrived, seen, settings),
    )


def _about_reading(arrived: Arrived) -> Iterator[str]:
    mail = arrived.mail
    if mail.error is not None:
        attached = "the original is attached" if arrived.raw else "only its header is here"
        yield f"This mail could not be read: {mail.error}; {attached}."
    if mail.hidden_words and mail.kind is Kind.PERSON:  # of newsletters, most hide some
        yield f"Its HTML hides {mail.hidden_words} words from its reader; they are left out."
    if mail.disagrees and mail.kind is Kind.PERSON:
        yield "It shows other words in programs that read HTML; you see its plain text."
    if mail.kind is Kind.SPAM:
        yield "The mail server takes it for spam."
    elif mail.kind is not Kind.PERSON:
        yield f"It looks like mail of kind {mail.kind.value}."


def _about_others(arrived: Arrived, seen: Seen) -> Iterator[str]:
    """What it has to do with other conversations."""
    _, *merged = [c.number for c in seen.conversations] or [0]
    if merged:
        yield f"It shows that {named(merged)} is the same matter, which is all here now."
    if seen.kept_apart:
        denied = sender_is_denied(arrived)
        why = "but joins nothing" if denied else "which somebody has taken apart"
        yield f"It ties to {named(seen.kept_apart)} too, {why}."
    if seen.answered_at is not None:
        yield "Somebody has answered it already, before it came here."
    if seen.continued is not None:
        yield f"It continues #{seen.continued.number} after a long silence."
    elif seen.match.related:
        yield f"It refers to {named(seen.match.related)}, but the sender takes no part there."


def _about_the_sender(arrived: Arrived, seen: Seen, settings: Settings) -> Iterator[str]:
    denied = sender_is_denied(arrived)
    if seen.conversations and not denied and not writer_takes_part(arrived, seen, settings):
        yield "It belongs here, but nobody has named its sender before."
    trust = arrived.mailbox.trust
    if denied:
        yield "The mail server says that it does not come from the sender's address."
    elif (trust.authserv_id or trust.profile) and not sender_is_verified(arrived):
        yield "The mail server does not vouch for the sender's address."
    if seen.conversations and (new := not_admitted(arrived, seen, settings)):
        who = ", ".join(person.address for person in new)
        yield f"So whom it brings in takes no part: {who}."


def _about_traffic(arrived: Arrived, seen: Seen, settings: Settings) -> Iterator[str]:
    """Mail that comes back, goes in circles or comes too fast."""
    if storm.bears_our_mark(arrived.mail, settings):
        yield "It bears the mark of this desk's own mail, but is none that it has sent."
    for known in (seen.correspondent, *seen.others):
        if known.failing is not None:
            why = f": {known.failing.reason}" if known.failing.reason else ""
            yield f"Mail to {known.address} came back on {known.failing.since:%d %B}{why}."
    yield from storm.notes(seen.correspondent, seen.known)


def named(numbers: Iterable[int]) -> str:
    """Conversations as people write them."""
    return " and ".join(f"#{number}" for number in numbers)
