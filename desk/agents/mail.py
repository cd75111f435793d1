"""What follows from an agent's mail: an answer to the customer, an order, or a hold.

Only a live reply token together with the receiving server's word for the sender (or the agent's
own confirmation) lets somebody speak as an agent. Whatever falls short is held, and the agent's
registered address is told; a customer never sees a sign of it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from samehand.config.settings import Agent, Settings, WithoutVerdict
from samehand.desk import record
from samehand.desk.agents.hold import AgentMail, hold, name_of
from samehand.desk.agents.orders.obey import obey
from samehand.desk.arrival import Arrived, Seen
from samehand.desk.conversation import Event
from samehand.desk.decision import Decision, Mint, NewToken, Outcome, TokenUse
from samehand.desk.letters import Notice, Thread
from samehand.desk.storm import alike
from samehand.ingest.authentication import Result, Verdict, vouched
from samehand.ingest.message import MACHINES, Address, Kind

CONFIRM_LIFE = timedelta(minutes=15)
MOST_TIMES = 2  # that the same words go to a customer within half an hour


def speaker(arrived: Arrived, settings: Settings) -> Agent | None:
    """The agent whose address stands in From, by the strict reading. It proves nothing yet."""
    return settings.agent_at(arrived.mail.identity)


def decide(
    arrived: Arrived, seen: Seen, settings: Settings, now: datetime, mint: Mint
) -> Decision:
    """Decide about a mail in an agent's name that carries a token of theirs."""
    agent, token, conversation = speaker(arrived, settings), seen.token, seen.token_conversation
    if agent is None or token is None or conversation is None:
        raise ValueError("an agent's mail needs an agent, a token and its conversation")
    given = AgentMail(arrived, seen, agent, token, conversation, settings, now, mint)
    if seen.duplicate_of is not None:
        return Decision(Outcome.DUPLICATE, "duplicate", "an agent's mail acts once")
    if arrived.mail.kind in MACHINES and arrived.mail.certain:
        return _absence(given)
    if arrived.mail.kind not in {Kind.PERSON, Kind.CALENDAR}:  # an invitation is a person's
        return _doubtful(given)
    if token.use is TokenUse.CONFIRM:
        return _confirm(given)
    return _untrusted(given) or _repeating(given) or obey(given)


def stray(
    arrived: Arrived, agent: Agent, settings: Settings, now: datetime, mint: Mint
) -> Decision:
    """A mail in an agent's name without a token: nobody can tell what it answers."""
    if arrived.mail.kind is not Kind.PERSON:
        return Decision(Outcome.AUTOMATIC, "agent", f"automatic mail of {agent.id}")
    notice = Notice(
        key=_seldom(f"stray:{agent.id}", now),
        mailbox=arrived.mailbox.name,
        message_id=mint.message_id(arrived.mailbox.domain),
        to=(Address(agent.address, agent.name),),
        not_before=now,
        conversation=None,
        subject=arrived.mail.subject,
        headline="NOT SENT",
        lines=(
            f"A mail in your name reached {arrived.mailbox.address}, but it answers none of the"
            " mails that this desk has sent you, so nothing was done with it.",
            "To answer a customer, press Reply on the mail that was relayed to you.",
        ),
        text="",
        thread=Thread(),
    )
    return Decision(
        Outcome.HELD,
        "no token",
        f"in the name of {agent.id}, without a reply token",
        letters=(notice,),
        events=(Event(None, "held", agent.id, "a mail without a reply token"),),
    )


def _absence(given: AgentMail) -> Decision:
    kind = given.arrived.mail.kind.value
    return Decision(
        Outcome.AUTOMATIC,
        "agent",
        f"{kind} of {given.agent.id}; it goes to nobody",
        events=(Event(given.conversation.number, kind, given.agent.id, "kept inside"),),
    )


def _doubtful(given: AgentMail) -> Decision:
    """It may be theirs and come by an odd way: held, so that no answer ends without a word."""
    mail = given.arrived.mail
    return hold(
        given,
        f"it looks like mail of kind {mail.kind.value}",
        f"It does not look like a mail that a person writes ({'; '.join(mail.reasons)})."
        " If you wrote it, send it once more from your usual mail program.",
    )


