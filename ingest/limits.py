"""Is this mail small and simple enough to be parsed at all? Asked on the bytes, first.

A few kilobytes of header can keep a parser busy for minutes, or overflow its stack. One pass
in linear time names the first limit that a mail breaks, in words for the operator; such a mail
is not refused but read by its header only. What comes near a limit is doubtful, and is read
apart from everything else. Typical mails never leave the fast lane.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from samehand.ingest.shape import Shape, shape_of

LARGEST_MAIL = 50 * 1024 * 1024
LARGEST_HEADER = 256 * 1024
LONGEST_FIELD = 64 * 1024
LONGEST_STRUCTURED_FIELD = 8 * 1024  # Content-Type and Content-Disposition
MOST_PARAMETERS = 200
MOST_HEADER_LINES = 2_000
MOST_PARTS = 1_000
DEEPEST_NESTING = 50
MOST_STATUS_BLOCKS = 10_000

# Doubtful is a mail with more than a quarter of what is allowed of anything, and one with more
# text, or more lines to be compared with the boundaries around them, than people send.
SHARE = 4
LONGEST_EASY_TEXT = 256 * 1024
MOST_EASY_LINES = 500_000

_BLANK_LINE = re.compile(rb"\r\n\r\n|\n\n|\r\r|\n\r\n")
_FIELD_START = re.compile(rb"^[!-9;-~]", re.MULTILINE)
_FIELD = re.compile(rb"[^\r\n]*+(?:(?:\r\n|\r|\n)[ \t][^\r\n]*+)*+")
_LINE_ENDS = b"\r\n"
_STRUCTURED = (b"content-type", b"content-disposition")
_WINDOW = 256 * 1024


def broken_limit(content: bytes) -> str | None:
    """The reason why this mail must not be given to a parser, or None."""
    header = header_block(content)
    return _excess(content, header, shape_of(content, header), share=1)


def is_doubtful(content: bytes) -> bool:
    """Whether a mail is so far from typical ones that it may have been made to hurt."""
    header = header_block(content)
    found = shape_of(content, header)
    lines = max(content.count(b"\n"), content.count(b"\r"))
    return (
        found.is_cut
        or found.longest_text > LONGEST_EASY_TEXT
        or lines * (1 + found.depth) > MOST_EASY_LINES
        or _excess(content, header, found, share=SHARE) is not None
    )


def header_block(content: bytes) -> bytes:
    """The bytes up to the first blank line, cut where they exceed the largest header."""
    if content.startswith((b"\r\n", b"\n", b"\r")):
        return b""
    blank = _BLANK_LINE.search(content, 0, LARGEST_HEADER + 4)
    return content[: blank.start() + 1] if blank else content[: LARGEST_HEADER + 1]


def _excess(content: bytes, header: bytes, found: Shape, *, share: int) -> str | None:
    """The first limit of which a mail has more than the n-th part that is its share."""
    if len(content) > LARGEST_MAIL // share:
        return f"the mail is larger than {LARGEST_MAIL // 1024 // 1024} MB"
    return (
        _excess_in_header(header, found, share)
        or _excess_in_parts(found, share)
        or _excess_in_structured_fields(content, share)
    )


def _excess_in_header(header: bytes, found: Shape, share: int) -> str | None:
    if max(len(header), found.largest_header) > LARGEST_HEADER // share:
        return f"the header is larger than {LARGEST_HEADER // 1024} KB"
    most = MOST_HEADER_LINES // share
    if len(header) > most and len(header.splitlines()) > most:
        return f"the header has more than {MOST_HEADER_LINES:,} lines"
    longest = LONGEST_FIELD // share
    if len(header) > longest and _longest_field(header) > longest:
        return f"a header field is longer than {LONGEST_FIELD // 1024} KB"
    return None


def _longest_field(header: bytes) -> int:
    starts = [0, *(field.start() for field in _FIELD_START.finditer(header)), len(header)]
    return max(after - start for start, after in pairwise(starts))


def _excess_in_structured_fields(content: bytes, share: int) -> str | None:
    longest, most = LONGEST_STRUCTURED_FIELD // share, MOST_PARAMETERS // share
    if len(content) <= longest and content.count(b";") <= most:
        return None
    for start in _structured_fields(content):
        field = _FIELD.match(content, start, start + longest + 1)
        if field and (len(field[0]) > longest or field[0].count(b";") > most):
            return "a Content-Type or Content-Disposition is too long to be meant"
    return None


def _structured_fields(content: bytes) -> Iterator[int]:
    """Where a line begins like such a field, be it in a header or not.

    Looked for in windows, each copied for the sake of its letters' case; they overlap.
    """
    for start in range(0, len(content), _WINDOW):
        window = content[max(start - 1, 0) : start + _WINDOW + len(_STRUCTURED[1])].lower()
        at = window.find(b"content-")
        while at >= 0:
            place = max(start - 1, 0) + at
            if window.startswith(_STRUCTURED, at) and (
                place == 0 or content[place - 1] in _LINE_ENDS
            ):
                yield place
            at = window.find(b"content-", at + 1)


def _excess_in_parts(found: Shape, share: int) -> str | None:
    if found.depth > DEEPEST_NESTING // share:
        return f"its parts are nested more than {DEEPEST_NESTING} levels deep"
    if found.parts > MOST_PARTS // share:
        return f"it has more than {MOST_PARTS:,} parts"
    if found.status_blocks > MOST_STATUS_BLOCKS // share:
        return "a delivery report has too many blocks"
    return None
