"""The evidence for each kind of mail, and what it weighs: a table to read and to argue about.

A mark is what programs set and people do not; words can be written by anybody. What the sums
mean is decided in `classify.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from samehand.ingest.kinds import robots, servers
from samehand.ingest.kinds.clues import Clues
from samehand.ingest.message import Kind

BEGINNING = 160  # characters

Ask = Callable[[Clues], str | None]
Holds = Callable[[Clues], object]


@dataclass(frozen=True)
class Sign:
    """A piece of evidence: `ask` finds it in a mail and says it, or answers None."""

    kind: Kind
    weight: int
    ask: Ask
    is_mark: bool = True


def _said(words: str, holds: Holds) -> Ask:
    return lambda mail: words if holds(mail) else None


def _mark(kind: Kind, weight: int, words: str, holds: Holds) -> Sign:
    return Sign(kind, weight, _said(words, holds))


def _words(kind: Kind, weight: int, words: str, holds: Holds) -> Sign:
    return Sign(kind, weight, _said(words, holds), is_mark=False)


def _delivery(weight: int, words: str, holds: Holds) -> Sign:
    """What a text says about a delivery counts only where something else points to one."""
    return _words(Kind.BOUNCE, weight, words, lambda m: m.points_to_a_delivery and holds(m))


_MANY = {"bulk", "junk", "list"}
_DOUBTFUL = (Kind.REPORT, Kind.BOUNCE, Kind.RECEIPT, Kind.AUTO_REPLY)


def _submitted(*values: str) -> Ask:
    def ask(mail: Clues) -> str | None:
        is_one = mail.submitted.startswith(values)
        return f"Auto-Submitted: {mail.submitted[:40]}" if is_one else None

    return ask


def _answering_machine(mail: Clues) -> str | None:
    named = mail.named(
        *("x-autoreply", "x-autorespond", "x-autoresponder", "x-mail-autoreply", "x-vacation"),
        *("x-auto-reply-from", "x-autoreply-from", "x-fc-machinegenerated"),
    )
    return f"{named.title()} is set" if named else None


def _list_field(mail: Clues) -> str | None:
    named = mail.named("list-post", "mailing-list", "x-mailing-list", "x-mailman-version")
    if named is None and not mail.first("list-unsubscribe"):  # else a newsletter's
        named = mail.named("list-id")
    return f"{named.title()} is set" if named else None


def _precedence(mail: Clues) -> str | None:
    return f"Precedence: {mail.precedence}" if mail.precedence in _MANY else None


def _scanner(mail: Clues) -> str | None:
    """The mark of a filter for spam on the way."""
    if mail.first("x-spam-flag").startswith(("yes", "true")):
        return "X-Spam-Flag"
    if mail.first("x-spam-status").startswith("yes") or mail.first("x-spam").startswith("yes"):
        return "X-Spam-Status"
    if mail.first("x-rspamd-action") in {"add header", "rewrite subject", "reject"}:
        return f"X-Rspamd-Action: {mail.first('x-rspamd-action')}"
    if mail.first("x-bogosity").startswith(("spam", "yes")):
        return "X-Bogosity"
    if mail.first("x-dspam-result").startswith("spam"):
        return "X-DSPAM-Result"
    if mail.first("x-ms-exchange-organization-scl") in {"5", "6", "7", "8", "9"}:
        return "Exchange's spam confidence level"
    if "sfv:spm" in mail.first("x-forefront-antispam-report"):
        return "Exchange's verdict on spam"
    return None


def _is_rejected_by_a_filter(mail: Clues) -> bool:
    """A disposition notification that should have been a delivery report: Sieve's reject."""
    is_one = mail.is_report and "message/disposition-notification" in mail.parts.types
    return is_one and ("reject" in mail.submitted or "was automatically rejected" in mail.text)


def _is_only_a_mail(mail: Clues) -> bool:
    has_text = mail.parts.types & {"text/plain", "text/html"}
    return mail.parts.returned is not None and not has_text


def _begins_absent(mail: Clues) -> bool:
    return mail.absent_at is not None and mail.absent_at < BEGINNING


