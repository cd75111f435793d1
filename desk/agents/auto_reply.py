"""What a machine sends in an agent's name. It goes to nobody; an automatic reply marks its
agent as away, where more speaks for it than anybody could write, or else they are asked.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from samehand.config.settings import Calendar
from samehand.desk.agents.commands.spoken import Command
from samehand.desk.agents.holds.held import Cause
from samehand.desk.agents.holds.hold import AgentMail, hold, notice
from samehand.desk.agents.trust.table import Action, Ruling, judge
from samehand.desk.agents.trust.table import Token as Worth
from samehand.desk.away.absence import (
    Absence,
    Source,
    end_words,
    noticed,
    what_follows,
    zone_of,
)
from samehand.desk.clocks.calendar import NeverOpenError, next_open
from samehand.desk.conversation import Event
from samehand.desk.decision import Decision, NewToken, Outcome, TokenUse
from samehand.desk.letters import Notice
from samehand.ingest.kinds.returns import returns, tells_of_absence
from samehand.ingest.message import Kind

QUESTION_LIFE = timedelta(days=14)


def kept_inside(given: AgentMail) -> Decision:
    """Send it to nobody, and believe it or ask."""
    kind = given.arrived.mail.kind
    decision = Decision(
        Outcome.AUTOMATIC,
        "agent",
        f"{kind.value} of {given.agent.id}; it goes to nobody",
        events=(Event(given.conversation.number, kind.value, given.agent.id, "kept inside"),),
    )
    found = _told(given) if kind is Kind.AUTO_REPLY else None
    remembered = noticed(given.seen.absence, found, given.now) if found else None
    if remembered is None:
        return decision
    match judge(Action.LOW, given.evidence, given.arrived.mailbox.trust.without_verdict):
        case Ruling.ALLOWED:
            return _marked(decision, given, remembered)
        case Ruling.ASK:
            return _asked(decision, given, remembered)
    return decision


def with_word(given: AgentMail) -> AgentMail:
    """What speaks for #away and #back alone, which bear on no conversation.

    Who answers a word of ours about an absence has got it, and so has said that it is so. A
    token that has ended with a hand-over is still the agent's, who is proved by more than it.
    """
    token, evidence = given.token, given.evidence
    if not _says_only_that(given) or token.agent != given.agent.id:
        return given
    if token.expires_at <= given.now:
        return given
    if _is_answer(given) and evidence.token is Worth.LIVE:
        evidence = replace(evidence, word="answered the mail about their absence")
    if evidence.is_proved:
        evidence = replace(evidence, token=Worth.LIVE)
    return replace(given, evidence=evidence)


def not_for_customers(given: AgentMail) -> Decision | None:
    """The hold for anything else that answers such a word: it is not for a customer."""
    if not _is_answer(given) or _says_only_that(given):
        return None
    return hold(
        given,
        "it answers a mail about an absence, and says something else than #away or #back",
        "You answered a mail about your absence, which is no customer's. Answer that one with"
        " #back or #away until monday alone, and a customer by the mail that was relayed to"
        " you.",
        cause=Cause.WORD,
    )


def _is_answer(given: AgentMail) -> bool:
    return given.token.use is TokenUse.CONFIRM and given.seen.held is None


def _says_only_that(given: AgentMail) -> bool:
    orders = {order.command for order in given.spoken.orders}
    is_order = bool(orders) and orders <= {Command.AWAY, Command.BACK}
    return is_order and not given.spoken.text and given.spoken.problem is None


def _told(given: AgentMail) -> Absence | None:
    """The absence that an automatic reply tells of, where it tells of one that lasts."""
    mail, at = given.arrived.mail, given.arrived.received_at
    text = mail.reply or mail.text
    calendar = given.settings.calendars[given.agent.calendar]
    found = returns(text, mail.subject, at, calendar.timezone)
    if found is None:
        if not tells_of_absence(text, mail.subject):
            return None
        until, is_presumed = at + given.settings.absence.without_end, True
    else:
        until, is_presumed = _at_work(calendar, found), False
    if until <= given.now:
        return None
    why = "names no day" if is_presumed else f"names {found:%Y-%m-%d}"
    return Absence(
        given.agent.id,
        given.now,
        until,
        Source.AUTO_REPLY,
        f"an automatic reply {why}",
        is_presumed,
    )


def _at_work(calendar: Calendar, day: datetime) -> datetime:
    try:
        return next_open(calendar, day)
    except NeverOpenError:
        return day


def _marked(decision: Decision, given: AgentMail, absence: Absence) -> Decision:
    words = end_words(absence, zone_of(given.agent, given.settings))
    rules = given.settings.absence
    presumed = (
        "It names no day of return, so this holds until you write to this desk."
        if absence.is_presumed
        else ""
    )
    letter, token = _letter(
        given,
        f"away:{absence.agent}:{words}",
        "AWAY",
        f"Your mail program answers for you: you are marked as away {words}.",
        presumed,
        f"{what_follows(rules).capitalize()}.",
        "Answer this mail with #back if you are there, or with #away until friday, say, to"
        " name another day.",
    )
    event = Event(
        given.conversation.number, "away", given.agent.id, f"{words}, {absence.reason}"
    )
    return replace(
        decision,
        reason=f"{decision.reason}; away {words}",
        letters=(letter,),
        tokens=(token,),
        events=(*decision.events, event),
        absences=(absence,),
    )


def _asked(decision: Decision, given: AgentMail, absence: Absence) -> Decision:
    """Nothing is changed by what anybody could have written."""
    words = end_words(absence, zone_of(given.agent, given.settings))
    letter, token = _letter(
        given,
        f"away?:{absence.agent}:{given.now:%Y%m%d}",
        "ARE YOU AWAY?",
        f"An automatic reply in your name says that you are away {words}. The mail server says"
        " nothing about who sent it, so nothing was changed.",
        f"If you are, answer this mail with #away {_for_order(absence, given)}. If you are"
        " not, leave it.",
    )
    return replace(decision, letters=(letter,), tokens=(token,))


def _for_order(absence: Absence, given: AgentMail) -> str:
    """The day as the command takes it."""
    if absence.is_presumed or absence.until is None:
        return "until friday, or the day on which you are back"
    until = absence.until.astimezone(zone_of(given.agent, given.settings))
    return f"until {until:%Y-%m-%d}"


def _letter(given: AgentMail, key: str, headline: str, *lines: str) -> tuple[Notice, NewToken]:
    token = given.mint.token()
    letter = notice(given, key, headline, tuple(filter(None, lines)), token=token)
    return replace(letter, key=key), NewToken(
        token,
        TokenUse.CONFIRM,
        given.agent.id,
        given.conversation.number,
        given.now + QUESTION_LIFE,
        held=given.arrived.entry,
    )
