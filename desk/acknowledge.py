"""The one acknowledgement of a conversation: who will answer, and by when.

It is an amplifier: whoever writes in somebody else's name makes us write to them. So it goes to
persons only, seldom to one address, and repeats nothing of a sender who is not verified.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from samehand.config.settings import Settings
from samehand.desk.arrival import Arrived, Seen
from samehand.desk.conversation import Conversation, Target
from samehand.desk.decision import Mint
from samehand.desk.letters import Acknowledgement, Thread
from samehand.desk.people import customer_of
from samehand.desk.record import thread_references
from samehand.ingest.address import usable
from samehand.ingest.authentication import Result, verdict
from samehand.ingest.message import Kind

PER_HOUR = 3
PER_DAY = 10
# A first run on a full mailbox must not write to last year's senders.
TOO_OLD = timedelta(days=3)


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
    return Acknowledgement(
        key=f"ack:{conversation.number}",
        mailbox=conversation.mailbox,
        message_id=mint.message_id(arrived.mailbox.domain),
        to=(conversation.customer,),
        not_before=now,
        conversation=conversation.number,
        subject=mail.subject if sender_is_verified(arrived) else None,
        owner_name=settings.agent(conversation.owner).name,
        answer_by=min(answer_by, default=None),
        thread=Thread(mail.message_id, (*thread_references(mail), *own)),
    )


def sender_is_verified(arrived: Arrived) -> bool:
    """Whether the receiving server vouches for the address in From."""
    mail = arrived.mail
    return _said(arrived) is Result.PASS and mail.identity == mail.sender.address


def sender_is_denied(arrived: Arrived) -> bool:
    """Whether the receiving server says that somebody else has written in this name."""
    return _said(arrived) is Result.FAIL


def _said(arrived: Arrived) -> Result:
    mail = arrived.mail
    return verdict(
        mail.statements, mail.hops, mail.sender.address, arrived.mailbox.trust
    ).result


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
    if seen.acknowledged_hour >= PER_HOUR:
        return f"this address got {seen.acknowledged_hour} acknowledgements within an hour"
    if seen.acknowledged_day >= PER_DAY:
        return f"this address got {seen.acknowledged_day} acknowledgements within a day"
    if now - arrived.received_at > TOO_OLD:
        return f"the mail is older than {TOO_OLD.days} days"
    return None
