"""One line of an agent's mail, read as commands: what phones and clients make of it included.

A line is taken for what it was meant to be, so the full-width sign, the capital letter and the
bold type do no harm. What is no known command is never carried out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import category, normalize

from samehand.desk.agents.commands.vocabulary import (
    ABOUT_HELD,
    EXAMPLES,
    Command,
    Takes,
    is_nearly,
    nearest,
)

LONGEST_LINE = 500  # characters; nobody writes a longer order

_NAMES = {command.value: command for command in Command}
# What clients wrap around a line in bold, and people around a word that they quote.
_AROUND = " \t*_`\"'\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb"
_PUNCTUATION = " \t:=,.;\u2026\u2013\u2014-"
_LINE = re.compile(r"(?P<sign>[#/])(?P<word>[a-z]{2,20})(?P<rest>.*)", re.IGNORECASE)
_REST_OF_HASH = re.compile(r"$|[\s:=,.;!?\u2026\u2013\u2014(#@0-9-]")
_REST = re.compile(r"$|[\s:=,.;!?\u2026]")  # of a slash, and of what is no command
_NEXT = re.compile(r"(?:^|[\s,;&+])(?=[#/][a-z]{2})", re.IGNORECASE)
_NOTHING = re.compile(r"[\s,;&+.]*(?:and)?[\s,;&+.]*", re.IGNORECASE)
_HASHED = re.compile(r"(?<!\S)#([a-z]{2,20})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Order:
    """A command with its argument, which is empty for most."""

    command: Command
    argument: str = ""


class Slip(Exception):
    """A line that must stop the mail; its words say why."""


@dataclass(frozen=True)
class Read:
    """A line that looks like a command; `command` is None where it is none that we know."""

    sign: str
    word: str
    rest: str

    @property
    def command(self) -> Command | None:
        return _NAMES.get(self.word)


def plain(line: str) -> str:
    """A line as it was meant: without marks that nobody sees, and in plain characters."""
    seen = "".join(c for c in line if category(c) != "Cf")
    simple = normalize("NFKC", seen).strip()
    bare = simple.lstrip(_AROUND)
    return simple if bare == simple else bare.rstrip(_AROUND)


def read(line: str) -> Read | None:
    """A line that looks like a command; None for all others."""
    if len(line) > LONGEST_LINE:
        return None
    match = _LINE.fullmatch(plain(line))
    if match is None:
        return None
    found = Read(match["sign"], match["word"].lower(), match["rest"])
    is_hashed = found.sign == "#" and found.command is not None
    return found if (_REST_OF_HASH if is_hashed else _REST).match(found.rest) else None


def orders(line: Read) -> Iterator[Order]:
    """The orders that a line gives. Raises Slip where one of them is none."""
    if line.command is None:
        raise Slip(unknown(line))
    if line.command.takes is Takes.WORDS:
        yield Order(line.command, _sentence(line.command, line.rest))
        return
    if line.command is Command.HELP:  # about the command that follows, if one does
        yield Order(line.command, line.rest.strip(f"{_PUNCTUATION}#/!?"))
        return
    following = _NEXT.search(line.rest)
    own = line.rest[: following.start()] if following else line.rest
    yield _order(line.sign, line.command, own)
    if following:
        then = read(line.rest[following.end() :])
        if then is None:
            raise Slip(f'"{line.rest[following.end() :].strip()}" is not a command')
        yield from orders(then)


def is_order(line: str) -> bool:
    """Whether a line gives orders, and only such as can be understood."""
    found = read(line)
    if found is None:
        return False
    try:
        return bool(list(orders(found)))
    except Slip:
        return False


def unknown(line: Read) -> str:
    """The word about a line that is no command, with what it may have meant."""
    if line.word in ABOUT_HELD:
        return (
            f'"{line.sign}{line.word}" settles a mail that is held: write it in answer to the'
            " mail of ours that says NOT SENT"
        )
    meant = nearest(line.word)
    hint = f"; did you mean {line.sign}{meant}?" if meant else "; #help lists the commands."
    tag = "" if is_nearly(line.word) else " If it is for the customer, put a word before it."
    return f'"{line.sign}{line.word}" is not a command{hint}{tag}'


def _order(sign: str, command: Command, rest: str) -> Order:
    argument = "" if _NOTHING.fullmatch(rest) else rest.strip(_PUNCTUATION)
    if any(map(str.isalnum, argument)) or command is not Command.PRIORITY:
        argument = argument.rstrip(" !?")  # a mark alone says something to #priority
    if command.takes is Takes.NOTHING and argument:
        raise Slip(f'"{sign}{command}" takes nothing after it, and "{argument}" follows')
    if command.takes is Takes.ARGUMENT and not argument:
        raise Slip(f"#{command} needs to know more: {EXAMPLES[command]}")
    return Order(command, argument)


def _sentence(command: Command, rest: str) -> str:
    """The words beside a command. They hide no other one, which nobody would carry out."""
    for word in _HASHED.findall(rest):
        if word.lower() in _NAMES:
            raise Slip(
                f'"#{word}" stands in what is said beside #{command};'
                " give it a line of its own, or leave out the #"
            )
    return rest.lstrip(f"{_PUNCTUATION}!").strip()
