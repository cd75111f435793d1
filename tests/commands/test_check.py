"""`samehand check` says in plain words what is wrong with a desk, and changes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

from samehand.commands.check import DOORS, Doors, check
from samehand.commands.findings import Finding, exit_status, wrong
from samehand.config.example import filled
from samehand.ingest.imap.ledger import Cursor, FolderState
from samehand.ingest.imap.mailbox import FolderMissing, LoginRefused, MailboxError, Probe
from samehand.notify.smtp import ChannelDown
from samehand.store.errors import Permanent, StoreError
from samehand.store.store import Store
from samehand.tests.servers.dovecot import DovecotServer
from samehand.tests.servers.postfix import PostfixServer

PASSWORD = "hunter2"
VOUCHED = b"Authentication-Results: mx.acme.example; dmarc=pass header.from=acme.example\r\n"
PLUS = b"Delivered-To: support+abc@acme.example\r\n"


@dataclass
class Reader:
    """A mailbox with mails, of which a check sees the headers."""

    headers: Sequence[bytes] = ()
    error: MailboxError | None = None
    closed: bool = False

    def probe(self) -> Probe:
        if self.error:
            raise self.error
        return Probe(self.state(), "TLSv1.3", frozenset(), tuple(self.folders()), "Sent")

    def state(self) -> FolderState:
        return FolderState(1, len(self.headers) + 1, len(self.headers))

    def folders(self) -> list[str]:
        return ["INBOX", "Support"]

    def search(self, uids: str) -> list[int]:
        return list(range(1, len(self.headers) + 1))

    def fetch(self, uids: Sequence[int], *items: str) -> Mapping[int, Mapping[bytes, object]]:
        assert all(item.startswith("BODY.PEEK[HEADER") for item in items)
        return {uid: {b"SEQ": uid, b"BODY[HEADER]": self.headers[uid - 1]} for uid in uids}

    def close(self) -> None:
        self.closed = True


@dataclass
class Sender:
    error: ChannelDown | None = None

    def probe(self) -> tuple[str, ...]:
        if self.error:
            raise self.error
        return ("connected to smtp.acme.example:465, TLSv1.3", "logged in as support")


@dataclass
class Database:
    pending: Sequence[str] = ()
    known: Sequence[str] = ()
    error: StoreError | None = None

    def __enter__(self) -> Self:
        if self.error:
            raise self.error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None

    def pending_migrations(self) -> list[str]:
        return list(self.pending)

    def folder(self, mailbox: str, folder: str) -> Cursor | None:
        return Cursor(mailbox, folder, 1, 7) if mailbox in self.known else None


@dataclass
class Raw:
    error: Exception | None = None

    def keep(self, content: bytes) -> str:
        if self.error:
            raise self.error
        return "0" * 64


@dataclass
class Desk:
    """A desk on its own disk, with fakes behind the doors."""

    folder: Path
    changes: dict[str, Any] = field(default_factory=dict)
    reader: Reader = field(default_factory=Reader)
    sender: Sender = field(default_factory=Sender)
    database: Database = field(default_factory=Database)
    raw: Raw = field(default_factory=Raw)

    @property
    def config(self) -> Path:
        path = self.folder / "samehand.toml"
        path.write_text(filled(self.changes), encoding="utf-8")
        return path

    def findings(self) -> dict[str, Finding]:
        doors = Doors(
            mailbox=lambda mailbox: self.reader,
            sender=lambda mailbox: self.sender,
            database=lambda url: self.database,
            raw=lambda place: self.raw,
        )
        return {finding.what: finding for finding in check(self.config, doors)}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("SUPPORT_PASSWORD", PASSWORD)
    return Desk(tmp_path)


def test_a_desk_in_order_has_nothing_wrong(desk: Desk) -> None:
    desk.changes["mailbox.trust.authserv_id"] = "mx.acme.example"
    desk.reader.headers = [VOUCHED + PLUS + b"From: Ana <ana@acme.example>\r\n"]
    desk.database = Database(known=["support"])
    (desk.folder / "samehand.db").touch()
    findings = desk.findings()
    assert {what: finding.ok for what, finding in findings.items()} == {
        "config": True,
        "database": True,
        "raw mails": True,
        "mailbox support, IMAP": True,
        "mailbox support, Sent folder": True,
        "mailbox support, trust": True,
        "mailbox support, agent ana": True,
        "mailbox support, plus-addressing": True,
        "mailbox support, SMTP": True,
    }
    assert exit_status(findings.values()) == 0
    assert desk.reader.closed


def test_a_wrong_config_is_listed_problem_by_problem(desk: Desk) -> None:
    desk.changes |= {"mailbox.poll": "x", "agent.capacity": -1}
    path = desk.config
    assert list(check(path)) == [
        Finding(
            False,
            "config",
            f'{path}: mailbox "support": poll is no duration: "x"',
            'write "30s", "15m", "4h", "3d" or "1h30m"',
        ),
        Finding(False, "config", f'{path}: agent "ana": capacity cannot be below zero: -1'),
    ]
    assert exit_status(check(path)) == 1


def test_a_config_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    (finding,) = check(tmp_path / "samehand.toml")
    assert (finding.ok, finding.remedy) == (False, "write it with: samehand init")


def test_without_its_password_a_mailbox_is_not_tried(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SUPPORT_PASSWORD")
    findings = desk.findings()
    assert findings["mailbox support"] == Finding(
        False,
        "mailbox support",
        "the environment variable SUPPORT_PASSWORD is not set",
        "export it",
    )
    assert "mailbox support, IMAP" not in findings


def test_a_password_that_others_can_read_is_refused(desk: Desk) -> None:
    (desk.folder / "secret").write_text(PASSWORD)
    (desk.folder / "secret").chmod(0o644)
    for server in ("imap", "smtp"):
        desk.changes[f"mailbox.{server}.password_env"] = None
        desk.changes[f"mailbox.{server}.password_file"] = "secret"
    finding = desk.findings()["mailbox support"]
    assert finding.detail == f"{desk.folder / 'secret'} is open to others"
    assert finding.remedy == f"run: chmod 600 {desk.folder / 'secret'}"


@pytest.mark.parametrize(
    ("error", "what", "detail", "remedy"),
    [
        (
            LoginRefused("INBOX: the login was refused; check user and password"),
            "mailbox support, IMAP",
            "INBOX: the login was refused",
            "check user and password",
        ),
        (
            FolderMissing("INBX: there is no such folder; there are INBOX, Support"),
            "mailbox support, folder",
            "there is no INBX",
            'did you mean "INBOX"?',
        ),
    ],
)
def test_what_the_imap_server_refuses_is_told_with_its_remedy(
    desk: Desk, error: MailboxError, what: str, detail: str, remedy: str
) -> None:
    desk.changes["mailbox.folder"] = "INBX"
    desk.reader.error = error
    findings = desk.findings()
    assert findings[what] == Finding(False, what, detail, remedy)
    assert findings["mailbox support, SMTP"].ok, "the other account is tried all the same"
    assert exit_status(findings.values()) == 1
    assert desk.reader.closed


def test_a_folder_of_quite_another_name_is_answered_with_all_there_are(desk: Desk) -> None:
    desk.changes["mailbox.folder"] = "Zzz"
    desk.reader.error = FolderMissing("there is no such folder; there are INBOX, Support")
    finding = desk.findings()["mailbox support, folder"]
    assert finding.remedy == "there are INBOX, Support"


def test_what_the_smtp_server_refuses_is_told_with_its_remedy(desk: Desk) -> None:
    desk.sender.error = ChannelDown("the SMTP server shows a wrong certificate; check host")
    assert desk.findings()["mailbox support, SMTP"] == Finding(
        False,
        "mailbox support, SMTP",
        "the SMTP server shows a wrong certificate",
        "check host",
    )


@pytest.mark.parametrize(
    ("begin", "mails", "known", "detail"),
    [
        (
            "all",
            2,
            False,
            "what is there already, 2 mails, is handled and acknowledged",
        ),
        ("new", 2, False, "what is there already, 2 mails, is left alone"),
        ("all", 0, False, "the folder is empty, so nothing old is touched"),
        ("all", 2, True, None),
    ],
)
def test_what_the_first_run_would_do_is_said_before_it(
    desk: Desk, begin: str, mails: int, known: bool, detail: str | None
) -> None:
    (desk.folder / "samehand.db").touch()
    desk.changes["mailbox.begin"] = begin
    desk.reader.headers = [b""] * mails
    desk.database = Database(known=["support"] if known else [])
    finding = desk.findings().get("mailbox support, first run")
    assert (finding.detail if finding else None) == detail


NOBODY = (
    "nobody is trusted to vouch for senders,"
    " so each answer of an agent waits until they have said yes to a mail that asks; "
)
TRY = "let `samehand check --probe` try"
TRUSTED = {"mailbox.trust.authserv_id": "mx.acme.example"}
FORGED = b"Authentication-Results: evil.example; dmarc=pass header.from=x.example\r\n"


@pytest.mark.parametrize(
    ("changes", "headers", "ok", "detail", "remedy"),
    [
        ({}, [], None, NOBODY + "no mail tells who could", TRY),
        ({}, [b""], None, NOBODY + "none of the newest 1 mail tells", TRY),
        (
            {},
            [VOUCHED + FORGED, VOUCHED, FORGED],
            None,
            NOBODY + "mx.acme.example vouches in 2 of the newest 3 mails",
            'if that is your own server, write authserv_id = "mx.acme.example"',
        ),
        (
            {"mailbox.trust.without_verdict": "token-is-enough"},
            [],
            None,
            "nobody is trusted to vouch for senders, so whoever knows a reply address can",
            TRY,
        ),
        (TRUSTED, [], True, "senders are vouched for by mx.acme.example", ""),
        (TRUSTED, [VOUCHED], True, "senders are vouched for by mx.acme.example", ""),
        (
            TRUSTED,
            [FORGED + VOUCHED],
            None,
            "none of the newest 1 mail is vouched for by mx.acme.example, but there is evil",
            "correct authserv_id",
        ),
        (
            {"mailbox.trust.profile": "gmail"},
            [],
            True,
            "senders are vouched for by mx.google.com",
            "",
        ),
    ],
)
def test_who_vouches_for_senders_is_looked_up_in_the_topmost_field(
    desk: Desk,
    changes: dict[str, str],
    headers: list[bytes],
    ok: bool | None,
    detail: str,
    remedy: str,
) -> None:
    desk.changes |= changes
    desk.reader.headers = headers
    finding = desk.findings()["mailbox support, trust"]
    assert finding.ok is ok
    assert finding.detail.startswith(detail)
    assert finding.remedy.startswith(remedy)


@pytest.mark.parametrize(
    ("is_on", "header", "ok", "detail"),
    [
        (True, PLUS, True, "works: a mail to support+…@acme.example has arrived"),
        (True, b"To: support+a@acme.example\r\n", True, "works: "),
        (
            True,
            b"To: support@acme.example\r\n",
            None,
            "none of the newest 1 mail came to such",
        ),
        (False, b"", True, "is off; replies are recognised by other marks"),
    ],
)
def test_plus_addressing_is_seen_or_said_to_be_unseen(
    desk: Desk, is_on: bool, header: bytes, ok: bool | None, detail: str
) -> None:
    desk.changes["mailbox.plus_addressing"] = is_on
    desk.reader.headers = [header]
    finding = desk.findings()["mailbox support, plus-addressing"]
    assert finding.ok is ok
    assert finding.detail.startswith(detail)


def test_a_database_that_does_not_open_is_told_with_its_remedy(desk: Desk) -> None:
    (desk.folder / "samehand.db").touch()
    desk.database.error = Permanent("samehand.db is no database; name another")
    assert desk.findings()["database"] == Finding(
        False, "database", "samehand.db is no database", "name another"
    )


def test_pending_migrations_are_worth_knowing(desk: Desk) -> None:
    (desk.folder / "samehand.db").touch()
    desk.database.pending = ["0002"]
    finding = desk.findings()["database"]
    assert finding.ok is None
    assert finding.detail.startswith("1 migration to be made")


def test_a_check_makes_no_file(desk: Desk) -> None:
    before = [desk.config]
    desk.database.error = Permanent("nobody should have opened it")
    findings = desk.findings()
    assert findings["database"].detail.startswith(
        f"{desk.folder / 'samehand.db'} is made by the first run"
    )
    assert exit_status(findings.values()) == 0
    assert list(desk.folder.iterdir()) == before


def test_a_place_that_is_no_folder_cannot_be_written(desk: Desk) -> None:
    (desk.folder / "raw").write_text("a file")
    finding = desk.findings()["raw mails"]
    assert (finding.ok, finding.detail) == (False, f"{desk.folder / 'raw'} cannot be written")


@pytest.mark.parametrize(
    ("free", "ok"), [(99_999_999, False), (999_999_999, None), (1_000_000_000, True)]
)
def test_a_disk_that_runs_full_is_seen_before_it_is(
    desk: Desk, free: int, ok: bool | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Usage:
        def __init__(self, _path: Path) -> None:
            self.free = free

    monkeypatch.setattr("shutil.disk_usage", Usage)
    assert desk.findings()["raw mails"].ok is ok


@pytest.mark.parametrize("error", [None, Permanent("no such bucket; make it"), OSError("no")])
def test_a_place_behind_a_url_is_tried_with_a_mail(desk: Desk, error: Exception | None) -> None:
    desk.changes["desk.raw"] = "s3://acme/raw"
    desk.raw.error = error
    assert desk.findings()["raw mails"].ok is (error is None)


def test_a_desk_whose_policies_leave_gaps_is_told_so(desk: Desk) -> None:
    text = desk.config.read_text().replace(
        'name = "standard"', 'name = "standard"\nwhen = { words = ["urgent"] }'
    )
    (desk.folder / "samehand.toml").write_text(text)
    hints = [
        f for f in check(desk.folder / "samehand.toml", _offline()) if f.what == "policies"
    ]
    assert [hint.ok for hint in hints] == [None]


def _offline() -> Doors:
    return Doors(
        mailbox=lambda mailbox: Reader(),
        sender=lambda mailbox: Sender(),
        database=lambda url: Database(),
        raw=lambda place: Raw(),
    )


def test_no_finding_holds_a_password(desk: Desk) -> None:
    desk.reader.error = LoginRefused("refused; check user and password")
    assert PASSWORD not in str(desk.findings())


def test_findings_are_printed_with_their_remedy() -> None:
    assert str(wrong("SMTP", "refused; check it")) == "WRONG SMTP: refused; check it"
    assert str(Finding(True, "SMTP", "logged in")) == "ok    SMTP: logged in"
    assert str(replace(wrong("SMTP", "odd"), ok=None)) == "note  SMTP: odd"
    assert exit_status([Finding(None, "SMTP", "odd")]) == 0


def test_real_servers_are_tried_and_left_as_they_were(
    tmp_path: Path, dovecot: DovecotServer, postfix: PostfixServer
) -> None:
    account = dovecot.user("support")
    account.deliver(VOUCHED + PLUS + b"Subject: hello\r\n\r\nhi\r\n")
    smtp = postfix.submission(account)
    values: dict[str, Any] = {"mailbox.address": account.address}
    for kind, server in (("imap", account.imap), ("smtp", smtp)):
        values |= {
            f"mailbox.{kind}.host": server.host,
            f"mailbox.{kind}.port": server.port,
            f"mailbox.{kind}.security": server.security.value,
            f"mailbox.{kind}.user": server.user,
            f"mailbox.{kind}.password_env": None,
            f"mailbox.{kind}.password_file": str(server.password.file),
        }
    config = tmp_path / "samehand.toml"
    text = filled(values)
    ca_file = f'ca_file = "{dovecot.authority.ca_file}"\nhost = "localhost"'
    config.write_text(text.replace('host = "localhost"', ca_file))
    with Store.open(f"sqlite:///{tmp_path}/samehand.db") as store:
        store.upgrade()

    findings = {finding.what: finding for finding in check(config, DOORS)}
    assert exit_status(findings.values()) == 0, "\n".join(map(str, findings.values()))
    assert "TLSv1.3" in findings["mailbox support, IMAP"].detail
    assert "INBOX has 1 mail" in findings["mailbox support, IMAP"].detail
    assert "mx.acme.example vouches in 1" in findings["mailbox support, trust"].detail
    assert findings["mailbox support, plus-addressing"].ok
    assert findings["mailbox support, SMTP"].ok
    assert findings["database"].ok
    assert "Seen" not in str(account.flags())

    config.write_text(text)
    untrusted = {finding.what: finding for finding in check(config, DOORS)}
    for door in ("IMAP", "SMTP"):
        finding = untrusted[f"mailbox support, {door}"]
        assert finding.ok is False
        assert "certificate" in finding.detail
