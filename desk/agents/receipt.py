"""What an agent hears of a mail that was acted upon: what goes out, to whom, what was cut, how
the conversation stands, and until when it can be undone."""

from __future__ import annotations

from collections.abc import Iterator

from samehand.config.settings import Receipts
from samehand.desk import relay
from samehand.desk.agents.course import Course
from samehand.desk.agents.holds.hold import AgentMail, moment
from samehand.desk.agents.trust.voice import remarks
from samehand.desk.decision import NewToken, TokenUse
from samehand.desk.letters import Receipt
from samehand.desk.marks import relay_message_id
from samehand.ingest.message import Address


def wants_receipt(given: AgentMail, course: Course) -> bool:
    """Orders are always confirmed, and so is what needs a remark; a plain answer as the agent
    likes it."""
    return bool(course.done or remarks(given)) or given.agent.receipts is Receipts.EACH


def receipt_for(given: AgentMail, text: str, course: Course) -> tuple[Receipt, NewToken]:
    """The receipt, and the token that its answer brings back."""
    token, answer = given.mint.token(), course.answer
    conversation = course.conversation
    domain = given.settings.mailbox(conversation.mailbox).domain
    due = relay.first_due(conversation.live_clocks)
    letter = Receipt(
        key=f"receipt:{given.arrived.entry}",
        mailbox=conversation.mailbox,
        message_id=relay_message_id(token, domain),
        to=(Address(given.agent.address, given.agent.name),),
        not_before=given.now,
        conversation=conversation.number,
        subject=conversation.subject,
        recipients=tuple(a.address for a in (*answer.to, *answer.cc)) if answer else (),
        text=answer.text if answer else text,
        undo_until=answer.not_before if answer else None,
        done=course.done,
        thread=relay.agent_thread(
            conversation,
            given.settings,
            relay.ids_in(given.arrived.mail, given.arrived.message_id),
        ),
        token=token,
        html=answer.html if answer else "",
        signature=answer.signature if answer else "",
        attachments=answer.attachments if answer else (),
        cut=tuple(_cut(given)) if answer else (),
        state=conversation.state.words,
        target=due.target.words if due else None,
        due_at=due.due_at if due else None,
        notes=(*(remarks(given) if answer else _still_held(given)), *_accepted(given)),
    )
    return letter, NewToken(
        token,
        TokenUse.REPLY,
        given.agent.id,
        conversation.number,
        given.now + relay.TOKEN_LIFE,
        answers=given.token.answers,
    )


def _still_held(given: AgentMail) -> Iterator[str]:
    """That orders alone let no text out, where their mail is about one that is held."""
    held = given.seen.held
    if held and not held.settled and held.text.strip() and not held.is_slip_of_orders:
        yield (
            f"Your mail that was held at {moment(held.held_at, given)} is held still, and"
            " nothing of it was sent. Write its text again, and it takes the place of that."
        )


def _accepted(given: AgentMail) -> Iterator[str]:
    """What let it in, where it was not the server's own word, which is the usual way."""
    evidence, word = given.evidence, given.arrived.word
    if word and word.by != given.agent.id:
        yield f"It was let out by {evidence.word}."
    elif not evidence.is_proved:
        yield "Accepted by its reply address alone; your mail server did not vouch for it."


def _cut(given: AgentMail) -> Iterator[str]:
    """What of the agent's mail the customer does not get."""
    quoted = sum(1 for line in given.arrived.mail.quoted.splitlines() if line.strip())
    if quoted:
        yield "1 quoted line" if quoted == 1 else f"{quoted} quoted lines"
    orders = dict.fromkeys(f"#{order.command.value}" for order in given.spoken.orders)
    if orders:
        yield f"the command{'s' if len(orders) > 1 else ''} {', '.join(orders)}"
