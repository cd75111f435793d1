"""How a mail is built, as far as its bytes show it without being parsed: how deep, how many.

Follows the boundaries as a parser would, but makes nothing of the parts, copies nothing large
and needs no stack. It stops where it has seen more than any limit allows. What is hidden in a
part that is encoded as a whole is not seen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# Who has seen so much knows that a mail is out of bounds, and would only waste time.
ENOUGH_LEVELS = 100
ENOUGH_PARTS = 2_000
ENOUGH_DASHES = 500_000  # lines that might be delimiters
ENOUGH_HEADER = 300 * 1024

_FIELDS = re.compile(rb"(?:(?:[!-9;-~]*+:|[ \t]|From )[^\r\n]*+(?:\r\n|\r|\n|\Z))*+")
_BLANK_LINE = re.compile(rb"(?:\n?\r?\n|\r)?")  # the first line end may be part of the header
_DASHES = re.compile(rb"--([^\r\n]*+)(?:\r\n|\r|\n)?")
_CONTENT_TYPE = re.compile(
    rb"(?:\A|[\r\n])content-type:\s*+([^\s;]*+)((?:[^\r\n]|[\r\n]++[ \t])*+)", re.IGNORECASE
)
_ATTACHED = re.compile(rb"(?:\A|[\r\n])content-disposition:\s*+attachment", re.IGNORECASE)
_BOUNDARY = re.compile(rb"boundary\s{0,80}=\s{0,80}(?:\"([^\"]++)|([^\s;\"]++))", re.IGNORECASE)
_BLANK_LINES = (b"\n\n", b"\r\n\r\n", b"\r\r")


@dataclass
class Shape:
    """Sizes are in bytes, as they stand in the mail. `is_cut` says that there may be more."""

    depth: int = 0
    parts: int = 0
    largest_header: int = 0  # of a part; the one of the mail itself is known before
    longest_text: int = 0  # of what people would read, as whatever it is labelled
    status_blocks: int = 0  # of a report about delivery
    is_cut: bool = False


def shape_of(content: bytes, header: bytes) -> Shape:
    """Look over a mail once; `header` is how it begins."""
    return _Walk(content).over(header)


class _Walk:
    def __init__(self, content: bytes) -> None:
        self._content = content
        self._found = Shape()
        self._open: list[bytes] = []  # boundaries, outermost first; of an attached mail, none
        self._delimiters: set[bytes] = set()
        self._body = 0  # where the body of the present part begins
        self._kind = b""
        self._is_attached = False

    def over(self, header: bytes) -> Shape:
        self._enter(header, 0)
        for number, line in enumerate(_DASHES.finditer(self._content)):
            self._found.is_cut |= number == ENOUGH_DASHES
            if self._found.is_cut:
                return self._found
            delimiter = line[1].rstrip()
            if delimiter in self._delimiters and self._begins_a_line(line.start()):
                self._leave(line.start())
                if self._reach(delimiter):
                    self._enter(self._fields(line.end()), line.end())
        self._leave(len(self._content))
        return self._found

    def _begins_a_line(self, at: int) -> bool:
        return at == 0 or self._content[at - 1] in b"\r\n"

    def _enter(self, fields: bytes, start: int) -> None:
        """Note what a part's header says, and that of a mail attached as it, and so on."""
        self._note(fields, start)
        while self._kind.startswith(b"message/") and not (
            self._kind == b"message/delivery-status" or self._found.is_cut
        ):
            self._open_level(b"")
            self._note(self._fields(self._body), self._body)

    def _fields(self, start: int) -> bytes:
        found = _FIELDS.match(self._content, start, start + ENOUGH_HEADER)
        fields = found[0] if found else b""
        self._found.largest_header = max(self._found.largest_header, len(fields))
        self._found.is_cut |= len(fields) >= ENOUGH_HEADER
        return fields

    def _note(self, fields: bytes, start: int) -> None:
        blank = _BLANK_LINE.match(self._content, start + len(fields))
        self._body = blank.end() if blank else start
        self._is_attached = _ATTACHED.search(fields) is not None
        said = _CONTENT_TYPE.search(fields)
        self._kind = said[1].lower() if said else b"text/plain"
        boundary = _BOUNDARY.search(said[2]) if said else None
        if boundary and self._kind.startswith(b"multipart/"):
            self._open_level((boundary[1] or boundary[2]).rstrip())

    def _open_level(self, boundary: bytes) -> None:
        self._open.append(boundary)
        if boundary:
            self._delimiters |= {boundary, boundary + b"--"}
        self._found.depth = max(self._found.depth, len(self._open))
        self._found.is_cut |= len(self._open) > ENOUGH_LEVELS

    def _reach(self, delimiter: bytes) -> bool:
        """Leave the levels that a delimiter ends; whether it begins a part."""
        for level in range(len(self._open) - 1, -1, -1):
            boundary = self._open[level]
            if boundary and delimiter == boundary:
                del self._open[level + 1 :]
                self._found.parts += 1
                self._found.is_cut |= self._found.parts > ENOUGH_PARTS
                return True
            if boundary and delimiter == boundary + b"--":
                del self._open[level:]
                return False
        return False

    def _leave(self, end: int) -> None:
        """The body of the present part ends here."""
        size = max(end - self._body, 0)
        is_text = self._kind.startswith((b"text/", b"multipart/")) or b"/" not in self._kind
        if is_text and not self._is_attached:
            self._found.longest_text = max(self._found.longest_text, size)
        if self._kind == b"message/delivery-status":
            blocks = sum(self._content.count(blank, self._body, end) for blank in _BLANK_LINES)
            self._found.status_blocks = max(self._found.status_blocks, blocks)
        self._body, self._kind = end, b""
