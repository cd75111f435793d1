"""What kind of mail this is, with the evidence for it.

The table is read from the top and the first kind with evidence holds; a person is what is
left. A request not to be answered automatically (X-Auto-Response-Suppress) says nothing
about who wrote, and `Auto-Submitted: no` says that a person did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from samehand.ingest import headers, robots
from samehand.ingest.message import Kind
from samehand.ingest.parts import Parts


@dataclass(frozen=True)
class Clues:
    """What the evidence is drawn from; header values are clean and in lower case."""

    fields: Mapping[str, tuple[str, ...]]
    types: frozenset[str]
    report_type: str
    sender: str
    subject: str
    text: str

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
            name: tuple(headers.text(value[:2_000]).lower() for value in fields[name])
            for name in _TELLING & fields.keys()
        }
        opening = parts.text[:6_000].lower()
        return cls(told, parts.types, parts.report_type, sender, subject.lower(), opening)

    def first(self, name: str) -> str:
        return next(iter(self.fields.get(name, ())), "")

    def has(self, name: str, *words: str) -> bool:
        return any(word in value for value in self.fields.get(name, ()) for word in words)

    @property
    def is_from_machine(self) -> bool:
        nobody = self.first("return-path") == "<>" or self.first("from").endswith("<>")
        return nobody or self.sender.partition("@")[0] in _MACHINES

    @property
    def precedence(self) -> str:
        return self.first("precedence") or self.first("x-precedence")


_TELLING = {
    *("auto-submitted", "precedence", "x-precedence", "x-autoreply", "x-autorespond"),
    *("x-auto-reply-from", "x-mail-autoreply", "x-vacation", "x-apple-action"),
    *("from", "x-failed-recipients", "return-path", "x-spam-flag", "x-spam-status"),
    *("list-id", "list-post", "list-unsubscribe", "mailing-list", "x-mailman-version"),
}
_MACHINES = {"mailer-daemon", "mailerdaemon", "postmaster", "mail-daemon", "mdaemon", "mmdf"}


def _bounce(mail: Clues) -> str | None:
    if "message/delivery-status" in mail.types:
        return "holds a delivery status"
    if mail.fields.get("x-failed-recipients"):
        return "X-Failed-Recipients"
    if mail.is_from_machine and (_is_about_delivery(mail) or _says_undelivered(mail)):
        return "a mail server writes about a delivery"
    return None


def _like_a_bounce(mail: Clues) -> str | None:
    """By its words alone. A customer may write them, about mail of their own that failed."""
    is_one = _is_about_delivery(mail) and _says_undelivered(mail)
    if is_one and robots.SERVER_WORDS.search(mail.text):
        return "subject and text of a delivery report, with a mail server's words"
    return None


def _is_about_delivery(mail: Clues) -> bool:
    return robots.UNDELIVERED_SUBJECTS.search(mail.subject) is not None


def _says_undelivered(mail: Clues) -> bool:
    return robots.NOT_DELIVERED.search(mail.text) is not None


def _receipt(mail: Clues) -> str | None:
    if "message/disposition-notification" in mail.types:
        return "holds a disposition notification"
    return None


def _report(mail: Clues) -> str | None:
    if "message/feedback-report" in mail.types or mail.report_type == "feedback-report":
        return "holds a feedback report"
    return None


def _auto_reply(mail: Clues) -> str | None:
    if mail.first("auto-submitted").startswith(("auto-replied", "auto-notified")):
        return f"Auto-Submitted: {mail.first('auto-submitted')[:40]}"
    for name in ("x-autoreply", "x-autorespond", "x-auto-reply-from", "x-mail-autoreply"):
        if mail.first(name) not in {"", "no", "false"}:
            return name.title()
    if mail.precedence == "auto_reply":
        return "Precedence: auto_reply"
    if mail.has("x-apple-action", "vacation") or mail.fields.get("x-vacation"):
        return "a vacation program's mark"
    if robots.AUTOMATIC_TEXT.search(mail.text[:400]):
        return "its text calls itself an automatic reply"
    if robots.ABSENCE_SUBJECTS.match(_bare(mail.subject)):
        marked = mail.first("auto-submitted").startswith("auto-") or mail.precedence in _MANY
        if (
            marked
            or mail.first("return-path") == "<>"
            or robots.ABSENCE_WORDS.search(mail.text)
        ):
            return "subject of an absence, with other evidence"
    return None


def _bare(subject: str) -> str:
    """A subject without the tag of a list in front."""
    tag, end, rest = subject.partition("]")
    return rest.lstrip() if end and tag.startswith("[") else subject


_MANY = {"bulk", "junk", "list"}


def _list(mail: Clues) -> str | None:
    for name in ("list-id", "list-post", "mailing-list", "x-mailman-version"):
        if mail.fields.get(name):
            return name.title()
    return "Precedence: list" if mail.precedence == "list" else None


def _bulk(mail: Clues) -> str | None:
    if mail.fields.get("list-unsubscribe"):
        return "List-Unsubscribe"
    if mail.precedence in {"bulk", "junk"}:
        return f"Precedence: {mail.precedence}"
    if mail.first("auto-submitted").startswith("auto-"):
        return f"Auto-Submitted: {mail.first('auto-submitted')[:40]}"
    return None


def _calendar(mail: Clues) -> str | None:
    return "holds an invitation" if "text/calendar" in mail.types else None


def _spam(mail: Clues) -> str | None:
    if mail.first("x-spam-flag").startswith("yes") or mail.first("x-spam-status").startswith(
        "yes"
    ):
        return "marked as spam by the server"
    return None


_TABLE: tuple[tuple[Kind, Callable[[Clues], str | None]], ...] = (
    (Kind.REPORT, _report),
    (Kind.RECEIPT, _receipt),
    (Kind.BOUNCE, _bounce),
    (Kind.AUTO_REPLY, _auto_reply),
    (Kind.SPAM, _spam),
    (Kind.CALENDAR, _calendar),
    (Kind.LIST, _list),
    (Kind.BULK, _bulk),
    (Kind.BULK, _like_a_bounce),
)


def classify(mail: Clues) -> tuple[Kind, tuple[str, ...]]:
    """The kind of a mail, and the evidence in plain words."""
    evidence: Iterable[tuple[Kind, str | None]] = ((kind, ask(mail)) for kind, ask in _TABLE)
    for kind, reason in evidence:
        if reason is not None:
            return kind, (reason,)
    return Kind.PERSON, ("nothing says otherwise",)
