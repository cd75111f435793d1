"""A server is tried by mails to itself, and what it does decides what is believed of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from click import ClickException
from click.testing import CliRunner

from samehand.cli import main
from samehand.commands import probe as probing
from samehand.commands.by_mail import warning
from samehand.commands.findings import Finding
from samehand.commands.probe import Means, ask_agent, probe
from samehand.commands.probe_advice import Advice
from samehand.commands.probe_outbox import SendingDoor
from samehand.config.example import example
from samehand.config.load import parse
from samehand.config.pin import pinned
from samehand.config.settings import Mailbox, Profile, Settings, Trust, WithoutVerdict
from samehand.ingest.imap.ledger import FolderState
from samehand.ingest.imap.mailbox import Probe, Unavailable
from samehand.notify.outgoing import Outgoing
from samehand.tests.commands.desk_file import desk_file

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ID = "mx.acme.example"
Stamp = Callable[[bytes], bytes]

SILENT = b"Received: from a ([192.0.2.1]) by mx.acme.example with ESMTPSA id 5; Tue\r\n"
UNSEEN = SILENT.replace(b"ESMTPSA", b"ESMTP")
LOGIN = (
    b"Received: from a (a [192.0.2.1])\r\n\t(Authenticated sender: support@acme.example)\r\n"
    b"\tby mx.acme.example (Postfix) with ESMTPSA id 5; Tue\r\n"
)
STATES = b"Authentication-Results: mx.acme.example; spf=none smtp.mailfrom=acme.example\r\n"
VOUCHES = b"Authentication-Results: mx.acme.example; dmarc=pass header.from=acme.example\r\n"
OF_GMAIL = b"Received: by 2002:a05:: with SMTP id 5; Tue\r\n" + VOUCHES.replace(
    b"mx.acme.example", b"mx.google.com"
)
OF_EXCHANGE = (
    b"Received: from A.prod.outlook.com (2603::5) by B.prod.outlook.com with HTTPS; Tue\r\n"
    b"Authentication-Results: dkim=none header.d=none;dmarc=none header.from=acme.example;\r\n"
)


def without_forgeries(mail: bytes) -> bytes:
    lines = mail.split(b"\r\n")
    return b"\r\n".join(line for line in lines if b"forged.invalid" not in line)


def puts(top: bytes, *, removes: bool = False) -> Stamp:
    return lambda mail: top + (without_forgeries(mail) if removes else mail)


def at_the_end(mail: bytes) -> bytes:
    header, _, body = mail.partition(b"\r\n\r\n")
    return UNSEEN + header + b"\r\n" + STATES + b"\r\n" + body


@dataclass
class Server:
    """A mail server with one mailbox: it stamps what it takes and shows it, some time later."""

    stamp: Stamp = field(default_factory=lambda: puts(SILENT))
    delivers: Callable[[str], bool] = lambda address: True
    slow: int = 0  # pauses that each mail takes
    refuses: str = ""
    mails: list[bytes] = field(default_factory=list)
    sent: list[Outgoing] = field(default_factory=list)
    on_its_way: list[tuple[int, bytes]] = field(default_factory=list)
    paused: list[timedelta] = field(default_factory=list)
    closed: bool = False

    # The account that mail is sent from

    def send(
        self,
        mailbox: Mailbox,
        mails: Sequence[Outgoing],
        sender: SendingDoor,
        now: datetime,
    ) -> str:
        if self.refuses:
            return self.refuses
        self.sent += mails
        for mail in mails:
            if self.delivers(mail.recipients[0]):
                due = len(self.paused) + self.slow
                self.on_its_way.append((due, self.stamp(mail.content)))
        return ""

    # The mailbox

    def probe(self) -> Probe:
        return Probe(self.state(), "TLSv1.3", frozenset(), ("INBOX",))

    def state(self) -> FolderState:
        self.mails += [mail for due, mail in self.on_its_way if due <= len(self.paused)]
        self.on_its_way = [one for one in self.on_its_way if one[0] > len(self.paused)]
        return FolderState(1, len(self.mails) + 1, len(self.mails))

    def folders(self) -> list[str]:
        return ["INBOX"]

    def search(self, uids: str) -> list[int]:
        first = int(uids.partition(":")[0])
        return list(range(min(first, len(self.mails)), len(self.mails) + 1))  # as servers do

    def fetch(self, uids: Sequence[int], *items: str) -> Mapping[int, Mapping[bytes, object]]:
        return {uid: {b"BODY[HEADER]": self.mails[uid - 1]} for uid in uids}

    def close(self) -> None:
        self.closed = True


class Counting:
    """Ids that tests can tell."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def token(self) -> str:
        return f"token{next(self._numbers)}"

    def message_id(self, domain: str) -> str:
        return f"{next(self._numbers)}@{domain}"


class Nobody:
    """An SMTP account that the scripted server does not need."""

    def send(self, parcels: object, *, handing_over: object, done: object) -> None:
        raise AssertionError("the server takes mails itself")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return parse(example(), tmp_path / "samehand.toml")


