"""Mail that was made to keep a reader busy, in every place where there is something to find.

Each of these is read in a fraction of a second; the limit is there for what would never end.
"""

from __future__ import annotations

import struct
import time
from base64 import b64encode

import pytest

from samehand.ingest.mime.parts import read_parts
from samehand.ingest.mime.structure import parts_of
from samehand.tests.ingest.mime.winmail import BINARY, mail_properties, packed, winmail

MANY = 1_000_000
HANGING = 20.0  # seconds


def typed(kind: str, body: bytes, encoding: str = "8bit") -> bytes:
    head = f"Content-Type: {kind}\nContent-Transfer-Encoding: {encoding}\n\n"
    return head.encode() + body


def coded(kind: str, body: bytes) -> bytes:
    return typed(kind, b64encode(body), "base64")


@pytest.mark.parametrize(
    "mail",
    [
        typed("text/plain", b"=" * MANY, "base64"),
        typed("text/plain", b"a=" * MANY, "base64"),
        typed("text/plain", b"\n" * MANY, "x-uuencode"),
        typed("text/plain", b"= =\n" * MANY, "quoted-printable"),
        typed('multipart/mixed; boundary="-"', b"-" * 3 * MANY),
        coded("multipart/mixed; boundary=b", b"--b\n" * MANY),
        coded("multipart/mixed; boundary=b", b"--b\n\n\n" * MANY),
        coded("message/rfc822", b"Content-Type: a" + b';b="' * MANY),
        coded("message/rfc822", b"Content-Type: " + b" " * MANY + b"a"),
        coded("message/rfc822", b"Subject: " + b"=?utf-8?q?" * MANY),
        typed("text/plain; format=flowed", b" \n" * MANY),
        typed("text/plain; format=flowed", b">" * MANY + b" "),
        typed("text/enriched", b"<param>" * MANY),
        typed("text/plain; charset=utf-7", b"+" * MANY),
        typed("text/plain; charset=big5", b"\xa4\x40" * MANY),
        typed("text/plain; charset=utf-8", "Ã¼".encode() * MANY),
        typed("text/calendar", b"BEGIN:VEVENT\nEND:X\n" * MANY),
        typed("text/calendar", b"BEGIN:VEVENT\n" + b'ATTENDEE;CN="' * MANY),
        typed("text/calendar", b"BEGIN:VEVENT\n" + b"ATTENDEE:" + b"a" * MANY + b"\n"),
        typed("text/calendar", b"BEGIN:VEVENT\nDTSTART:1\nRRULE:" + b";=" * MANY),
        typed("application/ms-tnef", winmail(b"\1" + b"\0" * 10 * MANY)),
        typed("application/ms-tnef", winmail(mail_properties((0x1000, BINARY, b"\0" * MANY)))),
        typed(
            "application/ms-tnef",
            winmail(mail_properties((0x1009, BINARY, packed(rb"\a{" * MANY)))),
        ),
        typed(
            "application/ms-tnef",
            winmail(struct.pack("<BHHII", 1, 0x9003, 6, 8 * MANY, MANY) + b"\0" * 8 * MANY),
        ),
    ],
    ids=lambda mail: repr(mail[:60]),
)
def test_nothing_keeps_the_reader_busy(mail: bytes) -> None:
    begun = time.process_time()
    read_parts(parts_of(mail))
    assert time.process_time() - begun < HANGING
