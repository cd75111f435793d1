"""Which conversation a message belongs to: the rules one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from samehand.config.settings import Strangers, Threading
from samehand.threading.match import NEW, Match, Relative, match
from samehand.threading.traits import Traits

CARLA, DORA, MALLORY = "carla@example.org", "dora@example.org", "mallory@evil.example"
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
OPEN_HOUSE = Threading(strangers=Strangers.JOIN)


def mail(
    *parents: str,
    writer: str = CARLA,
    people: Iterable[str] = (),
    message_id: str = "new",
    subject: str = "",
    is_reply: bool = False,
    days: float = 0,
    root: str = "",
    tags: tuple[int, ...] = (),
    said: Iterable[int] = (),
    quoted: Iterable[int] = (),
) -> Traits:
    return Traits(
        message_id,
        parents,
        writer,
        frozenset({writer, *people} - {""}),
        subject,
        is_reply,
        MONDAY + timedelta(days=days),
        root,
        tags,
        frozenset(said),
        frozenset(quoted),
    )


def known(
    message_id: str,
    conversation: int = 1,
    writer: str = CARLA,
    people: Iterable[str] = (),
) -> Relative:
    """A stored message, found by its own id."""
    return Relative(conversation, mail(writer=writer, people=people, message_id=message_id))


def naming(
    parent: str, conversation: int = 1, writer: str = CARLA, people: Iterable[str] = ()
) -> Relative:
    """A stored message that refers to the id."""
    traits = mail(parent, writer=writer, people=people, message_id=f"names {parent}")
    return Relative(conversation, traits)


ANSWER = known("answer", writer="", people=(CARLA, DORA))  # a mail of the desk's own


@pytest.mark.parametrize(
    ("new", "relatives", "expected"),
    [
        # Nothing is shared.
        (mail(), (), NEW),
        (mail("lost"), (), NEW),
        # The named message is here, and the writer was among its people.
        (mail("answer"), (ANSWER,), Match((1,), "in-reply-to")),
        (mail("answer", writer=DORA), (ANSWER,), Match((1,), "in-reply-to")),
        (mail("lost", "answer"), (ANSWER,), Match((1,), "references")),
        (mail("own"), (known("own"),), Match((1,), "in-reply-to")),
        # A stranger has the id but takes no part.
        (mail("answer", writer=MALLORY), (ANSWER,), Match((), "stranger", (1,))),
        (
            mail("answer", writer=MALLORY, people=(CARLA,)),
            (ANSWER,),
            Match((), "stranger", (1,)),
        ),
        (mail("answer", writer=""), (ANSWER,), Match((), "stranger", (1,))),
        # A reply came before its parent.
        (mail(message_id="late"), (naming("late"),), Match((1,), "awaited")),
        (
            mail(message_id="late", people=(DORA,)),
            (naming("late", writer=DORA),),
            Match((1,), "awaited"),
        ),
        (mail(message_id="late"), (naming("late", writer=MALLORY),), NEW),
        # Two replies to a message that never came here.
        (mail("lost"), (naming("lost"),), Match((1,), "sibling")),
        (
            mail("lost", people=(DORA,)),
            (naming("lost", writer=DORA, people=(CARLA,)),),
            Match((1,), "sibling"),
        ),
        (mail("lost", people=(DORA,)), (naming("lost", writer=DORA),), NEW),
        (mail("lost", writer=MALLORY, people=(CARLA,)), (naming("lost"),), NEW),
        # One mail ties several conversations; the oldest comes first, the nearest tie is told.
        (
            mail("lost", "answer", message_id="late"),
            (naming("late", 7), naming("lost", 5), ANSWER),
            Match((1, 5, 7), "references"),
        ),
        # It takes part in one and merely names another.
        (
            mail("own", "other"),
            (known("own"), known("other", 2, DORA)),
            Match((1,), "in-reply-to", (2,)),
        ),
        # The same Message-ID twice is no tie and names nothing.
        (mail(message_id="twin"), (known("twin"),), NEW),
        (mail(message_id="twin"), (known("twin", writer=DORA),), NEW),
    ],
)
def test_ids_tie_who_knows_of_each_other(
    new: Traits, relatives: tuple[Relative, ...], expected: Match
) -> None:
    assert match(new, relatives) == expected
    assert match(new, reversed(relatives)) == expected


TOASTER = "the toaster sings"


@pytest.mark.parametrize(
    ("new", "old", "rule"),
    [
        # Exchange's index
        (mail(root="r"), mail(root="r"), "thread-index"),
        (mail(root="r"), mail(root="other"), None),
        (mail(), mail(), None),
        (mail(root="r", writer=MALLORY), mail(root="r"), None),
        # A quotation under the same subject: who lost its marks does not matter.
        (
            mail(subject=TOASTER, quoted=range(2), days=1),
            mail(subject=TOASTER, said=range(2)),
            "quoted",
        ),
        (
            mail(subject=TOASTER, said=range(2), days=1),
            mail(subject=TOASTER, said=range(2)),
            "quoted",
        ),
        (
            mail(subject=TOASTER, quoted=(1,), days=1),
            mail(subject=TOASTER, said=range(2)),
            None,
        ),
        # An everyday subject needs more, another one needs much, and marks that are kept.
        (
            mail(subject="question", quoted=range(3), days=1),
            mail(subject="question", said=range(9)),
            None,
        ),
        (
            mail(subject="question", quoted=range(4), days=1),
            mail(subject="question", said=range(9)),
            "quoted",
        ),
        (
            mail(subject="other words", quoted=range(12), days=1),
            mail(subject=TOASTER, said=range(20)),
            "quoted",
        ),
        (
            mail(subject="other words", quoted=range(11), days=1),
            mail(subject=TOASTER, said=range(20)),
            None,
        ),
        (
            mail(subject="other words", said=range(20), days=1),
            mail(subject=TOASTER, said=range(20)),
            None,
        ),
        # What comes later quotes what was earlier, and not after months.
        (
            mail(subject="other words", quoted=range(20), days=-1),
            mail(subject=TOASTER, said=range(20)),
            None,
        ),
        (
            mail(subject=TOASTER, quoted=range(9), days=61),
            mail(subject=TOASTER, said=range(9)),
            None,
        ),
        # Without a subject, an answer still quotes.
        (mail(is_reply=True, quoted=range(4), days=1), mail(said=range(9)), "quoted"),
        (mail(quoted=range(4), days=1), mail(said=range(9)), None),
        # A desk's answer is quoted by whom it went to.
        (
            mail(subject=TOASTER, quoted=range(2), days=1),
            mail(subject=TOASTER, said=range(2), writer="", people=(CARLA,)),
            "quoted",
        ),
        (
            mail(subject=TOASTER, quoted=range(2), days=1, writer=MALLORY),
            mail(subject=TOASTER, said=range(2), writer="", people=(CARLA,)),
            None,
        ),
        # The subject alone: an answer, of the same people, soon.
        (
            mail(subject="question", is_reply=True, days=14),
            mail(subject="question"),
            "subject",
        ),
        (mail(subject="question", is_reply=True, days=14.1), mail(subject="question"), None),
        (mail(subject="question", days=1), mail(subject="question"), None),
        (mail(subject="question", is_reply=True, days=-1), mail(subject="question"), None),
        (mail(is_reply=True, days=1), mail(), None),
        (
            mail(subject="question", is_reply=True, days=1, writer=DORA),
            mail(subject="question"),
            None,
        ),
        (
            mail(subject=TOASTER, is_reply=True, days=1, writer=DORA, people=(CARLA,)),
            mail(subject=TOASTER, people=(DORA,)),
            "subject",
        ),
    ],
)
def test_words_tie_where_ids_are_lost(new: Traits, old: Traits, rule: str | None) -> None:
    old = replace(old, message_id="old")
    found = match(new, [Relative(1, old)])
    assert (found.rule if found.conversations else None) == rule


@pytest.mark.parametrize(
    ("new", "old", "rule"),
    [
        (mail("old", writer=MALLORY), mail(), "in-reply-to"),
        (mail("lost", writer=MALLORY), mail("lost"), "sibling"),
        (mail(writer=MALLORY), mail("new"), "awaited"),
        (mail(root="r", writer=MALLORY), mail(root="r"), "thread-index"),
        (
            mail(subject=TOASTER, is_reply=True, days=1, writer=MALLORY),
            mail(subject=TOASTER),
            "subject",
        ),
        # Everybody asks questions, and quotes the same output of the same programs.
        (
            mail(subject="question", is_reply=True, days=1, writer=MALLORY),
            mail(subject="question"),
            None,
        ),
        (mail(subject="a", quoted=range(20), days=1), mail(subject="b", said=range(20)), None),
    ],
)
def test_who_may_join_where_the_team_lets_anybody(
    new: Traits, old: Traits, rule: str | None
) -> None:
    old = replace(old, message_id="old")
    found = match(new, [Relative(1, old)], OPEN_HOUSE)
    assert (found.rule if found.conversations else None) == rule


@pytest.mark.parametrize(
    ("subject", "days", "expected"),
    [
        ("a new flat", 61, Match((), "new matter", (1,))),
        ("a new flat", 60, Match((1,), "in-reply-to")),
        (TOASTER, 400, Match((1,), "in-reply-to")),
        ("", 400, Match((1,), "in-reply-to")),
    ],
)
def test_another_subject_after_a_long_silence_is_a_new_matter(
    subject: str, days: int, expected: Match
) -> None:
    old = Relative(1, mail(message_id="old", subject=TOASTER))
    assert match(mail("old", subject=subject, days=days), [old]) == expected


def test_a_new_matter_stays_apart_although_its_mails_name_the_old_ones() -> None:
    old = Relative(1, mail(message_id="old", subject=TOASTER))
    began = Relative(2, mail("old", message_id="flat", subject="a new flat", days=100))
    answer = mail("flat", "old", subject="a new flat", days=101)
    assert match(answer, [old, began]) == Match((2,), "in-reply-to", (1,))


def test_our_tag_leads_home_who_takes_part() -> None:
    theirs = Relative(1042, mail(message_id="old", people=(DORA,)))
    assert match(mail(tags=(1042,)), [theirs]) == Match((1042,), "tag")
    assert match(mail(tags=(1042,), writer=MALLORY), [theirs]) == Match((), "stranger", (1042,))
    assert match(mail(tags=(1043,)), [theirs]) == NEW


def test_a_stranger_who_quotes_is_told_of_but_not_let_in() -> None:
    secret = Relative(1, mail(message_id="old", subject=TOASTER, said=range(9)))
    spy = mail(writer=MALLORY, people=(CARLA,), subject=TOASTER, quoted=range(9), days=1)
    assert match(spy, [secret]) == Match((), "stranger", (1,))
