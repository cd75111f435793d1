"""Reads what has to be true at the end of a story."""

from __future__ import annotations

from collections.abc import Mapping

from samehand.desk.clocks.clock import Verdict
from samehand.desk.conversation import State, Target
from samehand.sandbox.books import FIGURES
from samehand.sandbox.story import (
    AnyTurn,
    ConversationExpected,
    DeskExpected,
    Expected,
    MailExpected,
    Person,
    Role,
)
from samehand.sandbox.tables import Table

STATES = {state.value: state for state in State}
TARGETS = {target.value: target for target in Target}
CLOCKS = {verdict.value: verdict for verdict in Verdict}


def read_expected(
    table: Table, people: Mapping[str, Person], turns: Mapping[str, AnyTurn]
) -> Expected:
    """One expectation: about a mailbox, a conversation or the desk."""
    that = table.text("that", "") or table.place
    table.place = f"{table.place} ({that})" if that != table.place else that
    kinds = [key for key in ("mailbox", "conversation", "desk") if table.has(key)]
    if len(kinds) != 1:
        table.note("name one of `mailbox`, `conversation` and `desk`")
        return DeskExpected(that, ())
    if kinds == ["mailbox"]:
        expected: Expected = _mail(table, that, people)
    elif kinds == ["conversation"]:
        expected = _conversation(table, that, people, turns)
    else:
        expected = DeskExpected(that, _counts(table.table("desk")))
    table.close()
    return expected


def _mail(table: Table, that: str, people: Mapping[str, Person]) -> MailExpected:
    count = table.count("count")
    least = table.count("at_least")
    if count is not None and least is not None:
        table.note("give `count` or `at_least`, not both")
    subject, sender, texts = (
        table.text("subject", ""),
        table.text("from", ""),
        table.texts("text"),
    )
    never = table.texts("never")
    if count is None and least is None:
        least = 0 if never and not (subject or sender or texts) else 1
    return MailExpected(
        that,
        mailbox=table.word("mailbox", people),
        least=count if count is not None else least or 0,
        most=count,
        sender=sender,
        subject=subject,
        texts=texts,
        never=never,
    )


def _conversation(
    table: Table, that: str, people: Mapping[str, Person], turns: Mapping[str, AnyTurn]
) -> ConversationExpected:
    agents = {p.id: p for p in people.values() if p.role is Role.AGENT}
    clocks = table.table("clocks")
    return ConversationExpected(
        that,
        turn=_turn(table, str(table.get("conversation")), turns),
        owner=table.word("owner", agents) if table.has("owner") else None,
        state=table.word("state", STATES) if table.has("state") else None,
        messages=table.count("messages"),
        clocks=tuple(
            (_known(clocks, name, TARGETS), clocks.word(name, CLOCKS))
            for name, _ in clocks.items()
        ),
        same_as=tuple(_turn(table, name, turns) for name in table.texts("same_as")),
        apart_from=tuple(_turn(table, name, turns) for name in table.texts("apart_from")),
    )


def _counts(figures: Table) -> tuple[tuple[str, int], ...]:
    return tuple(
        (_known(figures, name, FIGURES), figures.count(name) or 0)
        for name, _ in figures.items()
    )


def _turn(table: Table, name: str, turns: Mapping[str, AnyTurn]) -> str:
    if name not in turns:
        table.note(f"{name!r} is no turn of this story")
    return name


def _known(table: Table, name: str, known: Mapping[str, object]) -> str:
    if name not in known:
        table.note(f"`{name}` is none of {', '.join(known)}")
    return name
