"""Orders that do not go together: which they are, and why, in words for who gave them."""

from __future__ import annotations

from samehand.desk.agents.commands.spoken import Command, Spoken
from samehand.desk.agents.commands.vocabulary import Takes

_APART: tuple[tuple[Command, tuple[Command, ...], str], ...] = (
    (
        Command.CLOSE,
        (Command.SNOOZE,),
        "what is closed comes back when the customer writes, and not before",
    ),
    (Command.CLOSE, (Command.WAIT,), "it is either settled, or we wait for the customer"),
    (
        Command.TAKE,
        (Command.ASSIGN,),
        "it can only belong to one",
    ),
    (
        Command.SNOOZE,
        (Command.ASSIGN,),
        "its new owner gets it at once, and puts it aside if they like",
    ),
    (
        Command.NOTE,
        (Command.CC,),
        "a note goes to nobody outside; send the answer with #cc in a mail of its own",
    ),
    (
        Command.SPAM,
        (
            *(Command.CLOSE, Command.WAIT, Command.SNOOZE, Command.PROMISE, Command.ASSIGN),
            *(Command.CC, Command.CALL, Command.AMENDS, Command.ESCALATE, Command.MERGE),
        ),
        "spam is closed, and nobody answers it",
    ),
    (Command.MERGE, (Command.SPLIT,), "one makes two matters one, the other one two"),
    (Command.AWAY, (Command.BACK,), "you are either there or not"),
    (
        Command.UNDO,
        (Command.MERGE, Command.SPLIT),
        "take the answer back first, and write the other in a mail of its own",
    ),
)
_SEVERAL = {Command.CC}  # arguments that add up


def conflict(spoken: Spoken) -> str | None:
    """Why these orders cannot be carried out together."""
    for command in Command:
        said = {argument.casefold() for argument in spoken.arguments(command)}
        adds_up = command.takes is Takes.WORDS or command in _SEVERAL
        if len(said) > 1 and not adds_up:
            return f"there are two #{command} that differ; which one is meant?"
    for one, others, why in _APART:
        for other in others:
            if spoken.has(one) and spoken.has(other):
                return f"#{one} and #{other} do not go together: {why}"
    return None
