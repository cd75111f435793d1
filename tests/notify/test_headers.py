"""Header text from outside is cleaned, and a header says what was meant and no more."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import getaddresses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.config.settings import Settings
from samehand.desk.letters import Thread
from samehand.ingest.address import usable as writable
from samehand.ingest.message import Address, Attachment
from samehand.notify import headers
from samehand.notify.compose import compose
from samehand.notify.headers import HeaderError
from samehand.notify.render import Render
from samehand.tests.notify.samples_of_letters import ACKNOWLEDGEMENT, ANSWER, NOW, RELAY

INJECTIONS = (
    "Kettle\r\nBcc: mallory@evil.example",
    "Kettle\nReply-To: mallory@evil.example",
    "Kettle\rX-Evil: 1",
    "Kettle\u2028X-Evil: 1",
    "Kettle\u2029X-Evil: 1",
    "Kettle\x85X-Evil: 1",
    "Kettle\x0bX-Evil: 1\x0cX-Evil: 2",
    "Kettle\x00\x1b[31m",
    "=?utf-8?q?Kettle=0D=0AX-Evil:_1?=",
    "\ud83d\udcff lone \udcff surrogates \ud800",
    "x" * 5_000,
    "é" * 5_000,
    ", <mallory@evil.example>",
    '" <mallory@evil.example>, "',
    "support@acme.example\\",
)

anything = st.text(max_size=300) | st.sampled_from(INJECTIONS)
atoms = st.text("abcXYZ019!#$%&'*+/=?^_`{|}~.-äßλ漢", min_size=1, max_size=20)
quoted = st.text(" .abcXYZ019!#$%&'*+/=?^_`{|}~-äß", min_size=1, max_size=10).map('"{}"'.format)
domains = st.from_regex(r"[a-z][a-z0-9]{0,8}(\.[a-z]{2,6}){1,2}", fullmatch=True)
addresses = st.builds("{}@{}".format, atoms | quoted, domains)
people = st.lists(st.builds(Address, addresses, anything), min_size=1, max_size=8)


def fields_of(content: bytes) -> list[tuple[str, str]]:
    """The header as any reader of RFC 5322 splits it, with no library's help."""
    header = content.split(b"\r\n\r\n", 1)[0].decode()
    unfolded = re.sub(r"\r\n[ \t]", " ", header)
    return [
        (name, value) for name, _, value in (f.partition(": ") for f in unfolded.split("\r\n"))
    ]


@pytest.mark.parametrize("evil", INJECTIONS)
@pytest.mark.parametrize("letter", [ANSWER, RELAY, ACKNOWLEDGEMENT], ids=lambda x: x.purpose)
def test_hostile_words_write_no_header(
    letter: object, evil: str, settings: Settings, texts: Render
) -> None:
    hostile = Address("carla@customer.example", evil)
    ids = Thread(f"x@y.example{evil}", (evil, f"<{evil}>", "first@customer.example"))
    if letter is ANSWER:
        letter = replace(ANSWER, to=(hostile,), cc=(hostile,), subject=evil, agent_name=evil)
    elif letter is RELAY:
        file = Attachment(evil, evil, b"x")
        letter = replace(
            RELAY, sender=hostile, subject=evil, notes=(evil,), attachments=(file,)
        )
    else:
        letter = replace(ACKNOWLEDGEMENT, to=(hostile,), subject=evil, owner_name=evil)
    mail = compose(replace(letter, thread=ids), settings, texts, now=NOW)
    names = [name for name, _ in fields_of(mail.content)]
    assert len(names) == len(set(names))
    assert set(names) <= headers.INTERNAL
    parsed = message_from_bytes(mail.content, policy=policy.default)
    assert list(parsed.keys()) == names
    assert not parsed.defects
    for part in parsed.walk():
        assert {name for name in part if "Evil" in name or name == "Bcc"} == set()


@given(text=anything)
def test_a_subject_is_read_back_as_it_was_cleaned(text: str) -> None:
    cleaned = headers.clean(text, 250)
    name, value = headers.text_field("Subject", cleaned)
    unfolded = value.replace("\r\n ", " ")
    assert unfolded.isascii()
    assert unfolded.isprintable()
    assert str(make_header(decode_header(unfolded))) == cleaned
    assert max(map(len, f"{name}: {value}".split("\r\n"))) <= 78


@given(people=people)
def test_addresses_are_read_back_as_they_were_meant(people: list[Address]) -> None:
    """Recipients must neither vanish nor appear, whatever stands in the names beside them."""
    usable = [Address(a, p.name) for p in people if (a := writable(p.address))]
    assert len(usable) == len(people)
    field = headers.address_field("To", usable)
    header = headers.write((field,))
    headers.check(header, headers.EVERY_MAIL, [a.address for a in usable])
    found = getaddresses([field[1].replace("\r\n ", " ")])
    assert [address for _, address in found] == [a.address for a in usable]
    assert all(len(line) <= 330 for line in field[1].split("\r\n"))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Carla Costa", "Carla Costa"),
        ("  Carla\t Costa ", "Carla Costa"),
        ("ceo@acme.example", "ceo at acme.example"),
        ("ceo\uff20acme.example", "ceo at acme.example"),
        ("<ceo@acme.example>", "ceo at acme.example"),
        ('Carla "the Kettle" Costa', "Carla 'the Kettle' Costa"),
        ("Carla\u202eatsoC", "CarlaatsoC"),
        ("Car\u200bla", "Carla"),
        ("Cafe\u0301", "Café"),
        ("\ud800", ""),
    ],
)
def test_a_name_cannot_pass_for_an_address(name: str, shown: str) -> None:
    assert headers.clean_name(name) == shown


