"""Who takes part in a conversation by a mail that joins it, whose conversation it is, and what
a mail may tie together."""

from __future__ import annotations

from samehand.config.settings import Settings, Strangers
from samehand.desk.arrival import Arrived, Seen
from samehand.desk.customers.acknowledge import sender_is_denied, sender_is_verified
from samehand.desk.people import customer_of, everybody, outside
from samehand.ingest.message import Address
from samehand.threading.traits import Traits


def participants(arrived: Arrived, seen: Seen, settings: Settings) -> tuple[Address, ...]:
    """Everybody who takes part once the mail has joined."""
    before = tuple(p for other in seen.conversations for p in other.participants)
    if not _may_bring_others(arrived, seen, settings):
        return before
    return outside((*before, *everybody(arrived.mail, settings)), settings)


def not_admitted(arrived: Arrived, seen: Seen, settings: Settings) -> tuple[Address, ...]:
    """Who is new in a mail that joins and takes no part: nobody vouches for its writer."""
    if not writer_takes_part(arrived, seen, settings):
        return ()
    inside = {person.address for person in participants(arrived, seen, settings)}
    return tuple(p for p in everybody(arrived.mail, settings) if p.address not in inside)


def _may_bring_others(arrived: Arrived, seen: Seen, settings: Settings) -> bool:
    """Anybody can write a customer's name into From, and their own into Cc.

    Where the server says nothing about anybody, that cannot be told apart.
    """
    trust = arrived.mailbox.trust
    is_silent = not (trust.authserv_id or trust.profile)
    is_open = settings.threading.strangers is Strangers.JOIN
    vouched = is_silent or is_open or sender_is_verified(arrived)
    return vouched and writer_takes_part(arrived, seen, settings)


def writer_takes_part(arrived: Arrived, seen: Seen, settings: Settings) -> bool:
    """Whether the writer may bring in others, and get answers.

    A mail that others refer to may come late, but so may one that only pretends to be it: who
    knows an id that was never seen here can send a mail under it. So it joins, and its writer
    takes part only if somebody has named them before, or the team lets everybody join. Who
    the server says is somebody else takes no part.
    """
    if sender_is_denied(arrived):
        return False
    known = {p.address for other in seen.conversations for p in other.participants}
    is_open = settings.threading.strangers is Strangers.JOIN
    return is_open or arrived.mail.sender.address in known


def tying(arrived: Arrived) -> Traits:
    """By what other mails may tie to this one.

    By nothing, where the server says that somebody else has written it: they could make two
    matters one by a mail in the customer's name that has something in common with both.
    """
    return Traits(arrived.message_id) if sender_is_denied(arrived) else arrived.traits


def is_the_beginning(arrived: Arrived, seen: Seen, settings: Settings) -> bool:
    """The mail that the others had been waiting for: its writer is the customer.

    Nobody becomes the customer of others' conversation by being named in Reply-To.
    """
    mail = arrived.mail
    is_root = seen.match.rule == "awaited" and not mail.parents
    is_writer = customer_of(mail, settings).address == mail.sender.address
    return is_root and is_writer and writer_takes_part(arrived, seen, settings)
