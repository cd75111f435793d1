"""What an agent's answer about a held mail says: a word that settles it, or another text."""

from __future__ import annotations

import re
from dataclasses import replace

from samehand.desk.agents.commands.spoken import Command, Order, Spoken
from samehand.desk.agents.holds.held import Cause, Way

_WORD = re.compile(r"[\s*]{0,4}[#/](send|drop)[\s*.!]{0,4}", re.IGNORECASE)
_YES = re.compile(r"\W{0,8}yes\b", re.IGNORECASE)
_NO = re.compile(r"\W{0,8}no\b", re.IGNORECASE)


def without_words(reply: str) -> tuple[str, Way | None]:
    """A text without the lines that only settle a held mail, and what they say of it.

    Who gives a mail up does so, whatever they write beside it.
    """
    lines = reply.splitlines()
    found = {Way(match[1].lower()) for line in lines if (match := _WORD.fullmatch(line))}
    if not found:
        return reply, None
    rest = "\n".join(line for line in lines if not _WORD.fullmatch(line)).strip()
    return rest, Way.DROP if Way.DROP in found else Way.SEND


def way_of(reply: str, spoken: Spoken, cause: Cause) -> Way | None:
    """What is to become of a mail that is held for this cause; None where nothing says so.

    `spoken` is what the reply says besides. With a text of its own, that is to go out instead.
    """
    rest, way = without_words(reply)
    if way is Way.DROP or (way is Way.SEND and not rest):
        return way
    if cause is Cause.UNPROVED and way is None and _NO.match(reply):
        return Way.DROP
    if cause is Cause.UNPROVED and way is None and not spoken.orders and _YES.match(reply):
        return Way.SEND
    if way is not None or spoken.text or spoken.problem:
        return None
    orders = {order.command: order.argument for order in spoken.orders}
    if orders == {Command.TAKE: ""}:
        return Way.TAKE
    return Way.NOTE if orders == {Command.NOTE: ""} else None


def as_released(spoken: Spoken, way: Way, reply: str) -> Spoken:
    """What a held mail says once its agent has said what is to become of it."""
    match way:
        case Way.NOTE:
            return Spoken((Order(Command.NOTE),), reply.strip())
        case Way.TAKE if not spoken.has(Command.TAKE):
            return replace(spoken, orders=(Order(Command.TAKE), *spoken.orders))
        case _:
            return spoken
