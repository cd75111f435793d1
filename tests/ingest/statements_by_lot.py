"""Headers in which a server tells the truth about a mail, and its sender does not.

What the server found out is drawn first, as values; from these follows whether it vouches for
Ana, by a reference that reads no header. Then it is written as servers write, with the words
of the sender in every place that servers repeat, and with fields of the sender's own below.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from random import Random

from samehand.config.settings import Profile, Trust
from samehand.ingest.authentication import Result, vouched
from samehand.ingest.parse import read_header

ANA = "ana@acme.example"
OURS, GMAIL = "mail.desk.example", "mx.google.com"
PASSES = (
    "dmarc=pass header.from=acme.example",
    "dkim=pass header.d=acme.example",
    "dkim=pass header.i=@acme.example",
    "auth=pass smtp.auth=ana@acme.example",
)
DOMAINS = (
    "acme.example",
    "evil.example",
    "sub.acme.example",
    "example",
    "acme.example.evil.example",
)
TAKEN = (
    "Received: from x.example (x.example [203.0.113.6])\r\n\tby {} (Postfix) with {} id 5; Fri"
)
OF_EXCHANGE = (
    "Received: from A1.eurprd05.prod.outlook.com (2603:10a6::5) by\r\n"
    " B1.eurprd05.prod.outlook.com with HTTPS; Fri"
)


@dataclass(frozen=True)
class Found:
    """What a server found out by one method, of which domain or user."""

    method: str
    result: str
    about: str = ""


@dataclass(frozen=True)
class Case:
    """A header, how it is to be trusted, and whether the server vouches for Ana in truth."""

    header: bytes
    trust: Trust
    is_anas: bool


def cases(chance: Random) -> Iterator[Case]:
    """One header after another, for ever."""
    while True:
        yield _case(chance)


def false_passes(chance: Random, count: int) -> tuple[list[bytes], int]:
    """The headers that pass and must not; and how many passed, rightly or not."""
    wrong, passed = [], 0
    for case in islice(cases(chance), count):
        said = vouched(read_header(case.header), ANA, case.trust).result
        passed += said is Result.PASS
        if said is Result.PASS and not case.is_anas:
            wrong.append(case.header)
    return wrong, passed


def _case(chance: Random) -> Case:
    found = [_found(chance) for _ in range(chance.randint(1, 4))]
    kind = chance.choice(("own", "own", "own", "clean", "gmail", "exchange"))
    below = [_forged(chance) for _ in range(chance.randint(0, 3))]
    if kind == "exchange":
        said = ("dkim", "dmarc", "spf", "compauth")
        found = [one for one in found if one.method in said] or [Found("spf", "none")]
        top = [OF_EXCHANGE, _field("", found, chance)]
        trust = Trust(profile=Profile.MICROSOFT365)
    elif kind == "gmail":
        found = [one for one in found if one.method != "auth"] or [Found("spf", "none")]
        top = [TAKEN.format(GMAIL, "ESMTPS"), _field(GMAIL, found, chance)]
        trust = Trust(profile=Profile.GMAIL)
    else:
        top, found = _stacked(found, chance)
        trust = Trust(OURS, removes_forged=kind == "clean")
        if trust.removes_forged:
            below = [field for field in below if OURS not in field.lower()]
    if kind in {"own", "clean"} and chance.random() < 0.3:  # another server had it before
        top.insert(0, _field("evil.example", [Found("dmarc", "pass", "acme.example")], chance))
    lines = [*top, *below, f"From: Ana <{ANA}>", "Subject: Re: The kettle"]
    return Case("\r\n".join(lines).encode() + b"\r\n\r\n", trust, _is_anas(found))


def _is_anas(found: list[Found]) -> bool:
    """The reference: RFC 7489 alignment by name, and whoever fails DMARC is nobody."""
    dmarc = [one for one in found if one.method == "dmarc"]
    if any(one.result == "fail" for one in dmarc):
        return False
    right = {
        ("dmarc", "acme.example"),
        ("dkim", "acme.example"),
        ("auth", ANA),
    }
    return any((one.method, one.about) in right and one.result == "pass" for one in found)


def _found(chance: Random) -> Found:
    method = chance.choice(("dmarc", "dmarc", "dkim", "dkim", "spf", "auth", "arc", "compauth"))
    result = chance.choice(("pass", "pass", "fail", "none", "softfail", "permerror"))
    about = chance.choice((DOMAINS[0], *DOMAINS))
    if method == "auth":
        about = chance.choice((ANA, "ben@acme.example", "ana@evil.example", "ana"))
    return Found(method, result, about)


def _stacked(found: list[Found], chance: Random) -> tuple[list[str], list[Found]]:
    """One or several fields, above the line by which the server took the mail, or one below."""
    taken = TAKEN.format(OURS, chance.choice(("ESMTP", "ESMTPS")))
    if chance.random() < 0.5:
        return [taken, _field(OURS, found, chance)], found
    cut = chance.randint(1, len(found))
    parts = [part for part in (found[:cut], found[cut:]) if part]
    return [*(_field(OURS, part, chance) for part in parts), taken], found


def _field(server: str, found: list[Found], chance: Random) -> str:
    results = [_written(one, chance) for one in found]
    name = (
        chance.choice((server, server.upper(), f'"{server}"', f"{server} 1")) if server else ""
    )
    separator = f";{_gap(chance)}"
    return f"Authentication-Results: {separator.join(([name] if name else []) + results)}"


def _written(found: Found, chance: Random) -> str:
    keys = {
        "dmarc": "header.from",
        "dkim": "header.d",
        "auth": "smtp.auth",
        "spf": "smtp.mailfrom",
    }
    key, about = keys.get(found.method, "header.from"), found.about
    if found.method == "dkim" and chance.random() < 0.3:
        key, about = "header.i", f"@{found.about}"
    parts = [f"{found.method}={found.result}"]
    if about:
        parts.append(
            f"{key}={chance.choice((about, about.upper(), chr(34) + about + chr(34)))}"
        )
    if chance.random() < 0.5:
        parts.insert(1, _comment(chance))
    if chance.random() < 0.3:
        parts.insert(1, f'reason="{_escaped(_words(chance), chr(92) + chr(34))}"')
    if chance.random() < 0.3:
        parts.append(_comment(chance))
    return _gap(chance).join(parts)


def _comment(chance: Random) -> str:
    return f"({_escaped(_words(chance), chr(92) + '()')})"


def _words(chance: Random) -> str:
    """What a sender has put where servers repeat it."""
    noise = "".join(chance.choices(' \t;=()"\\ab.@/', k=chance.randint(0, 6)))
    return noise + chance.choice(("", "; ", " ", f"; {OURS}; ")) + chance.choice(PASSES) + noise


def _escaped(text: str, marks: str) -> str:
    return "".join(f"\\{c}" if c in marks else c for c in text)


def _gap(chance: Random) -> str:
    return chance.choice((" ", " ", "\r\n\t", "\r\n ", "\t"))


def _forged(chance: Random) -> str:
    """A field of the sender's own, as close to the truth as can be written."""
    if chance.random() < 0.2:
        return TAKEN.format(chance.choice((OURS, GMAIL)), "ESMTPS")
    if chance.random() < 0.1:
        return OF_EXCHANGE
    server = chance.choice((OURS, OURS, OURS.upper(), GMAIL, "evil.example", f"({OURS}) x", ""))
    results = chance.sample(PASSES, k=chance.randint(1, 2))
    glue = chance.choice(("; ", ";", ";\r\n\t"))
    return f"Authentication-Results: {glue.join(([server] if server else []) + results)}"
