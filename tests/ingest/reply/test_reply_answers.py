"""An agent's answer to our own mail: every word of it comes out, and none of ours."""

from __future__ import annotations

import textwrap
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samehand.ingest.reply.visible import REPLY_MARK, parted

MARK = f"--- {REPLY_MARK} ---"
FIRST = "--- #1042 | Ana Ruiz | due today 17:00 | 2 h 10 min of support time left ---"
BRIEF = "Carla is angry.\nShe pays late."
LEAD_IN = "Am 02.03.2026 um 09:30 schrieb Acme Support <support@acme.example>:"

_RELAY = Path(__file__).parents[2] / "notify" / "golden" / "relay.eml"


def relayed(*paragraphs: str) -> list[str]:
    """The lines of a mail to an agent, with these words of the customer."""
    mail = message_from_bytes(_RELAY.read_bytes(), policy=policy.default)
    part = mail.get_body(("plain",))
    assert part is not None
    before, _, after = str(part.get_content()).split("-" * 72)[:3]
    drawn = f"{'-' * 72}\n\n"
    text = f"{before}{drawn}{chr(10).join(paragraphs)}\n\n{drawn}{after}"
    return text.rstrip("\n").split("\n")


def quoted(lines: list[str], columns: int, answers: dict[str, str]) -> str:
    """As a client quotes that breaks long lines without repeating its mark."""
    shown: list[str] = []
    for line in lines:
        marked = f"> {line}".rstrip()
        shown += textwrap.wrap(marked, columns, break_long_words=False, break_on_hyphens=False)
        shown += [answers[line]] if line in answers else []
    return "\n".join(shown)


@pytest.mark.parametrize(
    "below",
    [
        f"{MARK}\n\n{BRIEF}",
        "> " + f"{MARK}\n\n{BRIEF}".replace("\n", "\n> "),
        f"> --- {REPLY_MARK.upper()} ---\n> {BRIEF}".replace("\nShe", "\n> She"),
        f"Acme Support schrobte am 2.3.2026:\n\n> {MARK}\n>\n> Carla is angry.",
        f"Desk <desk@acme.example> zapisal 2. 3. 2026\nob 9:30:\n> {MARK}\n> Carla is angry.",
        f"On Tuesday, Acme Support wrote:\n> {MARK}\n> Carla is angry.",
        f"From: Desk\nSent: Monday\nTo: Ana\nSubject: Lamp\n\n{MARK}\n{BRIEF}",
        f"> {MARK}\n>\n> Carla is angry, which a client has broken in\ntwo\n> x",
        f"> {MARK}\n> Carla is angry, which a client has broken in\ntwo",
        f"{FIRST}\n\n{BRIEF}\n{MARK}\nThe card.",
        "> " + f"{FIRST}\n\n{BRIEF}\n\n{MARK}\nThe card.".replace("\n", "\n> "),
    ],
)
def test_nothing_below_our_mark_ever_comes_back(below: str) -> None:
    assert parted(f"A new one comes.\n\n{below}").new == "A new one comes."
    assert parted(below).new == ""


def test_answers_between_the_lines_of_our_quoted_mail_are_kept_without_them() -> None:
    text = (
        f"Hello,\n\nOn 2 Mar 2026, Desk wrote:\n\n> {MARK}\n>\n> {BRIEF.splitlines()[0]}\n>\n"
        "> Where is my lamp?\n\nOn its way.\n\n> And the bill?\n\nAttached.\n"
    )
    assert parted(text).new == "Hello,\n\nOn its way.\n\nAttached."


@pytest.mark.parametrize("columns", range(40, 120))
def test_answers_right_below_quoted_lines_are_kept(columns: int) -> None:
    long = (
        "The kettle that I bought from you has leaked since Monday, on the table and the floor."
    )
    lines = relayed(long, "Where is the bill?", "And a new one?")
    answers = {"Where is the bill?": "Attached.", "And a new one?": "On its way,\nas promised."}
    found = parted(f"Hello,\n\n{LEAD_IN}\n{quoted(lines, columns, answers)}")
    assert found.new == "Hello,\n\nAttached.\n\nOn its way,\nas promised."
    assert "Where is the bill?" in found.quoted


def test_an_answer_right_below_the_whole_mail_is_kept() -> None:
    text = quoted(relayed("Where is it?"), 76, {})
    assert parted(f"{text}\nOn its way.").new == "On its way."


_SAID = st.text(alphabet="ab ,.", min_size=1, max_size=300)


@given(st.lists(_SAID, max_size=4), st.integers(20, 130))
@settings(max_examples=100, deadline=None)
def test_no_client_breaks_a_line_of_ours_into_an_answer(said: list[str], columns: int) -> None:
    text = quoted(relayed(*said), columns, {})
    assert not parted(text).new.strip("ab ,.\n")  # nothing but the customer's own letters


_LINES = st.sampled_from(
    [
        *("", "> quoted", "own words", "-- ", MARK, f"> {MARK}", "On 2 Mar 2026, Ana wrote:"),
        *("From: a@x.example", "Subject: x", "To: y", "_" * 72, "wrote:", "secret", ">:"),
    ]
)


@given(st.lists(_LINES, max_size=20))
def test_unquoted_lines_below_an_unquoted_mark_never_come_back(lines: list[str]) -> None:
    assert "brief" not in parted("\n".join([*lines, MARK, "", "brief", "", "brief"])).new
