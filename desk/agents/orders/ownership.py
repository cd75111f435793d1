"""#take and #assign: whose a conversation is from now on."""

from __future__ import annotations

import difflib
import re
from dataclasses import replace

from samehand.config.settings import Agent, Settings
from samehand.desk import relay
from samehand.desk.agents.commands.spoken import Command, Spoken
from samehand.desk.agents.course import Course
from samehand.desk.agents.holds.hold import AgentMail, notice
from samehand.desk.letters import Exchange, Notice

# What people put around a name: "to ben", "@ana", "Ana Ruiz <ana@acme.example>".
_BEFORE = re.compile(r"(?:(?:to|back to|over to|it to)\s+|[@:]|mailto:)+", re.IGNORECASE)
_AROUND = " .,;!?<>\"'\u201c\u201d\u2018\u2019"
_ADDRESS = re.compile(r"[^\s<>()@,;:]{1,64}@[^\s<>()@,;:]{1,255}")


def take(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """#take: it belongs to who says so."""
    if course.conversation.owner == given.agent.id:
        return replace(course, done=(*course.done, "it is yours already"))
    return _hand_over(given, given.agent, course)


def assign(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """#assign: it belongs to somebody else, who gets what the customer wrote last."""
    (to,) = called(spoken.argument(Command.ASSIGN), given.settings)
    if to.id == course.conversation.owner:
        return replace(course, done=(*course.done, f"it belongs to {to.name} already"))
    course = _hand_over(given, to, course)
    if to.id == given.agent.id:
        return course
    note, last = spoken.note if spoken.is_inside else "", given.seen.answers
    if last and course.answer:  # they have answered in this very mail
        said = Exchange(given.agent.id, given.now, course.answer.text)
        last = replace(last, said=said)
    letter, token = relay.handed_over(
        course.conversation,
        last,
        given.settings,
        given.now,
        given.mint,
        occasion=f"handover:{given.arrived.entry}",
        notes=(
            f"{given.agent.name} has handed this over to you.",
            *((f"{given.agent.name} says: {note}",) if note else ()),
        ),
    )
    return replace(course, letters=(*course.letters, letter), tokens=(*course.tokens, token))


def no_one_agent(given: AgentMail, spoken: Spoken) -> str | None:
    """Whether the name means nobody, or more than one."""
    name = spoken.argument(Command.ASSIGN)
    found = called(name, given.settings)
    if len(found) == 1:
        return None
    if not found:
        return f'"{name}" is the name of no agent; {_nearest(name, given.settings)}'
    *names, last = (f"{agent.name} ({agent.id})" for agent in found)
    ids = " or ".join(f"#assign {agent.id}" for agent in found)
    return f'"{name}" may mean {", ".join(names)} or {last}; write {ids}'


def _nearest(name: str, settings: Settings) -> str:
    """Whom a misspelled name may mean, or who there is."""
    ids = {_folded(agent.id): agent for agent in settings.agents}
    ids |= {part: agent for agent in settings.agents for part in _folded(agent.name).split()}
    near = difflib.get_close_matches(_folded(name), ids, n=1, cutoff=0.6)
    if near:
        return f"did you mean #assign {ids[near[0]].id} ({ids[near[0]].name})?"
    return f"there are {', '.join(agent.id for agent in settings.agents)}"


def called(name: str, settings: Settings) -> tuple[Agent, ...]:
    """The agents that a name may mean: an id, an address, a whole name or a part of it."""
    for address in _ADDRESS.findall(name):
        agent = settings.agent_at(address.lower())
        if agent is not None:
            return (agent,)
    wanted = _folded(_BEFORE.sub("", name.strip(), count=1))
    exact = [a for a in settings.agents if wanted in {_folded(a.id), a.address.lower()}]
    whole = [a for a in settings.agents if wanted == _folded(a.name)]
    partly = [a for a in settings.agents if wanted and _is_part(wanted, _folded(a.name))]
    return tuple(exact or whole or partly)


def _is_part(wanted: str, name: str) -> bool:
    """Whether one name stands in another, word for word."""
    return f" {wanted} " in f" {name} "


def _folded(name: str) -> str:
    return " ".join(name.strip(_AROUND).casefold().split())


def _hand_over(given: AgentMail, to: Agent, course: Course) -> Course:
    """Change the owner; no clock starts again because of it, and nothing stays put aside."""
    former = course.conversation.owner
    number = course.conversation.number
    letters = course.letters
    if former != given.agent.id and any(a.id == former for a in given.settings.agents):
        letters = (*letters, _word_to(former, to, given, course))
    course = replace(
        course,
        conversation=replace(
            course.conversation, owner=to.id, snoozed_until=None, stands_in_for=None
        ),
        letters=letters,
        revoke=(*course.revoke, (number, former)),
    )
    away = "" if to.id not in given.seen.absent else ", who is away now"
    return course.event(
        "assigned",
        given.agent.id,
        f"from {former} to {to.id}",
        f"it belongs to {to.name} now{away}",
    )


def _word_to(former: str, to: Agent, given: AgentMail, course: Course) -> Notice:
    line = (
        f"{to.name} owns conversation #{course.conversation.number} now, and answers it."
        " There is nothing left for you to do in it."
    )
    return replace(
        notice(given, "taken", "HANDED OVER", (line,)),
        to=(relay.agent_address(former, given.settings),),
    )
