"""What each kind of letter looks like to whoever opens it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from samehand.config.settings import Settings, Threading
from samehand.desk.letters import AnyLetter, Exchange, Thread
from samehand.desk.marks import relay_message_id
from samehand.ingest.message import Address, Attachment
from samehand.notify import to_team
from samehand.notify.compose import CannotCompose, compose
from samehand.notify.outgoing import Outgoing
from samehand.notify.render import Render
from samehand.tests.notify.samples_of_letters import (
    ACKNOWLEDGEMENT,
    ANA,
    ANSWER,
    ANSWER_IN_HTML,
    CARLA,
    LETTERS,
    NOTICE,
    NOW,
    OLGA,
    RECEIPT,
    RELAY,
    TOKEN,
    WARNING,
)

GOLDEN = Path(__file__).with_name("golden")

BREACH = replace(WARNING, stage=2, due_at=NOW - timedelta(minutes=5))
SHOWN: dict[str, AnyLetter] = {
    **LETTERS,
    "acknowledgement_unverified": replace(ACKNOWLEDGEMENT, subject=None, answer_by=None),
    "relay_nothing_due": replace(
        RELAY, target=None, due_at=None, notes=(), attachments=(), text=""
    ),
    "receipt_nothing_sent": replace(
        RECEIPT, recipients=(), text="", undo_until=None, done=("it belongs to Ben Okafor now",)
    ),
    "notice_to_ops": replace(
        NOTICE,
        to=(OLGA,),
        conversation=None,
        token=None,
        thread=Thread(),
        headline="Samehand cannot read mail",
        subject="support",
        lines=("The server did not accept the login of support.", "Check the password."),
        text="",
    ),
    "relay_overdue": replace(
        RELAY,
        due_at=NOW - timedelta(hours=20),
        left=timedelta(hours=-2, minutes=-10),
        last=None,
    ),
    "alert_breach": BREACH,
    "alert_ladder": replace(BREACH, stage=3, due_at=NOW - timedelta(minutes=35), to=(OLGA,)),
}

Composed = Callable[[AnyLetter], Outgoing]


@pytest.fixture
def composed(settings: Settings, texts: Render) -> Composed:
    return lambda letter: compose(letter, settings, texts, now=NOW)


def read(mail: Outgoing) -> EmailMessage:
    return message_from_bytes(mail.content, policy=policy.default)


def text_of(mail: Outgoing) -> str:
    body = read(mail).get_body(("plain",))
    assert body is not None
    text: str = body.get_content()
    return text.replace("\r\n", "\n")


def html_of(mail: Outgoing) -> str:
    body = read(mail).get_body(("html",))
    assert body is not None
    html: str = body.get_content()
    return html.replace("\r\n", "\n")


@pytest.mark.parametrize("name", SHOWN)
def test_each_kind_of_mail_reads_as_it_was_approved(
    name: str, composed: Composed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file in golden/ that is missing is written anew, to be read before it is committed."""
    card = (("#close", "the matter is settled"), ("#assign ben", "hand it over"))
    monkeypatch.setattr(to_team, "SHORT_CARD", card)
    mail = composed(SHOWN[name]).content.decode()
    approved = GOLDEN / f"{name}.eml"
    if not approved.exists():
        approved.write_text(mail.replace("\r\n", "\n"))
        pytest.fail(f"{approved} is new; read it")
    assert mail == approved.read_text().replace("\n", "\r\n")


@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)
def test_every_mail_is_canonical(letter: AnyLetter, composed: Composed) -> None:
    content = composed(letter).content
    assert content.count(b"\r\n") == content.count(b"\r") == content.count(b"\n")
    assert content.endswith(b"\r\n")
    assert max(map(len, content.split(b"\r\n"))) <= 998
    assert content.isascii()


@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)
def test_the_same_letter_gives_the_same_bytes(letter: AnyLetter, composed: Composed) -> None:
    assert composed(letter) == composed(letter)


