"""#status and #help: what an agent wants to know, told to their registered address only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from samehand.desk.agents.answer import is_answer
from samehand.desk.agents.commands.spoken import CARD, Command, Spoken
from samehand.desk.agents.course import Course
from samehand.desk.agents.holds.hold import AgentMail, name_of, notice
from samehand.desk.agents.orders.times import shown
from samehand.desk.clocks.clock import assess
from samehand.desk.conversation import Priority, State
from samehand.desk.decision import NewToken, TokenUse
from samehand.desk.relay import TOKEN_LIFE

_SHOWN = 1_000  # characters of the last exchange
_STATES = {
    State.OPEN: "open: the customer waits for us",
    State.WAITING: "waiting for the customer",
    State.CLOSED: "closed",
    State.MERGED: "merged",
}


def status(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """#status: whose it is, how it stands, what is due and what waits to leave."""
    last = given.seen.asked.exchange[-1:]
    words = last[0].text.strip()[:_SHOWN] if last else ""
    return _told(given, course, "STATUS", tuple(_lines(given, course)), text=words)


def _lines(given: AgentMail, course: Course) -> Iterator[str]:
    conversation = course.conversation
    who = conversation.customer
    yield (
        f"#{conversation.number} of {who.name or who.address} belongs to"
        f" {name_of(conversation.owner, given.settings)} and is {_STATES[conversation.state]}."
    )
    if conversation.priority is not Priority.NORMAL:
        yield f"Its priority is {conversation.priority}."
    if conversation.snoozed_until is not None:
        yield f"It is put aside until {shown(conversation.snoozed_until, given)}."
    for clock in conversation.live_clocks:
        due = f", due {shown(clock.due_at, given)}" if clock.due_at else ""
        yield f"The clock of the {clock.target.words} is {assess(clock, given.now)}{due}."
    if not conversation.live_clocks:
        yield "No clock runs."
    yield from _on_the_way(given, course)
    for exchange in given.seen.asked.exchange[-1:]:
        name = name_of(exchange.who, given.settings)
        yield f"Last, on {shown(exchange.at, given)}, {name} wrote:"


def _on_the_way(given: AgentMail, course: Course) -> Iterator[str]:
    """What waits to leave, this mail's answer included."""
    own = {answer.key for answer in given.seen.undoable}
    is_taken_back = bool(own & set(course.withdraw))
    waiting = [] if is_taken_back else [x for x in given.seen.asked.leaving if not x.is_gone]
    for leaving in waiting:
        to = ", ".join(leaving.recipients)
        yield f"An answer to {to} waits to leave at {shown(leaving.at, given)}."
    if course.answer is not None:
        to = ", ".join(person.address for person in course.answer.to)
        yield f"Your answer to {to} leaves at {shown(course.answer.not_before, given)}."
    elif not waiting:
        yield "Nothing waits to leave."


def card(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """#help: the card, or its line about one command."""
    wanted = spoken.argument(Command.HELP).lower().lstrip("#/")
    chosen = [row for row in CARD if row[0].split()[0].lstrip("#") == wanted]
    lines = (
        () if chosen else ("Write them on lines of their own, in a reply to a mail of ours:",)
    )
    return _told(given, course, "COMMANDS", (*lines, *listed(chosen or CARD)))


def listed(card: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Commands with what they mean, below each other."""
    return tuple(f"{command:<20} {meaning}" for command, meaning in card)


def _told(
    given: AgentMail, course: Course, headline: str, lines: tuple[str, ...], *, text: str = ""
) -> Course:
    """A mail that can be answered as the one before it."""
    number, token = course.conversation.number, given.mint.token()
    letter = notice(given, headline.lower(), headline, lines, text=text, token=token)
    found = NewToken(
        token,
        TokenUse.REPLY,
        given.agent.id,
        number,
        given.now + TOKEN_LIFE,
        answers=given.token.answers,
    )
    return replace(
        course,
        letters=(*course.letters, replace(letter, conversation=number)),
        tokens=(*course.tokens, found),
    ).event("asked", given.agent.id, headline.lower())


def words_beside_help(given: AgentMail, spoken: Spoken) -> str | None:
    """Whether the mail has a text: who asks for help may ask it of a person."""
    if is_answer(given, spoken):
        return (
            "with #help nothing goes to the customer, and your mail has a text;"
            " send your answer in a mail of its own"
        )
    return None
