"""Whatever lies in the folder, every mail gets one outcome, and its owner hears of it."""

from __future__ import annotations

import shutil
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from samehand.desk.decision import Outcome
from samehand.desk.letters import AnyLetter, Purpose, Relay
from samehand.notify.compose import compose
from samehand.notify.outgoing import Outgoing
from samehand.store.raw import digest_of
from samehand.tests.pipeline.office import Office, parsed, written
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


def settled(office: Office) -> dict[Outcome, int]:
    """How many mails have which outcome; none may be left without."""
    status = office.house.store.status(office.now)
    assert Outcome.STORED not in status.ledger
    assert set(status.owners) <= {"ana"}
    return status.ledger


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
    odd, following = map(parsed, office.ana.wait_for(2))
    assert words in text_of(odd)
    assert "Next." in text_of(following)


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body()
    assert isinstance(body, EmailMessage)
    return str(body.get_content())


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


@pytest.fixture
def stumbling(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """A desk that cannot handle one certain mail; call it to mend that."""

    def stumble(letter: AnyLetter, *words: object, **named: object) -> Outgoing:
        if isinstance(letter, Relay) and "stumble" in letter.text:
            raise ZeroDivisionError("over this stone")
        return compose(letter, *words, **named)  # type: ignore[arg-type]

    monkeypatch.setattr("samehand.house.compose", stumble)
    return lambda: monkeypatch.setattr("samehand.house.compose", compose)


def test_a_mail_that_cannot_be_handled_goes_to_quarantine_and_holds_up_nobody(
    office: Office, stumbling: Callable[[], None]
) -> None:
    texts = ["First.", "Here you stumble.", "Third."]
    mails = [written("carla@acme.example", "support@acme.example", "A", t) for t in texts]
    office.support.deliver(*map(bytes, mails))
    office.work()
    first, third = map(parsed, office.ana.wait_for(2))
    assert ("First." in text_of(first), "Third." in text_of(third)) == (True, True)
    for minutes in (2, 6, 16, 16):
        office.pass_time(timedelta(minutes=minutes))

    assert settled(office) == {Outcome.MESSAGE: 2, Outcome.QUARANTINE: 1}
    (kept,) = office.house.store.quarantined()
    assert kept.reason == "ZeroDivisionError: over this stone"
    assert kept.attempts == 3
    stub = parsed(office.ana.wait_for(3)[2])
    assert "over this stone" in text_of(stub)
    (original,) = stub.iter_attachments()
    assert b"Here you stumble." in original.get_content()
    office.quiet()
    (told,) = map(parsed, office.olga.mails())
    assert told["Subject"].startswith("QUARANTINE")
    assert "samehand quarantine retry" in text_of(told)
    assert len(office.ana.mails()) == 3


def test_a_mail_out_of_quarantine_reaches_its_owner_once_the_cause_is_mended(
    office: Office, stumbling: Callable[[], None]
) -> None:
    mail = written("carla@acme.example", "support@acme.example", "A", "Here you stumble.")
    office.support.deliver(bytes(mail))
    office.work()
    for minutes in (2, 6):
        office.pass_time(timedelta(minutes=minutes))
    (kept,) = office.house.store.quarantined()
    stumbling()
    assert office.house.store.retry(kept.id, office.now)
    office.work()
    assert settled(office) == {Outcome.MESSAGE: 1}
    relay = parsed(office.ana.wait_for(2)[1])
    assert "Here you stumble." in text_of(relay)
    assert relay["Reply-To"]
    assert len(office.carla.wait_for(1)) == 1, "now the customer is acknowledged"


def test_a_mail_whose_bytes_are_lost_holds_up_nobody(office: Office) -> None:
    texts = ["First.", "Second.", "Third."]
    mails = [written("carla@acme.example", "support@acme.example", "A", t) for t in texts]
    office.support.deliver(*map(bytes, mails))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("samehand.pipeline.file_pending", lambda *words: 0)
        office.receive()
    damage(office, office.support.mails()[1])
    office.work()
    first, third = map(parsed, office.ana.wait_for(2))
    assert ("First." in text_of(first), "Third." in text_of(third)) == (True, True)
    for minutes in (2, 6):
        office.pass_time(timedelta(minutes=minutes))
    assert settled(office) == {Outcome.MESSAGE: 2, Outcome.QUARANTINE: 1}
    (told,) = map(parsed, office.olga.wait_for(1))
    assert "restore it from a backup" in text_of(told)


def damage(office: Office, content: bytes) -> None:
    """Have a disk lose what was kept."""
    digest = digest_of(content)
    (file,) = Path(office.house.settings.desk.raw).rglob(f"*{digest[2:]}*")
    file.write_bytes(b"")


def test_a_letter_whose_bytes_are_lost_holds_up_no_other_and_is_told(office: Office) -> None:
    texts = ["First.", "Second."]
    mails = [written("carla@acme.example", "support@acme.example", "A", t) for t in texts]
    office.support.deliver(*map(bytes, mails))
    office.receive()
    with office.house.store.reading() as work:
        (lost,) = (m.digest for m in work.mailed(1001) if m.purpose is Purpose.RELAY)
    damage(office, office.house.raw.read(lost))
    office.send()
    assert "Second." in text_of(parsed(office.ana.wait_for(1)[0]))
    (told,) = map(parsed, office.olga.wait_for(1))
    assert told["Subject"].startswith("NOT DELIVERED")
    assert "restore it from a backup" in text_of(told)


def test_an_alert_goes_out_although_the_calendar_of_its_clock_was_renamed(
    office: Office,
) -> None:
    mail = written("carla@acme.example", "support@acme.example", "A", "It drips.")
    office.support.deliver(bytes(mail))
    office.work()
    settings = office.house.settings
    (ana,), (policy,) = settings.agents, settings.policies
    renamed = replace(
        settings,
        calendars={"office": replace(settings.calendars["always"], name="office")},
        agents=(replace(ana, calendar="office"),),
        policies=(replace(policy, calendar="office"),),
    )
    office.house = replace(office.house, settings=renamed)
    office.pass_time(timedelta(hours=5))
    assert parsed(office.olga.wait_for(1)[0])["Subject"].startswith("BREACHED")
