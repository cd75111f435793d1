"""A check tries real servers by mail beside a desk at work, which takes no notice of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from samehand.app import RandomMint
from samehand.commands.probe import Means, ask_agent, probe
from samehand.commands.probe_advice import Advice
from samehand.commands.probe_outbox import Outbox
from samehand.config.settings import Mailbox, Trust, WithoutVerdict
from samehand.desk.agents.probe import KEY
from samehand.desk.decision import Outcome
from samehand.ingest.imap.mailbox import Connection
from samehand.notify.smtp import Sender
from samehand.tests.pipeline.office import Office, parsed, settled, text_of, written

ENOUGH = WithoutVerdict.TOKEN_IS_ENOUGH


@pytest.fixture
def means(office: Office) -> Means:
    """The desk's own outbox; waiting is for the mails, and not for the clock."""

    def pause(length: timedelta) -> None:
        office.quiet()

    outbox = Outbox(office.house.settings)
    return Means(outbox, lambda: datetime.now(UTC), pause, timedelta(minutes=1), RandomMint())


def sender(mailbox: Mailbox) -> Sender:
    return Sender(mailbox.smtp, hostname=mailbox.domain)


def tried(mailbox: Mailbox, means: Means) -> Advice:
    reader = Connection(mailbox.imap, mailbox.folder)

    def steps() -> Iterator[Advice | None]:
        yield (yield from probe(mailbox, reader, sender(mailbox), means))  # type: ignore[misc]

    *_, found = steps()
    assert isinstance(found, Advice)
    return found


def test_a_server_that_states_nothing_is_known_as_such(office: Office, means: Means) -> None:
    found = tried(office.mailbox, means)
    assert found.trust == Trust(without_verdict=ENOUGH)
    assert found.plus is True
    assert "From, Message-ID and Reply-To came through unchanged" in found.why


def test_a_server_that_shows_who_was_logged_in_has_to_guard_its_name(
    office: Office, means: Means
) -> None:
    """Postfix alone guards nothing: its name in the config would make forgeries believed."""
    shown = replace(office.mailbox, smtp=office.postfix.submissions(office.support))
    found = tried(shown, means)
    assert found.trust == Trust(without_verdict=ENOUGH)
    assert "it shows who was logged in (support@acme.example)" in ". ".join(found.why)


def test_the_desk_makes_nothing_of_the_mails_of_a_check(office: Office, means: Means) -> None:
    tried(office.mailbox, means)
    assert len(office.support.mails()) == 2
    office.work()
    assert settled(office) == {Outcome.IGNORED: 2}
    assert _left_to_send(office) == []
    assert office.ana.mails() == []


@pytest.mark.parametrize("kept", ["Message-ID", "References"])
def test_they_are_known_by_either_id(office: Office, means: Means, kept: str) -> None:
    """Some providers give a mail another Message-ID."""
    tried(office.mailbox, means)
    for raw in office.support.mails():
        lines = raw.split(b"\r\n")
        other = b"References: <x@y>" if kept == "Message-ID" else b"Message-ID: <x@y>"
        field = other.partition(b":")[0]
        changed = [other if line.startswith(field) else line for line in lines]
        office.support.deliver(b"\r\n".join(changed))
    office.work()
    assert settled(office) == {Outcome.IGNORED: 4}


def test_who_only_copies_their_look_is_heard(office: Office, means: Means) -> None:
    tried(office.mailbox, means)
    raw = office.support.mails()[0].replace(b"@acme.example>", b"@evil.example>")
    raw = raw.replace(b"Auto-Submitted: auto-generated\r\n", b"")
    office.support.deliver(raw.replace(b"From: support@", b"From: carla@"))
    office.work()
    assert settled(office) == {Outcome.IGNORED: 2, Outcome.MESSAGE: 1}


def test_an_agent_presses_reply_and_hears_nothing(office: Office, means: Means) -> None:
    ana = office.house.settings.agents[0]
    asked = ask_agent(office.mailbox, ana, office.house.settings, sender(office.mailbox), means)
    assert asked.ok is None
    (question,) = map(parsed, office.ana.wait_for(1))
    assert "press Reply and send" in text_of(question)
    answer = written("ana@acme.example", "support@acme.example", "Re: check", "", question)
    office.postfix.receive(answer.as_bytes(), sender=ana.address, to="support@acme.example")
    office.support.wait_for(1)
    office.work()
    assert settled(office) == {Outcome.IGNORED: 1}
    assert len(office.ana.mails()) == 1, "the question, and no word about the answer"


def test_an_answer_in_an_agents_name_to_no_question_is_not_let_pass(
    office: Office, means: Means
) -> None:
    office.write("ana@acme.example", "support@acme.example", "Re: samehand check", "Hello")
    office.support.wait_for(1)
    office.work()
    assert Outcome.IGNORED not in settled(office)


def _left_to_send(office: Office) -> list[str]:
    with office.house.store.reading() as work:
        rows = work.connection.exec_driver_sql("SELECT key FROM outbox").scalars()
        return [key for key in rows if not str(key).startswith(KEY)]


def test_what_could_not_be_sent_is_not_sent_later(
    office: Office, means: Means, office_of: Callable[..., Office]
) -> None:
    unknown = replace(office.mailbox, address="refused@acme.example")
    reader = Connection(unknown.imap, unknown.folder)
    findings = list(probe(unknown, reader, sender(unknown), means))
    assert [finding.ok for finding in findings] == [False]
    with office.house.store.reading() as work:
        states = work.connection.exec_driver_sql("SELECT DISTINCT state FROM outbox").scalars()
        assert "queued" not in set(states)
