"""Commands in an agent's mail: lines of their own, at the top or the end of what they wrote.

A line there that looks like a command and is none stops the mail, since it was not meant for
the customer. So does a known command in the middle of the text. The text itself stays as it
was written, letter by letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from samehand.desk.agents.commands.command_line import (
    LONGEST_LINE,
    Slip,
    is_order,
    orders,
    plain,
    read,
    unknown,
)
from samehand.desk.agents.commands.command_line import Order as Order
from samehand.desk.agents.commands.vocabulary import CARD as CARD
from samehand.desk.agents.commands.vocabulary import SHORT_CARD as SHORT_CARD
from samehand.desk.agents.commands.vocabulary import Command as Command
from samehand.desk.agents.commands.vocabulary import Takes, is_nearly
from samehand.ingest.reply.closings import REGARDS

MOST_CLOSING_LINES = 8  # from a greeting, or the writer's name, to the end
LONGEST_CLOSING_LINE = 80
MOST_WORDS_OF_AN_ORDER = 8
_HEADING = re.compile(r"#\s{1,8}(?P<line>[a-z]{2,20}\b.*)", re.IGNORECASE)


@dataclass(frozen=True)
class Spoken:
    """What an agent's mail says: orders to the desk, and words for the customer.

    `problem` says in a sentence why the mail must not be acted upon.
    """

    orders: tuple[Order, ...]
    text: str
    problem: str | None = None

    def has(self, *commands: Command) -> bool:
        """Whether any of these is among the orders."""
        return any(order.command in commands for order in self.orders)

    def argument(self, command: Command) -> str:
        """What stands beside a command; of several, beside the first."""
        return next((o.argument for o in self.orders if o.command is command), "")

    def arguments(self, command: Command) -> tuple[str, ...]:
        """What stands beside each of them, where something does."""
        return tuple(o.argument for o in self.orders if o.command is command and o.argument)

    @property
    def is_inside(self) -> bool:
        """Whether the text is for the team."""
        return any(order.command.keeps_inside for order in self.orders)

    @property
    def note(self) -> str:
        """What is kept inside: what stands beside the orders that keep it so, and the text."""
        said = (o.argument for o in self.orders if o.command.keeps_inside)
        return "\n".join(words for words in (*said, self.text) if words).strip()


def listen(reply: str, *, names: Sequence[str] = (), below: str = "") -> Spoken:
    """Tell orders and words apart in the new text of an agent's mail.

    `names` are what its writer signs with, `below` what stands under the mark of a signature.
    """
    lines = reply.strip().splitlines(keepends=True)
    top = _leading(lines)
    leave = _leave(lines, top, names)
    end = _leading(lines[top:leave][::-1])
    last = _leading(lines[leave:][::-1])
    words = lines[top : leave - end]
    closing = lines[leave : len(lines) - last]
    try:
        _reject_what_runs_on(lines[:top], words)
        _reject_headings(words)
        for line in (*words, *closing):
            _reject_order(line)
        beside = (*lines[:top], *lines[leave - end : leave], *lines[len(lines) - last :])
        given = [order for line in beside for order in _orders(line)]
        given += [order for line in below.splitlines() for order in _orders_below(line)]
    except Slip as slip:
        return Spoken((), "", str(slip))
    return Spoken(tuple(dict.fromkeys(given)), "".join((*words, *closing)).strip())


def is_nothing_but_orders(reply: str) -> bool:
    """Whether a text has no words to keep, be its orders understood or not."""
    return all(_is_bare(line) for line in reply.splitlines() if line.strip())


def _is_bare(line: str) -> bool:
    """Whether a line is an order without a sentence in it, or a slip for one."""
    found = read(line)
    if found is None:
        return False
    takes_words = found.command is None or found.command.takes is Takes.WORDS
    return len(found.rest.split()) < (2 if takes_words else MOST_WORDS_OF_AN_ORDER)


def _leading(lines: Sequence[str]) -> int:
    """How many lines at the beginning are commands, with blank lines between them."""
    last = 0
    for number, line in enumerate(lines, 1):
        if read(line):
            last = number
        elif line.strip():
            break
    return last


def _leave(lines: Sequence[str], top: int, names: Sequence[str]) -> int:
    """Where the writer takes leave, if they do: commands stand before that, or after it."""
    signed = {name.casefold() for name in names if name.strip()}
    for number in range(max(len(lines) - MOST_CLOSING_LINES, top), len(lines)):
        said = lines[number].strip()
        if said.strip(" \t-\u2013\u2014,*_").casefold() in signed or REGARDS.match(said[:80]):
            is_short = all(len(line) <= LONGEST_CLOSING_LINE for line in lines[number:])
            return number if is_short else len(lines)
    return len(lines)


def _orders(line: str) -> Iterator[Order]:
    if (found := read(line)) is not None:
        yield from orders(found)


def _orders_below(line: str) -> Iterator[Order]:
    """Under a signature other lines may begin with the same sign: only what is nearly a
    command is taken for a slip."""
    found = read(line)
    if found is None:
        return
    if found.command is not None:
        yield from orders(found)
    elif found.sign == "#" and is_nearly(found.word):
        raise Slip(unknown(found))


def _reject_order(line: str) -> None:
    """A known command in the middle of the text must not go to the customer."""
    if is_order(line):
        raise Slip(
            f'"{line.strip()}" stands in the middle of the text;'
            " commands go to the top or the end, on lines of their own"
        )


def _reject_what_runs_on(above: Sequence[str], words: Sequence[str]) -> None:
    """A sentence beside a command that goes on in the next line would reach the customer, and
    so would a word to who takes over."""
    found = read(above[-1]) if above else None
    command = found.command if found else None
    if command is None or not words or not words[0].strip():
        return
    if command is Command.ASSIGN and not any(map(_keeps_inside, above)):
        raise Slip(
            "nobody can tell whether the line after #assign is for your colleague or for the"
            " customer; write #note above it, or leave a blank line before an answer"
        )
    if command.takes is Takes.WORDS and not command.keeps_inside:
        raise Slip(
            f"nobody can tell whether the line after #{command} belongs to it or to your"
            " answer; leave a blank line between them, or write the reason in one line"
        )


def _keeps_inside(line: str) -> bool:
    found = read(line)
    return bool(found and found.command and found.command.keeps_inside)


def _reject_headings(words: Sequence[str]) -> None:
    """`# close` may be a command or a heading; at the end of a mail nothing stands under one.

    At the top a heading has a capital letter, and something under it.
    """
    written = [line for line in words if line.strip()]
    for line in (*written[:1], *written[-1:]):
        match = _HEADING.fullmatch(plain(line)) if len(line) <= LONGEST_LINE else None
        if match is None or not (line is written[-1] or match["line"][0].islower()):
            continue
        found = read(f"#{match['line']}")
        says_more = found and found.command and found.command.takes is Takes.WORDS
        if is_order(f"#{match['line']}") and not (says_more and " " in match["line"]):
            raise Slip(
                f'"{line.strip()}" may be a command; write it without the blank,'
                " or, if it is a heading, in other words"
            )
