"""What is new in a mail, and what it repeats of others.

Quotations that a mail client made are left out of what is new; lines that somebody quoted by
hand above an answer stay. Where nothing else was written, the whole text is the reply, but
what stands below our own mark never comes back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from samehand.ingest.reply import answers, history, lead_in
from samehand.ingest.reply.answers import REPLY_MARK as REPLY_MARK
from samehand.ingest.reply.outline import Outline, Role, Run
from samehand.ingest.reply.phrases import SEE_BELOW
from samehand.ingest.reply.signature import below_mark, trimmed, words_of

MOST_LINES = 100_000  # what is longer was written by nobody, and is shown whole

_PGP = "-----BEGIN PGP "
_SHORT = 80  # characters of one who only passes something on


@dataclass(frozen=True, slots=True)
class Parted:
    """The two sides of a mail's text.

    `new` is the visible reply: the full text where nothing can be told apart. `quoted` holds
    all words of others, without quotation marks, also those that `new` shows since an answer
    stands below them.
    """

    new: str
    quoted: str = ""


def parted(text: str) -> Parted:
    """A mail's text, parted into what is new and what is not, in time linear in its length."""
    lines = _without_armour(text.split("\n"))
    marked = answers.mark_at(lines)
    if marked is not None:
        return _parted_answer(lines, marked)
    if len(lines) > MOST_LINES:
        return Parted(trimmed(lines))
    runs = Outline(lines).runs()
    new = own_words(runs)
    if not new:
        new = _unsigned_or_whole(lines, runs)
    elif _points_below(new, runs):
        new = trimmed(lines)
    return Parted(new, _theirs(runs))


def under_signature(text: str) -> str:
    """What stands under the mark of an agent's signature, above our mail that they quote.

    Nothing where our mail is not quoted: it may be anybody's words then.
    """
    lines = text.split("\n")
    marked = answers.mark_at(lines)
    above = answers.above_mark(lines[:marked]) if marked is not None else []
    return trimmed([line for line in below_mark(above) if not history.is_quoted(line)])


def _parted_answer(lines: Sequence[str], marked: int) -> Parted:
    """An answer to a mail of ours."""
    above = answers.above_mark(lines[:marked])
    below = lines[marked : marked + MOST_LINES]
    outline = Outline(above, is_answer=True)
    between = Outline(answers.between(below), is_answer=True)
    parts = (own_words(one.runs(), is_answer=True) for one in (outline, between))
    if history.is_quoted(below[0]):
        below = [line for line in below if history.is_quoted(line)]
    relayed = trimmed([history.unquoted(line) for line in below])
    return Parted("\n\n".join(part for part in parts if part), relayed)


def own_words(runs: Sequence[Run], *, is_answer: bool = False) -> str:
    """Own paragraphs, with what their writer quoted by hand.

    Quotations above the one that the mail client made are by hand; where no lead-in, divider
    or header block tells which one that is, all are the client's.
    """
    kept: list[str] = []
    quote, by_hand = "", False
    for role, lines in reversed(runs):
        match role:
            case Role.QUOTE:
                quote = trimmed(lines) if by_hand and kept else ""
            case Role.LEAD_IN | Role.HISTORY:
                quote, by_hand = "", True
            case Role.OWN:
                words = words_of(lines, is_answer=is_answer)
                kept += [part for part in (quote, words) if part]
                quote = ""
    return "\n\n".join(reversed([*kept, *([quote] if quote else [])]))


def _points_below(new: str, runs: Sequence[Run]) -> bool:
    """Whether somebody only passes on what stands below their words."""
    if len(new) > _SHORT or not SEE_BELOW.search(new):
        return False
    written = [role for role, lines in runs if any(line.strip() for line in lines)]
    return len(written) > 1 and written.index(Role.OWN) == 0 and written.count(Role.OWN) == 1


def _unsigned_or_whole(lines: Sequence[str], runs: Sequence[Run]) -> str:
    """What to show where no own word is left: the signature alone, else everything."""
    own = trimmed([line for role, run in runs if role is Role.OWN for line in run])
    return own if any(map(str.isalnum, own)) else trimmed(lines)


def _theirs(runs: Sequence[Run]) -> str:
    """The words of others, in their order, without what a client says above them.

    Seen in the wild: its words as the first lines of the quotation.
    """
    quoted = (lines for role, lines in runs if role in (Role.QUOTE, Role.HISTORY))
    theirs = [history.unquoted(line) for lines in quoted for line in lines]
    first = next((number for number, line in enumerate(theirs) if line), None)
    if first is not None and all(role is not Role.LEAD_IN for role, _ in runs):
        end = history.head_end(theirs, first) or lead_in.end_of(theirs, first)
        theirs = theirs[end or 0 :]
    return trimmed(theirs)


def _without_armour(lines: list[str]) -> list[str]:
    """PGP's frame is no part of what was written."""
    if not any(line.startswith(_PGP) for line in lines):
        return lines
    kept: list[str] = []
    inside = ""
    for line in lines:
        if line.startswith(_PGP):
            inside = "head" if "SIGNED" in line else "block"
        elif inside == "head":
            inside = inside if line.strip() else ""
        elif inside == "block":
            inside = "" if line.startswith("-----END PGP ") else inside
        else:
            kept.append(line.removeprefix("- ") if line.startswith("- -") else line)
    return kept
