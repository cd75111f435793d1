"""Who was not reached, by the words of a mail server that wrote no report for machines.

Hundreds of servers write it in hundreds of ways, but the shapes are few: an address at the
start of a line, after a label, or within a sentence, above the mail that comes back. The
strongest shape in a text holds, so that an address mentioned in passing is no recipient.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from samehand.ingest.kinds import servers

MOST_TEXT = 20_000  # characters; the returned mail may follow for megabytes
LONGEST_LINE = 400

ADDRESS = re.compile(
    r"[^\s<>@:;,()\[\]\"'=|\\]{1,80}(?:=[^\s<>@:;,()\[\]\"'=|\\]{1,80}){0,3}"
    r"@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
)
_AT_START = re.compile(rf"[\s*>\"'<\[(•-]{{0,16}}(?:smtp:|mailto:)?({ADDRESS.pattern})", re.I)
_LABEL = re.compile(
    r"(?:recipients?|rcpt to|addresse?e?(?:\(es\))?|userid|error-for|expanded from"
    r"|generated from|addressed(?: to)?|rfc822|smtp|emailaddress\\?\"|failed|attempts|full|宛先"
    r"|undeliverable(?: +to)?|(?:mail|message|e-?mail) to|deliver(?:y"
    r"|ed)?(?: \w{1,12}){0,3} to)"
    r"[\s:;,='\"<\[\\]{1,12}(?:smtp:|rfc822;\s?)?$",
    re.I,
)
_TO = re.compile(r"\s{0,8}(?:to|for|an|à|para)\s{0,3}[:<\s][\s<\"]{0,6}$", re.I)
_FOR = re.compile(r"\bfor\s{1,3}[<\"]{0,2}$", re.I)
_OTHERS = re.compile(r"(?:\bfrom|contact|\bby|sender|write to|such as|try|\bis)\W{1,6}$", re.I)
_PREFIX = re.compile(r"(?:smtp|internet)=", re.I)  # X.400: DDA:SMTP=carla@customer.example


def own_words(text: str) -> list[str]:
    """The lines of the server itself, above the mail that it returns."""
    return list(_above_returned_mail(text))


def _above_returned_mail(text: str) -> Iterator[str]:
    seen = False
    for line in text[:MOST_TEXT].split("\n"):
        if seen and servers.RETURNED_MAIL.search(line[:LONGEST_LINE].lower()):
            return
        seen = seen or "@" in line
        yield line[:LONGEST_LINE]


def by_recipient(words: Sequence[str]) -> list[list[str]]:
    """The lines about each recipient, where a report tells of several; else all of them."""
    starts = [n for n, line in enumerate(words) if _AT_START.match(line)]
    if len(starts) < 2:
        return [list(words)]
    return [list(words[a:b]) for a, b in pairwise((*starts, len(words)))]


def recipients_in(text: str, *, besides: Collection[str] = ()) -> list[str]:
    """The addresses that stand where a server names who was not reached.

    `besides` are addresses that stand in every such report: who it goes to, who wrote it.
    """
    ranked: dict[int, list[str]] = {}
    told = False
    for line in own_words(text):
        for rank, address in _ranked(line, told=told):
            ranked.setdefault(rank, []).append(address)
        told = told or servers.NOT_DELIVERED.search(line.lower()) is not None
    others = {*besides, *ranked.pop(0, ())}
    left = ([one for one in ranked[rank] if one not in others] for rank in sorted(ranked)[::-1])
    return next(filter(None, left), [])


def _ranked(line: str, *, told: bool) -> Iterator[tuple[int, str]]:
    """Each address of a line, with how surely it is a recipient's; at 0 it is not."""
    start = _AT_START.match(line)
    says_failed = servers.NOT_DELIVERED.search(line.lower()) is not None
    for found in ADDRESS.finditer(line):
        prefix = _PREFIX.match(found[0])
        address = found[0][prefix.end() if prefix else 0 :].lower()
        before = line[: found.start()]
        if prefix or (start and start.start(1) == found.start()):
            yield (5 if told else 4), address
        elif _LABEL.search(before):
            yield (5 if told and before.lstrip().startswith("(") else 4), address
        elif _OTHERS.search(before):
            yield 0, address
        elif servers.ANSWER.search(line) and _FOR.search(before):
            yield 4, address
        elif says_failed:
            yield 3, address
        elif _TO.match(before) or told:
            yield 2, address
        else:
            yield 1, address
