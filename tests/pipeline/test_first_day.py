"""An agent's first day on real servers: handing over, being held, undoing, writing from outside
the desk. Nobody has more than their mailbox, and what it says is all they go by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from samehand.config.settings import Agent, Settings
from samehand.house import House
from samehand.tests.pipeline.office import Office, opened, parsed, text_of, written
from samehand.tests.servers.dovecot import Account, DovecotServer
from samehand.tests.servers.terminal_client import at_the_terminal

MINUTE = timedelta(minutes=1)
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(200))


@pytest.fixture
def ben(dovecot: DovecotServer) -> Account:
    return dovecot.user("ben")


@pytest.fixture
def pair(
    settings: Settings, office_of: Callable[[House], Office], ben: Account
) -> Iterator[Office]:
    """The office with a second agent, who gets nothing unless it is handed to him."""
    team = (*settings.agents, Agent("ben", "Ben Okafor", "ben@acme.example", "always", 1))
    with opened(replace(settings, agents=team)) as house:
        yield office_of(house)


def latest(account: Account, number: int) -> EmailMessage:
    return parsed(account.wait_for(number)[-1])


def handed_over(office: Office, ben: Account, order: str) -> tuple[EmailMessage, EmailMessage]:
    """Carla's question as Ana got it, and as Ben gets it once Ana has proved her word."""
    relayed = office.ask()
    office.reply(relayed, order)
    question = latest(office.ana, 2)
    assert question["Subject"].startswith("NOT SENT")
    assert "with the word yes within 15 minutes" in text_of(question)
    assert not ben.mails()
    office.reply(question, "yes")
    assert "it belongs to Ben Okafor now" in text_of(latest(office.ana, 3))
    return relayed, latest(ben, 1)


def with_picture(to: EmailMessage) -> EmailMessage:
    """Ben's answer as a browser's mail client writes it: HTML, a picture in it, a quotation."""
    address = to["Reply-To"].addresses[0].addr_spec
    mail = written("ben@acme.example", address, f"Re: {to['Subject']}", "It is here:", to)
    body = to.get_body(("html",))
    assert isinstance(body, EmailMessage)
    mail.add_alternative(
        '<div dir="ltr">It is <b>here</b>:<br><img src="cid:lid@client" alt="the lid"></div>'
        '<div class="gmail_quote"><div class="gmail_attr">On Tue, Nov 24, 2026 at 10:00,'
        f' somebody wrote:<br></div><blockquote class="gmail_quote">{body.get_content()}'
        "</blockquote></div>",
        subtype="html",
    )
    _, html = mail.iter_parts()
    assert isinstance(html, EmailMessage)
    html.add_related(PICTURE, "image", "png", cid="<lid@client>", filename="lid.png")
    return mail


def test_a_colleague_gets_the_case_with_a_note_and_answers_with_a_picture(
    pair: Office, ben: Account
) -> None:
    _, handed = handed_over(pair, ben, "#note\nShe has called twice.\n\n#assign ben")
    for words in ("Ana Ruiz has handed this over", "She has called twice.", "A question."):
        assert words in text_of(handed)

    mail = with_picture(handed)
    address = handed["Reply-To"].addresses[0].addr_spec
    pair.postfix.receive(mail.as_bytes(), sender="ben@acme.example", to=address)
    pair.support.wait_for(4)
    pair.work()
    assert "your answer goes out at" in text_of(latest(ben, 2))
    pair.pass_time(2 * MINUTE)

    answer = latest(pair.carla, 2)
    assert answer["From"] == '"Ben Okafor, Acme Support" <support@acme.example>'
    html = answer.get_body(("html",))
    assert isinstance(html, EmailMessage)
    assert "It is <b>here</b>:" in html.get_content()
    (picture,) = [part for part in answer.walk() if part.get_content_type() == "image/png"]
    assert picture.get_content() == PICTURE
    assert f"cid:{picture['Content-ID'].strip('<>')}" in html.get_content()
    for inside in (b"She has called twice", b"samehand", b"Ana", b"gmail_quote"):
        assert inside not in pair.carla.mails()[1]


def test_who_is_not_the_owner_any_more_is_held_and_takes_it(pair: Office, ben: Account) -> None:
    relayed, _ = handed_over(pair, ben, "#assign ben")
    pair.reply(relayed, "I know the answer: turn it round.")
    held = latest(pair.ana, 4)
    assert held["Subject"].startswith("NOT SENT")
    assert "belongs to Ben Okafor" in text_of(held)
    pair.pass_time(5 * MINUTE)
    assert len(pair.carla.mails()) == 1, "nothing of it is sent by itself"

    pair.reply(held, "#take")
    pair.pass_time(2 * MINUTE)
    assert text_of(latest(pair.carla, 2)).startswith("I know the answer: turn it round.")
    assert "Ana Ruiz owns conversation #1001 now" in text_of(latest(ben, 2))


def test_an_answer_is_taken_back_in_time_and_a_better_one_goes_out(office: Office) -> None:
    relayed = office.ask()
    office.reply(relayed, "Throw it away.")
    receipt = latest(office.ana, 2)
    assert "| #undo takes it back ---" in text_of(receipt)
    office.reply(receipt, "#undo")
    undone = latest(office.ana, 3)
    assert "your answer was taken back and will not be sent" in text_of(undone)
    office.pass_time(5 * MINUTE)
    assert len(office.carla.mails()) == 1

    office.reply(undone, "Keep it, please.")
    office.pass_time(2 * MINUTE)
    assert text_of(latest(office.carla, 2)).startswith("Keep it, please.")
    assert len(office.carla.mails()) == 2


def test_an_answer_from_her_own_mailbox_with_the_desk_in_copy(office: Office) -> None:
    office.ask()
    (ack,) = map(parsed, office.carla.wait_for(1))
    mail = written(
        "ana@acme.example",
        "carla@acme.example",
        "Re: Hello",
        "Turn it round.",
        ack,
        cc="support@acme.example",
    )
    for to in ("carla@acme.example", "support@acme.example"):
        office.postfix.receive(mail.as_bytes(), sender="ana@acme.example", to=to)
    office.support.wait_for(2)
    office.work()
    asked = latest(office.ana, 2)
    assert asked["Subject"].startswith("NOT PROVED"), "this mail server vouches for nobody"
    assert (
        "If you wrote it and it answers the customer, answer this mail with #wait"
        in " ".join(text_of(asked).split())
    )
    office.reply(asked, "#wait")
    assert "waiting for the customer; nothing is due" in text_of(latest(office.ana, 3))
    office.pass_time(timedelta(days=1))
    assert not office.olga.mails(), "no clock has run out"
    assert len(office.carla.mails()) == 2, "she has it from Ana, and once"


def test_a_slip_at_the_terminal_is_put_right_there(office: Office, tmp_path: Path) -> None:
    office.ask()
    orders = (
        ("first response due", "#wiat", "not a command; did you mean #wait?"),
        ("did you mean #wait?", "#wait", "the clocks stand still"),
    )
    for number, (seen, typed, heard) in enumerate(orders, 2):
        with at_the_terminal(office.ana, office.postfix, "Ana Ruiz", tmp_path) as screen:
            screen.see("[#1001] Hello")
            screen.press("*\r")  # the last mail of the thread
            screen.see(seen)
            screen.answer(typed)
            screen.leave()
        office.support.wait_for(number)
        office.work()
        assert heard in " ".join(text_of(latest(office.ana, number)).split())
    office.pass_time(timedelta(days=1))
    assert len(office.carla.mails()) == 1, "she has no word of either"
    assert not office.olga.mails(), "no clock has run out"
