"""The one acknowledgement of a conversation: who will answer, and by when.

It is an amplifier: whoever writes in somebody else's name makes us write to them. So it goes to
persons only, seldom to one address, and repeats nothing of a sender who is not verified.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from samehand.config.settings import Limits, Settings
from samehand.desk.arrival import Arrived, Seen
from samehand.desk.conversation import Conversation, Target
from samehand.desk.customers.correspondent import Traffic
from samehand.desk.customers.storm import bears_our_mark, is_muted
from samehand.desk.decision import Mint
from samehand.desk.letters import Acknowledgement, Thread
from samehand.desk.people import customer_of
from samehand.desk.record import thread_references
from samehand.ingest.address import usable
from samehand.ingest.authentication import Result, vouched
from samehand.ingest.message import Kind

# A first run on a full mailbox must not write to last year's senders.
TOO_OLD = timedelta(days=3)
_NOBODY = re.compile(
    r"(?:(?:no|not|do[-_.]?not)[-_.]?reply|(?:mailer|mail)-?daemon|bounces?)"
    r"(?:[-_.+].{0,64})?",
    re.IGNORECASE,
)


def acknowledgement(
    arrived: Arrived, conversation: Conversation, settings: Settings, now: datetime, mint: Mint
) -> Acknowledgement:
    """What the customer hears at once."""
    mail = arrived.mail
    answer_by = [
        clock.due_at
        for clock in conversation.live_clocks
        if clock.target is Target.FIRST_RESPONSE and clock.due_at is not None
    ]
    own = (mail.message_id,) if mail.message_id else ()
    is_verified = sender_is_verified(arrived)
    # RFC 3834 section 3.1.5 wants the mail's own id; the others may be anybody's words.
    ancestors = thread_references(mail) if is_verified else ()
    return Acknowledgement(
        key=f"ack:{conversation.number}",
        mailbox=conversation.mailbox,
        message_id=mint.message_id(arrived.mailbox.domain),
        to=(conversation.customer,),
        not_before=now,
        conversation=conversation.number,
        subject=mail.subject if is_verified else None,
        owner_name=settings.agent(conversation.owner).name,
        answer_by=min(answer_by, default=None),
        thread=Thread(mail.message_id, (*ancestors, *own)),
    )


def sender_is_verified(arrived: Arrived) -> bool:
    """Whether the receiving server vouches for the address in From."""
    mail = arrived.mail
    return _said(arrived) is Result.PASS and mail.identity == mail.sender.address


def sender_is_denied(arrived: Arrived) -> bool:
    """Whether the receiving server says that somebody else has written in this name."""
    return _said(arrived) is Result.FAIL


def _said(arrived: Arrived) -> Result:
    return vouched(arrived.mail, arrived.mail.sender.address, arrived.mailbox.trust).result


def is_read_by_nobody(address: str) -> bool:
    """Whether an address says of itself that nobody reads what is sent there."""
    return _NOBODY.fullmatch(address.partition("@")[0]) is not None


def why_not(arrived: Arrived, seen: Seen, settings: Settings, now: datetime) -> str | None:
    """Why the customer gets no acknowledgement, or None when they get one."""
    mail = arrived.mail
    customer = customer_of(mail, settings)
    if mail.kind is not Kind.PERSON:
        return f"the mail is of kind {mail.kind.value}, not a person's"
    if mail.error is not None:
        return "the mail could not be read"
    if not customer.address:
        return "the mail names no sender"
    if usable(customer.address) is None:
        return "nobody can write to the sender's address"
    if is_read_by_nobody(customer.address):
        return "nobody reads mail to the sender's address"
    if customer.address != mail.sender.address:
        return "From and Reply-To name different people"
    if sender_is_denied(arrived):
        return "the mail server says that somebody else has written it"
    if settings.is_ours(customer.address):
        return "the desk does not write to itself"
    if settings.agent_at(customer.address) is not None:
        return "the sender is an agent"
    if not any(settings.is_ours(address) for address in mail.recipients):
        return "the desk is not among the recipients"
    if now - arrived.received_at > TOO_OLD:
        return f"the mail is older than {TOO_OLD.days} days"
    if bears_our_mark(mail, settings):
        return "it bears the mark of our own mail"
    if seen.correspondent.failing is not None:
        return "mail to this address has come back"
    if is_muted(seen.known, now):
        return "a machine seems to answer for this address"
    return _too_many(seen.traffic, settings.limits, now, vouched=sender_is_verified(arrived))


def _too_many(traffic: Traffic, limits: Limits, now: datetime, *, vouched: bool) -> str | None:
    """Which limit is reached.

    That of a domain keeps a company's people from being flooded in others' names. It would
    hit the customers of a big provider, so whom the server vouches for is free of it.
    """
    hour = timedelta(hours=1)
    lately = sum(now - at < hour for at in traffic.acknowledged_at)
    if lately >= limits.acknowledgements_per_address:
        return f"this address got {lately} acknowledgements within an hour"
    if len(traffic.acknowledged_at) >= limits.acknowledgements_per_address_daily:
        return f"this address got {len(traffic.acknowledged_at)} acknowledgements within a day"
    if traffic.to_domain >= limits.acknowledgements_per_domain and not vouched:
        return f"its domain got {traffic.to_domain} acknowledgements within an hour"
    if traffic.in_all >= limits.acknowledgements:
        return f"{traffic.in_all} acknowledgements went out within an hour"
    return None
