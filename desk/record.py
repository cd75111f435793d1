"""The message that a mail becomes in its conversation, whoever wrote it."""

from __future__ import annotations

from datetime import datetime

from samehand.desk.arrival import Arrived
from samehand.desk.decision import NewMessage
from samehand.desk.letters import Acknowledgement, Answer
from samehand.desk.marks import without_tokens
from samehand.desk.people import addresses
from samehand.ingest.message import Address, InboundMessage
from samehand.threading.prints import prints
from samehand.threading.subject import base_subject
from samehand.threading.traits import Traits


def thread_references(mail: InboundMessage) -> tuple[str, ...]:
    """RFC 5322 3.6.4: what an answer puts before the mail's own id in References."""
    return mail.references or mail.in_reply_to[:1]


def from_outside(arrived: Arrived, number: int) -> NewMessage:
    """A mail that somebody outside has written."""
    mail = arrived.mail
    return NewMessage(
        conversation=number,
        inbound=True,
        message_id=arrived.message_id,
        soft_key=arrived.soft_key,
        traits=arrived.traits,
        writer=mail.sender,
        subject=mail.subject,
        text=mail.text,
        reply=mail.reply,
        attachments=_listed(mail),
        kind=mail.kind.value,
        author=None,
        received_at=arrived.received_at,
        thread_references=thread_references(mail),
        recipients=(*mail.to, *mail.cc, *mail.reply_to),
    )


def from_agent(arrived: Arrived, number: int, agent: str, text: str, kind: str) -> NewMessage:
    """A mail of an agent, as kept inside. Its ids thread nothing: only tokens lead to it.

    What it may quote of tokens is left out: they are in no table but by their hash.
    """
    mail, text = arrived.mail, without_tokens(text)
    return NewMessage(
        conversation=number,
        inbound=True,
        message_id=arrived.message_id,
        soft_key=arrived.soft_key,
        traits=Traits(arrived.message_id),
        writer=mail.sender,
        subject=mail.subject,
        text=text,
        reply=text,
        attachments=_listed(mail),
        kind=kind,
        author=agent,
        received_at=arrived.received_at,
        thread_references=(),
        recipients=(),
    )


def sent(
    letter: Acknowledgement | Answer, text: str, author: str | None, at: datetime
) -> NewMessage:
    """A mail of ours to a customer, so that an answer to it finds its conversation.

    What we send by ourselves is not known by its words: all acknowledgements look alike.
    """
    recipients = (*letter.to, *(letter.cc if isinstance(letter, Answer) else ()))
    return NewMessage(
        conversation=letter.conversation or 0,
        inbound=False,
        message_id=letter.message_id,
        soft_key=letter.key,
        traits=_ours(letter, addresses(recipients), at),
        writer=Address(""),
        subject=letter.subject or "",
        text=text,
        reply=text,
        attachments=(),
        kind=letter.purpose.value,
        author=author,
        received_at=at,
        thread_references=letter.thread.references,
        recipients=recipients,
    )


def _ours(letter: Acknowledgement | Answer, people: frozenset[str], at: datetime) -> Traits:
    if isinstance(letter, Acknowledgement):
        return Traits(letter.message_id, people=people)
    return Traits(
        letter.message_id,
        people=people,
        subject=base_subject(letter.subject),
        is_reply=True,
        at=at,
        said=prints(letter.text.split("\n")),
    )


def _listed(mail: InboundMessage) -> tuple[tuple[str, str, int], ...]:
    return tuple((a.name, a.type, a.size) for a in mail.attachments)
