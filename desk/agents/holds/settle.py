"""An agent answers the word about a held mail: what becomes of it.

One of #send, #take, #note and #drop settles it, and yes where that was asked. A text of its
own takes its place. The rules of trust are those for any other mail of theirs.
"""

from __future__ import annotations

from dataclasses import replace

from samehand.desk import record
from samehand.desk.agents.holds.held import (
    CONFIRM_LIFE,
    MENDED_BY_A_TEXT,
    Cause,
    Held,
    Hold,
    Settling,
    Way,
)
from samehand.desk.agents.holds.hold import (
    AgentMail,
    has_files,
    may_tell,
    moment,
    name_of,
    notice,
    token_about,
    untold,
    ways_of,
)
from samehand.desk.agents.trust.doubts import says_it_again
from samehand.desk.agents.trust.table import Action, Evidence, Ruling, Token, judge
from samehand.desk.agents.word import way_of, without_words
from samehand.desk.conversation import Event
from samehand.desk.decision import Decision, Outcome
from samehand.ingest.authentication import Result

_WITH_FILES = (
    "Nothing was done, since files are attached to your mail, and a word adds nothing to the"
    " mail that is held.",
    "Send the word without them; or write the whole text again, with the files, and #send"
    " under it.",
)
_DONE = {
    Way.SEND: "sent",
    Way.TAKE: "taken and sent",
    Way.NOTE: "kept as a note",
    Way.DROP: "given up",
    Way.REPLACED: "replaced by another text",
}


def settled(given: AgentMail, held: Held) -> Decision | None:
    """What follows from an answer about a held mail. None where its own text is to go out."""
    way = way_of(given.arrived.mail.reply, given.spoken, held.cause)
    if given.evidence.sender.result is Result.FAIL or given.token.agent != given.agent.id:
        return None if way is None else _refused(given, held, *_not_proved(given))
    if held.settled is not None or given.evidence.token is not Token.LIVE:
        return None if way is None else _refused(given, held, _over(given, held))
    if way is None:
        return _text(given, held)
    if way not in held.ways:
        line = f"It cannot be {_DONE[way]} as it stands: {held.why}."
        return _refused(given, held, line, *ways_of(held.cause, given), again=True)
    if has_files(given):
        return _refused(given, held, *_WITH_FILES, again=True)
    evidence = _with_code(given, held)
    if held.cause is Cause.DENIED and not evidence.is_proved:
        return _refused(given, held, *_question(held, way))
    action = Action.ANSWER if way in {Way.SEND, Way.TAKE} else Action.LOW
    if judge(action, evidence, given.arrived.mailbox.trust.without_verdict) is Ruling.ALLOWED:
        return _settled(given, held, way, evidence)
    return _refused(given, held, *_question(held, way), again=True)


def superseding(decision: Decision, given: AgentMail) -> Decision:
    """The decision about a mail that went through, and what it takes the place of: the held
    mail that it is about, and slips of theirs that they have since put better."""
    message, held = decision.message, given.seen.held
    if decision.outcome is not Outcome.MESSAGE or not message:
        return decision
    if message.kind == "command" and not (held and held.is_slip_of_orders):
        return decision
    is_about = held is not None and held.settled is None
    others = given.seen.waiting if decision.sent else ()
    over = (held, *others) if held and is_about else others
    settles = (_settling(mail, Way.REPLACED, given, given.evidence) for mail in over)
    spend = (given.token.hash,) if is_about else ()
    return replace(decision, settles=tuple(settles), spend=(*decision.spend, *spend))


def _text(given: AgentMail, held: Held) -> Decision | None:
    """A text in the place of the held one, where it is certain that it is meant so."""
    _, way = without_words(given.arrived.mail.reply)
    if way is Way.SEND or held.cause in MENDED_BY_A_TEXT or not given.spoken.text:
        return None
    return _refused(
        given,
        held,
        "Nothing was done with what you wrote, and what was held stays held.",
        "If your text is meant for the customer, write #send under it, and it goes out in place"
        " of the other."
        if held.cause is not Cause.UNPROVED
        else "If you wrote it, answer with the word yes.",
        again=True,
    )


