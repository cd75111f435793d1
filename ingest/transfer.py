"""What the letters of a part stand for: Content-Transfer-Encoding undone, as far as it goes.

RFC 2045 section 6. What is damaged is read up to the damage and beyond it; nothing raises.
"""

from __future__ import annotations

import binascii
import re
from io import BytesIO
from itertools import takewhile

_NAMES = {
    "base64": "base64",
    "b64": "base64",
    "quoted": "quoted-printable",
    "x-uu": "uuencode",
    "uu": "uuencode",
}
_PADDED_INSIDE = re.compile(rb"=[\s=]*+[A-Za-z0-9+/]")
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
    inside = _PADDED_INSIDE.search(coded)
    if inside is None:
        return _one_base64(coded)
    pieces, start = [], 0
    while inside is not None:
        pieces.append(_one_base64(coded[start : inside.start()]))
        start = inside.end() - 1
        inside = _PADDED_INSIDE.search(coded, start)
    return b"".join([*pieces, _one_base64(coded[start:])])


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
        for line in takewhile(_is_not_end, lines):
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