@pytest.fixture
def mailbox(settings: Settings) -> Mailbox:
    return settings.mailboxes[0]


def means(server: Server) -> Means:
    return Means(server, lambda: NOW, server.paused.append, timedelta(seconds=30), Counting())


def run(mailbox: Mailbox, server: Server) -> tuple[list[Finding], Advice | None]:
    trying = probe(mailbox, server, Nobody(), means(server))
    findings = []
    while True:
        try:
            findings.append(next(trying))
        except StopIteration as end:
            return findings, end.value


def advice(mailbox: Mailbox, server: Server) -> Advice:
    found = run(mailbox, server)[1]
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("stamp", "trust", "words"),
    [
        (puts(SILENT), Trust(), "states nothing about senders that nobody else could"),
        (puts(LOGIN), Trust(), "lets senders state what they like"),
        (
            puts(LOGIN, removes=True),
            Trust(ID),
            "shows who was logged in (support@acme.example)",
        ),
        (puts(STATES + LOGIN, removes=True), Trust(ID), "removes those that a sender"),
        (puts(STATES + LOGIN), Trust(ID), "not believed"),
        (puts(STATES + SILENT), Trust(ID), "not believed"),
        (puts(UNSEEN + STATES, removes=True), Trust(ID), "removes those"),
        (puts(UNSEEN + STATES), Trust(), "could vouch for themselves"),
        (
            puts(UNSEEN + STATES + VOUCHES, removes=True),
            Trust(ID, removes_forged=True),
            "all of them have to count",
        ),
        (puts(STATES + VOUCHES + UNSEEN, removes=True), Trust(ID), "removes those"),
        (at_the_end, Trust(), "above its own"),
        (puts(OF_GMAIL), Trust(profile=Profile.GMAIL), "Gmail signs"),
        (puts(OF_EXCHANGE), Trust(profile=Profile.MICROSOFT365), "Exchange Online puts"),
    ],
)
def test_a_servers_ways_decide_what_is_trusted(
    mailbox: Mailbox, stamp: Stamp, trust: Trust, words: str
) -> None:
    found = advice(mailbox, Server(stamp))
    assert found.trust == trust
    assert words in ". ".join(found.why)
    assert "--from-agent" in found.why[-1]


CARLAS = b"From: carla@x.example\r\n\r\n"


@pytest.mark.parametrize(
    ("newest", "removes", "expected"),
    [
        (STATES + UNSEEN, False, Trust(ID)),
        (STATES + UNSEEN, True, Trust(ID)),
        (UNSEEN + STATES, False, Trust()),
        (UNSEEN + STATES, True, Trust(ID)),
    ],
)
def test_mails_of_others_count_where_nobody_else_can_have_written_on_them(
    mailbox: Mailbox, newest: bytes, removes: bool, expected: Trust
) -> None:
    """Many filters leave mail alone that somebody has sent who is logged in."""
    server = Server(puts(SILENT, removes=removes), mails=[newest + CARLAS])
    assert advice(mailbox, server).trust == expected
    assert b"Authentication-Results: mx.acme.example; dmarc=fail" in server.sent[2].content


def test_no_sender_can_put_a_name_of_theirs_into_the_config(mailbox: Mailbox) -> None:
    """They write to the desk for days, and wait for it to be checked."""
    theirs = STATES.replace(ID.encode(), b"evil.example")

    def keeps_theirs(mail: bytes) -> bytes:
        header = mail.replace(f"Authentication-Results: {ID};".encode(), b"X-Removed:")
        return SILENT + header

    for stamp in (puts(SILENT), keeps_theirs):
        server = Server(stamp, mails=[UNSEEN + theirs + CARLAS] * 20)
        assert advice(mailbox, server).trust == Trust()


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("imap.gmail.com", Trust(profile=Profile.GMAIL)),
        ("imap.fastmail.com", Trust("*.messagingengine.com")),
    ],
)
def test_a_provider_that_is_known_needs_no_proof(
    mailbox: Mailbox, host: str, expected: Trust
) -> None:
    there = replace(mailbox, imap=replace(mailbox.imap, host=host))
    assert advice(there, Server()).trust == expected


def test_our_own_earlier_mails_are_no_mails_of_others(mailbox: Mailbox) -> None:
    forged = b"Authentication-Results: evil.example; none\r\nFrom: support@acme.example\r\n\r\n"
    assert advice(mailbox, Server(mails=[SILENT + forged])).trust == Trust()


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("phl-mx-04.messagingengine.com", "*.messagingengine.com"),
        ("atlas1.mail.yahoo.com", "*.yahoo.com"),
        ("bimi.icloud.com", "dmarc.icloud.com"),
    ],
)
def test_a_provider_with_many_names_is_known_by_one(
    mailbox: Mailbox, name: str, known: str
) -> None:
    top = (UNSEEN + STATES).replace(ID.encode() + b";", name.encode() + b";")
    server = Server(puts(top, removes=True))
    assert advice(mailbox, server).trust.authserv_id == known
    assert name.encode() in server.sent[2].content, "the forged one bears the true name"


