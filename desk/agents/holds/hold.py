"""A mail of an agent that waits: nothing of it goes out, and they hear why and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from samehand.config.settings import Agent, Settings
from samehand.desk.agents.commands.spoken import Spoken, is_nothing_but_orders
from samehand.desk.agents.holds.held import (
    CONFIRM_LIFE,
    HELD_LIFE,
    MENDED_BY_A_TEXT,
    WAYS,
    Cause,
    Hold,
    Way,
    is_told,
)
from samehand.desk.agents.trust.table import Evidence
from samehand.desk.agents.trust.table import Token as Worth
from samehand.desk.arrival import Arrived, Seen
from samehand.desk.conversation import Conversation, Event
from samehand.desk.decision import Decision, Mint, NewToken, Outcome, Token, TokenUse
from samehand.desk.letters import Notice
from samehand.desk.marks import relay_message_id, without_tokens
from samehand.desk.relay import agent_thread, ids_in
from samehand.ingest.authentication import Result
from samehand.ingest.message import Address

_NAMED = 5  # files


@dataclass(frozen=True)
class AgentMail:
    """A mail with an agent's token, what it says, and how it came."""

    arrived: Arrived
    seen: Seen
    agent: Agent
    token: Token
    conversation: Conversation
    settings: Settings
    now: datetime
    mint: Mint
    spoken: Spoken
    evidence: Evidence


def name_of(agent_id: str, settings: Settings) -> str:
    """The name that people know an agent by; the id of somebody who has left."""
    return next((a.name for a in settings.agents if a.id == agent_id), agent_id)


def moment(at: datetime, given: AgentMail) -> str:
    """An instant as its reader's clock shows it; the day, where it is another one."""
    zone = given.settings.calendars[given.agent.calendar].timezone
    local, today = at.astimezone(zone), given.now.astimezone(zone).date()
    day = "" if local.date() == today else f" on {local:%A} {local.day} {local:%B}"
    return f"{local:%H:%M}{day}"


def notice(
    given: AgentMail,
    key: str,
    headline: str,
    lines: tuple[str, ...],
    *,
    text: str = "",
    token: str | None = None,
) -> Notice:
    """A word to the agent's registered address about what they wrote."""
    domain = given.arrived.mailbox.domain
    return Notice(
        key=f"{key}:{given.arrived.entry}",
        mailbox=given.conversation.mailbox,
        message_id=relay_message_id(token, domain) if token else given.mint.message_id(domain),
        to=(Address(given.agent.address, given.agent.name),),
        not_before=given.now,
        conversation=given.conversation.number,
        subject=given.conversation.subject,
        headline=headline,
        lines=lines,
        text=text,
        thread=agent_thread(
            given.conversation,
            given.settings,
            ids_in(given.arrived.mail, given.arrived.message_id),
        ),
        token=token,
    )


def sentence(words: str) -> str:
    """A reason as a sentence of its own."""
    return f"{words[0].upper()}{words[1:]}{'' if words.endswith(('.', '?')) else '.'}"


def hold(given: AgentMail, why: str, *lines: str, cause: Cause = Cause.SLIP) -> Decision:
    """Keep the mail, send nothing, and say so: what happened, why, and what to do."""
    why = without_tokens(why)
    asked = given.mint.token()
    told = may_tell(given, cause)
    letter = notice(
        given,
        f"hold:{int(given.now.timestamp())}",
        "NOT SENT",
        (
            "Nothing of your mail went to the customer.",
            *lines,
            *_beside_the_text(given),
            *_what_next(given, cause),
            *untold(given),
        ),
        text=given.arrived.mail.reply,
        token=asked,
    )
    return Decision(
        Outcome.HELD,
        "held",
        why,
        letters=(letter,) if told else (),
        tokens=(token_about(given, given.arrived.entry, asked),) if told else (),
        events=(Event(given.conversation.number, "held", given.agent.id, why),),
        holds=Hold(
            cause,
            given.agent.id,
            given.conversation.number,
            why,
            without_tokens(given.arrived.mail.reply),
            is_told=told,
            again=given.seen.held is not None,
        ),
    )


