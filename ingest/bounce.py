"""What a delivery report says: who was not reached, for good or for now, and about which mail.

The structured report (RFC 3464) is believed first; then the headers that mail servers add; then
the sentences of servers that wrote neither.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from samehand.ingest import headers
from samehand.ingest.address import addresses
from samehand.ingest.message import Bounce
from samehand.ingest.parts import Parts

MOST_RECIPIENTS = 100
_STATUS = re.compile(r"(?<![\d.])([245])\.\d{1,3}\.\d{1,3}(?![\d.])")
_SMTP_CODE = re.compile(r"(?<![\d.])([45])[0-5]\d[ -]")
_ADDRESS_LINE = re.compile(
    r"\s{0,8}(?:to: |for )?<?([^\s<>@:;,()\"]{1,64}@[^\s<>@:;,()\"]{1,200}?)>?"
    r"[:.,;]?\s*(?:$|[(:-])"
)
_RETURNED_ID = re.compile(r"^[> ]{0,3}message-id:\s{0,3}(<[^<>\s]{1,400}>)", re.I | re.M)


def read_bounce(fields: Mapping[str, Sequence[str]], parts: Parts) -> Bounce:
    """Read a mail that is known to be a delivery report."""
    stated = [status.fields for status in parts.statuses]
    failed = [
        one for one in stated if one.get("action", "failed").lower() in {"failed", "delayed"}
    ]
    recipients = [_recipient(one) for one in failed]
    if not any(recipients):
        recipients = [
            one.address
            for value in fields.get("x-failed-recipients", ())
            for one in addresses(value)
        ] or _recipients_in(parts.text)
    known = tuple(dict.fromkeys(one for one in recipients if one))[:MOST_RECIPIENTS]
    return Bounce(
        recipients=known, permanent=_permanent(failed, parts.text), about=_about(parts)
    )


def _recipient(status: Mapping[str, str]) -> str:
    value = status.get("final-recipient") or status.get("original-recipient") or ""
    found = addresses(value.partition(";")[2] or value, most=1)
    return found[0].address if found else ""


def _recipients_in(text: str) -> list[str]:
    """Addresses that stand alone on a line, above the returned mail."""
    found: list[str] = []
    for line in text[:20_000].split("\n"):
        named = _ADDRESS_LINE.match(line[:300])
        if named:
            found.append(named[1].lower())
        elif found and headers_begin(line):
            break
    return found


def headers_begin(line: str) -> bool:
    """Whether a returned mail begins here."""
    return line.lower().startswith(("received:", "return-path:", "message-id:"))


def _permanent(failed: Sequence[Mapping[str, str]], text: str) -> bool | None:
    """5.x is for good and 4.x for now; a report about several is for good if one is."""
    actions = {one["action"].lower() for one in failed if "action" in one}
    if actions == {"delayed"}:
        return False
    classes = {code[0] for one in failed for code in [one.get("status", "").strip()] if code}
    if not classes:
        said = _STATUS.search(text[:20_000]) or _SMTP_CODE.search(text[:20_000])
        classes = {said[1]} if said else set()
    return True if "5" in classes else False if "4" in classes else None


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
