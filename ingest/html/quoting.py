"""Marks for what an HTML mail shows by its form alone: signatures and history.

The visible reply is found in the text alone, so that what mail programs say by elements and
borders is said here as in a plain mail.
"""

from __future__ import annotations

from collections.abc import Iterable

from samehand.ingest.html.lines import Line, Lines, Place, texts, trimmed
from samehand.ingest.reply import history, lead_in, signature

HISTORY_MARK = "-----Original Message-----"

_HEADER_LINES = 20
_LEAST_FIELDS = 3


def is_below_lead_in(lines: Lines) -> bool:
    """Whether the last lines say that somebody else's words follow."""
    above = texts(trimmed(lines.done[-lead_in.MOST_LINES :]))
    return lead_in.start_of(above, len(above), above_quotation=True) is not None


def mark_signature(lines: Lines, place: Place) -> None:
    """Put the mark above what was said since a place, unless it is there already."""
    first = _nearest(lines, range(place.line, len(lines.done)))
    if first and not first.startswith("--") and _above(lines, place) != "--":
        _insert(lines, place, signature.MARK)


def mark_history(lines: Lines, place: Place) -> None:
    """Put a divider above an older mail's header that its words alone would not show to be one.

    Only where it looks like a header, and only below something.
    """
    below = [text for _, text in lines.done[place.line : place.line + _HEADER_LINES]]
    while below and (not below[0].strip() or history.is_rule(below[0])):
        below.pop(0)
    if not below or lines.depth or not _above(lines, place):
        return
    fields = [text for text in below[:8] if any(colon in text[:40] for colon in lead_in.COLONS)]
    if history.head_end(below, 0) is None and len(fields) >= _LEAST_FIELDS:
        _insert(lines, place, HISTORY_MARK)


def _above(lines: Lines, place: Place) -> str:
    return _nearest(lines, range(place.line - 1, -1, -1))


def _nearest(lines: Lines, numbers: Iterable[int]) -> str:
    """The first of some lines that says anything."""
    said = (lines.done[number].text.strip() for number in numbers)
    return next((text for text in said if text), "")


def _insert(lines: Lines, place: Place, text: str) -> None:
    lines.done.insert(place.line, Line(lines.depth, text))
