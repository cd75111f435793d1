"""Whatever lies in the folder, every mail gets one outcome, and its owner hears of it."""

from __future__ import annotations

import shutil
import tracemalloc

import pytest

from samehand.desk.decision import Outcome
from samehand.tests.pipeline.office import Office, parsed, settled, text_of, written
from samehand.tests.servers.dovecot import Account

FROM = b"From: Carla <carla@acme.example>\r\n"
TO = b"To: support@acme.example\r\n"
ID = b"Message-ID: <odd@client.example>\r\n"
DATE = b"Date: Tue, 24 Nov 2026 10:00:00 +0100\r\n"
SUBJECT = b"Subject: Odd\r\n"
TEXT = b"\r\nIt drips.\r\n"
MANY_FIELDS = b"".join(b"X-Filler-%d: %s\r\n" % (n, b"x" * 180) for n in range(1_050))
ONE_FIELD = b"X-Filler: " + b"x" * 200_000 + b"\r\n"
DEEP = b"".join(
    b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n)
    for n in range(500)
)
LATIN_1 = b"Content-Type: text/plain; charset=utf-8\r\n\r\nIt drips, se\xf1or.\r\n"
NO_CHARSET = b"Content-Type: text/plain; charset=x-martian\r\n\r\nIt drips, se\xc3\xb1or.\r\n"

ODD = {
    "no From": (TO + ID + DATE + SUBJECT + TEXT, "It drips."),
    "no Date": (FROM + TO + ID + SUBJECT + TEXT, "It drips."),
    "no Message-ID": (FROM + TO + DATE + SUBJECT + TEXT, "It drips."),
    "no field but To": (TO + TEXT, "It drips."),
    "no header": (TEXT, "It drips."),
    "nothing but a line end": (b"\r\n", ""),
    "a header of 200 KB": (FROM + TO + ID + SUBJECT + MANY_FIELDS + TEXT, "It drips."),
    "a field of 200 KB": (FROM + TO + ID + SUBJECT + ONE_FIELD + TEXT, "longer than 64 KB"),
    "nested too deep": (FROM + TO + ID + SUBJECT + DEEP, "50 levels deep"),
    "binary": (bytes(range(256)) * 40, ""),
    "another charset than it says": (FROM + TO + ID + SUBJECT + LATIN_1, "señor"),
    "a charset that nobody knows": (FROM + TO + ID + SUBJECT + NO_CHARSET, "It drips"),
    "a NUL in every field": (
        b"From: a\0@b.example\r\nSubject: a\0b\r\n\r\n\0It drips.",
        "It drips",
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_mail_becomes_a_conversation_and_its_owner_gets_it(
    name: str, office: Office
) -> None:
    raw, words = ODD[name]
    office.support.deliver(
        raw, bytes(written("c@acme.example", "support@acme.example", "", "Next."))
    )
    office.work()
    assert settled(office) == {Outcome.MESSAGE: 2}
    texts = [text_of(parsed(raw)) for raw in office.ana.wait_for(2)]
    (odd,) = (text for text in texts if "Next." not in text)  # Postfix keeps no order
    assert words in odd


def test_an_unreadable_mail_comes_with_its_original(office: Office) -> None:
    raw, _ = ODD["a field of 200 KB"]
    office.support.deliver(raw)
    office.work()
    (relay,) = map(parsed, office.ana.wait_for(1))
    (original,) = relay.iter_attachments()
    assert original.get_filename() == "original.eml"
    assert original.get_content() == raw


def test_a_mail_without_a_single_byte_is_a_mail(office: Office) -> None:
    office.support.mails()  # makes the folder
    put(office.support, b"")
    office.work()
    assert settled(office) == {Outcome.MESSAGE: 1}
    assert len(office.ana.wait_for(1)) == 1


def put(account: Account, raw: bytes) -> None:
    """Lay a mail into the folder's directory; no server takes an empty one."""
    file = account.maildir / "new" / "1.odd.acme"
    file.write_bytes(raw)
    owner = account.maildir.stat()
    shutil.chown(file, owner.st_uid, owner.st_gid)


def test_a_mail_of_60_mb_stays_on_the_server_and_the_owner_is_told_where(
    office: Office,
) -> None:
    huge = FROM + TO + ID + SUBJECT + b"\r\n" + (b"x" * 76 + b"\r\n") * 770_000
    assert len(huge) > 60_000_000
    office.support.deliver(huge)
    del huge
    tracemalloc.start()
    office.work()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000
    assert settled(office) == {Outcome.MESSAGE: 1}
    (relay,) = map(parsed, office.ana.wait_for(1))
    assert relay["Subject"] == "[#1001] Odd"
    text = " ".join(text_of(relay).split())
    assert "too big with 60.1 MB; it stays in the folder INBOX of support@acme.example" in text
    assert "carla@acme.example" in text
    assert list(relay.iter_attachments()) == []


def test_an_attachment_of_45_mb_is_named_instead_of_passed_on(office: Office) -> None:
    kind = b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'
    head = b'\r\nIt drips.\r\n--b\r\nContent-Disposition: attachment; filename="film.mov"\r\n'
    head += b"Content-Type: video/quicktime\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    film = (b"QUJD" * 19 + b"\r\n") * 577_000  # 32.9 MB, 45 on the way
    office.support.deliver(FROM + TO + ID + SUBJECT + kind + head + film + b"--b--\r\n")
    del film
    office.work()
    assert settled(office) == {Outcome.MESSAGE: 1}
    (relay,) = map(parsed, office.ana.wait_for(1))
    text = " ".join(text_of(relay).split())
    assert "It drips." in text
    assert "film.mov (32.9 MB)" in text
    assert "in the folder INBOX of support@acme.example" in text
    assert list(relay.iter_attachments()) == []