def test_an_answer_shows_nothing_of_the_inside(composed: Composed) -> None:
    """Even if the agent's client has carried quoted pieces of the relay along."""
    leaky = replace(
        ANSWER,
        text=f"Hello Carla\n[samehand:{TOKEN}]\n"
        f"> support+a.{TOKEN.upper()}@acme.example wrote: <a.{TOKEN}@acme.example>",
        thread=Thread(
            "second@customer.example", (relay_message_id(TOKEN, "acme.example"), "x@y.example")
        ),
    )
    mail = composed(leaky)
    inside = mail.content.lower()
    for word in (TOKEN.encode(), b"samehand", b"ana@acme.example", b"1042", b"auto-"):
        assert word not in inside
    assert set(read(mail).keys()) == {
        *("From", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "References"),
        *("MIME-Version", "Content-Type", "Content-Transfer-Encoding", "X-Loop"),
    }


def test_an_answer_goes_to_the_customer_and_whom_they_copied(composed: Composed) -> None:
    mail = composed(ANSWER)
    assert mail.recipients == ("carla@customer.example", "dan@customer.example")
    assert mail.envelope_from == "support@acme.example"
    assert str(read(mail)["From"]) == '"Ana Ruiz, Acme Support" <support@acme.example>'


@pytest.mark.parametrize("letter", [ANSWER, ACKNOWLEDGEMENT])
def test_customers_see_the_number_once_where_the_team_wants_it(
    letter: AnyLetter, settings: Settings, texts: Render
) -> None:
    tagging = replace(settings, threading=Threading(subject_tag=True))
    again = replace(letter, subject="Re: the toaster sings [#77] [#1042]", conversation=1042)
    tagged = read(compose(again, tagging, texts, now=NOW))
    assert tagged["Subject"] == "Re: the toaster sings [#1042]"
    assert "[#" not in read(compose(letter, settings, texts, now=NOW))["Subject"]


def test_an_answer_stands_in_the_customers_thread(composed: Composed) -> None:
    mail = read(composed(ANSWER))
    assert mail["In-Reply-To"] == "<second@customer.example>"
    assert mail["References"] == "<first@customer.example> <second@customer.example>"
    assert mail["Subject"] == "Re: The kettle leaks"


def test_an_acknowledgement_repeats_no_word_of_an_unverified_sender(
    composed: Composed,
) -> None:
    mail = read(composed(replace(ACKNOWLEDGEMENT, subject=None)))
    assert mail["Subject"] == "Your message to Acme Support"
    assert mail["To"] == "carla@customer.example"  # the name would be the sender's words too
    assert mail["Auto-Submitted"] == "auto-replied"


def test_what_matters_most_is_the_first_line_of_a_relay(composed: Composed) -> None:
    for form in (text_of, html_of):
        for letter, first in (
            (RELAY, "due today 14:00 | 40 min of support time left"),
            (replace(RELAY, left=None), "due today 14:00"),
            (
                SHOWN["relay_overdue"],
                "OVERDUE by 2 h 10 min of support time, since yesterday 17:20",
            ),
            (SHOWN["relay_nothing_due"], "nothing is due"),
            (replace(RELAY, to=(Address("ben@acme.example"),)), "due today 13:00"),  # in Lisbon
        ):
            assert f"--- #1042 | Ana Ruiz | {first}" in form(composed(letter))
    assert text_of(composed(RELAY)).startswith("--- #1042 | Ana Ruiz | ")


def test_the_brief_is_short_and_has_no_empty_rows(composed: Composed) -> None:
    brief = text_of(composed(RELAY)).partition("-" * 72)[0].strip().splitlines()
    assert len(brief) <= 12
    assert all(line.partition(": ")[2] for line in brief[2:])
    bare = text_of(composed(SHOWN["relay_nothing_due"])).partition("-" * 72)[0]
    assert "None" not in bare and "Attached" not in bare and "Note" not in bare


