"""What the kind of a mail is told from: its header, its structure and its first words.

It only gathers. What each piece weighs stands in `signs.py`.
"""
# ruff: noqa: RUF001 - other alphabets are the point

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from samehand.ingest import headers
from samehand.ingest.kinds import delivery_status, robots, servers
from samehand.ingest.mime.parts import Parts
from samehand.ingest.subject_marks import FORWARD, REPLY

MOST_TEXT = 3_000  # characters: what machines have to say, they say first
OPENING = 400
LONGEST_VALUE = 2_000

_LIST_TAG = re.compile(r"\[[^\]]{1,80}\]\s{0,3}")
_ANSWERED = re.compile(rf"{REPLY}|{FORWARD}", re.IGNORECASE)
_MAIL_PROGRAMS = re.compile(
    r"thunderbird|apple mail|iphone|ipad|outlook|roundcube|mutt|evolution|kmail|claws|airmail"
    r"|horde|squirrelmail|the bat|eudora|postbox|k-9|alpine|lotus notes|mozilla|webmail"
)
_GREETING = re.compile(
    r"\W{0,4}(?:hi|hello|hey|dear|good (?:morning|day|afternoon|evening)|hallo|guten|liebe|sehr"
    r" geehrte|moin|bonjour|bonsoir|salut|hola|buen[oa]s|estimad|ciao|buongiorno|gentil|salve"
    r"|olá|prezad|bom dia|boa|beste|geachte|goed|hej|kära|bäste|kære|hei|moi|dzień|witam"
    r"|szanown|dobrý|ahoj|vážen|здравств|добрый|уважаем|привет|доброго|шановн|merhaba|sayın"
    r"|こんにちは|お世話|你好|您好|안녕)"
)
_METHOD = re.compile(rb"^METHOD[;:][^\r\n]{0,60}?(\w{3,20})[ \t]*\r?$", re.I | re.M)
_NOTICE = re.compile(  # what services of delivery post about a mail, as JSON
    r'\A[{\s].{0,600}?\\?"(?:notification|event)type\\?"\s{0,3}:\s{0,3}\\?"'
    r"(bounce|complaint|delivery)\b",
    re.DOTALL,
)
_ALONE = re.compile(r"[^\w\n]{0,12}[^\s@<>]{1,64}@[^\s@<>]{3,200}?[>\"')\].,:;]{0,4}\s{0,8}")


