"""Who vouches for senders in a mailbox, by what stands on its newest mails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from samehand.commands import probe_facts
from samehand.commands.findings import Finding, counted
from samehand.config.settings import Mailbox, Profile, WithoutVerdict
from samehand.ingest import hops
from samehand.ingest.authentication import GMAIL
from samehand.ingest.message import InboundMessage

_CONSEQUENCE = {
    WithoutVerdict.ASK: (
        "each answer of an agent waits until they have said yes to a mail that asks"
    ),
    WithoutVerdict.TOKEN_IS_ENOUGH: "whoever knows a reply address can speak as its agent",
}


_SIGNED = {Profile.GMAIL: GMAIL, Profile.MICROSOFT365: probe_facts.MICROSOFT}


def check(mailbox: Mailbox, newest: Sequence[InboundMessage]) -> Finding:
    """Who vouches for senders; only a mail's topmost field can be the own server's."""
    what, trust = f"mailbox {mailbox.name}, trust", mailbox.trust
    servers = Counter(probe_facts.names(newest))
    if trust.profile is None and trust.authserv_id is None:
        return _nobody_trusted(what, trust.without_verdict, servers, newest)
    expected = _SIGNED[trust.profile] if trust.profile else str(trust.authserv_id).lower()
    logged_in = {login[1] for mail in newest if (login := hops.submission(mail.hops))}
    if expected in {*servers, *logged_in} or not newest:
        return Finding(True, what, f"senders are vouched for by {expected}")
    others = f", but there is {', '.join(servers)}" if servers else ""
    return Finding(
        None,
        what,
        f"{none_of(newest)} is vouched for by {expected}{others}",
        f"correct {'profile' if trust.profile else 'authserv_id'} in [mailbox.trust], or let"
        " `samehand check --probe` find out",
    )


def _nobody_trusted(
    what: str,
    otherwise: WithoutVerdict,
    servers: Mapping[str, int],
    newest: Sequence[InboundMessage],
) -> Finding:
    trusted = f"nobody is trusted to vouch for senders, so {_CONSEQUENCE[otherwise]}"
    if not servers:
        return Finding(
            None,
            what,
            f"{trusted}; {none_of(newest)} tells who could",
            "let `samehand check --probe` try the server",
        )
    server = max(servers, key=lambda name: servers[name])
    return Finding(
        None,
        what,
        f"{trusted}; {server} vouches in {servers[server]} of the newest"
        f" {counted(len(newest), 'mail')}",
        _written(server),
    )


def _written(server: str) -> str:
    """What the config says where this server is the mailbox's own."""
    profile = next((p for p, name in _SIGNED.items() if name == server), None)
    key = f'profile = "{profile}"' if profile else f'authserv_id = "{server}"'
    return (
        f"if that is your own server, write {key} in [mailbox.trust], or let"
        " `samehand check --probe --pin` do it"
    )


def none_of(newest: Sequence[InboundMessage]) -> str:
    return f"none of the newest {counted(len(newest), 'mail')}" if newest else "no mail"
