"""The form of an agent's answer: it goes out as it was written, or as text alone."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from samehand.desk.decision import Outcome
from samehand.desk.letters import Purpose
from samehand.tests.attacks.desk_under_attack import ANA, VOUCHED, Desk, Sent

LOGO, LAMP = b"\x89PNG logo of Carla", b"\x89PNG lamp of Ana"


def _answer(desk: Desk, relay: Sent, text: str, html: str, **pictures: bytes) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"] = f"Ana Ruiz <{ANA}>", relay.reply_to
    mail["Subject"], mail["Date"] = "Re: The kettle leaks", desk.now
    mail["Message-ID"] = "<answer@client.example>"
    mail["In-Reply-To"] = mail["References"] = str(relay.mail["Message-ID"])
    mail["Authentication-Results"] = VOUCHED
    mail.set_content(text)
    mail.add_alternative(html, subtype="html")
    rich = mail.get_body(("html",))
    assert isinstance(rich, EmailMessage)
    for name, content in pictures.items():
        identity = f"<{name}@client.example>"
        rich.add_related(content, "image", "png", disposition="inline", cid=identity)
    return mail.as_bytes()


def _asked(desk: Desk) -> Sent:
    """A relayed mail of Carla's, with a picture in it."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "Carla <carla@customer.example>", "support@acme.example"
    mail["Subject"], mail["Date"] = "The kettle leaks", desk.now
    mail["Message-ID"] = "<asked@customer.example>"
    mail.set_content("<p>My kettle leaks. <img src='cid:logo@x'></p>", subtype="html")
    mail.add_related(LOGO, "image", "png", disposition="inline", cid="<logo@x>")
    desk.post(mail.as_bytes())
    return desk.of(Purpose.RELAY)[-1]


def _html(answer: Sent) -> str:
    rich = answer.mail.get_body(("html",))
    return str(rich.get_content()) if isinstance(rich, EmailMessage) else ""


def _files(answer: Sent) -> list[bytes]:
    parts = (part for part in answer.mail.walk() if part.get_content_maintype() == "image")
    return [bytes(part.get_content()) for part in parts]


def test_the_form_of_an_answer_reaches_the_customer_and_nothing_beside_it(desk: Desk) -> None:
    relay = _asked(desk)
    quoted = "\n".join(f"> {line}" for line in relay.text.splitlines())
    html = (
        '<div dir="ltr">We send a <b>new</b> one:<ul><li>on Friday</li></ul>'
        '<img src="cid:lamp@client.example"></div><div class="gmail_quote">On Monday, Acme'
        " &lt;support@acme.example&gt; wrote:<br><blockquote>"
        f"{relay.text}<img src='cid:logo@client.example'></blockquote></div>"
    )
    lead_in = "On Monday, Acme <support@acme.example> wrote:"
    text = f"We send a *new* one:\n\n - on Friday\n\n[image: lamp.png]\n\n{lead_in}\n{quoted}"
    assert (
        desk.outcome(_answer(desk, relay, text, html, lamp=LAMP, logo=LOGO)) is Outcome.MESSAGE
    )
    (answer,) = desk.of(Purpose.ANSWER)
    assert "We send a <b>new</b> one:<ul><li>on Friday</li></ul>" in _html(answer)
    assert "cid:" in _html(answer)
    assert "kettle" not in _html(answer)
    assert _files(answer) == [LAMP]


@pytest.mark.parametrize(
    "html",
    [
        f'<p>We send <a href="mailto:{ANA}">a new one</a>.</p>',
        "<p>We send a new one.</p><p>Carla is angry.</p><p>We send.</p>",
        "<p>We send no new one.</p>",
    ],
)
def test_html_that_says_more_stays_inside(desk: Desk, html: str) -> None:
    relay = desk.relayed(text="My kettle leaks.")
    assert desk.outcome(_answer(desk, relay, "We send a new one.", html)) is Outcome.MESSAGE
    (answer,) = desk.of(Purpose.ANSWER)
    assert "We send a new one." in answer.text
    assert ANA not in _html(answer) and "angry" not in _html(answer)
    assert " no " not in _html(answer)


def test_words_in_the_middle_of_our_mail_that_may_be_ours_wait_for_a_word(desk: Desk) -> None:
    relay = desk.relayed(text="My kettle leaks.")
    quoted = [f"> {line}" for line in relay.text.splitlines()]
    text = "\n".join([*quoted[:-6], "> something that nobody has written so"])
    assert desk.outcome(desk.reply(relay, f"Hello.\n\n{text}")) is Outcome.HELD
    assert desk.of(Purpose.ANSWER) == []
    (notice,) = desk.of(Purpose.NOTICE)
    assert "NOT SENT" in notice.text
    assert "something that nobody has written so" in notice.text
    desk.outcome(desk.reply(notice, "#send"))
    (answer,) = desk.of(Purpose.ANSWER)
    assert "something that nobody has written so" in answer.text
