"""People answer from their own programs and from the shared mailbox; real servers all the way.

Each mail goes where its writer sent it, once: what counts is what lies in Carla's mailbox.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
import structlog

from samehand.app import App
from samehand.config.settings import Settings, Trust
from samehand.desk.conversation import State
from samehand.desk.decision import Outcome
from samehand.fetching import ANY_SENT
from samehand.house import House
from samehand.ingest.imap.mailbox import Connection, FolderMissing
from samehand.pipeline import receive_sent
from samehand.tests.pipeline.office import Office, parsed, settled, text_of, written
from samehand.tests.servers.dovecot import HOST, Account
from samehand.tests.servers.process import wait_until

CARLA, SUPPORT = "carla@acme.example", "support@acme.example"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A server whose word for senders counts: it tells who has logged in."""
    (mailbox,) = settings.mailboxes
    mailbox = replace(mailbox, trust=Trust(authserv_id="mx.acme.example"))
    return replace(settings, mailboxes=(mailbox,))


def submit(office: Office, account: Account, mail: EmailMessage) -> None:
    """Send a mail as a mail program does that has logged in."""
    people = [a.addr_spec for f in ("To", "Cc") if mail[f] for a in mail[f].addresses]
    context = account.server.authority.trusted()
    with smtplib.SMTP_SSL(HOST, office.postfix.submissions_port, context=context) as client:
        client.login(account.address, account.password)
        client.sendmail(account.address, people, mail.as_bytes())
    office.quiet()


def look(office: Office, *, first: str = "INBOX") -> None:
    """One round of everything, the Sent folder included."""
    connection = Connection(office.mailbox.imap, office.mailbox.folder)
    try:
        if first == "Sent":
            receive_sent(office.house, office.mailbox, connection, office.now)
        office.work()
        receive_sent(office.house, office.mailbox, connection, office.now)
    finally:
        connection.close()
    office.send()


def asked(office: Office) -> EmailMessage:
    """Carla asks a desk that has looked for its Sent folder; her mail as it lies there."""
    since = office.now - timedelta(minutes=1)  # servers count in seconds
    office.house.store.expect("support", ANY_SENT, since, is_sent=True)
    office.write(CARLA, SUPPORT, "Kettle", "It drips.")
    (raw,) = office.support.wait_for(1)
    return parsed(raw)


def in_the_mailbox(office: Office, mail: EmailMessage, folder: str = "Sent") -> None:
    """Somebody sends a mail from the shared mailbox, and their program keeps it."""
    submit(office, office.support, mail)
    office.support.deliver(mail.as_bytes(), folder=folder)


def state(office: Office, number: int = 1001) -> State:
    with office.house.store.reading() as work:
        return work.conversation(number).state


@pytest.mark.parametrize("first", ["INBOX", "Sent"])
def test_an_answer_from_the_shared_mailbox_counts_and_goes_out_once(
    office: Office, first: str
) -> None:
    question = asked(office)
    if first == "INBOX":
        look(office)
    answer = written(SUPPORT, CARLA, "Re: Kettle", "Turn the lid.", answers=question)
    in_the_mailbox(office, answer)
    look(office, first=first)
    assert state(office) is State.WAITING
    office.pass_time(timedelta(days=2))
    assert not office.olga.mails(), "nobody is late"
    texts = [text_of(parsed(raw)) for raw in office.carla.mails()]
    assert len([text for text in texts if "Turn the lid." in text]) == 1
    words = [parsed(raw)["Subject"] for raw in office.ana.mails()]
    assert any("ANSWERED" in word or "WRITTEN" in word for word in words)
    office.write(CARLA, SUPPORT, "Re: Kettle", "No.", answers=answer)
    office.support.wait_for(2)
    look(office)
    assert state(office) is State.OPEN
    with office.house.store.reading() as work:
        kinds = [mail.kind for mail in work.messages(1001)]
    assert kinds.count("person") == 2
    assert office.house.store.status(office.now).conversations[State.OPEN] == 1


def test_an_answer_from_an_agents_own_program_counts_and_goes_out_once(office: Office) -> None:
    question = asked(office)
    look(office)
    answer = written(
        "ana@acme.example", CARLA, "Re: Kettle", "Turn it.", answers=question, cc=SUPPORT
    )
    submit(office, office.ana, answer)
    office.support.wait_for(2)
    look(office)
    assert state(office) is State.WAITING
    office.pass_time(timedelta(days=2))
    texts = [text_of(parsed(raw)) for raw in office.carla.mails()]
    assert len([text for text in texts if "Turn it." in text]) == 1
    assert "RECORDED" in parsed(office.ana.mails()[-1])["Subject"]
    assert not office.olga.mails()


