"""Who stands in From, To and Cc: a lenient reading for showing, a strict one for believing.

The lenient reading finds an address in almost anything. `identity` is the only one that may be
compared with an agent's address: it answers None to every form that two mail programs could
read in two ways, so that a name which looks like an address can never speak for somebody.
`usable` says how an address can be written to.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from email.utils import parseaddr

from samehand.ingest import headers
from samehand.ingest.message import Address

MOST = 1_000
MOST_WORDS = 20  # of a name without quotation marks that has commas in it
LONGEST = 320  # 64 of the local part, 255 of the domain, one @

_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"?|<[^<>]*+>?|[(),;:]|[^"<(),;:)]++', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDR_SPEC = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@({_LABEL}(?:\.{_LABEL})+)")
_NAME_AND_ADDRESS = re.compile(
    r'("(?:[^"\\\r\n]|\\[^\r\n])*"|[^"<>(),;:@\\\[\]]*+)\s*<([^<>]*+)>'
)
_ATOMS = r"\w!#$%&'*+/=?^`{|}~.-"
_LOCAL = re.compile(rf'[{_ATOMS}]{{1,64}}|"[ {_ATOMS}]{{1,62}}"')
_DOMAIN = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,253}[A-Za-z0-9_])?")
_AT_SIGNS = "@\uff20\ufe6b"


def addresses(raw: str, most: int = MOST) -> tuple[Address, ...]:
    """Every address in a header's value, at most `most` of them."""
    value = headers.undo_escape(raw)
    found = _first(value, most)
    if not found and "@" in value and '"' in value:
        found = _first(value.replace('"', " "), most)  # a quotation mark that never closes
    if not found and "=?" in value:
        found = _first(headers.decode_words(value), most)  # the address itself is encoded
    return found


def _first(value: str, most: int) -> tuple[Address, ...]:
    found: list[Address] = []
    for mailbox in _mailboxes(value):
        if len(found) >= most:
            break
        found.append(mailbox)
    return tuple(found)


def _mailboxes(value: str) -> Iterator[Address]:
    words: list[str] = []
    comment: list[str] = []
    angle: str | None = None
    named = depth = 0  # how many words stand before the angle brackets
    for piece in _PIECE.findall(value + ","):
        if depth or piece == "(":
            depth += (piece == "(") - (piece == ")")
            if piece not in "()":
                comment.append(piece)
            if depth or piece == ")":
                continue
        if piece in {",", ";"}:
            mailbox = _mailbox(words, comment, angle)
            if mailbox is not None:
                yield mailbox
            if mailbox is not None or len(words) > MOST_WORDS or not "".join(words).strip():
                words = []
            else:
                words.append(", ")  # Doe, Ana <ana@acme.example> without its quotation marks
            comment, angle = [], None
        elif piece == ":":
            words = []  # the name of a group
        elif piece.startswith("<"):
            if angle and "@" in angle:  # seen in the wild: no comma between two people
                mailbox = _mailbox(words[:named], comment, angle)
                if mailbox is not None:
                    yield mailbox
                words, comment = words[named:], []
            angle, named = piece.strip("<>"), len(words)
        elif piece != ")":
            words.append(piece)


def _mailbox(words: list[str], comment: list[str], angle: str | None) -> Address | None:
    if angle is not None and angle.strip():
        address = _tidy(angle.rpartition(":")[2])  # an old route stands before a colon
        return Address(address, _phrase(words) or _phrase(comment)) if address else None
    bare = "".join(words).split()
    written = next((word for word in bare if "@" in word.strip("@")), None)
    if written is None:
        return None
    rest = [f"{word} " for word in bare if word is not written]
    return Address(_tidy(written), _phrase(rest) or _phrase(comment))


def _tidy(address: str) -> str:
    """Encoded words stay as they are: decoded, they would be somebody else's address."""
    return headers.clean(address).replace(" ", "").strip("<>'.,").lower()[:LONGEST]


def _phrase(words: list[str]) -> str:
    return headers.text("".join(_unquoted(word) for word in words))


def _unquoted(word: str) -> str:
    if not word.startswith('"'):
        return word
    return _ESCAPED.sub(r"\1", word[1:].removesuffix('"'))


def identity(fields: Sequence[str]) -> str | None:
    """The one address that From names beyond doubt, in lower case; else None.

    `fields` are the raw values of every From field. Plain ASCII is lower-cased and nothing else
    is done to it: any folding of Unicode would make strangers equal to agents.
    """
    if len(fields) != 1:
        return None
    value = re.sub(r"\r?\n(?=[ \t])", "", fields[0]).strip(" \t")
    if len(value) > 1_000 or not value.isascii() or not value.replace("\t", " ").isprintable():
        return None
    named = _NAME_AND_ADDRESS.fullmatch(value)
    name, address = (named[1], named[2]) if named else ("", value)
    shown = headers.decode_words(_unquoted(name))
    spec = _ADDR_SPEC.fullmatch(address)
    if spec is None or any(sign in shown for sign in _AT_SIGNS):
        return None
    local, domain = spec[1], spec[2].lower()
    if len(local) > 64 or len(domain) > 253 or "=?" in local or _is_international(domain):
        return None
    agreed = parseaddr(value)[1]  # a second parser has to read the same
    return address.lower() if agreed == address else None


def _is_international(domain: str) -> bool:
    return any(label.startswith("xn--") for label in domain.split("."))


def usable(address: str) -> str | None:
    """The address as it can stand in a header and in the envelope, or None if it cannot.

    A domain in other letters gets its ASCII form, and no letter is mapped to another: the
    standard library's IDNA would write to strasse.example instead of straße.example. Seen in
    the wild: dots beside each other in the local part, at Japanese phone companies.
    """
    local, _, domain = address.rpartition("@")
    domain = ".".join(_ascii_label(label) for label in domain[:253].split("."))
    if not (_LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain)):
        return None
    return f"{local}@{domain}"


def _ascii_label(label: str) -> str:
    if label.isascii():
        return label
    return "xn--" + unicodedata.normalize("NFC", label).encode("punycode").decode()
