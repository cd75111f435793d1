"""The mails that stand in the text of one that passes them on, the outermost first.

The head that the passing program writes is the first of the text: whatever looks like one below
it was there before, in the mail itself, and may be anybody's invention.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from samehand.ingest.forward.fields import Fields, person, read_fields
from samehand.ingest.reply import history, lead_in
from samehand.ingest.reply.phrases import WROTE
from samehand.ingest.reply.signature import trimmed, words_of

MOST = 20  # mails within each other
MOST_LINES = 100_000
MOST_LOOKS = 200  # for lead-ins
_HEAD_LINES = 60  # of a program that shows a whole header

_FROM_WHOM = re.compile(r"\b(?:message|mail|nachricht) (?:from|von) (.{3,150})", re.IGNORECASE)
_PASSED_ON = re.compile(
    r"forward|weitergeleitet|transf[ée]r|réexpédi|reenvia|reencaminha|encaminha|inoltrat"
    r"|doorgestuurd|vidarebefordra|videresend|välitetty|edelleenlähet|przekaz|przesłan"
    r"|přeposlan|preposlan|továbbít|redirec|προωθημ|пересыла|переслан|переадресова|пересилан"
    r"|yönlendiril|[iİ]letil|转发|轉寄|転送|전달",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"-{3,10} ?(?:end (?:of )?forwarded|ende der weitergeleiteten) ", re.IGNORECASE
)
_ON_SCREEN = re.compile(r"\[-- .{1,100} --\]\s*$")  # as mutt shows what is attached
_ONE_MARK = re.compile(r"^\s{0,3}[>\uff1e] ?")


@dataclass(frozen=True)
class Layer:
    """A mail in a text: what its head says, its words, and what others wrote around it."""

    fields: Fields
    text: str
    above: str


@dataclass(frozen=True)
class _Head:
    start: int
    end: int
    fields: Fields


def layers(text: str, *, is_passed_on: bool) -> Iterator[Layer]:
    """Each mail that a text holds, with all that stands beneath it.

    Where somebody is known to have passed a mail on (`is_passed_on`), a lead-in like "On
    Monday, Carla <c@x> wrote:" is a head, too.
    """
    lines = text.split("\n")[:MOST_LINES]
    around: list[str] = []
    for _ in range(MOST):
        head = _first(lines, leads_in=is_passed_on)
        if head is None:
            return
        content, below = _content(lines, head)
        around += [words_of(lines[: head.start], is_answer=True), words_of(below)]
        yield Layer(head.fields, trimmed(content), "\n\n".join(filter(None, around)))
        lines, is_passed_on = content, True


def says_passed_on(text: str) -> bool:
    """Whether a divider in the text says that a mail was forwarded, and not just repeated."""
    lines = text.split("\n")[:MOST_LINES]
    return any(
        _PASSED_ON.search(line[:200]) is not None and _divides(lines, number)
        for number, line in enumerate(lines)
    )


def _first(lines: Sequence[str], *, leads_in: bool) -> _Head | None:
    looks = MOST_LOOKS if leads_in else 0
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        head = _headed(lines, number)
        if head is None and looks and lead_in.may_end(line):
            looks -= 1
            head = _led_in(lines, number)
        if head is not None:
            return head
    return None


def _headed(lines: Sequence[str], number: int) -> _Head | None:
    """A head of fields, with or without a divider, if one starts here."""
    if not _divides(lines, number):
        end = history.head_end(lines, number)
        return None if end is None else _of_fields(lines, number, number, end)
    first = next(
        (n for n in range(number + 1, min(number + 6, len(lines))) if lines[n].strip("> \t")),
        number,
    )
    ends = (history.head_end(lines, number), history.head_end(lines, first))
    end = max(*(one or 0 for one in ends), _header_end(lines, first))
    if end > first > number:
        return _of_fields(lines, number, first, end) or _of_divider(lines, number, end)
    for last in range(first, min(first + lead_in.MOST_LINES, len(lines))):
        if (led_in := _led_in(lines, last)) is not None:
            return _Head(number, led_in.end, led_in.fields)
    return _of_divider(lines, number, number + 1)


def _divides(lines: Sequence[str], number: int) -> bool:
    if _ON_SCREEN.match(lines[number]):
        return _PASSED_ON.search(lines[number]) is not None
    is_head = history.head_end(lines, number) is not None
    return is_head and history.label(lines[number]) is None


def _of_fields(lines: Sequence[str], start: int, first: int, end: int) -> _Head | None:
    """A head with a sender, even if it is not clear who that is: nobody below is meant then."""
    if not any(history.label(line) == "from" for line in lines[first:end]):
        return None
    return _Head(start, end, read_fields(lines[first:end]))


def _of_divider(lines: Sequence[str], start: int, end: int) -> _Head | None:
    """ "----- Forwarded message from Carla <c@x> -----", with no From below."""
    named = _FROM_WHOM.search(lines[start][:250].rstrip("-_=* "))
    sender = person(named[1]) if named else None
    return _Head(start, end, Fields(sender)) if sender and sender.address else None


def _header_end(lines: Sequence[str], number: int) -> int:
    """Where a mail's whole header ends that stands here; `number` where none does."""
    end = number
    while end < min(len(lines), number + _HEAD_LINES) and lines[end].strip("> \t"):
        bare = lines[end].removeprefix("> ")
        if not history.is_field(bare) and (end == number or bare[:1] not in " \t"):
            return number
        end += 1
    labels = {history.label(line) for line in lines[number:end]}
    return end if "from" in labels else number


def _led_in(lines: Sequence[str], last: int) -> _Head | None:
    """A line like "On Monday, Carla <c@x> wrote:", if one ends here."""
    start = lead_in.start_of(lines, last + 1, above_quotation=True)
    if start is None:
        return None
    said = lead_in.joined(lines[start : last + 1]).lstrip("> ")
    sender = person(_without_date(said))
    return _Head(start, last + 1, Fields(sender, date=said)) if sender.address else None


def _without_date(said: str) -> str:
    """The writer's name and address, of the words of a lead-in."""
    before, bracket, address = said.partition("<")
    words = before.rpartition(",")[2].split()
    name = " ".join(word for word in words if word.lower() not in WROTE)
    return f"{'' if any(map(str.isdigit, name)) else name} {bracket}{address}"


def _content(lines: Sequence[str], head: _Head) -> tuple[list[str], list[str]]:
    """The words of a mail below its head, and what was written beneath them.

    Seen in the wild: head and words quoted, the words alone quoted, and neither.
    """
    body = list(lines[head.end :])
    if (first := next((line for line in body if line.strip()), "")) and history.is_rule(first):
        body = body[body.index(first) + 1 :]
    end = next((n for n, line in enumerate(body) if _ENDS.match(line.lstrip("> "))), len(body))
    body, below = body[:end], body[end + 1 :]
    written = [line for line in body if line.strip()]
    is_quoted = bool(written) and history.is_quoted(written[0])
    if history.is_quoted(lines[head.end - 1]) or (
        is_quoted and all(map(history.is_quoted, written))
    ):
        run = next((n for n, line in enumerate(body) if _is_unquoted(line)), len(body))
        return [_ONE_MARK.sub("", line) for line in body[:run]], [*body[run:], *below]
    return body, below


def _is_unquoted(line: str) -> bool:
    return bool(line.strip()) and not history.is_quoted(line)
