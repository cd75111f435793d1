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
from samehand.desk import record
from samehand.desk.agents import evidence
from samehand.desk.agents.answer import recipients
from samehand.desk.agents.commands import listen
from samehand.desk.agents.held import Cause, Hold, is_told
from samehand.desk.agents.hold import AgentMail
from samehand.desk.agents.trust import Action, Evidence, Ruling, judge
from samehand.desk.arrival import Arrived, Seen
from samehand.desk.by_hand import (
    ByHand,
    already_written_to,
    answered,
    begun,
    is_overtaken,
    named,
    opened,
    to_agent,
    written_to,
)
from samehand.desk.conversation import Conversation, Event
from samehand.desk.decision import Decision, Mint, NewToken, Outcome
from samehand.desk.letters import Notice, Thread
from samehand.desk.marks import without_tokens
from samehand.desk.owner import Ownership
from samehand.ingest.message import Address, InboundMessage, Kind
from samehand.threading.match import Match
from samehand.threading.traits import Traits


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
    number = mail.conversation.number
    seen = replace(
        mail.seen, conversations=(mail.conversation,), match=Match((number,), "token")
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
    return _unproved(given, agent) if ruling is Ruling.MARKED else _denied(given, agent, proof)


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
    return replace(begun(given, ownership, *letters), tokens=tokens)


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


def _unproved(given: ByHand, agent: Agent) -> Decision:
    """Nobody says that it is the agent's: kept, and marked for whoever owns the matter."""
    if given.seen.conversations:
        return _note(given, agent, given.seen.conversations[0])
    ownership = Ownership(agent.id, "by hand", f"{agent.name}, in whose name it is written")
    made = begun(given, ownership, is_proved=False)
    conversation = made.conversations[0]
    letter, token = to_agent(
        given,
        conversation,
        agent.id,
        _seldom(f"unproved:{agent.id}", given),
        "NOT PROVED",
        (
            f"A mail in your name to {named(given.people)} reached {_desk(given)} in copy, and"
            " the mail server does not say who sent it. It is kept as conversation"
            f" #{conversation.number}, where no clock runs.",
            "If you wrote it, there is nothing to do. If you did not, answer this mail with"
            " #close.",
        ),
        text=_words(given),
    )
    # Answers to it find it by its id; nothing else that anybody could have written ties to it.
    people = frozenset({conversation.customer.address})
    kept = made.message and replace(
        made.message,
        traits=Traits(given.arrived.message_id, people=people),
        kind="unproved",
        author=None,
    )
    return replace(made, message=kept, letters=(letter,), tokens=(token,))


def _note(given: ByHand, agent: Agent, conversation: Conversation) -> Decision:
    number = conversation.number
    letter, token = to_agent(
        given,
        conversation,
        conversation.owner,
        _seldom(f"unproved:{number}", given),
        "NOT PROVED",
        (
            f"A mail in the name of {agent.name} to {named(given.people)} reached"
            f" {_desk(given)} in copy, and the mail server does not say who sent it. It is kept"
            " as a note, and the clocks run on.",
            "If it is genuine and answers the customer, answer this mail with #wait.",
        ),
        text=_words(given),
    )
    why = f"in the name of {agent.id}, not proved: a note, no answer"
    return Decision(
        Outcome.MESSAGE,
        "not proved",
        f"{why}, in {number}",
        message=record.from_agent(
            given.arrived, number, agent.id, _words(given), "note, not proved"
        ),
        letters=(letter,),
        tokens=(token,),
        events=(Event(number, "note", "samehand", why),),
    )


def _denied(given: ByHand, agent: Agent, proof: Evidence) -> Decision:
    """The server says that somebody else has written it."""
    number = next((c.number for c in given.seen.conversations), None)
    why = f"not proved to be {agent.id}: {proof.sender.reason}"
    told = is_told(Cause.DENIED, given.seen.told, given.now, by_anybody=True, again=False)
    letter = Notice(
        key=f"hold:{given.arrived.entry}",
        mailbox=given.arrived.mailbox.name,
        message_id=given.mint.message_id(given.arrived.mailbox.domain),
        to=(Address(agent.address, agent.name),),
        not_before=given.now,
        conversation=number,
        subject=given.arrived.mail.subject,
        headline="NOT RECORDED",
        lines=(
            f"A mail in your name to {named(given.people)} reached {_desk(given)} in copy, but"
            f" the mail server does not confirm that it comes from you ({proof.sender.reason})."
            " Nothing was done with it.",
            "If you wrote it, send it from your usual account; if not, somebody may have tried"
            " to speak in your name, and you may want to warn its readers.",
        ),
        text=_words(given),
        thread=Thread(),
    )
    return Decision(
        Outcome.HELD,
        "denied",
        why,
        letters=(letter,) if told else (),
        events=(Event(number, "held", agent.id, why),),
        holds=Hold(Cause.DENIED, agent.id, number, why, is_told=told),
    )


def _desk(given: ByHand) -> str:
    return given.arrived.mailbox.address


def _words(given: ByHand) -> str:
    return without_tokens(given.arrived.mail.reply)


def _seldom(occasion: str, given: ByHand) -> str:
    """One word in ten minutes: what anybody can forge must not flood an agent."""
    return f"{occasion}:{int(given.now.timestamp()) // 600}"
