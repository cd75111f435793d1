"""A real Postfix on loopback, with its own configuration and queue, that delivers into Dovecot.

It takes mail from anybody at its MX port, and from people who log in at its submission ports.
Addresses that begin with `refused` get a 550, those that begin with `later` a 451.
"""

from __future__ import annotations

import os
import smtplib
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from string import Template

from samehand.config.settings import Security, Server
from samehand.tests.servers.authority import Authority
from samehand.tests.servers.dovecot import HOST, Account, DovecotServer
from samehand.tests.servers.process import answers, free_port, missing, program, running

MAIN = Path(__file__).with_name("postfix-main.cf")
MASTER = Path(__file__).with_name("postfix-master.cf")

REFUSALS = """
/^refused/ 550 5.1.1 No such user here
/^later/   451 4.3.0 Try again later
"""


@dataclass(frozen=True)
class PostfixServer:
    """The server of a whole session of tests."""

    folder: Path
    dovecot: DovecotServer
    mx_port: int
    submission_port: int
    submissions_port: int

    @property
    def log(self) -> Path:
        return self.folder / "postfix.log"

    def submission(self, account: Account) -> Server:
        """How Samehand's settings name this account's way out, over STARTTLS."""
        return self._out(account, self.submission_port, Security.STARTTLS)

    def submissions(self, account: Account) -> Server:
        """The same over implicit TLS."""
        return self._out(account, self.submissions_port, Security.TLS)

    def _out(self, account: Account, port: int, security: Security) -> Server:
        known = account.imap
        return Server(HOST, port, known.user, known.password, security, known.ca_file)

    def receive(self, mail: bytes, *, sender: str, to: str) -> None:
        """Hand a mail over at the MX port, as another company's server does."""
        with smtplib.SMTP(HOST, self.mx_port) as client:
            client.sendmail(sender, [to], mail)

    def queued(self) -> int:
        """How many mails wait in the queue."""
        return len(self._tool("postqueue", "-j").splitlines())

    def flush(self) -> None:
        """Try now what waits for a later attempt."""
        self._tool("postqueue", "-f")

    def forget_queue(self) -> None:
        """Drop all mail that is still on its way."""
        self._tool("postsuper", "-d", "ALL")

    def _tool(self, name: str, *words: str) -> str:
        command = [f"/usr/sbin/{name}", "-c", str(self.folder / "etc"), *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@contextmanager
def started(
    folder: Path, authority: Authority, dovecot: DovecotServer
) -> Iterator[PostfixServer]:
    """A Postfix that is up until the block ends."""
    program("postfix", package="postfix")
    if os.geteuid() != 0:
        missing("Postfix can be started by root only")
    server = PostfixServer(folder, dovecot, *(free_port() for _ in range(3)))
    _configure(server, authority)
    etc = str(folder / "etc")
    subprocess.run(["/usr/sbin/postfix", "-c", etc, "check"], check=True, capture_output=True)
    ports = [server.mx_port, server.submission_port, server.submissions_port]
    with running(
        ["/usr/lib/postfix/sbin/master", "-c", etc, "-d"],
        log=folder / "start.log",
        ready=lambda: all(map(answers, ports)),
    ):
        yield server


def _configure(server: PostfixServer, authority: Authority) -> None:
    folder = server.folder
    certificate = authority.issue(HOST, "127.0.0.1", names="postfix")
    (folder / "etc").mkdir()
    (folder / "queue").mkdir()
    (folder / "refusals").write_text(REFUSALS)
    (folder / "etc" / "main.cf").write_text(
        Template(MAIN.read_text()).substitute(
            folder=folder,
            lmtp=server.dovecot.lmtp_port,
            auth=server.dovecot.auth_socket,
            certificate=certificate.certificate,
            key=certificate.key,
        )
    )
    (folder / "etc" / "master.cf").write_text(
        Template(MASTER.read_text()).substitute(
            mx=server.mx_port,
            submission=server.submission_port,
            submissions=server.submissions_port,
        )
    )
