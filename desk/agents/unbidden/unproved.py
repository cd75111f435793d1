"""A mail in an agent's name to a customer, with the desk in copy, that nobody proves to be the
agent's: kept and marked for the owner, where the mail server is silent; held, where it says
that somebody else has written it. It stops no clock and speaks for nobody."""

from __future__ import annotations

from dataclasses import replace

from samehand.config.settings import Agent
from samehand.desk import record
from samehand.desk.agents.holds.held import Cause, Hold, is_told
from samehand.desk.agents.trust.table import Evidence
from samehand.desk.by_hand.beginning import begun
from samehand.desk.by_hand.mail import ByHand, named, to_agent
from samehand.desk.conversation import Conversation, Event
from samehand.desk.decision import Decision, Outcome
from samehand.desk.letters import Notice, Thread
from samehand.desk.marks import without_tokens
from samehand.desk.owner import Ownership
from samehand.ingest.message import Address
from samehand.threading.traits import Traits


def unproved(given: ByHand, agent: Agent) -> Decision:
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
    traits = Traits(given.arrived.message_id, people=people)
    kept = made.message and replace(made.message, traits=traits, author=None)
    return replace(made, message=kept, letters=(letter,), tokens=(token,))


def _note(given: ByHand, agent: Agent, conversation: Conversation) -> Decision:
    number = conversation.number
    whose, by = (
        ("your name", "you wrote it")
        if conversation.owner == agent.id
        else (f"the name of {agent.name}", f"{agent.name} wrote it")
    )
    letter, token = to_agent(
        given,
        conversation,
        conversation.owner,
        _seldom(f"unproved:{number}", given),
        "NOT PROVED",
        (
            f"A mail in {whose} to {named(given.people)} reached {_desk(given)} in copy, and"
            " the mail server does not say who sent it. It is kept as a note, and the clocks"
            " run on.",
            f"If {by} and it answers the customer, answer this mail with #wait, and the clocks"
            " stand still. If not, there is nothing to do.",
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


def denied(given: ByHand, agent: Agent, proof: Evidence) -> Decision:
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
