"""What closes a mail and is none of its words: signatures, footers, disclaimers.

Taken off only from the end, and only where the shape leaves no doubt: to keep a footer costs
a reader a glance, to lose a sentence costs the customer an answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from samehand.ingest.reply.closings import (
    CONTACT,
    LEGAL_OPENINGS,
    REGARDS,
    SECRETS,
    TREES,
    WARNINGS,
)
from samehand.ingest.reply.footers import (
    DEVICES,
    FROM_DEVICE,
    LIST_FOOTERS,
    LIST_OPENINGS,
    MAILS,
    PARTS_OF_VIRUS_FREE,
    POSSESSIVES,
    SENT_FROM,
    SENT_FROM_LAST,
    VIRUS_FREE,
)
from samehand.ingest.reply.history import is_rule

MARK = "-- "  # RFC 3676 section 4.3

LONGEST_PRAISE = 40
SHORTEST_FOOTER = 20
LONGEST_FOOTER = 120  # characters
LONGEST_SCAN = 400
LONGEST_TREES = 200
LONGEST_DISCLAIMER = 6_000
MOST_SIGNATURE_LINES = 36
MOST_CONTACT_LINES = 12

_LINK = re.compile(r"https?://|www\.|mailto:|[^\s@]@[^\s@]")
_RULE_OF_SIGNATURE = re.compile(r"\s{0,3}[-_=~*\u2013\u2014]{2,80}\s*$")
_SENTENCE_ENDS = (".", "?", "!", "\u3002", "\uff1f", "\uff01")
_CLAUSE_ENDS = re.compile(r"(?<=\w)[,.;!?(](?=\s|$|[(h])")
_TRACKER = "\u1427"  # a letter that programs leave to see whether a mail was read


def words_of(own: Sequence[str], *, is_answer: bool = False) -> str:
    """Own lines without what closes them. An agent's answer keeps its telephone numbers."""
    kept = list(own[: _mark(own)])
    kept = kept[: _list_footer(kept)]
    _take_footers(kept)
    if not is_answer:
        _take_contacts(kept)
    return trimmed(kept)


def below_mark(own: Sequence[str]) -> Sequence[str]:
    """The lines of a signature that has its mark."""
    return own[_mark(own) + 1 :]


def trimmed(lines: Sequence[str]) -> str:
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _mark(own: Sequence[str]) -> int:
    """Where a signature's mark stands.

    Seen in the wild: the mark without its blank. It counts where little follows.
    """
    near_end = max(len(own) - MOST_SIGNATURE_LINES, 0)
    for number, line in enumerate(own):
        if line.rstrip() == "--" and (line != "--" or number >= near_end):
            return number
    return len(own)


def _list_footer(own: Sequence[str]) -> int:
    """Where a drawn line stands above what a list's software adds."""
    for number, line in enumerate(own):
        if is_rule(line):
            below = [one[:200] for one in own[number + 1 : number + 7]]
            if any(map(LIST_FOOTERS.search, below[:3])) and any(map(_LINK.search, below)):
                return number
    return len(own)


def _take_footers(kept: list[str]) -> None:
    """Take lines and paragraphs of programs and lawyers off the end."""
    while kept:
        if _is_footer_line(kept[-1]):
            kept.pop()
            continue
        start = _last_paragraph(kept)
        if start is None or not _is_footer_paragraph(" ".join(kept[start:])):
            return
        del kept[start:]


def _is_footer_line(line: str) -> bool:
    said = line.strip()
    if not said or said == _TRACKER or _RULE_OF_SIGNATURE.match(line):
        return True
    if len(said) > LONGEST_FOOTER:
        return False
    if FROM_DEVICE.match(said) or _is_of_scanner(said):
        return True
    if not SENT_FROM.match(said) and not SENT_FROM_LAST.match(said):
        return False
    if DEVICES.search(_CLAUSE_ENDS.split(said, maxsplit=1)[0]):
        return True
    is_short = len(said) <= LONGEST_PRAISE and not said.endswith(_SENTENCE_ENDS)
    return is_short and POSSESSIVES.search(said) is not None


def _is_of_scanner(said: str) -> bool:
    """Whether something is said to have no virus, and that something is a mail."""
    folded = said.casefold()
    if not any(part in folded for part in PARTS_OF_VIRUS_FREE) or not VIRUS_FREE.search(said):
        return False
    return MAILS.search(said) is not None or _LINK.search(said) is not None


def _last_paragraph(kept: Sequence[str]) -> int | None:
    """Where the last paragraph starts, if it is not too long to be looked at."""
    size = 0
    for start in range(len(kept) - 1, -1, -1):
        size += len(kept[start]) + 1
        if size > LONGEST_DISCLAIMER:
            return None
        if start == 0 or not kept[start - 1].strip():
            return start
    return None


def _is_footer_paragraph(said: str) -> bool:
    said = " ".join(said.split()).lstrip("*_-> ")
    if len(said) < SHORTEST_FOOTER:
        return False
    if LIST_OPENINGS.match(said):
        return _LINK.search(said) is not None or len(said) < LONGEST_FOOTER
    if len(said) < LONGEST_SCAN and _is_of_scanner(said):
        return True
    if not LEGAL_OPENINGS.match(said):
        return len(said) < LONGEST_TREES and bool(TREES.match(said))
    said = said.lower()
    secrets = sum(word in said for word in SECRETS)
    return secrets > 1 or (secrets == 1 and any(word in said for word in WARNINGS))


def _take_contacts(kept: list[str]) -> None:
    """Take off telephone and address, where they follow a closing phrase and a name."""
    for number in range(max(len(kept) - MOST_SIGNATURE_LINES, 0), len(kept) - 3):
        if not REGARDS.match(kept[number][:80]):
            continue
        below = [n for n in range(number + 1, len(kept)) if kept[n].strip()]
        if 2 < len(below) <= MOST_CONTACT_LINES and _are_contacts([kept[n] for n in below]):
            del kept[below[1] :]
            return


def _are_contacts(lines: Sequence[str]) -> bool:
    named, *details = lines
    if CONTACT.match(named) or any(
        len(line) > 90 or line.rstrip()[-1:] in "?!" for line in lines
    ):
        return False
    return sum(bool(CONTACT.match(line.strip())) for line in details) >= 2