def _with_code(given: AgentMail, held: Held) -> Evidence:
    """The evidence with what the code is worth that the agent has just sent back (E5).

    It is worth nothing where the server, which vouches for others, has denied the first mail.
    """
    evidence, until = given.evidence, given.token.code_until
    if evidence.is_proved or until is None or given.now >= until:
        return evidence
    if held.cause is Cause.DENIED:
        return evidence
    return replace(evidence, word="token and confirmation")


def _settled(given: AgentMail, held: Held, way: Way, evidence: Evidence) -> Decision:
    number, agent = given.conversation.number, given.agent.id
    what = f"{_DONE[way]}: the mail that was held ({held.why})"
    kept = (f"The mail that was held is {_DONE[way]}. It stays in the desk's books.",)
    word = notice(given, f"settled:{held.entry}", "GIVEN UP", kept)
    return Decision(
        Outcome.MESSAGE,
        "settled",
        f"{agent} has settled a held mail: {way.value}",
        message=record.from_agent(given.arrived, number, agent, "", "command"),
        letters=(word,) if way is Way.DROP else (),
        events=(Event(number, "settled", agent, f"{what} ({evidence})"),),
        spend=(given.token.hash,),
        settles=(_settling(held, way, given, evidence),),
    )


def _settling(held: Held, way: Way, given: AgentMail, evidence: Evidence) -> Settling:
    return Settling(held.entry, way, given.agent.id, str(evidence), evidence.is_proved)


def _refused(given: AgentMail, held: Held, *lines: str, again: bool = False) -> Decision:
    """Nothing changes, and the agent hears why. With `again`, they may answer that, too."""
    told = may_tell(given, Cause.WORD) and not says_it_again(given)
    asked = given.mint.token() if again else None
    letter = notice(
        given,
        f"about:{held.entry}",
        "NOTHING DONE",
        (*lines, *untold(given)),
        text=given.arrived.mail.reply,
        token=asked,
    )
    why = f"an answer about the held mail {held.entry} that changes nothing"
    return Decision(
        Outcome.IGNORED,
        "held",
        why,
        letters=(letter,) if told else (),
        tokens=(token_about(given, held.entry, asked),) if told and asked else (),
        events=(Event(given.conversation.number, "held", given.agent.id, why),),
        holds=Hold(
            Cause.WORD,
            given.agent.id,
            given.conversation.number,
            why,
            is_told=told,
            again=True,
        ),
    )


def _not_proved(given: AgentMail) -> tuple[str, ...]:
    said = given.evidence.sender
    reason = said.reason if said.result is Result.FAIL else "it was asked of somebody else"
    return (f"What was held stays held, since this is not proved to be your word ({reason}).",)


def _over(given: AgentMail, held: Held) -> str:
    if held.settled is None or held.settled_at is None:
        return "The question is no longer open; answer the latest word about it."
    is_own = held.settled_by == given.agent.id
    by = "you" if is_own else name_of(held.settled_by, given.settings)
    at = moment(held.settled_at, given)
    return f"That mail is no longer held: {_DONE[held.settled]} by {by} at {at}."


def _question(held: Held, way: Way) -> tuple[str, ...]:
    if held.cause is Cause.DENIED:
        return (
            "The mail server has denied that the held mail comes from you, and says nothing"
            " about this one. Answer from your usual account; or ask whoever runs the desk for"
            f" `samehand held release {held.entry}`.",
        )
    word = "yes" if held.cause is Cause.UNPROVED else f"#{way.value}"
    minutes = int(CONFIRM_LIFE.total_seconds() // 60)
    return (
        "Your mail server says nothing about who sent this. To prove that it is you, answer"
        f" this mail with {word} within {minutes} minutes.",
    )
