"""A real Dovecot on loopback: IMAP over TLS and STARTTLS, LMTP, and logins for Postfix.

Every test gets accounts of its own: `dovecot.user("ana")` is empty and ends with the test.
"""

from __future__ import annotations

import getpass
import imaplib
import os
import shutil
import ssl
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from samehand.config.secrets import PasswordSource
from samehand.config.settings import Security, Server
from samehand.tests.servers.authority import Authority
from samehand.tests.servers.process import answers, free_port, program, running, wait_until

HOST = "localhost"
DOMAIN = "acme.example"

# Everything is below one folder. `user` owns the maildirs, since Dovecot gives no mail to root.
# A wrong password is answered at once, where Dovecot would let a client wait longer each time.
CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
instance_name = samehand-tests

ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
disable_plaintext_auth = yes
auth_mechanisms = plain login
auth_failure_delay = 0

default_internal_user = {user}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:~/mail
mail_fsync = never
recipient_delimiter = +
lmtp_save_to_detail_mailbox = no
postmaster_address = postmaster@acme.example
mail_max_userip_connections = 100

passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {folder}/users
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
}}
service imap-login {{
  chroot =
  service_count = 0
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
service auth {{
  unix_listener {folder}/auth {{
    mode = 0666
  }}
}}
"""


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
        trusted = ssl.create_default_context(cafile=str(self.server.authority.ca_file))
        with imaplib.IMAP4_SSL(HOST, self.server.imaps_port, ssl_context=trusted) as client:
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
        self._versions = count(1)
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
        account = Account(
            address, password_file.read_text(), password_file, home / "mail", self
        )
        self._accounts[address] = account
        self._write_users()
        return account

    def forget_users(self) -> None:
        """End all accounts, with their connections and mails."""
        for address in self._accounts:
            self.doveadm("kick", address, check=False)
            shutil.rmtree(self.folder / "homes" / address)
            (self.folder / "passwords" / address).unlink()
        self._accounts.clear()
        self._write_users()

    def doveadm(self, *words: str, check: bool = True) -> str:
        """Dovecot's own tool, for what only a server's operator can do."""
        command = ["/usr/bin/doveadm", "-c", str(self.config), *words]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        assert not check or ran.returncode == 0, ran.stderr
        return ran.stdout

    def _write_config(self) -> None:
        certificate = self.authority.issue(HOST, "127.0.0.1", names="dovecot")
        for name in ("homes", "passwords"):
            (self.folder / name).mkdir()
        self._write_users()
        self.config.write_text(
            CONFIG.format(
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

    def _write_users(self) -> None:
        lines = [
            f"{a.address}:{{PLAIN}}{a.password}:{self._user}:{self._user}::{a.maildir.parent}::\n"
            for a in self._accounts.values()
        ]
        new = self.folder / "users.new"
        new.write_text("".join(lines))
        # Dovecot sees a change by the file's size and second, so each version has its own.
        second = next(self._versions)
        os.utime(new, (second, second))
        new.replace(self.folder / "users")


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
