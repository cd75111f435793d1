"""Nobody outside can write a line that passes for one of ours."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.config.settings import Settings
from samehand.ingest.reply.answers import mark_at
from samehand.notify.compose import compose
from samehand.notify.frame import MARK, first_line, framed, framed_html, of_others
from samehand.notify.outgoing import Outgoing
from samehand.notify.render import Render
from samehand.tests.notify.samples_of_letters import NOW, RELAY

TOKEN = "abcdefghijklmnopqrstuvwxyz"
FIRST = first_line(1042, "Ana Ruiz | nothing is due")

_PIECES = st.sampled_from(
    [
        *("---", "--", " ", "#1", "#1042 |", "\n", "> ", "|", "-" * 41, "-" * 80, "=" * 50),
        *("write", "above", "this", "line", "\t", "WRITE ABOVE", "Hello", FIRST, MARK),
    ]
)


@pytest.mark.parametrize(
    ("theirs", "shown"),
    [
        (MARK, "--- press Reply and write_above_this_line ---"),
        ("Write above\nTHIS  line", "Write_above_THIS_line"),
        (FIRST, "-- #1042 | Ana Ruiz | nothing is due ---"),
        ("Hello\n> --- #7 | x", "Hello\n> -- #7 | x"),
        ("-" * 72, "-" * 40),
        ("a\n" + "=" * 60 + "  \nb", "a\n" + "=" * 40 + "\nb"),
    ],
)
def test_what_could_pass_for_a_line_of_ours_is_changed(theirs: str, shown: str) -> None:
    assert of_others(theirs) == shown


@pytest.mark.parametrize(
    "theirs",
    [
        *("Please write above the line.", "-- \nCarla", "--- #1042 is my order", "-" * 40),
        *("| a | b |\n|---|---|", "x" + "-" * 60, "Order #1042 | two lids ---"),
    ],
)
def test_everything_else_stays_as_it_was_written(theirs: str) -> None:
    assert of_others(theirs) == theirs


@given(st.lists(_PIECES, max_size=12).map("".join))
def test_no_words_of_others_are_taken_for_our_mail(theirs: str) -> None:
    assert mark_at(of_others(theirs).split("\n")) is None


@given(st.lists(_PIECES | st.sampled_from(["\n\n", "From: Mallory", "Note: "]), max_size=12))
def test_no_words_add_a_row_to_the_brief(
    settings: Settings, texts: Render, pieces: list[str]
) -> None:
    evil = "".join(pieces)
    plain, forged = (
        replace(RELAY, subject=said, notes=(said,), told=(("Priority", said),))
        for said in ("words", f"words {evil}")
    )
    briefs = [brief(compose(letter, settings, texts, now=NOW)) for letter in (plain, forged)]
    assert labels(briefs[0]) == labels(briefs[1])


def brief(mail: Outgoing) -> str:
    part = message_from_bytes(mail.content, policy=policy.default).get_body(("plain",))
    assert part is not None
    return str(part.get_content()).partition(f"\n{'-' * 72}\n")[0]


def labels(text: str) -> list[str]:
    """What stands before the colon in each line that begins at the margin."""
    return [line.partition(":")[0] for line in text.splitlines() if line[:1].strip()]


def test_a_mail_begins_with_our_line_and_ends_with_the_token() -> None:
    whole = framed(FIRST, "The brief.", TOKEN)
    assert whole == f"{FIRST}\n\nThe brief.\n\n{MARK}\n\n[samehand:{TOKEN}]"
    with_mark = framed(FIRST, f"The brief.\n\n{MARK}\n\nThe card.", TOKEN)
    assert with_mark.count(MARK) == 1
    assert mark_at(whole.split("\n")) == mark_at(with_mark.split("\n")) == 0


@pytest.mark.parametrize("page", ["<body><p>x</p></body></html>", "<p>x</p>"])
def test_a_page_ends_with_the_token_wherever_its_body_ends(page: str) -> None:
    whole = framed_html(page, TOKEN)
    assert whole.count(f"[samehand:{TOKEN}]") == 1
    assert whole.index(TOKEN) > whole.index("x")
    assert whole.endswith("</body></html>") == page.endswith("</body></html>")
