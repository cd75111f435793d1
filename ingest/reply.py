"""What is new in a mail: without the history below it, the signature and the footers.

A walker over lines in linear time. Quotations that a mail client made are left out; lines that
somebody quoted by hand above an answer stay. Where nothing else was written, the whole text
is the reply, but what stands below our own mark never comes back.
"""

from __future__ import annotations

from collections.abc import Sequence

from samehand.ingest import history
from samehand.ingest.phrases import MOBILE_FOOTERS

REPLY_MARK = "write above this line"

_PGP = "-----BEGIN PGP "


def visible_reply(text: str) -> str:
    """The new words of a mail; the full text where nothing can be told apart."""
    lines = _without_armour(text.split("\n"))
    marked = _mark_at(lines)
    if marked is not None:
        above, below = lines[:marked], lines[marked:]
        own = _own_words(_without_last_lead_in(above), is_answer=True)
        parts = (own, _answers(below))
        return "\n\n".join(part for part in parts if part)
    return _own_words(lines) or _trimmed(lines)


def _trimmed(lines: Sequence[str]) -> str:
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def _without_armour(lines: list[str]) -> list[str]:
    """PGP's frame is no part of what was written."""
    if not any(line.startswith(_PGP) for line in lines):
        return lines
    kept: list[str] = []
    inside = ""
    for line in lines:
        if line.startswith(_PGP):
            inside = "head" if "SIGNED" in line else "block"
        elif inside == "head":
            inside = inside if line.strip() else ""
        elif inside == "block":
            inside = "" if line.startswith("-----END PGP ") else inside
        else:
            kept.append(line.removeprefix("- ") if line.startswith("- -") else line)
    return kept


def _mark_at(lines: Sequence[str]) -> int | None:
    for number, line in enumerate(lines):
        if REPLY_MARK in line[:400].casefold():
            return number
    return None


def _without_last_lead_in(above: Sequence[str]) -> list[str]:
    """Take off what a mail client says before it quotes our mail."""
    kept = list(above)
    while kept and (not kept[-1].strip("> \t") or history.is_rule(kept[-1])):
        kept.pop()
    for length in range(1, min(len(kept), history.MOST_LEAD_IN_LINES) + 1):
        if history.says_who_or_when(kept[-length:]):
            start = history.lead_in_start(kept)
            return kept[: len(kept) - length if start is None else start]
    return kept


def _answers(below: Sequence[str]) -> str:
    """Paragraphs that an agent wrote between the quoted lines of our mail.

    Only where the mail is quoted line by line, and only with a blank line before: a line that
    a client wrapped out of the quotation must not carry a piece of the brief outside.
    """
    if not history.is_quoted(below[0]):
        return ""
    kept: list[str] = []
    taking, previous = False, below[0]
    for line in below[1:]:
        if history.is_quoted(line):
            taking = False
        elif REPLY_MARK in line[:400].casefold():
            break  # here the mail stands once more, and not line by line
        elif line.strip() and not previous.strip():
            taking = True
        if taking:
            kept.append(line)
        previous = line
    return _own_words(kept, is_answer=True)


def _own_words(lines: Sequence[str], *, is_answer: bool = False) -> str:
    """Own paragraphs, with what their writer quoted by hand.

    Quotations above the one that the mail client made are by hand; where no lead-in, divider
    or header block tells which one that is, all are the client's.
    """
    new, by_hand = _before_history(_without_list_footer(lines), is_answer=is_answer)
    kept: list[str] = []
    quotes: list[str] = []
    for is_quote, block in reversed(_blocks(new)):
        if is_quote:
            quotes = [_trimmed(block)] if by_hand and kept else []
            continue
        start = history.lead_in_start(_without_blank_end(block))
        if start is not None:
            by_hand, quotes = True, []
        words = _without_signature(block[:start])
        kept += [*quotes, words] if words else quotes
        quotes = []
    return "\n\n".join(reversed([*kept, *quotes]))


def _blocks(lines: Sequence[str]) -> list[tuple[bool, list[str]]]:
    """Runs of quoted and of own lines."""
    blocks: list[tuple[bool, list[str]]] = []
    for number, line in enumerate(lines):
        is_quote = history.is_quoted(line) or _is_wrapped_quote(lines, number)
        if not blocks or blocks[-1][0] != is_quote:
            blocks.append((is_quote, []))
        blocks[-1][1].append(line)
    return blocks


def _is_wrapped_quote(lines: Sequence[str], number: int) -> bool:
    """The rest of a quoted line that a client broke without repeating its mark."""
    if not 0 < number < len(lines) - 1 or not lines[number].strip():
        return False
    before, line, after = lines[number - 1], lines[number].strip(), lines[number + 1]
    return (
        history.is_quoted(before)
        and history.is_quoted(after)
        and len(line) < len(before) >= 60
        and not before.rstrip().endswith((".", "?", "!", ":"))
        and line[:1].islower()
    )


def _without_list_footer(lines: Sequence[str]) -> Sequence[str]:
    for number in range(len(lines)):
        if history.is_list_footer(lines, number):
            return lines[:number]
    return lines


def _before_history(lines: Sequence[str], *, is_answer: bool) -> tuple[Sequence[str], bool]:
    """The lines above unquoted history, and whether there is any below them.

    A mail that begins with somebody else's header is a forwarded one and all its writer has to
    say; in an answer to our mail, it is what a mail client wrote.
    """
    start = 0 if is_answer else None
    for number, line in enumerate(lines):
        if not line.strip() or history.is_quoted(line):
            continue
        lead_in = history.lone_lead_in(lines, number)
        if start is not None and (lead_in or history.begins_history(lines, number)):
            return lines[start:number], True
        if start is None and history.begins_history(lines, number):
            return lines, False
        if start is None:
            start = number + lead_in if lead_in else 0
    return lines[start or 0 :], False


def _without_blank_end(block: list[str]) -> list[str]:
    end = len(block)
    while end and not block[end - 1].strip():
        end -= 1
    return block[:end]


def _without_signature(own: list[str]) -> str:
    """Own words up to the signature's mark (RFC 3676 section 4.3), without closing footers."""
    marks = (number for number, line in enumerate(own) if line.rstrip() == "--")
    own = own[: next(marks, len(own))]
    while own and _is_footer(own[-1]):
        own.pop()
    return _trimmed(own)


def _is_footer(line: str) -> bool:
    if not line.strip() or history.is_rule(line):
        return True
    return len(line) < 120 and bool(MOBILE_FOOTERS.match(line))
