"""#take and #assign: whose a conversation is from now on."""

from __future__ import annotations

from dataclasses import replace

from samehand.config.settings import Agent, Settings
from samehand.desk import relay
from samehand.desk.agents.commands import Command, Spoken
from samehand.desk.agents.course import Course
from samehand.desk.agents.hold import AgentMail, notice
from samehand.desk.letters import Notice


def take(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """#take: it belongs to who says so."""
    return _hand_over(given, given.agent, course)


def assign(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """#assign: it belongs to somebody else, who gets what the customer wrote last."""
    (to,) = _called(spoken.argument(Command.ASSIGN), given.settings)
    if to.id == course.conversation.owner:
        return replace(course, done=(*course.done, f"it belongs to {to.name} already"))
    course = _hand_over(given, to, course)
    note = spoken.note if spoken.has(Command.NOTE) else ""
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


def no_such_agent(given: AgentMail, spoken: Spoken) -> str | None:
    """Whether the name means exactly one agent."""
    name = spoken.argument(Command.ASSIGN)
    if len(_called(name, given.settings)) == 1:
        return None
    known = ", ".join(agent.id for agent in given.settings.agents)
    return f'"{name}" does not mean one agent; there are {known}'


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


def _called(name: str, settings: Settings) -> tuple[Agent, ...]:
    """The agents that a name may mean: an id, an address, a whole name or a first name."""
    wanted = name.strip().lower()
    exact = [a for a in settings.agents if wanted in {a.id.lower(), a.address.lower()}]
    named = [a for a in settings.agents if wanted in {a.name.lower(), *a.name.lower().split()}]
    return tuple(exact or named)
