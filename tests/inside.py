"""One search over everything that customers got in the whole test run: nothing of the inside.

Every mail that any desk of any test composes passes by here. What agents alone may see is known
exactly, since their mails pass by as well: the reply tokens in them, and their addresses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message

from samehand.config.settings import Settings
from samehand.desk.agents.commands.spoken import CARD
from samehand.desk.letters import AnyLetter
from samehand.ingest.reply.visible import REPLY_MARK
from samehand.notify.outgoing import Outgoing


@dataclass
class Watch:
    """The mails to customers of one test, and the words that must not be in them."""

    mails: list[bytes] = field(default_factory=list)
    words: set[str] = field(
        default_factory=lambda: {REPLY_MARK.lower(), *(meaning.lower() for _, meaning in CARD)}
    )

    def saw(self, letter: AnyLetter, mail: Outgoing, settings: Settings) -> None:
        """A mail has been composed."""
        if mail.purpose.reaches_customer:
            self.mails.append(mail.content)
        if token := getattr(letter, "token", None):
            self.words.add(str(token).lower())
        self.words |= {agent.address.lower() for agent in settings.agents}

    def leaks(self) -> list[str]:
        """What of the inside customers got, with the mail around it."""
        return [
            f"{word!r} in {mail.decode('utf-8', 'replace')}"
            for mail in self.mails
            for shown in [" ".join(" ".join(_readable(mail)).lower().split())]
            for word in self.words
            if word in shown and _stands_alone(word, shown)
        ]


def _stands_alone(word: str, shown: str) -> bool:
    """Whether it is not the end of something longer, as of a Message-ID that chance made so."""
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}", shown) is not None


def _readable(mail: bytes) -> Iterator[str]:
    """The mail as it stands, and each of its parts as a reader's program decodes it."""
    yield mail.decode("utf-8", "replace")
    for part in message_from_bytes(mail).walk():
        assert isinstance(part, Message)
        if isinstance(content := part.get_payload(decode=True), bytes):
            yield content.replace(b"\0", b"").decode("utf-8", "replace")
