"""An answer beside the mail that it answers: all its words come out, none of the other's."""

from __future__ import annotations

import re
import textwrap
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samehand.ingest.reply.against import new_lines
from samehand.ingest.words import words

SENT = """--- #1042 | Ana Ruiz | due today 17:00 | 2 h 10 min of support time left ---

From: Carla Costa <carla@customer.example>
Subject: The kettle
State: open; first response due today 17:00
Asked: Can I send it back? Who pays for the parcel?
Note: Carla is angry, and she has written twice before.

------------------------------------------------------------------------

Hello,

the kettle that I bought from you has leaked since Monday, and it has been on the table and the
floor of the kitchen ever since.

Can I still send it back?

And who pays for the parcel? See https://customer.example/kettle for "pictures".

Kind regards
Carla

------------------------------------------------------------------------

--- press Reply and write above this line ---

Your words go to the customer under your name; nothing from this line on does.
Commands stand on lines of their own, at the top or the end of your reply:
  #close               the matter is settled
  #assign NAME         hand it over

[samehand:abcdefghijklmnopqrstuvwxyz]"""

LEAD_IN = "On Mon, Mar 2, 2026 at 9:30 AM Acme Support <support@acme.example> wrote:"
BACK = "Can I still send it back?"
PAYS = "And who pays for the parcel?"

Quoting = Callable[[list[str]], list[str]]


def marked(mark: str, columns: int, *, again: bool) -> Quoting:
    """A client that breaks lines at so many columns, and marks all of them or the first."""

    def quote(lines: list[str]) -> list[str]:
        broken: list[str] = []
        for line in lines:
            first, *others = textwrap.wrap(line, columns, break_on_hyphens=False) or [""]
            broken += [f"{mark}{first}", *(f"{mark if again else ''}{one}" for one in others)]
        return broken

    return quote


def in_one_paragraph(lines: list[str]) -> list[str]:
    """A client that loses the line breaks."""
    return re.sub(r"(?<=\S)\n(?=\S)", " ", "\n".join(lines)).split("\n")


def in_other_signs(lines: list[str]) -> list[str]:
    quoted = "\n".join(f"> {line}" for line in lines)
    return quoted.replace('"', "\u201c").replace(" ", "\xa0").split("\n")


def with_links(lines: list[str]) -> list[str]:
    linked = re.sub(r"([\w.]+@[\w.]+\w)", r"\1<mailto:\1>", "\n".join(lines))
    return re.sub(r"(https://\S+)", r"\1<\1>", linked).split("\n")


CLIENTS: dict[str, Quoting] = {
    **{
        f"{mark!r} {columns}{' again' if again else ''}": marked(mark, columns, again=again)
        for mark in ("> ", ">", "", "  ", "| ")
        for columns in (20, 28, 40, 57, 64, 72, 76, 99)
        for again in (True, False)
    },
    "one paragraph": in_one_paragraph,
    "other signs": in_other_signs,
    "links": with_links,
}


def answered(
    client: Quoting, *, above: str = "", between: dict[str, str], below: str = ""
) -> str:
    lines: list[str] = []
    rest: list[str] = []
    for line in SENT.split("\n"):
        rest.append(line)
        for asked, said in between.items():
            if line.startswith(asked):
                lines += [*client(rest), "", *said.split("\n"), ""]
                rest = []
    lines += client(rest)
    return "\n".join((*([above, "", LEAD_IN, ""] if above else []), *lines, "", below))


@pytest.mark.parametrize("client", CLIENTS.values(), ids=CLIENTS)
@pytest.mark.parametrize(
    ("above", "between", "below"),
    [
        ("Yes, you can.\n\nWe pay.", {}, ""),
        ("Hello,", {BACK: "Yes.", PAYS: "We do,\nas always."}, ""),
        ("", {BACK: "Yes, within 30 days."}, "Regards,\nAna"),
        ("", {}, "Yes, you can."),
        ("Hello,", {"Hello,": "Good morning.", BACK: "Yes.\n\nGladly."}, "Ana"),
    ],
    ids=["above", "between", "between and below", "below", "everywhere"],
)
def test_every_own_word_comes_out_and_none_of_ours(
    client: Quoting, above: str, between: dict[str, str], below: str
) -> None:
    found = new_lines(answered(client, above=above, between=between, below=below), SENT)
    own = [above, *between.values(), below]
    assert words(found.new) == words("".join(own))
    assert not found.doubtful
    assert "Carla is angry" not in found.new


