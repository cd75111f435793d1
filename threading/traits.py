"""What threading needs to know of a mail: the value that two mails are compared by."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field
from datetime import datetime

from samehand.ingest.message import InboundMessage
from samehand.threading.prints import prints
from samehand.threading.subject import base_subject, is_reply, numbers


@dataclass(frozen=True)
class Traits:
    """A mail, as far as it matters for where it belongs.

    `parents` are the ids that it names, nearest first. `writer` is empty for a mail of the
    desk's own. `people` are all outside addresses in From, Reply-To, To and Cc. `root` is the
    root of Exchange's Thread-Index. `tags` are conversations that the subject names by our own
    tag. `said` are the prints of its own words, `quoted` those of others' words in it. With
    `is_ours` it is proved that the desk has written it, and `people` got it.
    """

    message_id: str
    parents: tuple[str, ...] = ()
    writer: str = ""
    people: frozenset[str] = frozenset()
    subject: str = ""
    is_reply: bool = False
    at: datetime | None = None
    root: str = ""
    tags: tuple[int, ...] = ()
    said: frozenset[int] = field(default=frozenset(), repr=False)
    quoted: frozenset[int] = field(default=frozenset(), repr=False)
    is_ours: bool = False


def traits_of(
    mail: InboundMessage, message_id: str, people: Set[str], received_at: datetime | None = None
) -> Traits:
    """The traits of a mail from outside; `people` are those in its header who are not ours.

    It was written when its Date says, but not after it arrived.
    """
    own = [line for line in mail.reply.split("\n") if not line.lstrip().startswith(">")]
    instants = [at for at in (mail.date, received_at) if at is not None]
    return Traits(
        message_id=message_id,
        parents=tuple(parent for parent in mail.parents if parent != message_id),
        writer=mail.sender.address,
        people=frozenset(people),
        subject=base_subject(mail.subject),
        is_reply=is_reply(mail.subject),
        at=min(instants, default=None),
        root=mail.thread_index,
        tags=numbers(mail.subject),
        said=prints(own),
        quoted=prints(mail.quoted.split("\n")),
    )
