"""winmail.dat: a mail of Outlook in a wrapping that only Outlook opens (TNEF, MS-OXTNEF).

Out of it come the attachments with their names and the text. A strict reader of our own: every
length is held against the bytes that are there, nothing is read twice, so that neither memory
nor time can exceed what the bytes themselves take.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from mimetypes import guess_type

from samehand.ingest.html.body import text_from_html
from samehand.ingest.mime import charset, rtf

MOST_FILES = 500
MOST_ATTRIBUTES = 20_000
MOST_PROPERTIES = 10_000  # of the mail or of a file
MOST_VALUES = 10_000  # of a property
LONGEST_TEXT = 4_000_000  # bytes

_SIGNATURE = 0x223E9F78
# Attributes.
_BODY, _TITLE, _DATA, _NEW_FILE = 0x800C, 0x8010, 0x800F, 0x9002
_PROPERTIES, _FILE_PROPERTIES, _CODEPAGE = 0x9003, 0x9005, 0x9007
# Properties.
_P_BODY, _P_RTF, _P_HTML, _P_HTML_CODEPAGE = 0x1000, 0x1009, 0x1013, 0x3FDE
_P_NAME, _P_LONG_NAME, _P_SHOWN_NAME = 0x3704, 0x3707, 0x3001
_P_TYPE, _P_CONTENT_ID, _P_DATA = 0x370E, 0x3712, 0x3701
# Types of properties.
_OBJECT, _STRING, _UNICODE, _BINARY, _MANY = 0x000D, 0x001E, 0x001F, 0x0102, 0x1000
_SIZES = {
    **{0x0000: 4, 0x0001: 4, 0x0002: 4, 0x0003: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8},
    **{0x0007: 8, 0x000A: 4, 0x000B: 4, 0x0014: 8, 0x0040: 8, 0x0048: 16},
}


class _Damaged(Exception):
    """A length that says more than there is, or a type that nobody knows."""


@dataclass
class File:
    """An attachment of the wrapped mail; `is_open` unless it is itself a wrapped mail."""

    name: str = ""
    type: str = ""
    content: bytes = field(default=b"", repr=False)
    content_id: str | None = None
    is_open: bool = True


@dataclass
class Wrapped:
    """What was found. `is_whole` says that nothing is left that could not be opened."""

    files: list[File] = field(default_factory=list)
    plain: str = field(default="", repr=False)
    html: str = field(default="", repr=False)
    rtf: bytes = field(default=b"", repr=False)
    is_whole: bool = True

    def text(self, images: Mapping[str, str]) -> str:
        """The text of the mail in the best form that it has.

        `images` has the names of the pictures, by their ids.
        """
        if self.plain.strip():
            return self.plain
        html = self.html
        if not html.strip() and self.rtf:
            rich = rtf.read_rtf(rtf.unpacked(self.rtf))
            if not rich.is_html:
                return rich.text
            html = rich.text
        return text_from_html(html, images)


def read_tnef(content: bytes) -> Wrapped | None:
    """Open a winmail.dat; None where it is none."""
    if len(content) < 6 or struct.unpack_from("<I", content)[0] != _SIGNATURE:
        return None
    return _Opening().open(memoryview(content))


class _Opening:
    def __init__(self) -> None:
        self._found = Wrapped()
        self._codepage = 1252
        self._html_codepage = 65001

    def open(self, content: memoryview) -> Wrapped:
        try:
            for attribute, data in _attributes(content):
                self._take(attribute, data)
        except _Damaged:
            self._found.is_whole = False
        found = self._found
        found.is_whole = found.is_whole and all(one.is_open for one in found.files)
        found.files = [one for one in found.files if one.is_open and (one.name or one.content)]
        for one in found.files:
            one.type = one.type or guess_type(one.name)[0] or "application/octet-stream"
        return found

    def _take(self, attribute: int, data: memoryview) -> None:
        found = self._found
        if attribute == _CODEPAGE and len(data) >= 4:
            (self._codepage,) = struct.unpack_from("<I", data)
        elif attribute == _BODY:
            found.plain = found.plain or self._string(data)
        elif attribute == _PROPERTIES:
            self._take_properties(data, self._take_of_mail)
        elif attribute == _NEW_FILE:
            if len(found.files) == MOST_FILES:
                raise _Damaged
            found.files.append(File())
        elif found.files:
            self._take_of_file(found.files[-1], attribute, data)

    def _take_of_file(self, file: File, attribute: int, data: memoryview) -> None:
        if attribute == _TITLE:
            file.name = file.name or self._string(data)
        elif attribute == _DATA:
            file.content = bytes(data)
        elif attribute == _FILE_PROPERTIES:
            self._take_properties(data, lambda *found: self._take_property(file, *found))

    def _take_properties(
        self, data: memoryview, take: Callable[[int, int, memoryview], None]
    ) -> None:
        """One list of properties; what is damaged ends this list and not the others."""
        try:
            for found in _properties(data):
                take(*found)
        except _Damaged:
            self._found.is_whole = False

    def _take_property(self, file: File, name: int, kind: int, value: memoryview) -> None:
        if name == _P_LONG_NAME:
            file.name = self._string(value, kind) or file.name
        elif name in (_P_NAME, _P_SHOWN_NAME):
            file.name = file.name or self._string(value, kind)
        elif name == _P_TYPE:
            file.type = self._string(value, kind).lower()
        elif name == _P_CONTENT_ID:
            file.content_id = self._string(value, kind).strip("<> ") or None
        elif name == _P_DATA and kind == _OBJECT:
            file.is_open = False  # a mail or a document that Outlook wraps in its own way
        elif name == _P_DATA and not file.content:
            file.content = bytes(value)

    def _take_of_mail(self, name: int, kind: int, value: memoryview) -> None:
        found = self._found
        if name == _P_BODY:
            found.plain = self._string(value, kind) or found.plain
        elif name == _P_RTF and kind == _BINARY:
            found.rtf = bytes(value[:LONGEST_TEXT])
        elif name == _P_HTML_CODEPAGE and len(value) >= 4:
            (self._html_codepage,) = struct.unpack_from("<I", value)
        elif name == _P_HTML:
            label = charset.of_codepage(self._html_codepage)
            found.html = charset.decode(bytes(value[:LONGEST_TEXT]), label)

    def _string(self, value: memoryview, kind: int = _STRING) -> str:
        content = bytes(value[:LONGEST_TEXT])
        if kind == _UNICODE:
            return content.decode("utf-16-le", "replace").rstrip("\0")
        return charset.decode(content.rstrip(b"\0"), charset.of_codepage(self._codepage))


def _attributes(content: memoryview) -> Iterator[tuple[int, memoryview]]:
    """Level, number, type, length, data, checksum. Checksums are wrong too often to matter."""
    at = 6
    for _ in range(MOST_ATTRIBUTES):
        if at + 9 > len(content):
            return
        _, attribute, _, length = struct.unpack_from("<BHHI", content, at)
        at += 9
        if at + length > len(content):
            raise _Damaged
        yield attribute, content[at : at + length]
        at += length + 2
    raise _Damaged


class _Cursor:
    def __init__(self, data: memoryview) -> None:
        self._data = data
        self._at = 0

    def take(self, length: int) -> memoryview:
        """The next bytes; values begin at a multiple of four."""
        end = self._at + length
        if end > len(self._data):
            raise _Damaged
        taken = self._data[self._at : end]
        self._at = end + (-length % 4)
        return taken

    def number(self) -> int:
        return int.from_bytes(self.take(4), "little")

    def count(self, most: int) -> int:
        counted = self.number()
        if counted > most:
            raise _Damaged
        return counted


def _properties(data: memoryview) -> Iterator[tuple[int, int, memoryview]]:
    """The name, type and first value of each property."""
    cursor = _Cursor(data)
    for _ in range(cursor.count(MOST_PROPERTIES)):
        tag = cursor.number()
        name, kind = tag >> 16, tag & 0xFFFF
        if name >= 0x8000:
            _skip_name(cursor)
        values = _values(cursor, kind)
        if len(values):
            yield name, kind, values


def _skip_name(cursor: _Cursor) -> None:
    cursor.take(16)
    is_text = cursor.number()
    cursor.take(cursor.number() if is_text else 4)


def _values(cursor: _Cursor, kind: int) -> memoryview:
    """The first value of a property, with the cursor behind the last one."""
    single = kind & ~_MANY
    if single in (_OBJECT, _STRING, _UNICODE, _BINARY):
        count = cursor.count(MOST_VALUES)
        if count == 0:
            return memoryview(b"")
        first = cursor.take(cursor.number())
        for _ in range(count - 1):
            cursor.take(cursor.number())
        return first
    if single not in _SIZES:
        raise _Damaged
    if not kind & _MANY:
        return cursor.take(_SIZES[single])
    size = 2 if single == 0x0002 else _SIZES[single]
    return cursor.take(cursor.number() * size)[:size]
