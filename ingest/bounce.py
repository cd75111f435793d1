"""What a delivery report says: who was not reached, for good or for now, why, and which mail.

The structured report (RFC 3464) is believed first; then the headers that mail servers add; then
the sentences of servers that wrote neither.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from samehand.ingest import headers, servers
from samehand.ingest.address import addresses
from samehand.ingest.cause import Cause, read_cause
from samehand.ingest.message import Bounce
from samehand.ingest.parts import Parts, read_parts
from samehand.ingest.structure import parts_of
from samehand.ingest.unreached import ADDRESS, by_recipient, own_words, recipients_in

MOST_RECIPIENTS = 100
MOST_HEADER = 60_000  # characters of a returned mail in which its id is looked for

_NOT_REACHED = {"failed", "failure", "delayed"}
_ABOUT_SOMEBODY = {"final-recipient", "original-recipient", "action", "status"}
_ID_FIELDS = (  # what providers keep an id under that they replace
    "x-microsoft-original-message-id",
    "x-google-original-message-id",
    "message-id",
)
_ID_LINE = re.compile(
    r"^[> \t]{0,8}(?:original-)?message-id:\s{0,3}(<[^<>\s]{1,400}>)", re.I | re.M
)


def read_bounce(fields: Mapping[str, Sequence[str]], parts: Parts) -> Bounce:
    """Read a mail that is known to be a delivery report."""
    stated = [one.fields for one in parts.statuses if one.fields.keys() & _ABOUT_SOMEBODY]
    failed = [one for one in stated if _action(one) in _NOT_REACHED]
    recipients = (
        [address for one in failed if (address := _recipient(one))]
        or _failed_recipients(fields)
        or recipients_in(parts.text, besides=_bystanders(fields))
    )
    if not recipients and (wrapped := _wrapped(parts)) is not None:
        return read_bounce(fields, wrapped)
    words = own_words(parts.text)
    delayed = _is_delayed(failed, "\n".join(words))
    cause, permanent = _why(failed, words)
    return Bounce(
        recipients=tuple(dict.fromkeys(recipients))[:MOST_RECIPIENTS],
        permanent=False if delayed else permanent,
        about=_about(fields, parts),
        delayed=delayed,
        reason=cause.value if cause else "",
    )


def _wrapped(parts: Parts) -> Parts | None:
    """The report within a report. Seen in the wild: a gateway attaches it to add a footer."""
    if parts.returned is None or parts.returned.get_content_type() != "multipart/report":
        return None
    whole = next(one for one in parts.attachments if one.type == "message/rfc822")
    inner = read_parts(parts_of(whole.content))
    return inner if inner.returned is None else replace(inner, returned=None)


def _action(status: Mapping[str, str]) -> str:
    return status.get("action", "failed").partition(" ")[0].strip().lower()


def _recipient(status: Mapping[str, str]) -> str | None:
    """As the sender wrote it, where the report says so; else as the last server knew it."""
    for name in ("original-recipient", "final-recipient"):
        value = status.get(name, "")
        named = ADDRESS.search(value.partition(";")[2] or value)
        if named:
            return named[0].lower()
    return None


def _failed_recipients(fields: Mapping[str, Sequence[str]]) -> list[str]:
    values = fields.get("x-failed-recipients", ())
    return [one.address for value in values for one in addresses(value)]


def _bystanders(fields: Mapping[str, Sequence[str]]) -> set[str]:
    """Who stands in a report without having failed: those it comes from and goes to."""
    found = (
        one.address
        for name in ("from", "to", "reply-to", "delivered-to")
        for value in fields.get(name, ())
        for one in addresses(value, most=10)
    )
    return set(found)


def _is_delayed(failed: Sequence[Mapping[str, str]], words: str) -> bool:
    """Whether the server is still trying."""
    if failed:
        return {_action(one) for one in failed} == {"delayed"}
    return servers.STILL_TRYING.search(words.lower()) is not None


def _why(
    failed: Sequence[Mapping[str, str]], words: Sequence[str]
) -> tuple[Cause | None, bool | None]:
    """The cause that weighs most: for good if it is so for one of several."""
    told = [read_cause(one.get("diagnostic-code", ""), one.get("status", "")) for one in failed]
    causes = [one for one in told if one[0] is not None] or [
        _cause_in(about) for about in by_recipient(words)
    ]
    known = [one for one in causes if one[0] is not None] or [
        one for one in (*told, *causes) if one[1] is not None
    ]
    return next((one for one in known if one[1]), known[0] if known else (None, None))


def _cause_in(words: Sequence[str]) -> tuple[Cause | None, bool | None]:
    """A server's answer tells more than the sentences around it, which often only guess."""
    answer = next((n for n, line in enumerate(words) if servers.ANSWER.search(line)), 0)
    said = read_cause("\n".join(words[answer:]))
    return said if said[0] is not None or not answer else read_cause("\n".join(words))


def _about(fields: Mapping[str, Sequence[str]], parts: Parts) -> str | None:
    """The id of the mail that was not delivered, from wherever it comes back."""
    kept = parts.returned
    returned = [str(kept[name]) for name in _ID_FIELDS if name in kept] if kept else []
    texts = [
        one.content[:MOST_HEADER].decode("latin-1")
        for one in parts.attachments
        if one.type == "text/rfc822-headers"
    ]
    quoted = [found[1] for text in (*texts, parts.text[:MOST_HEADER])
              for found in _ID_LINE.finditer(text)]  # fmt: skip
    answered = [
        value for name in ("in-reply-to", "references") for value in fields.get(name, ())
    ]
    ids = (
        one for value in (*returned, *quoted, *answered) for one in headers.message_ids(value)
    )
    return next(ids, None)
