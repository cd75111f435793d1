"""#away and #back: agents who are not there, and are again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from samehand.config.settings import Receipts
from samehand.desk.agents.commands.spoken import Command, Spoken
from samehand.desk.agents.course import Course
from samehand.desk.agents.holds.hold import AgentMail
from samehand.desk.agents.orders.times import calendar_of, meant, zone_of
from samehand.desk.away.absence import (
    Absence,
    Source,
    end_words,
    ended,
    in_place_of,
    what_follows,
)


def away(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """#away until monday, #away 2 weeks, or #away until they say #back."""
    until = _until(given, spoken)
    found = Absence(
        given.agent.id,
        given.now,
        until if isinstance(until, datetime) else None,
        Source.MAIL,
        f"#away {spoken.argument(Command.AWAY)}".strip(),
    )
    words = end_words(found, zone_of(given))
    course = replace(course, absences=(in_place_of(given.seen.absence, found),))
    return course.event(
        "away",
        given.agent.id,
        f"{words} (#away)",
        f"you are marked as away {words}; {what_follows(given.settings.absence)}."
        " Answer any mail of this desk with #back when you are there again",
    )


def not_a_day(given: AgentMail, spoken: Spoken) -> str | None:
    """Whether nobody can tell until when."""
    until = _until(given, spoken)
    if not isinstance(until, str):
        return None
    return f"{until}; write #away until monday, #away 2 weeks, or just #away"


def back(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """#back: they are there again, whatever the desk thought."""
    known = given.seen.absence
    if known is None or known.ended_at is not None:
        return replace(course, done=(*course.done, "you were not marked as away"))
    course = replace(course, absences=(ended(known, given.agent.id, given.now),))
    gets = given.settings.absence.give_back
    more = "; what nobody has answered for you comes back to you" if gets else ""
    return course.event(
        "back", given.agent.id, "#back", f"you are no longer marked as away{more}"
    )


def noticed(given: AgentMail, spoken: Spoken, course: Course) -> Course:
    """What any other mail says about an absence of its writer.

    An answer from a phone does not end a holiday. But where no end of it was ever named, they
    are back once they write.
    """
    known = given.seen.absence
    if known is None or not known.covers(given.now) or spoken.has(Command.AWAY, Command.BACK):
        return course
    if known.is_presumed:
        course = replace(course, absences=(ended(known, given.agent.id, given.now),))
        done = "you have written, so you are no longer marked as away"
        return course.event("back", given.agent.id, "they have written", done)
    if not course.done and given.agent.receipts is not Receipts.EACH:
        return course
    words = end_words(known, zone_of(given))
    still = f"you are still marked as away {words}; #back ends it"
    return replace(course, done=(*course.done, still))


def _until(given: AgentMail, spoken: Spoken) -> datetime | str | None:
    words = spoken.argument(Command.AWAY)
    return meant(words, given, calendar_of(given)) if words else None
