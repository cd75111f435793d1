"""Of an agent's HTML, what says exactly the words that go to the customer.

Which words these are was decided on the text: quotations, brief, commands and history are cut
there. Here their form is found again, and nothing else. What cannot be had for certain is left,
since the text alone is a whole answer; never does the result say more than the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape
from unicodedata import normalize
from urllib.parse import unquote

from samehand.ingest.html.passages import (
    Line,
    Token,
    attributes_in,
    said_in,
    taken_apart,
    without_pictures,
)
from samehand.ingest.html.selection import Selection, chosen
from samehand.ingest.html.wall import walled
from samehand.ingest.words import words

_CELLS = {"td", "th"}
_PICTURE = re.compile(r'<img src="cid:([^"]{1,300})"')
_MAIL_FORM = re.compile(r'(href="mailto:[^"?]{0,300})\?[^"]{0,2000}', re.IGNORECASE)
_UNSEEN = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u2060-\u2064\ufeff]")
_MOST_CODED = 4  # times, one in the other


def only(html: str, text: str) -> str:
    """What says the lines of `text` in a page that `body` has made safe; "" where nothing does.

    `text` is a selection, in their order, of the lines of what the page says.
    """
    if not html or not text.strip():
        return ""
    tokens, lines = taken_apart(html)
    found = chosen(lines, text)
    if found is None:
        return ""
    kept = walled(_MAIL_FORM.sub(r"\1", "".join(_written(tokens, lines, found))))
    return kept if _says(kept, text) else ""


def exposed(html: str) -> str:
    """All that a page says to anybody: its words, and what stands in its tags, decoded.

    For those who look for what must not leave: nothing is hidden in it by tags between letters,
    by entities or by percent-encoding.
    """
    return "\n".join(map(decoded, (said_in(html), *attributes_in(html))))


def decoded(said: str) -> str:
    """A text as it stands and, where that differs, as programs and readers understand it:
    without entities, percent-encoding, full-width letters and signs that nobody sees."""
    forms = [said]
    for _ in range(_MOST_CODED):
        plain = normalize("NFKC", _UNSEEN.sub("", unescape(unquote(forms[-1]))))
        if plain == forms[-1]:
            break
        forms.append(plain)
    return "\n".join(forms)


def pictures_in(html: str) -> frozenset[str]:
    """The Content-IDs of the pictures that a page shows."""
    return frozenset(unescape(name) for name in _PICTURE.findall(html))


def _says(html: str, text: str) -> bool:
    selection = Selection(text)
    return any(map(selection.is_all, selection.after(words(said_in(html)), 0)))


def _written(
    tokens: Sequence[Token], lines: Sequence[Line], found: Mapping[int, str]
) -> Sequence[str]:
    """The tokens of the lines that were found, in the elements that they stand in."""
    kept = set(found) | _wordless(lines, found)
    written: list[str] = []
    opened: list[tuple[int, bool]] = [(0, False)]  # where an element began, and if it is needed
    for tag, said, is_end, line in tokens:
        if line is not None:
            if line not in kept:
                continue
            is_whole = found.get(line, lines[line].words) == lines[line].words
            written.append(said if is_whole or tag else without_pictures(said))
            is_needed = bool(tag or said.strip())
            opened[-1] = opened[-1][0], opened[-1][1] or is_needed
        elif not is_end:
            opened.append((len(written), False))
            written.append(said)
        else:
            _close(tag, said, opened, written)
    return written


def _close(tag: str, said: str, opened: list[tuple[int, bool]], written: list[str]) -> None:
    """End an element, or take it out again where nothing in it is kept."""
    if len(opened) == 1:
        return  # of a page that is not balanced
    start, is_needed = opened.pop()
    if is_needed or tag in _CELLS:  # an empty cell keeps the others in their columns
        written.append(said)
        opened[-1] = opened[-1][0], opened[-1][1] or is_needed
    else:
        del written[start:]


def _wordless(lines: Sequence[Line], found: Mapping[int, str]) -> set[int]:
    """The lines without words that belong to those that are kept.

    A picture does that comes after kept words, and before any that are cut; or with which a
    page begins.
    """
    kept: set[int] = set()
    last = max(found, default=0)
    above = next((number for number, line in enumerate(lines) if line.words), 0)  # or the first
    for number, line in enumerate(lines):
        if line.words:
            above = number
        is_near = above in found and lines[above].is_quoted == line.is_quoted
        is_wanted = line.has_picture or above < number < last
        if not line.words and is_near and is_wanted:
            kept.add(number)
    return kept