def test_below_the_customers_words_come_the_mark_the_card_and_the_last_exchange(
    composed: Composed,
) -> None:
    for form in (text_of(composed(RELAY)), html_of(composed(RELAY))):
        parts = ("leaks since Monday", "write above this line", "#close", "is the lid closed?")
        assert sorted(parts, key=form.index) == list(parts)
        assert "Our last answer, by Ana Ruiz, yesterday 13:20" in form


def test_the_last_answer_is_shortened(composed: Composed) -> None:
    said = "\n\n".join(f"Line {n} {'very ' * 60}long." for n in range(9))
    text = text_of(composed(replace(RELAY, last=Exchange("Ana Ruiz", NOW, said))))
    shown = [line for line in text.splitlines() if line.startswith("> ")]
    assert len(shown) == 7 and shown[-1] == "> …"
    assert max(map(len, shown)) <= 162


def test_a_relay_is_a_persons_mail_that_asks_machines_for_silence(composed: Composed) -> None:
    mail = read(composed(RELAY))
    assert mail["Auto-Submitted"] is None
    assert mail["X-Auto-Response-Suppress"] == "OOF, AutoReply, DR, RN, NRN"
    assert mail["List-Id"] == "<support.conversations.acme.example>"
    assert mail["References"] == "<conversation-1042@acme.example>"


@pytest.mark.parametrize(
    ("name", "automatic"),
    [
        ("acknowledgement", "auto-replied"),
        ("answer", None),
        ("relay", None),
        ("receipt", "auto-generated"),
        ("notice", "auto-generated"),
        ("alert_warning", "auto-generated"),
    ],
)
def test_every_mail_says_whether_a_machine_wrote_it(
    name: str, automatic: str | None, composed: Composed
) -> None:
    """And each bears the mark by which we know it, should it come back."""
    mail = read(composed(LETTERS[name]))
    assert mail["Auto-Submitted"] == automatic
    assert mail["X-Loop"] == "support@acme.example"
    if name != "answer":
        assert mail["X-Auto-Response-Suppress"] == "OOF, AutoReply, DR, RN, NRN"
    assert "All" not in str(mail["X-Auto-Response-Suppress"]), "bounces have to come"


def test_a_relay_brings_its_token_back_in_three_ways(composed: Composed) -> None:
    mail = composed(RELAY)
    (reply_to,) = read(mail)["Reply-To"].addresses
    assert reply_to.display_name == "Carla Costa via Acme Support"
    assert reply_to.addr_spec == f"support+a.{TOKEN}@acme.example"
    assert mail.message_id == f"a.{TOKEN}@acme.example"
    for form in (text_of(mail), html_of(mail)):
        assert form.count(f"[samehand:{TOKEN}]") == 1
    assert text_of(mail).strip().endswith(f"[samehand:{TOKEN}]")


def test_without_plus_addressing_the_reply_address_is_the_plain_one(composed: Composed) -> None:
    mail = read(composed(replace(RELAY, mailbox="sales")))
    assert mail["Reply-To"].addresses[0].addr_spec == "sales@acme.example"


def test_all_relays_of_a_conversation_have_one_subject(composed: Composed) -> None:
    subjects = {
        read(composed(replace(RELAY, subject=subject)))["Subject"]
        for subject in ("The kettle leaks", "Re: The kettle leaks", "RE: AW: The kettle leaks")
    }
    assert subjects == {"[#1042] The kettle leaks"}


def test_a_token_in_a_customers_text_does_not_reach_the_agent(composed: Composed) -> None:
    """Mallory could otherwise have an agent's reply quote a token of her choice."""
    other = "z" * 26
    text = text_of(composed(replace(RELAY, text=f"[samehand:{other}] a.{other}@acme.example")))
    assert other not in text


def test_the_text_of_a_relay_is_complete(composed: Composed) -> None:
    text = "".join(f"Zeile {n}, größer\n" for n in range(2_000))
    assert text in text_of(composed(replace(RELAY, text=text)))


