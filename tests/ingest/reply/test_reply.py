"""What is new in a mail, and what was there before."""

from __future__ import annotations

import pytest

from samehand.ingest.reply.visible import parted


@pytest.mark.parametrize(
    "above",
    [
        "From: Ana Ruiz\nSent: Monday\nTo: Carla\nSubject: Lamp",
        "________________________________\nDe : Ana\nEnvoyé : lundi\nÀ : Carla\nObjet : Lampe",
        "Date: Mon, 2 Mar 2026\nSubject: Lamp\nFrom: ana@acme.example\nTo: Carla",
        "    On Monday, 2 March 2026, 09:30:00 CET, Ana <ana@acme.example> wrote:  ",
        "---- On Mon, 02 Mar 2026 09:30:00 +0100 Ana <ana@acme.example> wrote ----",
    ],
)
def test_history_without_quotation_marks_is_cut(above: str) -> None:
    assert parted(f"It works now.\n\n{above}\n\nHave you tried it?").new == "It works now."


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("Hello,\n\nit works.\n\n-- \nCarla\nDirector", "Hello,\n\nit works."),
        ("> It is broken?\n\nYes.\n\n> Since when?\n\nMonday.", "Yes.\n\nMonday."),
        ("On 2 Mar 2026 Ana wrote:\n> Since when?\nMonday.", "Monday."),
        ("From: Madrid\nTo: Paris\nDate: 3 May\n\nIs there a seat?",) * 2,
        ("Hello,\n\nFrom: Madrid\nTo: Paris\nDate: 3 May\n\nIs there a seat?",) * 2,
        ("Hi Ana,\n\nOn 2 Mar 2026, Ana wrote:\n> When?\n\nMonday.", "Hi Ana,\n\nMonday."),
        ("I wrote on 2 May:\n\nno answer so far.",) * 2,
        ("", ""),
    ],
)
def test_a_reply_is_what_its_writer_wrote(text: str, reply: str) -> None:
    assert parted(text).new == reply


def test_what_was_quoted_by_hand_above_the_history_stays() -> None:
    text = (
        "> when did it break\n\nOn Monday.\n\n"
        "On 2 Mar 2026, Ana <ana@acme.example> wrote:\n> Hi,\n> when did it break\n"
    )
    assert parted(text).new == "> when did it break\n\nOn Monday."


@pytest.mark.parametrize(
    "text",
    [
        "> everything is quoted\n> by a strange program",
        "---------- Forwarded message ---------\nFrom: Ben\nDate: Monday\nSubject: x\n\nHello",
        "--\nonly a signature",
    ],
)
def test_where_nothing_else_was_written_the_whole_text_is_the_reply(text: str) -> None:
    assert parted(text).new == text


def test_the_frame_of_a_signed_text_is_no_part_of_it() -> None:
    text = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nIt works.\n- -- \nCarla\n"
        "-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n"
    )
    assert parted(text).new == "It works."
