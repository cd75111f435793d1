"""A customer's mail on its way to the owner, with the first brief."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from samehand.config.settings import Settings
from samehand.desk.arrival import Answerable, Arrived
from samehand.desk.clocks.calendar import between
from samehand.desk.conversation import Clock, Conversation, Priority
from samehand.desk.decision import Mint, NewToken, TokenUse
from samehand.desk.enclosed import enclosed
from samehand.desk.letters import Exchange, Relay, Thread
from samehand.desk.marks import carries_token, relay_message_id
from samehand.desk.people import readers
from samehand.ingest.message import Address, Attachment, InboundMessage

TOKEN_LIFE = timedelta(days=30)
_NAMED = 5  # readers of an answer; of more, the brief gives the number


def agent_thread(
    conversation: Conversation, settings: Settings, after: Sequence[str] = ()
) -> Thread:
    """Where a mail stands in an agent's client: in the one thread of its conversation.

    All of them refer to one id that no mail bears, and to what the agent has written there,
    which is `after`, the oldest first. The ids of our own mails carry tokens and are kept
    nowhere.
    """
    domain = settings.mailbox(conversation.mailbox).domain
    *before, last = (f"conversation-{conversation.number}@{domain}", *after)
    return Thread(last, tuple(before))


def ids_in(mail: InboundMessage, message_id: str) -> tuple[str, ...]:
    """Where an answer to an agent's own mail stands: after the mail of ours that it answers."""
    return (*(i for i in mail.references if carries_token(i)), message_id)


def agent_address(agent_id: str, settings: Settings) -> Address:
    """Where mail for an agent goes: the registered address, and nowhere else.

    What belonged to somebody who has left goes to the desk's fallback person.
    """
    known = {agent.id: agent for agent in settings.agents}
    agent = known.get(agent_id) or known[settings.desk.fallback_owner]
    return Address(agent.address, agent.name)


def to_owner(
    arrived: Arrived,
    conversation: Conversation,
    settings: Settings,
    now: datetime,
    mint: Mint,
    *,
    notes: tuple[str, ...] = (),
    said: Exchange | None = None,
    after: Sequence[str] = (),
) -> tuple[Relay, NewToken]:
    """The customer's mail as the owner gets it, and the token that lets them answer.

    `said` is our last answer, and `after` are the ids of what the owner has written before.
    """
    mail = arrived.mail
    attachments, left_out = enclosed(
        mail, arrived.mailbox, settings.desk.attach_limit, raw=arrived.raw
    )
    # Told apart, so that the mail itself can still follow a word that it could not be handled.
    what = "relay" if mail.error is None else "unread"
    return _relay(
        f"{what}:{arrived.entry}:{conversation.owner}",
        conversation,
        settings,
        now,
        mint,
        answers=arrived.message_id,
        sender=mail.sender,
        recipients=(*mail.to, *mail.cc, *mail.reply_to),
        text=mail.text,
        html=mail.html,
        attachments=attachments,
        notes=(*notes, *left_out),
        written_at=mail.date,
        said=said,
        after=after,
    )


def handed_over(
    conversation: Conversation,
    last: Answerable | None,
    settings: Settings,
    now: datetime,
    mint: Mint,
    *,
    occasion: str,
    notes: tuple[str, ...],
) -> tuple[Relay, NewToken]:
    """What the customer wrote last, when it is not just come: for a new owner, say."""
    return _relay(
        f"{occasion}:{conversation.owner}",
        conversation,
        settings,
        now,
        mint,
        answers=last.message_id if last else None,
        sender=last.writer if last else conversation.customer,
        recipients=last.recipients if last else (),
        text=last.text if last else "",
        notes=notes,
        written_at=last.received_at if last else None,
        said=last.said if last else None,
        message=last.row if last else None,
    )


def completed(letter: Relay, mail: InboundMessage, settings: Settings) -> Relay:
    """The relay of an earlier `mail`, with what was attached to that and how it looked."""
    mailbox = settings.mailbox(letter.mailbox)
    attachments, left_out = enclosed(mail, mailbox, settings.desk.attach_limit)
    return replace(
        letter, html=mail.html, attachments=attachments, notes=(*letter.notes, *left_out)
    )


def first_due(clocks: Iterable[Clock]) -> Clock | None:
    """The running clock that ends first."""
    running = [clock for clock in clocks if clock.due_at is not None]
    return min(running, key=lambda clock: clock.due_at or clock.started_at, default=None)


def _relay(
    key: str,
    conversation: Conversation,
    settings: Settings,
    now: datetime,
    mint: Mint,
    *,
    answers: str | None,
    sender: Address,
    recipients: tuple[Address, ...],
    text: str,
    notes: tuple[str, ...],
    written_at: datetime | None,
    said: Exchange | None,
    html: str = "",
    attachments: tuple[Attachment, ...] = (),
    after: Sequence[str] = (),
    message: int | None = None,
) -> tuple[Relay, NewToken]:
    token = mint.token()
    due = first_due(conversation.live_clocks)
    letter = Relay(
        key=key,
        mailbox=conversation.mailbox,
        message_id=relay_message_id(token, settings.mailbox(conversation.mailbox).domain),
        to=(agent_address(conversation.owner, settings),),
        not_before=now,
        conversation=conversation.number,
        sender=sender,
        subject=conversation.subject,
        owner_name=settings.agent(conversation.owner).name,
        target=due.target.words if due else None,
        due_at=due.due_at if due else None,
        state=conversation.state.words,
        notes=(
            *notes,
            *_goes_elsewhere(conversation, sender, recipients, settings),
        ),
        text=text,
        attachments=attachments,
        written_at=written_at,
        token=token,
        thread=agent_thread(conversation, settings, after),
        html=html,
        left=_left(due, settings, now) if due else None,
        told=tuple(_told(conversation)),
        last=replace(said, who=_name_of(said.who, settings)) if said else None,
        message=message,
    )
    return letter, NewToken(
        token,
        TokenUse.REPLY,
        conversation.owner,
        conversation.number,
        now + TOKEN_LIFE,
        answers=answers,
    )


def _left(due: Clock, settings: Settings, now: datetime) -> timedelta | None:
    """The support time until a clock ends; less than nothing once it has ended."""
    calendar = settings.calendars.get(due.calendar)
    if calendar is None or due.due_at is None:
        return None
    if now < due.due_at:
        return between(calendar, now, due.due_at)
    return -between(calendar, due.due_at, now)


def _told(conversation: Conversation) -> Iterator[tuple[str, str]]:
    """Further rows of the brief."""
    if conversation.priority is not Priority.NORMAL:
        yield "Priority", conversation.priority.value


def _name_of(agent_id: str, settings: Settings) -> str:
    return next((a.name for a in settings.agents if a.id == agent_id), agent_id)


def _goes_elsewhere(
    conversation: Conversation,
    sender: Address,
    recipients: tuple[Address, ...],
    settings: Settings,
) -> tuple[str, ...]:
    """Who reads the answer, where that is not just the customer who wrote: Reply-To and Cc are
    theirs to choose, and must not be chosen unseen."""
    to = readers(conversation, sender, recipients, settings)
    found = [person.address for person in to if person.address]
    if found == [sender.address] and sender.address not in conversation.customers:
        return (f"Your answer goes to {sender.address} alone, who left the customer out.",)
    if found in ([], [sender.address]):
        return ()
    more = (
        f" and {len(found) - _NAMED} more, {len(found)} in all" if len(found) > _NAMED else ""
    )
    return (f"Your answer goes to {', '.join(found[:_NAMED])}{more}.",)
