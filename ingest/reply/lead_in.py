"""Lead-ins: "On Monday, Carla <c@customer.example> wrote:", and how they are told from words.

A program says who wrote, or when, and ends with a colon; above a quotation that is enough in
any language. Where no quotation marks follow, everything below would be cut off, so that the
shape must be a program's beyond doubt. Every question is about a few lines, and short ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from samehand.ingest.reply.phrases import (
    AROUND_VERB,
    LEAD_IN_BEGINS,
    SAID,
    WROTE,
    WROTE_MYSELF,
    WROTE_WITHIN,
)

LONGEST = 400  # characters
LONGEST_VERB = 40
MOST_LINES = 5
NARROWEST = 58  # columns at which clients break lines, or more
COLONS = (":", "\uff1a")  # the second is the wide one of Chinese and Japanese

_BIDI = (*range(0x200E, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A))
_PLAIN = dict.fromkeys(_BIDI) | {0xFF1A: ":"}
_BEHIND = "*_- \t\xa0" + "".join(map(chr, _BIDI))
_TIME = re.compile(r"(?<![\d.])\d{1,2}[:.h]\d{2}(?!\d|\.\d)|\d{1,2}\s?[时時点點시]")
_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d{2}(?!\d)|\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{2,4}|\d\s?[年월]"
)
_ADDRESS = r"<[(\[]?(?:mailto:)?[^\s<>@]{1,80}@[^\s<>@]{2,120}>"
_ENDS_WITH_ADDRESS = re.compile(rf"{_ADDRESS}$")
_NAME_AND_ADDRESS = re.compile(rf"(?:[^\s:;!?<]{{1,40}} ){{0,5}}{_ADDRESS}[^:;!?.<]{{0,30}}:$")
_ONLY_ADDRESS = re.compile(rf"\s{{0,3}}[(\[]?{_ADDRESS}[)\],]{{0,2}}\s{{0,3}}$")
_BEGINS_DATED = re.compile(r"\W{0,4}\d{1,4}[-/.年]\s?\d")
# how Gmail once began without a verb; its zone is nothing that a person writes
_ZONED = re.compile(r"\d{4}-\d\d-\d\d \d{1,2}:\d\d (?:GMT|UTC)[+-]\d\d?:?\d{0,2} \S")
_SAID_ENDS = tuple(f" {verb}:" for verb in SAID)
_ENDS_WITH_NAME_AND_VERB = re.compile(r"(?!I\b)[^\W\d_a-z][\w.'-]{0,20}[\"),]{0,2} \w{3,20}:$")
_NAME_AND_VERB = re.compile(r"(?:[^\W\d_][\w.'-]{0,20} ){2,4}[^\W\d_]{3,20}:$")


def start_of(lines: Sequence[str], end: int, *, above_quotation: bool) -> int | None:
    """Where the lead-in starts that ends just before `end`; None where there is none.

    Its nearest start that makes it whole is taken: with a date behind a word like "On", else
    with a date and a writer, else any.
    """
    with_both = with_any = None
    unbroken = True
    for start, said, is_joined in _candidates(lines, end):
        unbroken = unbroken and is_joined
        if not (_leads_in(said) if above_quotation else _stands_alone(said)):
            continue
        if LEAD_IN_BEGINS.match(said) and (_is_dated(said) or "@" in said):
            return start
        if unbroken and not _is_torn(said) and not _is_address(lines[start - 1 : start]):
            with_any = start if with_any is None else with_any
            if with_both is None and _is_dated(said) and (_has_verb(said) or "@" in said):
                with_both = start
    best = with_any if with_both is None else with_both
    if best and not above_quotation and lines[best - 1].strip():
        return None  # in the middle of a paragraph
    return best


def end_of(lines: Sequence[str], start: int) -> int | None:
    """Where the lead-in ends that starts a quotation; None where there is none."""
    for end in range(start + 1, min(start + 1 + MOST_LINES, len(lines))):
        if start_of(lines, end, above_quotation=True) == start:
            return end
    return None


def may_end(line: str) -> bool:
    """Whether a lead-in that stands alone could end with this line: asked before all else."""
    if len(line) > LONGEST:
        return False
    ends = line.rstrip(_BEHIND).endswith((*COLONS, "wrote"))
    return ends or "GMT" in line or "UTC" in line


def names_writer(line: str) -> bool:
    """Whether a line right above a quotation is a name and a verb: "Carla Costa joked:"."""
    said = _plain(line.strip())
    if not _NAME_AND_VERB.match(said):
        return False
    *names, verb = said[:-1].split()
    return verb.islower() and all(name[0].isupper() for name in names)


def is_bare_verb(line: str) -> bool:
    """Whether a line is nothing but the end of a lead-in: "> wrote:", torn from its address."""
    if len(line) > LONGEST_VERB or not line.rstrip().endswith(COLONS):
        return False
    return _has_verb(line) and _are_only_verbs(re.split(r"\W+", line.lower()))


def could_lead_in(said: str) -> bool:
    """Whether words above our own quoted mail are a lead-in, in whatever language."""
    said = _plain(said)
    return said.endswith(":") and len(said) < LONGEST and (_is_dated(said) or "@" in said)


def is_dated_or_addressed(lines: Sequence[str]) -> bool:
    said = _plain(joined(lines))
    return "@" in said or _is_dated(said)


def joined(lines: Sequence[str]) -> str:
    """The lines of a lead-in as the program wrote them, in one."""
    return " ".join(line.strip() for line in lines if line.strip())


def _leads_in(said: str) -> bool:
    """Whether words right above a quotation say who wrote it, or when, and nothing else."""
    said = _plain(said)
    dated, addressed = _is_dated(said), "@" in said or "<" in said
    if _has_verb(said[-30:]) or said.endswith(_SAID_ENDS):
        return dated or addressed or said.endswith(":")
    if not said.endswith(":"):
        return bool(_BEGINS_DATED.match(said) and _ENDS_WITH_ADDRESS.search(said))
    if not dated:
        return "@" in said
    if addressed or _has_verb(said) or (_DATE.search(said) and _TIME.search(said)):
        return True
    return bool(LEAD_IN_BEGINS.match(said) and _ENDS_WITH_NAME_AND_VERB.search(said))


def _stands_alone(said: str) -> bool:
    """Whether words that no quotation marks follow can be nothing but a lead-in."""
    said = _plain(said)
    if _ZONED.match(said):
        return True
    if not said.endswith((":", "wrote")):
        return False
    has_verb = _has_verb(said)
    is_one = has_verb and "<" in said and _NAME_AND_ADDRESS.match(said) is not None
    if not is_one and _DATE.search(said):
        timed = _TIME.search(said) is not None
        begins = LEAD_IN_BEGINS.match(said) or said[:1].isdigit() or "@" in said
        is_one = has_verb and bool(begins) and (timed or "@" in said)
        is_one = is_one or (timed and "@" in said and said.endswith(">:"))
    return is_one and not WROTE_MYSELF.search(said)


def _plain(said: str) -> str:
    return said.translate(_PLAIN).rstrip(_BEHIND)


def _is_dated(said: str) -> bool:
    return bool(_DATE.search(said) or _TIME.search(said))


def _has_verb(said: str) -> bool:
    words = re.split(r"\W+", said.lower())
    return not WROTE.isdisjoint(words) or any(verb in said for verb in WROTE_WITHIN)


def _are_only_verbs(words: Sequence[str]) -> bool:
    return all(
        word in WROTE or word in AROUND_VERB or any(verb in word for verb in WROTE_WITHIN)
        for word in words
        if word
    )


def _candidates(lines: Sequence[str], end: int) -> Iterator[tuple[int, str, bool]]:
    """Each possible start upwards, what the lead-in would say, and whether a client may have
    broken the line there."""
    said, is_joined, blanks = "", True, 0
    for start in range(end - 1, max(end - 2 - MOST_LINES, -1), -1):
        line = lines[start].strip()
        if not line:
            blanks += 1
            if blanks > 1 or not said.startswith("<"):
                return
            continue
        if len(line) + len(said) >= LONGEST:
            return
        if said:
            is_joined = _is_broken(line, said)
        said = f"{line} {said}".rstrip()
        yield start, said, is_joined


def _is_broken(before: str, said: str) -> bool:
    """Whether a client may have broken the line between these two."""
    if said.startswith(("<", "(<", "mailto:")) or before.endswith(("<", "(")):
        return True
    if is_bare_verb(said) or ("<" in before and "@" in before):
        return True
    return len(before) + 1 + len(said.partition(" ")[0]) > NARROWEST


def _is_address(line: Sequence[str]) -> bool:
    return bool(line) and _ONLY_ADDRESS.match(line[0]) is not None


def _is_torn(said: str) -> bool:
    """Whether this is only the end of a lead-in."""
    begins_torn = said.startswith(("<", "(<", "mailto:", ">"))
    return begins_torn or said.count("<") != said.count(">") or is_bare_verb(said)
