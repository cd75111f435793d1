"""#cc: somebody outside gets every answer from now on, this mail's first of all."""

from __future__ import annotations

import re
from dataclasses import replace

from samehand.desk.agents.commands.spoken import Command, Spoken
from samehand.desk.agents.course import Course
from samehand.desk.agents.holds.hold import AgentMail
from samehand.desk.agents.orders.times import NONE
from samehand.ingest.address import addresses, usable
from samehand.ingest.message import Address

_PART = re.compile(r'(?:"[^"]{0,200}"|[^,;])+')
MOST = 20  # whom one conversation can have in copy by an agent's word


def copy(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """#cc dora@customer.example, #cc Dora <dora@customer.example>, or #cc none."""
    before = course.conversation
    if _is_none(spoken):
        if not before.copied:
            return replace(course, done=(*course.done, "nobody was in copy by your word"))
        gone = ", ".join(before.copied)
        alone = replace(course, conversation=replace(before, copied=()))
        return alone.event(
            "cc", given.agent.id, f"without {gone} (#cc none)", f"{gone} no longer get a copy"
        )
    new = [person for person in _people(spoken) if person.address not in before.copied]
    if not new:
        return replace(course, done=(*course.done, "they are in copy already"))
    known = {person.address for person in before.participants}
    after = replace(
        before,
        participants=(*before.participants, *(p for p in new if p.address not in known)),
        copied=(*before.copied, *(p.address for p in new)),
    )
    who = ", ".join(person.address for person in new)
    return replace(course, conversation=after).event(
        "cc", given.agent.id, f"{who} (#cc)", f"your answers go to {who} too, from now on"
    )


def not_to_be_copied(given: AgentMail, spoken: Spoken) -> str | None:
    """Whether one of them is no address, or one of ours."""
    if _is_none(spoken):
        return None
    for written in _written(spoken):
        if not addresses(written):
            return f'"{written}" is no address; write #cc dora@customer.example'
    people = _people(spoken)
    for person in people:
        if (problem := _wrong_with(person, given)) is not None:
            return problem
    if len({*given.conversation.copied, *(p.address for p in people)}) > MOST:
        return f"a conversation has at most {MOST} people in copy by an agent's word"
    return None


def _wrong_with(person: Address, given: AgentMail) -> str | None:
    settings, address = given.settings, person.address
    if usable(address) is None:
        return f'nobody can write to "{address}"'
    if settings.is_ours(address):
        return f'"{address}" is the desk itself, which has every mail already'
    agent = settings.agent_at(address)
    if agent is not None:
        return (
            f'"{address}" is {agent.name} of this desk, and customers get no agent\'s address;'
            f" write #assign {agent.id} to hand it over, or #note and tell them"
        )
    return None


def _is_none(spoken: Spoken) -> bool:
    return all(words.lower() in NONE for words in spoken.arguments(Command.CC))


def _people(spoken: Spoken) -> tuple[Address, ...]:
    found = (person for written in _written(spoken) for person in addresses(written))
    return tuple({p.address: p for p in map(_lowered, found)}.values())


def _lowered(person: Address) -> Address:
    return Address(person.address.lower(), person.name)


def _written(spoken: Spoken) -> list[str]:
    """What each address is written as; between two stand commas, semicolons, an "and"."""
    parts: list[str] = []
    for words in spoken.arguments(Command.CC):
        for part in _PART.findall(words.replace(" and ", ",")):
            plain = part.strip().removeprefix("mailto:")
            if plain:
                parts += plain.split() if "<" not in plain and plain.count("@") > 1 else [plain]
    return parts
