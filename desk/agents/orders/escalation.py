"""#escalate: the lead, and whom the policy names, hear why, with the case so far.

The customer sees nothing of it. What somebody has to escalate matters much, from now on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from samehand.desk import relay
from samehand.desk.agents.answer import is_answer
from samehand.desk.agents.commands.spoken import Command, Spoken
from samehand.desk.agents.course import Course
from samehand.desk.agents.holds.hold import AgentMail, name_of, notice
from samehand.desk.agents.orders.standing import with_priority
from samehand.desk.agents.orders.times import shown
from samehand.desk.clocks.clock import assess
from samehand.desk.conversation import Conversation, Priority
from samehand.desk.decision import NewToken, TokenUse
from samehand.desk.letters import Notice
from samehand.desk.policy import lead, policy_named
from samehand.desk.policy import recipients as people_of
from samehand.ingest.message import Address

MOST_EXCHANGES = 12  # of the case so far; of more, the first and the latest
LONGEST_EXCHANGE = 1_500  # characters


def escalate(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """#escalate she has asked three times."""
    if course.conversation.priority.rank < Priority.HIGH.rank:
        course = with_priority(given, course, Priority.HIGH, "#escalate")
    why = _reason(spoken)
    told = _told(given, course.conversation)
    letters, tokens = _letters(given, course.conversation, told, why)
    course = replace(
        course, letters=(*course.letters, *letters), tokens=(*course.tokens, *tokens)
    )
    who = ", ".join(person.name or person.address for person in told)
    return course.event(
        "escalated",
        given.agent.id,
        f"{why} (told to {who})",
        f"told to {who}, with the case so far",
    )


def no_reason(given: AgentMail, spoken: Spoken) -> str | None:
    """Whether nobody says why, or nobody is there to hear it."""
    if not _reason(spoken):
        if is_answer(given, spoken):
            return (
                "#escalate needs a reason on its own line, since the text below it goes to the"
                " customer: #escalate she has asked three times"
            )
        return "#escalate needs a reason: #escalate she has asked three times"
    if not _told(given, given.conversation):
        return "there is nobody to escalate to: whoever runs the desk names a lead for it"
    return None


def _reason(spoken: Spoken) -> str:
    """Beside the command, or else in a note."""
    said = spoken.argument(Command.ESCALATE) or (spoken.note if spoken.is_inside else "")
    return " ".join(said.split())


def _told(given: AgentMail, conversation: Conversation) -> tuple[Address, ...]:
    """The lead, then those who would hear of a breach, and of its first rung; nobody twice,
    and not who escalates."""
    settings = given.settings
    policy = policy_named(conversation.policy, settings)
    rungs = policy.ladder[:1] if policy else ()
    names = (*(policy.alert if policy else ()), *(name for rung in rungs for name in rung.to))
    owner = relay.agent_address(conversation.owner, settings)
    people = (lead(settings), *people_of(names, owner, settings))
    found: dict[str, Address] = {}
    for person in people:
        found.setdefault(person.address.lower(), person)
    found.pop(given.agent.address.lower(), None)
    return tuple(found.values())


def _letters(
    given: AgentMail, conversation: Conversation, told: tuple[Address, ...], why: str
) -> tuple[tuple[Notice, ...], tuple[NewToken, ...]]:
    """One mail for each: agents can answer theirs, #take among other things."""
    letters: list[Notice] = []
    tokens: list[NewToken] = []
    lines = tuple(_lines(given, conversation, why))
    take = "Answer this mail with #take to make it yours, or with #note to say what you think."
    for number, person in enumerate(told):
        agent = given.settings.agent_at(person.address)
        token = given.mint.token() if agent else None
        letter = notice(
            given,
            f"escalated-{number}",
            "ESCALATED",
            (*lines, take) if agent else lines,
            text=_case(given),
            token=token,
        )
        letters.append(replace(letter, to=(person,), conversation=conversation.number))
        if agent and token:
            tokens.append(_token(given, conversation, agent.id, token))
    return tuple(letters), tuple(tokens)


def _token(given: AgentMail, conversation: Conversation, agent: str, token: str) -> NewToken:
    return NewToken(
        token,
        TokenUse.REPLY,
        agent,
        conversation.number,
        given.now + relay.TOKEN_LIFE,
        answers=given.token.answers,
    )


def _lines(given: AgentMail, conversation: Conversation, why: str) -> Iterator[str]:
    customer = conversation.customer
    yield f"{given.agent.name} escalates #{conversation.number}: {why}"
    yield (
        f"{customer.name or customer.address} wrote first on"
        f" {shown(conversation.opened_at, given)}. It belongs to"
        f" {name_of(conversation.owner, given.settings)}; its priority is"
        f" {conversation.priority}."
    )
    for clock in conversation.live_clocks:
        due = f", due {shown(clock.due_at, given)}" if clock.due_at else ""
        yield f"The clock of the {clock.target.words} is {assess(clock, given.now)}{due}."
    yield "The customer hears nothing of this mail."


def _case(given: AgentMail) -> str:
    """What was said so far, the oldest first."""
    exchanges = given.seen.asked.exchange
    left_out = len(exchanges) - MOST_EXCHANGES
    parts = [
        f"{name_of(exchange.who, given.settings)}, {shown(exchange.at, given)}:\n"
        f"{_cut(exchange.text.strip())}"
        for exchange in exchanges
    ]
    if left_out > 0:
        parts[1 : left_out + 1] = [f"… {left_out} more mails …"]
    return "\n\n".join(parts)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_EXCHANGE else f"{text[:LONGEST_EXCHANGE].rstrip()} …"