@dataclass(frozen=True)
class Clues:
    """What the evidence is drawn from; everything is clean and in lower case."""

    fields: Mapping[str, tuple[str, ...]]
    parts: Parts = field(repr=False)
    sender: str
    subject: str
    text: str = field(repr=False)

    @classmethod
    def of(
        cls,
        fields: Mapping[str, Sequence[str]],
        parts: Parts,
        *,
        sender: str,
        subject: str,
    ) -> Clues:
        told = {
            name: tuple(headers.text(value[:LONGEST_VALUE]).lower() for value in fields[name])
            for name in _TELLING & fields.keys()
        }
        return cls(told, parts, sender, subject.lower(), parts.text[:MOST_TEXT].lower())

    def first(self, name: str) -> str:
        """The topmost value of a field; a field with nothing in it says nothing."""
        return next(iter(self.fields.get(name, ())), "")

    def named(self, *names: str) -> str | None:
        """The first of these fields that says anything but no."""
        said = (name for name in names if self.first(name) not in {"", "no", "false", "0"})
        return next(said, None)

    @property
    def opening(self) -> str:
        return self.text[:OPENING]

    @property
    def submitted(self) -> str:
        return self.first("auto-submitted")

    @property
    def precedence(self) -> str:
        return self.first("precedence") or self.first("x-precedence")

    @cached_property
    def local_part(self) -> str:
        return self.sender.rpartition("@")[0] or self.sender

    @cached_property
    def bare_subject(self) -> str:
        """The subject without the tag of a list in front."""
        tag = _LIST_TAG.match(self.subject)
        return self.subject[tag.end() :] if tag else self.subject

    @property
    def is_reply_or_forward(self) -> bool:
        return _ANSWERED.match(self.bare_subject) is not None

    @property
    def answers_a_mail(self) -> bool:
        return bool(self.first("in-reply-to") or self.first("references"))

    @property
    def is_greeting(self) -> bool:
        return _GREETING.match(self.text.lstrip()) is not None

    @property
    def asks(self) -> bool:
        return "?" in self.opening or "？" in self.opening

    @property
    def mail_program(self) -> str | None:
        """The program of a person, where the mail names one."""
        named = self.first("user-agent") or self.first("x-mailer")
        return named[:60] if _MAIL_PROGRAMS.search(named) else None

    @cached_property
    def server(self) -> str | None:
        """In what way the mail comes from a mail server itself, rather than from anybody."""
        path = self.first("return-path")
        if path == "<>":
            return "its return path is empty"
        if self.first("from").endswith("<>"):
            return "nobody stands in From"
        name = self.first("from").partition("<")[0]
        if servers.DAEMONS.search(self.local_part) or servers.DAEMON_NAMES.search(name):
            return "From names a mail server"
        if servers.DAEMONS.search(path.strip("<>")):
            return "its return path is a mail server's"
        return None

    @cached_property
    def is_report(self) -> bool:
        """Whether what it holds for machines is its own, and not just passed on by somebody."""
        types = self.parts.types
        return "multipart/report" in types or len(types) == 1 or self.server is not None

    @property
    def has_status(self) -> bool:
        return "message/delivery-status" in self.parts.types

    @property
    def has_arrived(self) -> bool:
        """Whether a delivery status says so of everybody whom it names."""
        named = delivery_status.recipients(self.parts.statuses)
        return bool(named) and all(map(delivery_status.has_arrived, named))

    @cached_property
    def points_to_a_delivery(self) -> bool:
        """Only then does it matter what the text has to say about one."""
        return bool(
            self.server
            or "multipart/report" in self.parts.types
            or self.parts.returned is not None
            or servers.PROGRAMS.search(self.local_part)
            or servers.UNDELIVERED_SUBJECTS.search(self.subject)
        )

    @cached_property
    def absent_at(self) -> int | None:
        """Where the text tells of an absence."""
        found = robots.ABSENT.search(self.text, 0, 1_200)
        return found.start() if found else None

    @cached_property
    def returns_a_mail(self) -> bool:
        """A whole mail, or its header, came along, as a part or below the text."""
        if self.parts.returned is not None or "text/rfc822-headers" in self.parts.types:
            return True
        return any(servers.RETURNED_MAIL.search(line) for line in self.text.split("\n"))

    @cached_property
    def lists_an_address(self) -> bool:
        """An address alone on a line, right below words about a delivery that failed."""
        lines = [line for line in self.text.split("\n")[:60] if line.strip()]
        return any(
            _ALONE.fullmatch(below) and servers.NOT_DELIVERED.search(above)
            for above, below in pairwise(lines)
        )

    @property
    def notice(self) -> str:
        found = _NOTICE.match(self.text)
        return found[1] if found else ""

    @property
    def method(self) -> str:
        """What a calendar part is for (RFC 5546): an invitation, an answer to one."""
        for part in self.parts.attachments:
            found = _METHOD.search(part.content[:4_000]) if "calendar" in part.type else None
            if found:
                return found[1].decode("ascii").upper()
        return ""


_TELLING = {
    *("auto-submitted", "precedence", "x-precedence", "preference"),
    *(
        "x-autoreply",
        "x-autorespond",
        "x-autoresponder",
        "x-auto-reply-from",
        "x-autoreply-from",
    ),
    *("x-mail-autoreply", "x-vacation", "x-apple-action", "x-fc-machinegenerated"),
    *("x-autogenerated", "delivered-to", "x-loop", "x-no-loop", "x-delivery-agent"),
    *("from", "return-path", "in-reply-to", "references", "user-agent", "x-mailer"),
    *("x-failed-recipients", "x-apple-unsubscribe"),
    *("x-spam-flag", "x-spam-status", "x-spam", "x-rspamd-action", "x-bogosity"),
    *("x-dspam-result", "x-forefront-antispam-report", "x-ms-exchange-organization-scl"),
    *("list-id", "list-post", "list-unsubscribe", "mailing-list", "x-mailing-list"),
    *("x-mailman-version", "x-beenthere", "x-list-administrivia"),
}