def test_a_text_that_nobody_reads_to_its_end_has_no_second_form(composed: Composed) -> None:
    endless = replace(RELAY, text="Endless. " * 40_000, attachments=())
    assert read(composed(endless)).get_content_type() == "text/plain"


@pytest.mark.parametrize(
    ("type_", "passed_on"),
    [
        ("application/pdf", "application/pdf"),
        ("image/jpeg", "image/jpeg"),
        (
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        ("text/html", "application/octet-stream"),
        ("image/svg+xml", "application/octet-stream"),
        ("application/xhtml+xml", "application/octet-stream"),
        ("TEXT/JavaScript", "application/octet-stream"),
        ("message/rfc822", "application/octet-stream"),
        ("multipart/mixed", "application/octet-stream"),
        ("image/png\r\nX-Evil: 1", "application/octet-stream"),
    ],
)
def test_a_file_is_attached_under_a_type_that_nobody_runs(
    type_: str, passed_on: str, composed: Composed
) -> None:
    file = Attachment("file.bin", type_, b"\x00\x01" * 500, inline=True)
    (part,) = read(composed(replace(RELAY, attachments=(file,)))).iter_attachments()
    assert part.get_content_type() == passed_on
    assert part.get_content_disposition() == "attachment"
    assert part.get_payload(decode=True) == file.content


def test_a_receipt_says_what_went_out_and_what_did_not(composed: Composed) -> None:
    due = replace(RECEIPT, target="resolution", due_at=NOW + timedelta(days=1), state="waiting")
    for letter in (due, replace(due, html="<p>It is on its way</p>")):
        mail = composed(letter)
        for form in (text_of(mail), html_of(mail) if letter.html else text_of(mail)):
            for said in (
                "carla@customer.example, dan@customer.example",
                "12 quoted lines, the command #close",
                "waiting; resolution due Wednesday 25 November, 13:20 (Europe/Madrid)",
                "goes out at 13:21:00 | #undo takes it back",
                "is on its way",
                "Acme Support",
            ):
                assert said in form


def test_a_signature_stands_under_both_forms_of_an_answer(composed: Composed) -> None:
    mail = composed(ANSWER_IN_HTML)
    assert text_of(mail).endswith("on its way.\n\n-- \nAna Ruiz\nAcme Support\n")
    assert "<p>-- <br>\nAna Ruiz<br>\nAcme Support</p>" in html_of(mail)
    assert "-- " not in text_of(composed(replace(ANSWER, signature="")))


def test_mails_about_one_conversation_can_be_filtered_by_one_list(composed: Composed) -> None:
    for name in ("relay", "receipt", "notice"):
        mail = read(composed(LETTERS[name]))
        assert mail["List-Id"] == "<support.conversations.acme.example>"


def test_an_alert_to_one_agent_speaks_of_their_time_zone(composed: Composed) -> None:
    ben = Address("ben@acme.example", "Ben Okafor")
    assert "13:00 (Europe/Lisbon)" in text_of(composed(replace(WARNING, to=(ben,))))
    assert "14:00 (Europe/Madrid)" in text_of(composed(replace(WARNING, to=(ben, ANA))))


def test_a_breach_of_yesterday_names_the_day(composed: Composed) -> None:
    subject = read(composed(replace(BREACH, due_at=NOW - timedelta(days=1))))["Subject"]
    assert subject.endswith("was due Monday 13:20")


def test_everybody_is_named_once_and_only_who_can_be_written_to(composed: Composed) -> None:
    answer = replace(ANSWER, to=(CARLA, CARLA), cc=(CARLA, Address("no address"), OLGA))
    mail = composed(answer)
    assert mail.recipients == ("carla@customer.example", "olga@acme.example")


def test_a_letter_to_nobody_is_no_mail(composed: Composed) -> None:
    with pytest.raises(CannotCompose, match="answer:12"):
        composed(replace(ANSWER, to=(Address("carla"), Address(""))))
