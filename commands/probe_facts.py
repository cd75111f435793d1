"""What can be seen on mails that a server has taken: who states what there, and how surely.

Anybody can write statements. A name is the server's own where it stands above the line by which
the server took the mail, or on a mail of ours, who have written none; else it has to be one
that the server does not let others use. What follows is said in `probe_advice.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from samehand.commands.probe_mails import is_forged
from samehand.config.providers import Provider, statement_name
from samehand.ingest import hops
from samehand.ingest.authentication import GMAIL
from samehand.ingest.message import InboundMessage
from samehand.ingest.statement import parse
from samehand.notify.outgoing import Outgoing

MICROSOFT = "Exchange Online"


@dataclass(frozen=True)
class Forgery:
    """What became of statements that we forged in these names.

    `is_above`: one of them stands above what the server has stated. `is_submission`: the mail
    shows that somebody was logged in who sent it.
    """

    names: tuple[str, ...]
    kept: frozenset[str]
    is_above: bool
    is_submission: bool

    def is_removed(self, name: str) -> bool:
        """Whether the server removes what a sender states in this name (the config's)."""
        tried = [one for one in self.names if statement_name(one) == name]
        return bool(tried) and self.kept.isdisjoint(tried)


@dataclass(frozen=True)
class Facts:
    """What is known of a mailbox's server; names are as the config has them.

    `names` counts the mails of others on which it certainly states something, `claimed` are
    names on other mails, as they stand there. `own_name` is the one on our mail to ourselves.
    `login` is who was logged in, and at which server. `is_stacked`: it states one thing in
    several fields, of which only the first can be told from a sender's. `plus` is None where it
    was not tried, or nothing came at all.
    """

    provider: Provider | None = None
    has_come: bool = False
    plus: bool | None = None
    changed: tuple[str, ...] = ()
    names: Mapping[str, int] = field(default_factory=dict)
    claimed: tuple[str, ...] = ()
    own_name: str | None = None
    login: tuple[str, str] | None = None
    forgery: Forgery | None = None
    is_stacked: bool = False

    @property
    def name(self) -> str | None:
        """The server that vouches for senders here; None where nobody does for certain."""
        most = max(self.names, key=lambda name: self.names[name], default=None)
        return _name_at(self.provider) or self.own_name or most or self._guarded

    @property
    def _guarded(self) -> str | None:
        """A name on others' mails that the server does not let a sender use."""
        names = map(statement_name, self.claimed)
        return next((name for name in names if self.is_guarded(name)), None)

    def is_guarded(self, name: str) -> bool:
        """Whether a sender was seen to be kept from stating something in this name."""
        return self.forgery is not None and self.forgery.is_removed(name)


def _name_at(provider: Provider | None) -> str | None:
    if provider is None:
        return None
    return provider.authserv_id or (GMAIL if provider.profile == "gmail" else None)


def of_others(mails: Sequence[InboundMessage], address: str) -> Facts:
    """What the newest mails tell that came from elsewhere than this mailbox itself."""
    theirs = [mail for mail in mails if mail.sender.address != address.lower()]
    return Facts(
        names=Counter(names(mail for mail in theirs if _is_sure(mail))),
        claimed=tuple(dict.fromkeys(filter(None, map(signer_of, theirs)))),
        is_stacked=any(map(is_stacked, theirs)),
    )


def with_ours(facts: Facts, sent: Outgoing, mail: InboundMessage) -> Facts:
    """The facts, and what a mail to ourselves tells."""
    signer = signer_of(mail)
    return replace(
        facts,
        has_come=True,
        changed=tuple(_changed(sent, mail)),
        own_name=next(names([mail]), None),
        claimed=(*facts.claimed, signer) if signer else facts.claimed,
        login=hops.submission(mail.hops),
        is_stacked=facts.is_stacked or is_stacked(mail),
    )


def with_forged(facts: Facts, forged: Sequence[str], mail: InboundMessage) -> Facts:
    """The facts, and what became of a mail of ours with statements in these names."""
    ours = [is_forged(one) for one in mail.statements]
    kept = {signer for one in filter(is_forged, mail.statements) if (signer := _signer(one))}
    return replace(
        facts,
        forgery=Forgery(
            tuple(forged),
            frozenset(kept),
            is_above=ours[:1] == [True] and not all(ours),
            is_submission=hops.is_submission(mail.hops),
        ),
    )


def names(mails: Iterable[InboundMessage]) -> Iterator[str]:
    """Whose statement stands at the top of each mail that has one, as the config names them."""
    for mail in mails:
        if mail.statements and hops.is_of_exchange(mail.hops):
            yield MICROSOFT
        elif signer := signer_of(mail):
            yield statement_name(signer)


def signer_of(mail: InboundMessage) -> str | None:
    """The name with which the topmost statement is signed; none of ours counts."""
    return _signer(next((one for one in mail.statements if not is_forged(one)), ""))


def _signer(statement: str) -> str | None:
    read = parse(statement)
    return read.server if read else None


def _is_sure(mail: InboundMessage) -> bool:
    """Whether only the server can have written what stands at the top."""
    if hops.is_of_exchange(mail.hops):
        return True
    taken_at = hops.taken_at(mail.hops)
    return taken_at is not None and mail.hops_above[:1] <= (taken_at,)


def is_stacked(mail: InboundMessage) -> bool:
    """Whether a server states things in several fields, below the line that takes the mail."""
    taken_at = hops.taken_at(mail.hops)
    signers = [_signer(one) for one in mail.statements]
    further = list(zip(signers, mail.hops_above, strict=True))[1:]
    return any(
        taken_at is None or above > taken_at
        for signer, above in further
        if signer is not None and signer == signers[0]
    )


def _changed(sent: Outgoing, mail: InboundMessage) -> Iterator[str]:
    """What the way out has changed of a mail of ours."""
    if mail.message_id != sent.message_id:
        yield "Message-ID"
    if mail.sender.address != sent.envelope_from.lower():
        yield "From"
    if [one.address for one in mail.reply_to] != [sent.envelope_from.lower()]:
        yield "Reply-To"
