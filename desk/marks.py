"""Reply tokens on their way out to an agent and back.

They travel three ways, since clients and providers lose each of them: in the reply address, in
our Message-ID and in a mark at the end of the text. Finding one proves nothing yet: what it is
good for, and in whose hands, is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from samehand.config.settings import Mailbox, Settings
from samehand.ingest.message import InboundMessage
from samehand.ingest.reply.visible import REPLY_MARK

_LONGEST_LOCAL = 64  # octets before the @ (RFC 5321 section 4.5.3.1.1)
_TOKEN = "[a-z2-7]{26}"  # noqa: S105 - the form of a token: 128 bits in base32
_FLAGS = re.ASCII | re.IGNORECASE  # without ASCII, a dotless or long letter would match too
_MARK = re.compile(rf"\[samehand:({_TOKEN})\]", _FLAGS)
_IN_TEXT = re.compile(rf"\[samehand:{_TOKEN}\]|\+?\ba\.{_TOKEN}(?=@)", _FLAGS)
_BEFORE_AT = re.compile(rf"@(?<=a\.{_TOKEN}@)", _FLAGS)  # found by its first sign, so fast
_INSIDE = re.compile(
    "|".join(
        (
            r"\W{1,8}".join(REPLY_MARK.split()),  # however a client broke or quoted the line
            r"-{3} #\d{1,12} \|",  # how each of our mails to an agent begins
            rf"\[samehand:{_TOKEN}\]|\ba\.{_TOKEN}@",
            r"-{3}\W{1,4}#\d{1,12}\W{1,4}\|",  # the frame above each of our mails
            r"\b(?:conversation|alerts)-\d{1,12}@",
        )
    ),
    _FLAGS,
)
_BARE = re.compile(r"(?<![a-z0-9])(?=[a-z]{0,25}[2-7])[a-z2-7]{26}(?![a-z0-9])", re.ASCII)
_BETWEEN = bytes(set(range(256)) - set(b"abcdefghijklmnopqrstuvwxyz0123456789"))
_ID = re.compile(rf"a\.({_TOKEN})@(\S+)", _FLAGS)
_ADDRESS = re.compile(rf"([^\s@<>]{{1,64}})\+a\.({_TOKEN})@([^\s@<>]{{1,255}})", _FLAGS)


def reply_address(mailbox: Mailbox, token: str) -> str:
    """Where an agent's answer goes: with the token in it where the server can deliver that."""
    if not mailbox.plus_addressing:
        return mailbox.address
    local, _, domain = mailbox.address.rpartition("@")
    tagged = f"{local}+a.{token}"
    return f"{tagged}@{domain}" if len(tagged) <= _LONGEST_LOCAL else mailbox.address


def relay_message_id(token: str, domain: str) -> str:
    """A Message-ID that brings the token back in In-Reply-To and References."""
    return f"a.{token}@{domain}"


def mark(token: str) -> str:
    """The token as it stands at the end of a mail's text."""
    return f"[samehand:{token}]"


def tokens_in(message: InboundMessage, settings: Settings) -> tuple[str, ...]:
    """Every token that a mail brings, each once, the most reliable way first."""
    found = (
        *_in_recipients(message, settings),
        *_in_ids(message, settings),
        *(match[1] for match in _MARK.finditer(message.text)),
    )
    return tuple(dict.fromkeys(token.lower() for token in found))


def carries_token(message_id: str) -> bool:
    """Whether a Message-ID is one that only agents may see."""
    return _ID.match(message_id) is not None


def without_tokens(text: str) -> str:
    """A text that may be shown to others: what could be a token in it is gone."""
    if "[samehand:" in text.lower() or _BEFORE_AT.search(text):
        return _IN_TEXT.sub("", text)
    return text


def shows_the_inside(text: str) -> bool:
    """Whether a text has something of a mail that only agents may see."""
    return _INSIDE.search(text) is not None


def has_bare_token(text: str) -> bool:
    """Whether a word has the form of a token; no word that people write has."""
    return _BARE.search(text) is not None


def holds(tokens: Iterable[str], content: bytes) -> bool:
    """Whether these tokens or our mark stand in any content, however they are broken up: by
    lines, blanks, NULs or signs that nobody sees."""
    bare = content.lower().translate(None, _BETWEEN)
    return any(sign.encode() in bare for sign in (*tokens, REPLY_MARK.replace(" ", "")))


def _in_recipients(message: InboundMessage, settings: Settings) -> Iterator[str]:
    ours = {mailbox.address.lower() for mailbox in settings.mailboxes}
    for address in message.recipients:
        match = _ADDRESS.fullmatch(address)
        if match and f"{match[1]}@{match[3]}".lower() in ours:
            yield match[2]


def _in_ids(message: InboundMessage, settings: Settings) -> Iterator[str]:
    ours = {mailbox.domain.lower() for mailbox in settings.mailboxes}
    for message_id in message.parents:
        match = _ID.fullmatch(message_id)
        if match and match[2].lower() in ours:
            yield match[1]
