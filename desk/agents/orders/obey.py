"""Carrying out what an agent's mail says: its orders to the desk, and its answer.

Everything is looked at before anything is done, so nothing is ever half done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from samehand.desk import record
from samehand.desk.agents.answer import answer_customer, is_answer, recipients
from samehand.desk.agents.commands.spoken import CARD, Command, Spoken
from samehand.desk.agents.course import Course, answered_at
from samehand.desk.agents.holds.hold import AgentMail, hold
from samehand.desk.agents.orders import leaving
from samehand.desk.agents.orders.asking import listed
from samehand.desk.agents.orders.conflicts import conflict
from samehand.desk.agents.orders.signless import without_sign
from samehand.desk.agents.orders.step import Step
from samehand.desk.agents.orders.steps import (
    AFTER_THE_ANSWER,
    ALL,
    BEFORE_THE_ANSWER,
    WHERE_AND_WHOSE,
)
from samehand.desk.agents.receipt import receipt_for, wants_receipt
from samehand.desk.conversation import Conversation, Standing
from samehand.desk.decision import Decision, Outcome


def obey(given: AgentMail) -> Decision:
    """Act on a mail that is proved to be the agent's, or hold it with the reason."""
    spoken = given.spoken
    if (bare := without_sign(given)) is not None:
        return bare
    problem = spoken.problem or conflict(spoken) or _impossible(given, spoken)
    if problem is not None:
        card = listed(CARD) if _asks(spoken) else ()
        stop = "" if problem.endswith(("?", ".")) else "."
        return hold(given, problem, f"{problem[0].upper()}{problem[1:]}{stop}", *card)
    course = _carried_out(WHERE_AND_WHOSE, given, spoken, Course(given.conversation))
    before = course.conversation
    course = _carried_out(BEFORE_THE_ANSWER, given, spoken, course)
    if is_answer(given, spoken):
        course = _answered(given, spoken, course)
    course = _carried_out(AFTER_THE_ANSWER, given, spoken, course)
    course = leaving.noticed(given, spoken, course)
    return _conclude(given, spoken, course, before)


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
    for command, step in ALL.items():
        if spoken.has(command) and (problem := step.problem(given, spoken)) is not None:
            return problem
    if not spoken.orders and not is_answer(given, spoken):
        return "the mail says nothing new"
    return None


def _asks(spoken: Spoken) -> bool:
    return spoken.has(Command.HELP)


def _answered(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """What has been answered is no longer put aside."""
    awake = replace(course.conversation, snoozed_until=None)
    return answer_customer(given, spoken, replace(course, conversation=awake))


def _conclude(
    given: AgentMail, spoken: Spoken, course: Course, before: Conversation
) -> Decision:
    number, agent = course.conversation.number, given.agent.id
    kind = "answer" if course.answer else "note" if spoken.is_inside else "command"
    text = spoken.text if kind == "answer" else spoken.note
    letters, tokens = course.letters, course.tokens
    is_told = spoken.has(Command.STATUS, Command.HELP) and not (course.done or course.answer)
    if wants_receipt(given, course) and not is_told:
        receipt, token = receipt_for(given, text, course)
        letters, tokens = (*letters, receipt), (*tokens, token)
    answer = course.answer
    events = "; ".join(event.kind for event in course.events) or "nothing new"
    return Decision(
        Outcome.MESSAGE,
        "token",
        f"{agent}: {events} in {number}",
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
        absences=course.absences,
        stood=_stood(answer.key, before) if answer else None,
    )


def _stood(answer: str, before: Conversation) -> Standing:
    """What #undo goes back to, as long as nothing else happens meanwhile."""
    return Standing(
        answer=answer,
        version=before.version + (not before.is_new),
        state=before.state,
        priority=before.priority,
        snoozed_until=before.snoozed_until,
        participants=before.participants,
        copied=before.copied,
    )
