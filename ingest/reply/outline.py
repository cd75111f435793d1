"""The outline of a text: which of its lines are own words, quotation, lead-in, history.

One walk from the top. History is what others wrote without quotation marks, and begins below
a divider, a header block or a lead-in; it takes all that follows, so there must be own words
above it. Otherwise somebody passes a mail on, or answers below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum
from itertools import compress, groupby

from samehand.ingest.reply import history, lead_in

MOST_LOOKS = 1_000  # for lead-ins: far more than a text has, and soon done


class Role(Enum):
    """Whose words a line holds."""

    OWN = "own"
    QUOTE = "quote"
    LEAD_IN = "lead-in"
    HISTORY = "history"


Run = tuple[Role, list[str]]


class Outline:
    """The role of each line."""

    def __init__(self, lines: Sequence[str], *, is_answer: bool = False) -> None:
        self._lines = lines
        self._marked = [history.is_quoted(line) for line in lines]
        self._roles = [Role.OWN] * len(lines)
        self._is_answer = is_answer  # to a mail of ours, so that its first line may be history
        self._own = 0  # lines so far that somebody has written, and nobody else
        self._looks = 0
        self._widest = widest(compress(lines, self._marked))
        self._walk()

    def runs(self) -> list[Run]:
        """Neighbouring lines of the same role, from the top."""
        pairs = zip(self._roles, self._lines, strict=True)
        return [
            (role, [line for _, line in run])
            for role, run in groupby(pairs, key=lambda pair: pair[0])
        ]

    def _walk(self) -> None:
        number, last_own = 0, None
        while number < len(self._lines):
            line = self._lines[number]
            if not line.strip():
                number += 1
            elif self._is_quote(number):
                if last_own is not None:
                    self._find_lead_ins(last_own + 1, quote=number)
                self._roles[number] = Role.QUOTE
                number, last_own = number + 1, None
            elif last_own is not None and self._is_led_in(number, last_own):
                number, last_own = self._take_led_in(number), None
            else:
                self._own += not history.is_rule(line)
                below = self._below_head(number) or self._below_lone_lead_in(number)
                number, last_own = below or number + 1, None if below else number

    def _is_quote(self, number: int) -> bool:
        line = self._lines[number]
        if not self._marked[number]:
            return self._is_wrapped_quote(number)
        # An own line that a mailbox file has marked, since it begins like an envelope.
        if line.startswith(">From ") and not self._is_marked(number + 1):
            return self._is_marked(number - 1)
        # A lead-in whose last line begins with the bracket that closes its address.
        return not lead_in.is_bare_verb(line) or self._is_marked(number - 1)

    def _is_marked(self, number: int) -> bool:
        return 0 <= number < len(self._lines) and self._marked[number]

    def _is_wrapped_quote(self, number: int) -> bool:
        """The rest of a quoted line that a client broke without repeating its mark."""
        if not self._is_marked(number - 1) or not self._is_marked(number + 1):
            return False
        before, line = self._lines[number - 1].rstrip(), self._lines[number].strip()
        return (
            line[:1].islower()
            and len(line) < len(before)
            and not before.endswith((".", "?", "!", ":"))
            and is_broken_off(before, line, self._widest)
        )

    def _lead_in_start(self, end: int, *, above_quotation: bool = True) -> int | None:
        self._looks += 1
        if self._looks > MOST_LOOKS:
            return None
        return lead_in.start_of(self._lines, end, above_quotation=above_quotation)

    def _is_led_in(self, number: int, last_own: int) -> bool:
        """Whether a quotation with uncommon marks begins, since a lead-in stands above."""
        is_one = history.is_quoted_if_led_in(self._lines[number])
        return is_one and self._find_lead_ins(last_own + 1, quote=number)

    def _take_led_in(self, number: int) -> int:
        lines = self._lines
        while number < len(lines) and history.is_quoted_if_led_in(lines[number]):
            self._roles[number] = Role.QUOTE
            number += 1
        return number

    def _find_lead_ins(self, end: int, *, quote: int) -> bool:
        """The lead-in above a quotation, and one above it where two clients wrote theirs."""
        start = self._lead_in_start(end)
        is_first = self._own == 1 and end == quote
        if start is None and is_first and lead_in.names_writer(self._lines[end - 1]):
            start = end - 1
        if start is None:
            return False
        self._claim(start, end)
        if start and self._roles[start - 1] is Role.OWN:
            above = self._lead_in_start(start)
            if above is not None and lead_in.is_dated_or_addressed(self._lines[above:start]):
                self._claim(above, start)
        return True

    def _below_head(self, number: int) -> int | None:
        """Where to go on below a divider or a header block, if one starts here."""
        end = history.head_end(self._lines, number)
        if end is None:
            return None
        if self._is_introduced(number):
            return end
        self._own -= 1
        self._claim(number, end, written=0)
        is_above_answers = not self._has_own() and self._quote_follows(end)
        return end if is_above_answers else self._rest_is_history(end)

    def _is_introduced(self, number: int) -> bool:
        """Whether the writer shows some fields: a colon above them, or more of a form."""
        lines = self._lines
        above = next((n for n in range(number - 1, -1, -1) if lines[n].strip()), None)
        if above is None or history.label(lines[number]) is None:
            return False
        is_of_form = above == number - 1 and history.is_field(lines[above])
        is_own = self._roles[above] is Role.OWN
        return is_own and (is_of_form or lines[above].rstrip().endswith(lead_in.COLONS))

    def _below_lone_lead_in(self, number: int) -> int | None:
        """Where to go on below a lead-in that no quotation marks follow, if one ends here."""
        is_tired = self._looks > MOST_LOOKS
        if is_tired or not lead_in.may_end(self._lines[number]):
            return None
        if self._quote_follows(number + 1, is_led_in=True) or self._goes_on(number):
            return None
        start = self._lead_in_start(number + 1, above_quotation=False)
        if start is None or self._roles[start] is not Role.OWN:
            return None
        self._claim(start, number + 1)
        return self._rest_is_history(number + 1) if self._has_own() else number + 1

    def _goes_on(self, number: int) -> bool:
        """Whether the next line ends this lead-in, or is another one above a quotation."""
        following = "".join(self._lines[number + 1 : number + 2])
        if lead_in.may_end(following) and self._quote_follows(number + 2):
            return True
        ends = self._lines[number].rstrip().endswith((*lead_in.COLONS, "-", "wrote"))
        return bool(following.strip()) and not ends

    def _has_own(self) -> bool:
        return self._own > 0 or self._is_answer

    def _quote_follows(self, number: int, *, is_led_in: bool = False) -> bool:
        following = (n for n in range(number, len(self._lines)) if self._lines[n].strip())
        first = next(following, None)
        if first is None:
            return False
        return self._marked[first] or (
            is_led_in and history.is_quoted_if_led_in(self._lines[first])
        )

    def _claim(self, start: int, end: int, *, written: int | None = None) -> None:
        lines = self._lines[start:end]
        self._own -= sum(bool(line.strip()) for line in lines) if written is None else written
        self._roles[start:end] = [Role.LEAD_IN] * (end - start)

    def _rest_is_history(self, start: int) -> int:
        self._roles[start:] = [Role.HISTORY] * (len(self._lines) - start)
        return len(self._lines)


def widest(quoted: Iterable[str]) -> int:
    """How many columns a client left to a quoted line that it could have broken."""
    return max((len(one.rstrip()) for one in quoted if " " in history.unquoted(one)), default=0)


def is_broken_off(before: str, line: str, columns: int) -> bool:
    """Whether a line can be the rest of the one above.

    A client that let a line of so many `columns` stand would not have broken this one earlier.
    """
    first_word = line.lstrip().partition(" ")[0]
    return len(before.rstrip()) + 1 + len(first_word) > columns
