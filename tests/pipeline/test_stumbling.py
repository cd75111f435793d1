"""What the desk itself cannot do with a mail or a letter holds up no other, and is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from samehand.desk.conversation import State
from samehand.desk.decision import Outcome
from samehand.desk.letters import AnyLetter, Purpose, Relay
from samehand.notify.compose import compose
from samehand.notify.outgoing import Outgoing
from samehand.store.errors import Temporary
from samehand.store.raw import RawStore, digest_of
from samehand.tests.pipeline.office import Office, parsed, settled, text_of, written


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
    relayed = sorted(text_of(parsed(raw)) for raw in office.ana.wait_for(2))
    assert ["First." in relayed[0], "Third." in relayed[1]] == [True, True]
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
    with office.house.store.reading() as work:
        assert len(work.messages(1001)) == 2, "it is where its stub was"
    assert office.house.store.status(office.now).conversations == {State.OPEN: 1}


def test_a_mail_whose_bytes_are_lost_holds_up_nobody(office: Office) -> None:
    texts = ["First.", "Second.", "Third."]
    mails = [written("carla@acme.example", "support@acme.example", "A", t) for t in texts]
    office.support.deliver(*map(bytes, mails))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("samehand.pipeline.file_pending", lambda *words: 0)
        office.receive()
    damage(office, office.support.mails()[1])
    office.work()
    relayed = sorted(text_of(parsed(raw)) for raw in office.ana.wait_for(2))
    assert ["First." in relayed[0], "Third." in relayed[1]] == [True, True]
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


def test_a_full_disk_makes_no_mail_suspicious(office: Office) -> None:
    mail = written("carla@acme.example", "support@acme.example", "A", "A question.")
    office.support.deliver(bytes(mail))
    kept = RawStore.keep_many
    with pytest.MonkeyPatch.context() as patch:

        def full(raw: RawStore, contents: list[bytes]) -> list[str]:
            if any(b"write above this line" in content for content in contents):
                raise Temporary("the disk is full")
            return kept(raw, contents)

        patch.setattr(RawStore, "keep_many", full)
        for _ in range(5):
            office.now += timedelta(minutes=20)
            with pytest.raises(Temporary):
                office.receive()
    office.pass_time(timedelta(minutes=20))
    assert settled(office) == {Outcome.MESSAGE: 1}
    (relay,) = map(parsed, office.ana.wait_for(1))
    assert "A question." in text_of(relay)


def test_renaming_a_mailbox_silences_nobody(office: Office) -> None:
    office.ask()
    settings = office.house.settings
    (mailbox,) = settings.mailboxes
    renamed = replace(mailbox, name="help")
    office.house = replace(office.house, settings=replace(settings, mailboxes=(renamed,)))
    office.mailbox = renamed
    office.pass_time(timedelta(hours=5))
    (alert,) = map(parsed, office.olga.wait_for(1))
    assert alert["Subject"].startswith("BREACHED")


def test_a_policy_that_has_left_the_config_silences_nobody(office: Office) -> None:
    office.ask()
    settings = office.house.settings
    (policy,) = settings.policies
    others = (replace(policy, name="new"),)
    office.house = replace(office.house, settings=replace(settings, policies=others))
    office.pass_time(timedelta(hours=5))
    (alert,) = map(parsed, office.olga.wait_for(1))
    assert alert["Subject"].startswith("BREACHED")
    with office.house.store.reading() as work:
        assert work.due_clocks(office.now, limit=10) == []