def may_tell(given: AgentMail, cause: Cause) -> bool:
    """Whether the agent hears of it now."""
    return is_told(
        cause,
        given.seen.told,
        given.now,
        by_anybody=by_anybody(given),
        again=given.seen.held is not None,
    )


def by_anybody(given: AgentMail) -> bool:
    """Whether it takes nothing to send such a mail, or a token alone that the server denies."""
    proof = given.evidence
    has_token = proof.token is Worth.LIVE and proof.sender.result is not Result.FAIL
    return not (proof.is_proved or has_token)


def token_about(given: AgentMail, entry: int, token: str) -> NewToken:
    """For an answer about a held mail; one that comes soon also confirms it (E5)."""
    return NewToken(
        token,
        TokenUse.CONFIRM,
        given.agent.id,
        given.conversation.number,
        given.now + HELD_LIFE,
        answers=given.token.answers,
        held=entry,
        code_until=given.now + CONFIRM_LIFE,
    )


_MEANING = {
    Way.SEND: "#send to send it as it is",
    Way.TAKE: "#take to make the conversation yours and send it",
    Way.NOTE: "#note to keep it inside the team",
    Way.DROP: "#drop to give it up",
}


def _what_next(given: AgentMail, cause: Cause) -> tuple[str, ...]:
    """What can be done about this mail; what says nothing to the customer need not wait."""
    reply = given.arrived.mail.reply
    if cause is not Cause.SLIP or has_files(given) or not is_nothing_but_orders(reply):
        return ways_of(cause, given)
    if not reply.strip():
        return ("Answer this mail with the text for the customer, or with a command.",)
    return (
        "Nothing else was done either. Answer this mail with the command put right, or with a"
        " text for the customer.",
    )


def ways_of(cause: Cause, given: AgentMail) -> tuple[str, ...]:
    """What can be done about a held mail by answering the word about it."""
    choices = [_MEANING[way] for way in WAYS[cause] if _helps(way, cause, given)]
    if cause is Cause.UNPROVED or not choices:
        return ()  # the question says what to answer
    if cause in MENDED_BY_A_TEXT:
        choices = ["the text that is to go out instead", *choices]
    *first, last = choices
    line = f"Answer this mail with {', '.join(first)}, or {last}."
    if cause is Cause.COLLEAGUE:
        line = f"Once it is yours, a{line[1:]}"
    if has_files(given) and cause in MENDED_BY_A_TEXT:
        return (line, "With another text, attach your files again.")
    return (line,)


def _helps(way: Way, cause: Cause, given: AgentMail) -> bool:
    """Whether a way leads anywhere: only who owns a conversation sends, and takes it never."""
    is_owner = given.conversation.owner == given.agent.id
    return not (
        (way is Way.TAKE and is_owner)
        or (way is Way.SEND and not is_owner and cause is not Cause.COLLEAGUE)
    )


def _beside_the_text(given: AgentMail) -> Iterator[str]:
    """What would go out with the text below, so that nobody lets out more than they see."""
    files = [
        file.name or "a file" for file in given.arrived.mail.attachments if not file.inline
    ]
    if files:
        more = f" and {len(files) - _NAMED} more" if len(files) > _NAMED else ""
        yield f"Attached to it: {', '.join(files[:_NAMED])}{more}."


def has_files(given: AgentMail) -> bool:
    """Whether something is attached that is no part of its words."""
    return any(not a.inline for a in given.arrived.mail.attachments)


def untold(given: AgentMail) -> tuple[str, ...]:
    """How many mails in the agent's name were held of which they have not heard."""
    count = given.seen.told.untold
    if not count:
        return ()
    more = "1 more mail" if count == 1 else f"{count} more mails"
    return (
        f"{more} in your name {'was' if count == 1 else 'were'} held since you last heard of"
        " such; whoever runs the desk sees them by `samehand held list`.",
    )
