"""What people write in the shared mailbox itself, as its Sent folder shows it.

Whoever may use the account is of the team: that is the evidence, and it names nobody. Our own
mails are there, too, some under other ids than we gave them. Nothing here is ever sent again.
"""

from __future__ import annotations

from datetime import datetime

from samehand.config.settings import Settings
from samehand.desk.arrival import Arrived, Seen
from samehand.desk.by_hand.answer import answered
from samehand.desk.by_hand.beginning import begun, opened
from samehand.desk.by_hand.mail import ByHand, named, written_to
from samehand.desk.customers import hints
from samehand.desk.customers.acknowledge import sender_is_verified
from samehand.desk.customers.storm import bears_our_mark
from samehand.desk.decision import Decision, Mint, Outcome
from samehand.desk.marks import without_tokens
from samehand.desk.owner import assign
from samehand.ingest.message import Kind


def decide(
    arrived: Arrived, seen: Seen, settings: Settings, now: datetime, mint: Mint
) -> Decision:
    """Decide about a mail of the Sent folder."""
    mail = arrived.mail
    if seen.is_own:
        return _own(arrived, seen)
    if bears_our_mark(mail, settings):
        return _ignored("it bears the mark of this desk's own mail, but is none that is known")
    if mail.kind not in {Kind.PERSON, Kind.CALENDAR}:
        return Decision(Outcome.AUTOMATIC, "sent", f"sent by no person: {mail.kind.value}")
    if not written_to(mail, settings):
        return _ignored("it went to nobody outside")
    if seen.duplicate_of is not None and not seen.around.for_outsiders:
        why = f"conversation {seen.duplicate_of} holds this mail already"
        return Decision(Outcome.DUPLICATE, "duplicate", why)
    given = ByHand(arrived, seen, settings.agent_at(mail.identity), settings, now, mint)
    if seen.conversations:
        takes_part = {p.address for p in seen.conversations[0].participants}
        if mail.sender.address in takes_part:
            return _ignored("somebody outside has written it")
        return answered(given)
    if not settings.is_ours(mail.sender.address):
        return _ignored("it was not written as the desk, and answers nothing of it")
    return _begun(given)


def is_copy(arrived: Arrived, settings: Settings) -> bool:
    """Whether a mail in the folder of customers seems to be written in the mailbox itself,
    with the mailbox in copy. A form's mail, which names its writer in Reply-To, is none."""
    mail = arrived.mail
    return (
        settings.is_ours(mail.sender.address)
        and bool(written_to(mail, settings))
        and all(settings.is_ours(one.address) for one in mail.reply_to)
    )


def of_copy(
    arrived: Arrived, seen: Seen, settings: Settings, now: datetime, mint: Mint
) -> Decision | None:
    """Decide about such a mail that answers in a conversation; None where it may be anything.

    Unless the server vouches for it, the one in the Sent folder counts, and not this one.
    """
    if seen.duplicate_of is not None or not seen.conversations:
        return None
    if arrived.mail.kind not in {Kind.PERSON, Kind.CALENDAR}:
        return None
    if sender_is_verified(arrived):
        return answered(ByHand(arrived, seen, None, settings, now, mint))
    if seen.around.has_sent:
        return _ignored("it says that the desk has written it; the Sent folder tells")
    return None


def _own(arrived: Arrived, seen: Seen) -> Decision:
    if seen.around.own_id is None or arrived.mail.message_id is None:
        return _ignored("a mail of our own")
    return Decision(
        Outcome.IGNORED,
        "own",
        "a mail of our own, which the provider keeps under another id",
        alias=(arrived.mail.message_id, seen.around.own_id),
    )


def _begun(given: ByHand) -> Decision:
    """A conversation that nobody has begun by name: whoever would get the customer's mail."""
    mail, people = given.arrived.mail, given.people
    ownership = assign(
        customer=people[0].address,
        subject=mail.subject,
        text=mail.text,
        previous=given.seen.team.previous_owner,
        counts=given.seen.team.counts,
        last_assigned=given.seen.team.last_assigned,
        settings=given.settings,
        now=given.now,
    )
    word = hints.to_owner(
        opened(given, ownership.agent),
        f"by-hand:{given.arrived.entry}",
        "WRITTEN",
        (
            f"{given.who} has written to {named(people)} in the mailbox"
            f" {given.arrived.mailbox.address} itself; it is below. What they answer comes to"
            f" you, as conversation #{given.seen.number}. Until then there is nothing to do.",
        ),
        given.settings,
        given.now,
        given.mint,
        text=without_tokens(mail.reply),
    )
    return begun(given, ownership, word)


def _ignored(why: str) -> Decision:
    return Decision(Outcome.IGNORED, "sent", why)
