"""What is left of words when every program has dressed them in its own way.

A client writes an answer twice, as text and as HTML, with other quotation marks, bullets and
line breaks; letters, digits and pictographs are the same in both.
"""

from __future__ import annotations

import re
from unicodedata import category, normalize

_NOTHING_SAID = re.compile(r"[\W_]+")
_DRESS = {"\ufffc", "\ufffd"} | {chr(code) for code in range(0x2500, 0x2600)}  # boxes, bullets


def words(text: str) -> str:
    """Letters, digits and pictographs of a text, one after the other."""
    if text.isascii():
        return _NOTHING_SAID.sub("", text)
    return "".join(filter(_says, normalize("NFKC", text)))


def _says(sign: str) -> bool:
    return sign.isalnum() or (category(sign) in {"So", "Sc"} and sign not in _DRESS)
