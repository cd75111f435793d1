"""Prints of words: by them a mail knows what it quotes, even where every header is lost.

A print stands for a few words in a row, without their spacing, marks and line breaks, so that
a quotation bears the same prints as what it quotes. Lines that say where words come from
(lead-ins, header lines, links) and what stands below a signature's mark count for nothing.
Of a long text those prints are kept that have the smallest numbers: two mails that share
words then keep the same ones of them (min-wise sampling, Broder 1997).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from itertools import accumulate

WORDS = 6  # in a print, and
LETTERS = 20  # at the least
MOST = 64  # prints of a text
MOST_WORDS = 1_000  # that are looked at: of a long history, the nearest mails

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+")
_MARKS = re.compile(r"[>|\s]*")
_ORIGIN = re.compile(
    r"[@<]|://|www\.|\d{1,2}[:.h]\d{2}\b|\b(?:19|20)\d{2}\b|[:\uff1a]\s*$|[-_=*]{5}"
)
_RULE = re.compile(r"(?:--|[-_=*]{5,60})\s*$")


def prints(lines: Iterable[str]) -> frozenset[int]:
    """The prints of a text, as signed numbers of 64 bits."""
    found: set[int] = set()
    left = MOST_WORDS
    for words in _passages(lines):
        found.update(_prints(words[:left]))
        left -= len(words)
        if left <= 0:
            break
    return frozenset(sorted(found)[:MOST])


def _passages(lines: Iterable[str]) -> Iterator[list[str]]:
    """Words that somebody wrote, in runs between the lines that count for nothing."""
    run: list[str] = []
    footer: int | None = None  # how deep the signature is quoted that we are in
    for line in lines:
        marks = _MARKS.match(line)
        start = marks.end() if marks else 0
        depth = line.count(">", 0, start)
        if depth == footer:
            continue
        footer = depth if _RULE.match(line, start) else None
        if footer is not None or _ORIGIN.search(line, start):
            yield run
            run = []
        else:
            run += _WORD.findall(line.casefold(), start)
    yield run


def _prints(words: list[str]) -> Iterator[int]:
    letters = [0, *accumulate(map(len, words))]
    spelt = [word.encode("utf-8", "replace") for word in words]
    text, ends = b"".join(spelt), [0, *accumulate(map(len, spelt))]
    for first, last in _windows(letters):
        digest = blake2b(text[ends[first] : ends[last]], digest_size=8).digest()
        yield int.from_bytes(digest, "big", signed=True)


def _windows(letters: list[int]) -> Iterator[tuple[int, int]]:
    """From each word, to the first one that makes enough words and letters."""
    last, count = WORDS, len(letters) - 1
    for first in range(count - WORDS + 1):
        if last < first + WORDS:
            last = first + WORDS
        while letters[last] - letters[first] < LETTERS:
            last += 1
            if last > count:
                return  # nor will any later one end in time
        yield first, last
