"""A real Dovecot on loopback: IMAP over TLS and STARTTLS, LMTP, and logins for Postfix.

Every test gets accounts of its own: `dovecot.user("ana")` is empty and ends with the test.
"""

from __future__ import annotations

import getpass
import imaplib
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from string import Template

from samehand.config.secrets import PasswordSource
from samehand.config.settings import Security, Server
from samehand.tests.servers.authority import Authority
from samehand.tests.servers.process import answers, free_port, program, running, wait_until

HOST = "localhost"
DOMAIN = "acme.example"
CONFIG = Path(__file__).with_name("dovecot.conf")


@dataclass(frozen=True)
class Account:
    """A person's or the desk's own mailbox on the server."""

    address: str
    password: str
    password_file: Path
    maildir: Path
    server: DovecotServer

    @property
    def imap(self) -> Server:
        """How Samehand's settings name this account, over implicit TLS."""
        return self._imap(self.server.imaps_port, Security.TLS)

    @property
    def imap_starttls(self) -> Server:
        return self._imap(self.server.imap_port, Security.STARTTLS)

    def _imap(self, port: int, security: Security) -> Server:
        source = PasswordSource(file=self.password_file)
        ca_file = self.server.authority.ca_file
        return Server(HOST, port, self.address, source, security, ca_file)

    def deliver(self, *mails: bytes, folder: str = "INBOX") -> None:
        """Put mails into a folder, byte for byte, in this order; thousands take seconds."""
        with self.login() as client:
            for mail in mails:
                answer, words = client.append(folder, "", "", mail)
                assert answer == "OK", words

    def mails(self, folder: str = "INBOX") -> list[bytes]:
        """The bytes of all mails in a folder, in order of arrival; nothing becomes seen."""
        with self.login() as client:
            return _all_mails(client, folder)

    def wait_for(self, count: int, folder: str = "INBOX") -> list[bytes]:
        """All mails of a folder, once there are at least so many of them."""
        found: list[bytes] = []

        def enough() -> bool:
            found[:] = _all_mails(client, folder)
            return len(found) >= count

        with self.login() as client:
            wait_until(enough, f"{self.address} waits for {count} mails, {folder} has too few")
        return found

    def flags(self, folder: str = "INBOX") -> list[str]:
        """Each mail's flags, as the server tells them."""
        with self.login() as client:
            client.select(folder, readonly=True)
            return [_text(line) for line in client.fetch("1:*", "(FLAGS)")[1] if line]

    def renumber(self, folder: str = "INBOX") -> None:
        """Give the folder another UIDVALIDITY, as a server does that was set up anew."""
        self.server.doveadm(
            "mailbox", "update", "-u", self.address, "--uid-validity", "7", folder
        )

    @contextmanager
    def login(self) -> Iterator[imaplib.IMAP4_SSL]:
        """This account in a plain mail client of the standard library."""
        with imaplib.IMAP4_SSL(
            HOST, self.server.imaps_port, ssl_context=self.server.authority.trusted()
        ) as client:
            client.login(self.address, self.password)
            yield client


class DovecotServer:
    """The server of a whole session of tests."""

    def __init__(self, folder: Path, authority: Authority) -> None:
        self.folder = folder
        self.authority = authority
        self.imap_port, self.imaps_port, self.lmtp_port = (free_port() for _ in range(3))
        self.config = folder / "dovecot.conf"
        self.log = folder / "dovecot.log"
        self.auth_socket = folder / "auth"
        self._accounts: dict[str, Account] = {}
        self._user = "mail" if os.geteuid() == 0 else getpass.getuser()

    @contextmanager
    def started(self) -> Iterator[None]:
        """Up until the block ends."""
        dovecot = program("dovecot", package="dovecot-imapd dovecot-lmtpd")
        program("lmtp", package="dovecot-lmtpd", among=["/usr/lib/dovecot"])
        self._write_config()
        ports = [self.imap_port, self.imaps_port, self.lmtp_port]
        command: list[str | Path] = [dovecot, "-F", "-c", self.config]
        words = self.folder / "start.log"
        with running(command, log=words, ready=lambda: all(map(answers, ports))):
            yield

    def user(self, name: str) -> Account:
        """A new, empty account; `ana` is short for `ana@acme.example`."""
        address = name if "@" in name else f"{name}@{DOMAIN}"
        assert address not in self._accounts, f"{address} is taken in this test"
        home = self.folder / "homes" / address
        home.mkdir()
        password_file = self.folder / "passwords" / address
        password_file.touch(mode=0o600)
        password_file.write_text(f"secret of {address}")
        if os.geteuid() == 0:
            shutil.chown(home, self._user, self._user)
        password = password_file.read_text()
        # A file each, since Dovecot looks at most once a second whether a file has changed.
        line = f"{address}:{{PLAIN}}{password}:{self._user}:{self._user}::{home}::\n"
        (self.folder / "users" / address).write_text(line)
        account = Account(address, password, password_file, home / "mail", self)
        self._accounts[address] = account
        return account

    def forget_users(self) -> None:
        """End all accounts, with their connections and mails."""
        self.doveadm("kick", "*", check=False)
        for address in self._accounts:
            gone = (self.folder / "homes" / address).rename(self.folder / "gone")
            shutil.rmtree(gone, ignore_errors=True)  # a kicked process may still write here
            (self.folder / "users" / address).unlink()
            (self.folder / "passwords" / address).unlink()
        self._accounts.clear()

    def doveadm(self, *words: str, check: bool = True) -> str:
        """Dovecot's own tool, for what only a server's operator can do."""
        command = ["/usr/bin/doveadm", "-c", str(self.config), *words]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        assert not check or ran.returncode == 0, ran.stderr
        return ran.stdout

    def _write_config(self) -> None:
        certificate = self.authority.issue(HOST, "127.0.0.1", names="dovecot")
        for name in ("homes", "passwords", "users"):
            (self.folder / name).mkdir()
        self.config.write_text(
            Template(CONFIG.read_text()).substitute(
                folder=self.folder,
                certificate=certificate.certificate,
                key=certificate.key,
                user=self._user,
                group=self._user,
                login="dovenull" if os.geteuid() == 0 else self._user,
                imap=self.imap_port,
                imaps=self.imaps_port,
                lmtp=self.lmtp_port,
            )
        )


def _all_mails(client: imaplib.IMAP4_SSL, folder: str) -> list[bytes]:
    """Select afresh each time: a folder that is open shows new mail only when it is asked."""
    [count] = client.select(f'"{folder}"', readonly=True)[1]
    if count == b"0":
        return []
    parts: Sequence[object] = client.fetch("1:*", "(BODY.PEEK[])")[1]
    return [part[1] for part in parts if isinstance(part, tuple)]


def _text(line: object) -> str:
    assert isinstance(line, bytes)
    return line.decode("ascii")
