"""Carrying out what an agent's mail says: its orders to the desk, and its answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from samehand.config.settings import Agent, Calendar, Policy, Receipts, Settings
from samehand.desk import clock, filing, relay
from samehand.desk.commands import CARD, Command, Spoken, listen
from samehand.desk.conversation import Clock, Conversation, Event, State
from samehand.desk.decision import Decision, NewToken, Outcome, TokenUse
from samehand.desk.hold import AgentMail, hold, name_of, notice
from samehand.desk.letters import Answer, AnyLetter, Notice, Receipt, Thread
from samehand.desk.marks import relay_message_id
from samehand.desk.people import outside
from samehand.desk.policy import policy_named
from samehand.ingest.message import Address


@dataclass(frozen=True)
class Course:
    """How far the carrying out has come: the conversation so far, and what follows from it."""

    conversation: Conversation
    done: tuple[str, ...] = ()  # for the agent, in words
    events: tuple[Event, ...] = ()
    letters: tuple[AnyLetter, ...] = ()
    tokens: tuple[NewToken, ...] = ()
    withdraw: tuple[str, ...] = ()
    revoke: tuple[tuple[int, str], ...] = ()
    answer: Answer | None = None

    def event(self, kind: str, actor: str, reason: str, done: str | None = None) -> Course:
        """The course with one more event, and a word about it for the agent."""
        return replace(
            self,
            events=(*self.events, Event(self.conversation.number, kind, actor, reason)),
            done=self.done if done is None else (*self.done, done),
        )


def obey(given: AgentMail) -> Decision:
    """Act on a mail that is proved to be the agent's, or hold it with the reason."""
    spoken = listen(given.arrived.mail.reply)
    problem = spoken.problem or _impossible(given, spoken)
    if problem is not None:
        return hold(given, problem, f"{problem[0].upper()}{problem[1:]}.")
    if spoken.has(Command.HELP):
        return _card(given)
    course = Course(given.conversation)
    for command, step in _STEPS.items():
        if command is Command.CLOSE and _is_answer(given, spoken):
            course = _answer(given, spoken, course)
        if spoken.has(command):
            course = step(given, spoken, course)
    return _conclude(given, spoken, course)


def _impossible(given: AgentMail, spoken: Spoken) -> str | None:
    """Why this cannot be done, in words for the agent; None when it can."""
    owner, number = given.conversation.owner, given.conversation.number
    if _is_answer(given, spoken):
        if owner != given.agent.id and not spoken.has(Command.TAKE):
            return (
                f"conversation #{number} belongs to {name_of(owner, given.settings)}; write"
                " #take to make it yours and send this, or #note to keep it inside"
            )
        if not _recipients(given)[0]:
            return "the customer's mail names no address to answer to"
    if spoken.has(Command.ASSIGN):
        name = spoken.argument(Command.ASSIGN)
        if len(_called(name, given.settings)) != 1:
            known = ", ".join(agent.id for agent in given.settings.agents)
            return f'"{name}" does not mean one agent; there are {known}'
    if spoken.has(Command.UNDO) and not given.seen.undoable:
        return "there is nothing to take back: no answer here is still waiting to leave"
    if not spoken.orders and not _is_answer(given, spoken):
        return "the mail says nothing new"
    return None


def _is_answer(given: AgentMail, spoken: Spoken) -> bool:
    if spoken.has(Command.NOTE) or spoken.has(Command.UNDO):
        return False
    has_files = any(not a.inline for a in given.arrived.mail.attachments)
    return bool(spoken.text) or (has_files and not spoken.orders)


