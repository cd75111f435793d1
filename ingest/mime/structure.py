"""Where the parts of a mail begin and end, found on its bytes.

Nothing is copied but what has to be decoded to be cut: a part knows its place in the mail, so
an attached mail comes out with the bytes that it came in with, and signatures in it still hold.
Lines may end in CRLF, LF or CR. Whatever the bytes, there is a structure and nothing raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email import policy
from email.message import Message
from functools import cached_property
from itertools import islice

from samehand.ingest import headers
from samehand.ingest.mime import transfer
from samehand.ingest.mime.parameters import Structured, structured

DEEPEST = 60  # what was decoded to be cut has not been counted before
MOST_PARTS = 2_000
MOST_DELIMITERS = 10 * MOST_PARTS  # in one multipart

_FIELD = re.compile(r"(?<![^\r\n])([!-9;-~]+):[ \t]*([^\r\n]*(?:(?:\r\n|\r|\n)[ \t][^\r\n]*)*)")
_FIELD_LINE = re.compile(rb"(?:From |[!-9;-~]*:|[ \t])[^\r\n]*(?:\r\n|\r|\n|\Z)")
_LINE_END = re.compile(rb"\r\n|\r|\n")
_REST_OF_DELIMITER = re.compile(rb"[ \t]*(?:\r\n|\r|\n|\Z)")
_TYPE = re.compile(r"[^\s/;()\"=]+/[^\s/;()\"=]+")


@dataclass(frozen=True)
class Part:
    """A part: its header, its type, and where its body stands in `source`."""

    header: Message = field(repr=False)
    type: str
    source: bytes = field(repr=False)
    start: int
    end: int
    children: tuple[Part, ...] = ()

    @property
    def raw(self) -> memoryview:
        """The body as it came."""
        return memoryview(self.source)[self.start : self.end]

    @cached_property
    def encoding(self) -> str:
        return transfer.encoding_named(self.value("content-transfer-encoding"))

    def content(self) -> bytes:
        """The body with its transfer encoding undone: a copy."""
        return transfer.decoded(self.raw, self.encoding)

    def value(self, name: str) -> str:
        """The first field of a name, raw; an empty text where there is none."""
        return _raw(self.header, name)

    @cached_property
    def content_type(self) -> Structured:
        return structured(self.value("content-type"))

    @cached_property
    def disposition(self) -> Structured:
        return structured(self.value("content-disposition"))

    def walk(self) -> Iterator[Part]:
        """This part and all below it, in their order."""
        yield self
        for child in self.children:
            yield from child.walk()


def _raw(header: Message, name: str) -> str:
    values = (str(value) for known, value in header.raw_items() if known.lower() == name)
    return next(values, "")


def parse_header(content: bytes) -> Message:
    """The fields of a header that stands alone; lines that are none are passed over.

    Bytes outside ASCII come as the surrogates that the standard library makes of them.
    """
    header = Message(policy.compat32)
    for name, value in _FIELD.findall(content.decode("ascii", "surrogateescape")):
        header.set_raw(name, value)
    return header


def parts_of(mail: bytes) -> Part:
    """Cut a mail into its parts."""
    return _Cutter().cut(mail, 0, len(mail), usual="text/plain")


class _Cutter:
    def __init__(self) -> None:
        self._left = MOST_PARTS

    def cut(self, source: bytes, start: int, end: int, *, usual: str, depth: int = 0) -> Part:
        """Read the header at `start`, and cut the body below it if it holds parts."""
        self._left -= 1
        body = _header_end(source, start, end)
        header = parse_header(source[start:body])
        blank = _LINE_END.match(source, body, end)
        kind = _type(header, usual)
        part = Part(header, kind, source, blank.end() if blank else body, end)
        if depth < DEEPEST and kind.startswith("multipart/"):
            return self._with_parts(part, depth)
        if depth < DEEPEST and kind.startswith("message/"):
            return self._with_mail(part, depth)
        return part

    def _with_parts(self, part: Part, depth: int) -> Part:
        """Seen in the wild, and forbidden: a whole multipart in base64."""
        children = self._parts(part, part.source, part.start, part.end, depth)
        if not children and part.encoding:
            content = part.content()
            children = self._parts(part, content, 0, len(content), depth)
        return replace(part, children=children)

    def _parts(
        self, part: Part, source: bytes, start: int, end: int, depth: int
    ) -> tuple[Part, ...]:
        usual = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
        boundary = part.content_type.raw.get("boundary", "").rstrip()
        if not boundary:
            return ()
        places = _between(source, start, end, _bytes(boundary))
        return tuple(
            self.cut(source, begin, stop, usual=usual, depth=depth + 1)
            for begin, stop in places
            if self._left > 0
        )

    def _with_mail(self, part: Part, depth: int) -> Part:
        """An attached mail; or a report about delivery, whose blocks of fields are parts."""
        source, start, end = part.source, part.start, part.end
        if part.encoding:  # forbidden by RFC 2046, and seen in the wild
            source = part.content()
            start, end = 0, len(source)
        if part.type == "message/delivery-status":
            return replace(part, children=tuple(_blocks(source, start, end)))
        mail = self.cut(source, start, end, usual="text/plain", depth=depth + 1)
        return replace(part, children=(mail,))


def _blocks(source: bytes, start: int, end: int) -> Iterator[Part]:
    while start < end:
        after = _header_end(source, start, end)
        if after > start:
            yield Part(parse_header(source[start:after]), "text/plain", source, after, after)
        line_end = _LINE_END.search(source, after, end)
        start = line_end.end() if line_end else end


def _bytes(raw: str) -> bytes:
    """What stood in the mail before the parser made characters of it."""
    return raw.encode("utf-8", "surrogateescape")


def _header_end(source: bytes, start: int, end: int) -> int:
    """Where the first line begins that is no part of a header."""
    line = _FIELD_LINE.match(source, start, end)
    while line is not None and line.end() > start:
        start = line.end()
        line = _FIELD_LINE.match(source, start, end)
    return start


def _type(header: Message, usual: str) -> str:
    """The content type, or what a part is taken for that names none or none that can be.

    RFC 2045 section 5.2 takes what is broken for plain text; a file stays one all the same.
    """
    content_type = structured(_raw(header, "content-type"))
    if not content_type.value:
        return usual
    written = _TYPE.match(content_type.value)
    if written:
        return headers.clean(written[0])
    if content_type.value.startswith("multipart"):
        return "multipart/mixed"
    is_file = content_type.value != "text" and content_type["name"]
    return "application/octet-stream" if is_file else "text/plain"


def _between(source: bytes, start: int, end: int, boundary: bytes) -> Iterator[tuple[int, int]]:
    """The places between the lines that a boundary makes (RFC 2046 section 5.1.1).

    The line end before such a line belongs to it. What stands before the first and after the
    closing one is nobody's. Without a closing line, the last part ends where its holder does.
    """
    begun: int | None = None
    found = _delimiters(source, start, end, b"--" + boundary)
    for before, after, closes in islice(found, MOST_DELIMITERS):
        if begun is not None and before > begun:  # a line that is repeated makes no part
            yield begun, before
        if closes:
            return
        begun = after
    if begun is not None:
        yield begun, end


def _delimiters(
    source: bytes, start: int, end: int, line: bytes
) -> Iterator[tuple[int, int, bool]]:
    """Each line that is a boundary's: where it begins and ends, and whether it closes."""
    at = source.find(line, start, end)
    while at >= 0:
        after = at + len(line)
        closes = source.startswith(b"--", after, end)
        rest = _REST_OF_DELIMITER.match(source, after + 2 * closes, end)
        before = _line_end_before(source, start, at)
        if rest is not None and before is not None:
            yield before, rest.end(), closes
            after = rest.end()
        elif before is None:
            line_end = _LINE_END.search(source, after, end)
            after = line_end.start() if line_end else end
        at = source.find(line, after, end)


def _line_end_before(source: bytes, start: int, at: int) -> int | None:
    """Where the line end right before a place begins; None inside a line."""
    if at == start:
        return at
    if source[at - 1 : at] not in (b"\n", b"\r"):
        return None
    is_pair = at - 2 >= start and source[at - 2 : at] == b"\r\n"
    return at - 1 - is_pair
