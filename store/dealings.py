"""What the store knows of a mail's writer and of the mails that went to and fro: what decides
whether they get an automatic mail, and where a flood of theirs goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from samehand.config.settings import Limits, Settings, Threading
from samehand.desk.arrival import Arrived, Ours, Seen
from samehand.desk.customers import gathered, machines
from samehand.desk.customers.correspondent import Correspondent, Traffic
from samehand.desk.people import customer_of
from samehand.ingest.address import usable
from samehand.store.work import Work
from samehand.threading.traits import Traits

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RECENTLY = timedelta(days=5)  # so long a server may try before it gives a mail back
FEW = 5  # conversations: enough to see whether their mails and ours take turns


def writer(work: Work, arrived: Arrived, settings: Settings) -> Correspondent:
    """What is remembered of who wrote a mail."""
    address = customer_of(arrived.mail, settings).address
    return work.correspondents([address]).get(address, Correspondent(address))


def of_new(
    work: Work, address: str, limits: Limits, now: datetime
) -> tuple[str | None, Traffic]:
    """What bears on a mail that begins a conversation: who owned the customer's last one, and
    what has lately passed between the two."""
    if not address:
        return None, Traffic()
    written = usable(address) or address
    in_all, to_domain = work.acknowledgements(written.rpartition("@")[2], now - HOUR)
    sent = work.acknowledged(written, now - DAY, limits.acknowledgements_per_address_daily)
    before = work.conversations_of(address, max(FEW, limits.new_conversations))
    previous_owner = before[0][0] if before else None
    opened_at = tuple(at for _, at in before)
    return previous_owner, Traffic(sent, opened_at, to_domain, in_all)


def of_joining(work: Work, seen: Seen, now: datetime) -> Seen:
    """What bears on a mail that joins a conversation."""
    conversation, mine = seen.conversations[0], seen.correspondent.address
    customer = {conversation.customer.address} - {mine}
    return replace(
        seen,
        others=tuple(work.correspondents(customer).values()),
        traffic=Traffic(relayed=work.relayed(conversation.number, now - gathered.WINDOW)),
    )


def about(work: Work, arrived: Arrived, rules: Threading) -> Ours | None:
    """The mail of ours that a machine's mail is about.

    Where a bounce does not name it, or not by the id that it left with, the one conversation
    is meant in which the recipient got something of late. Not where it names somebody else's.
    """
    mail = arrived.mail
    if not machines.may_be_one(mail):
        return None
    named = mail.bounce.about if mail.bounce else None
    ours = work.ours([*([named] if named else []), *mail.parents])
    if ours is not None or mail.bounce is None:
        return ours
    known = work.relatives(Traits(named), rules) if named else []
    if any(relative.traits.message_id == named for relative in known):
        return None
    return work.written_to(mail.bounce.recipients, arrived.received_at - RECENTLY)


def of_machine(work: Work, seen: Seen, arrived: Arrived) -> Seen:
    """What bears on a mail about one of ours."""
    failed = machines.failed(arrived.mail.bounce, seen.about)
    return replace(seen, others=tuple(work.correspondents(failed).values()))
