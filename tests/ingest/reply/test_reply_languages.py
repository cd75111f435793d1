"""The words of mail programs go, in whatever language they speak, and the writer's stay."""

from __future__ import annotations

import textwrap

import pytest

from samehand.ingest.reply.visible import Parted, parted
from samehand.tests.ingest.reply.mail_programs import (
    DISCLAIMERS,
    DIVIDERS,
    HEADER_BLOCKS,
    LEAD_INS,
    MOBILE_FOOTERS,
    rows,
)

WORDS = "It works now."
ASKED = "Have you tried it?"
PARTED = Parted(WORDS, ASKED)
# Without address or preposition, only the quotation marks tell these from a person's words.
LIKE_A_PERSONS = (
    *("Ana Ruiz kirjoitti 2.3.2026", "Ana Ruiz 於 2026/3/2", "2.3.2026 09:30 Ana Ruiz idatzi"),
)

every_lead_in = pytest.mark.parametrize(("language", "lead_in"), rows(LEAD_INS))


@every_lead_in
@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_a_lead_in_goes_with_the_quotation_below_it(
    language: str, lead_in: str, gap: str
) -> None:
    text = f"{WORDS}{gap}{lead_in}{gap}> {ASKED}\n"
    assert parted(text) == Parted(WORDS, ASKED)


@every_lead_in
def test_an_answer_below_a_quotation_stays(language: str, lead_in: str) -> None:
    text = f"{lead_in}\n> {ASKED}\n\n{WORDS}\n"
    assert parted(text) == Parted(WORDS, ASKED)


@every_lead_in
def test_a_lead_in_may_have_lost_its_address(language: str, lead_in: str) -> None:
    bare = lead_in.replace(" (<ana@acme.example>)", "").replace(" <ana@acme.example>", "")
    assert parted(f"{WORDS}\n\n{bare}\n\n> {ASKED}\n").new == WORDS


@every_lead_in
@pytest.mark.parametrize("columns", [62, 72, 76])
@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_a_lead_in_may_be_broken(language: str, lead_in: str, columns: int, gap: str) -> None:
    broken = "\n".join(textwrap.wrap(lead_in.removesuffix(" ----"), columns))
    assert parted(f"{WORDS}{gap}{broken}{gap}> {ASKED}\n").new == WORDS


@every_lead_in
def test_a_lead_in_may_be_torn_around_its_address(language: str, lead_in: str) -> None:
    for torn in (lead_in.replace(" <ana", " <\nana"), lead_in.replace(" <ana", "\n<ana")):
        assert parted(f"{WORDS}\n\n{torn}\n\n> {ASKED}\n").new == WORDS


@every_lead_in
def test_below_a_lead_in_no_quotation_marks_are_needed(language: str, lead_in: str) -> None:
    text = f"{WORDS}\n\n{lead_in}\n\n{ASKED}\n"
    is_persons = lead_in.startswith(LIKE_A_PERSONS)
    expected = Parted(text.strip()) if is_persons else Parted(WORDS, ASKED)
    assert parted(text) == expected


@pytest.mark.parametrize("labels", HEADER_BLOCKS.values(), ids=HEADER_BLOCKS)
@pytest.mark.parametrize("style", ["{}: {}", "*{}:* {}", "**{}:** {}", "{} : {}", "{}\uff1a{}"])
@pytest.mark.parametrize("above", ["", "_" * 32 + "\n", "-----Original Message-----\n"])
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_header_block_begins_the_history(
    labels: tuple[str, ...], style: str, above: str, gap: str
) -> None:
    values = ("Ana Ruiz <ana@acme.example>", "2026-03-02 09:30", "Carla Costa", "The lamp")
    block = gap.join(map(style.format, labels, values))
    found = parted(f"{WORDS}\n\n{above}{block}\n\n{ASKED}\n")
    assert (found.new, found.quoted) == (WORDS, ASKED)


@pytest.mark.parametrize("divider", DIVIDERS)
@pytest.mark.parametrize(
    "drawn",
    [
        "-----{}-----",
        "---------- {} ---------",
        "*-------- {} --------*",
        "\u2010\u2010\u2010 {} \u2010\u2010\u2010",
    ],
)
def test_a_divider_begins_the_history(divider: str, drawn: str) -> None:
    found = parted(f"{WORDS}\n\n{drawn.format(divider)}\n\n{ASKED}\n")
    assert (found.new, found.quoted) == (WORDS, ASKED)


@pytest.mark.parametrize(("language", "footer"), rows(MOBILE_FOOTERS))
def test_a_mobile_footer_goes(language: str, footer: str) -> None:
    assert parted(f"{WORDS}\n\n{footer}\n").new == WORDS
    lead_in = "On 2 Mar 2026, at 09:30, Ana Ruiz <ana@acme.example> wrote:"
    assert parted(f"{WORDS}\n{footer}\n\n{lead_in}\n\n> {ASKED}\n").new == WORDS


@pytest.mark.parametrize("disclaimer", DISCLAIMERS.values(), ids=DISCLAIMERS)
def test_a_disclaimer_goes_unless_it_is_all_there_is(disclaimer: str) -> None:
    assert parted(f"{WORDS}\n\nCarla\n\n{disclaimer}\n").new == f"{WORDS}\n\nCarla"
    wrapped = "\n".join(textwrap.wrap(disclaimer, 60))
    assert parted(f"{WORDS}\n\n{wrapped}\n").new == WORDS
    assert parted(disclaimer).new == disclaimer
