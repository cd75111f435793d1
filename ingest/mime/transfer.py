"""What the letters of a part stand for: Content-Transfer-Encoding undone, as far as it goes.

RFC 2045 section 6. What is damaged is read up to the damage and beyond it; nothing raises.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from io import BytesIO
from itertools import islice, takewhile

MOST_PIECES = 10_000
MOST_LINES = 2_000_000

_NAMES = {
    "base64": "base64",
    "b64": "base64",
    "quoted": "quoted-printable",
    "x-uu": "uuencode",
    "uu": "uuencode",
}
_PADDING = re.compile(rb"=[\s=]*+")
_WORDS = re.compile(rb"\s{0,80}[!-~]{1,80}[ \t]+[!-~]")
_BLANK = b"= \t\r\n"


def encoding_named(label: str) -> str:
    """`base64`, `quoted-printable`, `uuencode`, or nothing where the bytes are themselves.

    Seen in the wild: comments and parameters behind the name, quotation marks around it.
    """
    plain = label.strip("\"' \t\r\n").lower()
    return next((name for start, name in _NAMES.items() if plain.startswith(start)), "")


def decoded(content: memoryview, encoding: str) -> bytes:
    """The bytes that were meant; the letters themselves where they are no such code."""
    match encoding:
        case "base64":
            return bytes(content) if _WORDS.match(content) else from_base64(content)
        case "quoted-printable":
            return binascii.a2b_qp(content)
        case "uuencode":
            return _from_uuencode(bytes(content))
    return bytes(content)


def from_base64(coded: memoryview | bytes) -> bytes:
    """Stray characters and missing padding are forgiven, and padding in the middle.

    Seen in the wild: pieces that were coded one by one, each with padding of its own.
    """
    pieces = [_one_base64(coded[start:end]) for start, end in _padded_pieces(coded)]
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _padded_pieces(coded: memoryview | bytes) -> Iterator[tuple[int, int]]:
    start = 0
    for _ in range(MOST_PIECES):
        padding = _PADDING.search(coded, start)
        if padding is None or padding.end() == len(coded):
            break
        yield start, padding.end()
        start = padding.end()
    yield start, len(coded)


def _one_base64(coded: memoryview | bytes) -> bytes:
    try:
        return binascii.a2b_base64(coded)
    except binascii.Error:
        kept = bytes(coded).rstrip(_BLANK)
    for mended in (kept + b"=", kept + b"==", kept[:-1] + b"==", kept[:-1]):
        try:
            return binascii.a2b_base64(mended)
        except binascii.Error:
            continue
    return b""


def _from_uuencode(coded: bytes) -> bytes:
    """What stands between `begin` and `end`; the letters as they are if one is damaged."""
    lines = BytesIO(coded)
    begin = coded.find(b"begin ")
    if begin >= 0:
        lines.seek(begin)
        lines.readline()
    out = bytearray()
    try:
        for line in islice(takewhile(_is_not_end, lines), MOST_LINES):
            out += _uuencoded(line.rstrip(b"\r\n"))
    except binascii.Error:
        return coded
    return bytes(out)


def _is_not_end(line: bytes) -> bool:
    return line.strip() != b"end"


def _uuencoded(line: bytes) -> bytes:
    """Seen in the wild: more letters on a line than its length asks for."""
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        letters = ((line[0] - 32 & 63) * 4 + 5) // 3
        return binascii.a2b_uu(line[:letters])
