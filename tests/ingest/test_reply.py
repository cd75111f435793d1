"""What is new in a mail, and what was there before."""
# ruff: noqa: RUF001 - other alphabets are the point

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.ingest.reply import REPLY_MARK, visible_reply

MARK = f"--- {REPLY_MARK} ---"


@pytest.mark.parametrize(
    "lead_in",
    [
        "On Mon, 2 Mar 2026 at 09:30, Ana Ruiz <ana@acme.example> wrote:",
        "On Mon, 2 Mar 2026 at 09:30, Ana Ruiz from Acme Support <\nana@acme.example> wrote:",
        "On Mon, 2 Mar 2026 at 09:30, Ana Ruiz\n<ana@acme.example>\nwrote:",
        "Am Mo., 2. März 2026 um 09:30 Uhr schrieb Ana Ruiz <ana@acme.example>:",
        "Ana Ruiz <ana@acme.example> schrieb am Mo., 2. März\n2026 um 09:30 Uhr:",
        "Le lun. 2 mars 2026 à 09:30, Ana Ruiz <ana@acme.example> a écrit :",
        "El lun, 2 mar 2026 a las 9:30, Ana Ruiz (<ana@acme.example>) escribió:",
        "Il giorno lun 2 mar 2026 alle ore 09:30 Ana Ruiz <ana@acme.example> ha scritto:",
        "Em seg., 2 de mar. de 2026 às 09:30, Ana Ruiz <ana@acme.example>\nescreveu:",
        "Op ma 2 mrt 2026 om 09:30 schreef Ana Ruiz <ana@acme.example>:",
        "Den mån 2 mars 2026 kl 09:30 skrev Ana Ruiz <ana@acme.example>:",
        "W dniu 2.03.2026 o 09:30, Ana Ruiz pisze:\nAna <ana@acme.example> napisał(a):",
        "2 марта 2026 г., 09:30, Ana Ruiz <ana@acme.example> написал(а):",
        "2026年3月2日(月) 9:30 Ana Ruiz <ana@acme.example>:",
        "ana@acme.example wrote:",
    ],
)
def test_the_quoted_history_goes_with_its_lead_in(lead_in: str) -> None:
    text = f"It works now.\n\n{lead_in}\n\n> Have you tried it?\n> Ana\n"
    assert visible_reply(text) == "It works now."


@pytest.mark.parametrize(
    "above",
    [
        "-----Original Message-----",
        "-----Ursprüngliche Nachricht-----",
        "---------- Forwarded message ---------",
        "*-------- Mensaje original --------*",
        "From: Ana Ruiz\nSent: Monday\nTo: Carla\nSubject: Lamp",
        "Von: Ana <ana@acme.example>\nGesendet: Montag\nAn: Carla\nBetreff: Lampe",
        "________________________________\nDe : Ana\nEnvoyé : lundi\nÀ : Carla\nObjet : Lampe",
        "*From:* Ana\n*Date:* Monday\n*To:* Carla\n*Subject:* Lamp",
        "Date: Mon, 2 Mar 2026\nSubject: Lamp\nFrom: ana@acme.example\nTo: Carla",
        "发件人: Ana <ana@acme.example>\n发送时间: 2026年3月2日\n收件人: Carla\n主题: Lamp",
        "On Mon, 2 Mar 2026 at 09:30, Ana Ruiz <ana@acme.example> wrote:",
        "    On Monday, 2 March 2026, 09:30:00 CET, Ana <ana@acme.example> wrote:  ",
        "---- On Mon, 02 Mar 2026 09:30:00 +0100 Ana <ana@acme.example> wrote ----",
    ],
)
def test_history_without_quotation_marks_is_cut(above: str) -> None:
    assert visible_reply(f"It works now.\n\n{above}\n\nHave you tried it?") == "It works now."


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("Hello,\n\nit works.\n\n-- \nCarla\nDirector", "Hello,\n\nit works."),
        ("It works.\n\nSent from my iPhone", "It works."),
        ("It works.\n\nVon meinem iPhone gesendet", "It works."),
        ("It works.\n\nEnvoyé de mon iPhone", "It works."),
        ("It works.\n\nGet Outlook for Android<https://aka.example>", "It works."),
        ("It works.\n______________\nlamps mailing list\nlamps@list.example", "It works."),
        ("> It is broken?\n\nYes.\n\n> Since when?\n\nMonday.", "Yes.\n\nMonday."),
        ("On 2 Mar 2026 Ana wrote:\n> Since when?\nMonday.", "Monday."),
        ("> " + "long words " * 7 + "\nwrapped out\n> more\n\nYes.", "Yes."),
        ("Sent from the factory at 9:00 it came broken.\n\nWhat now?",) * 2,
        ("From: Madrid\nTo: Paris\nDate: 3 May\n\nIs there a seat?",) * 2,
        ("Hello,\n\nFrom: Madrid\nTo: Paris\nDate: 3 May\n\nIs there a seat?",) * 2,
        ("Hi Ana,\n\nOn 2 Mar 2026, Ana wrote:\n> When?\n\nMonday.", "Hi Ana,\n\nMonday."),
        ("I wrote on 2 May:\n\nno answer so far.",) * 2,
        ("", ""),
    ],
)
def test_a_reply_is_what_its_writer_wrote(text: str, reply: str) -> None:
    assert visible_reply(text) == reply


