"""What one process tells another of a mail is taken for data, or not taken at all."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from samehand.ingest.apart.transcript import message_in, transcript
from samehand.ingest.message import Address, Attachment, Bounce, InboundMessage, Kind

instants = st.datetimes(timezones=st.just(UTC))
dated = st.none() | instants
messages = st.from_type(InboundMessage).flatmap(
    lambda mail: dated.map(lambda date: replace(mail, date=date))
)

MAIL = InboundMessage(
    message_id="first@customer.example",
    sender=Address("carla@customer.example", "Carla Costa"),
    date=datetime(2026, 11, 24, 11, 0, tzinfo=UTC),
    text="It drips.\n\udcff",
    attachments=(
        Attachment("a.bin", "image/png", bytes(range(256)), content_id="a@x"),
        Attachment("empty.txt", "text/plain", b""),
    ),
    kind=Kind.BOUNCE,
    bounce=Bounce(("dan@customer.example",), permanent=None),
)


def told(message: InboundMessage) -> bytes:
    return b"".join(transcript(message))


@given(messages)
@example(MAIL)
def test_a_mail_is_the_same_on_both_sides(message: InboundMessage) -> None:
    assert message_in(told(message)) == message


LIES: dict[str, dict[str, object]] = {
    "a field too many": {"owner": "mallory"},
    "a number for a text": {"text": 5},
    "a text for a list": {"references": "a@x"},
    "a list for a text": {"subject": ["a"]},
    "nothing for a text": {"subject": None},
    "a word for a truth": {"attachments": [{"inline": "yes"}]},
    "another kind of mail": {"kind": "command"},
    "a kind that is a number": {"kind": 1},
    "no date": {"date": "tomorrow"},
    "a date without its zone": {"date": "2026-11-24T11:00:00"},
    "an address that is a text": {"sender": "ana@acme.example"},
    "an address with more": {"sender": {"address": "a@x", "name": "", "agent": "ana"}},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_what_is_not_of_its_type_is_not_taken(lie: dict[str, object]) -> None:
    said = json.loads(told(InboundMessage()).splitlines()[0])
    with pytest.raises(ValueError, match=r".+"):
        message_in(json.dumps(said | lie).encode() + b"\n")


@pytest.mark.parametrize("size", [-1, True, 3.5, 257, 10**30, None, "256"])
def test_a_file_has_the_size_that_is_said(size: object) -> None:
    line, contents = told(MAIL).split(b"\n", 1)
    said = json.loads(line)
    said["attachments"][0]["content"] = size
    with pytest.raises(ValueError, match=r".+"):
        message_in(json.dumps(said).encode() + b"\n" + contents)


@pytest.mark.parametrize(
    "pieces",
    [
        b"",
        b"null\n",
        b"[]\n",
        b"{}\n",
        b"not JSON\n",
        b"\xff\xfe\n",
        b"[" * 100_000 + b"\n",
        told(MAIL)[:-1],
        told(MAIL) + b"x",
        told(replace(MAIL, attachments=())) + b"\n",
    ],
)
def test_what_is_no_transcript_is_none(pieces: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        message_in(pieces)


@given(st.integers(0, 2_000), st.binary(max_size=20))
def test_a_damaged_transcript_never_does_more_than_fail(place: int, damage: bytes) -> None:
    pieces = told(MAIL)
    with suppress(ValueError):
        message_in(pieces[:place] + damage + pieces[place + len(damage) :])
