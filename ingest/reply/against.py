"""An answer, laid beside the mail that it answers: whose words are whose, without guessing.

We know what we sent. Clients break its lines anew, mark them or do not, and turn its quotation
marks; its letters and digits stay in their order. What is not among them is the answer, above,
below and between the lines. Where that cannot be told for certain, the lines are named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum, auto

from samehand.ingest.reply import answers, history, signature
from samehand.ingest.reply.outline import Outline
from samehand.ingest.reply.signature import trimmed, words_of
from samehand.ingest.reply.visible import own_words, parted
from samehand.ingest.words import words

MOST_LINES = 3_000
LONGEST_SENT = 300_000  # characters
SURE = 16  # letters: a line as long as this is nobody's by chance
SURE_OF_TWO = 24
LONGEST_LINE = 2_000
LONGEST_ALTERED = 300
ALMOST = 0.8  # of the letters
FAR = 40  # lines: an answer between two of ours is hardly longer
MOST_DOUBTS = 20

_ADDED = re.compile(
    r"<(?:https?|mailto|tel):[^<>\s]{1,2000}>|\[(?:cid:|image\b)[^\[\]\n]{0,300}\]",
    re.IGNORECASE,
)
_ORDER = re.compile(r"[\s*]{0,8}[#/\uff03][a-z]{2,20}\b", re.IGNORECASE)
# However it is dressed up: the desk's ear strips that off.
_LIKE_AN_ORDER = re.compile(r"[\W_]{0,40}?[#/\uff03\uff0f][a-z\uff21-\uff5a]{2}", re.IGNORECASE)
_SPOKEN = re.compile(r"[^\W_]+")
_ALIKE = 0.5  # of the threes of words that follow each other


@dataclass(frozen=True, slots=True)
class Compared:
    """The two sides of an answer's text. `doubtful` are lines that may be on either."""

    new: str
    quoted: str = ""
    doubtful: tuple[str, ...] = ()


class _Whose(Enum):
    OWN = auto()
    OURS = auto()
    DOUBTFUL = auto()
    NOBODYS = auto()  # a blank or a drawn line


def new_lines(reply_text: str, sent_text: str) -> Compared:
    """What is new in an answer to a mail of ours, of which this is the text.

    `sent_text` may hold the mail in several forms, one below the other. Where the answer does
    not repeat it, or it is too long to be compared, the answer's own form decides.
    """
    lines = reply_text.split("\n")
    sent = _Sent(sent_text) if len(sent_text) <= LONGEST_SENT else None
    start = _start(lines, sent) if sent else None
    if sent is None or start is None or len(lines) - start > MOST_LINES:
        alone = parted(reply_text)
        borrowed = _borrowed(lines, sent) if sent else ()
        return Compared(alone.new, alone.quoted, borrowed)
    below = list(_parted(lines[start:], sent))
    doubtful = tuple(line.strip() for whose, line in below if whose is _Whose.DOUBTFUL)
    above = Outline(answers.above_mark(lines[:start]), is_answer=True).runs()
    new = (own_words(above, is_answer=True), *_own_blocks(below))
    if not answers.FIRST_LINE.match(lines[start]):
        doubtful = (*_borrowed(lines, sent), *doubtful)
    ours = [history.unquoted(line) for whose, line in below if whose is _Whose.OURS]
    return Compared(
        "\n\n".join(part for part in new if part), trimmed(ours), doubtful[:MOST_DOUBTS]
    )


class _Sent:
    """What we sent, letter by letter, and how far of it an answer has come."""

    def __init__(self, text: str) -> None:
        lines = [_letters(line) for line in text.split("\n")]
        self.letters = "".join(lines)
        self.at = 0
        self._ends: set[int] = set()
        end = 0
        for line in lines:
            self._ends.add(end := end + len(line))
        self._lines = set(lines)
        # Each form of the mail ends with the same line.
        last = next((line for line in reversed(lines) if line), "")
        self._whole = {
            end for end in self._ends if last and self.letters.endswith(last, 0, end)
        }
        self._threes = set(_threes(text))

    def goes_on_with(self, said: str, at: int | None = None) -> bool:
        return self.letters.startswith(said, self.at if at is None else at)

    def place_of(self, said: str, following: str) -> int | None:
        """Where a line stands that is not the next one: a long one, or one that is followed
        by the same as here. What comes later is looked for first."""
        wanted = said if len(said) >= SURE else said + following
        if len(said) < SURE and not following:
            return None
        places = (self.letters.find(wanted, start) for start in (self.at, 0))
        return next((at for at in places if at >= 0), None)

    def beginning_of(self, said: str) -> int:
        """How many letters at the beginning of a line are the rest of one of ours."""
        ours = self.letters[self.at : self.at + len(said)]
        size = next(
            (n for n, pair in enumerate(zip(said, ours, strict=False)) if pair[0] != pair[1]),
            len(ours),
        )
        return size if size >= SURE // 2 and self.at + size in self._ends else 0

    def is_read(self) -> bool:
        """Whether the answer has come to the end of our mail."""
        return self.at in self._whole

    def has_line(self, said: str) -> bool:
        return said in self._lines

    def is_almost(self, said: str) -> bool:
        """Whether what goes on here is a line that a client has altered, by a sign or two."""
        here = self.letters[self.at : self.at + len(said)]
        if not SURE // 2 <= len(said) <= LONGEST_ALTERED:
            return False
        match = SequenceMatcher(None, said, here, autojunk=False)
        return match.quick_ratio() >= ALMOST and match.ratio() >= ALMOST

    def is_alike(self, line: str) -> bool:
        """Whether a line is made of words that follow each other in ours as well."""
        threes = list(_threes(line))
        known = sum(three in self._threes for three in threes)
        return bool(threes) and known >= _ALIKE * len(threes)