def test_what_was_quoted_by_hand_above_the_history_stays() -> None:
    text = (
        "> when did it break\n\nOn Monday.\n\n"
        "On 2 Mar 2026, Ana <ana@acme.example> wrote:\n> Hi,\n> when did it break\n"
    )
    assert visible_reply(text) == "> when did it break\n\nOn Monday."


@pytest.mark.parametrize(
    "text",
    [
        "> everything is quoted\n> by a strange program",
        "---------- Forwarded message ---------\nFrom: Ben\nDate: Monday\nSubject: x\n\nHello",
        "--\nonly a signature",
    ],
)
def test_where_nothing_else_was_written_the_whole_text_is_the_reply(text: str) -> None:
    assert visible_reply(text) == text


def test_the_frame_of_a_signed_text_is_no_part_of_it() -> None:
    text = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nIt works.\n- -- \nCarla\n"
        "-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n"
    )
    assert visible_reply(text) == "It works."


BRIEF = "Carla is angry.\nShe pays late."


@pytest.mark.parametrize(
    "below",
    [
        f"{MARK}\n\n{BRIEF}",
        "> " + f"{MARK}\n\n{BRIEF}".replace("\n", "\n> "),
        f"> --- {REPLY_MARK.upper()} ---\n> {BRIEF}".replace("\nShe", "\n> She"),
        f"Acme Support schrobte am 2.3.2026:\n\n> {MARK}\n>\n> Carla is angry.",
        f"Desk <desk@acme.example> zapisal 2. 3. 2026\nob 9:30:\n> {MARK}\n> Carla is angry.",
        f"From: Desk\nSent: Monday\nTo: Ana\nSubject: Lamp\n\n{MARK}\n{BRIEF}",
        f"> {MARK}\n>\n> Carla is angry, which a client has broken in\ntwo\n> x",
    ],
)
def test_nothing_below_our_mark_ever_comes_back(below: str) -> None:
    assert visible_reply(f"A new one comes.\n\n{below}") == "A new one comes."
    assert visible_reply(below) == ""


def test_answers_between_the_lines_of_our_quoted_mail_are_kept_without_them() -> None:
    text = (
        f"Hello,\n\nOn 2 Mar 2026, Desk wrote:\n\n> {MARK}\n>\n> {BRIEF.splitlines()[0]}\n>\n"
        "> Where is my lamp?\n\nOn its way.\n\n> And the bill?\n\nAttached.\n"
    )
    assert visible_reply(text) == "Hello,\n\nOn its way.\n\nAttached."


_LINES = st.sampled_from(
    [
        *("", "> quoted", "own words", "-- ", MARK, f"> {MARK}", "On 2 Mar 2026, Ana wrote:"),
        *("From: a@x.example", "Subject: x", "To: y", "____________", "wrote:", "secret", ">:"),
    ]
)


@given(st.lists(_LINES, max_size=25))
def test_a_person_never_wrote_nothing(lines: list[str]) -> None:
    text = "\n".join(lines)
    if REPLY_MARK not in text:
        assert bool(visible_reply(text).strip()) == bool(text.strip())


@given(st.lists(_LINES, max_size=20))
def test_unquoted_lines_below_an_unquoted_mark_never_come_back(lines: list[str]) -> None:
    assert "brief" not in visible_reply("\n".join([*lines, MARK, "", "brief", "", "brief"]))


@pytest.mark.parametrize(
    "piece",
    [
        *(">", "On ", "a\n", "\n", "> a\nb wrote:\n", "From: x\n", "-", "_" * 900 + "x\n"),
        *("On 2020 x:\n\n\n\n", "On Monday 2020 wrote\n", "@<", " ", "wrote: ", "> a\n\nb\n"),
    ],
)
def test_no_text_takes_long(piece: str) -> None:
    text = piece * (500_000 // len(piece))
    begun = time.process_time()
    visible_reply(text)
    assert time.process_time() - begun < 3