def _take(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    return _hand_over(given, given.agent, course)


def _assign(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    (to,) = _called(spoken.argument(Command.ASSIGN), given.settings)
    if to.id == course.conversation.owner:
        return replace(course, done=(*course.done, f"it belongs to {to.name} already"))
    course = _hand_over(given, to, course)
    note = _note_text(spoken) if spoken.has(Command.NOTE) else ""
    letter, token = relay.handed_over(
        course.conversation,
        given.seen.answers,
        given.settings,
        given.now,
        given.mint,
        occasion=str(given.arrived.entry),
        notes=(
            f"{given.agent.name} has handed this over to you.",
            *((f"Their note: {note}",) if note else ()),
        ),
    )
    return replace(course, letters=(*course.letters, letter), tokens=(*course.tokens, token))


def _hand_over(given: AgentMail, to: Agent, course: Course) -> Course:
    """Change the owner; no clock starts again because of it."""
    former = course.conversation.owner
    if former == to.id:
        return course
    number = course.conversation.number
    letters = course.letters
    if former != given.agent.id and any(a.id == former for a in given.settings.agents):
        letters = (*letters, _word_to(former, to, given))
    course = replace(
        course,
        conversation=replace(course.conversation, owner=to.id),
        letters=letters,
        revoke=(*course.revoke, (number, former)),
    )
    return course.event(
        "assigned", given.agent.id, f"from {former} to {to.id}", f"it belongs to {to.name} now"
    )


def _word_to(former: str, to: Agent, given: AgentMail) -> Notice:
    line = f"{to.name} owns conversation #{given.conversation.number} now."
    return replace(
        notice(given, "taken", "HANDED OVER", (line,)),
        to=(relay.agent_address(former, given.settings),),
    )


def _note(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    done = "kept as a note; the customer sees nothing of it"
    return course.event("note", given.agent.id, "#note", done)


def _wait(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    waiting = replace(
        course.conversation,
        state=State.WAITING,
        clocks=_clocks(given, course.conversation, clock.waiting),
    )
    return replace(course, conversation=waiting).event(
        "waiting", given.agent.id, "#wait", "the clocks stand still until the customer writes"
    )


def _undo(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """Take back what has not left. An earlier answer that has left still counts."""
    undone = course.conversation
    if clock.last_answered_at(undone.clocks) in {a.answered_at for a in given.seen.undoable}:
        undone = replace(
            undone, state=State.OPEN, clocks=_clocks(given, undone, clock.unanswered)
        )
    keys = tuple(answer.key for answer in given.seen.undoable)
    return replace(course, conversation=undone, withdraw=keys).event(
        "withdrawn", given.agent.id, "#undo", "your answer was taken back, it will not be sent"
    )


def _close(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    closed = replace(
        course.conversation,
        state=State.CLOSED,
        clocks=_clocks(given, course.conversation, clock.closed),
    )
    return replace(course, conversation=closed).event(
        "closed", given.agent.id, "#close", "the conversation is closed"
    )


# Carried out in this order, whatever the order of the lines. An answer is given before the
# conversation closes, and by whoever has taken it by then.
_STEPS: dict[Command, Callable[[AgentMail, Spoken, Course], Course]] = {
    Command.UNDO: _undo,
    Command.NOTE: _note,
    Command.TAKE: _take,
    Command.CLOSE: _close,
    Command.WAIT: _wait,
    Command.ASSIGN: _assign,
}


def _answer(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """The agent's words, to the customer and whom the customer copied."""
    seen, settings = given.seen.answers, given.settings
    to, cc = _recipients(given)
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
        clocks=_clocks(given, course.conversation, clock.answered),
    )
    return replace(
        course,
        conversation=answered,
        answer=letter,
        letters=(*course.letters, letter),
        withdraw=_alerts_of(given.conversation),
    ).event("answered", given.agent.id, f"to {', '.join(a.address for a in (*to, *cc))}")


def _recipients(given: AgentMail) -> tuple[tuple[Address, ...], tuple[Address, ...]]:
    """To and Cc of an answer: only people who take part, so that nobody can add themselves."""
    customer, seen = given.conversation.customer, given.seen.answers
    if not customer.address:
        return (), ()
    if seen is None:
        return (customer,), ()
    taking_part = {p.address for p in given.conversation.participants}
    others = outside((seen.writer, *seen.recipients), given.settings)
    copied = tuple(
        p for p in others if p.address in taking_part and p.address != customer.address
    )
    return (customer,), copied


def _customer_thread(given: AgentMail) -> Thread:
    """RFC 5322 3.6.4, from the customer's own ids: nothing of the inside is in them."""
    seen = given.seen.answers
    if seen is None:
        return Thread()
    return Thread(seen.message_id, (*seen.references, seen.message_id))


def _alerts_of(conversation: Conversation) -> tuple[str, ...]:
    """Alerts that still wait in the outbox are void once the conversation is answered."""
    return tuple(
        alert_key(conversation.number, running, stage)
        for running in conversation.live_clocks
        for stage in range(1, running.stage + 1)
    )


def alert_key(number: int, running: Clock, stage: int) -> str:
    """The occasion of an alert: this stage of this clock, once."""
    started = int(running.started_at.timestamp())
    return f"alert:{number}:{running.target.value}:{started}:{stage}"


def _clocks(
    given: AgentMail,
    conversation: Conversation,
    change: Callable[[tuple[Clock, ...], Policy, Calendar, datetime], tuple[Clock, ...]],
) -> tuple[Clock, ...]:
    policy = policy_named(conversation.policy, given.settings)
    if policy is None:
        return conversation.clocks
    calendar = given.settings.calendars[policy.calendar]
    return change(conversation.clocks, policy, calendar, _at(given))


def _at(given: AgentMail) -> datetime:
    """Agents are measured by when their mail arrived, not by when we came to read it."""
    return given.arrived.received_at


def _conclude(given: AgentMail, spoken: Spoken, course: Course) -> Decision:
    number, agent = course.conversation.number, given.agent.id
    kind = "answer" if course.answer else "note" if spoken.has(Command.NOTE) else "command"
    text = spoken.text if kind == "answer" else _note_text(spoken)
    letters, tokens = course.letters, course.tokens
    if _wants_receipt(given, course):
        receipt, token = _receipt(given, spoken, course)
        letters, tokens = (*letters, receipt), (*tokens, token)
    answer = course.answer
    return Decision(
        Outcome.MESSAGE,
        "token",
        f"{agent}: {'; '.join(event.kind for event in course.events)} in {number}",
        conversations=(course.conversation,),
        message=filing.from_agent(given.arrived, number, agent, text, kind),
        sent=(filing.sent(answer, answer.text, agent, _at(given)),) if answer else (),
        letters=letters,
        tokens=tokens,
        events=course.events,
        withdraw=course.withdraw,
        revoke=course.revoke,
    )


def _note_text(spoken: Spoken) -> str:
    return f"{spoken.argument(Command.NOTE)}\n{spoken.text}".strip()


def _wants_receipt(given: AgentMail, course: Course) -> bool:
    """Orders are always confirmed; a plain answer as the agent likes it."""
    return bool(course.done) or given.agent.receipts is Receipts.EACH


def _receipt(given: AgentMail, spoken: Spoken, course: Course) -> tuple[Receipt, NewToken]:
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
        text=answer.text if answer else _note_text(spoken),
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


def _card(given: AgentMail) -> Decision:
    lines = tuple(f"{command:<14} {meaning}" for command, meaning in CARD)
    return Decision(
        Outcome.MESSAGE,
        "token",
        f"{given.agent.id} asked for the card of commands",
        message=filing.from_agent(
            given.arrived, given.conversation.number, given.agent.id, "", "command"
        ),
        letters=(notice(given, "help", "COMMANDS", lines),),
    )


def _called(name: str, settings: Settings) -> tuple[Agent, ...]:
    """The agents that a name may mean: an id, an address, a whole name or a first name."""
    wanted = name.strip().lower()
    exact = [a for a in settings.agents if wanted in {a.id.lower(), a.address.lower()}]
    named = [a for a in settings.agents if wanted in {a.name.lower(), *a.name.lower().split()}]
    return tuple(exact or named)
