"""An agent writes to a customer from their own mail program, with the desk in copy.

The customer has the mail already. Proved to be the agent's, it is the answer, or begins a
conversation that they own. Not proved, it is kept for the owner to look at: it stops no clock
and speaks for nobody. Commands in it are carried out in neither case, since customers have
read them and the agent may not know that.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from samehand.config.settings import Agent, Receipts, Settings
from samehand.desk.agents.answer import recipients
from samehand.desk.agents.commands.spoken import listen
from samehand.desk.agents.holds.hold import AgentMail
from samehand.desk.agents.trust import evidence
from samehand.desk.agents.trust.table import Action, Evidence, Ruling, judge
from samehand.desk.agents.unbidden.unproved import denied, unproved
from samehand.desk.arrival import Arrived, Seen
from samehand.desk.by_hand.answer import answered, is_overtaken
from samehand.desk.by_hand.beginning import begun, opened
from samehand.desk.by_hand.mail import (
    ByHand,
    already_written_to,
    named,
    to_agent,
    written_to,
)
from samehand.desk.conversation import Conversation
from samehand.desk.decision import Decision, Mint, NewToken, Outcome
from samehand.desk.letters import Notice
from samehand.desk.owner import Ownership
from samehand.ingest.message import InboundMessage, Kind
from samehand.threading.match import Match


def is_one(mail: InboundMessage, settings: Settings) -> bool:
    """Whether a person's mail went to somebody outside, too."""
    return mail.kind in {Kind.PERSON, Kind.CALENDAR} and bool(written_to(mail, settings))


def is_for_others(mail: InboundMessage, conversation: Conversation, settings: Settings) -> bool:
    """Whether an agent who pressed Reply on a mail of ours has put others in the customer's
    place, and the desk at most in copy: that is no answer."""
    if not is_one(mail, settings) or any(settings.is_ours(to.address) for to in mail.to):
        return False
    return not already_written_to(mail, conversation.participants)


def decide(
    arrived: Arrived, agent: Agent, seen: Seen, settings: Settings, now: datetime, mint: Mint
) -> Decision:
    """Decide by what speaks for its being the agent's."""
    given = ByHand(arrived, seen, agent, settings, now, mint)
    proof = evidence.of_sender(arrived, agent)
    decision = _decide(given, agent, proof)
    if decision.outcome is not Outcome.MESSAGE:
        return decision
    events = (
        replace(e, reason=f"{e.reason} ({proof})") if e.actor == agent.id else e
        for e in decision.events
    )
    return replace(decision, events=tuple(events))


def by_reply(mail: AgentMail) -> Decision | None:
    """They pressed Reply on a mail of ours and wrote to the customer as well, or instead; None
    where the customer has not got it."""
    to, _ = recipients(mail, mail.conversation)
    arrived, settings = mail.arrived, mail.settings
    if not is_one(arrived.mail, settings) or not already_written_to(arrived.mail, to):
        return None
    newer = mail.seen.newer
    seen = replace(
        mail.seen,
        conversations=(mail.conversation,),
        match=Match((mail.conversation.number,), "token"),
        around=replace(mail.seen.around, newer_at=newer.received_at if newer else None),
    )
    given = ByHand(arrived, seen, mail.agent, settings, mail.now, mail.mint)
    return _decide(given, mail.agent, mail.evidence)


def _decide(given: ByHand, agent: Agent, proof: Evidence) -> Decision:
    if given.seen.duplicate_of is not None:
        return Decision(Outcome.DUPLICATE, "duplicate", "an agent's mail acts once")
    without = given.arrived.mailbox.trust.without_verdict
    ruling = judge(Action.FORWARD, proof, without)
    if ruling is Ruling.MARKED and judge(Action.ANSWER, proof, without) is Ruling.ALLOWED:
        ruling = Ruling.ALLOWED  # the team settles for the token
    if ruling is Ruling.ALLOWED:
        return _recorded(given, agent)
    return unproved(given, agent) if ruling is Ruling.MARKED else denied(given, agent, proof)


def _recorded(given: ByHand, agent: Agent) -> Decision:
    if given.seen.conversations:
        before = given.seen.conversations[0]
        letters, tokens = _receipt(given, agent, before, tuple(_answer_lines(given, before)))
        return answered(given, *letters, tokens=tokens)
    number = given.seen.number
    letters, tokens = _receipt(
        given,
        agent,
        opened(given, agent.id),
        (
            f"Your mail to {named(given.people)} began conversation #{number}, which is yours."
            " What they answer comes to you from here.",
        ),
    )
    ownership = Ownership(agent.id, "by hand", f"{agent.name}, who wrote to the customer")
    return begun(given, ownership, *letters, tokens=tokens)


def _answer_lines(given: ByHand, conversation: Conversation) -> list[str]:
    number = conversation.number
    lines = [
        f"Your mail to {named(given.people)} is kept in #{number} as the answer."
        " They have it from you, and nothing was sent a second time."
    ]
    if is_overtaken(given):
        lines.append("A newer mail of theirs still waits for an answer.")
    if given.author is not None and conversation.owner != given.author.id:
        owner = next(
            (a.name for a in given.settings.agents if a.id == conversation.owner),
            conversation.owner,
        )
        lines.append(f"The conversation still belongs to {owner}, who has been told.")
    return lines


def _receipt(
    given: ByHand, agent: Agent, conversation: Conversation, lines: tuple[str, ...]
) -> tuple[tuple[Notice, ...], tuple[NewToken, ...]]:
    """What the agent hears: as they like it, and in any case if they asked for something."""
    unheard = _unheard(given)
    if not unheard and agent.receipts is not Receipts.EACH:
        return (), ()
    letter, token = to_agent(
        given,
        conversation,
        agent.id,
        f"elsewhere:{given.arrived.entry}",
        "NOT DONE" if unheard else "RECORDED",
        (*unheard, *lines),
    )
    return (letter,), (token,)


def _unheard(given: ByHand) -> tuple[str, ...]:
    """A word about commands in it, which went to others."""
    spoken = listen(given.arrived.mail.reply)
    if not spoken.orders and spoken.problem is None:
        return ()
    found = " and ".join(f"#{order.command.value}" for order in spoken.orders)
    what = f"has {found} in it" if found else "has a line in it that looks like a command"
    return (
        f"Your mail to {named(given.people)} {what}. They have read it, and nothing was done"
        " about it: commands are for answers to mails of this desk alone.",
        "Answer this mail with the command, and it is carried out.",
    )
