"""Which conversation a message belongs to.

Two messages are tied by what they have in common: an id that one names, Exchange's thread
index, our own tag, words that one quotes, or as the weakest the subject. Each tie is a
property of two messages alone, and a conversation is whatever ties connect: that is why the
order of arrival cannot matter. Whatever the evidence, the writers have to know of each other,
unless the team lets anybody join. Evidence threads; it never authorises.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from samehand.config.settings import Strangers, Threading
from samehand.threading.subject import is_distinctive
from samehand.threading.traits import Traits

# How many prints two mails have to share, so that one quotes the other
UNDER_ONE_SUBJECT = 2
UNDER_AN_EVERYDAY_SUBJECT = 4
UNDER_ANOTHER_SUBJECT = 12


@dataclass(frozen=True)
class Relative:
    """A stored message that has something in common with the one in question.

    Of its prints and parents, those will do that the two have in common.
    """

    conversation: int
    traits: Traits


@dataclass(frozen=True)
class Match:
    """The conversations that this message ties together, the oldest first, and by which rule.

    Without any, the message begins a new one. `related` are conversations that it refers to
    but may not join: its writer takes no part in them, or took them up again after so long a
    silence and under another subject that it is a new matter. `ranked` are the conversations
    again, the most strongly tied first.
    """

    conversations: tuple[int, ...]
    rule: str
    related: tuple[int, ...] = ()
    ranked: tuple[int, ...] = field(default=(), compare=False)


NEW = Match((), "new")

# The evidence in words, the strongest first. To be tied, the two have to know of each other.
_TOLD = {
    "in-reply-to": "answers a mail of it",
    "references": "names a mail of it in References",
    "awaited": "is named by a mail of it that came before",
    "sibling": "answers the same mail as one of it",
    "thread-index": "has the Thread-Index of a mail of it",
    "tag": "bears our tag for it in the subject",
    "quoted": "quotes a mail of it, or is quoted by one",
    "subject": "answers under its subject, soon and among the same people",
}
_RULES = tuple(_TOLD)
_TOLD_ALONE = {
    "new": "begins a new one",
    "stranger": "begins a new one: its writer takes no part in the one that it refers to",
    "new matter": "begins a new one: another subject after a long silence",
}


def told(rule: str) -> str:
    """The rule of a match in words, about the mail that came and its conversation."""
    return (_TOLD | _TOLD_ALONE).get(rule, rule)


def match(
    arrival: Traits, relatives: Iterable[Relative], rules: Threading | None = None
) -> Match:
    """Decide where a message belongs, from the stored messages that share anything with it."""
    rules = rules or Threading()
    joined: dict[int, str] = {}
    related: dict[int, str] = {}
    for relative in relatives:
        for rule in _evidence(arrival, relative, rules):
            why_not = _why_apart(rule, arrival, relative.traits, rules)
            if why_not is None:
                best = min(rule, joined.get(relative.conversation, rule), key=_RULES.index)
                joined[relative.conversation] = best
                break
            if rule in _POINTERS:
                related[relative.conversation] = why_not
    apart = tuple(sorted(related.keys() - joined.keys()))
    if joined:
        ranked = sorted(joined, key=lambda number: (_RULES.index(joined[number]), number))
        return Match(tuple(sorted(joined)), joined[ranked[0]], apart, tuple(ranked))
    if apart:
        return Match((), related[apart[0]], apart)
    return NEW


# Evidence that a mail points to a conversation, even if it may not join
_POINTERS = {"in-reply-to", "references", "tag", "quoted"}


def _evidence(arrival: Traits, relative: Relative, rules: Threading) -> Iterator[str]:
    """All of it, the strongest first: two mails that name each other are tied both ways."""
    known = relative.traits
    if known.message_id in arrival.parents:  # the same Message-ID twice is no tie
        nearest = known.message_id == arrival.parents[0]
        yield "in-reply-to" if nearest else "references"
    if arrival.message_id in known.parents:
        yield "awaited"
    if not set(arrival.parents).isdisjoint(known.parents):
        yield "sibling"
    if arrival.root and arrival.root == known.root:
        yield "thread-index"
    if relative.conversation in arrival.tags:
        yield "tag"
    by_words = _by_words(arrival, known, rules)
    if by_words is not None:
        yield by_words


def _by_words(one: Traits, other: Traits, rules: Threading) -> str | None:
    """What the words tell of two mails; the later one has to be an answer to the earlier."""
    if one.at is None or other.at is None:
        return None
    if one.at == other.at:  # a day without its time: either may be the answer
        found = {_answers(one, other, rules), _answers(other, one, rules)}
        return next((rule for rule in ("quoted", "subject") if rule in found), None)
    earlier, later = (one, other) if one.at < other.at else (other, one)
    return _answers(later, earlier, rules)


def _answers(later: Traits, earlier: Traits, rules: Threading) -> str | None:
    apart = _between(later, earlier)
    same_subject = earlier.subject == later.subject and bool(earlier.subject or later.is_reply)
    if apart <= rules.new_matter_after and _quotes(later, earlier, same_subject=same_subject):
        return "quoted"
    is_answer = same_subject and bool(later.subject) and later.is_reply
    return "subject" if is_answer and apart <= rules.same_subject_within else None


def _quotes(later: Traits, earlier: Traits, *, same_subject: bool) -> bool:
    """Clients lose their own marks: under one subject, it does not matter who said it."""
    if not same_subject:
        return len(later.quoted & earlier.said) >= UNDER_ANOTHER_SUBJECT
    shared = (later.said | later.quoted) & (earlier.said | earlier.quoted)
    enough = UNDER_ONE_SUBJECT if is_distinctive(later.subject) else UNDER_AN_EVERYDAY_SUBJECT
    return len(shared) >= enough


def _why_apart(rule: str, arrival: Traits, known: Traits, rules: Threading) -> str | None:
    """Why two mails are not in one conversation in spite of the evidence; None if they are."""
    if not _may_meet(rule, arrival, known, rules):
        return "stranger"
    other_subject = arrival.subject and known.subject and arrival.subject != known.subject
    if other_subject and _between(arrival, known) > rules.new_matter_after:
        return "new matter"
    return None


def _between(one: Traits, other: Traits) -> timedelta:
    if one.at is None or other.at is None:
        return timedelta(0)
    return abs(one.at - other.at)


def _may_meet(rule: str, arrival: Traits, known: Traits, rules: Threading) -> bool:
    if arrival.is_ours:
        return _was_written_to(arrival, known)
    if rules.strangers is Strangers.JOIN:
        return _are_on_one_matter(rule, arrival, known)
    if rule in {"in-reply-to", "references", "tag"}:
        return arrival.writer in known.people
    if rule == "awaited" and known.writer:
        return known.writer in arrival.people
    return _know_each_other(arrival, known)


def _was_written_to(ours: Traits, known: Traits) -> bool:
    """Whether a mail of ours went to who wrote the other, or to somebody who got it from us.

    What we ask somebody else about a customer's mail is another matter, whoever may join.
    """
    if known.writer:
        return known.writer in ours.people
    return not ours.people.isdisjoint(known.people)


def _are_on_one_matter(rule: str, one: Traits, other: Traits) -> bool:
    """Where anybody may join: words alone prove little if everybody might write them."""
    if rule == "subject":
        return is_distinctive(one.subject)
    return rule != "quoted" or one.subject == other.subject


def _know_each_other(one: Traits, other: Traits) -> bool:
    """One-sided acquaintance is not enough: anybody can write anybody's address into Cc."""
    if not one.writer or not other.writer:  # a mail of ours names whom we wrote to
        written_by = one.writer or other.writer
        ours = other if one.writer else one
        return bool(written_by) and written_by in ours.people
    return one.writer == other.writer or (
        one.writer in other.people and other.writer in one.people
    )
