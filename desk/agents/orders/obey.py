"""Carrying out what an agent's mail says: its orders to the desk, and its answer."""

from __future__ import annotations

from collections.abc import Mapping

from samehand.desk import record
from samehand.desk.agents.answer import answer_customer, is_answer, recipients
from samehand.desk.agents.commands import CARD, Command, Spoken
from samehand.desk.agents.course import Course, answered_at
from samehand.desk.agents.hold import AgentMail, hold, notice
from samehand.desk.agents.orders.step import Step
from samehand.desk.agents.orders.steps import AFTER_THE_ANSWER, BEFORE_THE_ANSWER
from samehand.desk.agents.receipt import receipt_for, wants_receipt
from samehand.desk.decision import Decision, Outcome


def obey(given: AgentMail) -> Decision:
    """Act on a mail that is proved to be the agent's, or hold it with the reason."""
    spoken = given.spoken
    problem = spoken.problem or _impossible(given, spoken)
    if problem is not None:
        return hold(given, problem, f"{problem[0].upper()}{problem[1:]}.")
    if spoken.has(Command.HELP):
        return _card(given)
    course = _carried_out(BEFORE_THE_ANSWER, given, spoken, Course(given.conversation))
    if is_answer(given, spoken):
        course = answer_customer(given, spoken, course)
    course = _carried_out(AFTER_THE_ANSWER, given, spoken, course)
    return _conclude(given, spoken, course)


def _carried_out(
    steps: Mapping[Command, Step], given: AgentMail, spoken: Spoken, course: Course
) -> Course:
    for command, step in steps.items():
        if spoken.has(command):
            course = step.act(given, spoken, course)
    return course


def _impossible(given: AgentMail, spoken: Spoken) -> str | None:
    """Why this cannot be done, in words for the agent; None when it can."""
    if is_answer(given, spoken) and not recipients(given, given.conversation)[0]:
        return "the customer's mail names no address that can be written to"
    for command, step in {**BEFORE_THE_ANSWER, **AFTER_THE_ANSWER}.items():
        if spoken.has(command) and (problem := step.problem(given, spoken)) is not None:
            return problem
    if not spoken.orders and not is_answer(given, spoken):
        return "the mail says nothing new"
    return None


def _conclude(given: AgentMail, spoken: Spoken, course: Course) -> Decision:
    number, agent = course.conversation.number, given.agent.id
    kind = "answer" if course.answer else "note" if spoken.has(Command.NOTE) else "command"
    text = spoken.text if kind == "answer" else spoken.note
    letters, tokens = course.letters, course.tokens
    if wants_receipt(given, course):
        receipt, token = receipt_for(given, text, course)
        letters, tokens = (*letters, receipt), (*tokens, token)
    answer = course.answer
    return Decision(
        Outcome.MESSAGE,
        "token",
        f"{agent}: {'; '.join(event.kind for event in course.events)} in {number}",
        conversations=(course.conversation, *course.others),
        message=record.from_agent(given.arrived, number, agent, text, kind),
        sent=(record.sent(answer, answer.text, agent, answered_at(given)),) if answer else (),
        letters=letters,
        tokens=tokens,
        events=course.events,
        withdraw=course.withdraw,
        revoke=course.revoke,
        merged=course.merged,
        parting=course.parting,
        correspondents=course.correspondents,
    )


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
