"""Large mails are read in little more memory than what comes out of them."""

from __future__ import annotations

import binascii
import tracemalloc
from base64 import encodebytes

import pytest

from samehand.ingest.mime.parts import read_parts
from samehand.ingest.mime.structure import parts_of
from samehand.tests.ingest.mime.winmail import file, winmail

SIZE = 20_000_000
HEAD = b"From: carla@customer.example\nMIME-Version: 1.0\n"
NAMED = HEAD + b"Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: "


def large(kind: str) -> bytes:
    match kind:
        case "text":
            return HEAD + b"\n" + b"The lamp is broken.\n" * (SIZE // 20)
        case "emoji":
            head = HEAD + b"Content-Type: text/plain; charset=utf-8\n\n"
            return head + "kaputt \U0001f600\n".encode() * (SIZE // 12)
        case "html":
            return HEAD + b"Content-Type: text/html\n\n<p>" + b"Broken.\n" * (SIZE // 8)
        case "base64":
            return NAMED + b"base64\n\n" + encodebytes(b"\xa5" * (SIZE * 3 // 4))
        case "quoted-printable":
            return NAMED + b"quoted-printable\n\n" + b"=A5bcdefgh=\n" * (SIZE // 12)
        case "uuencode":
            line = binascii.b2a_uu(b"\xa5" * 45)
            return NAMED + b"x-uuencode\n\nbegin 644 a\n" + line * (SIZE // 62) + b"end\n"
        case "winmail":
            wrapped = encodebytes(winmail(file(b"a.pdf", b"\xa5" * (SIZE * 3 // 4))))
            return NAMED.replace(b"pdf;", b"ms-tnef;") + b"base64\n\n" + wrapped
        case _:
            return HEAD + b"Content-Type: message/rfc822\n\n" + large("base64")


@pytest.mark.parametrize(
    "kind",
    [
        *("text", "emoji", "html", "base64", "quoted-printable", "uuencode", "winmail"),
        "attached mail",
    ],
)
def test_what_a_large_mail_takes_is_bounded_by_its_size(kind: str) -> None:
    mail = large(kind)
    tracemalloc.start()
    parts = read_parts(parts_of(mail))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert sum(one.size for one in parts.attachments) > SIZE // 2
    assert peak < 4 * len(mail)
