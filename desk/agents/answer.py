"""An agent's answer on its way to the customer, and the receipt for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from samehand.config.settings import Receipts
from samehand.desk import clock, relay
from samehand.desk.agents.commands import Command, Spoken
from samehand.desk.agents.course import Course, turned
from samehand.desk.agents.hold import AgentMail
from samehand.desk.alerting import alerts_of
from samehand.desk.conversation import Conversation, State
from samehand.desk.decision import NewToken, TokenUse
from samehand.desk.letters import Answer, Receipt, Thread
from samehand.desk.marks import relay_message_id, shows_the_inside
from samehand.desk.people import readers
from samehand.ingest.address import usable
from samehand.ingest.html.body import text_from_html
from samehand.ingest.message import Address, Attachment
from samehand.ingest.parse import read


def answer_customer(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """The agent's words, to the customer and whom the customer copied."""
    seen, settings = given.seen.answers, given.settings
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
        attachments=given.arrived.mail.attachments,
        thread=_customer_thread(given),
    )
    answered = replace(
        course.conversation,
        state=State.WAITING,
        clocks=turned(given, course.conversation, clock.answered),
    )
    return replace(
        course,
        conversation=answered,
        answer=letter,
        letters=(*course.letters, letter),
        withdraw=(*course.withdraw, *alerts_of(given.conversation)),
    ).event("answered", given.agent.id, f"to {', '.join(a.address for a in (*to, *cc))}")


def is_answer(given: AgentMail, spoken: Spoken) -> bool:
    """Whether something is meant for the customer, and not a note or an order alone."""
    if spoken.is_inside or spoken.has(Command.UNDO):
        return False
    has_files = any(not a.inline for a in given.arrived.mail.attachments)
    return bool(spoken.text) or (has_files and not spoken.orders)


def leak(given: AgentMail, spoken: Spoken) -> str | None:
    """What of the inside the customer would see, if the answer went out as it is."""
    if shows_the_inside(spoken.text):
        return "parts of the relayed mail are still in your text; delete them and send it again"
    for attachment in given.arrived.mail.attachments:
        if attachment.type in _SEALED:
            return (
                f'the attachment "{attachment.name}" is your whole mail in a form that nobody'
                " here can look into; send it as plain text or HTML"
            )
        if any(map(shows_the_inside, _words_in(attachment))):
            return (
                f'the attachment "{attachment.name}" holds a mail of this desk that is not for'
                " customers; leave it out and send it again"
            )
    return None


# Signed or wrapped by the agent's client, with all that it quotes: S/MIME, PGP, Outlook's TNEF.
_SEALED = {
    *("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"),
    *("application/ms-tnef", "application/vnd.ms-tnef"),
}


def _words_in(attachment: Attachment) -> Iterator[str]:
    """An attachment as it stands, and as a mail client would show it."""
    # Outlook keeps a mail in UTF-16: without its NULs, that is text.
    yield attachment.content.replace(b"\0", b"").decode("utf-8", "replace")
    if attachment.type == "text/html":
        yield text_from_html(attachment.content.decode("utf-8", "replace"))
    if attachment.type == "message/rfc822" or attachment.name.lower().endswith(".eml"):
        mail = read(attachment.content)
        yield mail.text
        for inner in mail.attachments:
            yield from _words_in(inner)


def recipients(
    given: AgentMail, conversation: Conversation
) -> tuple[tuple[Address, ...], tuple[Address, ...]]:
    """To and Cc of an answer in a conversation, as it stands by now."""
    seen = given.seen.answers
    writer = seen.writer if seen else conversation.customer
    customer, *copied = readers(
        conversation, writer, seen.recipients if seen else (), given.settings
    )
    return ((customer,), tuple(copied)) if usable(customer.address) else ((), ())


def _customer_thread(given: AgentMail) -> Thread:
    """RFC 5322 3.6.4, from the customer's own ids: nothing of the inside is in them."""
    seen = given.seen.answers
    if seen is None:
        return Thread()
    return Thread(seen.message_id, (*seen.references, seen.message_id))


def wants_receipt(given: AgentMail, course: Course) -> bool:
    """Orders are always confirmed; a plain answer as the agent likes it."""
    return bool(course.done) or given.agent.receipts is Receipts.EACH


def receipt_for(given: AgentMail, text: str, course: Course) -> tuple[Receipt, NewToken]:
    token, answer = given.mint.token(), course.answer
    domain = given.settings.mailbox(course.conversation.mailbox).domain
    letter = Receipt(
        key=f"receipt:{given.arrived.entry}",
        mailbox=course.conversation.mailbox,
        message_id=relay_message_id(token, domain),
        to=(Address(given.agent.address, given.agent.name),),
        not_before=given.now,
        conversation=course.conversation.number,
        subject=course.conversation.subject,
        recipients=tuple(a.address for a in (*answer.to, *answer.cc)) if answer else (),
        text=answer.text if answer else text,
        undo_until=answer.not_before if answer else None,
        done=course.done,
        thread=relay.agent_thread(course.conversation, given.settings),
        token=token,
    )
    return letter, NewToken(
        token,
        TokenUse.REPLY,
        given.agent.id,
        course.conversation.number,
        given.now + relay.TOKEN_LIFE,
        answers=given.token.answers,
    )
