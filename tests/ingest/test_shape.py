"""How deep, how many, how long: seen on the bytes, without a parser and without a copy."""

from __future__ import annotations

import base64
import tracemalloc
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.ingest.limits import broken_limit, header_block, is_doubtful
from samehand.ingest.shape import ENOUGH_DASHES, ENOUGH_LEVELS, Shape, shape_of

FROM = b"From: carla@customer.example\r\n"
PHOTO = b"Content-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n"


def seen(mail: bytes) -> Shape:
    return shape_of(mail, header_block(mail))


def mixed(*parts: bytes, boundary: bytes = b"b") -> bytes:
    inner = b"".join(b"--%s\r\n%s\r\n" % (boundary, part) for part in parts)
    return b"Content-Type: multipart/mixed; boundary=%s\r\n\r\n%s--%s--\r\n" % (
        boundary,
        inner,
        boundary,
    )


def text(size: int, kind: bytes = b"plain") -> bytes:
    return b"Content-Type: text/%s\r\n\r\n" % kind + b"It drips. " * (size // 10)


def photo(size: int) -> bytes:
    return PHOTO + base64.encodebytes(bytes(size * 3 // 4)).replace(b"\n", b"\r\n")


@pytest.mark.parametrize(
    ("mail", "depth", "parts"),
    [
        (b"", 0, 0),
        (b"\r\n--b\r\n", 0, 0),
        (text(100), 0, 0),
        (mixed(text(10), photo(10)), 1, 2),
        (mixed(text(10), photo(10)).replace(b"\r\n", b"\n"), 1, 2),
        (mixed(text(10), photo(10)).replace(b"\r\n", b"\r"), 1, 2),
        (mixed(mixed(text(10), boundary=b"c"), text(10)), 2, 3),
        (mixed(mixed(text(10), boundary=b"b-2"), text(10)), 2, 3),
        (mixed(b"Content-Type: message/rfc822\r\n\r\n" + mixed(text(10), boundary=b"c")), 3, 2),
        (b"Content-Type: message/rfc822\r\n\r\n" * 3 + b"\r\nIt drips.", 3, 0),
        (b"Content-Type: multipart/mixed\r\n\r\n--\r\n\r\n", 0, 0),
        (b'CONTENT-type:\r\n Multipart/Mixed;\r\n\tBOUNDARY = "a b"\r\n\r\n--a b\r\n', 1, 1),
        (mixed(b"\r\n--b is no delimiter\r\n --b\r\nx--b"), 1, 1),
    ],
)
def test_levels_and_parts_are_counted(mail: bytes, depth: int, parts: int) -> None:
    assert (seen(mail).depth, seen(mail).parts) == (depth, parts)


def test_only_what_people_read_counts_as_text() -> None:
    attached = text(90_000).replace(b"\r\n\r\n", b"\r\nContent-Disposition: attachment\r\n\r\n")
    assert seen(FROM + mixed(text(1_000), photo(90_000), attached)).longest_text < 1_100
    assert seen(FROM + mixed(photo(10), text(90_000, b"html"))).longest_text >= 90_000
    assert seen(FROM + b"\r\n" + b"It drips. " * 9_000).longest_text >= 90_000
    astray = mixed(text(10)).replace(b"\r\n\r\n--b\r\n", b"\r\n\r\n--c\r\n" * 10_000)
    assert seen(FROM + astray).longest_text >= 90_000


def test_it_stops_where_no_limit_allows_more() -> None:
    endless = b"Content-Type: message/rfc822\r\n\r\n" * 10_000
    assert seen(endless).depth == ENOUGH_LEVELS + 1
    assert seen(endless).is_cut
    assert seen(b"\r\n" + b"--\r\n" * (ENOUGH_DASHES + 1)).is_cut
    assert not seen(b"\r\n" + b"--\r\n" * 1_000).is_cut


TYPICAL = {
    "a few words": FROM + text(500),
    "a long letter": FROM + text(60_000),
    "a newsletter": FROM + mixed(text(20_000), text(120_000, b"html")),
    "a photo of 9 MB": FROM + mixed(text(500), photo(9_000_000)),
    "forty small files": FROM + mixed(text(500), *[photo(5_000)] * 40),
    "a conversation passed on": FROM
    + mixed(*[b"Content-Type: message/rfc822\r\n\r\n" + text(9_000)] * 30),
    "many readers": FROM + b"Cc: " + b"dan@customer.example,\r\n " * 200 + b"\r\n\r\n",
}
DOUBTFUL = {
    "300 KB of text": FROM + text(300_000),
    "300 KB of HTML": FROM + mixed(text(300_000, b"html")),
    "14 MB": FROM + mixed(photo(14_000_000)),
    "thirteen levels": FROM + b"Content-Type: message/rfc822\r\n\r\n" * 13,
    "300 parts": FROM + mixed(*[b"\r\n."] * 300),
    "70 KB of header": FROM + (b"X: " + b"x" * 14_000 + b"\r\n") * 5 + b"\r\n",
    "100 KB of header in a part": FROM + mixed(b"X: x\r\n" * 17_000 + b"\r\n."),
    "600 lines of header": FROM + b"X:\r\n" * 600 + b"\r\n",
    "60 parameters": FROM + b"Content-Type: text/plain" + b";" * 60 + b"\r\n\r\n",
    "many lines in many levels": FROM
    + b"Content-Type: message/rfc822\r\n\r\n" * 9
    + PHOTO
    + b"\r\n" * 60_000,
    "half a million lines of dashes": FROM + b"\r\n" + b"--\n" * (ENOUGH_DASHES + 1),
}


@pytest.mark.parametrize("name", TYPICAL)
def test_typical_mail_stays_in_the_fast_lane(name: str) -> None:
    assert not is_doubtful(TYPICAL[name])


@pytest.mark.parametrize("name", DOUBTFUL)
def test_what_is_far_from_typical_is_doubtful_and_no_more_than_that(name: str) -> None:
    assert is_doubtful(DOUBTFUL[name])
    assert broken_limit(DOUBTFUL[name]) is None


def test_a_big_mail_is_looked_over_without_a_copy_of_it() -> None:
    mail = FROM + mixed(text(1_000), photo(20_000_000))
    tracemalloc.start()
    assert broken_limit(mail) is None
    assert is_doubtful(mail)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000


@pytest.mark.parametrize("start", [256 * 1024 - 30, 256 * 1024 - 12, 256 * 1024, 512 * 1024])
def test_a_field_is_found_wherever_a_window_ends(start: int) -> None:
    filler = b"X" * (start - len(FROM) - 4)
    mail = FROM + b"\r\n" + filler + b"\r\n" + b"Content-Disposition: a" + b";" * 300 + b"\r\n"
    assert "Content-Disposition" in (broken_limit(mail) or "")


pieces = st.sampled_from(
    [
        *(b"\r\n", b"\n", b"\r", b"--b", b"--b--", b"--c", b"--", b"x", b" ", b": "),
        *(
            b"Content-Type: ",
            b"multipart/mixed; ",
            b"boundary=b",
            b'boundary="c"',
            b"text/html",
        ),
        *(b"message/rfc822", b"message/delivery-status", b"From: a@b.example", b"\0\xff"),
    ]
)


@given(st.lists(pieces, max_size=60).map(b"".join))
def test_nothing_is_too_strange_to_be_looked_over(mail: bytes) -> None:
    assert broken_limit(mail) is None
    assert seen(mail).depth <= mail.count(b"Content-Type:")


def boxed(parts: list[bytes]) -> bytes:
    """Parts in a container whose boundary is in none of them."""
    number = sum(part.count(b"boundary=") for part in parts)
    return mixed(*parts, boundary=b"b%d." % number) if parts else text(10)


mails = st.recursive(
    st.just(text(10)), lambda inner: st.lists(inner, max_size=4).map(boxed), max_leaves=20
)


@given(mails)
def test_a_well_formed_mail_is_as_deep_as_a_parser_finds_it(mail: bytes) -> None:
    parsed = message_from_bytes(mail)
    assert seen(mail).depth == max(levels(parsed))
    assert seen(mail).parts == sum(len(part.get_payload()) for part in containers(parsed))


def levels(part: Message, depth: int = 0) -> Iterator[int]:
    yield depth
    if part.is_multipart():
        for child in part.get_payload():
            assert isinstance(child, Message)
            yield from levels(child, depth + 1)


def containers(mail: Message) -> list[Message]:
    return [part for part in mail.walk() if part.is_multipart()]
