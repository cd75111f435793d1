"""Commands in an agent's mail: lines of their own, at the top or the end of what they wrote.

A line there that looks like a command and is none stops the mail, since it was not meant for
the customer. So does a known command in the middle of the text.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from enum import StrEnum


class Command(StrEnum):
    """What an agent can ask for by mail."""

    CLOSE = "close"
    WAIT = "wait"
    NOTE = "note"
    TAKE = "take"
    ASSIGN = "assign"
    UNDO = "undo"
    HELP = "help"


CARD: tuple[tuple[str, str], ...] = (
    ("#close", "the matter is settled"),
    ("#wait", "we wait for the customer, the clocks stand still"),
    ("#note", "keep this mail inside the team"),
    ("#take", "make it yours"),
    ("#assign NAME", "hand it over"),
    ("#undo", "take back an answer that has not left yet"),
    ("#help", "this card"),
)

_WORDS = tuple(command.value for command in Command)
_LINE = re.compile(r"\s{0,8}([#/])([A-Za-z]{2,20})(?:[ \t]+(\S.{0,200}))?\s{0,80}")


@dataclass(frozen=True)
class Order:
    """A command with its argument, which is empty for most."""

    command: Command
    argument: str = ""


@dataclass(frozen=True)
class Spoken:
    """What an agent's mail says: orders to the desk, and words for the customer.

    `problem` says in a sentence why the mail must not be acted upon.
    """

    orders: tuple[Order, ...]
    text: str
    problem: str | None = None

    def has(self, command: Command) -> bool:
        return any(order.command is command for order in self.orders)

    def argument(self, command: Command) -> str:
        return next((o.argument for o in self.orders if o.command is command), "")

    @property
    def note(self) -> str:
        """What is kept inside: what stands beside #note, and the text."""
        return f"{self.argument(Command.NOTE)}\n{self.text}".strip()


def listen(reply: str) -> Spoken:
    """Tell orders and words apart in the new text of an agent's mail."""
    lines = reply.strip().splitlines()
    top = _leading(lines)
    end = _leading(lines[top:][::-1])
    middle = lines[top : len(lines) - end]
    orders: list[Order] = []
    for line in (*lines[:top], *lines[len(lines) - end :]):
        match = _LINE.fullmatch(line)
        if match is None:
            continue
        order = _order(match)
        if isinstance(order, str):
            return Spoken((), "", order)
        orders.append(order)
    for line in middle:
        match = _LINE.fullmatch(line)
        if match and isinstance(_order(match), Order):
            return Spoken(
                (),
                "",
                f'"{line.strip()}" stands in the middle of the text;'
                " commands go to the top or the end, on lines of their own",
            )
    return Spoken(tuple(orders), "\n".join(middle).strip())


def _leading(lines: list[str]) -> int:
    """How many lines at the beginning are commands, with blank lines between them."""
    last = 0
    for number, line in enumerate(lines, 1):
        if _LINE.fullmatch(line):
            last = number
        elif line.strip():
            break
    return last


def _order(match: re.Match[str]) -> Order | str:
    """The order that a line gives, or what is wrong with it."""
    sign, word, argument = match[1], match[2].lower(), (match[3] or "").strip()
    if word not in _WORDS:
        near = difflib.get_close_matches(word, _WORDS, n=1, cutoff=0.5)
        hint = f"; did you mean {sign}{near[0]}?" if near else "; #help lists the commands"
        return f'"{sign}{word}" is not a command{hint}'
    command = Command(word)
    if command is Command.ASSIGN and not argument:
        return "#assign needs a name: #assign ben"
    if argument and command not in {Command.ASSIGN, Command.NOTE}:
        return f'"{sign}{word}" takes nothing after it, and "{argument}" follows'
    return Order(command, argument)
