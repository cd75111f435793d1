"""Header fields of outgoing mail, written from cleaned text and from nothing else.

Whatever comes from outside loses its control, direction and surrogate characters here, before
it may stand in a header. The standard library's own header writer is not used: below the fix
of CVE-2024-6923 it lets a Subject write further fields, and below that of CVE-2025-1795 a long
recipient list loses its commas. The finished header is read again and checked.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Iterable, Sequence
from email.utils import getaddresses

from samehand.ingest.message import Address
from samehand.ingest.subject_marks import REPLY

EVERY_MAIL = frozenset(
    {
        "From",
        "To",
        "Cc",
        "Subject",
        "Date",
        "Message-ID",
        "In-Reply-To",
        "References",
        "MIME-Version",
        "Content-Type",
        "Content-Transfer-Encoding",
        "X-Loop",
    }
)
AUTOMATIC = EVERY_MAIL | {"Auto-Submitted", "X-Auto-Response-Suppress"}
INTERNAL = AUTOMATIC | {"Reply-To", "List-Id"}

LONGEST_NAME = 80
LONGEST_SUBJECT = 250
LONGEST_ID = 250
MOST_REFERENCES = 30  # the root and the latest; RFC 5537 section 3.4.4 trims a chain like this

Field = tuple[str, str]

_LINE = 76
_DROPPED = {"Cf", "Cs", "Co"}
_AT_SIGNS = str.maketrans({"@": " at ", "\uff20": " at ", "\ufe6b": " at "})
_SPECIALS = str.maketrans({'"': "'", "\\": "/", "<": "", ">": ""})
_ID = re.compile(r"[!-;=?-~]+@[!-;=?-~]+")
_REPLY = re.compile(rf"\s*{REPLY}\s*", re.IGNORECASE)


class HeaderError(Exception):
    """A mail's header is not what was meant; the mail must not go out."""


def clean(text: str, limit: int) -> str:
    """One line of visible text in NFC, with at most `limit` characters."""
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", text[: 4 * limit])
        kinds = ((char, unicodedata.category(char)) for char in text)
        text = "".join(" " if k == "Cc" else char for char, k in kinds if k not in _DROPPED)
    text = " ".join(text.split())  # U+0085, U+2028 and U+2029 count as white space here
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def clean_name(name: str) -> str:
    """A display name that cannot pass for an address."""
    return clean(name.translate(_AT_SIGNS).translate(_SPECIALS), LONGEST_NAME)


def bare_subject(subject: str) -> str:
    """The subject without the marks of a reply, in the languages that clients write."""
    subject = clean(subject, LONGEST_SUBJECT)
    while match := _REPLY.match(subject):
        subject = subject[match.end() :]
    return subject


def subject_of(subject: str) -> str:
    """The subject as the mails of a conversation bear it."""
    return bare_subject(subject) or "(no subject)"


def text_field(name: str, text: str) -> Field:
    """An unstructured field, as encoded words (RFC 2047) where it is not plain ASCII."""
    return name, _fold(name, _tokens(text))


def address_field(name: str, addresses: Iterable[Address]) -> Field:
    """A list of mailboxes."""
    tokens: list[str] = []
    for address in addresses:
        if tokens:
            tokens[-1] += ","
        phrase = _phrase(clean_name(address.name))
        tokens += [*phrase, f"<{address.address}>"] if phrase else [address.address]
    return name, _fold(name, tokens)


def id_field(name: str, ids: Sequence[str]) -> Field:
    """Message-IDs in angle brackets, one a line."""
    return name, "\r\n ".join(f"<{message_id}>" for message_id in ids)


def clean_ids(ids: Iterable[str]) -> tuple[str, ...]:
    """The ids that can be repeated in a header, each once, a long chain without its middle."""
    good = tuple(dict.fromkeys(i for i in ids if len(i) <= LONGEST_ID and _ID.fullmatch(i)))
    return good if len(good) <= MOST_REFERENCES else (good[0], *good[1 - MOST_REFERENCES :])


def write(fields: Iterable[Field]) -> bytes:
    """The fields as bytes: ASCII, unless an address is not (RFC 6532)."""
    return "".join(f"{name}: {value}\r\n" for name, value in fields).encode()


def check(header: bytes, allowed: frozenset[str], addresses: Iterable[str]) -> None:
    """Read a finished header again; raise HeaderError when it says more than it should."""
    seen: list[str] = []
    found: list[str] = []
    for line in header.decode().replace("\r\n ", " ").removesuffix("\r\n").split("\r\n"):
        name, colon, value = line.partition(": ")
        if not colon or name not in allowed or name in seen or not value.isprintable():
            raise HeaderError(f"the header field {name[:40]!r} has no place in this mail")
        seen.append(name)
        if name in {"From", "To", "Cc", "Reply-To"}:
            found += [address for _, address in getaddresses([value])]
    if found != list(addresses):
        raise HeaderError("the addresses in the header are not those that were meant")


def _phrase(name: str) -> list[str]:
    """A display name: a quoted string, or encoded words."""
    if not name:
        return []
    return [f'"{name}"'] if name.isascii() and "=?" not in name else _encoded_words(name)


def _tokens(text: str) -> list[str]:
    """What a reader of the header must not find altered: words, or encoded words."""
    words = text.split(" ")
    plain = text.isascii() and "=?" not in text and max(map(len, words)) < _LINE
    return words if plain else _encoded_words(text)


def _encoded_words(text: str) -> list[str]:
    """RFC 2047 section 2: at most 75 characters each, and no character torn apart."""
    pieces, piece = [], b""
    for char in text:
        encoded = char.encode("utf-8", "replace")
        if (
            len(piece) + len(encoded) > 39
        ):  # 64 characters, so that a field's name fits before them
            pieces.append(piece)
            piece = b""
        piece += encoded
    pieces.append(piece)
    return [f"=?utf-8?b?{base64.b64encode(p).decode()}?=" for p in pieces]


def _fold(name: str, tokens: Sequence[str]) -> str:
    """The tokens with a space between them, and a new line where one gets too long."""
    lines, length = [tokens[0] if tokens else ""], len(name) + 2
    length += len(lines[0])
    for token in tokens[1:]:
        if length + 1 + len(token) > _LINE:
            lines.append(token)
            length = 1 + len(token)
        else:
            lines[-1] += f" {token}"
            length += 1 + len(token)
    return "\r\n ".join(lines)
