"""Which mails are too much for a parser."""

from __future__ import annotations

import pytest

from samehand.ingest.limits import DEEPEST_NESTING, LARGEST_HEADER, broken_limit, header_block


def nested(levels: int) -> bytes:
    opened = (
        f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(levels)
    )
    return "".join(opened).encode() + b"\r\nhello\r\n"


def parts(count: int) -> bytes:
    head = b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
    return head + b"--x\r\n\r\nhello\r\n" * count + b"--x--\r\n"


@pytest.mark.parametrize(
    ("mail", "word"),
    [
        (b"", None),
        (b"Subject: hello\r\n\r\nhello", None),
        (b"no header at all", None),
        (b"X: " + b"a" * 60_000 + b"\r\n\r\n", None),
        (b"X: " + b"a" * 66_000 + b"\r\n\r\n", "field"),
        ((b"X: " + b"a" * 60_000 + b"\r\n") * 5 + b"\r\n", "header"),
        (b"X:\r\n" * 2_000 + b"\r\n", None),
        (b"X:\r\n" * 2_001 + b"\r\n", "lines"),
        (b"Content-Type: text/plain" + b";" * 200 + b"\r\n\r\n", None),
        (b"Content-Type: text/plain" + b";" * 201 + b"\r\n\r\n", "Content-Type"),
        (b"a: b\rcontent-DISPOSITION: a" + b";" * 40_000 + b"\r\n\r\n", "Content-Type"),
        (b"Content-Type: text/plain;\r\n a=" + b"b" * 9_000 + b"\r\n\r\n", "Content-Type"),
        (nested(DEEPEST_NESTING), None),
        (nested(DEEPEST_NESTING) + b"a word about multipart/mixed", None),
        (nested(DEEPEST_NESTING + 1), "nested"),
        (nested(1_000), "nested"),
        (b"Content-Type: message/rfc822\r\n\r\n" * 51, "nested"),
        (parts(1_000), None),
        (parts(1_001), "parts"),
        (b"Content-Type: message/delivery-status\r\n\r\n" + b"\r\n" * 20_002, "report"),
    ],
)
def test_a_mail_that_breaks_a_limit_is_named_by_it(mail: bytes, word: str | None) -> None:
    reason = broken_limit(mail)
    assert (reason is None) if word is None else (reason is not None and word in reason)


def test_the_largest_mail_is_still_read_and_one_byte_more_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("samehand.ingest.limits.LARGEST_MAIL", 2 * 1024 * 1024)
    assert broken_limit(b"\r\n" + b"a" * (2 * 1024 * 1024 - 2)) is None
    assert (
        broken_limit(b"\r\n" + b"a" * (2 * 1024 * 1024 - 1)) == "the mail is larger than 2 MB"
    )


def test_parts_one_after_another_are_not_nested() -> None:
    one = b"Content-Type: multipart/alternative; boundary=y\n\n--y\n\nhello\n--y--\n"
    mail = (
        b"Content-Type: multipart/mixed; boundary=x\n\n" + (b"--x\n" + one) * 100 + b"--x--\n"
    )
    assert broken_limit(mail) is None


def test_words_about_parts_in_a_text_are_no_parts() -> None:
    mail = b"Subject: help\n\n" + b"why does multipart/mixed not work with -- lines?\n" * 500
    assert broken_limit(mail) is None


def test_a_header_without_end_is_cut() -> None:
    assert len(header_block(b"X: a\n" * 1_000_000)) == LARGEST_HEADER + 1
