"""What must hold between several values of the config, whatever each of them is for itself.

The rules look at the document before it has become settings, so that their problems come
together with all the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from ipaddress import ip_address

from samehand.config.document import Table, entries, text

Rule = Callable[[Table], Iterator[str]]


def broken(document: Table) -> list[str]:
    """The problems of all rules."""
    return [problem for rule in RULES for problem in rule(document)]


def _names_are_unique(document: Table) -> Iterator[str]:
    for kind, name in (
        ("mailbox", "name"),
        ("mailbox", "address"),
        ("agent", "id"),
        ("agent", "address"),
        ("policy", "name"),
    ):
        yield from _doubles(document, kind, name)


def _doubles(document: Table, kind: str, name: str) -> Iterator[str]:
    seen: set[str] = set()
    for place, table in entries(document, kind):
        value = text(table, name)
        if value and value.lower() in seen:
            yield f'{place / name} is taken: another {kind} has "{value}"; give each its own'
        seen.add(value.lower())


def _plain_text_stays_at_home(document: Table) -> Iterator[str]:
    """A password must never cross a network unprotected."""
    for place, mailbox in entries(document, "mailbox"):
        for kind in ("imap", "smtp"):
            server = mailbox.get(kind)
            host = text(server, "host")
            if text(server, "security") == "none" and host and not is_loopback(host):
                yield (
                    f'{place / kind / "security"} cannot be "none" for another machine;'
                    f' write "tls" or "starttls" for {host}'
                )


def _one_reading_of_verdicts(document: Table) -> Iterator[str]:
    for place, mailbox in entries(document, "mailbox"):
        trust = mailbox.get("trust")
        if text(trust, "authserv_id") and text(trust, "profile"):
            yield f"{place / 'trust'} names authserv_id and profile; keep one of them"


def _every_policy_can_hold(document: Table) -> Iterator[str]:
    fits_all = ""
    for place, policy in entries(document, "policy"):
        if fits_all:
            yield f"{place} never holds, as {fits_all} before it fits all; move it up"
        elif not policy.get("when"):
            fits_all = str(place)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself; other names are not looked up."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


RULES: tuple[Rule, ...] = (
    _names_are_unique,
    _plain_text_stays_at_home,
    _one_reading_of_verdicts,
    _every_policy_can_hold,
)
