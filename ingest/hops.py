"""What the Received fields tell for certain: where our server took a mail, and from whom.

A sender writes Received fields, too, below those of the servers that took the mail. So they are
read from the top, and only as far as each proves that the one below it is our server's as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

LONGEST = 4_000

# What Postfix writes with smtpd_sasl_authenticated_header. A client's name for itself may have
# spaces, but no parentheses, since Postfix replaces them; so nobody else writes the comments.
_SUBMITTED = re.compile(
    r"from [^\s()]+ \([^()]*\)"
    r"(?: \(using [^()]*(?:\([^()]*\)[^()]*)*\))?"
    r"(?: \((?:No client certificate requested|Client did not present a certificate)\))?"
    r" \(Authenticated sender: (?P<user>[^\s()]+)\)"
    r" by (?P<by>[^\s()]+) \(Postfix[^()]*\) with ESMTPS?A id [^()]*(?:\([A-Z+0-9-]+\))?"
)
# What Dovecot's LMTP writes above it; it names nobody where several get the mail at once.
_DELIVERED = re.compile(
    r"from [^\s()]+(?: \(\[[^\s()]*\]\))? by [^\s()]+ with LMTPS? id [^\s()]+"
    r"(?: \(envelope-from <[^()<>]*>\))?(?: for <[^\s()<>]+>)?; [^()<>]*(?:\([A-Z+0-9-]+\))?"
)
# A filter that hands the mail back on the same machine. Whoever comes from elsewhere has
# another address in brackets, which the line must not have.
_HANDED_BACK = re.compile(
    r"from [^\s()\[\]]+ \((?:[^\s()\[\]]+ )?\[(?:127\.0\.0\.1|::1|IPv6:::1)\]\) by [^\[\]]+"
)
_LOGGED_IN = re.compile(r" with (?:ESMTPS?A|UTF8SMTPS?A|LMTPS?A) ", re.IGNORECASE)  # RFC 3848
_EXCHANGE = re.compile(
    r"from [^\s()]+ \([^()]*\) by"
    r" [a-z0-9.-]+\.(?:outlook\.com|office365\.us|partner\.outlook\.cn) .*",
    re.IGNORECASE,
)


def taken_at(hops: Sequence[str]) -> int | None:
    """Which of the hops, topmost first, is the one by which our server took the mail.

    Where that cannot be told it is the topmost one; None where there is none.
    """
    for at, line in enumerate(map(_line, hops)):
        if not (_DELIVERED.fullmatch(line) or _HANDED_BACK.fullmatch(line)):
            return at
    return None


def is_submission(hops: Sequence[str]) -> bool:
    """Whether somebody was logged in when our server took the mail.

    Many filters leave such mail alone: then they neither state anything nor remove what the
    sender has stated in their name.
    """
    at = taken_at(hops)
    return at is not None and _LOGGED_IN.search(_line(hops[at])) is not None


def submission(hops: Sequence[str]) -> tuple[str, str] | None:
    """Who was logged in when our server took the mail, and the server's name.

    Only the topmost hop by SMTP is our server's for certain; above it is the local delivery.
    """
    for hop in hops[:3]:
        line = _line(hop)
        if not _DELIVERED.fullmatch(line):
            found = _SUBMITTED.fullmatch(line)
            if found is None or not line.isascii():
                return None
            return found["user"].lower(), found["by"].lower()
    return None


def is_of_exchange(hops: Sequence[str]) -> bool:
    """Whether the last server that had the mail is one of Exchange Online."""
    return bool(hops) and _EXCHANGE.fullmatch(_line(hops[0])) is not None


def _line(hop: str) -> str:
    return " ".join(hop[:LONGEST].split())
