"""People write, open and answer as their mail clients do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest

from samehand.sandbox.clock import StoryClock
from samehand.sandbox.people import Cast, NothingToAnswer
from samehand.sandbox.server import MailServer
from samehand.sandbox.story import Enclosure, Person, Role, Story, Writes
from samehand.sandbox.writing import Opened, compose

NINE = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
CARLA = Person("carla", "Carla Blum", "carla@flowers.example", Role.CUSTOMER)
ANA = Person("ana", "Ana Ruiz", "ana@acme.example", Role.AGENT)
MALLORY = Person("mallory", "Mallory", "mallory@evil.example", Role.CUSTOMER)

ASKS = Writes(
    "asks", NINE, "", writer="carla", to=(ANA.address,), subject="Late", text="Where is it?"
)
ANSWERS = Writes(
    "answers", NINE + timedelta(hours=1), "", writer="ana", text="On its way.", answers="asks"
)
STORY = Story("", NINE, NINE, "UTC", {}, (CARLA, ANA, MALLORY), (ASKS, ANSWERS), ())


@pytest.fixture
def clock() -> StoryClock:
    return StoryClock(NINE, pace=1000)


@pytest.fixture
def cast(clock: StoryClock) -> Iterator[Cast]:
    words = {person.address: person.id for person in STORY.people}
    with MailServer(words, clock.now) as server:
        with Cast(STORY, words, server) as cast:
            yield cast
        assert server.trouble() == ()


def test_a_reply_quotes_and_threads_as_a_mail_client_does(
    cast: Cast, clock: StoryClock
) -> None:
    cast.write(ASKS, clock.now())
    clock.advance(ANSWERS.at)
    assert cast.write(ANSWERS, clock.now()) == (CARLA.address,)
    [mail] = cast.clients["carla"].inbox()
    assert mail.arrived_at == ANSWERS.at
    assert mail.subject == "Re: Late"
    assert mail.mail["In-Reply-To"] == "<asks.turn@flowers.example>"
    assert mail.mail["References"] == "<asks.turn@flowers.example>"
    assert mail.text.replace("\r", "").rstrip("\n") == (
        "On its way.\n\n"
        "On Tue, 03 Mar 2026 at 09:00, Carla Blum <carla@flowers.example> wrote:\n"
        "> Where is it?"
    )


def test_nobody_answers_what_has_not_reached_them(cast: Cast, clock: StoryClock) -> None:
    cast.write(replace(ASKS, to=(MALLORY.address,)), clock.now())
    with pytest.raises(NothingToAnswer, match=r"turn 'answers'.*'asks'.*ana@acme\.example"):
        cast.write(ANSWERS, clock.now())


def test_a_pretender_is_not_logged_in(cast: Cast, clock: StoryClock) -> None:
    forged = replace(ASKS, writer="mallory", pretends="ana", to=(CARLA.address,))
    cast.write(forged, clock.now())
    [mail] = cast.clients["carla"].inbox()
    assert mail.sender == "Ana Ruiz <ana@acme.example>"
    assert "dmarc=fail" in str(mail.mail["Authentication-Results"])
    assert mail.mail["Return-Path"] == "<mallory@evil.example>"


def test_an_answer_to_everybody_keeps_the_others_in_copy() -> None:
    content = (
        b"From: Carla <carla@flowers.example>\r\n"
        b"To: Ana <ana@acme.example>, x@y.example\r\nCc: z@y.example\r\n\r\n"
    )
    opened = Opened(1, NINE, content)
    mail, recipients = compose(replace(ANSWERS, reply_all=True), ANA, NINE, opened=opened)
    assert recipients == ("carla@flowers.example", "x@y.example", "z@y.example")
    assert message_from_bytes(mail)["To"] == "Carla <carla@flowers.example>"


def test_reply_to_comes_before_from() -> None:
    content = (
        b"From: a@x.example\r\nReply-To: desk+token@acme.example\r\nSubject: RE: x\r\n\r\n"
    )
    mail, recipients = compose(ANSWERS, ANA, NINE, opened=Opened(1, NINE, content))
    assert recipients == ("desk+token@acme.example",)
    assert message_from_bytes(mail)["Subject"] == "RE: x"


@pytest.mark.parametrize(
    ("charset", "words"),
    [
        ("iso-2022-jp", "ご注文の花瓶"),
        ("koi8-r", "Здравствуйте, ваза разбита"),
        ("iso-8859-1", "Où est mon café crème à côté?"),
        ("utf-8", "Straße ☂"),
        ("us-ascii", "plain"),
    ],
)
def test_each_charset_comes_through(charset: str, words: str) -> None:
    turn = replace(ASKS, subject=words, text=words, html=f"<p>{words}</p>", charset=charset)
    mail = message_from_bytes(compose(turn, CARLA, NINE)[0], policy=policy.default)
    assert mail["Subject"] == words
    parts = [part for part in mail.walk() if part.get_content_maintype() == "text"]
    assert {part.get_content_charset() for part in parts} == {charset}
    assert [part.get_content().strip() for part in parts] == [words, f"<p>{words}</p>"]


def test_files_travel_with_a_mail() -> None:
    turn = replace(ASKS, enclosures=(Enclosure("fotó.png", "image/png", b"\x89PNG"),))
    mail = message_from_bytes(compose(turn, CARLA, NINE)[0], policy=policy.default)
    [file] = mail.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("fotó.png", "image/png")
    assert file.get_content() == b"\x89PNG"


def test_the_clock_never_goes_back_and_never_sleeps_long(clock: StoryClock) -> None:
    clock.advance(NINE + timedelta(hours=1))
    clock.advance(NINE)
    assert clock.now() == NINE + timedelta(hours=1)
    assert clock.seconds(timedelta(days=1)) <= 0.25
    assert clock.seconds(timedelta(0)) > 0