def _start(lines: Sequence[str], sent: _Sent) -> int | None:
    """The line with which our mail begins, or what an answer's writer left of it."""
    for number, line in enumerate(lines[:MOST_LINES]):
        if answers.FIRST_LINE.match(line):
            return number
    is_repeated = answers.mark_at(lines) is not None
    for number, line in enumerate(lines[:MOST_LINES]):
        # Our mails show examples, and the text of a held one: agents copy both.
        if _ORDER.match(line) or not (is_repeated or history.is_quoted(line)):
            continue
        said = _letters(line)
        at = sent.letters.find(said) if len(said) >= SURE // 2 else -1
        if at >= 0:
            following = next(filter(None, map(_letters, lines[number + 1 : number + FAR])), "")
            is_enough = not following or len(said) + len(following) >= SURE_OF_TWO
            if is_enough and sent.goes_on_with(following, at + len(said)):
                return number
    return None


def _borrowed(lines: Sequence[str], sent: _Sent) -> tuple[str, ...]:
    """Orders that stand in our mail as well, where an answer repeats it without its beginning:
    they may be a customer's words, which nothing marks."""
    above = lines[: answers.mark_at(lines) or 0]
    orders = (line for line in above if _LIKE_AN_ORDER.match(line))
    unmarked = (line.strip() for line in orders if not history.is_quoted(line))
    return tuple(line for line in unmarked if sent.has_line(_letters(line)))


def _parted(lines: Sequence[str], sent: _Sent) -> Iterator[tuple[_Whose, str]]:
    """Each line from the beginning of our mail on, and whose it is."""
    letters = list(map(_letters, lines))
    for number, (line, said) in enumerate(zip(lines, letters, strict=True)):
        below = [one for one in letters[number + 1 : number + 1 + FAR] if one]
        if not said:
            yield _Whose.NOBODYS, line
        elif sent.goes_on_with(said):
            sent.at += len(said)
            yield _Whose.OURS, line
        elif size := sent.beginning_of(said[:LONGEST_LINE]):
            sent.at += size
            yield _Whose.OURS, line
            yield _Whose.OWN, _behind(line, size)
        elif any(len(one) >= SURE // 2 and sent.goes_on_with(one) for one in below):
            is_alike = sent.is_alike(line)
            yield (_Whose.DOUBTFUL, line) if is_alike else (_Whose.OWN, _unmarked(line))
        elif (at := sent.place_of(said, "".join(below[:1]))) is not None:
            sent.at = at + len(said)
            yield _Whose.OURS, line
        elif sent.is_almost(said):
            sent.at += len(said)
            yield _Whose.OURS, line
        else:
            yield _of_unknown(line, said, sent), line


def _of_unknown(line: str, said: str, sent: _Sent) -> _Whose:
    """Whose a line is that is not ours as it is, where ours does not go on below it."""
    is_alike = sent.is_alike(line)
    if _ORDER.match(line) and not sent.has_line(said):
        return _Whose.OWN
    if history.is_quoted(line):
        return _Whose.OURS if is_alike else _Whose.DOUBTFUL
    if is_alike or (sent.has_line(said) and not sent.is_read()):
        return _Whose.DOUBTFUL
    return _Whose.OWN


def _unmarked(line: str) -> str:
    return history.unquoted(line) if history.is_quoted(line) else line


def _own_blocks(below: Sequence[tuple[_Whose, str]]) -> Iterator[str]:
    """What was written below and between our lines, each piece without what closes it."""
    block: list[str] = []
    for whose, line in (*below, (_Whose.OURS, "")):
        if whose in (_Whose.OWN, _Whose.DOUBTFUL):
            block.append(line)
        elif whose is _Whose.NOBODYS and (block or line == signature.MARK):
            block.append("" if history.is_quoted(line) else line)
        elif block:
            yield words_of(block, is_answer=True)
            block = []


def _letters(line: str) -> str:
    """What no client changes in a line, without what clients add to links."""
    return words(_ADDED.sub("", history.unquoted(line) if line else "")).casefold()


def _behind(line: str, letters: int) -> str:
    """The rest of a line behind so many letters."""
    for end in range(letters, len(line) + 1):
        if len(_letters(line[:end])) >= letters:
            return line[end:].lstrip(" .,;:!?)\"'")
    return ""


def _threes(text: str) -> Iterator[tuple[str, str, str]]:
    spoken = _SPOKEN.findall(text.casefold())
    return zip(spoken, spoken[1:], spoken[2:], strict=False)
