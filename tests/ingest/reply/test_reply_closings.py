"""Signatures and footers go where they are beyond doubt; what a person says stays."""
# ruff: noqa: RUF001 - other alphabets are the point

from __future__ import annotations

import pytest

from samehand.ingest.reply.visible import parted

WORDS = "Hello,\n\nit works."
CONTACT = "Tel. +34 600 000 000\nwww.customer.example"


@pytest.mark.parametrize(
    "closing",
    [
        "-- \nCarla\nDirector",
        "--\nCarla\nDirector",
        "_______________\nlamps mailing list\nlamps@list.example",
        "_______________\nlamps mailing list -- lamps@list.example\nTo unsubscribe send a mail",
        "-- \nYou received this message because you are subscribed to a group.",
        "You received this message because you are subscribed to lamps@list.example.\n"
        "To unsubscribe from it, go to https://list.example/lamps",
        "Virus-free. www.scanner.example",
        "This email has been checked for viruses by a scanner.\nhttps://scanner.example",
        "Diese E-Mail wurde von einem Programm auf Viren geprüft.",
        "Este correo electrónico ha sido comprobado en busca de virus.",
        "Garanti sans virus. www.scanner.example",
        "\u1427",
        "Sent from my iPhone\n\nThis message is confidential and privileged.",
        "----------\nSent from my iPhone\n----------",
    ],
)
def test_what_no_person_wrote_goes(closing: str) -> None:
    assert parted(f"{WORDS}\n\n{closing}\n").new == WORDS


@pytest.mark.parametrize(
    "said",
    [
        *("VIRUS-FREE", "no viruses found", "checked for viruses", "scanned by us: no spam"),
        *(
            "virenfrei",
            "auf Viren geprüft",
            "garanti sans virus",
            "été vérifié par nos antivirus",
        ),
        *("libre de virus", "virus gratis", "privo di virus", "verificata: non è infetta"),
        *("livre de vírus", "sem vírus", "virusvrij", "gescand op virussen", "virusfri"),
        *(
            "fri från virus",
            "wolna od wirusów",
            "nie zawiera wirusów",
            "sprawdzona: bez wirusów",
        ),
        *(
            "neobsahuje viry",
            "je bez virů",
            "без вирусов",
            "без вірусів",
            "проверено на вирусы",
        ),
        *("vírusmentes", "fără viruși", "virüssüz", "VİRÜSTEN", "ウイルススキャン"),
    ],
)
def test_what_a_scanner_says_of_a_mail_goes(said: str) -> None:
    assert parted(f"{WORDS}\n\nE-Mail: {said}. www.scanner.example\n").new == WORDS


@pytest.mark.parametrize(
    "regards",
    [
        *("Kind regards,", "Best", "Thanks,", "Yours sincerely", "Mit freundlichen Grüßen"),
        *("Viele Grüße", "Cordialement,", "Un saludo,", "Cordiali saluti", "Cumprimentos"),
        *("Met vriendelijke groet", "Med vänliga hälsningar", "Med venlig hilsen"),
        *("Ystävällisin terveisin", "Pozdrawiam", "S pozdravem", "С уважением,"),
    ],
)
def test_telephone_and_address_go_below_a_closing_phrase_and_a_name(regards: str) -> None:
    text = f"{WORDS}\n\n{regards}\nCarla Costa\nCustomer Ltd\n{CONTACT}\n"
    assert parted(text).new == f"{WORDS}\n\n{regards}\nCarla Costa"


@pytest.mark.parametrize(
    "text",
    [
        f"{WORDS}\n\nThanks,\nCarla",
        f"{WORDS}\n\nKind regards\n\nCarla Costa\nCustomer Ltd",
        f"Please call me:\n{CONTACT}\n",
        f"Thanks\nCarla\n{CONTACT}\nwhen may I call?",
        "Where was it sent from?\n\nSent from Madrid",
        "I returned it.\n\nSent by registered mail on Monday.",
        "J'ai renvoyé la lampe.\n\nEnvoyé par mail le 3 mars.",
        "It came.\n\nSent from my desk, which is easier than my mobile phone.",
        "Is my mobile covered?\n\nBought from mobile shop",
        "About my telephone:\n\nFrom my Galaxy I cannot log in.",
        "The screen says:\n\nThis message could not be sent: error 45, virus found, delete it.",
        "Hello,\n\nif you have received my error report, please delete it.",
        "Did you scan it?\n\nNo virus found, says mine.",
        "Item A\n-----\nRed\n\nItem B\n-----\nBlue",
        "Hello\n________________\n\nHow do I unsubscribe?",
        "Sent from the factory at 9:00 it came broken.\n\nWhat now?",
        "Before\n--\n" + "a line of a long text\n" * 40,
    ],
)
def test_what_a_person_says_stays(text: str) -> None:
    assert parted(text).new == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "-- \nonly a signature",
        "Sent from my iPhone",
        "Thanks\nCarla\n" + CONTACT,
        "-----\n--\n*",
    ],
)
def test_a_mail_of_nothing_else_is_not_empty(text: str) -> None:
    assert parted(text).new


def test_a_signature_is_shown_rather_than_the_whole_history() -> None:
    below = "On 2 Mar 2026, at 09:30, Ana <ana@acme.example> wrote:\n\n> Send a picture"
    assert parted(f"Sent from my iPhone\n\n{below}").new == "Sent from my iPhone"
