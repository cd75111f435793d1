"""Where the words of others begin in a mail: lead-ins, dividers, header blocks, list footers.

Each question is about one line and the few below or above it, with bounded patterns only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from samehand.ingest.phrases import DIVIDERS, LABELS, LEAD_IN_BEGINS, LIST_FOOTERS, WROTE

LONGEST_LEAD_IN = 400
MOST_LEAD_IN_LINES = 4
COLONS = (":", "\uff1a")  # the second is the wide one of Chinese and Japanese

# Seen in the wild: a lead-in broken so that its last line is ">:", and quotation marks that
# begin with the initials of whom they quote.
_QUOTE = re.compile(r"\s{0,3}(?:>(?!:\s*$)|[A-Z]{1,2}> )")
_WHEN_OR_WHO = re.compile(
    r"\d{1,2}[:.h]\d{2}|\b(?:19|20)\d{2}\b|\d{1,2}[./-]\d{1,2}[./-]\d{2}|@|<"
)
_FIELD = re.compile(
    r"[>\s]{0,8}[*_|]{0,3}([^\s:\uff1a*][^:\uff1a*\n]{0,22})[*_]{0,2}\s?[:\uff1a][*_]{0,2}(?:\s|$)"
)
_DIVIDER = re.compile(
    r"[\s*]{0,4}[-_=]{2,60}\s{0,3}([^-_=\s][^-_=]{3,60})[-_=]{2,60}[\s*]{0,4}$"
)
_RULE = re.compile(r"\s{0,3}(?:_{5,}|-{5,}|={5,}|\*{5,})\s*$")


def is_quoted(line: str) -> bool:
    """Whether a line bears the mark of a quotation."""
    return bool(_QUOTE.match(line))


def is_rule(line: str) -> bool:
    """Whether a line is nothing but a drawn line."""
    return bool(_RULE.match(line))


def begins_history(lines: Sequence[str], number: int) -> bool:
    """Whether everything from this line on was written by others."""
    divider = _DIVIDER.match(lines[number][:200])
    if divider is not None and DIVIDERS.search(divider[1]):
        return True
    return _is_header_block(lines, number)


def is_list_footer(lines: Sequence[str], number: int) -> bool:
    """Whether a drawn line stands above what a list's software adds."""
    return is_rule(lines[number]) and any(
        LIST_FOOTERS.search(line[:200]) for line in lines[number + 1 : number + 4]
    )


def _is_header_block(lines: Sequence[str], number: int) -> bool:
    """From and two more fields, close together: what Outlook writes above the history.

    A journey from Madrid to Paris on some date is none: there is a subject or an address.
    """
    if _label(lines[number]) is None:
        return False
    block = [line for line in lines[number : number + 14] if line.strip()][:6]
    kinds = {kind for line in block if (kind := _label(line)) is not None}
    named = "what" in kinds or any("@" in line for line in block)
    return "from" in kinds and len(kinds) >= 3 and named


def _label(line: str) -> str | None:
    return _label_in(line[:80])


@lru_cache(maxsize=64)  # blocks overlap: no line is looked at twice
def _label_in(line: str) -> str | None:
    field = _FIELD.match(line)
    return LABELS.get(field[1].strip().lower()) if field else None


def lone_lead_in(lines: Sequence[str], number: int) -> int:
    """How many lines an "On … wrote:" takes that no quotation marks follow; 0 for none."""
    for length in range(1, MOST_LEAD_IN_LINES + 1):
        lead = lines[number : number + length]
        if len(lead) < length or not lead[-1].strip() or is_quoted(lead[-1]):
            return 0
        if _joined(lead[-1:]).endswith((*COLONS, "wrote")):
            is_one = _says_who_and_when(lead) and _stands_alone(lines, number)
            return length if is_one and not _quotes_next(lines, number + length) else 0
    return 0


def _quotes_next(lines: Sequence[str], number: int) -> bool:
    following = (lines[n] for n in range(number, len(lines)) if lines[n].strip())
    return is_quoted(next(following, ""))


def _says_who_and_when(lead: Sequence[str]) -> bool:
    said = _joined(lead)
    if len(said) > LONGEST_LEAD_IN or not _WHEN_OR_WHO.search(said):
        return False
    if LEAD_IN_BEGINS.match(said):
        return bool(WROTE.search(said))
    return "@" in said and bool(WROTE.search(said[-30:]))


def _stands_alone(lines: Sequence[str], number: int) -> bool:
    line = lines[number].strip()
    if LEAD_IN_BEGINS.match(line):
        return True
    return bool(set(line) & {"@", "<"}) and (number == 0 or not lines[number - 1].strip())


def lead_in_start(own: Sequence[str]) -> int | None:
    """Where a lead-in begins at the very end of own lines that a quotation follows."""
    last = len(own)
    first = last
    while first and own[first - 1].strip() and last - first < MOST_LEAD_IN_LINES:
        first -= 1
        if LEAD_IN_BEGINS.match(own[first].strip()) and _leads_in(own[first:]):
            return first
    if last and _is_complete(own[-1]) and _leads_in(own[-1:]):
        return last - 1
    for start in range(last - 2, first - 1, -1):  # broken in the middle of its address
        if _WHEN_OR_WHO.search(own[start]) and _leads_in(own[start:]):
            return start
    begins_paragraph = first < last and (first == 0 or not own[first - 1].strip())
    return first if begins_paragraph and _leads_in(own[first:]) else None


def _is_complete(line: str) -> bool:
    """Whether a line could be a lead-in by itself and not only the end of one."""
    return line.count("<") == line.count(">") and len(line.split()) > 1


def _leads_in(lead: Sequence[str]) -> bool:
    """Whether lines above a quotation say who wrote it, or when, and nothing else."""
    said = _joined(lead)
    if len(said) > LONGEST_LEAD_IN:
        return False
    names = bool(_WHEN_OR_WHO.search(said))
    if WROTE.search(said[-30:]):
        return names or said.endswith(COLONS)
    known = WROTE.search(said) or LEAD_IN_BEGINS.match(said) or "@" in said
    return names and said.endswith(COLONS) and bool(known)


def _joined(lead: Sequence[str]) -> str:
    return " ".join(line.strip() for line in lead).rstrip("*_- \xa0")


def says_who_or_when(lead: Sequence[str]) -> bool:
    """Whether lines above our own quoted mail are a lead-in, in whatever language."""
    said = _joined(lead)
    return (
        said.endswith(COLONS)
        and len(said) < LONGEST_LEAD_IN
        and bool(_WHEN_OR_WHO.search(said))
    )
