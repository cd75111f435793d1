"""What an agent wrote between the quoted lines of a mail that we relayed to them.

Nothing of our own mail may come back: below our mark counts only what certainly is no rest of
a quoted line, and where our mail is not quoted line by line, nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from samehand.ingest.reply import history, lead_in
from samehand.ingest.reply.outline import is_broken_off, widest

REPLY_MARK = "write above this line"

# The first line of each of our mails that can be answered: "--- #1042 | Ana Ruiz | due … ---".
FIRST_LINE = re.compile(r"[>\uff1e|\s]{0,40}-{3} #\d{1,12} \|")

_FIRST_WORD = REPLY_MARK.partition(" ")[0]
_LONGEST = 400  # characters
_FRAME = 60  # columns that a drawn line around a relayed text has at least


def mark_at(lines: Sequence[str]) -> int | None:
    """The first line of our mail, or of our mark: all below is ours, or the answers to it."""
    return next((number for number in range(len(lines)) if _is_ours(lines, number)), None)


def above_mark(lines: Sequence[str]) -> list[str]:
    """An answer above our quoted mail, without what a client says before it quotes."""
    kept = list(lines)
    while kept and (not kept[-1].strip("> \t") or history.is_rule(kept[-1])):
        kept.pop()
    start = lead_in.start_of(kept, len(kept), above_quotation=True)
    if start is not None:
        return kept[:start]
    for length in range(1, min(len(kept), lead_in.MOST_LINES) + 1):
        if lead_in.could_lead_in(lead_in.joined(kept[-length:])):
            return kept[:-length]
    return kept


def between(below: Sequence[str]) -> list[str]:
    """The lines that stand unquoted from our mark on, and are an agent's own.

    A line after a blank one is. One right below a quoted line is, where no client could have
    broken it off, and where either the customer's words are around or no line of ours follows:
    the brief and the card stay out of reach.
    """
    if not history.is_quoted(below[0]):
        return []
    quoted = [number for number, line in enumerate(below) if history.is_quoted(line)]
    columns = widest(below[number] for number in quoted)
    first, last = _relayed_text(below)
    kept: list[str] = []
    taking = False
    for number in range(1, len(below)):
        before, line = below[number - 1], below[number]
        if history.is_quoted(line):
            taking = False
        elif _is_ours(below, number):
            break  # here the mail stands once more, and not line by line
        elif line.strip() and not taking:
            is_near = first < number < last or number > quoted[-1]
            is_own = is_near and not is_broken_off(before, line, columns)
            taking = is_own or not before.strip()
            if taking and kept and kept[-1].strip():
                kept.append("")
        if taking:
            kept.append(line)
    return kept


def _relayed_text(below: Sequence[str]) -> tuple[int, int]:
    """Between which lines the customer's words stand, by the lines drawn around them."""
    bare = ((number, history.unquoted(line)) for number, line in enumerate(below))
    drawn = [number for number, line in bare if len(line) >= _FRAME and history.is_rule(line)]
    if not drawn:
        return len(below), len(below)
    return drawn[0], drawn[-1] if len(drawn) > 1 else len(below)


def _is_ours(lines: Sequence[str], number: int) -> bool:
    """Whether our mail or our mark starts in a line, however a client has broken it."""
    if FIRST_LINE.match(lines[number]):
        return True
    line = lines[number][:_LONGEST].casefold()
    if _FIRST_WORD not in line:
        return False
    near = (history.unquoted(one[:_LONGEST]) for one in lines[number + 1 : number + 4])
    return REPLY_MARK in " ".join(" ".join((line, *near)).casefold().split())
