"""What can be seen on mails that a server has taken: who states what there, and how surely.

Facts only; what follows from them is said in `probe_advice.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from samehand.commands.probe_mails import is_forged
from samehand.config.providers import statement_name
from samehand.ingest import hops
from samehand.ingest.message import InboundMessage
from samehand.ingest.statement import parse
from samehand.notify.outgoing import Outgoing

MICROSOFT = "Exchange Online"


class Forgery(StrEnum):
    """What became of statements that we forged in our server's name."""

    UNTRIED = "untried"
    REMOVED = "removed"
    KEPT = "kept"
    KEPT_UNSEEN = "kept, and nothing shows that the mail was sent by somebody logged in"
    ABOVE = "kept above the server's own"


@dataclass(frozen=True)
class Facts:
    """What is known of a mailbox's server.

    `names` counts the mails of others on which a server states something, by its name in the
    config, and `signers` are its names as they stand there; `own_name` is the one on our mail
    to ourselves. `login` is who was logged in, and at which server. `is_stacked`: it states one
    thing in several fields, of which only the first can be told from a sender's. `plus` is None
    where it was not tried, or nothing came at all.
    """

    has_come: bool = False
    plus: bool | None = None
    changed: tuple[str, ...] = ()
    names: Mapping[str, int] = field(default_factory=dict)
    signers: tuple[str, ...] = ()
    own_name: str | None = None
    login: tuple[str, str] | None = None
    forgery: Forgery = Forgery.UNTRIED
    is_stacked: bool = False

    @property
    def name(self) -> str | None:
        """The server that most probably vouches for senders here."""
        most = max(self.names, key=lambda name: self.names[name], default=None)
        return most or self.own_name


def server_of(mail: InboundMessage) -> str | None:
    """Whose statement stands at the top, by the name that the config would have."""
    if mail.statements and hops.is_of_exchange(mail.hops):
        return MICROSOFT
    signer = signer_of(mail)
    return statement_name(signer) if signer else None


def signer_of(mail: InboundMessage) -> str | None:
    """The name with which the topmost statement is signed; none of ours counts."""
    first = next((one for one in mail.statements if not is_forged(one)), "")
    top = parse(first)
    return top.server if top else None


def is_stacked(mail: InboundMessage) -> bool:
    """Whether a server states things in several fields, below the line that takes the mail."""
    taken_at = hops.taken_at(mail.hops)
    names = [statement.server if (statement := parse(one)) else None for one in mail.statements]
    further = [
        above
        for name, above in list(zip(names, mail.hops_above, strict=True))[1:]
        if name is not None and name == names[0]
    ]
    return any(taken_at is None or above > taken_at for above in further)


def forgery(mail: InboundMessage) -> Forgery:
    """What became of the forged statements in a mail of ours."""
    ours = [is_forged(field) for field in mail.statements]
    if not any(ours):
        return Forgery.REMOVED
    if not all(ours) and ours[0]:
        return Forgery.ABOVE
    if not hops.is_submission(mail.hops):
        return Forgery.KEPT_UNSEEN
    return Forgery.KEPT


def changed(sent: Outgoing, mail: InboundMessage) -> Iterator[str]:
    """What the way out has changed of a mail of ours."""
    if mail.message_id != sent.message_id:
        yield "Message-ID"
    if mail.sender.address != sent.envelope_from.lower():
        yield "From"
    if [one.address for one in mail.reply_to] != [sent.envelope_from.lower()]:
        yield "Reply-To"


def of_others(mails: Sequence[InboundMessage], address: str) -> Facts:
    """What the newest mails tell that came from elsewhere than this mailbox itself."""
    theirs = [mail for mail in mails if mail.sender.address != address.lower()]
    return Facts(
        names=Counter(filter(None, map(server_of, theirs))),
        signers=tuple(dict.fromkeys(filter(None, map(signer_of, theirs)))),
        is_stacked=any(map(is_stacked, theirs)),
    )


def with_ours(facts: Facts, sent: Outgoing, mail: InboundMessage) -> Facts:
    """The facts, and what a mail to ourselves tells."""
    signer = signer_of(mail)
    return replace(
        facts,
        has_come=True,
        changed=tuple(changed(sent, mail)),
        own_name=server_of(mail),
        signers=(*facts.signers, signer) if signer else facts.signers,
        login=hops.submission(mail.hops),
        is_stacked=facts.is_stacked or is_stacked(mail),
    )
