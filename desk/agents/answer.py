"""An agent's answer on its way to the customer: what it is, to whom, and what it ends."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from samehand.desk.agents.commands.spoken import Command, Spoken
from samehand.desk.agents.course import Course, turned
from samehand.desk.agents.form import files_of, html_of
from samehand.desk.agents.holds.hold import AgentMail
from samehand.desk.by_hand.mail import already_written_to
from samehand.desk.clocks import turns
from samehand.desk.clocks.alerting import alerts_of
from samehand.desk.conversation import Conversation, State
from samehand.desk.letters import Answer, Thread
from samehand.desk.people import readers
from samehand.desk.signature import signature_under
from samehand.ingest.address import usable
from samehand.ingest.message import Address


def answer_customer(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """The agent's words, to the customer and whom the customer copied."""
    seen, settings = given.seen.answers, given.settings
    mail = given.arrived.mail
    html = html_of(mail, spoken.text, settings)
    to, cc = recipients(given, course.conversation)
    letter = Answer(
        key=f"answer:{given.arrived.entry}",
        mailbox=course.conversation.mailbox,
        message_id=given.mint.message_id(settings.mailbox(course.conversation.mailbox).domain),
        to=to,
        not_before=given.now + settings.outbox.undo,
        conversation=course.conversation.number,
        cc=cc,
        agent_name=given.agent.name,
        subject=(seen.subject if seen else "") or course.conversation.subject,
        text=spoken.text,
        html=html,
        attachments=files_of(mail, html),
        thread=_customer_thread(given),
        signature=signature_under(spoken.text, given.agent, settings.desk.name),
    )
    return replace(
        course,
        conversation=_after(given, course.conversation),
        answer=letter,
        letters=(*course.letters, letter),
        withdraw=(*course.withdraw, *alerts_of(given.conversation)),
    ).event("answered", given.agent.id, f"to {', '.join(a.address for a in (*to, *cc))}")


def _after(given: AgentMail, conversation: Conversation) -> Conversation:
    """How it stands once this answer is given: what is closed stays so, and a mail that the
    agent has not seen still waits. A promise is kept either way."""
    newer, is_closed = given.seen.newer, conversation.state is State.CLOSED
    if newer is not None and newer.received_at is not None and not is_closed:
        in_part = partial(turns.answered_in_part, asked_at=newer.received_at)
        return replace(conversation, clocks=turned(given, conversation, in_part))
    clocks = turned(given, conversation, turns.answered)
    state = State.CLOSED if is_closed else State.WAITING
    return replace(conversation, state=state, clocks=clocks)


def is_answer(given: AgentMail, spoken: Spoken) -> bool:
    """Whether something is meant for the customer, and not a note or an order alone."""
    if spoken.is_inside or spoken.has(Command.UNDO):
        return False
    has_files = any(not a.inline for a in given.arrived.mail.attachments)
    return bool(spoken.text) or (has_files and not spoken.orders)


def recipients(
    given: AgentMail, conversation: Conversation
) -> tuple[tuple[Address, ...], tuple[Address, ...]]:
    """To and Cc of an answer in a conversation, as it stands by now."""
    seen = given.seen.answers
    writer = seen.writer if seen else conversation.customer
    customer, *copied = readers(
        conversation, writer, seen.recipients if seen else (), given.settings
    )
    has_it = already_written_to(given.arrived.mail, copied)
    copied = [person for person in copied if person not in has_it]
    return ((customer,), tuple(copied)) if usable(customer.address) else ((), ())


def _customer_thread(given: AgentMail) -> Thread:
    """RFC 5322 3.6.4, from the customer's own ids: nothing of the inside is in them."""
    seen = given.seen.answers
    if seen is None:
        return Thread()
    return Thread(seen.message_id, (*seen.references, seen.message_id))
