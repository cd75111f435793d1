"""Which mail of a forward is meant, and when nobody can tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from samehand.config.settings import Settings
from samehand.ingest.forward.forwarded import Forwarded, Unrecovered, forwarded
from samehand.ingest.message import Address, Attachment, InboundMessage
from samehand.ingest.parse import read
from samehand.tests.ingest.forward.mail_programs import (
    ABOVE,
    ANA,
    CARLA,
    INLINE,
    LANGUAGES,
    SUBJECT,
    WORDS,
    gmail,
    quoted,
)

PAGES = Path(__file__).parents[1] / "html" / "forwards"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
CARLAS = Address("carla@customer.example", "Carla Costa")
MALLORYS = "Mallory <mallory@evil.example>"


def passed_on(text: str, **fields: object) -> InboundMessage:
    mail = InboundMessage(
        sender=Address("ana@acme.example", "Ana Ruiz"), subject=f"Fwd: {SUBJECT}", text=text
    )
    return replace(mail, date=NOON, reply=ABOVE, **fields)  # type: ignore[arg-type]


def head(sender: str, *, subject: str = SUBJECT) -> str:
    return (
        f"---------- Forwarded message ---------\nFrom: {sender}\n"
        f"Date: Mon, Mar 2, 2026 at 9:30 AM\nSubject: {subject}\nTo: {ANA}\n\n"
    )


def recovered(mail: InboundMessage, settings: Settings) -> Forwarded:
    found = forwarded(mail, settings)
    assert isinstance(found, Forwarded), found
    return found


def unrecovered(mail: InboundMessage, settings: Settings) -> Unrecovered:
    found = forwarded(mail, settings)
    assert isinstance(found, Unrecovered), found
    return found


def written(
    sender: str = CARLA, *, subject: str = SUBJECT, text: str = WORDS, more: str = ""
) -> bytes:
    """A mail as its bytes came to the agent."""
    return (
        f"From: {sender}\r\nTo: {ANA}\r\nCc: Dave <dave@customer.example>\r\n"
        f"Subject: {subject}\r\nDate: Mon, 2 Mar 2026 09:30:00 +0100\r\n"
        f"Message-ID: <kettle@customer.example>\r\nReferences: <root@customer.example>\r\n"
        f"Authentication-Results: mx.acme.example; dmarc=pass\r\n{more}\r\n{text}"
    ).encode()


def attached(
    content: bytes, *, name: str = "mail.eml", kind: str = "message/rfc822"
) -> Attachment:
    return Attachment(name, kind, content)


def test_an_attached_mail_is_recovered_whole(settings: Settings) -> None:
    found = recovered(passed_on(ABOVE, attachments=(attached(written()),)), settings)
    original = found.original
    assert found.is_attached
    assert found.above == ABOVE
    assert (original.sender, original.subject, original.text) == (CARLAS, SUBJECT, WORDS)
    assert original.message_id == "kettle@customer.example"
    assert original.references == ("root@customer.example",)
    assert original.cc == (Address("dave@customer.example", "Dave"),)
    assert original.date == datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


def test_what_vouched_for_it_elsewhere_vouches_for_nothing_here(settings: Settings) -> None:
    original = recovered(passed_on("", attachments=(attached(written()),)), settings).original
    assert not original.statements
    assert not original.hops
    assert original.identity is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("The kettle leaks.eml", "message/rfc822"),
        ("The kettle leaks.eml", "application/octet-stream"),
        ("message.EML", "text/plain"),
        ("attachment-1", "message/global"),
    ],
)
def test_a_mail_is_known_by_its_type_or_by_its_name(
    name: str, kind: str, settings: Settings
) -> None:
    mail = passed_on(ABOVE, attachments=(attached(written(), name=name, kind=kind),))
    assert recovered(mail, settings).original.sender == CARLAS


@pytest.mark.parametrize("disposition", ["attachment", "inline"])
def test_a_mail_that_a_program_shows_in_the_text_is_the_attached_one(
    disposition: str, settings: Settings
) -> None:
    """Thunderbird attaches it as a file; mutt and Apple Mail want it shown."""
    raw = (
        f"From: {ANA}\r\nTo: support@acme.example\r\nSubject: Fwd: {SUBJECT}\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/plain\r\n\r\n{ABOVE}\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\nContent-Disposition: {disposition}\r\n\r\n"
    ).encode()
    found = recovered(read(raw + written() + b"\r\n--b--\r\n"), settings)
    assert found.is_attached
    assert found.original.message_id == "kettle@customer.example"
    assert found.original.text.strip() == WORDS
    assert found.above == ABOVE


def test_what_was_attached_to_it_comes_along(settings: Settings) -> None:
    photo = Attachment("leak.jpg", "image/jpeg", b"...")
    inline = recovered(passed_on(head(CARLA) + WORDS, attachments=(photo,)), settings)
    assert inline.original.attachments == (photo,)
    whole = recovered(passed_on("", attachments=(attached(written()), photo)), settings)
    assert whole.original.attachments == (photo,)


def test_of_several_attached_mails_of_one_person_the_latest_is_meant(
    settings: Settings,
) -> None:
    later = written(text="Now it smokes.").replace(b"2 Mar", b"3 Mar")
    files = (attached(later), attached(written()))
    found = recovered(passed_on(ABOVE, attachments=files), settings)
    assert found.original.text == "Now it smokes."
    assert found.original.attachments == files[1:]


def test_attached_mails_of_several_people_are_several_matters(settings: Settings) -> None:
    files = (attached(written()), attached(written("Dave <dave@other.example>")))
    assert "several people" in unrecovered(passed_on("", attachments=files), settings).reason


@pytest.mark.parametrize("program", INLINE)
def test_what_a_mail_shows_below_its_own_beginning_is_part_of_it(
    program: str, settings: Settings
) -> None:
    """Whoever has written to the agent can put any forward into their mail."""
    faked = f"See:\n\n{head(MALLORYS)}{WORDS}"
    text = INLINE[program](LANGUAGES["en"])
    text = text.replace(quoted(WORDS), quoted(faked)).replace(f"\n{WORDS}", f"\n{faked}")
    assert faked in text or quoted(faked) in text
    found = recovered(passed_on(text), settings)
    assert found.original.sender == CARLAS
    assert "mallory@evil.example" in found.original.text


def test_a_mail_attached_to_what_is_forwarded_is_not_what_is_forwarded(
    settings: Settings,
) -> None:
    mail = passed_on(head(MALLORYS) + "Read this.", attachments=(attached(written()),))
    assert recovered(mail, settings).original.sender.address == "mallory@evil.example"


@pytest.mark.parametrize(
    "shown",
    [
        "Carla Costa",
        "Costa, Carla",
        "Carla Costa </O=ACME/OU=FIRST/CN=CARLA>",
        '"Carla Costa <carla@customer.example>" <mallory@evil.example>',
        "carla@customer.example, mallory@evil.example",
    ],
)
def test_a_sender_who_is_not_named_beyond_doubt_is_not_guessed(
    shown: str, settings: Settings
) -> None:
    assert "address" in unrecovered(passed_on(head(shown) + WORDS), settings).reason


@pytest.mark.parametrize(
    ("shown", "sender"),
    [
        ("Carla Costa [mailto:carla@customer.example]", CARLAS),
        ("Carla Costa <mailto:carla@customer.example>", CARLAS),
        ("Carla Costa<carla@customer.example>", CARLAS),
        ("*Carla Costa* <carla@customer.example>", CARLAS),
        ("Carla Costa <carla@customer.example<mailto:carla@customer.example>>", CARLAS),
        ("Carla Costa <CARLA@Customer.Example>", CARLAS),
        ("'Carla Costa' (carla@customer.example)", CARLAS),
        ('"Costa, Carla" <carla@customer.example>', replace(CARLAS, name="Costa, Carla")),
        ("carla@customer.example", replace(CARLAS, name="")),
        (
            "carla@customer.example <mailto:carla@customer.example> ",
            replace(CARLAS, name=""),
        ),
        ('"carla@other.example" <carla@customer.example>', replace(CARLAS, name="")),
        (
            "Desk <desk@customer.example> On Behalf Of Carla Costa <carla@customer.example>",
            CARLAS,
        ),
        (
            "Büro <b@customer.example> Im Auftrag von Carla Costa <carla@customer.example>",
            CARLAS,
        ),
    ],
)
def test_a_sender_in_every_dress(shown: str, sender: Address, settings: Settings) -> None:
    assert recovered(passed_on(head(shown) + WORDS), settings).original.sender == sender


@pytest.mark.parametrize("subject", ["Fwd: The kettle leaks", "The kettle"])
def test_among_agents_own_mails_the_latest_of_somebody_outside_is_meant(
    subject: str, settings: Settings
) -> None:
    text = (
        f"{ABOVE}\n\n{head('Ben Okafor <ben@acme.example>')}What do you think?\n\n"
        f"On 1 March 2026 at 09:00, {CARLA} wrote:\n\n{quoted(WORDS)}\n"
    )
    found = recovered(replace(passed_on(text), subject=subject), settings)
    assert (found.original.sender, found.original.text) == (CARLAS, WORDS)
    assert found.above == f"{ABOVE}\n\nWhat do you think?"


def test_the_history_beneath_stays_with_the_mail(settings: Settings) -> None:
    history = f"{WORDS}\n\nOn 1 March 2026 at 09:00, {ANA} wrote:\n\n> How are you?"
    assert recovered(passed_on(head(CARLA) + history), settings).original.text == history


def test_a_mail_of_the_desk_itself_is_nobodys(settings: Settings) -> None:
    shown = head('"Carla via Acme Support" <support+a.b@acme.example>')
    assert unrecovered(passed_on(f"{shown}{head(CARLA)}{WORDS}"), settings).is_ours


def test_a_thread_of_agents_alone_has_no_customer(settings: Settings) -> None:
    found = unrecovered(passed_on(head("Ben <ben@acme.example>") + "Lunch?"), settings)
    assert "outside" in found.reason


def test_reply_to_names_who_gets_the_answer_but_never_one_of_us(settings: Settings) -> None:
    fields = head(CARLA).rstrip() + "\nReply-To: {}\n\n"
    for reply_to, expected in (
        ("shop@customer.example", (Address("shop@customer.example"),)),
        ("ben@acme.example", ()),
        ("support@acme.example", ()),
    ):
        found = recovered(passed_on(fields.format(reply_to) + WORDS), settings)
        assert found.original.reply_to == expected


def test_the_id_of_the_mail_is_what_the_forward_answers(settings: Settings) -> None:
    """Gmail, Outlook and Thunderbird name there what they pass on."""
    mail = passed_on(
        gmail(LANGUAGES["en"]),
        in_reply_to=("kettle@customer.example",),
        references=("root@customer.example", "kettle@customer.example"),
    )
    original = recovered(mail, settings).original
    assert original.message_id == "kettle@customer.example"
    assert original.references == ("root@customer.example",)


@pytest.mark.parametrize(
    ("subject", "original"),
    [
        ("Fwd: The kettle leaks", "The kettle leaks"),
        ("WG: Re: The kettle leaks", "Re: The kettle leaks"),
        ("Tr : FW: The kettle leaks", "The kettle leaks"),
        ("RV: The kettle leaks", "The kettle leaks"),
        ("I: The kettle leaks", "The kettle leaks"),
        ("[Fwd: The kettle leaks]", "The kettle leaks"),
        ("转发：The kettle leaks", "The kettle leaks"),  # noqa: RUF001
    ],
)
def test_marks_of_forwarding_are_no_part_of_the_subject(
    subject: str, original: str, settings: Settings
) -> None:
    text = f"----- Forwarded message from {CARLA} -----\n\n{WORDS}\n"
    found = recovered(replace(passed_on(text), subject=subject), settings)
    assert found.original.subject == original


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Lunch", "Shall we go out?"),
        ("Re: Lunch", f"No.\n\nOn Monday, 2 March 2026 at 09:30, {CARLA} wrote:\n> Lunch?"),
        (
            "Re: Lunch",
            "No.\n\nFrom: Ben Okafor <ben@acme.example>\nSent: 2 March 2026 09:30\n"
            "To: Ana Ruiz\nSubject: Lunch\n\nLunch?",
        ),
        (
            "Re: [#7] warning",
            "Yes.\n\nFrom: Acme Support <support@acme.example>\nSent: 2 March 2026 09:30\n"
            "To: Ana Ruiz\nSubject: [#7] warning\n\nIt is late.",
        ),
        ("Trains", "We go\nfrom: Madrid\nto: Paris\non Monday"),
    ],
)
def test_a_mail_that_passes_nothing_on(subject: str, text: str, settings: Settings) -> None:
    assert forwarded(replace(passed_on(text), subject=subject), settings) is None


def test_the_divider_names_the_sender_where_no_field_does(settings: Settings) -> None:
    divider = f"----- Forwarded message from {CARLA} -----"
    text = f"{divider}\n\nDate: Mon, 2 Mar 2026 09:30:00 +0100\nSubject: {SUBJECT}\n\n{WORDS}"
    found = recovered(passed_on(text), settings)
    assert (found.original.sender, found.original.text) == (CARLAS, WORDS)


def test_a_forward_in_which_nobody_can_be_found_says_so(settings: Settings) -> None:
    assert "no sender" in unrecovered(passed_on("See below.\n\nIt drips."), settings).reason
    msg = attached(b"\xd0\xcf\x11\xe0", name="kettle.msg", kind="application/vnd.ms-outlook")
    assert ".msg" in unrecovered(passed_on("", attachments=(msg,)), settings).reason


@pytest.mark.parametrize("page", sorted(PAGES.iterdir()), ids=lambda page: page.stem)
def test_a_forward_that_is_html_alone(page: Path, settings: Settings) -> None:
    html = page.read_text(encoding="utf-8").replace(
        "ben@acme.example", "carla@customer.example"
    )
    raw = f"From: {ANA}\r\nSubject: Fwd: Lamp\r\nContent-Type: text/html\r\n\r\n{html}"
    original = recovered(read(raw.encode()), settings).original
    assert original.sender.address == "carla@customer.example"
    assert (original.subject, original.text) == ("Lamp", "It hums.")


def test_its_form_comes_along_and_nothing_of_what_stands_around_it(settings: Settings) -> None:
    page = "<div>{}<p>---------- Forwarded message ---------<br>From: {}<br>{}</p>{}</div>"
    fields = f"Date: Mon, Mar 2, 2026 at 9:30 AM<br>Subject: {SUBJECT}<br>To: Ana"
    html = page.format(
        ABOVE, "Carla &lt;carla@customer.example&gt;", fields, "<p>It <b>drips</b>."
    )
    raw = f"From: {ANA}\r\nSubject: Fwd: x\r\nContent-Type: text/html\r\n\r\n{html}"
    original = recovered(read(raw.encode()), settings).original
    assert "<b>drips</b>" in original.html
    assert "Forwarded" not in original.html
    assert ABOVE not in original.html


def test_what_a_program_has_written_has_no_customer(settings: Settings) -> None:
    note = written(subject="Automatic reply", more="Auto-Submitted: auto-replied\r\n")
    found = unrecovered(passed_on("", attachments=(attached(note),)), settings)
    assert "program" in found.reason


def test_a_date_in_figures_is_the_one_nearest_before_the_forward(settings: Settings) -> None:
    text = head(CARLA).replace("Mon, Mar 2, 2026 at 9:30 AM", "{} 09:30 (GMT+01:00)") + WORDS
    for said in ("02/03/2026", "3/2/2026", "2.3.2026"):
        found = recovered(passed_on(text.format(said)), settings).original
        assert found.date == NOON - timedelta(hours=3, minutes=30), said
