"""Mails that were made to hurt: each is read within a bounded time, or by its header only."""

from __future__ import annotations

import base64
import gzip
import time
import tracemalloc
import zipfile
from io import BytesIO

import pytest

from samehand.ingest.apart.confined import read_safely
from samehand.ingest.parse import read

HANGING = 20.0  # seconds: what is quadratic takes minutes
CARLA = b"From: carla@customer.example\r\n"


def nested(levels: int) -> bytes:
    return b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(levels)
    )


HOSTILE = {
    "40 KB of semicolons": CARLA + b"Content-Type: a/b" + b";" * 40_000 + b"\r\n\r\n",
    "half quoted parameters": CARLA + b"Content-Type: a/b" + b';a="' * 190 + b"\r\n\r\n",
    "20,000 encoded words": CARLA + b"Subject:" + b" =?utf-8?q?a?=" * 20_000 + b"\r\n\r\n",
    "4,500 encoded words": CARLA + b"Subject:" + b" =?utf-8?q?a?=" * 4_500 + b"\r\n\r\n",
    "4,000 charsets": CARLA
    + b"Subject:"
    + b"".join(b" =?x%d?q?a?=" % n for n in range(4_000))
    + b"\r\n\r\n",
    "1,000 nested comments": b"From: " + b"(" * 1_000 + b")" * 1_000 + b" a@x.example\r\n\r\n",
    "30,000 open comments": b"From: " + b"(" * 30_000 + b" a@x.example\r\n\r\n",
    "escaped quotation marks": b"From: " + b'"\\' * 16_000 + b"\r\n\r\n",
    "16,000 addresses": CARLA + (b"To: " + b"a@x.y," * 8_000 + b"\r\n") * 2 + b"\r\n",
    "30,000 words with commas": CARLA + b"To: " + b"a," * 30_000 + b"\r\n\r\n",
    "50 levels": CARLA + nested(50),
    "51 levels": CARLA + nested(51),
    "1,000 levels": CARLA + nested(1_000),
    "1,000 mails in mails": CARLA + b"Content-Type: message/rfc822\r\n\r\n" * 1_000,
    "200,000 parts": CARLA
    + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
    + b"--x\r\n\r\na\r\n" * 200_000,
    "100,000 levels": CARLA + nested(100_000),
    "a container that never begins": CARLA
    + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
    + b"--y\r\n\r\na\r\n" * 100_000,
    "10,000 files": CARLA
    + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
    + b"--x\r\nContent-Disposition: attachment; filename=a\r\n\r\na\r\n" * 10_000,
    "a part with 10 MB of header": CARLA
    + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
    + b"X: aaaaaaaaaaaaaaaaaaaaaa\r\n" * 400_000,
    "a report of blank lines": CARLA
    + b"Content-Type: message/delivery-status\r\n\r\n"
    + b"\r\n" * 500_000,
    "a header of 200 KB": CARLA + (b"X: " + b"a" * 50_000 + b"\r\n") * 4 + b"\r\n",
    "a header of 10 MB": CARLA + b"X: aaaaaaaaaaaaaaaaaaaaaa\r\n" * 400_000 + b"\r\n",
    "300,000 header lines": CARLA + b"X:\r\n" * 300_000 + b"\r\n",
    "60,000 brackets in an id": CARLA + b"Message-ID: " + b"<" * 60_000 + b"\r\n\r\n",
    "empty soft line breaks": CARLA
    + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    + b"=\r\n" * 200_000,
    "an address without end": b"From: mailer-daemon@x.example\r\nSubject: undeliverable\r\n\r\n"
    + b"user a@" * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_mail_keeps_the_line_waiting(name: str) -> None:
    begun = time.process_time()
    message = read(HOSTILE[name])
    assert time.process_time() - begun < HANGING
    assert message.sender.address in {"carla@customer.example", "a@x.example", ""} | {
        "mailer-daemon@x.example"
    }


@pytest.mark.parametrize("name", HOSTILE)
def test_no_mail_fills_the_memory(name: str) -> None:
    """Ours, that is: what is doubtful may use up that of a process of its own."""
    mail = HOSTILE[name]
    tracemalloc.start()
    read_safely(mail)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000 + 4 * len(mail)


@pytest.mark.parametrize(
    ("name", "is_read"),
    [("50 levels", True), ("51 levels", False), ("a header of 200 KB", True)],
)
def test_the_limits_are_where_they_are_said_to_be(name: str, is_read: bool) -> None:
    assert (read(HOSTILE[name]).error is None) is is_read


def zipped(size: int) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb", bytes(size))
    return file.getvalue()


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("application/zip", zipped(50_000_000)),
        ("application/gzip", gzip.compress(bytes(50_000_000))),
        ("application/octet-stream", b""),
    ],
)
def test_a_file_is_passed_on_and_never_opened(kind: str, content: bytes) -> None:
    mail = (
        CARLA
        + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nIt drips.\r\n--x\r\n"
        + f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n".encode()
        + b"Content-Disposition: attachment\r\n\r\n"
        + base64.encodebytes(content)
        + b"--x--\r\n"
    )
    tracemalloc.start()
    message = read(mail)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    (file,) = message.attachments
    assert (file.type, file.content, file.named) == (kind, content, False)
    assert file.name
    assert peak < 5_000_000
