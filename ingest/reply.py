"""What is new in a mail: without the history below it, the signature and the footers.

A walker over lines, in linear time, with bounded patterns only. Quoted lines stay where answers
were written between them. Where nothing else was written, the whole text is the reply; but
what stands below our own mark never comes back.
"""

from __future__ import annotations

import re

from samehand.ingest.phrases import (
    DIVIDERS,
    LABELS,
    LEAD_IN_BEGINS,
    LIST_FOOTERS,
    MOBILE_FOOTERS,
    WROTE,
)

REPLY_MARK = "write above this line"

_QUOTE = re.compile(r"\s{0,3}>")
_LONGEST_LINE = 1_000

_WHEN_OR_WHO = re.compile(
    r"\d{1,2}[:.h]\d{2}|\b(?:19|20)\d{2}\b|\d{1,2}[./-]\d{1,2}[./-]\d{2}|@|<"
)
_COLONS = (":", "\uff1a")  # the second is the wide one of Chinese and Japanese
_FIELD = re.compile(
    r"[>\s]{0,8}[*_|]{0,3}([^\s:\uff1a*][^:\uff1a*\n]{0,22})"
    r"[*_]{0,2}\s?[:\uff1a][*_]{0,2}(?:\s|$)"
)

_DIVIDER = re.compile(r"\s{0,3}[-_=]{2,60}\s{0,3}([^-_=\s][^-_=]{3,60})[-_=]{2,60}\s{0,3}$")
_RULE = re.compile(r"\s{0,3}(?:_{5,}|-{5,}|={5,}|\*{5,})\s*$")
_PGP = "-----BEGIN PGP "


def visible_reply(text: str) -> str:
    """The new words of a mail; the full text where nothing can be told apart."""
    lines = [line[:_LONGEST_LINE] if len(line) > 20_000 else line for line in text.split("\n")]
    above, below = _at_our_mark(_without_armour(lines))
    own = _own_words(above) if below is None else _own_words(_before_quotation(above))
    if below is not None:
        return "\n\n".join(part for part in (own, _answers(below)) if part)
    return own or _stripped(above)


def _stripped(lines: list[str]) -> str:
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
            inside = "" if not line.strip() else inside
        elif inside == "block":
            inside = "" if line.startswith("-----END PGP ") else inside
        else:
            kept.append(line.removeprefix("- ") if line.startswith("- --") else line)
    return kept


def _at_our_mark(lines: list[str]) -> tuple[list[str], list[str] | None]:
    for number, line in enumerate(lines):
        if REPLY_MARK in line[:400].casefold():
            return lines[:number], lines[number:]
    return lines, None


def _before_quotation(lines: list[str]) -> list[str]:
    """Take off what a mail client says before it quotes our mail, in whatever language."""
    kept = list(lines)
    while kept and (
        not kept[-1].strip("> \t") or _QUOTE.match(kept[-1]) or _RULE.match(kept[-1])
    ):
        kept.pop()
    for length in (1, 2, 3):
        lead = " ".join(kept[-length:]).strip() if len(kept) >= length else ""
        if lead.endswith(_COLONS) and len(lead) < 400 and _WHEN_OR_WHO.search(lead):
            return kept[:-length]
    return kept


def _answers(below: list[str]) -> str:
    """Paragraphs that an agent wrote between the quoted lines of our mail.

    Only where the mail is quoted line by line, and only with a blank line before: a line that
    a client wrapped out of the quotation must not carry a piece of the brief outside.
    """
    if not _QUOTE.match(below[0]):
        return ""
    kept: list[str] = []
    previous = below[0]
    taking = False
    for line in below[1:]:
        if _QUOTE.match(line):
            taking = False
        elif line.strip() and not previous.strip():
            taking = True
        if taking:
            kept.append(line)
        previous = line
    return _own_words(kept)


def _own_words(lines: list[str]) -> str:
    blocks = _blocks(_before_history(lines))
    own = [_without_signature(block) for is_quote, block in blocks if not is_quote]
    return "\n\n".join(words for words in own if words)


def _blocks(lines: list[str]) -> list[tuple[bool, list[str]]]:
    """Runs of quoted and of own lines; what leads in a quotation belongs to it."""
    blocks: list[tuple[bool, list[str]]] = []
    for number, line in enumerate(lines):
        is_quote = bool(_QUOTE.match(line)) or _is_wrapped_quote(lines, number)
        if not blocks or blocks[-1][0] != is_quote:
            if is_quote and blocks:
                _drop_lead_in(blocks[-1][1])
            blocks.append((is_quote, []))
        blocks[-1][1].append(line)
    return blocks