def test_our_own_mails_in_the_sent_folder_bring_nothing_about(office: Office) -> None:
    asked(office)
    look(office)
    (relayed,) = map(parsed, office.ana.wait_for(1))
    reply_to = str(relayed["Reply-To"])
    subject = f"Re: {relayed['Subject']}"
    reply = written("ana@acme.example", reply_to, subject, "Turn the lid.", answers=relayed)
    submit(office, office.ana, reply)
    office.support.wait_for(2)
    look(office)
    office.pass_time(timedelta(minutes=2))
    for account in (office.carla, office.ana):
        office.support.deliver(*account.mails(), folder="Sent")
    before = [len(account.mails()) for account in (office.carla, office.ana, office.olga)]
    look(office)
    assert settled(office)[Outcome.IGNORED] == 4, "ack, answer, relay, receipt"
    assert before == [len(a.mails()) for a in (office.carla, office.ana, office.olga)]
    assert state(office) is State.WAITING


def test_the_same_mail_in_both_folders_counts_once(office: Office) -> None:
    question = asked(office)
    look(office)
    answer = written(SUPPORT, CARLA, "Re: Kettle", "Turn it.", answers=question, cc=SUPPORT)
    in_the_mailbox(office, answer)
    office.support.wait_for(2)
    look(office)
    assert settled(office) == {Outcome.MESSAGE: 2, Outcome.DUPLICATE: 1}, "vouched for"
    assert len(office.carla.mails()) == 2, "the acknowledgement and the answer"


def test_years_of_old_mail_are_left_alone(office: Office) -> None:
    old = written(SUPPORT, CARLA, "Long ago", "Hello.")
    office.support.deliver(old.as_bytes(), folder="Sent")
    office.now += timedelta(seconds=2)
    look(office)
    office.support.renumber("Sent")
    look(office)
    assert set(settled(office)) <= {Outcome.IGNORED}
    in_the_mailbox(office, written(SUPPORT, CARLA, "Today", "Hello."))
    look(office)
    assert settled(office)[Outcome.MESSAGE] == 1


def test_the_first_mail_makes_the_folder_and_counts(office: Office) -> None:
    """Many servers have no Sent folder until something is sent."""
    office.mailbox = replace(office.mailbox, sent="Gesendet")
    office.house.store.expect(
        "support", ANY_SENT, office.now - timedelta(hours=1), is_sent=True
    )
    with pytest.raises(FolderMissing, match="'Gesendet'"):
        look(office)
    with office.support.login() as client:
        client.create("Gesendet")
    in_the_mailbox(office, written(SUPPORT, CARLA, "Today", "Hello."), folder="Gesendet")
    look(office)
    assert settled(office) == {Outcome.MESSAGE: 1}


def test_a_renumbered_folder_doubles_nothing(office: Office) -> None:
    question = asked(office)
    look(office)
    answer = written(SUPPORT, CARLA, "Re: Kettle", "Turn it.", answers=question)
    in_the_mailbox(office, answer)
    look(office)
    office.support.renumber("Sent")
    look(office)
    assert settled(office)[Outcome.MESSAGE] == 2
    assert settled(office)[Outcome.DUPLICATE] == 1
    assert len(office.ana.mails()) == 2, "the relay, and one word about the answer"


def test_a_team_can_leave_the_folder_alone(office: Office) -> None:
    office.mailbox = replace(office.mailbox, sent="")
    in_the_mailbox(office, written(SUPPORT, CARLA, "Today", "Hello."))
    look(office)
    assert settled(office) == {}


def test_without_the_folder_the_desk_works_and_says_so_once(
    settings: Settings, support: Account, office_of: Callable[[House], Office]
) -> None:
    (mailbox,) = settings.mailboxes
    mailbox = replace(mailbox, sent="Nowhere", poll=timedelta(milliseconds=100))
    settings = replace(settings, mailboxes=(mailbox,))
    mail = written("ana@elsewhere.example", SUPPORT, "Hello", "A question.")
    app = App(settings)
    with structlog.testing.capture_logs() as logs:
        app.start()
        try:
            support.deliver(mail.as_bytes())
            wait_until(lambda: filed(logs) > 0, "the desk files nothing")
            support.deliver(mail.as_bytes().replace(b"A question", b"Another one"))
            wait_until(lambda: filed(logs) > 1, "the desk files nothing any more")
        finally:
            app.stop()
    told = [line for line in logs if line["event"] == "sent folder"]
    assert len(told) == 1
    assert "'Nowhere'" in told[0]["why"]
    assert not [line for line in logs if line["event"] == "unreachable"]


def filed(logs: list[structlog.typing.EventDict]) -> int:
    """How many passes have found new mail."""
    return len([line for line in logs if line["event"] == "receive support"])
