"""Mails as they come out of a broken world: ours, bent in ways that are drawn by lot.

`mutations(mails, chance)` never ends, and gives the same mails for the same mails and chance.
`shortcoming` says what is wrong with how one of them was read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle
from pathlib import Path
from random import Random

from samehand.ingest.apart.transcript import message_in, transcript
from samehand.ingest.message import InboundMessage
from samehand.ingest.parse import read_header

CORPUS = Path(__file__).parents[1] / "corpus"
LARGEST_SEED = 200_000

CHARSETS = (
    *(b"utf-8", b"utf-7", b"utf-16", b"us-ascii", b"iso-8859-1", b"windows-1252", b"gb18030"),
    *(b"iso-2022-jp", b"shift_jis", b"koi8-r", b"hz", b"cp037", b"unknown-8bit", b"x", b"idna"),
    *(b"", b"base64", b"rot13", b"punycode", b"unicode_escape", b"undefined", b"\xff"),
)
ENCODINGS = (b"base64", b"quoted-printable", b"7bit", b"binary", b"x-uuencode", b"gzip", b"")
TYPES = (
    *(b"text/plain", b"text/html", b"multipart/mixed", b"multipart/alternative", b"image/png"),
    *(b"multipart/report; report-type=delivery-status", b"message/delivery-status", b"text"),
    *(b"message/rfc822", b"message/partial", b"application/ms-tnef", b"text/calendar", b"/"),
    *(b"multipart/digest", b"multipart/signed", b"application/pkcs7-mime", b"message/global"),
)
PIECES = (
    *(b"\r\n", b"\n", b"\r", b"\r\n\r\n", b"\0", b"\x1b$B", b"\xff\xfe", b"=?", b"?=", b"=3D"),
    *(b"=?utf-8?b?", b"=?x?q?=FF?=", b"--", b";", b":", b'"', b"<", b">", b"(", b"@", b"\\"),
    *(b"<!--", b"<div style='display:none'>", b"</", b"&#x0;", b"<blockquote>", b"begin 644 x"),
    *(b"> ", b"-- \r\n", b"From ", b"filename*0*=utf-8''%", b"\xe2\x80\xae", b"=\r\n", b"\t"),
)
_CHARSET = re.compile(rb"charset=\"?[^\s;\"]*\"?", re.IGNORECASE)
_ENCODING = re.compile(rb"content-transfer-encoding:[^\r\n]*", re.IGNORECASE)
_TYPE = re.compile(rb"content-type:\s*[^\s;]*", re.IGNORECASE)
_BOUNDARY = re.compile(rb"boundary=\"?([^\s;\"]+)")
_UNFIT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_UNFIT_NAME = re.compile(r"[\x00-\x1f/\\:\ud800-\udfff\u202a-\u202e\u200b]|^\.|\.$")
_FIELD_START = re.compile(rb"(?<=\n)(?=[!-9;-~]+:)")

Mutation = Callable[[bytes, bytes, Random], bytes]


def seeds() -> list[bytes]:
    """Our own examples of what mail looks like, and some that are made here."""
    return [file.read_bytes() for file in sorted(CORPUS.glob("*.eml"))] + list(_made())


def mutations(mails: Sequence[bytes], chance: Random) -> Iterator[bytes]:
    """Each mail in turn, bent once to four times, now and then with a piece of another."""
    for mail in cycle(mails):
        bent = mail[:LARGEST_SEED]
        for mutate in chance.choices(MUTATIONS, k=chance.randint(1, 4)):
            bent = mutate(bent, chance.choice(mails)[:LARGEST_SEED], chance)
        yield bent


def shortcoming(mail: bytes, message: InboundMessage) -> str | None:
    """What a person, or the code behind, would not get of this mail; None if all is well."""
    header = read_header(mail)
    if message.error is not None and message.sender != header.sender:
        return "it is not read, and its sender is lost"
    if message.error == "":
        return "it is not read, and does not say why"
    if _UNFIT.search(message.text + message.reply):
        return "its text holds what no text may hold"
    lines = (message.subject, message.sender.name, message.message_id or "")
    if any(_UNFIT.search(line) or "\n" in line for line in lines):
        return "its header holds what no header may hold"
    if any(_UNFIT_NAME.search(file.name) or not file.name for file in message.attachments):
        return "a file has a name that it may not have"
    if message_in(b"".join(transcript(message))) != message:
        return "another process would see another mail"
    return None


def _made() -> Iterator[bytes]:
    head = b"From: Carla <carla@customer.example>\r\nTo: support@acme.example\r\n"
    head += b"Message-ID: <made@customer.example>\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n"
    head += b"Date: Tue, 24 Nov 2026 10:00:00 +0100\r\nMIME-Version: 1.0\r\n"
    for number, kind in enumerate(TYPES):
        inner = b"Content-Type: %s; boundary=i%d; name=a.txt\r\n\r\n" % (kind, number)
        inner += b"--i%d\r\n\r\nIt drips.\r\n\r\n> Does it?\r\n--i%d--\r\n" % (number, number)
        yield head + inner
        outer = b"Content-Type: multipart/mixed; boundary=o\r\n\r\nHello.\r\n--o\r\n"
        yield head + outer + inner + b"--o\r\n\r\nIt leaks.\r\n--o--\r\n"
    for charset in CHARSETS:
        text = b"Content-Type: text/plain; charset=%s\r\n\r\nGr\xc3\xbc\xdfe\x1b$B$" % charset
        yield head + text
        yield head + b"X-Word: =?%s?q?=C3=BC=DF?=\r\n\r\n" % charset


def _place(mail: bytes, chance: Random) -> int:
    return chance.randrange(len(mail) + 1)


def _flip(mail: bytes, other: bytes, chance: Random) -> bytes:
    bent = bytearray(mail)
    for _ in range(chance.randint(1, 30)):
        if bent:
            bent[chance.randrange(len(bent))] = chance.randrange(256)
    return bytes(bent)


def _put_in(mail: bytes, other: bytes, chance: Random) -> bytes:
    for _ in range(chance.randint(1, 8)):
        at = _place(mail, chance)
        mail = mail[:at] + chance.choice(PIECES) * chance.choice((1, 1, 2, 40)) + mail[at:]
    return mail


def _take_out(mail: bytes, other: bytes, chance: Random) -> bytes:
    at = _place(mail, chance)
    return mail[:at] + mail[at + chance.randint(1, 200) :]


def _cut_off(mail: bytes, other: bytes, chance: Random) -> bytes:
    return mail[: _place(mail, chance)]


def _cut_head(mail: bytes, other: bytes, chance: Random) -> bytes:
    return mail[_place(mail, chance) // 4 :]


def _repeat(mail: bytes, other: bytes, chance: Random) -> bytes:
    at = _place(mail, chance)
    piece = mail[at : at + chance.randint(1, 300)]
    return mail[:at] + piece * chance.randint(2, 30) + mail[at:]


def _shuffle_fields(mail: bytes, other: bytes, chance: Random) -> bytes:
    header, blank, body = mail.partition(b"\r\n\r\n" if b"\r\n\r\n" in mail else b"\n\n")
    fields = _FIELD_START.split(header + b"\n")
    chance.shuffle(fields)
    return b"".join(fields)[:-1] + blank + body


def _double_a_field(mail: bytes, other: bytes, chance: Random) -> bytes:
    fields = _FIELD_START.split(mail)
    return chance.choice(fields) + mail


def _borrow_a_field(mail: bytes, other: bytes, chance: Random) -> bytes:
    return _double_a_field(other, mail, chance)[: len(other)] + mail


def _lie(pattern: re.Pattern[bytes], prefix: bytes, lies: Sequence[bytes]) -> Mutation:
    def mutate(mail: bytes, other: bytes, chance: Random) -> bytes:
        return pattern.sub(lambda _: prefix + chance.choice(lies), mail)

    return mutate


def _harm_a_boundary(mail: bytes, other: bytes, chance: Random) -> bytes:
    found = _BOUNDARY.findall(mail)
    if not found:
        return b'Content-Type: multipart/mixed; boundary="=_b"\r\n' + mail
    boundary = chance.choice(found)
    harmed = chance.choice((b"", boundary[:-1], boundary + b"--", b"--" + boundary, b"\xff"))
    return mail.replace(boundary, harmed, chance.randint(1, 3))


def _splice(mail: bytes, other: bytes, chance: Random) -> bytes:
    return mail[: _place(mail, chance)] + other[_place(other, chance) :]


def _attach(mail: bytes, other: bytes, chance: Random) -> bytes:
    head, _, _ = mail.partition(b"\n\n")
    kind = chance.choice((b"message/rfc822", b"text/html", b"message/delivery-status"))
    return (
        head[: _place(head, chance)]
        + b"\nContent-Type: multipart/mixed; boundary=sp\n\n--sp\nContent-Type: %s\n\n" % kind
        + other
        + b"\n--sp--\n"
    )


def _other_line_ends(mail: bytes, other: bytes, chance: Random) -> bytes:
    plain = mail.replace(b"\r\n", b"\n")
    return plain.replace(b"\n", chance.choice((b"\r\n", b"\n", b"\r", b"\r\r\n", b"\n\r")))


def _in_other_letters(mail: bytes, other: bytes, chance: Random) -> bytes:
    codec = chance.choice(("utf-16", "utf-7", "cp037", "utf-8-sig", "rot13"))
    text = mail.decode("latin-1")
    if codec == "rot13":
        return mail[::-1]
    return text.encode(codec)


MUTATIONS: tuple[Mutation, ...] = (
    _flip,
    _flip,
    _put_in,
    _put_in,
    _take_out,
    _cut_off,
    _cut_head,
    _repeat,
    _shuffle_fields,
    _double_a_field,
    _borrow_a_field,
    _lie(_CHARSET, b"charset=", CHARSETS),
    _lie(_ENCODING, b"Content-Transfer-Encoding: ", ENCODINGS),
    _lie(_TYPE, b"Content-Type: ", TYPES),
    _harm_a_boundary,
    _splice,
    _attach,
    _other_line_ends,
    _in_other_letters,
)
