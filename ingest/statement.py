"""An Authentication-Results field as a value (RFC 8601 section 2.2), read strictly.

Results are triples of word, "=" and word between semicolons; comments and white space may stand
anywhere, and nothing else may. What is not certain is no statement at all. Decides nothing
about whose statement it is, or whether it is to be believed. (Of the libraries, authres gives
up on what Exchange and Yahoo write, and loses a result where a semicolon is missing.)
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LONGEST = 16_384
DEEPEST = 20  # comments in comments

_TOKEN = re.compile(r'[ \t]+|[;=]|"(?:[^"\\]|\\.)*"|[!#-\'*-:<>-\[\]-~]+')
_IN_COMMENT = re.compile(r'[()]|\\.|"[^"()\\]*"|[^()\\"]+')
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_KEY = re.compile(r"[a-z][a-z0-9_-]*(?:/1|\.[a-z0-9_-]+)?")
_STRAY = re.compile(r"[a-z0-9.-]+")
# Properties without a type. Other words that have none may be a result after a lost semicolon.
_PLAIN = {"reason", "x-bits", "arc_overridden_status"}


@dataclass(frozen=True)
class MethodResult:
    """What one method found, such as dkim=pass, and the properties that it looked at."""

    method: str
    result: str
    properties: Mapping[str, str]


@dataclass(frozen=True)
class Statement:
    """All results of a field; `server` is None where it does not say whose statement it is."""

    server: str | None
    results: tuple[MethodResult, ...]

    def of(self, method: str) -> list[MethodResult]:
        return [result for result in self.results if result.method == method]


def parse(field: str, *, exchange: bool = False) -> Statement | None:
    """The statement in lower case, None for what is malformed or could be read in two ways.

    With `exchange`, what Exchange Online writes is allowed: no server's name, `action=`,
    a domain alone between two results. Seen in the wild: a semicolon at the end, of Yahoo's.
    """
    sections = _sections(field)
    if sections is None:
        return None
    server = None
    if "=" not in sections[0]:
        name, *version = sections.pop(0) or [""]
        if not name or version not in ([], ["1"]):
            return None
        server = _unquoted(name)
    elif not exchange:
        return None
    if sections == [["none"]]:
        return Statement(server, ())
    if len(sections) > 1 and not sections[-1]:
        sections.pop()
    if exchange:
        sections = [s for s in sections if s and not (len(s) == 1 and _STRAY.fullmatch(s[0]))]
    results = [_result(section, exchange=exchange) for section in sections]
    sure = tuple(result for result in results if result is not None)
    return Statement(server, sure) if sure and len(sure) == len(results) else None


def _result(section: Sequence[str], *, exchange: bool) -> MethodResult | None:
    keys, signs, values = section[::3], section[1::3], section[2::3]
    if not keys or len(keys) != len(values) or {*signs} != {"="} or "=" in values:
        return None
    if len({*keys}) < len(keys) or not all(map(_KEY.fullmatch, keys)):
        return None
    method, result = keys[0].removesuffix("/1"), values[0]
    plain = {*_PLAIN, "action"} if exchange else _PLAIN
    if "." in method or result.startswith('"'):
        return None
    if any("." not in key and key not in plain for key in keys[1:]):
        return None  # "dkim=fail dmarc=pass": was there to be a semicolon?
    properties = dict(zip(keys[1:], map(_unquoted, values[1:]), strict=True))
    return MethodResult(method, result, properties)


def _sections(field: str) -> list[list[str]] | None:
    """Words and equals signs between the semicolons, without comments; None if broken."""
    if len(field) > LONGEST or not field.isascii():  # not after lower(): a Kelvin sign is no k
        return None
    text = re.sub(r"\r?\n(?=[ \t])", "", field).strip(" \t\r\n").lower()
    if _CONTROL.search(text):
        return None
    sections: list[list[str]] = [[]]
    at, after_word = 0, False
    while at < len(text):
        is_comment = text[at] == "("
        end = _end_of_comment(text, at) if is_comment else _end_of_token(text, at)
        if end is None:
            return None
        part, at = text[at:end], end
        is_word = not is_comment and part not in {";", "="} and not part.isspace()
        if is_word and after_word:
            return None  # "a""b"
        if part == ";":
            sections.append([])
        elif is_word or part == "=":
            sections[-1].append(part)
        after_word = is_word
    return sections


def _end_of_token(text: str, start: int) -> int | None:
    token = _TOKEN.match(text, start)
    return token.end() if token else None


def _end_of_comment(text: str, start: int) -> int | None:
    """Where a comment ends, with those in it. Not recursive, since they may be many.

    Quotation marks around parentheses are refused: some servers put a sender's local part
    there, which may have parentheses of the sender's own between such marks.
    """
    depth, at = 0, start
    while (token := _IN_COMMENT.match(text, at)) and depth <= DEEPEST:
        depth += (token[0] == "(") - (token[0] == ")")
        at = token.end()
        if depth == 0:
            return at
    return None


def _unquoted(word: str) -> str:
    return re.sub(r"\\(.)", r"\1", word[1:-1]) if word.startswith('"') else word
