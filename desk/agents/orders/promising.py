"""#promise: the customer hears from us by an instant that the agent names.

It is kept by the next answer of a person, not by the mail that makes it. A second promise
takes the place of the first.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from samehand.config.settings import Policy
from samehand.desk.agents.commands.spoken import Command, Spoken
from samehand.desk.agents.course import Course, answered_at
from samehand.desk.agents.holds.hold import AgentMail
from samehand.desk.agents.orders.times import NONE, meant, shown
from samehand.desk.clocks import clock, turns
from samehand.desk.clocks.alerting import alert_key
from samehand.desk.conversation import Clock
from samehand.desk.policy import policy_named


def promise(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """#promise by friday 5pm, #promise tomorrow, or #promise none."""
    policy = _policy(given)
    due_at = _due_at(given, spoken, policy) if policy else None
    before = turns.promised(course.conversation.clocks)
    course = _without(before, given, course)
    if policy is None or not isinstance(due_at, datetime):
        if before is None:
            return replace(course, done=(*course.done, "nothing was promised"))
        return course.event(
            "promise dropped", given.agent.id, "#promise none", "the promise is taken back"
        )
    calendar = given.settings.calendars[policy.calendar]
    made = clock.promise(policy, calendar, answered_at(given), due_at)
    conversation = course.conversation
    conversation = replace(conversation, clocks=(*conversation.clocks, made))
    instead = f", in place of {shown(before.due_at, given)}" if before and before.due_at else ""
    return replace(course, conversation=conversation).event(
        "promised",
        given.agent.id,
        f"by {due_at:%Y-%m-%d %H:%M} UTC (#promise)",
        f"promised by {shown(due_at, given)}{instead}; your next answer keeps it, and alerts"
        " come as with any clock",
    )


def not_a_promise(given: AgentMail, spoken: Spoken) -> str | None:
    """Whether nobody can tell by when, or nobody would hear of it."""
    policy = _policy(given)
    if policy is None:
        return "the desk has no policy that says who hears of a promise that is not kept"
    due_at = _due_at(given, spoken, policy)
    if not isinstance(due_at, str):
        return None
    return f"{due_at}; write #promise fri 17:00, #promise by tomorrow or #promise 2d"


def _without(before: Clock | None, given: AgentMail, course: Course) -> Course:
    """Without the promise that was made before, and without its alerts that still wait."""
    if before is None:
        return course
    conversation = course.conversation
    clocks = tuple(
        clock.drop(c, answered_at(given)) if c is before else c for c in conversation.clocks
    )
    stages = range(1, before.stage + 1)
    keys = tuple(alert_key(conversation.number, before, stage) for stage in stages)
    return replace(
        course,
        conversation=replace(conversation, clocks=clocks),
        withdraw=(*course.withdraw, *keys),
    )


def _due_at(given: AgentMail, spoken: Spoken, policy: Policy) -> datetime | str | None:
    words = spoken.argument(Command.PROMISE)
    if words.lower() in NONE:
        return None
    return meant(words, given, given.settings.calendars[policy.calendar], end=True)


def _policy(given: AgentMail) -> Policy | None:
    """The conversation's, or the last one, which stands in for one that is gone."""
    policies = given.settings.policies
    own = policy_named(given.conversation.policy, given.settings)
    return own or next(reversed(policies), None)
