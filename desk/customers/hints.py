"""Words to owners about what happens around their conversations: who else has written, what
was merged and taken apart. A hint asks for nothing and shows a customer nothing."""

from __future__ import annotations

from datetime import datetime

from samehand.config.settings import Settings
from samehand.desk.arrival import Seen
from samehand.desk.conversation import Conversation, Event
from samehand.desk.decision import Mint
from samehand.desk.letters import Notice
from samehand.desk.relay import agent_address, agent_thread


def to_owner(
    conversation: Conversation,
    key: str,
    headline: str,
    lines: tuple[str, ...],
    settings: Settings,
    now: datetime,
    mint: Mint,
    *,
    text: str = "",
) -> Notice:
    """A word to the owner of a conversation; `text` is the mail that it is about."""
    return Notice(
        key=key,
        mailbox=conversation.mailbox,
        message_id=mint.message_id(settings.mailbox(conversation.mailbox).domain),
        to=(agent_address(conversation.owner, settings),),
        not_before=now,
        conversation=conversation.number,
        subject=conversation.subject,
        headline=headline,
        lines=lines,
        text=text,
        thread=agent_thread(conversation, settings),
    )


def left_behind(new: Conversation, seen: Seen) -> tuple[Event, ...]:
    """What the story of a conversation tells when a mail refers to it and begins another."""
    kind, how = ("stranger", "by somebody who takes no part here")
    if seen.continued is not None:
        kind, how = ("continued", "after a long silence, under another subject")
    return tuple(
        Event(related.number, kind, "customer", f"in {new.number}, {how}")
        for related in seen.related
    )


def to_others(
    new: Conversation, seen: Seen, settings: Settings, now: datetime, mint: Mint
) -> tuple[Notice, ...]:
    """The word to other owners, in whose conversations a stranger wanted to write."""
    if seen.continued is not None:
        return ()
    return tuple(
        _stranger(related, new, settings, now, mint)
        for related in seen.related
        if related.owner != new.owner  # the brief of the mail itself tells its owner
    )


def _stranger(
    conversation: Conversation, new: Conversation, settings: Settings, now: datetime, mint: Mint
) -> Notice:
    """Somebody who takes no part has written about it; told at most once a day."""
    who = new.customer.address or "Somebody without an address"
    return to_owner(
        conversation,
        f"stranger:{conversation.number}:{now:%Y%m%d}",
        "SOMEBODY ELSE WROTE",
        (
            f"{who} answered in this matter, but takes no part in it. The mail is in a"
            f" conversation of its own, #{new.number}, and nothing of yours was shown to them.",
        ),
        settings,
        now,
        mint,
    )


def merged(
    other: Conversation, into: Conversation, settings: Settings, now: datetime, mint: Mint
) -> Notice:
    """The word to who owned the younger of two conversations that turned out to be one."""
    return to_owner(
        other,
        f"merged:{other.number}:{other.version}",
        "MERGED",
        (
            f"It turned out to be the same matter as #{into.number}, which belongs to"
            f" {settings.agent(into.owner).name}, who goes on with both. You need not answer.",
        ),
        settings,
        now,
        mint,
    )


def parted(
    remaining: Conversation,
    leaving: Conversation,
    settings: Settings,
    now: datetime,
    mint: Mint,
) -> Notice:
    """The word to the owner of a conversation out of which another was taken again."""
    return to_owner(
        remaining,
        f"parted:{leaving.number}:{leaving.version}",
        "PARTED",
        (
            f"#{leaving.number} was taken out of it again and belongs to"
            f" {settings.agent(leaving.owner).name}. No mail joins the two again.",
        ),
        settings,
        now,
        mint,
    )
