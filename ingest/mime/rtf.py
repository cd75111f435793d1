"""Rich Text Format to what a reader sees of it, also where Outlook has packed or wrapped it.

Packed: LZFu (MS-OXRTFCP). Wrapped: HTML that hides in RTF and is taken out again (MS-OXRTFEX).
Pictures, fonts and whatever is not understood are left out. Time is in proportion to the
length, and what would be too long is cut.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace

from samehand.ingest.mime import charset

LONGEST = 2_000_000  # characters
DEEPEST = 500

_PACKED, _PLAIN = b"LZFu", b"MELA"
_WINDOW = 4096
_EXPECTED = (  # what the packer takes for said before: the beginning of most documents
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)

_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?[0-9]{1,9})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}]+)",
    re.DOTALL,
)
_UNREAD = {
    *("fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "generator", "listtable"),
    *("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"),
    *("themedata", "datastore", "fldinst", "xmlnstbl", "nonshppict", "bkmkstart", "bkmkend"),
}
_SIGNS = {
    **{"par": "\n", "line": "\n", "row": "\n", "sect": "\n", "page": "\n", "tab": "\t"},
    **{"cell": "\t", "emdash": "\u2014", "endash": "\u2013", "bullet": "\u2022"},
    **{"lquote": "\u2018", "rquote": "\u2019", "ldblquote": "\u201c", "rdblquote": "\u201d"},
    **{"emspace": " ", "enspace": " ", "qmspace": " "},
}


def unpacked(content: bytes) -> bytes:
    """The document in a packed one, cut where it is damaged or too long."""
    if len(content) < 16 or content[8:12] not in (_PACKED, _PLAIN):
        return b""
    (size,) = struct.unpack_from("<I", content, 4)
    size = min(size, LONGEST)
    if content[8:12] == _PLAIN:
        return content[16 : 16 + size]
    return _from_lzfu(content, size)


def _from_lzfu(content: bytes, size: int) -> bytes:
    """Eight steps to a control byte: a letter, or a place in the last 4096 and a length."""
    out = bytearray(_EXPECTED)
    most = size + len(_EXPECTED)
    at, end = 16, len(content)
    while at < end and len(out) < most:
        control = content[at]
        at += 1
        for step in range(8):
            if not control >> step & 1:
                out += content[at : at + 1]
                at += 1
                continue
            if at + 2 > end:
                return bytes(out[len(_EXPECTED) : most])
            place, length = content[at] << 4 | content[at + 1] >> 4, (content[at + 1] & 15) + 2
            at += 2
            back = (len(out) - place) % _WINDOW
            if back == 0:  # the end is said by a place that has not been written yet
                return bytes(out[len(_EXPECTED) : most])
            start = len(out) - back
            if start < 0:
                return bytes(out[len(_EXPECTED) : most])
            for number in range(length):
                out.append(out[start + number])
    return bytes(out[len(_EXPECTED) : most])


@dataclass(frozen=True)
class RichText:
    """What a document says; `is_html` where it was only wrapped around HTML."""

    text: str
    is_html: bool


def read_rtf(document: bytes) -> RichText:
    """Read a document that is not packed."""
    return _Reading(document[:LONGEST].decode("latin-1")).read()


@dataclass(frozen=True)
class _Group:
    is_read: bool = True
    is_twin: bool = False  # what stands for a tag in RTF, and is left out
    skip: int = 1  # letters for old readers behind each character of Unicode


class _Reading:
    def __init__(self, document: str) -> None:
        self._document = document
        self._out: list[str] = []
        self._bytes = bytearray()
        self._codepage = 1252
        self._is_html = False
        self._group = _Group()
        self._outer: list[_Group] = []
        self._to_skip = 0
        self._is_optional = False

    def read(self) -> RichText:
        for token in self._tokens():
            word, number, coded, sign, brace, said = token.groups()
            if brace:
                self._turn(brace)
            elif word:
                self._obey(word.lower(), int(number) if number else None)
            elif coded:
                self._say_byte(int(coded, 16))
            elif sign:
                self._obey_sign(sign)
            else:
                self._say(said.replace("\r", "").replace("\n", ""))
            if len(self._outer) > DEEPEST:
                break
        self._flush()
        halves = "".join(self._out).encode("utf-16-le", "surrogatepass")
        return RichText(halves.decode("utf-16-le", "replace"), self._is_html)

    def _tokens(self) -> Iterator[re.Match[str]]:
        token = _TOKEN.search(self._document)
        while token is not None:
            yield token
            end = token.end()
            if token[1] == "bin":  # so many bytes of anything follow
                end += max(int(token[2] or 0), 0)
            token = _TOKEN.search(self._document, end)

    def _turn(self, brace: str) -> None:
        self._flush()
        self._is_optional, self._to_skip = False, 0
        if brace == "{":
            self._outer.append(self._group)
        elif self._outer:
            self._group = self._outer.pop()

    def _obey_sign(self, sign: str) -> None:
        if sign == "*":
            self._is_optional = True
        elif sign in "\r\n":
            self._say("\n")
        elif sign == "~":
            self._say("\u00a0")
        elif sign in "\\{}":
            self._say(sign)
        elif sign == "_":
            self._say("-")

    def _obey(self, word: str, number: int | None) -> None:
        is_optional, self._is_optional = self._is_optional, False
        if word == "htmltag":
            return  # HTML as it was
        if word in _UNREAD or is_optional:
            self._group = replace(self._group, is_read=False)
        elif word == "htmlrtf":
            self._group = replace(self._group, is_twin=number != 0)
        elif word == "fromhtml":
            self._is_html = True
        elif word == "ansicpg":
            self._codepage = number or 1252
        elif word == "uc":
            self._group = replace(self._group, skip=min(max(number or 0, 0), 10))
        elif word == "u" and number is not None:
            self._say(chr(number % 0x10000))
            self._to_skip = self._group.skip
        elif word in _SIGNS:
            self._say(_SIGNS[word])

    def _is_said(self) -> bool:
        return self._group.is_read and not self._group.is_twin

    def _say(self, said: str) -> None:
        self._flush()
        skipped = min(self._to_skip, len(said))
        self._to_skip -= skipped
        if self._is_said():
            self._out.append(said[skipped:])

    def _say_byte(self, value: int) -> None:
        if self._to_skip:
            self._to_skip -= 1
        elif self._is_said():
            self._bytes.append(value)

    def _flush(self) -> None:
        """Bytes side by side may be one character."""
        if self._bytes:
            label = charset.of_codepage(self._codepage)
            self._out.append(charset.decode(bytes(self._bytes), label))
            self._bytes.clear()
