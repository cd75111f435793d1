"""#split: the mail that was answered is another matter, and gets a conversation of its own.

It keeps its owner, and nobody gets more time by it. No mail joins the two again.
"""

from __future__ import annotations

from dataclasses import replace

from samehand.desk import relay
from samehand.desk.agents.answer import is_answer
from samehand.desk.agents.commands.spoken import Spoken
from samehand.desk.agents.course import Course, turned
from samehand.desk.agents.holds.hold import AgentMail
from samehand.desk.arrival import Filed
from samehand.desk.clocks import turns
from samehand.desk.conversation import Conversation, Event, State
from samehand.desk.decision import Parting


def split(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """#split: what else stands in the agent's mail is about the new conversation."""
    mail, whole = _leaving(given), course.conversation
    if mail is None:
        return course
    leaving = _taken_out(given, whole, mail)
    remaining = _left(given, whole, mail)
    course = replace(
        course,
        conversation=leaving,
        others=(*course.others, remaining),
        parting=Parting(leaving.number, whole.number, (mail.id,)),
        events=(
            *course.events,
            Event(whole.number, "split", given.agent.id, f"one mail is {leaving.number} now"),
        ),
    )
    course = course.event(
        "split",
        given.agent.id,
        f"out of {whole.number} (#split)",
        f"the mail that you answer is #{leaving.number} now, apart from #{whole.number}",
    )
    return course if is_answer(given, spoken) else _with_relay(given, course, whole)


def not_to_be_split(given: AgentMail, spoken: Spoken) -> str | None:
    """Whether there is nothing to part."""
    number = given.conversation.number
    if _leaving(given) is None:
        return "nobody can tell which mail you mean; answer the one that is another matter"
    if sum(mail.asks for mail in given.seen.asked.filed) < 2:
        return f"it is the only mail of #{number}, so nothing is left to part it from"
    return None


def _leaving(given: AgentMail) -> Filed | None:
    """The customer's mail that the agent has answered."""
    answered = given.seen.answers.message_id if given.seen.answers else None
    mails = given.seen.asked.filed
    return next((m for m in mails if m.asks and m.message_id == answered), None)


def _taken_out(given: AgentMail, whole: Conversation, mail: Filed) -> Conversation:
    """The new conversation: with the clocks that ran for its mail, as far as they had run."""
    content = given.seen.answers
    writer = content.writer if content else whole.customer
    customer = writer if writer.address else whole.customer
    named = {person.address for person in (content.recipients if content else ())}
    clocks = tuple(
        replace(c, id=None) for c in whole.live_clocks if c is not turns.promised(whole.clocks)
    )
    return Conversation(
        number=given.seen.number,
        mailbox=whole.mailbox,
        subject=(content.subject if content else "") or whole.subject,
        customer=customer,
        owner=whole.owner,
        policy=whole.policy,
        opened_at=mail.at,
        state=whole.state,
        participants=(
            customer,
            *(
                person
                for person in whole.participants
                if person.address in named and person.address != customer.address
            ),
        ),
        priority=whole.priority,
        clocks=clocks,
        is_new=True,
    )


def _left(given: AgentMail, whole: Conversation, mail: Filed) -> Conversation:
    """What stays: if nobody waits there any more, its clocks rest."""
    if whole.state is not State.OPEN or _is_waited_for(given, mail):
        return whole
    return replace(whole, state=State.WAITING, clocks=turned(given, whole, turns.moved))


def _is_waited_for(given: AgentMail, leaving: Filed) -> bool:
    """Whether another mail of the conversation still waits for an answer."""
    others = [mail for mail in given.seen.asked.filed if mail is not leaving]
    said = [mail for mail in others if mail.asks or mail.answers]
    return bool(said) and max(said, key=lambda mail: (mail.at, mail.id)).asks


def _with_relay(given: AgentMail, course: Course, whole: Conversation) -> Course:
    """The mail once more, in the thread of its own conversation."""
    letter, token = relay.handed_over(
        course.conversation,
        given.seen.answers,
        given.settings,
        given.now,
        given.mint,
        occasion=f"split:{given.arrived.entry}",
        notes=(f"This was taken out of #{whole.number}.",),
    )
    return replace(course, letters=(*course.letters, letter), tokens=(*course.tokens, token))
