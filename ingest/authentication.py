"""What the receiving server says about a sender, read without mercy.

Decides whether a mail is from the address in its From, by a statement of our own server that
nobody else can have written. What anybody can write, SPF and ARC are never evidence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from samehand.config.settings import Profile, Trust
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


def verdict(
    statements: Sequence[str], hops: Sequence[str], address: str, trust: Trust
) -> Verdict:
    """What the mailbox's own server says about a mail that came from `address`.

    `statements` are the Authentication-Results fields, `hops` the Received fields, both topmost
    first: what the receiving server adds, it adds on top.
    """
    if not re.fullmatch(r"[!-?A-~]+@[A-Za-z0-9.-]+", address):
        return Verdict(Result.NONE, "the sender's address is not a plain one")
    if trust.profile is None and trust.authserv_id is None:
        return Verdict(Result.NONE, "the config names no server whose statements are trusted")
    address = address.lower()
    said = _of_our_server(statements, address, trust)
    if said.result is not Result.NONE or trust.authserv_id is None or trust.profile is not None:
        return said
    if _submitter(hops, trust.authserv_id) == address:
        return Verdict(Result.PASS, f"{trust.authserv_id} took it from {address}, logged in")
    return said


def _of_our_server(statements: Sequence[str], address: str, trust: Trust) -> Verdict:
    """Judge the topmost statement of our server; what stands below it is anybody's."""
    exchange = trust.profile is Profile.MICROSOFT365
    wanted = GMAIL if trust.profile is Profile.GMAIL else (trust.authserv_id or "").lower()
    for field in statements:
        statement = parse(field, exchange=exchange)
        if statement is None:
            why = "a statement at the top cannot be read for certain"
            return Verdict(Result.NONE, why, is_doubtful=True)
        if statement.server == (None if exchange else wanted):
            return _judge(statement, address, submits=trust.profile is None)
    whose = "the receiving server" if exchange else wanted
    return Verdict(Result.NONE, f"no statement by {whose}")


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


# What Postfix writes with smtpd_sasl_authenticated_header. A client's name for itself may have
# spaces, but no parentheses, since Postfix replaces them; so nobody else writes the comments.
_SUBMITTED = re.compile(
    r"from [^\s()]+ \([^()]*\)"
    r"(?: \(using [^()]*(?:\([^()]*\)[^()]*)*\))?"
    r"(?: \((?:No client certificate requested|Client did not present a certificate)\))?"
    r" \(Authenticated sender: (?P<user>[^\s()]+)\)"
    r" by (?P<by>[^\s()]+) \(Postfix[^()]*\) with ESMTPS?A id [^()]*(?:\([A-Z+0-9-]+\))?"
)
# What Dovecot's LMTP writes above it.
_DELIVERED = re.compile(
    r"from [^\s()]+(?: \(\[[^\s()]*\]\))? by [^\s()]+ with LMTPS? id [^\s()]+"
    r"(?: \(envelope-from <[^()<>]*>\))? for <[^\s()<>]+>; [^()<>]*(?:\([A-Z+0-9-]+\))?"
)


def _submitter(hops: Sequence[str], server: str) -> str | None:
    """Who was logged in at our server when it took the mail.

    Only the topmost hop by SMTP is our server's for certain; above it is the local delivery.
    """
    for hop in hops[:3]:
        line = " ".join(hop[:4_000].split())
        if not _DELIVERED.fullmatch(line):
            found = _SUBMITTED.fullmatch(line)
            if found is None or not line.isascii() or found["by"].lower() != server.lower():
                return None
            return found["user"].lower()
    return None
