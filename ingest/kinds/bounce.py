"""What a delivery report says: who was not reached, for good or for now, why, and which mail.

The structured report (RFC 3464) is believed first; then the headers that mail servers add; then
the sentences of servers that wrote neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from samehand.ingest import headers
from samehand.ingest.address import addresses
from samehand.ingest.kinds import delivery_status, servers
from samehand.ingest.kinds.cause import Cause, read_cause
from samehand.ingest.kinds.delivery_status import Recipient
from samehand.ingest.kinds.unreached import by_recipient, own_words, recipients_in
from samehand.ingest.message import Bounce
from samehand.ingest.mime.parts import Parts, read_parts
from samehand.ingest.mime.structure import parts_of

MOST_RECIPIENTS = 100
MOST_HEADER = 60_000  # characters of a returned mail in which its id is looked for

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
    bounce = _read(fields, parts)
    wrapped = None if bounce.recipients else _wrapped(parts)
    return bounce if wrapped is None else _read(fields, wrapped)


def _wrapped(parts: Parts) -> Parts | None:
    """The report within a report. Seen in the wild: a gateway attaches it to add a footer."""
    if parts.returned is None or parts.returned.get_content_type() != "multipart/report":
        return None
    attached = (one for one in parts.attachments if one.type == "message/rfc822")
    whole = next(attached, None)
    return read_parts(parts_of(whole.content)) if whole else None


def _read(fields: Mapping[str, Sequence[str]], parts: Parts) -> Bounce:
    stated = delivery_status.recipients(parts.statuses)
    failed = [one for one in stated if not delivery_status.has_arrived(one)]
    recipients = (
        [named for one in failed if (named := delivery_status.address(one))]
        or _failed_recipients(fields)
        or recipients_in(parts.text, besides=_bystanders(fields))
    )
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


def _is_delayed(failed: Sequence[Recipient], words: str) -> bool:
    """Whether the server is still trying."""
    if failed:
        actions = {delivery_status.action(one) for one in failed}
        return actions == {delivery_status.DELAYED}
    return servers.STILL_TRYING.search(words.lower()) is not None


def _why(failed: Sequence[Recipient], words: Sequence[str]) -> tuple[Cause | None, bool | None]:
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
    named = (*_returned_ids(parts), *_answered(fields))
    return next((one for value in named for one in headers.message_ids(value)), None)


def _returned_ids(parts: Parts) -> Iterator[str]:
    kept = parts.returned
    if kept is not None:
        yield from (str(kept[name]) for name in _ID_FIELDS if name in kept)
    for one in parts.attachments:
        if one.type == "text/rfc822-headers":
            yield from _ID_LINE.findall(one.content[:MOST_HEADER].decode("latin-1"))
    yield from _ID_LINE.findall(parts.text[:MOST_HEADER])


def _answered(fields: Mapping[str, Sequence[str]]) -> list[str]:
    return [*fields.get("in-reply-to", ()), *fields.get("references", ())]
