"""Words that were chosen to break out: of a header, of a body, of a page, of a file's name."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from samehand.config.settings import Settings
from samehand.desk.letters import Answer, AnyLetter, Exchange, Relay, Thread
from samehand.ingest.message import Address, Attachment
from samehand.notify import headers
from samehand.notify.compose import compose
from samehand.notify.outbox import Parcel
from samehand.notify.render import Render
from samehand.tests.notify.samples_of_letters import (
    ACKNOWLEDGEMENT,
    ANSWER,
    NOW,
    RECEIPT,
    RELAY,
)
from samehand.tests.notify.scripted_smtp import scripted
from samehand.tests.notify.test_smtp_faults import ONE, PASSWORD, send

BREAKS = ("\r\n", "\n", "\r", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029", "\0", "\x1b[2J")
FORGED = ("Bcc: mallory@evil.example", "X-Evil: 1", "\r\nEvil body", "Content-Type: text/html")
TRICKS = (
    "=?utf-8?q?=0D=0A?=",
    "\ud800",
    "\u202e",
    "\u200b",
    "<",
    ">",
    '"',
    "\\",
    ",",
    ";",
    "../",
)
SCRIPTS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"'><svg onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% include 'x' %}",
    "<!--#exec cmd=ls-->",
)
hostile = st.lists(
    st.sampled_from(BREAKS + FORGED + TRICKS + SCRIPTS) | st.text(max_size=20), max_size=8
).map("".join)


def letters(evil: str) -> list[AnyLetter]:
    """Letters of which somebody outside has written all that they can."""
    carla = Address("carla@customer.example", evil)
    thread = Thread(evil, (evil, f"<{evil}@x.example>", f"{evil}@x.example"))
    file = Attachment(evil, evil, b"<script>", content_id=evil)
    answer = replace(ANSWER, to=(carla,), cc=(carla,), subject=evil, text=evil, html=evil)
    said = Exchange(evil, NOW, evil)
    relay = replace(RELAY, sender=carla, subject=evil, text=evil, notes=(evil,), last=said)
    return [
        replace(answer, attachments=(file,), agent_name=evil, thread=thread),
        replace(relay, attachments=(file,), thread=thread, told=((evil, evil),)),
        replace(relay, attachments=(file,), html=evil),
        replace(RECEIPT, subject=evil, text=evil, html=f"<p>{evil}</p>", attachments=(file,)),
        replace(ACKNOWLEDGEMENT, to=(carla,), subject=evil, owner_name=evil, thread=thread),
    ]


def read_back(content: bytes) -> EmailMessage:
    return message_from_bytes(content.replace(b"\r\n", b"\n"), policy=policy.default)


@hypothesis_settings(max_examples=300)
@given(hostile)
def test_no_words_write_a_field_a_part_or_a_page(
    settings: Settings, texts: Render, evil: str
) -> None:
    for letter in letters(evil):
        content = compose(letter, settings, texts, now=NOW).content
        assert content.count(b"\r\n") == content.count(b"\r") == content.count(b"\n")
        header = content.partition(b"\r\n\r\n")[0]
        names = [line.partition(b":")[0] for line in re.split(rb"\r\n(?![ \t])", header)]
        assert {name.decode() for name in names} <= headers.INTERNAL
        mail = read_back(content)
        assert mail.keys() == [name.decode() for name in names]
        parts = [part for part in mail.walk() if not part.is_multipart()]
        texts_of = ["text/plain"] + ["text/html"] * ("alternative" in str(mail))
        files = ["application/octet-stream"] * isinstance(letter, Answer | Relay)
        assert [part.get_content_type() for part in parts] == [*texts_of, *files]


@hypothesis_settings(max_examples=300)
@given(hostile)
def test_no_name_of_a_file_leads_anywhere(settings: Settings, texts: Render, evil: str) -> None:
    for letter in letters(evil)[:3]:
        mail = read_back(compose(letter, settings, texts, now=NOW).content)
        (file,) = mail.iter_attachments()
        name = str(file.get_filename())
        assert 0 < len(name) <= 120
        assert not set(name) & set('/\\:\r\n\0"<>|\u202e\u200b')
        assert name == name.strip(" .")
        assert file.get_content_disposition() == "attachment"


@pytest.mark.parametrize("length", [1, 2, 3, 4])
def test_no_end_of_line_and_no_dot_ends_a_mail(
    length: int, settings: Settings, texts: Render, tmp_path: Path
) -> None:
    """SMTP smuggling: what another server might take for the end, and a new mail after it."""
    secret = tmp_path / "secret"
    secret.touch(mode=0o600)
    secret.write_text(PASSWORD)
    smuggled = "MAIL FROM:<ana@acme.example>\r\nRCPT TO:<dan@customer.example>\r\nDATA\r\n"
    bodies = [f"Hello{''.join(ends)}{smuggled}" for ends in product("\r\n.x", repeat=length)]
    contents = [
        compose(replace(ANSWER, text=body), settings, texts, now=NOW).content for body in bodies
    ]
    parcels = [
        Parcel(replace(ONE.row, id=number), content) for number, content in enumerate(contents)
    ]
    with scripted() as server:
        send(server, secret, *parcels)
    arrived = [mail.replace(b"\r\n..", b"\r\n.") for mail in server.mails]
    assert arrived == contents
    assert len(server.heard("MAIL")) == len(contents)
    assert set(server.heard("RCPT")) == {"RCPT TO:<carla@customer.example>"}
