"""A conversation as it stands in its owner's mailbox, from the first mail to a hand-over."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

from samehand.desk.letters import Purpose
from samehand.tests.attacks.desk_under_attack import BEN, CARLA, SUPPORT, Desk, Sent

PICTURE = b"\x89PNG\r\n\x1a\n" + b"spout" * 30


def carlas_mail(desk: Desk, *files: tuple[str, bytes], text: str = "It drips.") -> bytes:
    """A mail with a second form, a picture in it, and files."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = f"Carla <{CARLA}>", SUPPORT, "The kettle leaks"
    mail["Date"], mail["Message-ID"] = desk.now, "<picture@client.example>"
    mail.set_content(f"{text}\n")
    html = f'<p>{text} <b>Look</b>:</p><img src="cid:spout@client.example" alt="the spout">'
    mail.add_alternative(html, subtype="html")
    form = mail.get_payload(1)
    assert isinstance(form, EmailMessage)
    form.add_related(PICTURE, "image", "png", cid="<spout@client.example>", filename="s.png")
    for name, content in files:
        mail.add_attachment(content, "application", "pdf", filename=name)
    return mail.as_bytes()


def html_of(sent: Sent) -> str:
    part = sent.mail.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def files_of(sent: Sent) -> dict[str, bytes]:
    """The parts of a mail that have a name, pictures in the text included."""
    named = (part for part in sent.mail.walk() if part.get_filename())
    return {str(part.get_filename()): part.get_content() for part in named}


def test_a_mail_arrives_as_it_looked_with_its_pictures_and_files(desk: Desk) -> None:
    desk.post(carlas_mail(desk, ("bill.pdf", b"%PDF")))
    (relay,) = desk.of(Purpose.RELAY)
    assert "It drips." in relay.text
    assert "<b>Look</b>" in html_of(relay)
    assert files_of(relay) == {"s.png": PICTURE, "bill.pdf": b"%PDF"}
    assert "Attached: bill.pdf (4 bytes)" in relay.text


def test_who_gets_it_by_a_hand_over_gets_all_of_it(desk: Desk) -> None:
    desk.post(carlas_mail(desk, ("bill.pdf", b"%PDF")))
    (relay,) = desk.of(Purpose.RELAY)
    desk.post(desk.reply(relay, "#assign ben"))
    _, handed = desk.of(Purpose.RELAY)
    assert handed.recipients == (BEN,)
    assert files_of(handed) == files_of(relay)
    assert "<b>Look</b>" in html_of(handed)
    assert "has handed this over to you" in handed.text


def test_a_hand_over_shows_what_was_answered_before(desk: Desk) -> None:
    relay = desk.relayed()
    desk.post(desk.reply(relay, "Is the lid closed?"))
    desk.post(desk.write(text="It is.", answers=_customers_id(desk)))
    desk.post(desk.reply(desk.of(Purpose.RELAY)[-1], "#assign ben"))
    handed = desk.of(Purpose.RELAY)[-1]
    assert handed.recipients == (BEN,)
    for form in (handed.text, html_of(handed)):
        assert "Our last answer, by Ana Ruiz, today" in form
        assert "Is the lid closed?" in form


def test_what_is_too_big_is_named_and_the_rest_is_passed_on(desk: Desk) -> None:
    limit = desk.settings.desk.attach_limit
    desk.post(carlas_mail(desk, ("film.pdf", bytes(limit)), ("bill.pdf", b"%PDF")))
    (relay,) = desk.of(Purpose.RELAY)
    assert files_of(relay) == {"s.png": PICTURE, "bill.pdf": b"%PDF"}
    where = f"Too big to pass on: film.pdf ({limit / 1e6:.1f} MB). You find the whole mail in"
    for form in (relay.text, html_of(relay)):
        assert where in form
        assert "the folder INBOX of support@acme.example" in form


def test_all_mails_of_a_conversation_hang_together_in_its_owners_client(desk: Desk) -> None:
    first = desk.relayed()
    root = f"<conversation-{_number(first)}@acme.example>"
    assert first.mail["References"] == first.mail["In-Reply-To"] == root

    answer = desk.reply(first, "Is the lid closed?")
    desk.post(answer)
    own = "<" + answer.split(b"Message-ID: <", 1)[1].split(b">", 1)[0].decode() + ">"
    (receipt,) = desk.of(Purpose.RECEIPT)
    assert receipt.mail["In-Reply-To"] == own
    ids = f"{root} {first.mail['Message-ID']} {own}"
    assert " ".join(str(receipt.mail["References"]).split()) == ids

    (sent,) = desk.of(Purpose.ANSWER)
    desk.post(desk.write(text="It is.", answers=str(sent.mail["Message-ID"])))
    second = desk.of(Purpose.RELAY)[-1]
    assert second.mail["In-Reply-To"] == own
    assert " ".join(str(second.mail["References"]).split()) == f"{root} {own}"
    assert second.mail["Subject"] == first.mail["Subject"]


def test_a_new_owners_thread_has_nothing_of_the_former_owners(desk: Desk) -> None:
    relay = desk.relayed()
    desk.post(desk.reply(relay, "#assign ben"))
    handed = desk.of(Purpose.RELAY)[-1]
    assert handed.mail["References"] == relay.mail["References"]


def test_a_taken_back_answer_is_not_our_last(desk: Desk) -> None:
    relay = desk.relayed()
    desk.post(desk.reply(relay, "Nobody should read this."))
    desk.post(desk.reply(desk.of(Purpose.RECEIPT)[-1], "#undo"))
    desk.post(desk.write(text="Anybody?", answers=_customers_id(desk)))
    assert "Our last answer" not in desk.of(Purpose.RELAY)[-1].text


def test_an_answer_is_signed_once(desk: Desk) -> None:
    relay = desk.relayed()
    desk.post(desk.reply(relay, "It is on its way."))
    desk.post(desk.reply(relay, "And a second lid too.\n\nAna Ruiz\nAcme Support"))
    for answer in desk.of(Purpose.ANSWER):
        assert answer.text.rstrip().endswith("Ana Ruiz\nAcme Support")
        assert answer.text.count("Acme Support") == 1


def _number(relay: Sent) -> int:
    return int(str(relay.mail["Subject"]).partition("[#")[2].partition("]")[0])


def _customers_id(desk: Desk) -> str:
    """What a customer can refer to: the acknowledgement that they got."""
    return str(desk.of(Purpose.ACKNOWLEDGEMENT)[0].mail["Message-ID"])