def test_paragraphs_stay_paragraphs() -> None:
    text = answered(
        CLIENTS["'> ' 72"], above="Hello,", between={BACK: "Yes.\n\n- today\n- now"}
    )
    assert new_lines(text, SENT).new == "Hello,\n\nYes.\n\n- today\n- now"


def test_an_answer_right_behind_a_line_of_ours_is_kept() -> None:
    text = answered(in_one_paragraph, above="Hello,", between={})
    text = text.replace(BACK, f"{BACK} Yes, you can.")
    assert new_lines(text, SENT).new == "Hello,\n\nYes, you can."


def test_an_answer_inside_the_quotation_is_kept_where_ours_goes_on_below_it() -> None:
    quoted = "\n".join(f"> {line}" for line in SENT.split("\n"))
    text = quoted.replace(f"> {BACK}", f"> {BACK}\n>\n> Yes, of course.\n> Any time.")
    assert new_lines(text, SENT).new == "Yes, of course.\nAny time."


def test_a_signature_below_is_no_part_of_the_answer() -> None:
    text = answered(CLIENTS["'> ' 72"], above="Yes.", between={}, below="-- \nAna, upstairs")
    assert new_lines(text, SENT).new == "Yes."


@pytest.mark.parametrize(
    "line",
    [
        "> Something that nobody of us has ever written",
        "Note: Carla is angry, and she has written me twice before.",
        "Carla",
    ],
)
def test_what_may_be_on_either_side_is_named(line: str) -> None:
    quoted = "\n".join(f"> {one}" for one in SENT.split("\n")[:-4])
    found = new_lines(f"Yes.\n\n{LEAD_IN}\n\n{quoted}\n\n{line}", SENT)
    assert found.doubtful == (line.strip(),)


@pytest.mark.parametrize("mark", ["> ", ""])
def test_a_line_that_a_client_has_altered_is_ours(mark: str) -> None:
    quoted = "\n".join(f"{mark}{one}" for one in SENT.split("\n")).replace("kitchen", "k?tchen")
    found = new_lines(f"Yes.\n\n{LEAD_IN}\n\n{quoted}", SENT)
    assert (found.new, found.doubtful) == ("Yes.", ())


def test_our_mail_is_known_without_its_first_line() -> None:
    below = SENT.partition("State:")[2]
    assert new_lines(f"Yes.\n\nState:{below}", SENT).new == "Yes."


def test_words_of_ours_that_an_agent_writes_again_are_theirs() -> None:
    assert new_lines("Can I still send it back?\n\nAnd who pays for the parcel?", SENT).new


def test_an_answer_that_repeats_nothing_stands_for_itself() -> None:
    assert new_lines("Yes.\n\n-- \nAna", SENT).new == "Yes."
    assert new_lines("Yes.\n\nOn Monday, Carla wrote:\n> Why?", "").new == "Yes."


OWN = st.lists(
    st.sampled_from(["Yes.", "No, never.", "We send it on Friday.", "\u0414\u0430"]), max_size=3
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(CLIENTS)), OWN, OWN, OWN)
def test_no_word_is_lost_and_none_of_ours_is_kept(
    client: str, above: list[str], between: list[str], below: list[str]
) -> None:
    told = {BACK: "\n".join(between)} if between else {}
    text = answered(
        CLIENTS[client], above="\n".join(above), between=told, below="\n".join(below)
    )
    found = new_lines(text, SENT)
    assert found.doubtful or words(found.new) == words("".join((*above, *between, *below)))


def test_hostile_answers_take_no_time() -> None:
    text = "\n".join(["--- #1 | x", *("ab" * (n % 7) for n in range(2_900))])
    before = time.perf_counter()
    new_lines(text, "ab\n" * 90_000)
    assert time.perf_counter() - before < 20