def _is_wrapped_quote(lines: list[str], number: int) -> bool:
    """The rest of a quoted line that a client broke without repeating its mark."""
    if not 0 < number < len(lines) - 1 or not lines[number].strip():
        return False
    before, line, after = lines[number - 1], lines[number].strip(), lines[number + 1]
    return (
        bool(_QUOTE.match(before) and _QUOTE.match(after))
        and len(before) >= 60
        and len(line) < len(before)
        and not before.rstrip().endswith((".", "?", "!", ":"))
        and line[:1].islower()
    )


def _drop_lead_in(own: list[str]) -> None:
    """Remove "On Monday, Carla wrote:" from the end of own lines that a quotation follows."""
    end = len(own)
    while end and not own[end - 1].strip():
        end -= 1
    for length in (1, 2, 3):
        start = end - length
        if start < 0 or not own[start].strip():
            return
        lead = " ".join(line.strip() for line in own[start:end])
        if _leads_in(lead) and (
            LEAD_IN_BEGINS.match(own[start]) or length == 3 or _is_whole(own, start)
        ):
            del own[start:]
            return


def _is_whole(own: list[str], start: int) -> bool:
    return start == 0 or not own[start - 1].strip() or bool(_WHEN_OR_WHO.search(own[start]))


def _leads_in(lead: str) -> bool:
    """Whether a line above a quotation says who wrote it, or when, and nothing else."""
    lead = lead.rstrip("*_ ")
    if len(lead) > 400:
        return False
    names = bool(_WHEN_OR_WHO.search(lead))
    if lead.endswith(_COLONS):
        return names or bool(WROTE.search(lead))
    return names and bool(WROTE.search(lead[-30:]))


def _before_history(lines: list[str]) -> list[str]:
    """Cut where the unquoted history begins, if anything stands above it."""
    begun = False
    for number, line in enumerate(lines):
        stripped = line.strip()
        if not stripped or _QUOTE.match(line):
            continue
        if begun and _begins_history(lines, number):
            return _trimmed(lines[:number])
        begun = begun or not _RULE.match(line)
    return lines


def _trimmed(lines: list[str]) -> list[str]:
    end = len(lines)
    while end and (not lines[end - 1].strip() or _RULE.match(lines[end - 1])):
        end -= 1
    return lines[:end]


def _begins_history(lines: list[str], number: int) -> bool:
    line = lines[number]
    divider = _DIVIDER.match(line[:200])
    if divider and DIVIDERS.search(divider[1]):
        return True
    if _is_list_footer(lines, number) or _is_header_block(lines, number):
        return True
    return _is_lone_lead_in(lines, number)


def _is_list_footer(lines: list[str], number: int) -> bool:
    return bool(_RULE.match(lines[number])) and any(
        LIST_FOOTERS.search(line[:200]) for line in lines[number + 1 : number + 4]
    )


def _is_header_block(lines: list[str], number: int) -> bool:
    """From and two more fields, close together: what Outlook writes above the history."""
    if _label(lines[number]) != "from":
        return False
    following = [line for line in lines[number + 1 : number + 14] if line.strip()][:6]
    kinds = {_label(line) for line in following}
    return len(kinds & {"when", "to", "what"}) >= 2


def _label(line: str) -> str | None:
    field = _FIELD.match(line[:80])
    return LABELS.get(field[1].strip().lower()) if field else None


def _is_lone_lead_in(lines: list[str], number: int) -> bool:
    """An "On … wrote:" of up to three lines, with no quotation marks below it."""
    if not LEAD_IN_BEGINS.match(lines[number][:60]):
        return False
    for length in (1, 2, 3):
        piece = lines[number : number + length]
        if len(piece) < length or not piece[-1].strip():
            return False
        lead = " ".join(line.strip() for line in piece)
        if lead.rstrip("*_ ").endswith(_COLONS):
            following = next((x for x in lines[number + length :] if x.strip()), "")
            if _QUOTE.match(following):
                return False
            return len(lead) < 400 and bool(WROTE.search(lead) and _WHEN_OR_WHO.search(lead))
    return False


def _without_signature(own: list[str]) -> str:
    for number, line in enumerate(own):
        if line.rstrip() == "--" and number:
            own = own[:number]
            break
        if line.rstrip() == "--" and not number:
            own = []
            break
    end = len(own)
    while end and (not own[end - 1].strip() or _is_footer(own[end - 1])):
        end -= 1
    return _stripped(own[:end])


def _is_footer(line: str) -> bool:
    return len(line) < 120 and bool(MOBILE_FOOTERS.match(line))