def _untrusted(given: AgentMail) -> Decision | None:
    """The hold that this mail deserves, or None when it may be acted upon."""
    token, number = given.token, given.conversation.number
    if token.agent != given.agent.id:
        return hold(
            given,
            f"the reply address was handed to {token.agent}",
            "You answered a mail that was meant for a colleague. Answer one that was sent to"
            f" you, or ask them to write #assign {given.agent.id}.",
        )
    if token.is_revoked or token.expires_at <= given.now:
        return hold(
            given,
            "the reply address no longer holds",
            f"The mail that you answered is too old, or conversation #{number} now belongs to"
            f" {name_of(given.conversation.owner, given.settings)}.",
        )
    said = _verdict(given)
    if said.result is Result.FAIL:
        denied = hold(
            given,
            f"not proved to be {given.agent.id}: {said.reason}",
            f"The mail server does not confirm that it comes from you ({said.reason}).",
            "If you wrote it, send it from your usual account; if not, somebody may have"
            " tried to speak in your name.",
        )
        key = _seldom(f"denied:{given.agent.id}:{number}", given.now)
        return replace(denied, letters=tuple(replace(x, key=key) for x in denied.letters))
    without = given.arrived.mailbox.trust.without_verdict
    enough = without is WithoutVerdict.TOKEN_IS_ENOUGH and not said.is_doubtful
    if said.result is Result.PASS or given.arrived.confirmed or enough:
        return None
    return _ask(given, said.reason)


def _repeating(given: AgentMail) -> Decision | None:
    """The hold for words that have gone out twice already; None where these are new.

    An agent's mail program may answer by itself and hide it: each relay and each receipt
    would send the customer its holiday note.
    """
    words = given.arrived.mail.reply
    if sum(alike(words, before) for before in given.seen.said) < MOST_TIMES:
        return None
    held = hold(
        given,
        "the same words went out twice within half an hour",
        "You have sent the customer nearly the same words twice within half an hour. If you"
        " mean them once more, put them differently. If your mail program answers by itself,"
        " let it leave this desk alone.",
    )
    key = f"repeating:{given.agent.id}:{given.conversation.number}:{given.now:%Y%m%d}"
    return replace(held, letters=tuple(replace(x, key=key) for x in held.letters))


def _seldom(occasion: str, now: datetime) -> str:
    """One word in ten minutes: what anybody can forge must not flood an agent."""
    return f"{occasion}:{int(now.timestamp()) // 600}"


def _verdict(given: AgentMail) -> Verdict:
    """What the receiving server says, and the mail itself, about whether it is the agent's."""
    mail, address = given.arrived.mail, given.agent.address
    if any(a.address != address.lower() for a in mail.reply_to):
        return Verdict(Result.FAIL, "From and Reply-To disagree")
    return vouched(mail, address, given.arrived.mailbox.trust)


def _ask(given: AgentMail, why: str) -> Decision:
    """Hold the mail and ask the registered address whether it is theirs."""
    token = given.mint.token()
    held = hold(
        given,
        f"waits for {given.agent.id} to confirm: {why}",
        "Your mail server says nothing about who sent it. If you did, answer this mail with"
        f" the word yes within {int(CONFIRM_LIFE.total_seconds() // 60)} minutes and it goes"
        " out. If you did not, leave it.",
        token=token,
    )
    confirm = NewToken(
        token,
        TokenUse.CONFIRM,
        given.agent.id,
        given.conversation.number,
        given.now + CONFIRM_LIFE,
        held=given.arrived.entry,
    )
    return replace(held, rule="confirm", tokens=(confirm,))


def _confirm(given: AgentMail) -> Decision:
    """The answer to `_ask`: whoever has its token reads the agent's mailbox."""
    token, number = given.token, given.conversation.number
    said = _verdict(given)
    if token.agent != given.agent.id or said.result is Result.FAIL:
        return hold(
            given,
            f"an answer in the name of {token.agent} came from elsewhere: {said.reason}",
            "The question was for somebody else, or the mail server denies that this answer"
            " comes from you. What was held stays held.",
        )
    if not _says_yes(given.arrived.mail.reply):
        return hold(
            given,
            "the answer to the question was not a yes",
            "What was held stays held. If you wrote it, answer the question with the word yes.",
        )
    if token.held is None or token.is_used or token.is_revoked or token.expires_at <= given.now:
        return hold(
            given,
            "the confirmation came too late",
            "The question is no longer open. Please send your answer to the customer again.",
        )
    return Decision(
        Outcome.MESSAGE,
        "confirmed",
        f"{given.agent.id} has confirmed a held mail",
        message=record.from_agent(given.arrived, number, given.agent.id, "", "confirmation"),
        events=(Event(number, "confirmed", given.agent.id, "said yes to the mail that asked"),),
        spend=(token.hash,),
        settles=(token.held, Outcome.STORED),
    )


def _says_yes(reply: str) -> bool:
    """Whether the first word is a yes: a no must not confirm, nor a robot's holiday note."""
    return re.match(r"\W{0,8}yes\b", reply, re.IGNORECASE) is not None
