"""Is this mail small and simple enough to be parsed at all? Asked on the bytes, first.

A few kilobytes of header can keep a parser busy for minutes, or overflow its stack. One pass
in linear time names the first limit that a mail breaks, in words for the operator; such a mail
is not refused but read by its header only. Typical mails never leave the fast lane.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

LARGEST_MAIL = 50 * 1024 * 1024
LARGEST_HEADER = 256 * 1024
LONGEST_FIELD = 64 * 1024
LONGEST_STRUCTURED_FIELD = 8 * 1024  # Content-Type and Content-Disposition
MOST_PARAMETERS = 200
MOST_HEADER_LINES = 2_000
MOST_PARTS = 1_000
DEEPEST_NESTING = 50

MOST_STATUS_BLOCKS = 10_000

_BLANK_LINE = re.compile(rb"\r\n\r\n|\n\n|\r\r|\n\r\n")
_FIELD_START = re.compile(rb"^[!-9;-~]", re.MULTILINE)
_CONTAINER_OR_DELIMITER = re.compile(
    rb"^(?:--([^\n]{1,200})"
    rb"|content-type:\s*+(?:multipart|message)/([^\n]*+(?:\n[ \t][^\n]*+)*))",
    re.MULTILINE | re.IGNORECASE,
)
_BOUNDARY = re.compile(
    rb"boundary\s{0,80}=\s{0,80}(?:\"([^\"]{1,200})\"|([^\s;\"]{1,200}))", re.IGNORECASE
)


def broken_limit(content: bytes) -> str | None:
    """The reason why this mail must not be given to a parser, or None."""
    if len(content) > LARGEST_MAIL:
        return f"the mail is larger than {LARGEST_MAIL // 1024 // 1024} MB"
    return _header_limit(content) or _structure_limit(content)


def header_block(content: bytes) -> bytes:
    """The bytes up to the first blank line, cut where they exceed the largest header."""
    if content.startswith((b"\r\n", b"\n", b"\r")):
        return b""
    blank = _BLANK_LINE.search(content, 0, LARGEST_HEADER + 4)
    return content[: blank.start() + 1] if blank else content[: LARGEST_HEADER + 1]


def _header_limit(content: bytes) -> str | None:
    header = header_block(content)
    if len(header) > LARGEST_HEADER:
        return f"the header is larger than {LARGEST_HEADER // 1024} KB"
    if len(header) > MOST_HEADER_LINES and len(header.splitlines()) > MOST_HEADER_LINES:
        return f"the header has more than {MOST_HEADER_LINES:,} lines"
    if len(header) > LONGEST_FIELD and _longest_field(header) > LONGEST_FIELD:
        return f"a header field is longer than {LONGEST_FIELD // 1024} KB"
    return None


def _longest_field(header: bytes) -> int:
    starts = [0, *(field.start() for field in _FIELD_START.finditer(header)), len(header)]
    return max(after - start for start, after in pairwise(starts))


def _structure_limit(content: bytes) -> str | None:
    lines = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    lowered = b"\n" + lines.lower()
    if lines.count(b";") > MOST_PARAMETERS or len(lines) > LONGEST_STRUCTURED_FIELD:
        for field in _structured_fields(lowered):
            if len(field) > LONGEST_STRUCTURED_FIELD or field.count(b";") > MOST_PARAMETERS:
                return "a Content-Type or Content-Disposition is too long to be meant"
    containers = lowered.count(b"multipart/") + lowered.count(b"message/")
    if containers > DEEPEST_NESTING or lines.count(b"\n--") > MOST_PARTS:
        reason = _nesting_limit(lines)
        if reason:
            return reason
    if b"message/delivery-status" in lowered and lines.count(b"\n\n") > MOST_STATUS_BLOCKS:
        return "a delivery report has too many blocks"
    return None


def _structured_fields(lowered: bytes) -> Iterator[bytes]:
    start = lowered.find(b"\ncontent-")
    while start >= 0:
        if lowered.startswith((b"type", b"disposition"), start + len(b"\ncontent-")):
            end = lowered.find(b"\n", start + 1)
            while end >= 0 and lowered[end + 1 : end + 2] in (b" ", b"\t"):
                end = lowered.find(b"\n", end + 1)
            yield lowered[start : end if end >= 0 else len(lowered)]
        start = lowered.find(b"\ncontent-", start + 1)


def _nesting_limit(lines: bytes) -> str | None:
    """Follow the boundaries as a parser would, without making anything of the parts."""
    open_boundaries: list[bytes] = []
    parts = 0
    for event in _CONTAINER_OR_DELIMITER.finditer(lines):
        delimiter, parameters = event.groups()
        if delimiter is None:
            boundary = _BOUNDARY.search(parameters)
            open_boundaries.append((boundary[1] or boundary[2]) if boundary else b"")
        else:
            parts += _reach(open_boundaries, delimiter.rstrip())
        if len(open_boundaries) > DEEPEST_NESTING:
            return f"its parts are nested more than {DEEPEST_NESTING} levels deep"
        if parts > MOST_PARTS:
            return f"it has more than {MOST_PARTS:,} parts"
    return None


def _reach(open_boundaries: list[bytes], delimiter: bytes) -> bool:
    """Leave the levels that a delimiter line ends; whether it begins a part."""
    for level in range(len(open_boundaries) - 1, -1, -1):
        boundary = open_boundaries[level]
        if boundary and delimiter == boundary:
            del open_boundaries[level + 1 :]
            return True
        if boundary and delimiter == boundary + b"--":
            del open_boundaries[level:]
            return False
    return False
