"""Mails from outside that go no further: answers to alerts, and what goes round in circles."""

from __future__ import annotations

from datetime import datetime

from samehand.config.settings import Settings
from samehand.desk.arrival import Arrived
from samehand.desk.clocks import alerting
from samehand.desk.conversation import Event
from samehand.desk.customers.acknowledge import sender_is_denied, sender_is_verified
from samehand.desk.decision import Decision, Mint, Outcome
from samehand.desk.letters import Notice, Thread
from samehand.ingest.message import Address, Kind


def in_circles(arrived: Arrived, settings: Settings, now: datetime, mint: Mint) -> Decision:
    """A mail that servers pass on in circles."""
    why = f"{len(arrived.mail.hops)} mail servers have passed it on: it goes round in circles"
    told = alerting.quarantined(arrived.mailbox, why, settings, now, mint)
    return Decision(Outcome.QUARANTINE, "hops", why, letters=(told,))


def unread(arrived: Arrived, now: datetime, mint: Mint) -> Decision:
    """An answer to an alert, from a person or by their holiday note.

    Were it to open a conversation, that would soon have alerts of its own. Whoever is not
    verified gets no word of theirs back, which could be meant for somebody else.
    """
    sender = arrived.mail.sender
    notice = Notice(
        key=f"unread:{sender.address}:{now:%Y%m%d}",
        mailbox=arrived.mailbox.name,
        message_id=mint.message_id(arrived.mailbox.domain),
        to=(Address(sender.address),),
        not_before=now,
        conversation=None,
        subject=arrived.mail.subject if sender_is_verified(arrived) else "your mail",
        headline="NOT READ",
        lines=(
            "Nobody reads answers to alerts. Please write to the owner whom the alert names.",
        ),
        text="",
        thread=Thread(arrived.mail.message_id),
    )
    is_person = arrived.mail.kind is Kind.PERSON and not sender_is_denied(arrived)
    return Decision(
        Outcome.HELD,
        "alert",
        "an answer to an alert goes to nobody",
        letters=(notice,) if is_person and sender.address else (),
        events=(Event(None, "held", "samehand", f"{sender.address} answered an alert"),),
    )
