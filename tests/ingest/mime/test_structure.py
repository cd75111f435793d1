"""Where the parts of a mail begin and end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samehand.ingest.mime.structure import DEEPEST, MOST_PARTS, Part, parse_header, parts_of

HEAD = b"Content-Type: multipart/mixed; boundary=b\n\n"


def shape(part: Part) -> object:
    return (
        (part.type, [shape(child) for child in part.children]) if part.children else part.type
    )


def contents(mail: bytes) -> list[bytes]:
    return [child.content() for child in parts_of(mail).children]


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
def test_lines_may_end_in_any_way(line_end: bytes) -> None:
    mail = HEAD + b"before\n--b\nA: 1\n\none\ntwo\n--b  \n\nthree\n--b--\nafter\n--b\n\nnever"
    found = contents(mail.replace(b"\n", line_end))
    assert found == [line_end.join((b"one", b"two")), b"three"]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"--b\n\none", [b"one"]),
        (b"--b\n--b\n\none\n--b--", [b"one"]),
        (b"--b\n\n--bb\n--b--", [b"--bb"]),
        (b"--b\n\na --b\n--b--", [b"a --b"]),
        (b"--b\n\n--b-\n--b--", [b"--b-"]),
        (b"nothing", []),
    ],
)
def test_only_the_lines_of_a_boundary_part(body: bytes, found: list[bytes]) -> None:
    assert contents(HEAD + body) == found


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("", "text/plain"),
        ("Content-Type: TEXT/HTML", "text/html"),
        ("Content-Type: text/html charset=utf-8", "text/html"),
        ("Content-Type: text", "text/plain"),
        ("Content-Type: application-x-gzip", "text/plain"),
        ("Content-Type: application-x-gzip; name=a.gz", "application/octet-stream"),
        ("Content-Type: multipart; boundary=x", "multipart/mixed"),
        ("Content-Type: text/plain (a note); x=y", "text/plain"),
    ],
)
def test_a_type_is_what_it_can_be(field: str, kind: str) -> None:
    assert parts_of(field.encode() + b"\n\nx").type == kind


def test_the_parts_of_a_digest_are_mails() -> None:
    mail = b"Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: x\n\nhello\n--b--"
    assert shape(parts_of(mail)) == (
        "multipart/digest",
        [("message/rfc822", ["text/plain"])],
    )


def test_a_multipart_in_base64_is_cut_too() -> None:
    mail = HEAD.replace(b"\n\n", b"\nContent-Transfer-Encoding: base64\n\n")
    (child,) = parts_of(mail + b"LS1iCgpoZWxsbwotLWItLQ==").children
    assert child.content() == b"hello"


def test_no_structure_is_deeper_or_larger_than_can_be_walked() -> None:
    deep = parts_of(b"Content-Type: message/rfc822\n\n" * (DEEPEST + 100))
    assert len(list(deep.walk())) == DEEPEST + 1
    wide = parts_of(HEAD + b"--b\n\nx\n" * (MOST_PARTS + 100))
    assert len(list(wide.walk())) == MOST_PARTS


def test_a_header_is_its_fields_and_nothing_else() -> None:
    header = parse_header(
        b"From a@x Mon\r\nA: 1\r\n folded \r\n\tagain\r\nodd one: no\r\n: no\r\nB:\rC:\xff\nD"
    )
    assert list(header.raw_items()) == [
        ("A", "1\r\n folded \r\n\tagain"),
        ("B", ""),
        ("C", "\udcff"),
    ]


_LINES = st.sampled_from(
    [
        *(b"Content-Type: multipart/mixed; boundary=b", b"--b", b"--b--", b"", b" folded"),
        *(b"Content-Type: message/rfc822", b"Content-Type: message/delivery-status"),
        *(b"Content-Transfer-Encoding: base64", b"text", b"\r", b"From x", b":", b"\xff"),
    ]
)


@given(st.lists(_LINES, max_size=40), st.sampled_from([b"\n", b"\r\n", b"\r"]))
def test_every_part_lies_within_its_source(lines: list[bytes], line_end: bytes) -> None:
    for part in parts_of(line_end.join(lines)).walk():
        assert 0 <= part.start <= part.end <= len(part.source)
        part.content()
