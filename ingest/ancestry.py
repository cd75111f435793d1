"""Which mails a mail says that it answers: In-Reply-To, References, Thread-Index.

RFC 5322 section 3.6.4 wants ids there. Older programs write a sentence with people's addresses
in it, and an address that is taken for an id ties mails that have nothing in common.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Collection, Sequence

from samehand.ingest import headers

_ROOT = 22  # bytes: when the thread began, and its GUID (MS-OXOMSG 2.2.1.3)


def references(values: Sequence[str], people: Collection[str]) -> tuple[str, ...]:
    """The ids in References, the oldest first, without addresses of the mail's people."""
    return _without(headers.message_ids(" ".join(values)), people)


def in_reply_to(values: Sequence[str], people: Collection[str]) -> tuple[str, ...]:
    """The ids in In-Reply-To; of a sentence, only those in brackets at its end."""
    value = " ".join(values)
    before, bracket, _ = value.partition("<")
    if not bracket and len(value.split()) != 1:
        return ()
    is_sentence = bracket and before.strip()
    ids = headers.message_ids(_bracketed_end(value) if is_sentence else value)
    return _without(ids, people)


def _bracketed_end(value: str) -> str:
    end = value.rstrip(" .\t\r\n")
    start = len(end)
    while end[:start].rstrip().endswith(">"):
        start = end.rfind("<", 0, start)
        if start < 0:
            return ""
    return end[start:]


def thread_root(value: str) -> str:
    """What all mails of an Exchange thread share in their Thread-Index; empty without one."""
    try:
        index = b64decode("".join(value.split())[:4_000], validate=True)
    except ValueError:
        return ""
    root = index[:_ROOT]
    has_id = len(root) == _ROOT and any(root[6:])
    return root.hex() if has_id else ""


def _without(ids: tuple[str, ...], people: Collection[str]) -> tuple[str, ...]:
    return tuple(one for one in ids if one.lower() not in people)