def _may_acknowledge(mail: Clues) -> object:
    return (
        mail.submitted
        or mail.precedence
        or servers.PROGRAMS.search(mail.local_part)
        or robots.RECEIVED_SUBJECTS.search(mail.subject)
    )


# fmt: off
SIGNS: tuple[Sign, ...] = (
    _mark(Kind.REPORT, 10, "is a feedback report", lambda m:
        (m.is_report and "message/feedback-report" in m.parts.types)
        or m.parts.report_type == "feedback-report"),
    _mark(Kind.REPORT, 10, "a service reports a complaint", lambda m: m.notice == "complaint"),
    _mark(Kind.REPORT, 10, "a mail program asks by itself to be taken off a list", lambda m:
        m.first("x-apple-unsubscribe") == "true"),
    _words(Kind.REPORT, 5, "subject of a complaint about a mail", lambda m:
        robots.COMPLAINT_SUBJECTS.search(m.subject)),
    _words(Kind.REPORT, 5, "nothing but the mail of somebody else", _is_only_a_mail),

    _mark(Kind.CALENDAR, 10, "answers an invitation", lambda m:
        m.method in {"REPLY", "COUNTER", "DECLINECOUNTER", "REFRESH"}),

    _mark(Kind.BOUNCE, 10, "its delivery status says who was not reached", lambda m:
        m.is_report and m.has_status and not m.has_arrived),
    _words(Kind.BOUNCE, 6, "a delivery status comes with it", lambda m:
        not m.is_report and m.has_status and not m.has_arrived),
    _mark(Kind.BOUNCE, 10, "X-Failed-Recipients is set", lambda m:
        m.first("x-failed-recipients")),
    _mark(Kind.BOUNCE, 10, "a service reports a bounce", lambda m: m.notice == "bounce"),
    _mark(Kind.BOUNCE, 10, "a filter has rejected the mail", _is_rejected_by_a_filter),
    Sign(Kind.BOUNCE, 6, lambda m: m.server),
    _mark(Kind.BOUNCE, 4, "has the form of a report", lambda m:
        "multipart/report" in m.parts.types and not m.has_arrived
        and m.parts.report_type in {"", "delivery-status"}),
    _mark(Kind.BOUNCE, 3, "From looks like a machine's", lambda m:
        not m.server and servers.PROGRAMS.search(m.local_part)),
    _words(Kind.BOUNCE, 4, "subject of a delivery report", lambda m:
        servers.UNDELIVERED_SUBJECTS.search(m.subject)),
    _delivery(4, "begins with words about a delivery that failed", lambda m:
        servers.NOT_DELIVERED.search(m.opening)),
    _delivery(2, "later words about a delivery that failed", lambda m:
        not servers.NOT_DELIVERED.search(m.opening) and servers.NOT_DELIVERED.search(m.text)),
    _delivery(4, "a mail system speaks of itself", lambda m:
        servers.SPEAKS_ITSELF.search(m.opening)),
    _delivery(3, "words of servers among themselves", lambda m:
        servers.DIALOGUE.search(m.text)),
    _delivery(6, "an address stands below words about a delivery", lambda m:
        m.lists_an_address),
    _delivery(4, "a mail comes back with it", lambda m: m.returns_a_mail),

    _mark(Kind.RECEIPT, 10, "is a disposition notification", lambda m:
        (m.is_report and "message/disposition-notification" in m.parts.types)
        or m.parts.report_type == "disposition-notification"),
    _mark(Kind.RECEIPT, 10, "its delivery status says that it arrived", lambda m:
        m.is_report and m.has_status and m.has_arrived),
    _mark(Kind.RECEIPT, 10, "a service reports a delivery", lambda m: m.notice == "delivery"),
    _words(Kind.RECEIPT, 5, "subject of a receipt", lambda m:
        robots.READ_SUBJECTS.match(m.bare_subject)),
    _words(Kind.RECEIPT, 5, "says that a mail was read", lambda m:
        robots.READ_SUBJECTS.match(m.bare_subject) and robots.READ.search(m.opening)),

    Sign(Kind.AUTO_REPLY, 10, _submitted("auto-replied", "auto-notified")),
    Sign(Kind.AUTO_REPLY, 10, _answering_machine),
    _mark(Kind.AUTO_REPLY, 10, "Precedence: auto_reply", lambda m:
        m.precedence in {"auto_reply", "auto-reply", "autoreply"}
        or m.first("preference") == "auto_reply"),
    _mark(Kind.AUTO_REPLY, 10, "a vacation program's mark", lambda m:
        m.first("x-apple-action").startswith("vacation")
        or m.first("delivered-to").startswith("autoresponder")
        or m.first("x-autogenerated").startswith("reply")),
    # Forms and ticket systems bear these too, above what a person has written.
    Sign(Kind.AUTO_REPLY, 5, _submitted("auto-generated"), is_mark=False),
    _words(Kind.AUTO_REPLY, 5, "its return path is empty", lambda m:
        m.first("return-path") == "<>"),
    Sign(Kind.AUTO_REPLY, 4, _precedence, is_mark=False),
    _words(Kind.AUTO_REPLY, 2, "answers a mail", lambda m:
        m.submitted.startswith("auto-") and m.answers_a_mail),
    _words(Kind.AUTO_REPLY, 7, "subject of an automatic reply", lambda m:
        robots.AUTOMATIC_SUBJECTS.match(m.bare_subject)),
    _words(Kind.AUTO_REPLY, 6, "subject of an absence", lambda m:
        robots.ABSENCE_SUBJECTS.match(m.bare_subject)),
    _words(Kind.AUTO_REPLY, 10, "calls itself an automatic reply", lambda m:
        robots.AUTOMATIC_TEXT.search(m.opening)),
    _words(Kind.AUTO_REPLY, 6, "begins with an absence", _begins_absent),
    _words(Kind.AUTO_REPLY, 4, "tells of an absence", lambda m:
        m.absent_at is not None and not _begins_absent(m)),
    _words(Kind.AUTO_REPLY, 4, "says what to do meanwhile", lambda m:
        m.absent_at is not None and robots.MEANWHILE.search(m.text, 0, 1_200)),
    _words(Kind.AUTO_REPLY, 4, "subject of an acknowledgement", lambda m:
        robots.RECEIVED_SUBJECTS.search(m.subject)),
    _words(Kind.AUTO_REPLY, 4, "acknowledges a request", lambda m:
        _may_acknowledge(m) and robots.RECEIVED.search(m.text, 0, 800)),
    _words(Kind.AUTO_REPLY, 4, "subject that asks for a confirmation", lambda m:
        robots.CHALLENGE_SUBJECTS.search(m.subject)),
    _words(Kind.AUTO_REPLY, 6, "asks to prove that a person wrote", lambda m:
        robots.CHALLENGE_SUBJECTS.search(m.subject) and robots.CHALLENGE.search(m.text)),

    Sign(Kind.SPAM, 10, _scanner),

    Sign(Kind.LIST, 10, _list_field),
    _mark(Kind.LIST, 10, "Precedence: list", lambda m: m.precedence == "list"),
    _mark(Kind.LIST, 10, "a list's own mark", lambda m:
        m.named("x-beenthere", "x-list-administrivia")),

    _mark(Kind.BULK, 10, "List-Unsubscribe is set", lambda m: m.first("list-unsubscribe")),
    Sign(Kind.BULK, 10, _precedence),
    Sign(Kind.BULK, 10, _submitted("auto-", "yes", "true")),
    _mark(Kind.BULK, 10, "X-Loop: yes", lambda m:
        m.first("x-loop") in {"yes", "true"} or m.first("x-no-loop") in {"yes", "true"}),

    # What speaks for a person takes from the words, never from the marks.
    *(_words(kind, -4, "subject of a reply or a forward", lambda m: m.is_reply_or_forward)
        for kind in _DOUBTFUL),
    *(_words(kind, -4, "written in a person's mail program", lambda m: m.mail_program)
        for kind in _DOUBTFUL),
    *(_words(kind, -3, "asks something", lambda m: m.asks) for kind in _DOUBTFUL),
    _words(Kind.BOUNCE, -4, "begins with a greeting", lambda m: m.is_greeting),
)
# fmt: on
