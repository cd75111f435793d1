"""What stands in a header, as clean text: one line, no control, bidi or invisible characters.

Mail breaks every rule here: raw bytes, encoded words that are cut inside a character, wrong
charsets, fields folded in the middle of an id. All of it is read, nothing of it is believed,
and each function takes time in proportion to its input.
"""

from __future__ import annotations

import binascii
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

from samehand.ingest.mime import charset, transfer

LONGEST_ID = 998  # RFC 5322 section 2.1.1: no line is longer
MOST_IDS = 200
FIRST_YEAR, LAST_YEAR = 1970, 9000

# Seen in the wild: spaces and question marks inside the encoded text.
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*+(?:\?(?!=)[^?]*+){0,8})\?=")
_CUT_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?\s]*+)\??\s*\Z")
_JOINER = re.compile("(?<=[^\0-\x7f])[\u200c\u200d](?=[^\0-\x7f])")
_INVISIBLE = {"Cc", "Cf", "Cs", "Co"}


def text(raw: str) -> str:
    """A header's value for people: decoded, on one line, without what cannot be seen.

    What holds the letters of Persian words and the pieces of an emoji together is kept.
    """
    value = decode_words(undo_escape(raw))
    if _JOINER.search(value) is None:
        return clean(value)
    places = {joiner.start() for joiner in _JOINER.finditer(value)}
    kept = (c for at, c in enumerate(value) if at in places or not _is_invisible(c))
    return " ".join("".join(kept).split())


def clean(value: str) -> str:
    """One line of visible characters; white space of any kind becomes a single space."""
    value = " ".join(value.split())
    if value.isprintable():
        return value
    return " ".join("".join(c for c in value if not _is_invisible(c)).split())


def _is_invisible(letter: str) -> bool:
    return not letter.isspace() and unicodedata.category(letter) in _INVISIBLE


def undo_escape(raw: str) -> str:
    """Give bytes that the parser smuggled through as surrogates their characters back."""
    if raw.isascii() and "\x1b" not in raw:
        return raw
    return charset.decode(raw.encode("utf-8", "surrogateescape"))


def decode_words(value: str) -> str:
    """Decode the encoded words of RFC 2047; words side by side are joined before decoding."""
    if "=?" not in value:
        return value
    out: list[str] = []
    pending: list[bytes] = []
    name, end = "", 0

    def flush() -> None:
        out.append(charset.decode(b"".join(pending), name))
        pending.clear()

    for word in _encoded_words(value):
        gap = value[end : word.start()]
        label = word[1].partition("*")[0].lower()  # RFC 2231 section 5: charset*language
        if pending and (label != name or gap.strip()):
            flush()
        if gap.strip() or end == 0:
            out.append(gap)
        name, end = label, word.end()
        pending.append(_word_bytes(word[2], word[3]))
    if pending:
        flush()
    out.append(value[end:])
    return "".join(out)


def _encoded_words(value: str) -> Iterator[re.Match[str]]:
    """Seen in the wild: a header that ends in the middle of the last word."""
    end = 0
    for word in _ENCODED_WORD.finditer(value):
        yield word
        end = word.end()
    start = value.find("=?", end)
    cut = _CUT_WORD.match(value, start) if start >= 0 else None
    if cut is not None and charset.is_known(cut[1]):
        yield cut


def _word_bytes(encoding: str, value: str) -> bytes:
    coded = value.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(coded.replace(b" ", b"_"), header=True)
    return transfer.from_base64(coded)


def message_ids(raw: str) -> tuple[str, ...]:
    """The ids in Message-ID, In-Reply-To or References, in their order, each once.

    Canonical: no angle brackets, no white space. Seen in the wild: commas between ids, no
    brackets at all, ids folded in the middle, ids inside encoded words, phrases around them.
    """
    value = decode_words(undo_escape(raw))
    if "<" in value:
        parts = [part.partition(">")[0] for part in value.split("<")[1:]]
    else:
        words = value.replace(",", " ").replace(">", " ").split()
        parts = words if len(words) == 1 else [word for word in words if "@" in word]
    ids = dict.fromkeys(clean(part).replace(" ", "") for part in parts)
    known = [one for one in ids if one and len(one) <= LONGEST_ID]
    if len(known) > MOST_IDS:  # the first began the thread, the last are the nearest
        known = [known[0], *known[1 - MOST_IDS :]]
    return tuple(known)


def date(raw: str) -> datetime | None:
    """The instant that a Date field means, in UTC; None where it means none.

    Nor does one before there was mail, or so late that it is no date in other time zones.
    """
    value = text(raw[:400])
    try:
        found = _rfc_date(value) or datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def _rfc_date(value: str) -> datetime | None:
    parts = parsedate_tz(value)
    if parts is None:
        return None
    year, month, day, hour, minute, second = parts[:6]
    zone = timezone(timedelta(seconds=parts[9] or 0))
    leap = min(second, 59)  # a leap second has no place in datetime
    return datetime(year, month, day, hour, minute, leap, tzinfo=zone).astimezone(UTC)