def test_words_that_look_encoded_are_encoded_so_that_nobody_decodes_them() -> None:
    """Some clients decode them even between quotation marks."""
    trick = "=?utf-8?q?support=40acme.example?="
    for _, value in (
        headers.text_field("Subject", trick),
        headers.address_field("From", [Address("carla@customer.example", trick)]),
    ):
        assert "=40" not in value
        assert trick in str(make_header(decode_header(value.replace("\r\n ", " "))))


@pytest.mark.parametrize(
    ("address", "usable"),
    [
        ("carla@customer.example", "carla@customer.example"),
        ("o'hara+kettle@customer.example", "o'hara+kettle@customer.example"),
        ("a..b.@phone.example", "a..b.@phone.example"),
        ('"carla costa"@customer.example', '"carla costa"@customer.example'),
        ("carla@straße.example", "carla@xn--strae-oqa.example"),
        ("carla@bücher.example", "carla@xn--bcher-kva.example"),
        ("jürgen@customer.example", "jürgen@customer.example"),
        ("carla", None),
        ("", None),
        ("carla@", None),
        ("@customer.example", None),
        ("carla costa@customer.example", None),
        ("carla@customer.example\r\nBcc: x@y.example", None),
        ("carla,mallory@customer.example", None),
        ('"carla, mallory"@customer.example', None),
        ("carla@[192.0.2.1]", None),
        ("carla@customer.example>", None),
        ('"a\\"b"@customer.example', None),
        ("carla@a@customer.example", None),
        ("\udc80@customer.example", None),
        (f"{'x' * 65}@customer.example", None),
    ],
)
def test_only_an_address_that_can_be_written_to_is_used(
    address: str, usable: str | None
) -> None:
    assert writable(address) == usable


@pytest.mark.parametrize(
    ("subject", "bare"),
    [
        ("Kettle", "Kettle"),
        ("Re: Kettle", "Kettle"),
        ("RE: AW: Antw: Kettle", "Kettle"),
        ("Re[2]: SV: VS : Kettle", "Kettle"),
        ("re (3): Kettle", "Kettle"),
        ("回复\uff1aKettle", "Kettle"),
        ("Odp: R: Kettle", "Kettle"),
        ("Fwd: Kettle", "Fwd: Kettle"),
        ("Ref: order 7", "Ref: order 7"),
        ("Regarding: Kettle", "Regarding: Kettle"),
        ("React: a question", "React: a question"),
        ("Re:", ""),
        ("Re: Re:", ""),
        ("", ""),
    ],
)
def test_the_marks_of_a_reply_are_recognised(subject: str, bare: str) -> None:
    assert headers.bare_subject(subject) == bare


def test_a_long_chain_keeps_its_root_and_its_end() -> None:
    chain = [f"{n}@customer.example" for n in range(100)]
    kept = headers.clean_ids(chain)
    assert (kept[0], kept[1], kept[-1], len(kept)) == (chain[0], chain[71], chain[99], 30)


@pytest.mark.parametrize(
    "message_id",
    ["", "no-at", "a b@c", "a@b>", "<a@b>", "a@b\r\nX: 1", "ä@b", "a\x00@b", f"{'x' * 300}@b"],
)
def test_an_id_that_cannot_be_repeated_is_left_out(message_id: str) -> None:
    assert headers.clean_ids([message_id, "good@b.example"]) == ("good@b.example",)


@pytest.mark.parametrize(
    ("header", "why"),
    [
        (b"From: a@b.example\r\nX-Evil: 1\r\n", "X-Evil"),
        (b"From: a@b.example\r\nReply-To: a@b.example\r\n", "Reply-To"),
        (b"From: a@b.example\r\nFrom: a@b.example\r\n", "From"),
        (b"From: a@b.example\r\nSubject: x\x00\r\n", "Subject"),
        (b"From: a@b.example\r\nSubject: x\nBcc: y\r\n", "Subject"),
        (b"From: a@b.example\r\n\r\nbody\r\n", "no place"),
        (b"From: a@b.example, c@d.example\r\n", "addresses"),
        (b"From: c@d.example\r\n", "addresses"),
        (b"Subject: x\r\n", "addresses"),
    ],
)
def test_a_header_that_says_more_than_was_meant_goes_nowhere(header: bytes, why: str) -> None:
    with pytest.raises(HeaderError, match=why):
        headers.check(header, headers.EVERY_MAIL, ["a@b.example"])


def test_an_internal_field_in_an_answer_is_refused(
    settings: Settings, texts: Render, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last guard, should a later change hand one on."""
    evil: Callable[..., headers.Field] = lambda *_: ("Subject", "x\r\nX-Evil: 1")  # noqa: E731
    monkeypatch.setattr(headers, "text_field", evil)
    with pytest.raises(HeaderError, match="X-Evil"):
        compose(ANSWER, settings, texts, now=NOW)
