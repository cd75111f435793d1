"""#undo: answers that have not left yet are taken back, with what their mails did besides.

What others have heard of by then stays: whose it is, what was escalated, what was noted.
"""

from __future__ import annotations

from dataclasses import replace

from samehand.desk.agents.commands.spoken import Spoken
from samehand.desk.agents.course import Course, answered_at
from samehand.desk.agents.holds.hold import AgentMail, name_of
from samehand.desk.agents.orders.times import shown
from samehand.desk.arrival import Undoable
from samehand.desk.clocks import turns
from samehand.desk.conversation import Conversation, Standing, State
from samehand.desk.policy import policy_named


def undo(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """Take back what has not left. An earlier answer that has left still counts."""
    conversation = course.conversation
    version = conversation.version
    for answer in sorted(given.seen.undoable, key=lambda a: a.answered_at, reverse=True):
        stood = answer.stood if answer.stood and answer.stood.version == version else None
        conversation = _before(answer, stood, conversation, given)
        version -= 1
    keys = tuple(answer.key for answer in given.seen.undoable)
    one = "your answer was" if len(keys) == 1 else f"your {len(keys)} answers were"
    done = f"{one} taken back and will not be sent; {_stands(conversation, given)}"
    if spoken.text and not spoken.is_inside:
        done += ". The text of this mail was not sent either: send it in a mail of its own"
    undone = replace(course, conversation=conversation, withdraw=(*course.withdraw, *keys))
    return undone.event("withdrawn", given.agent.id, "#undo", done)


def nothing_to_undo(given: AgentMail, spoken: Spoken) -> str | None:
    """Whether no answer waits any more, and where the last one is."""
    if given.seen.undoable:
        return None
    gone = next((x for x in given.seen.asked.leaving if x.is_gone), None)
    if gone is None and given.conversation.state is State.CLOSED:
        return (
            "#undo takes back answers, and none of yours waits here. The conversation is"
            " closed; it opens when the customer writes, and #wait opens it to wait for them"
        )
    if gone is None:
        return "there is nothing to take back: no answer of yours waits here"
    return (
        f"it is too late: the answer left on {shown(gone.at, given)} for"
        f" {', '.join(gone.recipients)}, and no mail can be called back; write to them again to"
        " put it right"
    )


def _before(
    answer: Undoable, stood: Standing | None, conversation: Conversation, given: AgentMail
) -> Conversation:
    """As it was before an answer; where more has happened since, only what is sure."""
    was_waited_for = any(c.met_at == answer.answered_at for c in conversation.clocks)
    policy = policy_named(conversation.policy, given.settings)
    clocks = conversation.clocks
    if policy is not None:
        calendar = given.settings.calendars[policy.calendar]
        was_open = stood.state is State.OPEN if stood else was_waited_for
        clocks = turns.taken_back(
            clocks, policy, calendar, answer.answered_at, answered_at(given), was_open=was_open
        )
    if stood is None:
        state = State.OPEN if was_waited_for else conversation.state
        return replace(conversation, state=state, clocks=clocks)
    return replace(
        conversation,
        state=stood.state,
        priority=stood.priority,
        snoozed_until=stood.snoozed_until,
        participants=stood.participants,
        copied=stood.copied,
        clocks=clocks,
    )


def _stands(conversation: Conversation, given: AgentMail) -> str:
    """How it stands without them, and that it may be somebody else's still."""
    state = {State.OPEN: "is open again", State.WAITING: "waits for the customer as before"}
    words = f"the conversation {state.get(conversation.state, 'is closed as before')}"
    if conversation.owner == given.agent.id:
        return words
    owner = name_of(conversation.owner, given.settings)
    return f"{words} and still belongs to {owner}; #take makes it yours"
