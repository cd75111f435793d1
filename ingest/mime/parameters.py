"""The value of a structured header field and its parameters, as broken as they come.

RFC 2045 section 5.1 says how they are written, RFC 2231 how other letters and long values get
in. Seen in the wild: no semicolons, spaces without quotation marks, quotation marks that never
close, raw bytes, pieces out of order. Time is in proportion to the length.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from samehand.ingest import headers
from samehand.ingest.mime import charset

MOST = 400
LONGEST = 16_000

_VALUE = re.compile(r"\s*([^\s;()]*)")
_PARAMETER = re.compile(
    r"([^\s=;\"]{1,80})\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|\"?([^;]*))", re.DOTALL
)
_ESCAPED = re.compile(r'\\(["\\])')
_PIECE = re.compile(r"([^*]+)\*(\d{1,4})(\*?)")


@dataclass(frozen=True)
class Structured:
    """`value` is in lower case; `raw` has the parameters as they stand, by lower-case name."""

    value: str
    raw: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        """A parameter's decoded value, or nothing."""
        pieces = _pieces(self.raw, name)
        if pieces:
            return headers.text(_assembled(pieces))
        return headers.text(self.raw.get(name, ""))


def structured(field: str) -> Structured:
    """Read a field; of a parameter that is there twice, the first holds."""
    field = field[:LONGEST]
    value = _VALUE.match(field)
    start = value.end() if value else 0
    raw: dict[str, str] = {}
    for number, found in enumerate(_PARAMETER.finditer(field, start)):
        if number == MOST:
            break
        name, quoted, bare = found.groups()
        said = bare.strip() if quoted is None else _ESCAPED.sub(r"\1", quoted)
        raw.setdefault(name.lower(), said)
    return Structured(value[1].lower() if value else "", raw)


def _pieces(raw: Mapping[str, str], name: str) -> list[tuple[int, bool, str]]:
    """What RFC 2231 has made of a parameter: number, whether percent-coded, value."""
    if f"{name}*" in raw:
        return [(0, True, raw[f"{name}*"])]
    pieces = []
    for key, value in raw.items():
        piece = _PIECE.fullmatch(key) if "*" in key else None
        if piece is not None and piece[1] == name:
            pieces.append((int(piece[2]), bool(piece[3]), value))
    return sorted(pieces)


def _assembled(pieces: list[tuple[int, bool, str]]) -> str:
    """The charset stands in the first piece; a character may be cut between two."""
    _, is_coded, first = pieces[0]
    declared, *said = first.split("'", 2) if is_coded else ("", "", first)
    start = said[1] if len(said) == 2 else first
    values = [start, *(value for _, _, value in pieces[1:])]
    content = b"".join(
        unquote_to_bytes(value) if coded else value.encode("utf-8", "surrogateescape")
        for value, (_, coded, _) in zip(values, pieces, strict=True)
    )
    return charset.decode(content, declared if len(said) == 2 else None)