@pytest.mark.parametrize("arrives", [True, False])
def test_plus_addressing_is_what_arrives(mailbox: Mailbox, arrives: bool) -> None:
    server = Server(delivers=lambda address: arrives or "+" not in address)
    found = advice(mailbox, server)
    assert found.plus is arrives
    assert found.own == {"plus_addressing": arrives}
    assert server.sent[1].recipients == ("support+probe.token2@acme.example",)


def test_what_the_way_out_changes_is_told(mailbox: Mailbox) -> None:
    def changing(mail: bytes) -> bytes:
        return SILENT + mail.replace(b"Message-ID: <", b"Message-ID: <theirs").replace(
            b"Reply-To: support", b"Reply-To: other"
        )

    why = advice(mailbox, Server(changing)).why
    assert "the way out changes Message-ID and Reply-To" in why
    unchanged = "From, Message-ID and Reply-To came through unchanged"
    assert unchanged in advice(mailbox, Server()).why


def test_waiting_ends_as_soon_as_all_has_come(mailbox: Mailbox) -> None:
    server = Server(slow=2)
    findings, found = run(mailbox, server)
    assert found is not None
    assert server.paused == [probing.PAUSE] * 2
    assert (
        findings[0].detail == "2 mails to support@acme.example sent; waiting up to 0.5 minutes"
    )
    assert server.closed


def test_waiting_ends_when_its_time_is_over(mailbox: Mailbox) -> None:
    server = Server(delivers=lambda address: False)
    findings, found = run(mailbox, server)
    assert sum(server.paused, timedelta()) == timedelta(seconds=30)
    assert findings[-1].ok is False
    assert findings[-1].detail == "they have not come to INBOX"
    assert found is not None
    assert found.plus is None, "nothing is known of it then"
    assert found.own == {}


def test_a_mail_that_cannot_be_sent_says_why(mailbox: Mailbox) -> None:
    findings, found = run(mailbox, Server(refuses="550 no"))
    assert found is None
    assert findings[-1].ok is False
    assert "was not sent (550 no)" in findings[-1].detail


def test_a_mailbox_that_breaks_off_says_why(mailbox: Mailbox) -> None:
    class Broken(Server):
        def state(self) -> FolderState:
            raise Unavailable("the line is down; try later")

    server = Broken()
    findings, found = run(mailbox, server)
    assert found is None
    assert [(f.ok, f.detail, f.remedy) for f in findings] == [
        (False, "the line is down", "try later")
    ]
    assert server.closed


def test_nobodys_verdict_is_made_up_where_the_team_has_settled(mailbox: Mailbox) -> None:
    enough = replace(mailbox, trust=Trust(without_verdict=WithoutVerdict.TOKEN_IS_ENOUGH))
    found = advice(enough, Server())
    assert found.trust == enough.trust
    assert found.toml() == (
        'plus_addressing = true\n\n[mailbox.trust]\nwithout_verdict = "token-is-enough"'
    )


def test_an_agent_is_asked_to_press_reply_and_nothing_else(
    settings: Settings, mailbox: Mailbox
) -> None:
    server = Server()
    finding = ask_agent(mailbox, settings.agents[0], settings, Nobody(), means(server))
    (mail,) = server.sent
    assert mail.recipients == ("ana@acme.example",)
    assert b"press Reply and send" in mail.content
    assert b"Authentication-Results" not in mail.content
    assert finding.ok is None
    assert "`samehand check` says" in finding.remedy


def test_what_was_found_out_can_be_pinned(mailbox: Mailbox) -> None:
    found = advice(mailbox, Server(puts(UNSEEN + STATES + VOUCHES, removes=True)))
    text = pinned(example(), "support", found.own, found.table)
    (now,) = parse(text, Path("samehand.toml")).mailboxes
    assert (now.trust, now.plus_addressing) == (found.trust, found.plus)
    before, _, after = text.partition("[mailbox.trust]")
    assert found.toml() == (
        f'plus_addressing = true\n\n[mailbox.trust]\nauthserv_id = "{ID}"\n'
        'removes_forged = true\nwithout_verdict = "ask"'
    )
    assert "plus_addressing = true" in before
    assert 'without_verdict = "ask"' in after


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--pin"], "--pin writes down what --probe finds out"),
        (["--probe"], "Nothing was sent; mend what is wrong first."),
        (["--from-agent", "ana"], "Nothing was sent; mend what is wrong first."),
    ],
)
def test_nothing_is_sent_before_all_is_well(
    words: list[str], told: str, tmp_path: Path
) -> None:
    config = desk_file(tmp_path)
    ran = CliRunner().invoke(main, ["--config", str(config), "check", *words])
    assert told in ran.output
    assert ran.exit_code in {1, 2}


def test_it_asks_before_it_sends(tmp_path: Path) -> None:
    config = desk_file(tmp_path)
    assert warning(config, ["ana"], probe=True) == (
        "Send up to three mails from support@acme.example to itself, one to ana@acme.example?"
    )
    with pytest.raises(ClickException, match='no agent anna; did you mean "ana"'):
        warning(config, ["anna"], probe=False)
