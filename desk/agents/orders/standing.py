"""#close, #wait, #spam and #priority: how a conversation stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from samehand.desk.agents.answer import is_answer
from samehand.desk.agents.commands.spoken import Command, Spoken
from samehand.desk.agents.course import Course, turned
from samehand.desk.agents.holds.hold import AgentMail
from samehand.desk.agents.orders.times import shown
from samehand.desk.clocks import turns
from samehand.desk.clocks.alerting import alerts_of
from samehand.desk.conversation import Priority, State

QUIET = timedelta(days=30)  # how long who wrote spam gets nothing that is written by itself

_PRIORITIES = {
    Priority.LOW: "low lowest minor 4 p4 can wait",
    Priority.NORMAL: "normal medium default usual standard 3 p3 none",
    Priority.HIGH: "high important major ! 2 p2",
    Priority.URGENT: "urgent urgently critical highest asap emergency blocker !! !!! 1 p1",
}
_MEANT = {word: priority for priority, words in _PRIORITIES.items() for word in words.split()}


def close(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """#close: the matter is settled. A promise stands until it is kept or taken back."""
    done = "the conversation is closed"
    if course.conversation.state is State.CLOSED:
        done = "the conversation was closed already"
    promise = turns.promised(course.conversation.clocks)
    if promise and promise.due_at and not spoken.has(Command.PROMISE):
        by = shown(promise.due_at, given)
        done += f"; what you promised by {by} still stands, and #promise none takes it back"
    closed = replace(
        course.conversation,
        state=State.CLOSED,
        snoozed_until=None,
        clocks=turned(given, course.conversation, turns.closed),
    )
    return replace(
        course, conversation=closed, withdraw=(*course.withdraw, *_waiting_alerts(course))
    ).event("closed", given.agent.id, "#close", done)


def wait(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """#wait: we wait for the customer, although nobody has answered."""
    waiting = replace(
        course.conversation,
        state=State.WAITING,
        clocks=turned(given, course.conversation, turns.waiting),
    )
    return replace(course, conversation=waiting).event(
        "waiting", given.agent.id, "#wait", "the clocks stand still until the customer writes"
    )


def spam(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """#spam: closed, and no target is met by it. Nobody is shut out: what its writer sends
    later comes to the owner as ever, but gets no acknowledgement for a while."""
    conversation = replace(
        course.conversation,
        state=State.CLOSED,
        snoozed_until=None,
        clocks=turned(given, course.conversation, turns.forgotten),
    )
    writer = given.seen.asked.customer
    until = max(writer.muted_until or given.now, given.now + QUIET)
    return replace(
        course,
        conversation=conversation,
        correspondents=(replace(writer, muted_until=until),) if writer.address else (),
        withdraw=(*course.withdraw, *_waiting_alerts(course)),
    ).event(
        "spam",
        given.agent.id,
        "#spam",
        f"closed as spam: nothing is sent, and for {QUIET.days} days"
        f" {writer.address or 'its writer'} gets no acknowledgement; what they write still"
        " comes to you",
    )


def words_for_a_spammer(given: AgentMail, spoken: Spoken) -> str | None:
    """Whether the mail has an answer in it, too."""
    if is_answer(given, spoken):
        return "with #spam nothing is sent, and your mail has a text; leave out the one or it"
    return None


def prioritize(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """#priority high: how much it matters."""
    return with_priority(given, course, _priority(spoken) or Priority.NORMAL, "#priority")


def with_priority(given: AgentMail, course: Course, priority: Priority, order: str) -> Course:
    """With this priority, and a word if it is another one than before."""
    before = course.conversation.priority
    if priority is before:
        return replace(course, done=(*course.done, f"its priority is {priority} already"))
    course = replace(course, conversation=replace(course.conversation, priority=priority))
    return course.event(
        "priority",
        given.agent.id,
        f"from {before} to {priority} ({order})",
        f"its priority is {priority} now",
    )


def no_priority(given: AgentMail, spoken: Spoken) -> str | None:
    """Whether the word means no priority."""
    if _priority(spoken):
        return None
    said = spoken.argument(Command.PRIORITY)
    return f'"{said}" is no priority; there are low, normal, high and urgent'


def _priority(spoken: Spoken) -> Priority | None:
    return _MEANT.get(spoken.argument(Command.PRIORITY).lower().strip())


def _waiting_alerts(course: Course) -> tuple[str, ...]:
    """Alerts that have not left yet, of all clocks but a promise."""
    promise = turns.promised(course.conversation.clocks)
    others = tuple(c for c in course.conversation.clocks if c is not promise)
    return alerts_of(replace(course.conversation, clocks=others))
