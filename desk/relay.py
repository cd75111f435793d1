"""A customer's mail on its way to the owner, with the first brief."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from samehand.config.settings import Settings
from samehand.desk.arrival import Answerable, Arrived
from samehand.desk.conversation import Clock, Conversation
from samehand.desk.decision import Mint, NewToken, TokenUse
from samehand.desk.letters import Relay, Thread
from samehand.desk.marks import relay_message_id
from samehand.desk.people import readers
from samehand.ingest.message import Address, Attachment, InboundMessage

TOKEN_LIFE = timedelta(days=30)
_NAMED = 5  # readers of an answer; of more, the brief gives the number


def agent_thread(conversation: Conversation, settings: Settings) -> Thread:
    """One thread for each conversation in the agent's client: all relays refer to one id."""
    domain = settings.mailbox(conversation.mailbox).domain
    return Thread(None, (f"conversation-{conversation.number}@{domain}",))


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
) -> tuple[Relay, NewToken]:
    """The customer's mail as the owner gets it, and the token that lets them answer."""
    mail = arrived.mail
    attachments, left_out = _attachments(arrived, settings)
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
        attachments=attachments,
        notes=(*notes, *left_out),
        written_at=mail.date,
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
        attachments=(),
        notes=notes,
        written_at=None,
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
    attachments: tuple[Attachment, ...],
    notes: tuple[str, ...],
    written_at: datetime | None,
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
        state=conversation.state.value,
        notes=(
            *notes,
            *_goes_elsewhere(readers(conversation, sender, recipients, settings), sender),
        ),
        text=text,
        attachments=attachments,
        written_at=written_at,
        token=token,
        thread=agent_thread(conversation, settings),
    )
    return letter, NewToken(
        token,
        TokenUse.REPLY,
        conversation.owner,
        conversation.number,
        now + TOKEN_LIFE,
        answers=answers,
    )


def _goes_elsewhere(to: tuple[Address, ...], sender: Address) -> tuple[str, ...]:
    """Who reads the answer, where that is not just the sender: Reply-To and Cc are theirs to
    choose, and must not be chosen unseen."""
    found = [person.address for person in to if person.address]
    if found in ([], [sender.address]):
        return ()
    more = (
        f" and {len(found) - _NAMED} more, {len(found)} in all" if len(found) > _NAMED else ""
    )
    return (f"Your answer goes to {', '.join(found[:_NAMED])}{more}.",)


def _attachments(
    arrived: Arrived, settings: Settings
) -> tuple[tuple[Attachment, ...], tuple[str, ...]]:
    """What is attached to the relay, and a word about what is not."""
    mail = arrived.mail
    attached = mail.attachments
    if mail.error is not None and arrived.raw:
        attached = (*attached, _original(arrived.raw))
    if sum(a.size for a in attached) <= settings.desk.attach_limit:
        return attached, ()
    return (), (
        f"Too big to pass on: {_named(mail)}. You find the mail in the folder "
        f"{arrived.mailbox.folder} of {arrived.mailbox.address}.",
    )


def _original(raw: bytes) -> Attachment:
    """As plain bytes: a broken message/rfc822 part would be unreadable for the owner too."""
    return Attachment("original.eml", "application/octet-stream", raw)


def _named(mail: InboundMessage) -> str:
    sizes = [f"{a.name} ({a.size / 1e6:.1f} MB)" for a in mail.attachments]
    return ", ".join(sizes) or "the original"
