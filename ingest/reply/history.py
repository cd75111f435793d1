"""Where the words of others stand in a mail: quotation marks, dividers, header blocks.

Each question is about one line and the few below it, with bounded patterns only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from samehand.ingest.reply.labels import DIVIDERS, FORWARD_BEGINS, LABELS

# Seen in the wild: a lead-in broken so that its last line is ">:".
_QUOTE = re.compile(r"\s{0,3}[>\uff1e](?!:\s*$)")
# A bar is a table's as well, and "C>" is what an old computer says.
_QUOTE_IF_LED_IN = re.compile(r"\s{0,3}(?:\||[A-Z]{1,3}>)")
_MARKS = "> \t|\uff1e\xa0"
_INITIALS = re.compile(r"[A-Z]{1,3}>\s?")
_RULE = re.compile(r"\s{0,3}(?:_{5,}|[-\u2010-\u2015]{5,}|={5,}|\*{5,}|#{5,}|~{5,})\s*$")
_DASHES = "-_=\u2010\u2011\u2012\u2013\u2014\u2015\u2500\uff0d"
_DRESS = " \t\xa0*>|"
_FIELD = re.compile(r"[*_]{0,2}\w[\w /-]{0,28}[*_]{0,2}\s?[:\uff1a]")
_WIDEST_LABEL = 30
_BLOCK_LINES = 16


def is_quoted(line: str) -> bool:
    """Whether a line bears the mark of a quotation."""
    return bool(_QUOTE.match(line))


def is_quoted_if_led_in(line: str) -> bool:
    """Whether a line bears a mark that is one of a quotation only below a lead-in."""
    return bool(_QUOTE_IF_LED_IN.match(line))


def unquoted(line: str) -> str:
    """A line without its marks, however deep it was quoted."""
    return _INITIALS.sub("", line.lstrip(_MARKS), count=1).lstrip(_MARKS).rstrip()


def is_rule(line: str) -> bool:
    """Whether a line is nothing but a drawn line."""
    return bool(_RULE.match(line))


def head_end(lines: Sequence[str], number: int) -> int | None:
    """Where what a program writes above a mail that it repeats ends, if it starts here.

    A divider and a header block are one head.
    """
    if _divides(lines[number]):
        after = _next_written(lines, number + 1)
        if after is None:
            return number + 1
        return _block_end(lines, after) or _fields_end(lines, after) or number + 1
    return _block_end(lines, number)


def _divides(line: str) -> bool:
    if len(line) > 200:
        return False
    said = line.strip(_DRESS)
    if said[:1] not in _DASHES:
        return said.endswith((":", "\uff1a")) and bool(FORWARD_BEGINS.match(said))
    words = said.strip(_DASHES)
    if not words or len(said) - len(words) < 4 or said[-1] not in _DASHES:
        return False
    words = words.strip(_DRESS)
    return len(words) <= 90 and bool(DIVIDERS.match(words))


def _next_written(lines: Sequence[str], number: int) -> int | None:
    return next(
        (n for n in range(number, min(number + 4, len(lines))) if lines[n].strip()), None
    )


def _fields_end(lines: Sequence[str], number: int) -> int | None:
    """Where the fields end that stand below a divider, however few they are."""
    end = number
    while end < len(lines) and end < number + _BLOCK_LINES and label(lines[end]) is not None:
        end += 1
    return end if end > number else None


def _block_end(lines: Sequence[str], number: int) -> int | None:
    """From and two more fields, close together: what Outlook writes above the history.

    A journey from Madrid to Paris on some date is none: there is a subject or an address.
    """
    if label(lines[number]) is None:
        return None
    kinds: set[str] = set()
    named, written, end = False, 0, number
    for at in range(number, min(number + _BLOCK_LINES, len(lines))):
        if not lines[at].strip(_DRESS):
            continue
        kind = label(lines[at])
        written += 1
        if written > 8 or (kind in kinds and kind != "more"):
            break
        if kind is not None:
            kinds.add(kind)
            end = at + 1
            named = named or (kind in {"from", "to"} and "@" in lines[at][:400])
    is_head = "from" in kinds and len(kinds - {"more"}) >= 3 and (named or "what" in kinds)
    return end if is_head else None


def is_field(line: str) -> bool:
    """Whether a line could be one of a form, whatever it is called: "Name: Carla"."""
    return bool(_FIELD.match(line))


def label(line: str) -> str | None:
    """Which field of a mail this line gives: from, when, to, what or more."""
    return _label_in(line[:48])


@lru_cache(maxsize=256)  # blocks overlap: no line is looked at twice
def _label_in(line: str) -> str | None:
    if ":" not in line and "\uff1a" not in line:
        return None
    name = line.replace("\uff1a", ":").partition(":")[0].strip(" \t\xa0*_>|")
    return LABELS.get(name.lower()) if len(name) <= _WIDEST_LABEL else None
