"""What a delivery report says: who was not reached, for good or for now, and about which mail.

The structured report (RFC 3464) is believed first; then the headers that mail servers add; then
the sentences of servers that wrote neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from samehand.ingest import headers
from samehand.ingest.address import addresses
from samehand.ingest.message import Bounce
from samehand.ingest.parts import Parts
from samehand.ingest.phrases import any_of

MOST_RECIPIENTS = 100
MOST_TEXT = 20_000  # characters; the returned mail may follow for megabytes

_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_SMTP_CODE = re.compile(r"(?<![\d.])([45])[0-5]\d[ -]")
_ADDRESS = re.compile(
    r"[^\s<>@:;,()\[\]\"']{1,64}@[^\s<>@:;,()\[\]\"']{1,200}[^\s<>@:;,()\[\]\"'.]"
)
_ALONE = re.compile(r"\s{0,8}(?:to: |for )?<?([^\s<>]{3,300}?)>?[:.,;]?\s{0,20}(?:$|[(:-])")
_NAMED = any_of(
    *("rcpt to", "recipient", "addressee", "your (?:e-?mail|message|mail) to", "smtp error"),
    *("following address", "user", "mailbox", "destinat", "empfänger", "[45][0-5][0-9][ -]"),
)
_RETURNED = ("received:", "return-path:", "message-id:", "--- original", "from:")
_FULL = ("x.2.2", "x.3.1", "x.3.2")  # a full mailbox or system may take the next mail
_RETURNED_ID = re.compile(r"^[> ]{0,3}message-id:\s{0,3}(<[^<>\s]{1,400}>)", re.I | re.M)


def read_bounce(fields: Mapping[str, Sequence[str]], parts: Parts) -> Bounce:
    """Read a mail that is known to be a delivery report."""
    stated = [status.fields for status in parts.statuses]
    about_somebody = [one for one in stated if one.keys() & {"final-recipient", "action"}]
    failed = [
        one for one in about_somebody if one.get("action", "failed").lower() in _NOT_REACHED
    ]
    recipients = (
        [address for one in failed if (address := _recipient(one))]
        or [
            one.address
            for value in fields.get("x-failed-recipients", ())
            for one in addresses(value)
        ]
        or _recipients_in(parts.text)
    )
    return Bounce(
        recipients=tuple(dict.fromkeys(recipients))[:MOST_RECIPIENTS],
        permanent=_permanent(failed, parts.text),
        about=_about(parts),
    )


_NOT_REACHED = {"failed", "delayed"}


def _recipient(status: Mapping[str, str]) -> str | None:
    """As the sender wrote it, where the report says so; else as the last server knew it."""
    for name in ("original-recipient", "final-recipient"):
        value = status.get(name, "")
        named = _ADDRESS.search(value.partition(";")[2] or value)
        if named and "." in named[0].partition("@")[2]:
            return named[0].lower()
    return None


def _recipients_in(text: str) -> list[str]:
    """Addresses that stand alone on a line, else those in a sentence about a recipient."""
    alone: list[str] = []
    named: list[str] = []
    for line in _above_returned_mail(text):
        one = _ALONE.match(line)
        if one and _ADDRESS.fullmatch(one[1]):
            alone.append(one[1].lower())
        elif _NAMED.search(line):
            named += [address.lower() for address in _ADDRESS.findall(line)]
    return alone or named


def _above_returned_mail(text: str) -> Iterator[str]:
    seen = False
    for line in text[:MOST_TEXT].split("\n"):
        if seen and line.strip().lower().startswith(_RETURNED):
            return
        seen = seen or "@" in line
        yield line[:300]


def _permanent(failed: Sequence[Mapping[str, str]], text: str) -> bool | None:
    """5.x is for good and 4.x for now; a report about several is for good if one is."""
    if {one.get("action", "").lower() for one in failed} == {"delayed"}:
        return False
    codes = {code[0] for one in failed if (code := _STATUS.search(one.get("status", "")))}
    if not codes:
        said = _STATUS.search(text[:MOST_TEXT]) or _SMTP_CODE.search(text[:MOST_TEXT])
        codes = {said[1]} if said else set()
    if not codes:
        return None
    return any(code[0] == "5" and f"x{code[1:]}" not in _FULL for code in codes)


def _about(parts: Parts) -> str | None:
    returned = str(parts.returned.get("message-id", "")) if parts.returned is not None else ""
    for one in parts.attachments:
        if not returned and one.type == "text/rfc822-headers":
            quoted = _RETURNED_ID.search(one.content[:60_000].decode("latin-1"))
            returned = quoted[1] if quoted else ""
    if not returned:
        quoted = _RETURNED_ID.search(parts.text[:60_000])
        returned = quoted[1] if quoted else ""
    return next(iter(headers.message_ids(returned)), None)
