"""What the receiving server says about a sender, read without mercy.

Decides whether a mail is from the address in its From, by statements of our own server that
nobody else can have written. What anybody can write, SPF and ARC are never evidence; nor is
Exchange's X-MS-Exchange-Organization-AuthAs, which other servers let through from outside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from samehand.config.settings import Profile, Trust
from samehand.ingest import hops as received
from samehand.ingest.message import InboundMessage
from samehand.ingest.statement import MethodResult, Statement, parse

GMAIL = "mx.google.com"
_METHODS = ("dkim", "spf", "auth", "compauth")


class Result(StrEnum):
    """NONE is "nothing trustworthy was said"; it never counts as PASS."""

    PASS = "pass"  # noqa: S105 - a word of RFC 8601
    FAIL = "fail"
    NONE = "none"


@dataclass(frozen=True)
class Verdict:
    """Whether the sender is who they say, and by which statement.

    `is_doubtful` is for NONE: nothing passed, and something failed.
    """

    result: Result
    reason: str
    is_doubtful: bool = False


def vouched(mail: InboundMessage, address: str, trust: Trust) -> Verdict:
    """What the mailbox's own server says about a mail that came from `address`."""
    return verdict(mail.statements, mail.hops, address, trust, hops_above=mail.hops_above)


def verdict(
    statements: Sequence[str],
    hops: Sequence[str],
    address: str,
    trust: Trust,
    *,
    hops_above: Sequence[int] = (),
) -> Verdict:
    """The same from the fields themselves, topmost first: what a server adds, it adds on top.

    `statements` are the Authentication-Results fields, `hops` the Received fields, and
    `hops_above` how many of these stand above each statement.
    """
    if not re.fullmatch(r"[!-?A-~]+@[A-Za-z0-9.-]+", address):
        return Verdict(Result.NONE, "the sender's address is not a plain one")
    if trust.profile is None and trust.authserv_id is None:
        return Verdict(Result.NONE, "the config names no server whose statements are trusted")
    address = address.lower()
    if trust.profile is Profile.MICROSOFT365:
        return _of_exchange(statements, hops, address)
    if trust.authserv_id is None or trust.profile is not None:
        return _of_our_server(statements, GMAIL, address, lambda at, first: at == first)
    sure = _everywhere if trust.removes_forged else _above(hops, hops_above)
    said = _of_our_server(statements, trust.authserv_id.lower(), address, sure)
    logged_in = (address, trust.authserv_id.lower())
    if said.result is Result.NONE and received.submission(hops) == logged_in:
        return Verdict(Result.PASS, f"{trust.authserv_id} took it from {address}, logged in")
    return said


def _of_exchange(statements: Sequence[str], hops: Sequence[str], address: str) -> Verdict:
    """Exchange Online does not sign its statements: they are its own by their place alone."""
    if not received.is_of_exchange(hops):
        return Verdict(Result.NONE, "Exchange Online was not the last to have the mail")
    statement = parse(statements[0], exchange=True) if statements else None
    if statement is None or statement.server is not None:
        return Verdict(
            Result.NONE, "no statement by Exchange Online at the top", bool(statements)
        )
    return _judge(statement, address, submits=False)


Sure = Callable[[int, int], bool]
"""Whether a statement in our server's name is its own: its place, and that of the first."""


def _everywhere(at: int, first: int) -> bool:
    return True


def _above(hops: Sequence[str], above: Sequence[int]) -> Sure:
    """A sender cannot write above the line by which the server took the mail.

    Else the first is the server's, as RFC 8601 section 5 demands; but of somebody who was
    logged in it need not be.
    """
    taken_at = received.taken_at(hops)
    certain = sum(1 for count in above if taken_at is not None and count <= taken_at)
    is_submission = received.is_submission(hops)
    return lambda at, first: at < certain or (at == first and not is_submission)


def _of_our_server(fields: Sequence[str], ours: str, address: str, sure: Sure) -> Verdict:
    """Judge what our server states in its topmost block of fields, one for each filter."""
    read = [parse(field) for field in fields]
    first = next((at for at, one in enumerate(read) if one is None or _is(one, ours)), None)
    if first is None:
        return Verdict(Result.NONE, f"no statement by {ours}")
    top = read[first]
    block: list[MethodResult] = []
    doubtful: list[MethodResult] = []
    for at, one in enumerate(read[first:], first):
        if one is None and (top is None or sure(at, first)):
            why = "a statement at the top cannot be read for certain"
            return Verdict(Result.NONE, why, is_doubtful=True)
        if one is None or top is None or one.server != top.server:
            break
        (block if sure(at, first) else doubtful).extend(one.results)
    said = _judge(Statement(ours, tuple(block)), address, submits=ours != GMAIL)
    return _doubted(said, Statement(ours, tuple(doubtful)))


def _is(statement: Statement, ours: str) -> bool:
    """Whether it is of the server of this name, or of one that `*.example.com` stands for."""
    server = statement.server or ""
    return server == ours or (ours.startswith("*.") and server.endswith(ours[1:]))


def _judge(statement: Statement, address: str, *, submits: bool) -> Verdict:
    domain = address.rpartition("@")[2]
    dmarc = statement.of("dmarc")
    if any(found.result == "fail" for found in dmarc):
        return Verdict(Result.FAIL, "dmarc=fail")
    if len(dmarc) > 1:
        return Verdict(Result.NONE, "two results of dmarc", is_doubtful=True)
    if any(_passed(found) and found.properties.get("header.from") == domain for found in dmarc):
        return Verdict(Result.PASS, f"dmarc=pass for {domain}")
    for found in filter(_passed, statement.of("dkim")):
        if _speaks_for(address, found.properties):
            return Verdict(Result.PASS, f"dkim=pass for {domain}")
    for found in filter(_passed, statement.of("auth")):
        if submits and _user(found.properties) == address:
            return Verdict(Result.PASS, f"auth=pass as {address}")
    failed = [name for name in _METHODS if any(map(_failed, statement.of(name)))]
    if failed:
        why = f"nothing passed for {domain}, and {' and '.join(failed)} failed"
        return Verdict(Result.NONE, why, is_doubtful=True)
    return Verdict(Result.NONE, f"nothing passed for {domain}")


def _doubted(said: Verdict, unproved: Statement) -> Verdict:
    """What denies needs no proof, where nothing else passed."""
    if said.result is not Result.NONE:
        return said
    if any(found.result == "fail" for found in unproved.of("dmarc")):
        return Verdict(Result.FAIL, "dmarc=fail")
    return replace(said, is_doubtful=said.is_doubtful or any(map(_failed, unproved.results)))


def _failed(found: MethodResult) -> bool:
    return found.result in {"fail", "softfail", "permerror", "policy"}


def _passed(found: MethodResult) -> bool:
    return found.result == "pass"


def _speaks_for(address: str, dkim: Mapping[str, str]) -> bool:
    """Whether the signing domain is the address's own, or one above it.

    A domain below it may be somebody else's, such as a sender of newsletters. Gmail names only
    the signing user, whose domain is the signing one or below it (RFC 6376 section 3.5).
    """
    domain = address.rpartition("@")[2]
    signer = dkim.get("header.d")
    if signer is None:
        return dkim.get("header.i") in {address, f"@{domain}"}
    return signer == domain or ("." in signer and domain.endswith(f".{signer}"))


def _user(auth: Mapping[str, str]) -> str | None:
    """Who was logged in when the mail was submitted (RFC 8601 section 2.7.4)."""
    return auth.get("smtp.auth", auth.get("smtp.mailfrom"))
