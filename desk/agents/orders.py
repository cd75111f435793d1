"""Carrying out what an agent's mail says: its orders to the desk, and its answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from samehand.config.settings import Agent, Settings
from samehand.desk import clock, record, relay
from samehand.desk.agents.answer import (
    answer_customer,
    is_answer,
    leak,
    receipt_for,
    recipients,
    wants_receipt,
)
from samehand.desk.agents.commands import CARD, Command, Spoken, listen
from samehand.desk.agents.course import Course, answered_at, turned
from samehand.desk.agents.hold import AgentMail, hold, name_of, notice
from samehand.desk.conversation import State
from samehand.desk.decision import Decision, Outcome
from samehand.desk.letters import Notice


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
        if command is Command.CLOSE and is_answer(given, spoken):
            course = answer_customer(given, spoken, course)
        if spoken.has(command):
            course = step(given, spoken, course)
    return _conclude(given, spoken, course)


def _impossible(given: AgentMail, spoken: Spoken) -> str | None:
    """Why this cannot be done, in words for the agent; None when it can."""
    owner, number = given.conversation.owner, given.conversation.number
    if is_answer(given, spoken):
        if owner != given.agent.id and not spoken.has(Command.TAKE):
            return (
                f"conversation #{number} belongs to {name_of(owner, given.settings)}; write"
                " #take to make it yours and send this, or #note to keep it inside"
            )
        if not recipients(given)[0]:
            return "the customer's mail names no address that can be written to"
        if (leaking := leak(given, spoken)) is not None:
            return leaking
    if spoken.has(Command.ASSIGN):
        name = spoken.argument(Command.ASSIGN)
        if len(_called(name, given.settings)) != 1:
            known = ", ".join(agent.id for agent in given.settings.agents)
            return f'"{name}" does not mean one agent; there are {known}'
    if spoken.has(Command.UNDO) and not given.seen.undoable:
        return "there is nothing to take back: no answer here is still waiting to leave"
    if not spoken.orders and not is_answer(given, spoken):
        return "the mail says nothing new"
    return None


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
        occasion=f"handover:{given.arrived.entry}",
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
        clocks=turned(given, course.conversation, clock.waiting),
    )
    return replace(course, conversation=waiting).event(
        "waiting", given.agent.id, "#wait", "the clocks stand still until the customer writes"
    )


def _undo(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """Take back what has not left. An earlier answer that has left still counts."""
    undone = course.conversation
    if clock.last_answered_at(undone.clocks) in {a.answered_at for a in given.seen.undoable}:
        undone = replace(
            undone, state=State.OPEN, clocks=turned(given, undone, clock.unanswered)
        )
    keys = tuple(answer.key for answer in given.seen.undoable)
    return replace(course, conversation=undone, withdraw=keys).event(
        "withdrawn", given.agent.id, "#undo", "your answer was taken back, it will not be sent"
    )


def _close(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    closed = replace(
        course.conversation,
        state=State.CLOSED,
        clocks=turned(given, course.conversation, clock.closed),
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


def _conclude(given: AgentMail, spoken: Spoken, course: Course) -> Decision:
    number, agent = course.conversation.number, given.agent.id
    kind = "answer" if course.answer else "note" if spoken.has(Command.NOTE) else "command"
    text = spoken.text if kind == "answer" else _note_text(spoken)
    letters, tokens = course.letters, course.tokens
    if wants_receipt(given, course):
        receipt, token = receipt_for(given, text, course)
        letters, tokens = (*letters, receipt), (*tokens, token)
    answer = course.answer
    return Decision(
        Outcome.MESSAGE,
        "token",
        f"{agent}: {'; '.join(event.kind for event in course.events)} in {number}",
        conversations=(course.conversation,),
        message=record.from_agent(given.arrived, number, agent, text, kind),
        sent=(record.sent(answer, answer.text, agent, answered_at(given)),) if answer else (),
        letters=letters,
        tokens=tokens,
        events=course.events,
        withdraw=course.withdraw,
        revoke=course.revoke,
    )


def _note_text(spoken: Spoken) -> str:
    return f"{spoken.argument(Command.NOTE)}\n{spoken.text}".strip()


def _card(given: AgentMail) -> Decision:
    lines = tuple(f"{command:<14} {meaning}" for command, meaning in CARD)
    return Decision(
        Outcome.MESSAGE,
        "token",
        f"{given.agent.id} asked for the card of commands",
        message=record.from_agent(
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
